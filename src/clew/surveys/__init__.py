"""Surveys: a file that says what is asked, and pure functions that ask it. No Django, no network, no clock, no state.

>>> from clew.surveys import load_survey
>>> survey = load_survey('''
... format: 1
... id: shop
... title: Your visit
... program: transactional
... pages:
... - id: first
...   questions:
...   - {id: score, type: nps, text: How likely are you to recommend us?, low: not at all, high: extremely}
... ''')
>>> [question.id for question in survey.questions]
['score']
"""

from __future__ import annotations

from clew.surveys.checks.check import Checked, check_document
from clew.surveys.checks.problem import Problem
from clew.surveys.files.file import check_survey, load_survey, survey_document, survey_text
from clew.surveys.model.survey import Page, Survey

__all__ = [
    "Checked",
    "Page",
    "Problem",
    "Survey",
    "check_document",
    "check_survey",
    "load_survey",
    "survey_document",
    "survey_text",
]
