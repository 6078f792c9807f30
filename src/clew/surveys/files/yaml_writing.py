"""Writes plain data as YAML that a person likes to read: the same for equal data, read alike by YAML 1.1 and 1.2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["write_yaml"]

#: Words that some reader takes for something else than a text.
_TAKEN = re.compile(r"(?:~|null|true|false|yes|no|on|off|y|n|=|<<)?", re.IGNORECASE)
_LIKE_A_NUMBER = re.compile(r"[-+.]?[0-9][0-9_.,:+\sTtZzA-Fa-fXx-]*|0o[0-7]+|[-+]?\.(?:inf|nan)", re.IGNORECASE)
_PLAIN = re.compile(r"[^\W_](?:[^\n\r\t:#\\]|:(?=[^\s]))*")
_PLAIN_IN_LIST = re.compile(r"[\w -]*")
_BLOCK_SAFE = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff\"\\]")
_SHORT = 100


def write_yaml(document: Mapping[str, Any]) -> str:
    r"""Return the document as YAML: dictionaries in their order, short lists of words in one line.

    >>> print(write_yaml({"format": 1, "languages": ["en", "pl"], "text": {"en": "Why?", "no": "1: 2"}}), end="")
    format: 1
    languages: [en, pl]
    text:
      en: Why?
      "no": "1: 2"
    """
    return "".join(f"{line}\n" for line in _mapping(document, ""))


def _mapping(given: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in given.items():
        yield from _entry(f"{indent}{_scalar(key)}:", value, indent)


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    """Yield ``head`` with its value: in the same line where it is short, else in lines of their own."""
    if isinstance(value, Mapping) and value:
        yield head
        yield from _mapping(value, f"{indent}  ")
    elif _is_list(value) and value and not _fits_one_line(value):
        yield head
        yield from _items(value, indent)
    elif isinstance(value, str) and _is_block(value):
        yield from _block(head, value, f"{indent}  ")
    else:
        yield f"{head} {_inline(value)}"


def _items(given: Sequence[Any], indent: str) -> Iterator[str]:
    for value in given:
        if isinstance(value, Mapping) and value:
            lines = list(_mapping(value, f"{indent}  "))
            yield f"{indent}- {lines[0][len(indent) + 2 :]}"
            yield from lines[1:]
        else:
            yield from _entry(f"{indent}-", value, f"{indent}  ")


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{}"
    if _is_list(value):
        return f"[{', '.join(_scalar(one, is_in_list=True) for one in value)}]"
    return _scalar(value)


def _scalar(value: Any, *, is_in_list: bool = False) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return value if _is_plain(value) and (not is_in_list or _PLAIN_IN_LIST.fullmatch(value)) else _quoted(value)
    return repr(value)


def _is_plain(text: str) -> bool:
    """Whether every reader takes the bare text for itself."""
    is_clean = _PLAIN.fullmatch(text) and not _UNPRINTABLE.search(text) and text == text.strip()
    return (
        bool(is_clean) and len(text) < LONGEST_PLAIN and not (_TAKEN.fullmatch(text) or _LIKE_A_NUMBER.fullmatch(text))
    )


#: A key longer than 1,024 characters is none for a YAML reader.
LONGEST_PLAIN = 1000


def _quoted(text: str) -> str:
    return f'"{_UNPRINTABLE.sub(lambda match: _escaped(match[0]), text)}"'


def _escaped(letter: str) -> str:
    code = ord(letter)
    return _ESCAPES.get(letter) or (f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}")  # noqa: PLR2004 - a byte


def _is_block(text: str) -> bool:
    """Whether a text of several lines can stand as such: its first line begins it, nothing odd is in it."""
    return "\n" in text and text[0] not in " \n\t" and not text.endswith("\n\n") and bool(_BLOCK_SAFE.fullmatch(text))


def _block(head: str, text: str, indent: str) -> Iterator[str]:
    yield f"{head} {'|' if text.endswith(chr(10)) else '|-'}"
    for line in text.removesuffix("\n").split("\n"):
        yield f"{indent}{line}" if line else ""


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _fits_one_line(values: Sequence[Any]) -> bool:
    """Whether all are short words or figures."""
    if any(isinstance(value, Mapping) or _is_list(value) for value in values):
        return False
    return sum(len(str(value)) + 2 for value in values) <= _SHORT and not any("\n" in str(value) for value in values)
