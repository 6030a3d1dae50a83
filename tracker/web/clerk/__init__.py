"""What office staff do: their work of the day, registering, their log."""
