"""How a result is shown: the only room that rounds, words and colours."""
