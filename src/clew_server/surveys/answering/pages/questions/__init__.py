"""The thirteen types of questions as HTML that works without a script."""
