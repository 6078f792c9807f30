"""Targets: what figures should be, and which change of them is big enough to matter."""
