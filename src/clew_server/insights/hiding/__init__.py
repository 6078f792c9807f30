"""What may be seen of a figure: small groups stay hidden, also from those who can subtract; one room for all pages."""
