"""XES event logs, event by event."""
