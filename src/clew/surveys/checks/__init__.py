"""What is wrong with a survey: all of it at once, each with its place and what to do."""
