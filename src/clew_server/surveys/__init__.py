"""Surveys: written, sent out, answered, and their results."""
