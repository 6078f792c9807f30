"""Erasing a person in the server's own stores: each room that keeps something registers how it forgets."""
