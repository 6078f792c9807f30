"""Texts to UTC microseconds: ISO 8601, declared formats, Excel serials and epoch numbers, whole columns at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clew.errors import MappingError
from clew.importers.values.zones import Clock

__all__ = ["NUMERIC_FORMATS", "check_format", "parse_times"]

TIME = pa.timestamp("us")
DAY = 86_400_000_000
#: Times whose UTC any program can hold: the years 1 to 9999, a day short at both ends.
FIRST_TIME, LAST_TIME = datetime(1, 1, 2), datetime(9999, 12, 31)  # noqa: DTZ001
#: Microseconds in one unit of the numeric formats.
NUMERIC_FORMATS = {"excel": DAY, "epoch": 1_000_000, "epoch_s": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}
EXCEL_EPOCH = -25_569 * DAY
#: Excel counts a 29 February 1900 that never was; before this serial its dates are a day off.
FIRST_SAFE_SERIAL = 61
MONTHS = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "january february march april may june july august september october november december",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    )
    for number, name in enumerate(names.split(), start=1)
}
DIRECTIVES = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d{2})",
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<I>\d{1,2})",
    "M": r"(?P<M>\d{1,2})",
    "S": r"(?P<S>\d{1,2})",
    "f": r"(?P<f>\d{1,9})",
    "p": r"(?P<p>[AaPp])\.?[Mm]\.?",
    "b": r"(?P<b>\pL+)\.?",
    "B": r"(?P<b>\pL+)\.?",
    "z": r"(?P<z>Z|[+-]\d{2}:?\d{2})",
    "%": "%",
}
ISO = (
    r"^(?P<Y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"
    r"(?:[Tt ](?P<H>\d{2})(?::(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9})\d*)?)?)?"
    r" ?(?P<z>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$"
)
#: Two-digit years as POSIX reads them: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068.
CENTURY_TURN = 69


def check_format(text: str) -> None:
    """Raise MappingError unless ``text`` is a format that can be read, with the choices."""
    if text != "iso" and text not in NUMERIC_FORMATS:
        _pattern(text)


def parse_times(texts: pa.Array, formats: tuple[str, ...], clock: Clock) -> pa.Array:
    """Return UTC times of texts, null where none of the formats reads the text (ISO 8601 if none is given).

    A time without an offset is wall clock of ``clock``; see ``to_utc`` for the hours a clock skips or repeats.

    >>> parse_times(pa.array(["21/11/2026 10:05", "x"]), ("%d/%m/%Y %H:%M",), Clock("UTC")).to_pylist()
    [datetime.datetime(2026, 11, 21, 10, 5), None]
    """
    result = _read(texts, formats[0] if formats else "iso", clock)
    for form in formats[1:]:
        if result.null_count == texts.null_count:
            break
        open_texts = pc.if_else(pc.is_null(result), texts, None)
        result = pc.coalesce(result, _read(open_texts, form, clock))
    # scalars only here: where pandas is installed the first one that pyarrow makes imports it, for up to a second
    first, last = (pa.scalar(end, TIME) for end in (FIRST_TIME, LAST_TIME))
    within = pc.and_(pc.greater_equal(result, first), pc.less(result, last))
    return result if pc.all(within).as_py() else pc.if_else(within, result, None)


def _read(texts: pa.Array, form: str, clock: Clock) -> pa.Array:
    """Read a column with one format."""
    if form in NUMERIC_FORMATS:
        return _numeric(texts, form, clock)
    if form == "iso":
        quick = _quick_iso(texts)
        if quick is not None:
            return _from_wall(np.asarray(quick.fill_null(0)).astype(np.int64), pc.is_valid(quick), clock)
        instants = _quick_instants(texts)
        if instants is not None:
            return instants
    return _on_distinct(texts, lambda distinct: _by_pattern(distinct, ISO if form == "iso" else _pattern(form), clock))


def _quick_iso(texts: pa.Array) -> pa.Array | None:
    """Arrow's own reading of plain ISO times, if every text is one."""
    try:
        return pc.cast(pc.cast(texts, TIME), pa.int64())
    except pa.ArrowInvalid:
        return None


