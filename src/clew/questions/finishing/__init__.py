"""From the sums of a cell to figures, differences and words."""
