"""Rules: why customers get in touch, who has the ball in which status, which stage a touchpoint belongs to."""
