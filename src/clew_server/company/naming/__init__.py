"""Touchpoints and channels by the names people want to read."""
