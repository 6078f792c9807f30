"""The rows metrics count: answers, promises, and columns that are derived from others."""
