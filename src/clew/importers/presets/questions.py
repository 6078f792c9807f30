"""The questions of a survey tool's export: what each measures, by its text and its answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from clew.importers.presets.preset import Block
from clew.importers.suggest.profile import Profile
from clew.importers.suggest.scales import Rated, guess_rating
from clew.importers.suggest.words import plain_name

__all__ = ["PROGRAM", "Question", "add_questions"]

#: Words of a question, in plain spelling, that say what it measures: English, Polish, Romanian, Russian.
MEASURES = (
    ("nps", re.compile(r"\bnps\b|net promoter|recommend|polec|recomand|рекоменд|посовет")),
    ("ces", re.compile(r"\bces\b|\beffort|\beas[ye]\b|latwo|latwe|wysil|\befort|\busor|усили|\bлегк")),  # noqa: RUF001 - Russian letters are meant
    ("csat", re.compile(r"csat|satisf|zadowol|satysf|multumi|удовлетвор|довол")),
)
#: "10 - Extremely likely": the number before the words.
NUMBER_FIRST = re.compile(r"(\d{1,3})\s*(?:[-–—=:.)(]\s*)?(?=\D*\S)\D+")
#: A question of unknown measure is answered in points where so many are used, up to this at least.
POINTS, TOP = 3, 4
#: So much of the answers lies on the scale, the rest are codes for no answer.
MOSTLY = 0.5
LONGEST_WHY = 90
#: What no export says.
PROGRAM = 'Say under [constants] which measurement it is: program = "relationship" or "transactional".'

Question = tuple[str, str]


def add_questions(block: Block, questions: Mapping[str, Question], *, measured: Mapping[str, str]) -> dict[str, str]:
    """Unpivot the questions (column → text and touchpoint); return why columns among them were left out.

    ``measured`` says what the tool itself knows of some.
    """
    left: dict[str, str] = {}
    words: dict[str, str] = {}
    for column, (text, touchpoint) in questions.items():
        profile = block.form.sheet.by_name(column)
        numbers = _numbered(profile)
        spec, why = _spec(_as_numbers(profile, numbers) if numbers else profile, text, measured.get(column, ""))
        if spec is None:
            left[column] = why
            continue
        words |= numbers if spec["metric"] not in {"text", "choice"} else {}
        if touchpoint and spec["metric"] not in {"text", "choice"}:
            spec = {"touchpoint": touchpoint, **spec}
        said = " ".join((text or column).split())[:LONGEST_WHY]
        block.put("unpivot.columns", column, spec, f"{said} ({why})", 0.95 if column in measured else 0.8)
    block.put("values", "rating", words, "the number of an answer, without its words")
    return left


def _spec(profile: Profile, text: str, measured: str) -> tuple[dict[str, Any] | None, str]:
    """What is said of one question, and why; None for what is no answer."""
    asked = plain_name(f"{text} {profile.name}")
    metric = measured or next((name for name, words in MEASURES if words.search(asked)), "")
    rated = _on_its_scale(profile, guess_rating(profile, metric or "rating"))
    if metric and rated and (metric != "nps" or measured or _reaches(profile, 8)):
        return _rating(rated, metric), "the tool says so" if measured else f"its words are those of {metric.upper()}"
    if measured == "nps":
        return {"metric": "nps", "scale": [0, 10]}, "the tool says so; no answer yet"
    if not profile.filled:
        return None, "no answers in the sample"
    if rated and len(profile.numbers) >= POINTS and _reaches(profile, TOP):
        return _rating(rated, "rating"), rated.why
    if profile.timing is not None or (profile.is_numeric and not profile.is_category):
        return None, "numbers or times, no answers to a scale"
    return {"metric": "choice"} if profile.is_category and not profile.is_prose else {"metric": "text"}, "its answers"


def _on_its_scale(profile: Profile, rated: Rated | None) -> Rated | None:
    """A scale that most of the answers lie on, and none where they do not: ages are no ratings."""
    if rated is None:
        return None
    inside = sum(times for number, times in profile.numbers.items() if rated.low <= number <= rated.high)
    return rated if inside >= MOSTLY * profile.numbers.total() else None


def _reaches(profile: Profile, least: float) -> bool:
    return max(profile.numbers, default=0) >= least


def _rating(rated: Rated, metric: str) -> dict[str, Any]:
    spec: dict[str, Any] = {"metric": metric, "scale": [rated.low, rated.high]}
    return {**spec, "missing": rated.missing} if rated.missing else spec


def _numbered(profile: Profile) -> dict[str, str]:
    """Answers that begin with their number, to the number, where nearly all are numbers then."""
    matched = {text: match[1] for text in profile.counts if (match := NUMBER_FIRST.fullmatch(text))}
    plain = {text for text in profile.counts if text.isdecimal()}
    return matched if matched and len(matched) + len(plain) == len(profile.counts) else {}


def _as_numbers(profile: Profile, numbers: Mapping[str, str]) -> Profile:
    """The column with the numbers of its answers alone."""
    cells = [numbers.get(text, text) if text is not None else None for text in profile.texts.to_pylist()]
    return Profile(profile.name, pa.array(cells, pa.string()))
