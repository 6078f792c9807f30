"""How asking went: the funnel, the rates, and what those who did not answer could change."""