def _quick_instants(texts: pa.Array) -> pa.Array | None:
    """Arrow's own reading of ISO times with an offset, if every text is one."""
    try:
        return pc.cast(texts, pa.timestamp("us", "UTC")).cast(TIME)
    except pa.ArrowInvalid:
        return None


def _on_distinct(texts: pa.Array, read: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Apply ``read`` to the distinct texts and spread the results."""
    encoded = texts.dictionary_encode()
    return read(encoded.dictionary.cast(pa.string())).take(encoded.indices)


def _numeric(texts: pa.Array, form: str, clock: Clock) -> pa.Array:
    """Read days since Excel's epoch or seconds, milliseconds, microseconds since 1970."""
    plain = pc.match_substring_regex(texts, r"^-?\d{1,18}(\.\d{1,12})?$")
    numbers = np.asarray(pc.cast(pc.if_else(plain, texts, "0"), pa.float64()).fill_null(0))
    whole = np.floor(numbers)
    unit = NUMERIC_FORMATS[form]
    if form == "excel":
        fraction = np.rint((numbers - whole) * 86_400_000) * 1_000  # a serial is good to a millisecond
        wall = whole * DAY + fraction + EXCEL_EPOCH
        fine = (numbers >= FIRST_SAFE_SERIAL) & (numbers < 2_958_466)  # noqa: PLR2004 - serial of 10000-01-01
        return _from_wall(np.where(fine, wall, 0).astype(np.int64), pc.and_(plain, pa.array(fine)), clock)
    fine = np.abs(numbers) * unit < 2.5e17  # noqa: PLR2004 - microseconds of the years up to 9892
    exact = np.where(fine, whole, 0).astype(np.int64) * unit + np.rint((numbers - whole) * unit).astype(np.int64)
    return _from_wall(np.where(fine, exact, 0), pc.and_(plain, pa.array(fine)), Clock("UTC"))


def _from_wall(wall: np.ndarray, valid: pa.Array, clock: Clock) -> pa.Array:
    """Times of wall-clock microseconds, null where not valid."""
    mask = ~np.asarray(pc.fill_null(valid, fill_value=False))
    return pa.array(clock.utc(wall), mask=mask).cast(TIME)


@lru_cache(maxsize=256)
def _pattern(form: str) -> str:
    """RE2 pattern of a strptime format; raises MappingError for a directive that is not known."""
    parts = re.split(r"%(.)", form)
    pieces = [re.escape(part) if index % 2 == 0 else _directive(part, form) for index, part in enumerate(parts)]
    pattern = "".join(pieces).replace(r"\ ", r"\s+")
    names = re.findall(r"\(\?P<(\w)>", pattern)
    if not {"Y", "y"} & set(names) or len(names) != len(set(names)):
        raise MappingError(f"The date format '{form}' needs a year and each directive once, such as '%d/%m/%Y %H:%M'.")
    return f"^{pattern}$"


def _directive(letter: str, form: str) -> str:
    """Pattern of one directive."""
    if letter not in DIRECTIVES:
        choices = ", ".join([*(f"%{known}" for known in DIRECTIVES), "iso", *NUMERIC_FORMATS])
        raise MappingError(f"The date format '{form}' uses %{letter}, which is not known. Choices: {choices}.")
    return DIRECTIVES[letter]


def _by_pattern(texts: pa.Array, pattern: str, clock: Clock) -> pa.Array:
    """Read texts with a pattern whose groups are named after strptime's directives."""
    found = pc.extract_regex(texts, pattern)
    matched = np.asarray(pc.is_valid(found))
    groups = {field.name: found.field(index) for index, field in enumerate(found.type)}
    year, month, day = _year(groups), _month(groups), _number(groups, "d", 1)
    hour, minute, second = _hour(groups), _number(groups, "M", 0), _number(groups, "S", 0)
    fine = matched & (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1)  # noqa: PLR2004 - a calendar
    fine &= (hour >= 0) & (hour <= 23) & (minute <= 59) & (second <= 59)  # noqa: PLR2004 - a clock
    months = np.where(fine, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    fine &= days.astype("datetime64[M]") == months  # 31 February is no day
    of_day = ((hour * 60 + minute) * 60 + second) * 1_000_000 + _fraction(groups)
    wall = np.where(fine, days.astype("datetime64[us]").astype(np.int64) + of_day, 0)
    return _with_offset(wall, groups, fine, clock)


def _with_offset(wall: np.ndarray, groups: dict[str, pa.Array], fine: np.ndarray, clock: Clock) -> pa.Array:
    """Times of wall clocks that may each carry an offset of their own."""
    local = clock.utc(wall)
    if "z" in groups:
        text = groups["z"]
        stated = np.asarray(pc.greater(pc.binary_length(text.fill_null("")), 0))
        digits = pc.replace_substring_regex(text.fill_null(""), r"[^0-9]", "")
        hours = np.asarray(pc.utf8_slice_codeunits(pc.utf8_rpad(digits, 4, "0"), 0, 2).cast(pa.int64()))
        minutes = np.asarray(pc.utf8_slice_codeunits(pc.utf8_rpad(digits, 4, "0"), 2, 4).cast(pa.int64()))
        sign = np.where(np.asarray(pc.starts_with(text.fill_null(""), "-")), -1, 1)
        local = np.where(stated, wall - sign * (hours * 60 + minutes) * 60_000_000, local)
    return pa.array(local, mask=~fine).cast(TIME)


def _number(groups: dict[str, pa.Array], name: str, default: int) -> np.ndarray:
    """Whole numbers of one group, ``default`` where it is absent."""
    if name not in groups:
        length = len(next(iter(groups.values())))
        return np.full(length, default, np.int64)
    text = groups[name].fill_null("")
    filled = pc.if_else(pc.equal(text, ""), str(default), text)
    return np.asarray(filled.cast(pa.int64()))


def _year(groups: dict[str, pa.Array]) -> np.ndarray:
    """Full years."""
    if "Y" in groups:
        return _number(groups, "Y", 0)
    short = _number(groups, "y", 0)
    return np.where(short >= CENTURY_TURN, 1900 + short, 2000 + short)


def _month(groups: dict[str, pa.Array]) -> np.ndarray:
    """Months by number or by name; 0 where the name is none."""
    if "b" not in groups:
        return _number(groups, "m", 1)
    names = pc.utf8_lower(groups["b"]).fill_null("")
    known = pa.array(MONTHS)
    at = pc.index_in(names, value_set=known)
    return np.asarray(pa.array(MONTHS.values(), pa.int64()).take(at).fill_null(0))


def _hour(groups: dict[str, pa.Array]) -> np.ndarray:
    """Hours of the day; -1 where a twelve-hour clock shows none."""
    if "I" not in groups:
        return _number(groups, "H", 0)
    shown = _number(groups, "I", 12)
    late = (
        np.asarray(pc.equal(pc.utf8_lower(groups["p"]), "p").fill_null(False))  # noqa: FBT003 - pyarrow's argument
        if "p" in groups
        else np.zeros(len(shown), bool)
    )
    return np.where((shown >= 1) & (shown <= 12), shown % 12 + 12 * late, -1)  # noqa: PLR2004 - a clock


def _fraction(groups: dict[str, pa.Array]) -> np.ndarray:
    """Microseconds of the decimals of a second, cut after the sixth."""
    if "f" not in groups:
        return np.zeros(1, np.int64)
    padded = pc.utf8_rpad(groups["f"].fill_null(""), 6, "0")
    return np.asarray(pc.utf8_slice_codeunits(padded, 0, 6).cast(pa.int64()))
