"""What figures should be, and what may be said of a figure or a change beside its target."""
