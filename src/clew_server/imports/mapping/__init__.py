"""The mapping of an upload as a form, and the first rows as they will be."""
