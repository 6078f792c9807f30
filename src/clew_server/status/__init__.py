"""The status page: how far the tables are, what is set aside, what is damaged, how much room there is."""
