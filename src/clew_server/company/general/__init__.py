"""The workspace itself: name, zone, first day of the week, currency, languages."""
