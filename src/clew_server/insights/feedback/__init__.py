"""What customers wrote: read, searched, tagged by hand, assigned, quoted without personal data, taken away."""
