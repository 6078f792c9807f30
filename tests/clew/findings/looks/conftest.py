"""A workspace that answers what a look asks, and notes what that was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from clew.errors import UsageError
from clew.findings.measure import Cell
from clew.findings.wording.language import Language
from clew.findings.work import Work


@dataclass
class Workspace:
    """``answers`` are cells by metric and by what is asked, ``paths`` by what they are cut by; else it is refused."""

    answers: dict[tuple[Any, ...], list[Cell]] = field(default_factory=dict)
    times: dict[str, float] = field(default_factory=dict)
    walked: dict[str, Any] = field(default_factory=dict)
    lives: dict[str, Any] = field(default_factory=dict)
    works: bool = False
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def cells(
        self,
        metric: str,
        *,
        by: Sequence[str] = (),
        where: Sequence[str] = (),
        every: str | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> list[Cell]:
        self.asked.append((metric, tuple(by), every, dict(parameters or {})))
        given = dict(parameters or {})
        for key in ((metric, given.get("contact")), (metric, every)):
            if key in self.answers:
                return self.answers[key]
        raise UsageError(f"nothing is known of {metric}")

    def typical(self, metric: str, by: Sequence[str], parameters: Mapping[str, str]) -> float | None:
        return self.times.get(metric)

    def has_working_time(self) -> bool:
        return self.works

    def incomplete(self, every: str, *_tables: str) -> frozenset[str]:
        return frozenset({"2026-10"})

    def paths(self, *, by: str, gap: int | None, names: str, tables: str = "") -> Any:
        self.asked.append((by, gap, names, tables))
        if isinstance(self.walked.get(by), UsageError):
            raise self.walked[by]
        return self.walked.get(by)

    def contracts(self, name: str) -> Any:
        self.asked.append((name,))
        if isinstance(self.lives.get(name), UsageError):
            raise self.lives[name]
        return self.lives.get(name)


@pytest.fixture
def workspace() -> type[Workspace]:
    return Workspace


@pytest.fixture
def work() -> Callable[[Workspace], Work]:
    return lambda asker: Work(asker, {}, Language("en"), lambda _what, _share: None)  # type: ignore[arg-type]
