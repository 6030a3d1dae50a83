"""Units, calendars, people, settings and the system itself."""
