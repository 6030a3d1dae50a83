-- Working calendars are read whole, like units, and are as few.
create index event_of_calendars on event (position) where topic like 'calendar.%';
