"""The form that says when a widget is shown."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext, gettext_lazy

from clew_server.surveys.asking.settings import WidgetSettings, write_settings

__all__ = ["WidgetForm", "mark_of"]

MOST_PAGES, LONGEST = 100, 300


class WidgetForm(forms.Form):
    """On which pages, at which event, to how many, how soon, and how often."""

    pages = forms.CharField(
        label=gettext_lazy("Pages"),
        required=False,
        max_length=MOST_PAGES * (LONGEST + 2),
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Paths, one a line; * stands for any text: /help/* is every page below /help/. Without any: all pages that"
            " have the tag."
        ),
    )
    event = forms.CharField(
        label=gettext_lazy("Event"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "The name of an event of the page (a CustomEvent) after which it is shown. Without a name: when the page"
            " is there."
        ),
    )
    percent = forms.FloatField(
        label=gettext_lazy("Percent of page views"),
        min_value=0.01,
        max_value=100,
        help_text=gettext_lazy("Drawn anew at each page view, without a cookie."),
    )
    delay_seconds = forms.IntegerField(label=gettext_lazy("Seconds to wait"), min_value=0, max_value=3600)
    once_every_days = forms.IntegerField(
        label=gettext_lazy("Days in which nobody is asked twice"),
        min_value=0,
        max_value=3650,
        help_text=gettext_lazy(
            "Only where the tag may remember (data-remember): it then notes in the browser's own storage that it was"
            " closed or answered."
        ),
    )

    @classmethod
    def initial_of(cls, settings: WidgetSettings) -> dict[str, Any]:
        """Return what the fields hold for some settings."""
        return {
            "pages": "\n".join(settings.pages),
            "event": settings.event,
            "percent": f"{settings.percent:g}",
            "delay_seconds": settings.delay_seconds,
            "once_every_days": settings.once_every_days,
        }

    def clean_pages(self) -> tuple[str, ...]:
        """Return the paths; each begins with / or *."""
        said = (line.strip() for line in self.cleaned_data["pages"].splitlines())
        lines = tuple(dict.fromkeys(line for line in said if line))
        wrong = [line for line in lines if not line.startswith(("/", "*")) or " " in line or len(line) > LONGEST]
        if wrong:
            told = gettext("“%(line)s” is no path: write /help/*, without https:// and the name of the site.")
            raise forms.ValidationError(told % {"line": wrong[0][:200]})
        if len(lines) > MOST_PAGES:
            raise forms.ValidationError(gettext("There may be %(most)s at most.") % {"most": MOST_PAGES})
        return lines

    def wanted(self, before: WidgetSettings) -> WidgetSettings:
        """Return the settings that the form says; what it does not show stays."""
        return msgspec.structs.replace(before, **self.cleaned_data)


def mark_of(settings: WidgetSettings) -> str:
    """Return a mark of what a form shows: who sends an old one is told."""
    return hashlib.sha256(msgspec.json.encode(write_settings(settings), order="sorted")).hexdigest()[:16]
