"""Two versions of a survey: what changed, and whether answers stay comparable."""
