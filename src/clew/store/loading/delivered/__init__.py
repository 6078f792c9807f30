"""What came through the tracking API, from the journal into the tables: once, whole, and at its place."""
