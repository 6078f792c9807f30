"""The library's sentences in the reader's language: what it counts, warns of and refuses."""
