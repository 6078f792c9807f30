"""A sheet with answers to questions as a feedback block: one answer a row, or several to be unpivoted."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from clew.importers.suggest.columns import Found, Sheet
from clew.importers.suggest.draft import Draft
from clew.importers.suggest.profile import Profile
from clew.importers.suggest.scales import Rated, guess_rating
from clew.tables import TABLES

__all__ = ["feedback_draft"]

METRICS = ("nps", "csat", "ces", "rating")
#: Questions of a questionnaire: Q7ART, q12_1, or a whole sentence as the header.
QUESTION = re.compile(r"^q\d+|\?\s*$", re.IGNORECASE)
NUMBERED = re.compile(r"^q\d+", re.IGNORECASE)
#: A question on 1-5 uses at least this many of its points; codes of a list of options rarely do.
POINTS_USED = 4
#: So many questions answered alike are a battery; so many of one number lend it to the seldom answered ones of it.
BATTERY, SISTERS = 3, 2
#: A seldom answered question of a battery still uses so many points: yes or no uses two.
SELDOM_USED = 3
HARDLY_BLANK = 0.98


def feedback_draft(sheet: Sheet) -> Draft | None:
    """Return the feedback block of a sheet, None where no column holds answers."""
    rated = _ratings(sheet)
    texts = [found for found in sheet.all("verbatim") if found.column.blank_share < HARDLY_BLANK]
    if not rated and not texts:
        return None
    why = f"it has answers: {', '.join([*rated, *(found.column.name for found in texts)][:6])}"
    draft = Draft("feedback", 0.95 if rated else 0.6, why)
    if len(rated) == 1 or not rated:
        _add_single(draft, rated, texts)
    else:
        _add_unpivot(draft, rated, texts)
    _add_constants(draft, sheet)
    return draft


def _ratings(sheet: Sheet) -> dict[str, tuple[Found, Rated]]:
    """Columns of ratings: those named so, and the questions of a questionnaire that are answered on 1-5."""
    found: dict[str, tuple[Found, Rated]] = {}
    for metric in METRICS:
        for match in sheet.all(metric):
            rated = guess_rating(match.column, metric)
            if rated and match.column.name not in found:
                found[match.column.name] = (match, rated)
    for column in sheet.profiles:
        rated = _question(column)
        if rated and column.name not in found:
            found[column.name] = (Found(column, 0.55, "a question answered in points"), rated)
    found |= _seldom_answered(sheet, found)
    if not any(metric in {rated.metric for _, rated in found.values()} for metric in METRICS[:3]) and sheet.all(
        "amount"
    ):
        return {}
    return found


def _question(column: Profile) -> Rated | None:
    """A question of a questionnaire whose values are ratings and not the numbers of options."""
    if not QUESTION.search(column.name) or not column.is_numeric:
        return None
    rated = guess_rating(column, "rating")
    if rated is None or (rated.low, rated.high) != (1, 5):
        return None
    used = {value for value in column.numbers if rated.low <= value <= rated.high}
    high = sum(column.numbers[value] for value in (3.0, 4.0, 5.0))
    low = sum(column.numbers[value] for value in (1.0, 2.0))
    return rated if len(used) >= POINTS_USED and 5.0 in used and high > low else None  # noqa: PLR2004 - top of 1-5


def _seldom_answered(sheet: Sheet, found: dict[str, tuple[Found, Rated]]) -> dict[str, tuple[Found, Rated]]:
    """Questions of a battery that most left out: they bear its number and hold nothing but its points and codes."""
    common = _common(found) if found else None
    if common is None:
        return {}
    alike = {name: rating for name, (_, rating) in found.items() if (rating.metric, rating.low, rating.high) == common}
    sisters = Counter(_number(name) for name in alike)
    points = {float(point) for point in range(common[1], common[2] + 1)}
    codes = {float(text) for texts in _together(list(alike.values())).values() for text in texts if _is_code(text)}
    seldom = Rated(*common, {}, 0.55, "seldom answered")
    return {
        column.name: (Found(column, 0.55, "one of a battery"), seldom)
        for column in sheet.profiles
        if column.name not in found and _number(column.name) and sisters[_number(column.name)] >= SISTERS
        if column.is_numeric and _is_of_battery(set(column.numbers), points, codes)
    }


def _is_of_battery(values: set[float], points: set[float], codes: set[float]) -> bool:
    """Whether the values are nothing but points and codes of a battery, and several of its points."""
    return len(points & values) >= SELDOM_USED and values <= points | codes


def _number(name: str) -> str:
    """The number of a question in its name: q7 of Q7PARK and Q7K_PARK."""
    match = NUMBERED.match(name)
    return match.group().casefold() if match else ""


def _is_code(text: str) -> bool:
    """Whether what stands for no answer is a number, and no word."""
    return text.removeprefix("-").isdecimal()


def _add_single(draft: Draft, rated: dict[str, tuple[Found, Rated]], texts: list[Found]) -> None:
    """One rating and one text a row."""
    for name, (found, rating) in rated.items():
        draft.add("columns", "rating", name, min(found.sure, rating.sure), f"{found.why}; {rating.why}")
        draft.add("constants", "metric", rating.metric, found.sure, found.why)
        draft.add("scale", "min", rating.low, rating.sure, rating.why)
        draft.add("scale", "max", rating.high, rating.sure, rating.why)
        if rating.missing:
            draft.add(
                "missing", "rating", rating.missing, 0.6, "outside the scale, so codes for no answer; please check"
            )
    if texts:
        longest = max(texts, key=lambda found: sum(map(len, found.column.some)) / max(len(found.column.some), 1))
        draft.add("columns", "verbatim", longest.column.name, longest.sure, longest.why)


def _add_unpivot(draft: Draft, rated: dict[str, tuple[Found, Rated]], texts: list[Found]) -> None:
    """Several answers a row: each becomes a row of its own."""
    common = _common(rated)
    if common:
        alike = [rating for _, rating in rated.values() if (rating.metric, rating.low, rating.high) == common]
        draft.add("unpivot", "metric", common[0], 0.6, f"{len(alike)} questions are answered alike")
        draft.add("unpivot", "scale", list(common[1:]), 0.6, "the points that are used")
        missing = _together(alike)
        if missing:
            draft.add("unpivot", "missing", missing, 0.55, "outside the scale, so codes for no answer; please check")
    for name, (found, rating) in rated.items():
        spec = name if common == (rating.metric, rating.low, rating.high) else _spec(rating)
        why = "name its touchpoint" if spec == name else f"{found.why}; {rating.why}"
        draft.add("unpivot.columns", name, spec, min(found.sure, rating.sure), why)
    for found in texts:
        if found.column.name not in rated:
            draft.add("unpivot.columns", found.column.name, {"metric": "text"}, found.sure, found.why)


def _spec(rating: Rated) -> dict[str, Any]:
    """What is said of a question that is answered in its own way."""
    spec: dict[str, Any] = {"metric": rating.metric, "scale": [rating.low, rating.high]}
    return {**spec, "missing": rating.missing} if rating.missing else spec


def _common(rated: dict[str, tuple[Found, Rated]]) -> tuple[str, int, int] | None:
    """Metric and scale that at least three questions share, the battery of a questionnaire."""
    seen = Counter((rating.metric, rating.low, rating.high) for _, rating in rated.values())
    (most, times), *_ = seen.most_common(1)
    return most if times >= BATTERY else None


def _together(alike: list[Rated]) -> dict[str, list[str]]:
    """Codes of questions answered alike: what one of them shows often the others may show seldom."""
    codes: dict[str, str] = {}
    for rating in alike:
        for state, texts in rating.missing.items():
            codes |= {text: state for text in texts if codes.get(text) != "not_experienced"}
    return {state: [text for text, why in codes.items() if why == state] for state in dict.fromkeys(codes.values())}


def _add_constants(draft: Draft, sheet: Sheet) -> None:
    """Program, and channel spelled one way."""
    survey = sheet.best("survey")
    choices = TABLES["feedback"].by_name["program"].choices
    if survey and all(text.casefold() in choices for text in survey.column.counts):
        draft.add("columns", "program", survey.column.name, survey.sure, "its values are names of programs")
    elif survey:
        draft.add("columns", "instrument", survey.column.name, survey.sure, survey.why)
    response = sheet.best("response")
    asked = sheet.best("asked")
    if response and asked and response.column.is_unique:
        draft.add("columns", "invitation_id", response.column.name, 0.8, "answers of one row are one invitation's")
