"""The types of questions, each with what its answers are: a metric and its scale, options, or words."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from msgspec import Meta, Struct

from clew.surveys.model.texts import Text

__all__ = [
    "ANSWERED",
    "CHOICES",
    "FEELINGS",
    "NOT_APPLICABLE",
    "OTHER",
    "RATED",
    "Ces",
    "Csat",
    "Feeling",
    "LongText",
    "Matrix",
    "Multiple",
    "Nps",
    "Option",
    "Question",
    "Ranking",
    "Rating",
    "Row",
    "Scale",
    "ShortText",
    "Shown",
    "Single",
    "Stars",
    "Statement",
    "option_ids",
    "scale_of",
]

#: What a form says instead of an option, so no option may be called that.
NOT_APPLICABLE, OTHER = "na", "other"
#: "How did you feel?": eight of the 28 words of Russell (1980), "A circumplex model of affect", Journal of Personality
#: and Social Psychology 39(6): two for each quarter of pleasure and arousal, so that neither side is offered more.
FEELINGS = ("delighted", "happy", "content", "calm", "bored", "sad", "frustrated", "angry")

Id = Annotated[str, Meta(pattern="^[A-Za-z][A-Za-z0-9_]{0,63}$", description="A letter, then letters, digits and _.")]
OptionId = Annotated[str, Meta(pattern="^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", description="Letters, digits, _ and -.")]
Name = Annotated[str, Meta(max_length=200)]
Condition = Annotated[str, Meta(max_length=2000, description="A condition, such as: score <= 6 and reason = 'price'.")]


class Option(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One option: answers are kept by its ``id``, whatever the language.

    ``exclusive``: goes with no other option; ``fixed``: keeps its place when the options are shuffled.
    """

    id: OptionId
    text: Text
    exclusive: bool = False
    fixed: bool = False


class Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One row of a matrix: a question of its own on the scale or the columns of all."""

    id: OptionId
    text: Text
    touchpoint: Name = ""


Options = Annotated[tuple[Option, ...], Meta(min_length=1, max_length=300)]


class Shown(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="type"):
    """What stands on a page: an id, a text, and when it is shown (always, without a condition)."""

    id: Id
    text: Text
    help: Text | None = None
    show_if: Condition = ""


class Statement(Shown, frozen=True, kw_only=True, tag="statement"):
    """A text that asks nothing."""


class Asked(Shown, frozen=True, kw_only=True):
    """A question; ``not_applicable`` offers "does not apply", in words of its own where it is a text."""

    required: bool = False
    not_applicable: bool | Text = False
    instrument: Name = ""
    touchpoint: Name = ""


class OnScale(Asked, frozen=True, kw_only=True):
    """A question answered on a scale whose ends have words."""

    low: Text | None = None
    high: Text | None = None


class Nps(OnScale, frozen=True, kw_only=True, tag="nps"):
    """How likely to recommend, 0 to 10."""


class Csat(OnScale, frozen=True, kw_only=True, tag="csat"):
    """How satisfied, from 1 to ``points``."""

    points: Annotated[int, Meta(ge=2, le=11)] = 5


class Ces(OnScale, frozen=True, kw_only=True, tag="ces"):
    """How much effort: v1 asks for effort (1-5, low is good), v2 for agreement with "it was easy" (1-7)."""

    version: Literal["v1", "v2"] = "v2"


class Stars(OnScale, frozen=True, kw_only=True, tag="stars"):
    """From 1 star to ``points`` stars."""

    points: Annotated[int, Meta(ge=2, le=10)] = 5


class Rating(OnScale, frozen=True, kw_only=True, tag="rating"):
    """A whole number from ``min`` to ``max``."""

    min: Annotated[int, Meta(ge=-100, le=100)]
    max: Annotated[int, Meta(ge=-100, le=100)]


class Single(Asked, frozen=True, kw_only=True, tag="single"):
    """One of the options; ``other`` lets people write what is not among them."""

    options: Options
    other: bool | Text = False
    randomise: bool = False


class Multiple(Asked, frozen=True, kw_only=True, tag="multiple"):
    """Any of the options, at least and at most so many."""

    options: Options
    other: bool | Text = False
    randomise: bool = False
    at_least: Annotated[int, Meta(ge=1)] | None = None
    at_most: Annotated[int, Meta(ge=1)] | None = None


class Ranking(Asked, frozen=True, kw_only=True, tag="ranking"):
    """The options in the customer's order, or the first ``at_most`` of them."""

    options: Options
    randomise: bool = False
    at_most: Annotated[int, Meta(ge=1)] | None = None


