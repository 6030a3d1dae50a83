"""Reform Tracker: every number has a date, a known-at time and the list behind it."""
