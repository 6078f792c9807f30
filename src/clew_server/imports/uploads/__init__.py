"""A file comes in: pieces or a whole form, onto the disk, never through memory."""
