"""What customers wrote: words that bend, search, reading verbatims, redaction, and one customer's timeline."""
