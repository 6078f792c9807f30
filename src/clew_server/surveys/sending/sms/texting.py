"""Invitations as text messages: through the workspace's gateway, and what its replies mean."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable
from functools import lru_cache

from django.utils import timezone

from clew.errors import ClewError
from clew_server.imports.sources.secrets import secret_of
from clew_server.surveys.asking.ledger import is_answered
from clew_server.surveys.asking.settings import EventSettings, SmsSettings, settings_of
from clew_server.surveys.keeping import live
from clew_server.surveys.links import personal_address, short_out_address
from clew_server.surveys.models import Distribution, Gateway
from clew_server.surveys.sending.claiming import Claimed
from clew_server.surveys.sending.letters.filling import fill
from clew_server.surveys.sending.letters.lines import checked_phone, one_line
from clew_server.surveys.sending.letters.texts import default_text, language_for, said_in
from clew_server.surveys.sending.running import NotWantedError
from clew_server.surveys.sending.sms.calling import NotReachedError, call
from clew_server.surveys.sending.sms.gateway import id_in, is_success, request_of
from clew_server.surveys.sending.states import Verdict

__all__ = ["LONGEST", "Texts", "gateway_of"]

#: Ten parts of a message; no gateway takes more.
LONGEST = 1500
_BUSY = (429, 503)
#: Codes that say nothing of the recipient: no credit, a wrong key, a wrong address of the gateway's. So do redirects.
_AWAY = (401, 402, 403, 404, 405, 407, 410)
_ELSEWHERE, _REFUSED, _FAULT = 300, 400, 500


def gateway_of(distribution: Distribution) -> Gateway | None:
    """Return the gateway that a way out goes through: the one it names, or the only one there is."""
    settings = settings_of(distribution)
    mine = Gateway.objects.filter(workspace_id=distribution.survey.workspace_id)
    name = settings.gateway if isinstance(settings, SmsSettings | EventSettings) else ""
    if name:
        return mine.filter(name=name).first()
    found = list(mine[:2])
    return found[0] if len(found) == 1 else None


class Texts:
    """The gateway, for as long as one run lasts."""

    def __init__(self) -> None:
        self._live = lru_cache(maxsize=64)(live)

    def is_there(self, distribution: Distribution) -> bool:
        """Return whether there is a gateway, and the survey can be answered."""
        return gateway_of(distribution) is not None and is_answered(self._live(distribution.survey_id), timezone.now())

    def send(self, claimed: Claimed, about_to: Callable[[], None]) -> Verdict:
        """Send an invitation and say what became of it."""
        gateway = gateway_of(claimed.distribution)
        if gateway is None:
            return Verdict("again", is_away=True)
        was_told = [False]

        def told() -> None:
            about_to()
            was_told[0] = True

        try:
            values = {
                "to": checked_phone(claimed.participant.address), "text": self._text(claimed),
                "id": str(claimed.id), "secret": secret_of(gateway.id) or "",
            }  # fmt: skip
            address, headers, body = request_of(gateway, values)
            reply = call(address, gateway.method, headers, body, told)
        except NotWantedError:
            raise
        except ClewError as error:
            return Verdict("refused", str(error))
        except NotReachedError as error:
            return Verdict("again", str(error), is_away=True)
        except (OSError, http.client.HTTPException, ValueError) as error:
            words = f"{type(error).__name__}: {error}"
            return Verdict("unclear", words) if was_told[0] else Verdict("again", words, is_away=True)
        return _verdict(gateway, reply.status, reply.reason, reply.body)

    def close(self) -> None:
        """Nothing is kept open."""

    def _text(self, claimed: Claimed) -> str:
        asked = self._live(claimed.distribution.survey_id)
        settings = settings_of(claimed.distribution)
        assert asked is not None, "looked at before"  # noqa: S101 - is_there
        assert isinstance(settings, SmsSettings | EventSettings), "text messages"  # noqa: S101 - what carries it
        one = claimed.participant
        language = language_for(one.language, settings.language, asked.asked.languages)
        fields = {name: one_line(str(value)) for name, value in one.fields.items()}
        sender = one_line(asked.look.sender or claimed.distribution.survey.workspace.name)
        text = said_in(settings.text, language) or default_text(language, "sms")
        link, out = personal_address(one.id), short_out_address(one.id)
        if "{link}" not in text:
            text = f"{text} {{link}}"
        first = {"name": fields.get("first_name", "")}
        return _shortened(fill(text, {**first, **fields, "sender": sender, "link": link, "out": out}), link, out)


def _shortened(said: str, *links: str) -> str:
    """A text that a gateway takes: what is too much goes from its end, and never from a link in it."""
    if len(said) <= LONGEST:
        return said
    pieces = re.split(f"({'|'.join(map(re.escape, links))})", said)
    room = LONGEST - sum(map(len, pieces[1::2])) - len(pieces)
    for at in range(0, len(pieces), 2):
        if len(pieces[at]) > room:
            pieces[at] = f"{pieces[at][: max(0, room)].rstrip()} "
        room -= len(pieces[at])
    return "".join(pieces).strip()


def _verdict(gateway: Gateway, status: int, reason: str, body: bytes) -> Verdict:
    """What a reply means: only codes that say so are a yes; a fault of the gateway's own may have sent it.

    A gateway that lets us in no more, or moved, says no to everybody: nobody is spared for that.
    """
    words = f"{status} {reason}".strip()
    if is_success(gateway, status):
        return Verdict("sent", message_id=id_in(gateway, body))
    if status in _BUSY:
        return Verdict("again", words)
    if status in _AWAY or _ELSEWHERE <= status < _REFUSED:
        return Verdict("again", words, is_away=True)
    return Verdict("refused" if _REFUSED <= status < _FAULT else "unclear", words)
