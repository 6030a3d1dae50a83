"""Accounts over HTTP: signing in, one's own account, and the people whom one administers."""
