"""Parts of the page around the questions: filters, where people leave, what was looked at for carelessness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext

from clew.surveys.model.texts import told
from clew_server.company.told import language_name
from clew_server.insights.hiding.words import fewer_than
from clew_server.surveys.results.computed import Computed
from clew_server.surveys.results.guarding import is_few
from clew_server.surveys.results.questions import estimated
from clew_server.surveys.results.reading import Sample
from clew_server.surveys.results.wanted import Wanted, choices_of
from clew_server.surveys.results.words import CHECKS, off_words
from clew_server.web.figures import amounts, figure
from clew_server.web.figures.amounts import Unit, count

__all__ = ["CheckLine", "PageLine", "checks_of", "filters_of", "pages_of"]

Text = str | Promise


@dataclass(frozen=True)
class Filter:
    """One thing to choose by: its name in the address, its label, its values with their words."""

    name: str
    label: str
    choices: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class PageLine:
    """One page of the survey: who came to it, who stopped there, and how long it took."""

    name: str
    reached: str
    stopped: str
    share: figure.Figure
    wide: float
    time: str


@dataclass(frozen=True)
class CheckLine:
    """One check: how many it flagged, or why it was off."""

    name: Text
    flagged: str
    off: str


def filters_of(sample: Sample, wanted: Wanted) -> list[Filter]:
    """Return what can be filtered by; a choice of one is none."""
    choices = choices_of(sample)
    words = {
        "way": {key: way.name for key, way in sample.ways.items()},
        "language": {code: language_name(code) for code in choices["language"]},
        "version": {number: count(int(number)) for number in choices["version"]},
    }
    labels = {"way": gettext("Way out"), "language": gettext("Language"), "version": gettext("Version")}
    chosen = {"way": wanted.way, "language": wanted.language, "version": str(wanted.version or "")}
    return [
        Filter(name, labels[name], [(key, words[name][key], key == chosen[name]) for key in values])
        for name, values in choices.items()
        if len(values) > 1 or chosen[name]
    ]


def pages_of(sample: Sample, found: Computed, k: int) -> list[PageLine]:
    """Return where people leave, page by page."""
    lines = []
    for version, page in found.leaving:
        asked = sample.versions[version]
        at, own = next((at, own) for at, own in enumerate(asked.pages, 1) if own.id == page.page)
        title = told(own.title, get_language() or "en", asked.language)
        name = gettext("%(number)s. %(title)s") % {"number": count(at), "title": title or own.id}
        hidden = found.is_guarded and is_few(page.stopped, k)
        lines.append(
            PageLine(
                name,
                count(page.reached),
                fewer_than(k) if hidden else count(page.stopped),
                figure.Figure("", "", "", "") if hidden else estimated(page.share, "share"),
                0.0 if hidden else round(100 * (page.share.value or 0), 1),
                amounts.amount(page.seconds.value, Unit("seconds")) if page.seconds.value is not None else "",
            )
        )  # fmt: skip
    return lines


def checks_of(found: Computed, k: int) -> list[CheckLine]:
    """Return each check, over all versions; off only where it was off for all of them."""
    lines: list[CheckLine] = []
    by_name: dict[str, list[Any]] = {}
    for check in found.looked.checks:
        by_name.setdefault(check.name, []).append(check)
    for name, checks in by_name.items():
        on = [check for check in checks if not check.off]
        flagged = sum(check.flagged for check in on)
        few = found.is_guarded and is_few(flagged, k)
        lines.append(
            CheckLine(CHECKS[name], fewer_than(k) if few else count(flagged), "" if on else off_words(checks[-1]))
        )
    return lines
