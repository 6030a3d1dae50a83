"""Who may do what, where: roles, what each may do, and how far a grant reaches. Pure."""
