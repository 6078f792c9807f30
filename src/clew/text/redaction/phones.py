"""Phone numbers in a text: those that are valid somewhere, and what follows "tel" or a plus."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

__all__ = ["phones"]

#: Countries whose national way of writing is known; others need their code.
REGIONS = ("PL", "RO", "RU", "GB", "US", "DE", "UA")
#: Fewer digits are no number to call.
FEWEST = 7
_AFTER_CUE = re.compile(
    r"(?:\+|(?<!\w)(?:tel|telefon\w*|phone|mob(?:ile)?|kom|gsm|nr|numer\w*|număr\w*|тел|телефон\w*|номер\w*)"
    r"[.:]*[ \u00a0]*)(?P<number>\+?[(]?\d(?:[ \u00a0().\-/]{0,2}\d){6,14})(?![\d])",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{2}){1,2}|\d{4}[./-]\d{1,2}[./-]\d{1,2}(?:[ T].*)?")


def phones(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield kind, start, end of phone numbers; a date is none, and neither is a text with few digits."""
    if sum(letter.isdigit() for letter in text) < FEWEST:
        return
    for region in REGIONS:
        for found in phonenumbers.PhoneNumberMatcher(text, region):
            if not _DATE.fullmatch(found.raw_string):
                yield "phone", found.start, found.end
    for cue in _AFTER_CUE.finditer(text):
        digits = re.sub(r"\D", "", cue["number"])
        if not _DATE.fullmatch(cue["number"]) and (cue[0].startswith("+") or _is_possible(digits)):
            yield "phone", cue.start() if cue[0].startswith("+") else cue.start("number"), cue.end("number")


def _is_possible(digits: str) -> bool:
    for region in REGIONS:
        try:
            if phonenumbers.is_possible_number(phonenumbers.parse(digits, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False
