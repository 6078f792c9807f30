"""Personal data in what customers wrote: found by form and checksum, and replaced by what it was."""

from clew.text.redaction.redact import Redacted, Spot, redact

__all__ = ["Redacted", "Spot", "redact"]
