"""The form of the workspace's own settings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel.numbers import get_currency_name, list_currencies
from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from clew_server.company.told import WEEKDAYS, language_name, listed
from clew_server.web.figures.amounts import reader

__all__ = ["SettingsForm", "currencies", "zones"]

#: Languages whose words search bends; any other may be named too.
OFFERED = ("en", "pl", "ro", "ru")
NAME_LENGTH = 100
SHOWN_CHOICES = 5
_CODE = re.compile(r"[a-z]{2,3}")


class SettingsForm(forms.Form):
    """Name, zone, week start, currency, languages of a workspace."""

    name = forms.CharField(label=gettext_lazy("Name of the workspace"), max_length=NAME_LENGTH)
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        required=False,
        widget=forms.TextInput({"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Days, weeks and months of every figure begin at midnight of this zone, for data already here too. Times in"
            " files without a zone are read in it from the next import on; files imported before keep the zone they"
            " came in."
        ),
    )
    week_start = forms.ChoiceField(label=gettext_lazy("First day of the week"), choices=list(WEEKDAYS.items()))
    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"list": "currencies", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Amounts that came without a currency are in this one."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages your customers write in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other_languages = forms.CharField(
        label=gettext_lazy("Other languages"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Codes of two or three letters with commas between them, as de, uk."),
    )

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        names = [(code, language_name(code)) for code in OFFERED]
        self.fields["languages"].choices = names  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, said: dict[str, Any]) -> dict[str, Any]:
        """Return what the fields hold for settings as :func:`clew_server.company.history.said_settings` has them."""
        languages = said["languages"] or []
        return {
            "name": said["name"],
            "zone": said["zone"] or "",
            "week_start": said["week_start"],
            "currency": said["currency"] or "",
            "languages": [code for code in languages if code in OFFERED],
            "other_languages": ", ".join(code for code in languages if code not in OFFERED),
        }

    def clean_name(self) -> str:
        """Return the name; one with signs that cannot be printed is none."""
        name = str(self.cleaned_data["name"]).strip()
        if not name.isprintable():
            raise forms.ValidationError(gettext("A name is a text on one line."))
        return name

    def clean_zone(self) -> str:
        """Return the zone; another than IANA's is answered with those that are like it."""
        zone = str(self.cleaned_data["zone"]).strip()
        known = available_timezones()
        if zone and zone not in known:
            word = zone.lower().replace(" ", "_").rpartition("/")[2]
            like = sorted(name for name in known if word and word in name.lower())[:SHOWN_CHOICES]
            raise forms.ValidationError(
                gettext("There is no time zone “%(zone)s”. Choose one of the list, such as %(choices)s.")
                % {"zone": zone[:60], "choices": listed(like or ["Europe/Warsaw", "Europe/Bucharest"])}
            )
        return zone

    def clean_currency(self) -> str:
        """Return the currency's code in capitals."""
        code = str(self.cleaned_data["currency"]).strip().upper()
        if code and code not in list_currencies():
            raise forms.ValidationError(
                gettext("A currency is its code of three letters, such as EUR, PLN, RON; not “%(code)s”.")
                % {"code": code}
            )
        return code

    def clean_other_languages(self) -> list[str]:
        """Return the codes of the other languages."""
        codes = [code.strip().lower() for code in str(self.cleaned_data["other_languages"]).split(",") if code.strip()]
        wrong = [code for code in codes if not _CODE.fullmatch(code)]
        if wrong:
            raise forms.ValidationError(
                gettext("A language is a code of two or three letters, such as de, uk, cs; not “%(code)s”.")
                % {"code": wrong[0][:40]}
            )
        return codes

    def wanted(self, now: list[str]) -> dict[str, Any]:
        """Return the settings that are asked for; languages that stay keep the order they have ``now``."""
        found = self.cleaned_data
        chosen = [*found["languages"], *found["other_languages"]]
        languages = [*(code for code in now if code in chosen), *(code for code in chosen if code not in now)]
        return {
            "name": found["name"],
            "zone": found["zone"] or None,
            "week_start": found["week_start"],
            "currency": found["currency"] or None,
            "languages": list(dict.fromkeys(languages)) or None,
        }


def zones(now: datetime) -> SafeString:
    """Return every zone of the world as options, each with how far it is from UTC."""
    return _zones(now.replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=2)  # six hundred zones; offsets change at full hours, if they do
def _zones(hour: datetime) -> SafeString:
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return _options((name, _offset(hour.astimezone(ZoneInfo(name)))) for name in ["UTC", *names])


def _offset(time: datetime) -> str:
    """Return how far a time's zone is from UTC, as UTC+05:30."""
    said = f"{time:%z}"
    return f"UTC{said[:3]}:{said[3:5]}"


def currencies() -> SafeString:
    """Return the currencies in use as options, by code, with their names in the reader's language."""
    return _currencies(str(reader().locale))


@lru_cache(maxsize=8)
def _currencies(locale: str) -> SafeString:
    return _options((code, get_currency_name(code, locale=locale)) for code in sorted(list_currencies()))


def _options(found: Iterable[tuple[str, str]]) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', found)
