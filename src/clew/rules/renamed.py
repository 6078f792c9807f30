"""Rules written for old names: what they say of a touchpoint or channel holds for the name that is shown now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from clew.rules.reasons import Reason
from clew.rules.rules import Rules, fits
from clew.rules.statuses import plain

__all__ = ["with_names"]

Names = Mapping[str, Mapping[str, str]]


def with_names(rules: Rules, names: Names) -> Rules:
    """Return ``rules`` that know the new names too; ``names`` are old to new, by column.

    A rule of the new name itself comes first; of names with several stages that became one, the first by spelling.

    >>> rules = Rules(stages={"rechnung": "Payment"})
    >>> with_names(rules, {"touchpoint": {"Rechnung": "Invoice"}}).stages
    {'rechnung': 'Payment', 'invoice': 'Payment'}
    """
    if not any(names.values()):
        return rules
    reasons = rules.own_reasons and tuple(_reason(reason, names) for reason in rules.own_reasons)
    return replace(rules, stages=_stages(rules.stages, names.get("touchpoint", {})), own_reasons=reasons)


def _stages(stages: Mapping[str, str], names: Mapping[str, str]) -> Mapping[str, str]:
    found = dict(stages)
    for old, new in sorted(names.items()):
        stage = _stage(stages, old)
        if stage is not None and _stage(stages, new) is None:
            found.setdefault(plain(new), stage)
    return found


def _stage(stages: Mapping[str, str], name: str) -> str | None:
    """Return the stage of a touchpoint: by its name, then by the first pattern that fits."""
    word = plain(name)
    patterns = (stage for pattern, stage in stages.items() if "*" in pattern and fits(pattern, word))
    return stages[word] if word in stages else next(patterns, None)


def _reason(reason: Reason, names: Names) -> Reason:
    looked_at = {column: texts for column, texts in reason.fits.items() if names.get(column)}
    fresh = {column: _texts(texts, names[column]) for column, texts in looked_at.items()}
    return replace(reason, fits={**reason.fits, **fresh}) if fresh else reason


def _texts(texts: tuple[str, ...], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the texts and, of every name that one of them fits, the name it has now."""
    now = [plain(new) for old, new in sorted(names.items()) if any(fits(plain(text), plain(old)) for text in texts)]
    return tuple(dict.fromkeys((*texts, *now)))
