"""The presets there are, and which of them a file is an export of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from clew.importers.presets.calls import CALLS
from clew.importers.presets.limesurvey import LIMESURVEY
from clew.importers.presets.olist import OLIST
from clew.importers.presets.preset import Header, Preset
from clew.importers.presets.qualtrics import QUALTRICS
from clew.importers.presets.reviews import REVIEWS
from clew.importers.presets.zendesk_csv import ZENDESK_CSV
from clew.importers.presets.zendesk_json import ZENDESK_JSON
from clew.importers.raw import RawBatch
from clew.importers.readers.source import Source

__all__ = ["PRESETS", "recognise", "recognise_header"]

#: By name, the more particular first.
PRESETS: dict[str, Preset] = {
    preset.name: preset for preset in (ZENDESK_CSV, ZENDESK_JSON, QUALTRICS, LIMESURVEY, *REVIEWS, *OLIST, CALLS)
}


def recognise(source: Source) -> Preset | None:
    """Return the preset whose export a file is, told by its header; None where it is no export we know."""
    header = Header(source)
    return next((preset for preset in PRESETS.values() if preset.fits(header)), None)


def recognise_header(columns: Sequence[str], format: str) -> Preset | None:  # noqa: A002 - as a source calls it
    """Return the preset that a header alone tells, without its file; None also where a tool is told by more than that.

    >>> found = recognise_header(("Package Name", "Star Rating", "Review Submit Date and Time"), "csv")
    >>> found.title if found else None
    'Google Play reviews (CSV)'
    """
    return recognise(_HeaderAlone(columns, format))


class _HeaderAlone(Source):
    """A source of which nothing is left but its header."""

    def __init__(self, columns: Sequence[str], format: str) -> None:  # noqa: A002 - as a source calls it
        super().__init__(Path(), tuple(columns), {})
        self.format = format

    def batches(self) -> Iterator[RawBatch]:
        """Yield nothing."""
        return iter(())
