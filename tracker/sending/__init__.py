"""Ways out of the house: mail and webhooks; what is said, and to whom, is decided elsewhere."""
