"""Pages of administration: units, calendars, people, settings, the system."""
