"""What auditors ask: what was known when, and what made the difference."""
