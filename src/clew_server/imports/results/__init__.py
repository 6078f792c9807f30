"""Imports that were done: the list, what became of each, what was rejected, and the way back."""
