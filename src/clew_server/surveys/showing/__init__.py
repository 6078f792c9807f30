"""Where a survey is shown: the public link and its QR code, the widget on pages, the origins that may show it."""
