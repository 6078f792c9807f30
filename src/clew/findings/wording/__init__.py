"""How findings are said: whole sentences, numbers and dates in the reader's language."""
