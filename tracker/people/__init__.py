"""Who uses it: accounts and their grants, passwords, sessions, links and tokens.

Accounts are event-sourced in a log of their own; secrets are no history and stand in tables.
"""
