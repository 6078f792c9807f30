"""The pages of feedback and what can be done on them."""
