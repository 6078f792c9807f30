"""Imports, the main way in: uploads, mappings, imports and their undoing, sources that are looked at, quarantine."""
