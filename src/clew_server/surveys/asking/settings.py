"""Settings of a way out, one shape a kind: read from what is kept (crooked values are left out), written back plainly.

>>> read_settings("email", {"subject": {"en": "Tell us"}, "per_hour": "many", "window": {"from": "08:00", "days": 7}})
EmailSettings(window=Window(start='08:00'), subject={'en': 'Tell us'})
>>> write_settings(WidgetSettings(percent=25))
{'percent': 25}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, cast, get_args

import msgspec
from msgspec import Meta, Struct

from clew_server.surveys.models import Distribution
from clew_server.surveys.models.ways import EMAIL, EVENT, FILE, LINK, SMS, WIDGET

__all__ = [
    "SETTINGS",
    "EmailSettings",
    "EventSettings",
    "FileSettings",
    "LinkSettings",
    "Rule",
    "Sampling",
    "Settings",
    "SmsSettings",
    "Whom",
    "WidgetSettings",
    "Window",
    "carrier_of",
    "keep_settings",
    "read_settings",
    "settings_of",
    "write_settings",
]  # fmt: skip

LONGEST_SUBJECT, LONGEST_TEXT, LONGEST_WORD = 200, 20_000, 300
Count = Annotated[int, Meta(ge=1, le=10_000_000)]
Days = Annotated[int, Meta(ge=1, le=365)]
Word = Annotated[str, Meta(max_length=LONGEST_WORD)]
Time = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
Weekday = Annotated[int, Meta(ge=0, le=6)]
Share = Annotated[float, Meta(gt=0, le=1)]
#: By language.
Subjects = dict[str, Annotated[str, Meta(max_length=LONGEST_SUBJECT)]]
Texts = dict[str, Annotated[str, Meta(max_length=LONGEST_TEXT)]]


class Window(Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"start": "from", "end": "to"},
             repr_omit_defaults=True):  # fmt: skip
    """When messages may leave, in the workspace's zone: on which days (0 is Monday), from and to which time."""

    days: Annotated[tuple[Weekday, ...], Meta(min_length=1)] = (0, 1, 2, 3, 4)
    start: Time = "09:00"
    end: Time = "18:00"


class Sampling(Struct, frozen=True, kw_only=True, omit_defaults=True, repr_omit_defaults=True):
    """How many of those who may be asked are asked: a ``share`` or a ``size``, all where neither is said.

    ``by`` is a field by whose values it is told how many of each (a stratified sample); ``seed`` makes it repeatable.
    """

    share: Share | None = None
    size: Count | None = None
    by: Word = ""
    seed: Word = ""


class Whom(Struct, frozen=True, kw_only=True, omit_defaults=True, repr_omit_defaults=True):
    """Who is to be asked: a list of the way's own, the customers of a segment, or those whom ``filters`` let through.

    A filter is written as everywhere: ``country=PL``; without any all customers are meant.
    """

    kind: Literal["list", "segment", "customers"] = "list"
    segment: Word = ""
    filters: Annotated[tuple[Word, ...], Meta(max_length=50)] = ()


class Rule(Struct, frozen=True, kw_only=True, omit_defaults=True, repr_omit_defaults=True):
    """What people are asked after: a ticket was solved, an order delivered, or any event that fits all that is said."""

    after: Literal["ticket_solved", "order_delivered", "event"] = "ticket_solved"
    name: Word = ""
    touchpoint: Word = ""
    property: Word = ""
    value: Word = ""


class Settings(Struct, frozen=True, kw_only=True, omit_defaults=True, repr_omit_defaults=True):
    """What every kind knows: finished responses after which it ends, the language of who has none."""

    quota: Count | None = None
    language: Word = ""


class LinkSettings(Settings, frozen=True, kw_only=True, omit_defaults=True, repr_omit_defaults=True):
    """A link for everybody."""


class WidgetSettings(Settings, frozen=True, kw_only=True, omit_defaults=True, repr_omit_defaults=True):
    """A widget: on pages whose path fits one of ``pages`` (``/help/*``; all, without), when ``event`` comes if named.

    ``percent`` of those who would see it do, after ``delay_seconds``, at most once in ``once_every_days``.
    """

    pages: Annotated[tuple[Word, ...], Meta(max_length=100)] = ()
    event: Word = ""
    percent: Annotated[float, Meta(gt=0, le=100)] = 100
    delay_seconds: Annotated[int, Meta(ge=0, le=3600)] = 0
    once_every_days: Annotated[int, Meta(ge=0, le=3650)] = 90


