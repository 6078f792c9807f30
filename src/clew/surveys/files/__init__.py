"""A survey as a file: YAML read with limits, written the same for equal surveys, its published schema."""
