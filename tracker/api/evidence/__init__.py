"""The addresses of evidence files: bring one, list those of an item, take one along."""
