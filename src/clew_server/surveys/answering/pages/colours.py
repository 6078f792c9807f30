"""Colours that can be read: the survey's own where it can be, else one near it; by the contrast of WCAG 2.2 (1.4.3)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

__all__ = ["DARK", "LIGHT", "Tint", "contrast", "tint"]

#: What pages stand on, by day and by night.
LIGHT, DARK = "#ffffff", "#12171e"
_BLACK, _WHITE = "#000000", "#ffffff"
_OWN = {LIGHT: "#a3263f", DARK: "#ff7d92"}
_TEXT = 4.5
#: Below it a channel of sRGB is a straight line (IEC 61966-2-1).
_STRAIGHT = 0.04045


class Tint(NamedTuple):
    """``accent`` is read on the paper, and drawn around ``fill``, the colour itself; ``on_fill`` is read on that."""

    accent: str
    fill: str
    on_fill: str


@lru_cache(maxsize=1024)
def tint(colour: str, paper: str) -> Tint:
    """Return the colours of a page on ``paper``; ``colour`` is the survey's (#rrggbb) or empty.

    >>> tint("#ffff00", LIGHT)
    Tint(accent='#7a7a00', fill='#ffff00', on_fill='#000000')
    """
    fill = colour or _OWN[paper]
    on_fill = max(_WHITE, _BLACK, key=lambda ink: contrast(ink, fill))
    return Tint(_readable(fill, paper), fill, on_fill)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21.

    >>> contrast("#ffffff", "#000000")
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _readable(colour: str, paper: str) -> str:
    """The colour, moved to black or white in steps until it stands out from the paper."""
    end = 0 if contrast(paper, _BLACK) > contrast(paper, _WHITE) else 255
    channels = _channels(colour)
    for step in range(101):
        mixed = "#" + "".join(f"{round(one + (end - one) * step / 100):02x}" for one in channels)
        if contrast(mixed, paper) >= _TEXT:
            return mixed
    return _BLACK if end == 0 else _WHITE


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        one / 12.92 if one <= _STRAIGHT else ((one + 0.055) / 1.055) ** 2.4
        for one in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
