"""Jumps as conditions: when each page is shown, for tools that have no jumps."""

from __future__ import annotations

from clew.surveys.logic.expression import All, Any, Expression, Not
from clew.surveys.logic.parse import parse_condition
from clew.surveys.model.survey import END, Page, Survey

__all__ = ["Ways"]

#: A condition of more parts is nothing that a person can read.
MOST_PARTS = 200


class Ways:
    """For each page the condition under which it is shown (None: always): its own, and no jump leads past it.

    ``entangled`` are the pages whose jumps before them make too long a condition; theirs is their own alone.
    """

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.place = {page.id: at for at, page in enumerate(survey.pages)} | {END: len(survey.pages)}
        self.shown: list[Expression | None] = []
        self.asked: list[tuple[Expression | None, int]] = []
        self.entangled: list[str] = []
        for at, page in enumerate(survey.pages):
            self._add(at, page)

    def _add(self, at: int, page: Page) -> None:
        parts = [parse_condition(page.show_if)] if page.show_if else []
        past = [(number, way) for number in range(at) for way in self._past(self.survey.pages[number], at)]
        size = len(parts) + sum(len(way) + self.asked[number][1] for number, way in past)
        if size > MOST_PARTS:
            self.entangled.append(page.id)
        else:
            parts += [Not(self._taken(number, way)) for number, way in past]
        self.shown.append(_all(parts))
        conditions = [parse_condition(question.show_if) for question in page.questions if question.show_if]
        if len(conditions) == len(page.questions):  # a page of which nothing is shown is passed over
            parts = [*parts, conditions[0] if len(conditions) == 1 else Any(tuple(conditions))]
        self.asked.append((_all(parts), size + len(conditions)))

    def _past(self, page: Page, at: int) -> list[list[Expression]]:
        """The conditions, all of which hold where a jump of the page leads past the page at ``at``."""
        found: list[list[Expression]] = []
        earlier: list[Expression] = []
        for jump in page.jumps:
            own = [parse_condition(jump.when)] if jump.when else []
            if self.place[jump.to] > at:
                found.append([*earlier, *own])
            earlier += [Not(part) for part in own]
        return found

    def _taken(self, number: int, way: list[Expression]) -> Expression:
        """That a jump is taken: its page is shown and its conditions hold."""
        asked = self.asked[number][0]
        return _all([*([asked] if asked is not None else []), *way]) or self._always(number)

    def _always(self, number: int) -> Expression:
        """What holds whatever is answered."""
        answered = parse_condition(f"{self.survey.pages[number].questions[0].id} is answered")
        return Any((answered, Not(answered)))


def _all(parts: list[Expression]) -> Expression | None:
    return None if not parts else parts[0] if len(parts) == 1 else All(tuple(parts))
