"""What is wrong with the way through a survey: ids that stand twice, jumps that lead nowhere, pages nobody reaches."""

from __future__ import annotations

from collections.abc import Iterator

from clew.surveys.checks.outline import Outline, PlacedPage
from clew.surveys.checks.problem import Problem, near_to
from clew.surveys.model.survey import END

__all__ = ["flow_problems", "id_problems"]


def id_problems(found: Outline) -> Iterator[Problem]:
    """Yield ids of pages and of questions that stand twice, or that mean something else."""
    seen: dict[str, str] = {}
    for where, question in found.questions:
        if (first := seen.setdefault(question.id, where)) != where:
            yield Problem(f"{where}.id", f"The id '{question.id}' is taken by {first}; give the question another one.")
    pages: dict[str, str] = {}
    for placed in found.pages:
        where, name = placed.where, placed.page.id
        if name == END:
            yield Problem(f"{where}.id", f"'{END}' is where a survey ends; give the page another id.")
        if (first := pages.setdefault(name, where)) != where:
            yield Problem(f"{where}.id", f"The id '{name}' is taken by {first}; give the page another one.")


def flow_problems(pages: list[PlacedPage]) -> Iterator[Problem]:
    """Yield jumps that cannot be and pages that nobody can come to; jumps only lead forward, so no survey circles."""
    place = {placed.page.id: at for at, placed in enumerate(pages)}
    reached = {0}
    for at, placed in enumerate(pages):
        targets: set[int] = set()
        for number, jump in enumerate(placed.page.jumps):
            where = f"{placed.where}.jumps[{number}]"
            yield from _jump(jump.to, place, at, where)
            targets.add(place.get(jump.to, len(pages)))
            if not jump.when and number + 1 < len(placed.page.jumps):
                yield Problem(where, "It has no condition, so the jumps after it are never taken; move it to the end.")
        if at in reached:
            reached |= targets | ({at + 1} if _may_go_on(placed) else set())
    for at, placed in enumerate(pages):
        if at not in reached:
            said = (
                "No way leads to this page: each page before it jumps elsewhere. Give one of their jumps a condition."
            )
            yield Problem(placed.where, said)


def _jump(to: str, place: dict[str, int], at: int, where: str) -> Iterator[Problem]:
    if to == END:
        return
    if to not in place:
        yield Problem(
            f"{where}.to", f"There is no page '{to}'.{near_to(to, [*place, END])} Pages: {', '.join(place)}, {END}."
        )
    elif place[to] <= at:
        yield Problem(
            f"{where}.to", f"'{to}' is not a later page; people would go in circles. Jump forward, or to {END}."
        )


def _may_go_on(placed: PlacedPage) -> bool:
    """Whether the next page may follow: no jump is always taken, or the page may be passed over with its jumps."""
    may_be_hidden = bool(placed.page.show_if) or all(question.show_if for _, question in placed.questions)
    return may_be_hidden or all(jump.when for jump in placed.page.jumps)
