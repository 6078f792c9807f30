"""The pages on which it is decided whom a survey asks: ways out, dry runs, rules of contact, who is never asked."""
