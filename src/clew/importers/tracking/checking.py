"""What a request's body brings, looked at before it is acknowledged: is it JSON, is it what was asked for."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from clew.importers.tracking.anew import written_anew
from clew.importers.tracking.consent import withheld
from clew.importers.tracking.messages import (
    LARGEST_EVENT,
    LARGEST_RECORD,
    RECORDS,
    TYPES,
    Outline,
    flaw_of,
    outlines,
    plain,
    too_large,
)
from clew.importers.tracking.records import record_of
from clew.importers.tracking.said_twice import repeated_around
from clew.importers.tracking.traces import without_traces

__all__ = ["DEEPEST", "MOST_MESSAGES", "Checked", "Flaw", "UnparsableError", "check_body"]

#: How deep JSON may be nested.
DEEPEST = 64
MOST_MESSAGES = 20_000


class UnparsableError(ValueError):
    """A body that is not what the protocol says; its text is for the sender."""


class Flaw(msgspec.Struct, frozen=True):
    """A message that makes no sense: its place among the messages of the body, and why."""

    index: int
    reason: str


class Checked(msgspec.Struct, frozen=True):
    """The messages of a body, each as the JSON text that came, when it was sent and by which key it says it is.

    ``flaws`` are of messages that will be set aside; they are stored and acknowledged all the same. Those that are
    ``withheld`` are not among the messages: who they are about refused to be measured, and nothing of them is kept.
    ``repeated`` are names that the object around the messages says twice: of two lists of messages the last counts.
    """

    messages: list[str]
    sent_at: str | None
    write_key: str
    flaws: list[Flaw]
    withheld: int = 0
    repeated: list[str] = []

    @property
    def accepted(self) -> int:
        """How many messages make sense."""
        return len(self.messages) - len(self.flaws)


class _Batch(msgspec.Struct):
    batch: list[msgspec.Raw]
    sentAt: Any = None  # noqa: N815 - the wire's own name
    writeKey: Any = None  # noqa: N815


class _Single(msgspec.Struct):
    sentAt: Any = None  # noqa: N815 - the wire's own name
    writeKey: Any = None  # noqa: N815


class _Records(msgspec.Struct):
    records: list[msgspec.Raw]


#: A text is eaten once and for all, also one that never ends: to look at it again from every quote in it takes minutes.
_TEXTS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
#: NUL, and halves of surrogate pairs (whole pairs too: those are read the slow way, and stay).
_CANNOT_BE_KEPT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"{}[]")
_batch = msgspec.json.Decoder(_Batch)
_single = msgspec.json.Decoder(_Single)
_records = msgspec.json.Decoder(_Records)
_list = msgspec.json.Decoder(list[msgspec.Raw])


def check_body(shape: str, body: bytes) -> Checked:
    """Return the messages of a body of ``shape``.

    Raises:
        UnparsableError: it is not JSON (UTF-8), too deep, or not the shape at all; the text is for the sender.

    >>> check_body("batch", b'{"batch": [{"type": "track", "userId": "u", "event": "E"}, 7]}').flaws
    [Flaw(index=1, reason='is no JSON object')]
    """
    if _depth(body) > DEEPEST:
        raise UnparsableError(f"the body is nested deeper than {DEEPEST}, or its brackets do not match")
    try:
        return _checked(shape, body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _checked_anew(shape, body)


def _checked(shape: str, body: bytes) -> Checked:
    messages, about = _read(shape, body)
    bare = without_traces(body)  # of JSON alone: in what is none, texts may begin anywhere, and it takes minutes
    if bare != body:
        messages, about = _read(shape, bare)
    if b"\\u" in bare and _CANNOT_BE_KEPT.search(bare):
        raise msgspec.DecodeError("characters that cannot be kept")
    gone = withheld(messages) if shape not in RECORDS and b'"consent' in bare else set[int]()
    sent_at, write_key = plain(about.sentAt), plain(about.writeKey) or ""
    repeated = _repeated(shape, bare, messages)
    if not gone:
        return Checked(messages, sent_at, write_key, _flaws(shape, messages), repeated=repeated)
    places = [place for place in range(len(messages)) if place not in gone]
    kept = [messages[place] for place in places]
    flaws = [Flaw(places[flaw.index], flaw.reason) for flaw in _flaws(shape, kept)]
    return Checked(kept, sent_at, write_key, flaws, len(gone), repeated)


def _read(shape: str, body: bytes) -> tuple[list[str], _Batch | _Single]:
    """Return the messages of a body of JSON, and what it says of all of them."""
    if shape == "batch":
        found = _batch.decode(body)
        return _texts(found.batch), found
    if shape in RECORDS:
        return _texts_of_records(body), _Single()
    return [body.decode()], _single.decode(body)


def _texts(pieces: list[msgspec.Raw]) -> list[str]:
    if len(pieces) > MOST_MESSAGES:
        raise UnparsableError(f"a body brings at most {MOST_MESSAGES} messages")
    return [bytes(piece).decode() for piece in pieces]


def _texts_of_records(body: bytes) -> list[str]:
    """Return the records of a body: one object, a list, or a list under ``records``."""
    text = body.lstrip()
    if text.startswith(b"["):
        return _texts(_list.decode(text))
    try:
        return _texts(_records.decode(text).records)
    except msgspec.ValidationError:
        msgspec.json.decode(text, type=dict)
        return [text.decode()]


def _repeated(shape: str, body: bytes, messages: list[str]) -> list[str]:
    """Return the names that a body says twice around its messages; what a message says twice is told in the tables."""
    if shape == "batch":
        return repeated_around(body, messages, "batch")
    is_object = shape in RECORDS and body.lstrip().startswith(b"{")
    return repeated_around(body, messages, "records") if is_object and [body.decode().lstrip()] != messages else []


def _flaws(shape: str, messages: list[str]) -> list[Flaw]:
    if shape in RECORDS:
        reasons = [
            too_large(text, LARGEST_RECORD) or record_of(shape, msgspec.json.decode(text)).flaw for text in messages
        ]
    else:
        found = outlines(messages)
        reasons = [
            flaw_of(message, _kind(shape, message), too_large(text, LARGEST_EVENT))
            for message, text in zip(found, messages, strict=True)
        ]
    return [Flaw(index, reason) for index, reason in enumerate(reasons) if reason]


def _kind(shape: str, message: Outline | None) -> str | None:
    return plain(message.type) if message is not None and shape == "batch" else shape if shape in TYPES else None


def _checked_anew(shape: str, body: bytes) -> Checked:
    """Read a body the slow way: what JSON allows and we cannot keep (a lone surrogate, NUL) is replaced."""
    try:
        whole = written_anew(body.decode(errors="replace"))
    except (ValueError, RecursionError):
        raise UnparsableError("the body is not JSON in UTF-8") from None
    said = msgspec.json.decode(whole)
    if shape == "batch" and not (isinstance(said, dict) and isinstance(said.get("batch"), list)):
        raise UnparsableError('a batch is an object with a list under "batch"')
    if not isinstance(said, dict | list) or (isinstance(said, list) and shape not in RECORDS):
        raise UnparsableError("the body is no JSON object")
    try:
        return _checked(shape, whole)
    except (msgspec.MsgspecError, RecursionError):
        raise UnparsableError("the body is not what this address takes") from None


def _depth(body: bytes) -> int:
    """Return how deep a body is nested, or one more than it may be; that too where brackets do not match.

    Brackets in texts count first, which is quick; where they do not come out even, texts are left out.
    """
    depth = _passes(body)
    return depth if depth <= DEEPEST else _passes(_TEXTS.sub(b"", body))


def _passes(body: bytes) -> int:
    """Return how often the innermost pairs of brackets can be taken out until none is left."""
    brackets, passes = body.translate(None, _NO_BRACKETS), 0
    while brackets and passes <= DEEPEST:
        less = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if len(less) == len(brackets):
            return DEEPEST + 1
        brackets, passes = less, passes + 1
    return passes
