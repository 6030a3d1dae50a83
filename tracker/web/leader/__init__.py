"""What leaders read: how many are overdue, whose, how long, getting better or worse."""
