"""Surveys to test with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clew.surveys import Survey, load_survey

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "reference" / "surveys.md"


@pytest.fixture(scope="session")
def example_text() -> str:
    """The example of the reference page."""
    match = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert match
    return match[1]


@pytest.fixture
def example(example_text: str) -> Survey:
    return load_survey(example_text)


EVERY_TYPE = """
format: 1
id: every-type
title: Every type
program: relationship
fields: [plan, first_name]
pages:
  - id: scales
    questions:
      - {id: recommend, type: nps, text: Recommend?, low: no, high: yes, required: true}
      - {id: satisfied, type: csat, text: Satisfied?, low: no, high: yes, not_applicable: true}
      - {id: effort, type: ces, version: v1, text: Effort?, low: little, high: much}
      - {id: ease, type: ces, text: It was easy, low: disagree, high: agree, instrument: ease}
      - {id: shop, type: stars, text: The shop}
      - {id: warmth, type: rating, min: -3, max: 3, text: Warmth, low: cold, high: warm}
  - id: choices
    questions:
      - {id: about, type: statement, text: "You gave {{answer.recommend}}, {{customer.first_name|friend}}."}
      - id: reason
        type: single
        text: Why?
        options: [{id: price, text: Price}, {id: speed, text: Speed}, {id: "no", text: None, fixed: true}]
        other: true
        randomise: true
      - id: seen
        type: multiple
        text: Seen?
        options: [{id: web, text: Web}, {id: shop, text: Shop}, {id: none, text: None, exclusive: true}]
        other: Elsewhere
        at_most: 2
      - id: order
        type: ranking
        text: Rank
        options: [{id: a, text: A}, {id: b, text: B}, {id: c, text: C}]
        at_most: 2
      - id: staff
        type: matrix
        text: Staff
        rows: [{id: kind, text: Kind, touchpoint: counter}, {id: quick, text: Quick}]
        min: 1
        max: 5
        low: bad
        high: good
        measures: csat
        not_applicable: true
      - id: often
        type: matrix
        text: How often?
        rows: [{id: phone, text: Phone}]
        columns: [{id: never, text: Never}, {id: daily, text: Daily}]
  - id: words
    show_if: recommend <= 6 or seen has 'web'
    questions:
      - {id: why, type: long_text, text: Why?, max_length: 50}
      - {id: name, type: short_text, text: Which one?, show_if: why is answered}
      - {id: felt, type: feeling, text: How did you feel?}
"""


@pytest.fixture
def every_type() -> Survey:
    return load_survey(EVERY_TYPE)
