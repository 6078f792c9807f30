"""Where personal data may stand in a text, by its form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from clew.text.redaction.checksums import is_card, is_cnp, is_iban, is_inn, is_nip, is_pesel, is_snils

__all__ = ["addresses", "names", "numbers"]

Spans = Iterator[tuple[str, int, int]]

_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(
    r"(?:\bhttps?://|\bwww\.)[^\s<>\"']+"
    r"|\b(?:[\w-]+\.)+(?:com|net|org|info|eu|pl|ro|ru|uk|de|ua|io|me|рф)/[^\s<>\"']*",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@./])@\w{2,}")
_IPV4 = re.compile(r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)")
_IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?(?!\w)")
_LONG = re.compile(r"(?<![\w.,/-])\d(?:[ \u00a0-]?\d){8,25}(?!\w|[.,/-]\d)")
_ENDS = ".,;:!?)]}»”\"'"

#: What a number may be, the surest first; those with a length of their own are told by it.
_CHECKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("IBAN", is_iban), ("card", is_card), ("CNP", is_cnp), ("PESEL", is_pesel), ("SNILS", is_snils), ("NIP", is_nip),
    ("INN", is_inn),
)  # fmt: skip

#: What stands before a name, in any case of the noun.
_CUES = (
    r"pan(?:i|a|u|em|ią|ie)?|domnul(?:ui)?|doamn(?:a|ei)|domnișoara|domnule|dl\.?|d-l(?:ui)?|dna\.?|d-n[ae]i?"
    r"|mrs?\.?|ms\.?|miss|mister|dr\.?"
    r"|г-н[ауе]?|г-ж[аиеу]|господин(?:а|у|ом)?|госпож[аиеу]|гражданин|гражданка"
)
_NAME_WORD = r"[A-ZÀ-ÞĀ-ŽȘȚА-ЯЁ][\w'’]+(?:-[A-ZÀ-ÞĀ-ŽȘȚА-ЯЁ][\w'’]+)?"
_NAME = re.compile(rf"(?<!\w)(?i:{_CUES})[ \u00a0]+(?P<name>{_NAME_WORD}(?:[ \u00a0]{_NAME_WORD}){{0,2}})")
#: Words that follow such a cue and name nobody.
_ROLES = re.compile(
    r"(?:konsultant|doradc|kurier|kierowni|dyrektor|prezes|operator|manager|menedżer|menadżer|pracowni|sprzedawc"
    r"|director|curier|consultant|vânzăto|менеджер|директор|оператор|курьер|консультант)\w*",
    re.IGNORECASE,
)


def addresses(text: str) -> Spans:
    """Yield kind, start, end of e-mails, URLs, handles and IPv4 addresses, the surer first."""
    yield from (("e-mail", *found.span()) for found in _EMAIL.finditer(text))
    for found in _URL.finditer(text):
        yield "URL", found.start(), found.start() + len(found[0].rstrip(_ENDS))
    yield from (("handle", *found.span()) for found in _HANDLE.finditer(text))
    yield from (("IP address", *found.span()) for found in _IPV4.finditer(text))


def numbers(text: str) -> Spans:
    """Yield kind, start, end of accounts, cards and numbers of persons and firms whose check digits are right."""
    for found in _IBAN.finditer(text):
        end = next((end for end in _cuts(found[0]) if is_iban(found[0][:end])), 0)
        if end:
            yield "IBAN", found.start(), found.start() + end
    for found in _LONG.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        kind = next((kind for kind, check in _CHECKS if check(digits)), None)
        if kind is not None:
            yield kind, *found.span()


def names(text: str) -> Spans:
    """Yield kind, start, end of what is written with a capital after Pani, domnul, Mrs, г-н and their like."""
    for found in _NAME.finditer(text):
        if not _ROLES.match(found["name"]):
            yield "name", *found.span("name")


def _cuts(text: str) -> Iterator[int]:
    """Yield where an account may end: words after it look like its last groups."""
    yield len(text)
    yield from (place for place in range(len(text) - 1, 0, -1) if text[place] == " ")
