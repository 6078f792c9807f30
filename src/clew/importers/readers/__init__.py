"""One reader a format: bytes in, raw text rows with their place in the file out."""
