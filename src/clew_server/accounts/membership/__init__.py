"""Who belongs to a workspace and what opens it: members, invitations, keys, and the lines of the audit."""
