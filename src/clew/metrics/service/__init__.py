"""Metrics of service: how long people wait, who has the ball, whether it was solved at once."""
