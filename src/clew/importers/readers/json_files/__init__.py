"""JSON and JSON Lines, record by record."""
