"""The server's database in backups: copied while it is used, put back without anybody who was erased since."""
