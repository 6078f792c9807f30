"""The demonstration: the simulated company's exports, and the whole way from them to a report."""
