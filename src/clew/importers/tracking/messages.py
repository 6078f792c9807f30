"""Messages of the tracking protocol as they are sent: typed loosely, so that a crooked field spoils one message only.

Fields: the common ones of Segment's and RudderStack's protocols. Source: their public HTTP specifications.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import msgspec

from clew.importers.tracking.anew import read_anew
from clew.importers.tracking.said_twice import repeated_among

__all__ = [
    "LARGEST_EVENT",
    "LARGEST_RECORD",
    "OPEN_AGAIN",
    "PUBLIC",
    "RECORDS",
    "SHAPES",
    "TYPES",
    "Message",
    "Outline",
    "contents",
    "decode_all",
    "flaw_of",
    "outlines",
    "plain",
    "sender_id",
    "too_large",
]

#: Kinds of messages that the protocol knows.
TYPES = ("identify", "track", "page", "screen", "group", "alias")
#: What is sent as a record of ours, and which table it goes to.
RECORDS = {"feedback": "feedback", "tickets": "tickets", "calls": "calls", "promises": "promises", "zendesk": "tickets"}
#: What a request may bring: one message, several, or records.
SHAPES = (*TYPES, "batch", *RECORDS)
#: When a ticket was solved that is said to be open: a message cannot say that something is not so.
OPEN_AGAIN = "1970-01-01T00:00:00Z"
#: Stands before the id of a key that is public: what it sends may come from anybody.
PUBLIC = "public "
#: Bytes of one message at most, as the protocol has it; of one record, which may be a long letter.
LARGEST_EVENT, LARGEST_RECORD = 32 * 1024, 500 * 1024
#: Bytes of a character at most.
_WIDEST = 4
#: So many messages are decoded at a time: no other thread of the process can do anything meanwhile.
TOGETHER = 256
#: So many are hashed at a time: no more than the processor's own memory holds.
READ_TOGETHER = 64
#: When the sender says that it happened.
_TIMES = ("timestamp", "originalTimestamp")
#: What a retry changes though the message is the same.
_CHANGED_BY_A_RETRY = ("sentAt", "receivedAt", "writeKey", "integrations", "_metadata", *_TIMES)


class Outline(msgspec.Struct):
    """What says whether a message makes sense; what is not said is None."""

    type: Any = None
    userId: Any = None  # noqa: N815 - the wire's own names
    anonymousId: Any = None  # noqa: N815
    event: Any = None
    previousId: Any = None  # noqa: N815
    groupId: Any = None  # noqa: N815


class Message(Outline):
    """One message; what is not said is None, ``properties`` and the like are dictionaries where they are objects."""

    messageId: Any = None  # noqa: N815 - the wire's own names
    name: Any = None
    category: Any = None
    timestamp: Any = None
    originalTimestamp: Any = None  # noqa: N815
    sentAt: Any = None  # noqa: N815
    channel: Any = None
    properties: Any = None
    traits: Any = None
    context: Any = None
    undone: Any = None


#: What some types of messages cannot do without, and what to say then.
_NEEDED = {
    "track": ("event", "has no event: the name of what happened"),
    "alias": ("previousId", "an alias needs previousId"),
    "group": ("groupId", "a group needs groupId"),
}
_any = msgspec.json.Decoder()


def decode_all(texts: Sequence[str]) -> list[Message | None]:
    """Return the messages of JSON texts, None in the place of one that is no JSON object."""
    return _WHOLE.decoded(texts)


def outlines(texts: Sequence[str]) -> list[Outline | None]:
    """Return of each message what is looked at before it is acknowledged: a third of the work."""
    return _OUTLINE.decoded(texts)


Shape = TypeVar("Shape", bound=Outline)


class _Decoding(Generic[Shape]):
    """Decoding of many texts at a time, of one by one where one of them is crooked."""

    def __init__(self, shape: type[Shape]) -> None:
        self._shape = shape
        self._one: msgspec.json.Decoder[Shape] = msgspec.json.Decoder(shape)
        self._many: msgspec.json.Decoder[list[Shape]] = msgspec.json.Decoder(list[shape])  # type: ignore[valid-type]

    def decoded(self, texts: Sequence[str]) -> list[Shape | None]:
        pieces = (texts[start : start + TOGETHER] for start in range(0, len(texts), TOGETHER))
        return [message for piece in pieces for message in self._together(piece)]

    def _together(self, texts: Sequence[str]) -> list[Shape | None]:
        try:
            found: list[Shape | None] = list(self._many.decode(f"[{','.join(texts)}]"))
        except (msgspec.MsgspecError, RecursionError, UnicodeEncodeError):
            return [self._alone(text) for text in texts]
        # a text that was mended by hand may be two
        return found if len(found) == len(texts) else [self._alone(text) for text in texts]

    def _alone(self, text: str) -> Shape | None:
        try:
            return self._one.decode(text)
        except (msgspec.MsgspecError, RecursionError, UnicodeEncodeError):
            said = _anew(text) if text.lstrip().startswith("{") else None
        return msgspec.convert(said, self._shape) if isinstance(said, dict) else None


_WHOLE, _OUTLINE = _Decoding(Message), _Decoding(Outline)


def _anew(text: str) -> Any:
    """Return what a text says that cannot be decoded: a number may be too large; None where it is no JSON."""
    try:
        return read_anew(text)
    except (ValueError, RecursionError):
        return None


def plain(value: Any) -> str | None:
    """Return an id, a name or a time as text; None for what is none, such as a list or an empty text.

    >>> plain(" a "), plain(12), plain(12.0), plain(True), plain({})
    ('a', '12', '12', None, None)
    """
    if value is None:
        return None
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(int(value)) if value == value // 1 else str(value)


def sender_id(message: Outline) -> str | None:
    """Return whose message it is: the known id, else the anonymous one."""
    return plain(message.userId) or plain(message.anonymousId)


def too_large(text: str, most: int) -> str:
    """Return what there is to say of a text of more than ``most`` bytes of UTF-8; an empty text of any other.

    >>> too_large("zażółć" * 1000, 8 * 1024), too_large("zazolc" * 1000, 8 * 1024)
    ('has more than 8 KB', '')
    """
    if len(text) * _WIDEST <= most or len(text.encode(errors="surrogatepass")) <= most:
        return ""
    return f"has more than {most // 1024} KB"


def flaw_of(message: Outline | None, kind: str | None, large: str = "") -> str:
    """Return why a message makes no sense, or is too ``large``; an empty text where it does.

    >>> flaw_of(Message(userId="u1", event="Order Completed"), "track")
    ''
    >>> flaw_of(Message(event="Order Completed"), "track")
    'neither userId nor anonymousId says whose it is'
    """
    if message is None:
        return "is no JSON object"
    if large:
        return large
    if kind not in TYPES:
        return f"has no type; types are {', '.join(TYPES)}"
    if sender_id(message) is None:
        return "neither userId nor anonymousId says whose it is"
    needed, reason = _NEEDED.get(kind, ("userId", ""))
    return reason if needed != "userId" and plain(getattr(message, needed)) is None else ""


def contents(texts: Sequence[str], kinds: Sequence[str]) -> tuple[list[tuple[str, str]], dict[int, str]]:
    """Return of each JSON object what a retry leaves as it is: a hash of its content, and an id made of it.

    And, by place, the names that some say twice. Keys in another order, another time of sending, a newer library, alone
    at the address of its kind or in a batch: the content is the same. So it is at another time, but the id is another:
    who came on Monday and on Tuesday came twice.
    """
    found: list[tuple[str, str]] = []
    repeated: dict[int, str] = {}
    for start in range(0, len(texts), READ_TOGETHER):
        piece = texts[start : start + READ_TOGETHER]
        said = [_said(text) for text in piece]
        repeated |= {start + nth: names for nth, names in repeated_among(piece, said)}
        found += [_content(*one) for one in zip(said, kinds[start : start + READ_TOGETHER], strict=True)]
    return found, repeated


def _said(text: str) -> Any:
    try:
        return _any.decode(text)
    except (msgspec.MsgspecError, RecursionError, UnicodeEncodeError):
        return _anew(text)


def _content(said: Any, kind: str) -> tuple[str, str]:
    times: list[Any] = []
    if isinstance(said, dict):
        times = [said.get(name) for name in _TIMES]
        said = {name: value for name, value in said.items() if name not in _CHANGED_BY_A_RETRY} | {"type": kind}
        if isinstance(said.get("context"), dict):
            said["context"] = {name: value for name, value in said["context"].items() if name != "library"}
    digest = _digest(said)
    made = _digest([digest, *times]) if any(time is not None for time in times) else digest
    return digest, f"content:{made}"


def _digest(said: Any) -> str:
    return hashlib.md5(_canonical.encode(said), usedforsecurity=False).hexdigest()


_canonical = msgspec.json.Encoder(order="sorted")
