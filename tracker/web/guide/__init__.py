"""What the words and numbers on pages mean, for people."""
