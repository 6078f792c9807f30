"""Delimited text: what stands where (dialect), cutting into whole records (blocks), parsing (parse), the source."""
