"""The library's workspaces as this process holds them: one handle each, opened when first asked for."""
