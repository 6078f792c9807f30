"""What the diagnosis tests: changes, places, promises; each test a candidate of one family."""
