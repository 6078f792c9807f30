"""Template tags of Clew, built into every template."""
