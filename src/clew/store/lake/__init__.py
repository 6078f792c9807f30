"""The lake: canonical tables in immutable Parquet under one manifest."""
