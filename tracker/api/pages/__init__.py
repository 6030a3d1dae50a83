"""The few pages that work without the web application: sign in, accept an invitation, begin."""
