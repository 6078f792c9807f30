"""What was sent into the tables: asked for in turn, done in processes of their own."""
