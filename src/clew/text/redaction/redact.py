"""A text without personal data, and what was found in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from clew.text.redaction.own import owned
from clew.text.redaction.patterns import addresses, names, numbers
from clew.text.redaction.phones import phones

__all__ = ["Redacted", "Spot", "redact"]


@dataclass(frozen=True, slots=True)
class Spot:
    """What was found where: ``kind`` ("e-mail", "phone", "name", ...), from ``start`` to ``end`` of the given text."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """The text with ``[kind]`` in the place of what was ``found``, which is in the order of the text."""

    text: str
    found: tuple[Spot, ...]


def redact(text: str, own: Sequence[str] = ()) -> Redacted:
    """Return ``text`` without e-mails, URLs, handles, IP addresses, accounts, cards, numbers of persons, phones, names.

    Names are found after words such as Pani, domnul, Mrs, г-н, and where they are the writer's: ``own`` are the
    identifiers that are kept of them. Other people's names without such a word stay: nothing here knows them.

    >>> redact("Pani Kowalska, tel. 601 234 567, ania@example.com").text
    'Pani [name], tel. [phone], [e-mail]'
    """
    spans = chain(addresses(text), owned(text, own), numbers(text), phones(text), names(text))
    spots = _apart(Spot(*span) for span in spans)
    parts, end = [], 0
    for spot in spots:
        parts += [text[end : spot.start], f"[{spot.kind}]"]
        end = spot.end
    return Redacted("".join([*parts, text[end:]]), tuple(spots))


def _apart(spots: Iterable[Spot]) -> list[Spot]:
    """Return spots that do not overlap, in order: the first given, the surer, stays and takes in what sticks out."""
    kept: list[Spot] = []
    for spot in spots:
        over = [other for other in kept if other.start < spot.end and spot.start < other.end]
        if not over:
            kept.append(spot)
            continue
        ends = [*over, spot]
        whole = Spot(over[0].kind, min(one.start for one in ends), max(one.end for one in ends))
        kept = [*(other for other in kept if other not in over), whole]
    return sorted(kept, key=lambda spot: spot.start)
