"""Where events are kept: how they are spelled, appended, and read back."""
