"""The sentence that comes first: what is the matter, in words, from changes beyond chance and from findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext

from clew.findings.finding import Finding
from clew.reports.texts import HURTING
from clew.stats.multiplicity import benjamini_hochberg
from clew_server.insights.pulse.tiles import Tile

__all__ = ["ALPHA", "Headline", "change_sentence", "changed_beyond_chance", "headline_of"]

#: False discovery rate over all tiles of the page: one of nine changing "beyond chance" by chance is no news.
ALPHA = 0.05


@dataclass(frozen=True)
class Headline:
    """The sentence, and those that follow it."""

    text: str
    also: tuple[str, ...] = ()


def changed_beyond_chance(tiles: Sequence[Tile]) -> list[Tile]:
    """Return the tiles whose change stands over all of them as one family, those for the worse first."""
    qs = benjamini_hochberg([tile.p for tile in tiles])
    changed = [tile for tile, q in zip(tiles, qs, strict=True) if q is not None and q <= ALPHA and tile.change]
    stand = [tile for tile in changed if tile.is_better is not None]
    return sorted(stand, key=lambda tile: (bool(tile.is_better), tile.p or 0.0))


def change_sentence(tiles: Sequence[Tile], *, better: bool) -> str:
    """Return what changed for the better, or the worse, as one sentence; "" where nothing did."""
    names = [
        gettext("%(figure)s (%(change)s)") % {"figure": tile.label, "change": tile.change.amount}
        for tile in tiles
        if tile.is_better is better and tile.change
    ]
    if not names:
        return ""
    text = gettext("Better, and it is not chance: %(figures)s.") if better else gettext(
        "Worse, and it is not chance: %(figures)s."
    )  # fmt: skip
    return text % {"figures": ", ".join(names)}


def headline_of(
    tiles: Sequence[Tile], findings: Sequence[Finding], since: date | None, *, is_whole: bool, has_data: bool
) -> Headline:
    """Return the first sentence: what got worse, else what hurts, else what got better, else that nothing changed.

    ``since`` is the first day of what the figures are compared with; ``is_whole`` whether all tiles are there.
    """
    changed = changed_beyond_chance(tiles)
    worse, better = change_sentence(changed, better=False), change_sentence(changed, better=True)
    hurting = [finding.title for finding in findings if finding.kind in HURTING and not finding.known]
    hurts = gettext("What hurts most: %(finding)s.") % {"finding": hurting[0].rstrip(".")} if hurting else ""
    if not has_data:
        return Headline(gettext("There is nothing to judge by yet."))
    if not is_whole:
        return Headline(hurts or gettext("The figures are on their way."))
    if since is not None:
        parts = {"day": date_format(since, "DATE_FORMAT")}
        calm = gettext("Nothing changed beyond chance since %(day)s.") % parts
    else:
        calm = gettext("Nothing is compared here: this span has none before it.")
    said = [text for text in (worse, hurts, better, "" if changed else calm) if text]
    return Headline(said[0], tuple(said[1:]))
