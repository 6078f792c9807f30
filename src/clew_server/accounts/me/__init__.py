"""A person's own page: name, language, colours, password, second factor, sessions, workspaces."""
