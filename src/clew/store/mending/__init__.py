"""What was set aside, and how people mend it: another mapping for an import, other cells for a row."""
