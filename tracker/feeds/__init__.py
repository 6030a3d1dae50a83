"""Calendar feeds: deadlines as iCalendar, at secret addresses that can be ended."""
