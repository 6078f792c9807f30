"""Extracts: of each immutable file what the figures of one thing need, kept on disk; figures are folded from them."""
