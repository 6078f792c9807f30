"""Template tags of the pages people read."""
