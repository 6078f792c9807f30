"""Where answers go: what can be answered now, responses on the shelf, messages into the journal."""
