"""Periods, zones and windows of a question."""
