"""Customers: found by what is known of them, all that happened with them, taken out for them, erased for good."""
