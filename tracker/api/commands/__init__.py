"""Commands over HTTP (contract.md section 5): one POST a command, once, as the caller saw it."""
