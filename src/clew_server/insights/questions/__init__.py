"""Questions: a metric, by, where, when; the answer as sentence, chart, table; the rows behind it; kept, shared."""
