"""What may be seen of an answer: small groups stay hidden, also from those who can subtract."""
