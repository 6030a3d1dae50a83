"""Standing jobs: what happens by itself, at which time, in exactly one process."""
