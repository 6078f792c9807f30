"""What the diagnosis asks of the workspace: cells, segments, voices; always by the questions that people ask."""
