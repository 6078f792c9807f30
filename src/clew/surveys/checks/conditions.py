"""What is wrong with conditions and with answers put into texts: no sense, unknown names, answers not yet given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clew.errors import UsageError
from clew.surveys.checks.outline import Outline
from clew.surveys.checks.problem import Problem, near_to
from clew.surveys.checks.said import piping_problems, texts_of
from clew.surveys.logic.kinds import Kind, condition_problems, kinds_of, names_in
from clew.surveys.logic.parse import parse_condition
from clew.surveys.model.texts import Pipe, Text

__all__ = ["reference_problems"]

Known = dict[str, Kind]


def reference_problems(found: Outline) -> Iterator[Problem]:
    """Yield what is wrong with the conditions and the places in texts, in the order of the pages.

    A page and the texts on it may use the answers of earlier pages, a question's condition also those before it on
    its page, a jump all of them.
    """
    every = {name: kind for _, question in found.questions for name, kind in kinds_of(question).items()}
    fields = {f"customer.{name}": Kind("field") for name in found.fields}
    known: Known = {**fields, **{name: Kind("unknown") for name in found.unreadable}}
    for placed in found.pages:
        before = dict(known)
        yield from _condition(placed.page.show_if, f"{placed.where}.show_if", before, every)
        yield from _piped(texts_of(placed.page, placed.where), before, every)
        for where, question in placed.questions:
            yield from _condition(question.show_if, f"{where}.show_if", known, every)
            yield from _piped(texts_of(question, where), before, every)
            known |= kinds_of(question)
        for at, jump in enumerate(placed.page.jumps):
            yield from _condition(jump.when, f"{placed.where}.jumps[{at}].when", known, every)
    if found.survey is not None and found.survey.thanks is not None:
        yield from _piped([("thanks", found.survey.thanks)], known, every)


def _condition(text: str, where: str, known: Known, every: Mapping[str, Kind]) -> Iterator[Problem]:
    if not text:
        return
    try:
        expression = parse_condition(text)
    except UsageError as error:
        yield Problem(where, str(error))
        return
    for name in dict.fromkeys(names_in(expression)):
        if wrong := _unknown(name, known, every):
            yield Problem(where, wrong)
    for wrong in condition_problems(expression, known):
        yield Problem(where, wrong)


def _unknown(name: str, known: Known, every: Mapping[str, Kind]) -> str:
    """Return why a name cannot be used here, "" where it can."""
    if name in known or known.get(name.partition(".")[0]) == Kind("unknown"):
        return ""
    if name in every:
        return (
            f"'{name}' is asked later or at the same time; its answer is not yet known here. Move the question forward."
        )
    if name.startswith("customer."):
        field = name.removeprefix("customer.")
        return f"The survey knows no field '{field}' of the customer; add it to fields at the top: fields: [{field}]."
    return f"There is no question '{name}'.{near_to(name, known)} Known here: {', '.join(known) or 'nothing yet'}."


def _piped(texts: Iterable[tuple[str, Text]], known: Known, every: Mapping[str, Kind]) -> Iterator[Problem]:
    yield from piping_problems(texts, lambda pipe: _pipe(pipe, known, every))


def _pipe(pipe: Pipe, known: Known, every: Mapping[str, Kind]) -> str:
    name = f"customer.{pipe.name}" if pipe.source == "customer" else pipe.name
    if wrong := _unknown(name, known, every):
        return wrong
    is_whole = known.get(name, Kind("unknown")).what == "whole"
    return f"'{name}' has one answer a row; name the row, as in {{{{answer.{name}.row}}}}." if is_whole else ""
