"""Spans of time: cells that are read together, each once for the files it lies in."""
