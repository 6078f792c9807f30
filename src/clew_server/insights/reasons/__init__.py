"""Contact reasons: why customers get in touch, and what of it could be avoided."""
