"""The results of a survey: answers as they come, figures of each question, rates, and what looks careless."""
