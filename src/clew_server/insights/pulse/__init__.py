"""Pulse: the page that is opened every morning. What is the matter, the figures, the findings, what is new."""
