"""What takes long is computed by jobs, kept as documents, shown with its time, and computed anew when it is stale."""
