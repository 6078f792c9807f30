"""From an address to a question: what was asked, what can be asked, and answers that may take their time."""
