"""Files that prove what was reported: taken in, kept by content, verified, given out."""
