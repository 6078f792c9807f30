"""Accounts: people, workspaces, roles, invitations, keys; who may do what is decided here and nowhere else."""
