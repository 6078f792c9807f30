"""Commands for what a workspace keeps of its own: names, segments, targets, changes, and what is set aside."""
