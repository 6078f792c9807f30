"""The presets there are, and which of them a file is an export of."""

from __future__ import annotations

from clew.importers.presets.calls import CALLS
from clew.importers.presets.limesurvey import LIMESURVEY
from clew.importers.presets.olist import OLIST
from clew.importers.presets.preset import Header, Preset
from clew.importers.presets.qualtrics import QUALTRICS
from clew.importers.presets.reviews import REVIEWS
from clew.importers.presets.zendesk_csv import ZENDESK_CSV
from clew.importers.presets.zendesk_json import ZENDESK_JSON
from clew.importers.readers.source import Source

__all__ = ["PRESETS", "recognise"]

#: By name, the more particular first.
PRESETS: dict[str, Preset] = {
    preset.name: preset for preset in (ZENDESK_CSV, ZENDESK_JSON, QUALTRICS, LIMESURVEY, *REVIEWS, *OLIST, CALLS)
}


def recognise(source: Source) -> Preset | None:
    """Return the preset whose export a file is, told by its header; None where it is no export we know."""
    header = Header(source)
    return next((preset for preset in PRESETS.values() if preset.fits(header)), None)
