"""What people were told, each in an inbox: read, marked as read, and what is true of it now."""
