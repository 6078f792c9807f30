"""Segments: groups of customers by what is known of them; a customer may be in several, or in none."""