class Matrix(OnScale, frozen=True, kw_only=True, tag="matrix"):
    """Rows answered on one scale (``min`` to ``max``), or each by one of the columns."""

    rows: Annotated[tuple[Row, ...], Meta(min_length=1, max_length=100)]
    min: Annotated[int, Meta(ge=-100, le=100)] | None = None
    max: Annotated[int, Meta(ge=-100, le=100)] | None = None
    measures: Literal["rating", "csat"] = "rating"
    columns: tuple[Option, ...] = ()
    randomise: bool = False


class ShortText(Asked, frozen=True, kw_only=True, tag="short_text"):
    """One line of words."""

    max_length: Annotated[int, Meta(ge=1, le=1000)] = 200


class LongText(Asked, frozen=True, kw_only=True, tag="long_text"):
    """Several lines of words."""

    max_length: Annotated[int, Meta(ge=1, le=10_000)] = 5000


class Feeling(Asked, frozen=True, kw_only=True, tag="feeling"):
    """How did you feel? One of the eight words of :data:`FEELINGS`, which stand in the reader's language."""


Question = (
    Nps
    | Csat
    | Ces
    | Stars
    | Rating
    | Single
    | Multiple
    | Ranking
    | Matrix
    | ShortText
    | LongText
    | Feeling
    | Statement
)
ANSWERED = (Nps, Csat, Ces, Stars, Rating, Single, Multiple, Ranking, Matrix, ShortText, LongText, Feeling)
RATED = (Nps, Csat, Ces, Stars, Rating)
#: Questions with options in no order of their own, which may be shuffled.
CHOICES = (Single, Multiple, Ranking)


class Scale(NamedTuple):
    """What a rating measures and between which ends: the metric, scale_min and scale_max of the table feedback."""

    metric: str
    min: int
    max: int


def scale_of(question: Shown) -> Scale | None:  # noqa: PLR0911 - one a shape
    """Return the scale of a question's ratings (of each row, for a matrix); None where it is answered otherwise.

    >>> scale_of(Ces(id="ease", text="It was easy", version="v2"))
    Scale(metric='ces', min=1, max=7)
    """
    match question:
        case Nps():
            return Scale("nps", 0, 10)
        case Csat(points=points):
            return Scale("csat", 1, points)
        case Ces(version=version):
            return Scale("ces", 1, 5 if version == "v1" else 7)
        case Stars(points=points):
            return Scale("rating", 1, points)
        case Rating(min=low, max=high):
            return Scale("rating", low, high)
        case Matrix(min=int(low), max=int(high), measures=measures):
            return Scale(measures, low, high)
    return None


def option_ids(question: Shown) -> tuple[str, ...]:
    """Return what may be chosen, by id; of a matrix its columns, () where nothing is.

    >>> option_ids(Feeling(id="felt", text="How did you feel?"))[:2]
    ('delighted', 'happy')
    """
    match question:
        case Single(options=options, other=other) | Multiple(options=options, other=other):
            return (*(option.id for option in options), *([OTHER] if other else []))
        case Ranking(options=options) | Matrix(columns=options):
            return tuple(option.id for option in options)
        case Feeling():
            return FEELINGS
    return ()
