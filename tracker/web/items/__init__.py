"""One item: what is known of it, and what can be recorded of it."""
