"""Qualtrics: its survey files in."""
