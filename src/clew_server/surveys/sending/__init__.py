"""What is sent to participants, at most once: e-mails, messages through a gateway, links for another sender."""
