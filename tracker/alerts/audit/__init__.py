"""Which alerts should have been raised on a day, and were they."""
