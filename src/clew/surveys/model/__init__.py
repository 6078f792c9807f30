"""What a survey is: texts in several languages, questions of thirteen types, pages and jumps."""
