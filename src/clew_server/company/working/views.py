"""The page of working time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from clew.calendars.calendar import Calendar
from clew.calendars.hours import WEEKDAYS, parse_hours, spell_hours
from clew.calendars.public_holidays import holidays_of
from clew.calendars.shown import calendar_document
from clew.errors import ClewError
from clew_server.accounts.gate import MemberRequest
from clew_server.company import history
from clew_server.company.general.forms import zones
from clew_server.company.pages import back, page
from clew_server.company.seen import ConflictError
from clew_server.company.told import WEEKDAYS as DAY_NAMES
from clew_server.company.working.changing import (
    EMPTY,
    with_day,
    with_file,
    with_hours,
    without_day,
    without_version,
)
from clew_server.lakes.handles import opened
from clew_server.web.figures.amounts import reader

__all__ = ["calendar"]

TAB, KIND, DEFAULT = "company:calendar", "calendar", "default"
TWO_WEEKS, NEXT_HOLIDAYS, SHOWN_DAYS = 14, 6, 200
LONGEST_NAME = 100


def calendar(request: MemberRequest) -> HttpResponse:
    """Show a working-time calendar and what follows from it; change its hours, days, versions."""
    given = request.POST if request.method == "POST" else request.GET
    name = (given.get("name") or DEFAULT).strip()
    documents = opened(request.workspace.id).store.settings.documents[KIND]
    is_new = name not in documents
    if is_new and (name != DEFAULT and "new" not in given):
        raise Http404
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Http404
    kept = EMPTY if is_new else Calendar.of(documents[name])
    if request.method != "POST":
        return _shown(request, name, kept, is_new=is_new)
    if request.POST.get("do") == "remove":
        return back(request, TAB, history.keep(request, KIND, name, None))
    try:
        changed, left_out = _changed(request, kept)
    except ClewError as error:
        return _shown(request, name, kept, is_new=is_new, error=str(error), at=request.POST.get("do", ""))
    try:
        edit = history.keep(request, KIND, name, changed.to_document())
    except ConflictError as conflict:
        return _shown(request, name, kept, is_new=is_new, at="hours", conflict=conflict)
    if left_out:
        said = gettext("Some events of the file close nothing: %(why)s.") % {"why": "; ".join(left_out[:5])}
        request.session["company.problem"] = said
    return back(request, TAB, edit, name=name)


def _changed(request: MemberRequest, kept: Calendar) -> tuple[Calendar, tuple[str, ...]]:
    given, zone = request.POST, opened(request.workspace.id).store.settings.zone
    what = given.get("do", "")
    if what == "hours":
        return with_hours(kept, given, _today(kept, zone)), ()
    if what == "day":
        return with_day(kept, given), ()
    if what == "file":
        return with_file(kept, request.FILES.get("file"), zone)
    if what == "version":
        return without_version(kept, given.get("begins", "")), ()
    return without_day(kept, given.get("day", "")), ()


def _today(kept: Calendar, zone: str) -> date:
    return datetime.now(UTC).astimezone(ZoneInfo(kept.zone or zone)).date()


def _shown(
    request: MemberRequest, name: str, kept: Calendar, *, is_new: bool, error: str = "", at: str = "",
    conflict: ConflictError | None = None,
) -> HttpResponse:  # fmt: skip
    settings = opened(request.workspace.id).store.settings
    zone, documents = settings.zone, settings.documents[KIND]
    now = datetime.now(UTC)
    today = _today(kept, zone)
    version = kept.version_on(today)
    first = today - timedelta(days=(today.weekday() - WEEKDAYS.index(settings.week_start)) % 7)
    days = sorted(kept.exceptions.items())
    context: dict[str, Any] = {
        "name": name,
        "is_new": is_new,
        "names": sorted({*documents, name}),
        "calendar": kept,
        "workspace_zone": zone,
        "zones": zones(now),
        "week": _week(request, version.week, sent=bool(error or conflict) and at == "hours"),
        "version": version,
        "versions": [each for each in kept.versions if each.begins],
        "holidays": [(code, country_name(code)) for code in version.holidays],
        "countries": countries(),
        "next_holidays": next_holidays(version.holidays, today),
        "days": [_told_day(key, special) for key, special in days[-SHOWN_DAYS:]],
        "preview": [_preview(kept, first + timedelta(days=step), today) for step in range(TWO_WEEKS)],
        "hours_ahead": None if is_new else _ahead(name, kept, zone, first),
        "error": error,
        "at": at,
        "sent": request.POST if error or conflict else {},
    }
    return page(
        request, "company/calendar.html", context, tab=TAB, name=name, wrong=bool(error or conflict),
        conflict=conflict, documents={name: documents.get(name)},
    )  # fmt: skip


def _ahead(name: str, kept: Calendar, zone: str, first: date) -> float:
    found: float = calendar_document(name, kept, zone, first, first + timedelta(days=TWO_WEEKS - 1))["working_hours"]
    return found


def _week(request: MemberRequest, week: tuple[str, ...], *, sent: bool) -> list[dict[str, Any]]:
    """Return the slots of each weekday, as a form shows them: what was sent, else what is kept, and an empty one."""
    found = []
    for place, day in enumerate(WEEKDAYS):
        if sent:
            slots = list(zip(request.POST.getlist(f"{day}_from"), request.POST.getlist(f"{day}_to"), strict=False))
        else:
            slots = [_slot(part) for part in spell_hours(parse_hours(week[place])).split(", ") if part != "closed"]
        found.append({"day": day, "label": DAY_NAMES[day], "slots": [*(s for s in slots if any(s)), ("", "")]})
    return found


def _slot(part: str) -> tuple[str, str]:
    first, _, last = part.partition("-")
    return first, "00:00" if last == "24:00" else last


def _preview(kept: Calendar, day: date, today: date) -> dict[str, Any]:
    special = kept.special(day)
    why = (special.name if special else "") or kept.holiday(day) or ""
    hours = spell_hours(kept.hours_on(day))
    return {"day": day, "hours": "" if hours == "closed" else hours, "why": why, "is_today": day == today}


def _told_day(key: str, special: Any) -> dict[str, Any]:
    yearly = len(key) == len("12-24")
    return {
        "key": key,
        "day": date.fromisoformat(f"2024-{key}" if yearly else key),
        "is_yearly": yearly,
        "hours": "" if special.hours == "closed" else (special.hours or ""),
        "closed": special.closed or "",
        "name": special.name,
    }


def country_name(code: str) -> str:
    """Return what a country (with its part) is called in the reader's language.

    >>> country_name("DE-BY")
    'Germany, BY'
    """
    country, _, part = code.partition("-")
    said = str(reader().locale.territories.get(country, country))
    return f"{said}, {part}" if part else said


def countries() -> list[tuple[str, str]]:
    """Return the countries whose public holidays are known, by name."""
    from holidays import list_supported_countries  # noqa: PLC0415 - read only where holidays are asked for

    codes = [code for code in list_supported_countries(include_aliases=False) if len(code) == 2]  # noqa: PLR2004 - ISO
    return sorted(((code, country_name(code)) for code in codes), key=lambda each: each[1])


def next_holidays(codes: tuple[str, ...], today: date) -> list[tuple[date, str]]:
    """Return the next public holidays of some countries, in the order of their days."""
    found = {
        day: name
        for code in codes
        for year in (today.year, today.year + 1)
        for day, name in holidays_of(code, year).items()
    }
    return sorted((day, name) for day, name in found.items() if day >= today)[:NEXT_HOLIDAYS]
