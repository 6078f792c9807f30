"""What is kept of answers and files, by names that tell what it was made from."""
