"""What the company's tools export: weekly survey files, a log of repairs, the ledgers."""
