"""The pages on which surveys are made, written, published and compared."""
