"""What people do: a command is loaded against, decided, and recorded, or refused."""
