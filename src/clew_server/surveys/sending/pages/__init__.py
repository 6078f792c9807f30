"""Pages of what is sent: how far it is, how letters look, links for another sender, gateways."""
