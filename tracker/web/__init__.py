"""The pages that people use; what programs use is tracker/api."""
