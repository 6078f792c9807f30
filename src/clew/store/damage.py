"""One thing that is not as it was written."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Damage"]


@dataclass(frozen=True, slots=True, order=True)
class Damage:
    """``file`` (relative to the folder verified) is damaged at ``where`` (byte, record or column): ``what`` is wrong.

    >>> str(Damage("journal/a.segment", "byte 88", "checksum of the body does not match"))
    'journal/a.segment, byte 88: checksum of the body does not match'
    """

    file: str
    where: str
    what: str

    def __str__(self) -> str:
        place = f", {self.where}" if self.where else ""
        return f"{self.file}{place}: {self.what}"
