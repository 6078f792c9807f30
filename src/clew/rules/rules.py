"""One document of rules: from TOML or from the settings, checked key by key, and back."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import msgspec

from clew.errors import UsageError
from clew.rules.reasons import CONDITIONS, KNOWN_REASONS, Reason
from clew.rules.statuses import HOLDERS, KNOWN, Holder, plain

__all__ = ["FORMAT", "NAME", "Rules", "load_rules"]

FORMAT = 1
#: The name of the one document of kind "rule".
NAME = "default"
_SECTIONS = ("format", "statuses", "stages", "contact_reasons")
_LINE = ("reason", "avoidable", *CONDITIONS)


@dataclass(frozen=True)
class Rules:
    """What a workspace says of its words; what it does not say is what we know.

    ``statuses`` (lower case, ``*`` stands for anything) come before :data:`~clew.rules.statuses.KNOWN`; ``stages`` maps
    touchpoints (lower case) to stages; ``own_reasons`` (None: :data:`~clew.rules.reasons.KNOWN_REASONS`) stand in the
    place of ours, all of them.
    """

    statuses: Mapping[str, Holder] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    own_reasons: tuple[Reason, ...] | None = None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The contact reasons that hold, in the order in which they are tried."""
        return KNOWN_REASONS if self.own_reasons is None else self.own_reasons

    def holder(self, status: str | None) -> Holder:
        """Return who has a ticket in ``status``; one that nobody knows, or none, is ours.

        >>> [Rules().holder(status) for status in ("Pending", "Awaiting Vendor", "CLOSED", "Merged", "Zorp", None)]
        ['customer', 'third_party', 'done', 'excluded', 'us', 'us']
        """
        return self._said(status) or "us"

    def knows(self, status: str | None) -> bool:
        """Return whether somebody said who has a ticket in ``status``: these rules, or the words we know.

        >>> Rules().knows("open"), Rules().knows("Zorp")
        (True, False)
        """
        return self._said(status) is not None

    def _said(self, status: str | None) -> Holder | None:
        word = plain(status or "")
        if word in self.statuses:
            return self.statuses[word]
        by_pattern = (holder for pattern, holder in self.statuses.items() if "*" in pattern and fits(pattern, word))
        return next(by_pattern, KNOWN.get(word))

    @classmethod
    def of(cls, document: Mapping[str, Any] | None) -> Rules:
        """Return the rules of a document (format 1), of None those we know; UsageError names the key and the choices.

        >>> Rules.of({"format": 1, "statuses": {"Parked": "nobody"}})
        Traceback (most recent call last):
        clew.errors.UsageError: In the rules at 'statuses.Parked': 'nobody' has no ticket. Choices: us, customer, ...
        """
        if document is None:
            return cls()
        _known_keys(document, _SECTIONS, "The rules")
        if document.get("format") != FORMAT:
            raise UsageError(f"The rules must begin with 'format = {FORMAT}'.")
        return cls(_statuses(document), _stages(document), _reasons(document))

    def to_document(self) -> dict[str, Any]:
        """Return the document that :meth:`of` reads; what is not said is left out."""
        said = {"statuses": dict(self.statuses), "stages": dict(self.stages)}
        document: dict[str, Any] = {"format": FORMAT, **{name: part for name, part in said.items() if part}}
        if self.own_reasons is not None:
            document["contact_reasons"] = [_line(reason) for reason in self.own_reasons]
        return document

    @classmethod
    def from_json(cls, text: str) -> Rules:
        """Return the rules of a document as JSON text, which is what a metric's parameter ``rules`` holds; "" is none.

        >>> Rules.from_json("") == Rules()
        True
        """
        return _from_json(text)

    def to_json(self) -> str:
        """Return the document as JSON text, the same for equal rules."""
        return msgspec.json.encode(self.to_document(), order="deterministic").decode()


def load_rules(text: str) -> Rules:
    r"""Return the rules in a TOML text (format 1).

    Raises:
        UsageError: no TOML, a key or value that cannot be; the text names the key and the choices.

    >>> load_rules('format = 1\n[[contact_reasons]]\nreason = "late"\navoidable = true\ntopic = "*late*"').reasons
    (Reason(reason='late', avoidable=True, fits={'topic': ('*late*',)}),)
    """
    try:
        return Rules.of(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"The rules are no valid TOML: {error}.") from error


