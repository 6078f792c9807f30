"""Names of touchpoints and channels as people want to read them: renamed and merged by facts that can be undone."""
