"""The list behind every number."""
