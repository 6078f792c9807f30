"""A reader's language: translated sentences, numbers and dates as that reader writes them."""

from __future__ import annotations

import gettext
import io
import re
from datetime import date
from functools import cache
from importlib import resources

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import NumberPattern, format_decimal, format_percent, parse_pattern
from babel.units import format_unit

from clew.errors import UsageError
from clew.questions.timing.periods import start_of_label

__all__ = ["LANGUAGES", "Language"]

#: Languages a report can be read in.
LANGUAGES = ("en", "pl", "ro", "ru")
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
#: So many of the larger unit, and nobody asks for the smaller.
_ROUGH = 100
#: The Russian "of the year", whose stop would end a sentence.
_OF_THE_YEAR = re.compile(r"\s\u0433\.$")
#: A day as ISO 8601 writes it, or two; and labels of longer periods, each with the form of its date.
_DAYS = re.compile(r"\d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?")
_PERIODS = (
    (re.compile(r"\d{4}-W\d\d"), "week", "yMMMd"),
    (re.compile(r"\d{4}-\d\d"), "month", "yMMMM"),
    (re.compile(r"\d{4}-Q\d"), "quarter", "yQQQ"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: A real minus sign, as wide as a digit.
MINUS = "\u2212"


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    """Return the catalogue of a language; it is compiled in memory, so that no compiled file can be stale."""
    if code == "en":
        return gettext.NullTranslations()
    text = (resources.files("clew") / "locale" / f"{code}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(text), locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def _pattern(text: str) -> NumberPattern:
    """Return how numbers are written, read once: a page writes hundreds of numbers in a handful of ways."""
    return parse_pattern(text)


class Language:
    """One of :data:`LANGUAGES`, with everything that is written in it.

    >>> pl = Language("pl")
    >>> pl.say("What hurts"), pl.number(34.5, 1), pl.percent(.125)
    ('Co boli', '34,5', '12,5%')
    """

    def __init__(self, code: str) -> None:
        if code not in LANGUAGES:
            raise UsageError.unknown("language", code, LANGUAGES)
        self.code = code
        self.locale = Locale.parse(code)
        self._catalogue = _catalogue(code)

    def say(self, sentence: str, **parts: object) -> str:
        """Return the sentence in this language with its parts filled in."""
        return self._catalogue.gettext(sentence).format(**parts)

    def count(self, one: str, many: str, n: int, **parts: object) -> str:
        """Return the sentence for ``n`` things; ``{n}`` is filled with the number as readers write it."""
        return self._catalogue.ngettext(one, many, n).format(n=self.number(n, 0), **parts)

    def number(self, value: float, digits: int = 1) -> str:
        """Return a number with ``digits`` decimals."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        shown = format_decimal(round(value, digits) + 0.0, format=_pattern(pattern), locale=self.locale)
        return str(shown).replace("-", MINUS)

    def percent(self, share: float, digits: int = 1) -> str:
        """Return a share 0..1 as per cent."""
        pattern = self.locale.percent_formats[None].pattern.replace("#,##0", "#,##0." + "0" * digits)
        return str(format_percent(share, format=_pattern(pattern), locale=self.locale)).replace("-", MINUS)

    def signed(self, text: str, value: float) -> str:
        """Return ``text`` with a plus before it where ``value`` is above zero."""
        return f"+{text}" if value > 0 else text

    def day(self, value: date) -> str:
        """Return a date in full words."""
        return str(format_date(value, format="long", locale=self.locale))

    def duration(self, seconds: float, *, days: bool = True) -> str:
        """Return a time in words, in its largest whole unit; without ``days`` in hours at most, as working time is.

        >>> Language("pl").duration(7200), Language("en").duration(90), Language("en").duration(172_800)
        ('2 godziny', '90 seconds', '2 days')
        >>> Language("en").duration(172_800, days=False)
        '48 hours'
        """
        size, unit = next(
            (s, u) for s, u in (_UNITS if days else _UNITS[1:]) if (seconds >= s and not seconds % s) or s == 1
        )
        return str(format_unit(round(seconds / size), f"duration-{unit}", locale=self.locale))

    def span(self, seconds: float, *, days: bool = True) -> str:
        """Return a time that was measured, short, in two units; without ``days`` in hours at most, as working time is.

        >>> Language("en").span(100_000), Language("pl").span(100_000, days=False), Language("en").span(-90)
        ('1 day 4 hr', '27 godz. 47 min', '−1 min 30 sec')
        """
        units = _UNITS if days else _UNITS[1:]
        size = abs(seconds)
        at = next((place for place, (unit, _) in enumerate(units) if size >= unit), len(units) - 1)
        is_rough = at + 1 == len(units) or size >= _ROUGH * units[at][0]
        step = units[at if is_rough else at + 1][0]
        left = round(size / step) * step
        parts: list[str] = []
        for unit, name in units[at:] if is_rough else units[at : at + 2]:
            count, left = divmod(left, unit)
            if count or (not parts and unit == step):
                parts.append(str(format_unit(int(count), f"duration-{name}", "short", locale=self.locale)))
        return (MINUS if seconds < 0 and round(size / step) else "") + " ".join(parts)

    def weekday(self, name: str) -> str:
        """Return the day of the week that the data call ``name`` (monday ... sunday); another name as it is.

        >>> Language("ro").weekday("monday")
        'luni'
        """
        if name not in _WEEKDAYS:
            return name
        return str(self.locale.days["stand-alone"]["wide"][_WEEKDAYS.index(name)])

    def period(self, label: str, week_start: int = 1, *, short: bool = False) -> str:
        """Return a period's label as readers say it: 2026-11 is November 2026; a day, or two with .. between, a date.

        A week is named by its first day (``week_start``: 1 Monday to 7 Sunday); ``short`` is for axes. What is no label
        of a period is returned as it is.

        >>> Language("en").period("2026-02-10..2026-02-11"), Language("en").period("2026-W35")
        ('Feb 10 – 11, 2026', 'week of Aug 24, 2026')
        >>> Language("en").period("2026-08", short=True), Language("pl").period("2026-Q3"), Language("en").period("web")
        ('Aug 2026', 'III kw. 2026', 'web')
        """
        first, _, last = label.partition("..")
        try:
            if _DAYS.fullmatch(label):
                days = [date.fromisoformat(day) for day in (first, last or first)]
                return str(format_interval(*days, skeleton="yMMMd", locale=self.locale)).replace("\u2009", " ")
            return self._longer(label, week_start, short=short)
        except (ValueError, UsageError):  # it looks like one, and is none: 2026-W60
            return label

    def _longer(self, label: str, week_start: int, *, short: bool) -> str:
        every, skeleton = next((found for form, *found in _PERIODS if form.fullmatch(label)), ("", ""))
        if every == "week":
            said = self._date("yMMMd", start_of_label(label, "week", week_start))
            return said if short else self.say("week of {day}", day=said)
        if every == "month":
            return self._date("yMMM" if short else skeleton, start_of_label(label, "month"))
        return self._date(skeleton, start_of_label(label, "quarter")) if every == "quarter" else label

    def _date(self, skeleton: str, day: date) -> str:
        said = str(format_skeleton(skeleton, day, locale=self.locale))
        return _OF_THE_YEAR.sub("", said)
