"""Answers that look careless, and answers of programs: flagged with the reason, never taken away."""
