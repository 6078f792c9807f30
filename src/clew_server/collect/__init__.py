"""The tracking API: a raw ASGI app beside Django, with its own typed table of routes."""
