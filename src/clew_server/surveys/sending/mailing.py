"""Invitations by e-mail: one after the other to the mail server, and what its words mean."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from functools import lru_cache

from django.core.mail import EmailMessage
from django.utils import timezone

from clew_server.channels.handing import Courier, can_send, is_refusal
from clew_server.surveys.asking.ledger import is_answered
from clew_server.surveys.asking.settings import EmailSettings, settings_of
from clew_server.surveys.keeping import live
from clew_server.surveys.models import Delivery, Distribution, Participant
from clew_server.surveys.sending.claiming import Claimed
from clew_server.surveys.sending.letters.letter import Addressee, letter_for, message_id, message_of
from clew_server.surveys.sending.letters.lines import AddressError
from clew_server.surveys.sending.running import NotWantedError
from clew_server.surveys.sending.states import Verdict

__all__ = ["Mail", "is_hard", "verdict_of"]

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
#: There is no such mailbox, or host (RFC 3463); and of servers that say no more than a number (RFC 5321).
_NO_SUCH = {("1", "0"), ("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("1", "10"), ("2", "1"), ("4", "4")}
_PLAIN_NO_SUCH = {550, 551, 553}
_FOR_GOOD = 500


class Mail:
    """The mail server, for as long as one run lasts."""

    def __init__(self) -> None:
        self._courier = Courier()
        self._live = lru_cache(maxsize=64)(live)

    def is_there(self, distribution: Distribution) -> bool:
        """Return whether the server was told of a mail server, and the survey can be answered."""
        return can_send() and is_answered(self._live(distribution.survey_id), timezone.now())

    def send(self, claimed: Claimed, about_to: Callable[[], None]) -> Verdict:
        """Send an invitation or a reminder, and say what became of it."""
        was_told = [False]

        def told() -> None:
            about_to()
            was_told[0] = True

        try:
            message = self._message(claimed)
            Delivery.objects.filter(id=claimed.id).update(message_id=message_id(claimed.id))
            self._courier.give(message, told)
        except NotWantedError:
            raise
        except AddressError as error:
            return Verdict("refused", str(error))
        except OSError as error:
            return verdict_of(error, was_handed=was_told[0])
        return Verdict("sent")

    def close(self) -> None:
        """End the connection."""
        self._courier.close()

    def _message(self, claimed: Claimed) -> EmailMessage:
        asked = self._live(claimed.distribution.survey_id)
        settings = settings_of(claimed.distribution)
        assert asked is not None, "looked at before"  # noqa: S101 - is_there
        assert isinstance(settings, EmailSettings), "of a kind that sends e-mails"  # noqa: S101 - by its kind
        whom = _addressee(claimed.participant)
        letter = letter_for(
            asked, settings, whom, _workspace_name(claimed.distribution), is_reminder=claimed.number > 0
        )
        return message_of(letter, settings, whom.address, claimed.id)


def verdict_of(error: OSError, *, was_handed: bool) -> Verdict:
    """Return what the mail server's words mean, or its silence.

    >>> verdict_of(TimeoutError("timed out"), was_handed=True).what
    'unclear'
    >>> verdict_of(smtplib.SMTPRecipientsRefused({"a@x.org": (550, b"5.1.1 unknown")}), was_handed=False)
    Verdict(what='bounced', words='550 5.1.1 unknown', is_hard=True, is_away=False, message_id='')
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        words = f"{code} {_text(said)}"
        if code < _FOR_GOOD:
            return Verdict("again", words)
        return Verdict("bounced", words, is_hard=is_hard(words, code))
    if isinstance(error, smtplib.SMTPDataError) and is_refusal(error):
        words = f"{error.smtp_code} {_text(error.smtp_error)}"
        if error.smtp_code < _FOR_GOOD:
            return Verdict("again", words)
        hard = is_hard(words, 0)
        return Verdict("bounced" if hard else "refused", words, is_hard=hard)
    words = f"{type(error).__name__}: {error}"
    if was_handed:
        return Verdict("unclear", words)
    return Verdict("again", words, is_away=True)


def is_hard(words: str, code: int) -> bool:
    """Return whether words say that there is no such address; ``code`` decides where no exact status is among them.

    >>> is_hard("550 5.7.1 spam", 550), is_hard("550 no such user", 550), is_hard("552 5.2.2 full", 552)
    (False, True, False)
    """
    exact = _ENHANCED.search(words)
    if exact is not None:
        return exact[1] == "5" and (exact[2], exact[3]) in _NO_SUCH
    return code in _PLAIN_NO_SUCH


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _addressee(participant: Participant) -> Addressee:
    one = participant
    return Addressee(one.id, one.address, one.language, one.fields, person=one.person)


def _workspace_name(distribution: Distribution) -> str:
    return str(distribution.survey.workspace.name)
