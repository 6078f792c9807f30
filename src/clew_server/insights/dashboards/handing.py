"""Hand a message to the mail server, and say just before it is given: what breaks after that may have arrived."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

__all__ = ["LostError", "can_send", "hand_over"]


class LostError(Exception):
    """Somebody else has the message meanwhile: this one must not send it."""


def can_send() -> bool:
    """Return whether the server was told of a mail server at all."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def hand_over(message: EmailMessage, about_to: Callable[[], None]) -> None:
    """Send ``message``; ``about_to`` is called when the server has taken sender and recipient and the text comes next.

    Whatever is raised before ``about_to`` was called means that nothing was sent.
    """
    connection: Any = get_connection()
    connection.open()
    try:
        smtp = getattr(connection, "connection", None)
        if isinstance(smtp, smtplib.SMTP):
            give = smtp.data

            def told(text: Any) -> Any:
                about_to()
                return give(text)

            smtp.data = told  # type: ignore[method-assign, assignment]
        else:
            about_to()
        connection.send_messages([message])
    finally:
        connection.close()
