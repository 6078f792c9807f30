"""Working time: weekdays, shifts, holidays and exceptions, compiled once and joined in the engine."""
