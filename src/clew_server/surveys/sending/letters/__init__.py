"""What an invitation says: its words by language, the first question in it, headers that nobody can add to."""
