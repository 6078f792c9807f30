"""What a company says of itself: settings, working time, targets, segments, names, rules, its change log."""
