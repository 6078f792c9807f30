"""One person who could be asked, wherever they come from; and the language they are asked in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from babel.languages import get_official_languages

from clew_server.surveys.models.ways import EMAIL, SMS

__all__ = ["LONGEST_FIELD", "Person", "address_kind", "language_for"]

LONGEST_FIELD = 500


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody: ``keys`` are all under which the ledger knows them, the first is ``Participant.person``.

    Of them ``aliases`` are those of other ids and addresses of theirs.
    """

    customer_id: str
    address: str
    keys: tuple[str, ...]
    aliases: frozenset[str] = frozenset()
    language: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The one that stands for them."""
        return self.keys[0]

    @property
    def own(self) -> list[str]:
        """Those of their id, and of the address at which they are asked."""
        return [key for key in self.keys if key not in self.aliases]


def address_kind(kind: str) -> str:
    """Return which address a kind of way out needs: "email", "phone", or "" where a link alone is made.

    Of one after an event ask by what carries it: see ``carrier_of`` of the settings.
    """
    return {EMAIL: "email", SMS: "phone"}.get(kind, "")


def language_for(said: str, country: str, offered: Sequence[str]) -> str:
    """Return which language of a survey somebody is asked in: the one they speak, else one of their country's.

    Empty where neither says: then the way out's own language is taken.

    >>> language_for("pl_PL", "", ["en", "pl"]), language_for("", "MD", ["en", "ru", "ro"])
    ('pl', 'ro')
    >>> language_for("Klingon", "", ["en", "pl"])
    ''
    """
    by_code = {code.lower(): code for code in offered}
    plain = said.strip().lower().replace("_", "-")
    for code in (plain, plain.partition("-")[0], *_spoken(country.strip().upper())):
        if code in by_code:
            return by_code[code]
    return ""


@lru_cache(maxsize=512)
def _spoken(country: str) -> tuple[str, ...]:
    return tuple(get_official_languages(country, regional=True, de_facto=True)) if country else ()
