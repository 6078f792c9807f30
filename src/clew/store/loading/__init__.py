"""The loader: from the journal's raw rows to the lake's tables."""