def fits(pattern: str, word: str) -> bool:
    """Return whether ``word`` (plain) is what ``pattern`` says, ``*`` standing for anything, also for nothing.

    >>> fits("wait*customer*", "waiting for customer"), fits("wait", "waiting")
    (True, False)
    """
    first, *others = plain(pattern).split("*")
    if not others:
        return word == first
    *middle, last = others
    if not word.startswith(first) or len(word) < len(first) + len(last) or not word.endswith(last):
        return False
    rest = word[len(first) : len(word) - len(last)]
    for piece in middle:
        _, found, rest = rest.partition(piece) if piece else ("", "*", rest)
        if not found:
            return False
    return True


@lru_cache(maxsize=64)
def _from_json(text: str) -> Rules:
    return Rules.of(msgspec.json.decode(text) if text else None)


def _line(reason: Reason) -> dict[str, Any]:
    avoidable = {} if reason.avoidable is None else {"avoidable": reason.avoidable}
    return {"reason": reason.reason, **avoidable, **{name: list(texts) for name, texts in reason.fits.items()}}


def _known_keys(section: Mapping[str, Any], choices: tuple[str, ...], where: str) -> None:
    for key in section:
        if key not in choices:
            raise UsageError(f"{where}: {UsageError.unknown('key', str(key), choices)}")


def _section(document: Mapping[str, Any], name: str) -> dict[str, str]:
    """Return a section of texts by text, its keys plain; two spellings of one key must say the same."""
    given = document.get(name, {})
    if not isinstance(given, Mapping):
        raise UsageError(f'In the rules \'{name}\' is a section of lines: [{name}], then "..." = "...".')
    found: dict[str, str] = {}
    for key, value in given.items():
        if not isinstance(value, str) or not plain(value) or not plain(key):
            raise UsageError(f"In the rules at '{name}.{key}': a text on both sides of the equals sign.")
        if found.setdefault(plain(key), value.strip()) != value.strip():
            raise UsageError(f"In the rules at '{name}.{key}': said twice, and not the same; case means nothing.")
    return found


def _statuses(document: Mapping[str, Any]) -> dict[str, Holder]:
    found: dict[str, Holder] = {}
    for status, value in _section(document, "statuses").items():
        holder = next((known for known in HOLDERS if known == value), None)
        if holder is None:
            key = next(key for key in document["statuses"] if plain(key) == status)
            raise UsageError(
                f"In the rules at 'statuses.{key}': '{value}' has no ticket. Choices: {', '.join(HOLDERS)}."
            )
        found[status] = holder
    return found


def _stages(document: Mapping[str, Any]) -> dict[str, str]:
    return _section(document, "stages")


def _reasons(document: Mapping[str, Any]) -> tuple[Reason, ...] | None:
    """Return the lines of contact reasons; None where there are none, or exactly ours."""
    given = document.get("contact_reasons")
    if given is None:
        return None
    if not isinstance(given, list) or not all(isinstance(line, Mapping) for line in given):
        raise UsageError("In the rules 'contact_reasons' are blocks: [[contact_reasons]], then reason = \"...\".")
    found = tuple(_reason(line, f"In the rules at 'contact_reasons[{at}]'") for at, line in enumerate(given))
    return None if found == KNOWN_REASONS else found


def _reason(line: Mapping[str, Any], where: str) -> Reason:
    _known_keys(line, _LINE, where)
    reason, avoidable = line.get("reason"), line.get("avoidable")
    if not isinstance(reason, str) or not reason.strip():
        raise UsageError(f'{where}: it needs a reason, a text: reason = "late delivery".')
    if avoidable is not None and not isinstance(avoidable, bool):
        raise UsageError(f"{where}: avoidable is true or false, or left out.")
    made = Reason(
        reason.strip(), avoidable, {name: _texts(line[name], name, where) for name in CONDITIONS if name in line}
    )
    if made.reason[0] == "{" and made.reason[-1] == "}" and made.column is None:
        raise UsageError(f"{where}: {UsageError.unknown('column', made.reason[1:-1], CONDITIONS)}")
    return made


def _texts(given: Any, name: str, where: str) -> tuple[str, ...]:
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        raise UsageError(f'{where}: {name} is a text or a list of texts: {name} = ["*late*", "*delay*"].')
    return tuple(text.strip() for text in texts)
