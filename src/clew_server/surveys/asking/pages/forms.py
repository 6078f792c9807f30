"""The settings of a way out as a form, made for its kind; and back into settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from clew_server.company.told import language_name
from clew_server.surveys.asking.pages.fields import GROUPS, fields_of
from clew_server.surveys.asking.settings import (
    EmailSettings,
    EventSettings,
    FileSettings,
    Rule,
    Sampling,
    Settings,
    SmsSettings,
    Whom,
    Window,
)
from clew_server.surveys.sending.letters.filling import is_whole

__all__ = ["Group", "WayForm"]


@dataclass(frozen=True)
class Group:
    """Fields that are shown together."""

    label: str | Promise
    fields: list[forms.BoundField]
    is_folded: bool = False


class WayForm(forms.Form):
    """The settings of a way out; what its kind does not have is not asked."""

    def __init__(
        self, settings: Settings, languages: Sequence[str], segments: Sequence[str], *, data: Any = None,
        name: str = "", fixed: bool = False, gateways: Sequence[str] = (),
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"name": name, **_initial(settings)})
        self.settings, self._languages = settings, languages
        self.fields.update(fields_of(settings, languages, segments, gateways))
        if fixed:  # who is asked, and under which address, was decided when it was started
            for field in ("whom", "segment", "filters", "share", "size", "by", "carrier"):
                self.fields.pop(field, None)

    def clean(self) -> dict[str, Any]:
        """Return the fields; what cannot be is said beside it."""
        found = super().clean() or {}
        if found.get("whom") == "segment" and not found.get("segment"):
            self.add_error("segment", gettext("Choose a segment."))
        if found.get("after") == "event" and not (
            found.get("rule_name") or found.get("rule_touchpoint") or found.get("rule_property")
        ):
            self.add_error("rule_name", gettext("Say at least a name, a touchpoint or a property."))
        if found.get("start") and found.get("end") and found["start"] >= found["end"]:
            self.add_error("end", gettext("The window must end after it begins."))
        self._check_reminders(found)
        for name in [*found]:
            if name.startswith(("subject_", "text_")) and not is_whole(found[name]):
                said = gettext("Write a field as {name} or {first_name|friend}; nothing else in curly brackets.")
                self.add_error(name, said)
        if found.get("reply_to"):
            try:
                validate_email(found["reply_to"])
            except ValidationError as error:
                self.add_error("reply_to", error)
        return found

    def _check_reminders(self, found: dict[str, Any]) -> None:
        if "reminders" not in self.fields:
            return
        words = found.get("reminders", "").replace(",", " ").split()
        days = [int(word) for word in words if word.isdecimal() and len(word) < 4]  # noqa: PLR2004 - 365 at most
        most = 5
        if len(days) != len(words) or days != sorted(set(days)) or any(not 1 <= day <= 365 for day in days):  # noqa: PLR2004
            self.add_error("reminders", gettext("Write days as growing numbers: 3, 7."))
        elif len(days) > most:
            said = ngettext("At most %(most)s reminder.", "At most %(most)s reminders.", most) % {"most": most}
            self.add_error("reminders", said)
        found["reminders"] = tuple(days)

    @property
    def groups(self) -> list[Group]:
        """The fields in groups, as the page shows them; texts of the second and later languages are folded."""
        names = [*self.fields]
        found = [Group("", [self[name] for name in names if name == "name"])]
        for label, members in GROUPS:
            found.append(Group(label, [self[name] for name in names if name in members]))
        for place, code in enumerate(self._languages):
            texts = [self[name] for name in (f"subject_{code}", f"text_{code}") if name in self.fields]
            wrong = any(field.errors for field in texts)
            found.insert(2 + place, Group(language_name(code), texts, is_folded=place > 0 and not wrong))
        return [group for group in found if group.fields]

    @property
    def read(self) -> Settings:
        """The settings that the form says; what it does not ask stays as it was."""
        found = self.cleaned_data
        changes: dict[str, Any] = {"quota": found["quota"], "language": found.get("language", "")}
        for part in (_whom, _event, _message, _sending):
            changes |= part(self.settings, found, self._languages)
        return msgspec.structs.replace(self.settings, **changes)


def _initial(settings: Settings) -> dict[str, Any]:
    found: dict[str, Any] = {"quota": settings.quota, "language": settings.language}
    if isinstance(settings, EventSettings):
        rule = settings.rule
        found |= {f"rule_{name}": getattr(rule, name) for name in ("name", "touchpoint", "property", "value")}
        found |= {"after": rule.after, "delay_minutes": settings.delay_minutes}
        found |= {"event_share": _per_cent(settings.share)}
        found |= {"cooldown_days": settings.cooldown_days, "carrier": settings.by}
    elif isinstance(settings, EmailSettings | SmsSettings | FileSettings):
        whom, sampling = settings.whom, settings.sampling
        found |= {"whom": whom.kind, "segment": whom.segment, "filters": "\n".join(whom.filters)}
        share = None if sampling.share is None else _per_cent(sampling.share)
        found |= {"share": share, "size": sampling.size, "by": sampling.by}
    if isinstance(settings, EmailSettings | SmsSettings):
        window = settings.window
        found |= {f"text_{code}": text for code, text in settings.text.items()}
        found |= {"days": [str(day) for day in window.days], "start": window.start, "end": window.end}
        found["per_hour"] = settings.per_hour
    if isinstance(settings, EmailSettings):
        found |= {f"subject_{code}": text for code, text in settings.subject.items()}
        found |= {"reply_to": settings.reply_to, "reminders": ", ".join(map(str, settings.reminders))}
    if isinstance(settings, SmsSettings | EventSettings):
        found["gateway"] = settings.gateway
    return found


def _per_cent(share: float) -> float:
    """Return a share in per cent, as people would write it.

    >>> _per_cent(1.0), _per_cent(0.07), _per_cent(0.125)
    (100, 7, 12.5)
    """
    value = round(share * 100, 4)
    return int(value) if value.is_integer() else value


def _whom(settings: Settings, found: dict[str, Any], _languages: Sequence[str]) -> dict[str, Any]:
    if "whom" not in found or not isinstance(settings, EmailSettings | SmsSettings | FileSettings):
        return {}
    filters = tuple(line.strip() for line in found["filters"].splitlines() if line.strip())
    share = None if found["share"] is None else found["share"] / 100
    sampling = Sampling(share=share, size=found["size"], by=found["by"], seed=settings.sampling.seed)
    return {"whom": Whom(kind=found["whom"], segment=found["segment"], filters=filters), "sampling": sampling}


def _event(settings: Settings, found: dict[str, Any], _languages: Sequence[str]) -> dict[str, Any]:
    if not isinstance(settings, EventSettings):
        return {}
    words = {name: found[f"rule_{name}"] for name in ("name", "touchpoint", "property", "value")}
    numbers = {name: found[name] for name in ("delay_minutes", "cooldown_days") if found[name] is not None}
    share = 1.0 if found["event_share"] is None else found["event_share"] / 100
    by = found.get("carrier") or settings.by
    return {"rule": Rule(after=found["after"], **words), "share": share, "by": by, **numbers}


def _message(settings: Settings, found: dict[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    if not isinstance(settings, EmailSettings | SmsSettings):
        return {}
    changes: dict[str, Any] = {"text": _by_language(settings.text, "text", found, languages)}
    if isinstance(settings, SmsSettings) or "gateway" in found:
        return {**changes, "gateway": found["gateway"]}
    changes["subject"] = _by_language(settings.subject, "subject", found, languages)
    return {**changes, "reply_to": found["reply_to"], "reminders": found["reminders"]}


def _by_language(before: dict[str, str], part: str, found: dict[str, Any], languages: Sequence[str]) -> dict[str, str]:
    """Return texts by language; of languages that the survey no longer has they stay."""
    said = {code: found[f"{part}_{code}"].strip() for code in languages}
    return {code: text for code, text in {**before, **said}.items() if text}


def _sending(settings: Settings, found: dict[str, Any], _languages: Sequence[str]) -> dict[str, Any]:
    if not isinstance(settings, EmailSettings | SmsSettings):
        return {}
    window = Window(days=tuple(sorted(int(day) for day in found["days"])), start=found["start"], end=found["end"])
    return {"window": window, "per_hour": found["per_hour"]}
