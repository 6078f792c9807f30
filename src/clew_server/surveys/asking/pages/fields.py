"""The fields that a way out has, by its kind, and which of them stand together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from clew_server.company.told import WEEKDAYS, language_name
from clew_server.surveys.asking.settings import EmailSettings, EventSettings, FileSettings, Settings, SmsSettings
from clew_server.surveys.models.kept import LONGEST_NAME
from clew_server.surveys.models.ways import EMAIL, SMS

__all__ = ["GROUPS", "fields_of"]

BY = [(EMAIL, gettext_lazy("by e-mail")), (SMS, gettext_lazy("by text message"))]
AFTER = [
    ("ticket_solved", gettext_lazy("a ticket is solved")),
    ("order_delivered", gettext_lazy("an order is delivered")),
    ("event", gettext_lazy("any event that fits what is said below")),
]
WHOM = [
    ("list", gettext_lazy("people on a list of its own")),
    ("segment", gettext_lazy("the customers of a segment")),
    ("customers", gettext_lazy("all customers, or those who fit conditions")),
]
#: Which fields stand together, under which heading.
GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        gettext_lazy("Whom"),
        (
            "whom", "segment", "filters", "share", "size", "by", "after", "rule_name", "rule_touchpoint",
            "rule_property", "rule_value", "delay_minutes", "event_share", "cooldown_days", "carrier",
        ),
    ),
    (gettext_lazy("Messages"), ("reply_to", "reminders", "gateway", "language")),
    (gettext_lazy("When"), ("days", "start", "end", "per_hour", "quota")),
)  # fmt: skip
_TIME = forms.RegexField(regex=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", max_length=5)


def _number(label: Any, help_text: Any = "", *, least: float = 1, most: float = 10_000_000, whole: bool = True) -> Any:
    kind: Any = forms.IntegerField if whole else forms.FloatField
    step = {} if whole else {"step": "any"}
    return kind(
        label=label, required=False, min_value=least, max_value=most, help_text=help_text,
        widget=forms.NumberInput(step),
    )  # fmt: skip


def _word(label: Any, help_text: Any = "", **attributes: str) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "off", **attributes})
    return forms.CharField(label=label, required=False, max_length=300, help_text=help_text, widget=widget)


def fields_of(
    settings: Settings, languages: Sequence[str], segments: Sequence[str], gateways: Sequence[str] = ()
) -> dict[str, forms.Field]:
    """Return the fields that settings of a kind have, in the order they are shown.

    After an event a text message can be sent where there are ``gateways``.
    """
    fields: dict[str, forms.Field] = {
        "name": forms.CharField(
            label=gettext_lazy("Name"), max_length=LONGEST_NAME, help_text=gettext_lazy("Only you see it.")
        )
    }
    if isinstance(settings, EventSettings):
        fields |= _event_fields(settings, gateways)
    elif isinstance(settings, EmailSettings | SmsSettings | FileSettings):
        fields |= _whom_fields(segments)
    if isinstance(settings, EmailSettings | SmsSettings):
        fields |= _message_fields(settings, languages) | _sending_fields()
    fields["quota"] = _number(
        gettext_lazy("Stop after so many finished answers"), gettext_lazy("Empty: it goes on until it is ended.")
    )
    if len(languages) > 1:
        offered = [("", gettext_lazy("as the survey has it"))] + [(code, language_name(code)) for code in languages]
        fields["language"] = forms.ChoiceField(
            label=gettext_lazy("Language of those of whom none is known"), required=False, choices=offered
        )
    return fields


def _whom_fields(segments: Sequence[str]) -> dict[str, forms.Field]:
    return {
        "whom": forms.ChoiceField(label=gettext_lazy("Whom to ask"), choices=WHOM),
        "segment": forms.ChoiceField(
            label=gettext_lazy("Segment"), required=False, choices=[("", "–"), *((name, name) for name in segments)]
        ),
        "filters": forms.CharField(
            label=gettext_lazy("Conditions"), required=False, widget=forms.Textarea({"rows": 3}), max_length=4000,
            help_text=gettext_lazy("One a line, all must hold: country=PL, traits.plan=pro. Empty: all customers."),
        ),
        "share": _number(
            gettext_lazy("Ask a share of them, in per cent"), gettext_lazy("Drawn by chance. Empty: all."), least=0.01,
            most=100, whole=False,
        ),
        "size": _number(gettext_lazy("Or ask so many of them"), gettext_lazy("This goes before the share.")),
        "by": _word(
            gettext_lazy("The same share of each"),
            gettext_lazy("A field, such as plan: the sample then has as much of each plan as there is, at least one."),
        ),
    }  # fmt: skip


def _event_fields(settings: EventSettings, gateways: Sequence[str]) -> dict[str, forms.Field]:
    offered = BY if gateways or settings.by == SMS else BY[:1]
    by_text = gettext_lazy("What the message needs stands below once this is saved.")
    none = gettext_lazy("By text message once an owner has set up a gateway.")
    return {
        "after": forms.ChoiceField(label=gettext_lazy("Ask after"), choices=AFTER),
        "rule_name": _word(gettext_lazy("Name of the event")),
        "rule_touchpoint": _word(gettext_lazy("Touchpoint")),
        "rule_property": _word(gettext_lazy("Property")),
        "rule_value": _word(gettext_lazy("Value of the property")),
        "delay_minutes": _number(gettext_lazy("So many minutes later"), least=0, most=60 * 24 * 90),
        "event_share": _number(
            gettext_lazy("Ask after a share of the events, in per cent"), gettext_lazy("Drawn by chance."),
            least=0.01, most=100, whole=False,
        ),
        "cooldown_days": _number(gettext_lazy("Ask a person at most once in so many days"), most=3650),
        "carrier": forms.ChoiceField(
            label=gettext_lazy("Ask them"), choices=offered, required=False,
            help_text=by_text if len(offered) > 1 else none,
        ),
    }  # fmt: skip


def _message_fields(settings: Settings, languages: Sequence[str]) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    is_mail = isinstance(settings, EmailSettings) and getattr(settings, "by", EMAIL) == EMAIL
    hint = gettext_lazy("Empty: a text of ours. {first_name|friend} puts a field in.")
    for code in languages:
        called = {"language": language_name(code)}
        if is_mail:
            fields[f"subject_{code}"] = forms.CharField(
                label=gettext("Subject, %(language)s") % called, required=False, max_length=200
            )
        rows = 6 if is_mail else 2
        fields[f"text_{code}"] = forms.CharField(
            label=gettext("Text, %(language)s") % called, required=False, max_length=20_000, help_text=hint,
            widget=forms.Textarea({"rows": rows}),
        )  # fmt: skip
    if is_mail:
        fields["reply_to"] = _word(gettext_lazy("Answers to the e-mail go to"), type="email")
        fields["reminders"] = _word(
            gettext_lazy("Remind who has not answered after so many days"),
            gettext_lazy("Such as 3, 7. Empty: nobody is reminded. An anonymous survey reminds everybody it asked."),
        )
    else:
        fields["gateway"] = _word(gettext_lazy("Gateway"), gettext_lazy("Its name, as an owner gave it."))
    return fields


def _sending_fields() -> dict[str, forms.Field]:
    days = [(str(number), label) for number, label in enumerate(WEEKDAYS.values())]
    return {
        "days": forms.MultipleChoiceField(
            label=gettext_lazy("Send on"), choices=days, widget=forms.CheckboxSelectMultiple
        ),
        "start": _time(gettext_lazy("From")),
        "end": _time(gettext_lazy("Until")),
        "per_hour": _number(
            gettext_lazy("At most so many an hour"),
            gettext_lazy("In each hour of the clock; empty: as many as are due."),
        ),
    }


def _time(label: Any) -> forms.RegexField:
    return forms.RegexField(
        regex=_TIME.regex, max_length=5, label=label, widget=forms.TextInput({"size": "5", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("A time is written 09:00; the day ends at 24:00.")},
    )  # fmt: skip
