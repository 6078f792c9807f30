"""Who could be asked: lists that people give, customers of the lake, in one shape."""
