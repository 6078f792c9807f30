"""The fields of a form by name: what was sent for one question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from clew.surveys.model.questions import NOT_APPLICABLE, OTHER

__all__ = ["Form", "Sent", "cleaned", "sent_as"]

#: By name, the values that were sent under it.
Form = Mapping[str, Sequence[str]]
#: Letters that are no text: controls but tab and line feed, halves of letters.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")
_HALVES = re.compile("[\ud800-\udfff]")


class Sent:
    """What a form says of one question.

    >>> Sent({"q.score": ["9"], "q.why.other": [" late "]}, "score").values
    ('9',)
    """

    def __init__(self, form: Form, question: str) -> None:
        self.form = form
        self.name = f"q.{question}"

    @property
    def values(self) -> tuple[str, ...]:
        """What was chosen, blanks left out."""
        return self.of("")

    @property
    def other(self) -> str:
        """The words for "other"."""
        return cleaned(" ".join(self.of(OTHER)))

    @property
    def words(self) -> str:
        """What was written."""
        return cleaned("\n".join(self.of("")))

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was sent for the question, nor for any part of it.

        >>> Sent({"q.seen.place": [""], "q.seen.team": ["2"]}, "seen").is_blank, Sent({"q.one": [" "]}, "one").is_blank
        (False, True)
        """
        parts = f"{self.name}."
        return not any(sent_as(self.form, name) for name in self.form if name == self.name or name.startswith(parts))

    @property
    def declines(self) -> bool:
        """Whether the box "does not apply" is ticked."""
        return bool(self.of(NOT_APPLICABLE))

    def of(self, part: str) -> tuple[str, ...]:
        """Return what was sent for a part of the question: a row, an option."""
        return sent_as(self.form, f"{self.name}.{part}" if part else self.name)


def sent_as(form: Form, name: str) -> tuple[str, ...]:
    """Return what was sent under a name, blanks left out."""
    found = form.get(name, ())
    return tuple(value for value in ([found] if isinstance(found, str) else found) if value.strip())


def cleaned(text: str) -> str:
    r"""Return the text with plain line ends, without what is no text and without space around it.

    >>> cleaned(" a\r\nb\x00 ")
    'a\nb'
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _HALVES.sub("\ufffd", _NO_TEXT.sub("", plain)).strip()
