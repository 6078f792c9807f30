"""The form of a draft: the same document as its file, one part at a time."""
