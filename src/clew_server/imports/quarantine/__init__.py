"""What was set aside: reasons, rows, mending and reading again."""
