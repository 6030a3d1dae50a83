"""What comes in from outside: its shape, checked before anything of the domain is touched."""
