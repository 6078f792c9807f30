"""Plain numbers in, an Estimate or a Difference out: intervals, comparisons, pooling. No data access here."""
