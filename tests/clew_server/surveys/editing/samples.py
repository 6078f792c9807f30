"""Surveys with all that a survey can have, for the form."""

from __future__ import annotations

from tests.clew_server.surveys.conftest import TWO_PAGES

from clew.surveys import survey_text
from clew.surveys.ready.ready import READY, ready_survey

EVERYTHING = """
# the whole thing
format: 1
id: everything   # its name
title: Everything
program: product
instrument: "everything 2"
languages: [en, pt-BR]
draft: [pt-BR]
fields: [plan, first_name]
pages:
  # scales first
  - id: scales
    title: {en: Scales, pt-BR: Escalas}
    questions:
      - {id: intro, type: statement, text: "Hello {{customer.first_name|you}}"}
      - {id: rec, type: nps, text: Recommend?, low: no, high: "yes", required: true}
      - {id: sat, type: csat, text: Satisfied?, points: 7, low: a, high: b, not_applicable: true}
      - {id: ease1, type: ces, version: v1, text: Effort?, low: a, high: b}
      - {id: ease2, type: ces, text: Easy?, not_applicable: {en: never had one}}
      - {id: star, type: stars, text: Stars?, points: 5, help: "a\\nb"}
      - {id: rate, type: rating, min: -3, max: 3, text: {en: Rate?, pt-BR: Nota?}, touchpoint: shop, instrument: mine 1}
    jumps:
      - {to: end, when: "rec <= 2"}
      - {to: words, when: sat >= 6 and
          rec >= 9}
  - id: choices
    show_if: "customer.plan = 'gold' or rec >= 3"
    questions:
      - id: one
        type: single
        randomise: true
        other: {en: "something else"}
        text: One?
        options:
          - {id: a, text: A & B <b>"'}
          - {id: b, text: {en: B, pt-BR: "Bê"}, fixed: true}
      - id: some
        type: multiple
        text: |
          Several
          lines
        other: true
        at_least: 1
        at_most: 2
        options: [{id: a, text: A}, {id: b, text: B}, {id: none, text: None, exclusive: true, fixed: true}]
      - {id: order, type: ranking, text: Order?, at_most: 1, options: [{id: a, text: A}, {id: b, text: B}]}
      - {id: grid, type: matrix, text: Grid?, min: 1, max: 5, measures: csat, low: a, high: b, randomise: true,
         rows: [{id: r1, text: R1, touchpoint: "x"}, {id: r2, text: R2}], required: true}
      - {id: table, type: matrix, text: Table?, rows: [{id: r1, text: R1}],
         columns: [{id: c1, text: C1}, {id: c2, text: C2}]}
  - id: words
    questions:
      - {id: line, type: short_text, text: Line?, max_length: 200, show_if: one is answered}
      - {id: lines, type: long_text, text: "Lines, after {{answer.one}}?", max_length: 99}
      - {id: felt, type: feeling, text: Felt?}
thanks: Bye.
"""
SAMPLES = {name: survey_text(ready_survey(name)) for name in READY} | {"delivery": TWO_PAGES, "everything": EVERYTHING}
