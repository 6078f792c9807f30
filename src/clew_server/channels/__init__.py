"""Ways out of the server: what is handed to another machine, and what is known of it if that breaks off."""
