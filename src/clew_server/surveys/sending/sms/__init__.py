"""Messages to telephones through the gateway of whoever runs one: told by a page, called once a message."""
