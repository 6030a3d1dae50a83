"""Lists that a person keeps under a name of his own."""
