"""Rules over files: one rule, one function, one named code."""
