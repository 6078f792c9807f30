"""The rows that count and the cells they fall into, read by the engine in one pass."""
