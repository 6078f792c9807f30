"""Changes as sentences, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from babel import Locale
from babel.lists import format_list
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, npgettext

from clew_server.company.aims.figures import Figure
from clew_server.company.aims.forms import figure_label
from clew_server.company.models import Edit
from clew_server.web.figures.amounts import reader

__all__ = ["CHANGE_KINDS", "WEEKDAYS", "language_name", "listed", "sentence"]

Text = str | Promise

WEEKDAYS: dict[str, Text] = {
    "monday": gettext_lazy("Monday"),
    "tuesday": gettext_lazy("Tuesday"),
    "wednesday": gettext_lazy("Wednesday"),
    "thursday": gettext_lazy("Thursday"),
    "friday": gettext_lazy("Friday"),
    "saturday": gettext_lazy("Saturday"),
    "sunday": gettext_lazy("Sunday"),
}
CHANGE_KINDS: dict[str, Text] = {
    "release": gettext_lazy("Release"),
    "price": gettext_lazy("Price"),
    "campaign": gettext_lazy("Campaign"),
    "outage": gettext_lazy("Outage"),
    "other": gettext_lazy("Other"),
}
_SETTINGS: dict[str, Text] = {
    "name": gettext_lazy("Name: from “%(before)s” to “%(after)s”."),
    "zone": gettext_lazy("Time zone: from “%(before)s” to “%(after)s”."),
    "week_start": gettext_lazy("First day of the week: from “%(before)s” to “%(after)s”."),
    "currency": gettext_lazy("Currency: from “%(before)s” to “%(after)s”."),
    "languages": gettext_lazy("Languages: from “%(before)s” to “%(after)s”."),
}
#: For each kind of document: the sentence for a new one, a changed one, one that was taken away.
_DOCUMENTS: dict[str, tuple[Text, Text, Text]] = {
    "calendar": (
        gettext_lazy("The working-time calendar “%(label)s” was made."),
        gettext_lazy("The working-time calendar “%(label)s” was changed."),
        gettext_lazy("The working-time calendar “%(label)s” was removed."),
    ),
    "rule": (
        gettext_lazy("Rules of your own were set."),
        gettext_lazy("The rules were changed."),
        gettext_lazy("Your own rules were removed; those that come with Clew hold."),
    ),
    "touchpoints": (
        gettext_lazy("Touchpoint rules were set."),
        gettext_lazy("The touchpoint rules were changed."),
        gettext_lazy("The touchpoint rules were removed: touchpoints are as the messages say."),
    ),
    "origins": (
        gettext_lazy("Sites that may show surveys were named."),
        gettext_lazy("The sites that may show surveys were changed."),
        gettext_lazy("All sites that might show surveys were removed."),
    ),
    "segment": (
        gettext_lazy("The segment “%(label)s” was made."),
        gettext_lazy("The segment “%(label)s” was changed."),
        gettext_lazy("The segment “%(label)s” was removed."),
    ),
    "target": (
        gettext_lazy("A target was set: %(label)s."),
        gettext_lazy("A target was changed: %(label)s."),
        gettext_lazy("A target was removed: %(label)s."),
    ),
    "change": (
        gettext_lazy("“%(label)s” was added to the change log."),
        gettext_lazy("“%(label)s” was changed in the change log."),
        gettext_lazy("“%(label)s” was taken out of the change log."),
    ),
}


def sentence(edit: Edit) -> str:
    """Return what a change was, in words."""
    before: dict[str, Any] = edit.before or {}
    after: dict[str, Any] = edit.after or {}
    if edit.kind == "setting":
        said = [
            str(_SETTINGS[name]) % {"before": _setting(name, before.get(name)), "after": _setting(name, after[name])}
            for name in _SETTINGS
            if name in after
        ]
        return " ".join(said)
    if edit.kind == "rename":
        olds = listed([f"“{old}”" for old in after["olds"]])
        return npgettext(
            "a rename", "%(olds)s is shown as “%(new)s”.", "%(olds)s are shown as “%(new)s”.", len(after["olds"])
        ) % {"olds": olds, "new": after["new"]}
    label = edit.label
    if edit.kind == "segment_called":
        return gettext("The segment “%(former)s” is now called “%(label)s”.") % {
            "former": before["name"],
            "label": label,
        }
    if edit.kind == "target":  # a figure is called by its name in the reader's language, not in the editor's
        given = after or before
        label = figure_label(Figure(given["metric"], given["statistic"], given["program"]))
    made, changed, removed = _DOCUMENTS[edit.kind]
    said_of = removed if edit.after is None else made if edit.before is None else changed
    return str(said_of) % {"label": label}


def _setting(name: str, value: Any) -> str:
    if value in {None, ""} if not isinstance(value, list) else not value:
        return gettext("not set")
    if name == "week_start":
        return str(WEEKDAYS[value])
    if name == "languages":
        return listed([language_name(code) for code in value])
    return str(value)


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: "a, b, and c"."""
    return str(format_list(list(words), locale=reader().locale))


def language_name(code: str) -> str:
    """Return what a language is called in the reader's; its code where nobody knows it.

    >>> language_name("pl")
    'Polish'
    """
    try:
        return Locale.parse(code).get_display_name(reader().code) or code
    except (ValueError, LookupError):
        return code
