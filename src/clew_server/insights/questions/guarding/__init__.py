"""The rows behind a figure, to those who may see customers."""
