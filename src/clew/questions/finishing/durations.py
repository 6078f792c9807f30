"""Seconds as people say them: two units, the larger first."""

from __future__ import annotations

__all__ = ["duration"]

_UNITS = ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min"), (1.0, "s"))


def duration(seconds: float) -> str:
    """Return a duration in its two largest units; early is negative.

    >>> duration(718_926), duration(-5_400), duration(42), duration(0)
    ('8 d 8 h', '-1 h 30 min', '42 s', '0 s')
    """
    sign, left = ("-" if seconds < 0 else ""), abs(seconds)
    for place, (size, name) in enumerate(_UNITS[:-1]):
        if left >= size:
            smaller, small_name = _UNITS[place + 1]
            count = round(left / smaller)
            if place and count * smaller >= _UNITS[place - 1][0]:
                return duration(count * smaller if seconds > 0 else -count * smaller)  # 23 h 59.9 min is a day
            whole, rest = divmod(count, round(size / smaller))
            return f"{sign}{whole} {name}" + (f" {rest} {small_name}" if rest else "")
    return f"{sign if round(left) else ''}{left:.0f} s"
