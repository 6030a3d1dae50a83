"""A person's own matters: signing in, password, second factor, tokens, language."""
