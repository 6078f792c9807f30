"""What came back of a survey: rates, figures of each question, where people leave, and answers that look careless."""
