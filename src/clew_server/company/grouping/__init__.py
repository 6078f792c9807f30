"""Segments: groups of customers by what is known of them."""
