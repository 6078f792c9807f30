"""E-mails of accounts: plain text, in the reader's language, from templates ``accounts/mail/NAME.txt``.

The first line of a template is the subject. Nothing of an e-mail is written to a log: it may hold a one-time address.
"""

from __future__ import annotations

import logging
from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from clew_server.configuration import configuration

__all__ = ["can_send", "send", "try_to_send"]

_log = logging.getLogger("clew_server.mail")


def can_send() -> bool:
    """Return whether this server was told how to send e-mails."""
    return bool(configuration().email_url)


def send(name: str, to: str, language: str, **context: Any) -> None:
    """Send an e-mail to one person.

    Raises:
        OSError: the mail server cannot be reached or refuses.
    """
    with translation.override(language):
        text = render_to_string(f"accounts/mail/{name}.txt", {"server": configuration().address, **context})
    subject, _, body = text.strip().partition("\n")
    send_mail(" ".join(subject.split()), body.strip() + "\n", None, [to])


def try_to_send(name: str, to: str, language: str, **context: Any) -> bool:
    """Return whether an e-mail left; a mail server that is away breaks no page."""
    if not can_send():
        return False
    try:
        send(name, to, language, **context)
    except OSError as error:
        _log.warning("an e-mail (%s) could not be sent: %s", name, type(error).__name__)
        return False
    return True
