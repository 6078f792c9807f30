"""Every error Clew raises on purpose, in one tree; bad *data* is returned, never raised."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = [
    "ClewError",
    "DamageError",
    "DataError",
    "DeadlineError",
    "EngineError",
    "MappingError",
    "MissingFileError",
    "UnreadableFileError",
    "UsageError",
]


class ClewError(Exception):
    """Base of all errors a caller may want to show; its text is one clear sentence."""


class UsageError(ClewError):
    """The question or the command is wrong: the command line ends with exit code 2."""

    @classmethod
    def unknown(cls, kind: str, given: str, choices: Iterable[str]) -> UsageError:
        """Return the error for a name that is none of ``choices``, with the nearest one.

        >>> str(UsageError.unknown("metric", "npss", ["nps", "csat"]))
        "There is no metric 'npss'. Did you mean 'nps'? Choices: csat, nps."
        """
        known = sorted(choices)
        near = get_close_matches(given, known, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        return cls(f"There is no {kind} '{given}'.{hint} Choices: {', '.join(known) or 'none yet'}.")


class MappingError(UsageError):
    """A mapping file says something that cannot be; the text names the key and the choices."""


class DataError(ClewError):
    """The data says no: the command line ends with exit code 1."""


class UnreadableFileError(DataError):
    """A whole file cannot be read; the text is the one sentence a person gets."""


class DamageError(DataError):
    """A stored file is not what was written; the text names the file."""


class EngineError(ClewError):
    """The engine could not compute a statement that it was allowed to run; the text is what the engine said."""


class DeadlineError(EngineError):
    """A statement did not end within the time it was given and was interrupted."""


class MissingFileError(DataError):
    """A file of a lake version is gone, as after an erasure: take the current version and ask again, once."""
