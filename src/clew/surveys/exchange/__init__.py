"""Surveys of other tools in, and ours out: what cannot be carried over is listed, nothing is dropped in silence."""
