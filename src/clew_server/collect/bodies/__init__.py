"""Bodies of requests: read while they come, and what takes long looked at beside."""
