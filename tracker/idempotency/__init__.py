"""Requests that are answered once: a key, the command that it stands for, and its answer."""
