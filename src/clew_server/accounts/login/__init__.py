"""Logging in and staying logged in: allauth's adapters, links, passwords, sessions and what ends them."""
