"""Parquet: the source, and the child process that decodes the file."""
