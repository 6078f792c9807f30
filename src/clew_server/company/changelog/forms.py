"""The form of one entry of the change log."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from clew.changes import Change
from clew.changes.change import LONGEST_NOTE, LONGEST_TITLE
from clew_server.company.told import CHANGE_KINDS

__all__ = ["ChangeForm"]

_DAY = {"type": "date", "min": "1970-01-01", "max": "2100-12-31"}


class ChangeForm(forms.Form):
    """What the company changed, and on which days."""

    title = forms.CharField(label=gettext_lazy("What changed"), max_length=LONGEST_TITLE)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(CHANGE_KINDS.items()))
    begins = forms.DateField(
        label=gettext_lazy("First day"), input_formats=["%Y-%m-%d"], widget=forms.DateInput(_DAY, format="%Y-%m-%d")
    )
    ends = forms.DateField(
        label=gettext_lazy("Last day, where it is not the first"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(_DAY, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=gettext_lazy("More about it"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Everybody in this workspace reads it: name no customer here."),
    )

    @classmethod
    def initial_of(cls, document: dict[str, Any]) -> dict[str, Any]:
        """Return what the fields hold for a kept entry."""
        found = Change.of(document)
        return {name: getattr(found, name) for name in cls.base_fields}

    def clean_title(self) -> str:
        """Return the title; it stands on one line of a chart."""
        title = str(self.cleaned_data["title"])
        if not title.isprintable():
            raise forms.ValidationError(gettext("A title is a text on one line."))
        return title

    def clean(self) -> dict[str, Any]:
        """Return the fields; an entry cannot end before it begins."""
        found = super().clean() or {}
        begins, ends = found.get("begins"), found.get("ends")
        if isinstance(begins, date) and isinstance(ends, date) and ends < begins:
            self.add_error("ends", gettext("The last day lies before the first."))
        return found

    def document(self) -> dict[str, Any]:
        """Return the entry as the library keeps it."""
        found = self.cleaned_data
        return Change.of(
            {
                "title": found["title"],
                "kind": found["kind"],
                "begins": found["begins"].isoformat(),
                "ends": found["ends"].isoformat() if found["ends"] else None,
                "note": found["note"].replace("\r\n", "\n"),
            }
        ).to_document()
