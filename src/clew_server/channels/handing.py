"""Hand messages to the mail server, and say just before each is given: what breaks after that may have arrived."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

__all__ = ["Courier", "LostError", "can_send", "hand_over", "is_refusal"]

#: Replies that say no: for now (4..) and for good (5..). Any other word, or none, says nothing.
_FIRST_NO, _LAST_NO = 400, 599


class LostError(Exception):
    """Somebody else has the message meanwhile: this one must not send it."""


def can_send() -> bool:
    """Return whether the server was told of a mail server at all."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def is_refusal(error: BaseException) -> bool:
    """Return whether the mail server said no in words; what it did not understand, or mumbled, it may have taken.

    >>> [is_refusal(smtplib.SMTPDataError(code, b"")) for code in (451, 550, 200, -1)], is_refusal(OSError())
    ([True, True, False, False], False)
    """
    return isinstance(error, smtplib.SMTPResponseException) and _FIRST_NO <= error.smtp_code <= _LAST_NO


def hand_over(message: EmailMessage, about_to: Callable[[], None]) -> None:
    """Send ``message``; ``about_to`` is called when the server has taken sender and recipient and the text comes next.

    Whatever is raised before ``about_to`` was called means that nothing was sent.
    """
    with Courier() as courier:
        courier.give(message, about_to)


class Courier:
    """Hands over messages one after the other along one connection, which is made anew after anything that broke."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def give(self, message: EmailMessage, about_to: Callable[[], None]) -> None:
        """Send one message, as :func:`hand_over` does; a connection that idled away is made anew before that."""
        was_told = [False]

        def told() -> None:
            was_told[0] = True
            about_to()

        is_old = self._connection is not None
        try:
            self._give(message, told)
        except BaseException as error:
            self.close()
            if not is_old or was_told[0] or not isinstance(error, smtplib.SMTPServerDisconnected):
                raise
            self._give(message, told)

    def close(self) -> None:
        """End the connection; what was handed over by then is not touched by how that goes."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError):
                connection.close()

    def _give(self, message: EmailMessage, about_to: Callable[[], None]) -> None:
        if self._connection is None:
            self._connection = get_connection()
            self._connection.open()
        smtp = getattr(self._connection, "connection", None)
        if not isinstance(smtp, smtplib.SMTP):
            about_to()
            self._connection.send_messages([message])
            return
        give = type(smtp).data

        def told(text: Any) -> Any:
            about_to()
            return give(smtp, text)

        smtp.data = told  # type: ignore[method-assign, assignment]
        self._connection.send_messages([message])
