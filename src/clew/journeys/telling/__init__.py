"""What paths tell: circles, rework, back and forth, what comes around a name, two groups, the way to a goal."""
