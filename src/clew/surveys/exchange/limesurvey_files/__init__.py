"""LimeSurvey: its structure files in."""
