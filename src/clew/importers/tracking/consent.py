"""What a message says of consent: whether who it is about agreed to be measured.

The forms are those of two protocols' SDKs: ``context.consent.categoryPreferences`` and ``context.consentManagement``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from clew.importers.tracking.anew import read_anew

__all__ = ["Consent", "consent_of", "withheld"]

#: What the purpose of measuring is called, in the categories of the usual consent managers.
MEASURING = frozenset(("analytics", "analytical", "statistics", "statistical", "performance", "measurement"))
_MAY_SAY = '"consent'


class Consent(msgspec.Struct, frozen=True):
    """The purposes that were agreed to and those that were refused, as the sender names them."""

    given: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def forbids(self) -> bool:
        """Whether measuring was refused; where no purpose is called so, whether nothing at all was agreed to."""
        if any(_is_measuring(name) for name in self.given):
            return False
        return any(_is_measuring(name) for name in self.refused) or bool(self.refused and not self.given)


class _Said(msgspec.Struct):
    context: Any = None


_said = msgspec.json.Decoder(_Said)


def consent_of(context: Any) -> Consent:
    """Return what the context of a message says of consent; nothing where it says nothing.

    >>> consent_of({"consent": {"categoryPreferences": {"Analytics": False, "Ads": True}}})
    Consent(given=('Ads',), refused=('Analytics',))
    >>> consent_of({"consentManagement": {"allowedConsentIds": ["c1"], "deniedConsentIds": []}}).forbids
    False
    """
    if not isinstance(context, dict):
        return Consent()
    said, managed = context.get("consent"), context.get("consentManagement")
    if isinstance(said, bool):
        return Consent(("all",), ()) if said else Consent((), ("all",))
    chosen = said.get("categoryPreferences") if isinstance(said, dict) else None
    if isinstance(chosen, dict):
        return Consent(_names(chosen, is_given=True), _names(chosen, is_given=False))
    if isinstance(managed, dict):
        return Consent(_texts(managed.get("allowedConsentIds")), _texts(managed.get("deniedConsentIds")))
    return Consent()


def withheld(texts: Sequence[str]) -> set[int]:
    """Return the places of the messages whose sender says that measuring was refused.

    >>> withheld(['{"event": "E"}', '{"event": "E", "context": {"consent": false}}'])
    {1}
    """
    return {place for place, text in enumerate(texts) if _MAY_SAY in text and _forbids(text)}


def _forbids(text: str) -> bool:
    try:
        context = _said.decode(text).context
    except (msgspec.MsgspecError, RecursionError, UnicodeEncodeError):  # no object, or a number that is too large
        said = read_anew(text)
        context = said.get("context") if isinstance(said, dict) else None
    return consent_of(context).forbids


def _is_measuring(name: str) -> bool:
    return name.strip().casefold() in MEASURING


def _names(chosen: dict[str, Any], *, is_given: bool) -> tuple[str, ...]:
    return tuple(name for name, value in chosen.items() if value is is_given)


def _texts(said: Any) -> tuple[str, ...]:
    return tuple(name for name in said if isinstance(name, str)) if isinstance(said, list) else ()
