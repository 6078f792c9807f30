"""Responses as they are read from the database and held from one look to the next."""
