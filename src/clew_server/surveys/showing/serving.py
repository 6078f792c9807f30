"""What the script must know of a widget: whether and when it is shown, what it is called in each language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

import msgspec
from django.utils.translation import gettext, override

from clew.surveys.model.texts import pieces, told
from clew_server.surveys.asking.settings import WidgetSettings, settings_of
from clew_server.surveys.keeping import Live, live
from clew_server.surveys.look import origins_of
from clew_server.surveys.models import Distribution
from clew_server.surveys.models.kept import OPEN
from clew_server.surveys.models.ways import RUNNING, WIDGET

__all__ = ["countable", "shown_config", "widget_config", "words_of"]

_OFF = b'{"on":false}'


def widget_config(slug: str) -> bytes | None:
    """Return what the script fetches of a widget, as JSON: when it is shown, and how it is called by language.

    None where there is no widget of that address; one that is paused, or whose survey is closed, is off.
    """
    way = _way(slug)
    if way is None:
        return None
    found = _shown_live(way)
    if found is None:
        return _OFF
    return msgspec.json.encode({"on": True, **shown_config(found, cast("WidgetSettings", settings_of(way)))})


def countable(slug: str) -> tuple[UUID, frozenset[str]] | None:
    """Return the widget of an address and the sites that may show it; None where it is shown nowhere."""
    way = _way(slug)
    found = _shown_live(way) if way is not None else None
    return (way.id, frozenset(origins_of(found.workspace_id))) if way is not None and found is not None else None


def _way(slug: str) -> Distribution | None:
    return Distribution.objects.filter(slug=slug, kind=WIDGET, survey__deleted_at=None).first()


def _shown_live(way: Distribution) -> Live | None:
    """Return the survey of a widget, None where that is off."""
    found = live(way.survey_id)
    return found if found is not None and way.state == RUNNING and _is_open(found) else None


def shown_config(found: Live, settings: WidgetSettings) -> dict[str, Any]:
    """Return the settings of a widget in the words of the script."""
    return {
        "paths": list(settings.pages),
        "event": settings.event,
        "percent": settings.percent,
        "delay": settings.delay_seconds,
        "days": settings.once_every_days,
        "words": words_of(found),
    }


def words_of(found: Live) -> dict[str, dict[str, str]]:
    """Return by language what the survey is called and what its button says; its first language stands first."""
    asked, words = found.asked, {}
    for language in asked.languages:
        with override(language):
            title = _plain(told(asked.title, language, asked.language)) or gettext("Survey")
            words[language] = {"title": title, "close": gettext("Close")}
    return words


def _plain(text: str) -> str:
    """Return a text for everybody: where a field of a participant would stand, what is said otherwise."""
    return "".join(piece if isinstance(piece, str) else piece.otherwise for piece in pieces(text)).strip()


def _is_open(found: Live) -> bool:
    ends = found.look.closes_at
    return found.state == OPEN and not (ends and _time(ends) <= datetime.now(UTC))


def _time(text: str) -> datetime:
    """Return a time of the look; one that cannot be read never comes."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
