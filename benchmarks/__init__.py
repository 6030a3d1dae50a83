"""Measures of the product's speed and size, each against a baseline of the same run."""
