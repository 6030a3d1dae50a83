"""What happens in an office, as event-sourced aggregates; they import no storage and no clock."""
