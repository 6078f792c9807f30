"""The commands that look at paths."""
