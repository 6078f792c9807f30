"""What a question measures, in four languages, by its words and its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

HEAD = "id,submitdate,lastpage,startlanguage,token,"


@pytest.fixture(name="asked")
def asked_fixture(written: Callable[..., Any]) -> Callable[[str, list[str]], Any]:
    """The answer that a question becomes, None where it is left out."""

    def ask(question: str, answers: list[str]) -> Any:
        lines = [f'{number},2026-01-01,1,pl,t{number},"{answer}"\n' for number, answer in enumerate(answers)]
        return written(f'{HEAD}"{question}"\n{"".join(lines)}').mapping.blocks[0].unpivot.get(question)

    return ask


TO_TEN = [str(number % 11) for number in range(44)]
TO_FIVE = [str(1 + number % 5) for number in range(40)]
TO_SEVEN = [str(1 + number % 7) for number in range(42)]


@pytest.mark.parametrize(
    ("question", "answers", "metric", "scale"),
    [
        ("Czy poleciłby nas Pan znajomym?", TO_TEN, "nps", (0, 10)),
        ("Ne-ați recomanda unui prieten?", TO_TEN, "nps", (0, 10)),
        ("Насколько вероятно, что вы порекомендуете нас?", TO_TEN, "nps", (0, 10)),
        ("Jak ocenia Pan zadowolenie z dostawy?", TO_FIVE, "csat", (1, 5)),
        ("Cât de mulțumit sunteți?", TO_SEVEN, "csat", (1, 7)),
        ("Насколько вы довольны?", TO_FIVE, "csat", (1, 5)),
        ("Jak łatwo było załatwić sprawę?", TO_SEVEN, "ces", (1, 7)),
        ("Stars", TO_FIVE, "rating", (1, 5)),
    ],
)
def test_measures(asked: Callable[..., Any], question: str, answers: list[str], metric: str, scale: Any) -> None:
    answer = asked(question, answers)
    assert (answer.metric, (answer.scale.min, answer.scale.max)) == (metric, scale)


def test_to_recommend_from_one_to_five_is_no_nps(asked: Callable[..., Any]) -> None:
    assert asked("Would you recommend us?", TO_FIVE).metric == "rating"


def test_codes_of_options_are_choices(asked: Callable[..., Any]) -> None:
    assert asked("Where did you buy?", [str(1 + number % 2) for number in range(30)]).metric == "choice"
    assert asked("Where did you buy?", ["A1", "A2"] * 10).metric == "choice"


def test_sentences_are_texts_and_measures_are_left_out(asked: Callable[..., Any]) -> None:
    assert asked("Why?", [f"it was rather late, {number} days" for number in range(20)]).metric == "text"
    assert asked("How old are you?", [str(18 + number) for number in range(60)]) is None
    assert asked("Nothing yet", [""] * 20) is None
