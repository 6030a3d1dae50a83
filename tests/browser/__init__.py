"""Pages in a real browser. A package: what is opened for all of it ends with its last test."""
