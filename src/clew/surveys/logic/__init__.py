"""Conditions over earlier answers: a small language of its own, read, checked, written and computed."""
