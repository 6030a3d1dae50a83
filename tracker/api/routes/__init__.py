"""The endpoints, a file for each thing that can be asked."""
