"""Which personal links of anonymous surveys were used: kept in files that tell neither when nor in which order."""
