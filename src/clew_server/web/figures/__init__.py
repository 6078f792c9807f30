"""Figures in the reader's language: amounts, intervals, verdicts on changes, and the small drawings beside them."""
