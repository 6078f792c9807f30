"""Texts of a source to values in their types: times, numbers, JSON; whole columns at once."""
