"""Files in: choose the mapping, protect what is private, journal, load, report."""
