"""How pages look: the style sheets, and the theme a reader chose."""

from __future__ import annotations

from django.http import HttpRequest

__all__ = ["SHEETS", "THEMES", "THEME_COOKIE", "chosen_theme"]

#: The style sheets, in the order in which they build on each other.
SHEETS = tuple(f"web/{name}.css" for name in ("tokens", "frame", "forms", "parts", "figures", "print"))
#: Themes one can choose; without one the system's is taken.
THEMES = ("light", "dark")
THEME_COOKIE = "clew_theme"


def chosen_theme(request: HttpRequest) -> str:
    """Return the theme of a request: "light", "dark", or an empty text where the system's is taken."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""
