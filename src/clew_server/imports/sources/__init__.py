"""Folders that are watched and addresses that are fetched from."""
