"""Where things lie: the only room that opens files."""
