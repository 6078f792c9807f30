"""What follows from the tables: which ids are one customer, what a shared id finds, how many rows found it."""