class _Asking(Settings, frozen=True, kw_only=True, omit_defaults=True, repr_omit_defaults=True):
    """Kinds that know whom they ask."""

    whom: Whom = Whom()
    sampling: Sampling = Sampling()


class _Sending(_Asking, frozen=True, kw_only=True, omit_defaults=True, repr_omit_defaults=True):
    """Kinds whose messages this server sends; ``per_hour`` at most in each hour of the clock."""

    window: Window = Window()
    per_hour: Count | None = None


class EmailSettings(_Sending, frozen=True, kw_only=True, omit_defaults=True, repr_omit_defaults=True):
    """E-mail invitations; ``reminders`` are the days after the invitation at which who has not answered is reminded."""

    subject: Subjects = msgspec.field(default_factory=dict)
    text: Texts = msgspec.field(default_factory=dict)
    reminder_subject: Subjects = msgspec.field(default_factory=dict)
    reminder_text: Texts = msgspec.field(default_factory=dict)
    reply_to: Word = ""
    reminders: Annotated[tuple[Days, ...], Meta(max_length=5)] = ()


class SmsSettings(_Sending, frozen=True, kw_only=True, omit_defaults=True, repr_omit_defaults=True):
    """Messages through a gateway of the workspace, by its name."""

    text: Texts = msgspec.field(default_factory=dict)
    gateway: Word = ""


class FileSettings(_Asking, frozen=True, kw_only=True, omit_defaults=True, repr_omit_defaults=True):
    """Personal links for another sender."""


class EventSettings(EmailSettings, frozen=True, kw_only=True, omit_defaults=True, repr_omit_defaults=True):
    """Messages ``delay_minutes`` after an event, or a ``share`` of them, to a person once in ``cooldown_days``.

    ``by`` says what carries them; text messages go through ``gateway``, without a subject and without reminders.
    ``whom`` and ``sampling`` mean nothing here: the rule says who, the share how many.
    """

    rule: Rule = Rule()
    by: Literal["email", "sms"] = "email"
    gateway: Word = ""
    delay_minutes: Annotated[int, Meta(ge=0, le=60 * 24 * 90)] = 60
    share: Share = 1.0
    cooldown_days: Annotated[int, Meta(ge=1, le=3650)] = 30


SETTINGS: dict[str, type[Settings]] = {
    LINK: LinkSettings,
    WIDGET: WidgetSettings,
    EMAIL: EmailSettings,
    SMS: SmsSettings,
    FILE: FileSettings,
    EVENT: EventSettings,
}


def settings_of(distribution: Distribution) -> Settings:
    """Return the settings of a way out, in the shape of its kind."""
    return read_settings(distribution.kind, distribution.settings)


def carrier_of(distribution: Distribution) -> str:
    """Return the kind of way out whose messages it sends: its own, or of one after an event what its settings say."""
    settings = settings_of(distribution)
    return settings.by if isinstance(settings, EventSettings) else distribution.kind


def read_settings(kind: str, kept: Any) -> Settings:
    """Return what is kept in the shape of ``kind``; what is crooked or unknown counts as not said, never an error."""
    return cast("Settings", _lenient(SETTINGS.get(kind, LinkSettings), kept))


def write_settings(settings: Settings) -> dict[str, Any]:
    """Return the plain values that :func:`read_settings` reads; defaults are left out."""
    return cast("dict[str, Any]", msgspec.to_builtins(settings))


def keep_settings(distribution: Distribution, settings: Settings) -> None:
    """Keep the settings of a way out."""
    distribution.settings = write_settings(settings)
    distribution.save(update_fields=["settings"])


def _lenient(shape: type[Struct], kept: Any) -> Struct:
    """Return ``kept`` as a ``shape``, field by field: one that cannot be takes its default."""
    said = kept if isinstance(kept, Mapping) else {}
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(shape):
        if field.encode_name not in said:
            continue
        value = said[field.encode_name]
        if isinstance(field.type, type) and issubclass(field.type, Struct):
            found[field.name] = _lenient(field.type, value)
        elif (read := _read(field.type, value)) is not msgspec.UNSET:
            found[field.name] = read
    return shape(**found)


def _read(type_: Any, value: Any) -> Any:
    """Return the value as the type has it; of texts by language those that can be; UNSET where it cannot be."""
    if type_ in {Subjects, Texts} and isinstance(value, Mapping):
        read = {name: _read(get_args(type_)[1], text) for name, text in value.items()}
        return {name: text for name, text in read.items() if isinstance(name, str) and text is not msgspec.UNSET}
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError:
        return msgspec.UNSET
