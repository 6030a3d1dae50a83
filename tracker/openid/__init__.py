"""The client of one OpenID provider: what it says of itself, the way there, the proof back."""
