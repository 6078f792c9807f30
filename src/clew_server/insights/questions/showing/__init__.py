"""An answer for people: figures in words, tables, pictures, files."""
