"""What all pages share: the frame, the parts, languages, headers, static files."""
