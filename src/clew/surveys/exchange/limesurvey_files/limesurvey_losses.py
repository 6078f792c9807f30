"""What a survey of LimeSurvey has that ours cannot have: noted, a sentence each."""

from __future__ import annotations

import re

from clew.surveys.exchange.building import Building
from clew.surveys.exchange.limesurvey_files.limesurvey_records import Lime, LimeQuestion

__all__ = ["lose_of_group", "lose_of_question", "lose_of_survey"]

#: Attributes that say how a question looks, or how it is exported.
LOOK = re.compile(
    r"hide_tip|cssclass|.*_width(_.*)?|.*_columns?|page_break|public_statistics|statistics_.*|scale_export|printable_help|"
    r"fix_.*|display_.*|horizontal_scroll|crop_or_resize|keep_aspect|other_position.*|time_limit_.*|input_.*|"
    r"save_as_default|clear_default|dropdown_.*|category_separator|repeat_headings|rank_title|choice_title|text_input_.*|"
    r"showpopups|samechoiceheight|samelistheight|max_subquestions|use_dropdown|slider_(layout|orientation|handle.*|custom.*)|"
    r"image|questionid|location_.*|reverse|parent_order|keep_codes_order|assessment_value|responseOutput.*|"
    r"em_validation_.*_tip|array_filter_style|answer_.*|commented_checkbox.*|placeholder|question_template|label_.*"
)
USED = frozenset({
    "random_order", "answer_order", "subquestion_order", "exclude_all_others", "max_answers", "maximum_chars", "hidden",
    "other_replace_text",
})  # fmt: skip
NOTHING = frozenset({"", "0", "N", "default", "normal"})
LISTS = {
    "quota": "Quotas ({n}) are left out; a survey stops at a quota by its settings here.",
    "assessments": "Assessments ({n}) are left out; they have no counterpart.",
    "defaultvalues": "Answers filled in beforehand ({n}) are left out: they make people agree.",
}
SAID = {
    "description": "Its description is left out; write a text at its beginning.",
    "policy_notice": "Its notice of data protection is left out; write a text at its beginning.",
    "url": "The page that it leads to at its end is left out; say it under Look.",
}


def lose_of_survey(building: Building, lime: Lime) -> None:
    """Note what is lost of the survey as a whole."""
    building.lose(
        "", "Its settings (look, who may answer, notifications) are left out; they are set here by other means."
    )
    if lime.settings.get("anonymized") == "Y":
        building.lose("", "It was anonymous: choose that here, too, before it is published.")
    for what, count in lime.lists.items():
        building.lose("", _conditions(lime, count) if what == "conditions" else LISTS[what].format(n=count))
    said = {key for key, by_language in lime.said.items() if any(text.strip() for text in by_language.values())}
    for key, sentence in SAID.items():
        if key in said:
            building.lose("", sentence)
    if any(key.startswith("email") for key in said):
        building.lose("", "Texts of e-mails are left out; invitations have texts of their own here.")


def _conditions(lime: Lime, count: int) -> str:
    """Return what is said of conditions in the old form: newer files have them in the relevance, too."""
    if any(question.relevance not in {"", "1"} for group in lime.groups for question in group.parts):
        return f"Conditions in the old form ({count}) are read from the relevance of the questions alone."
    return f"Conditions in the old form ({count}) are left out; write them here."


def lose_of_group(building: Building, group: LimeQuestion, title: str) -> None:
    """Note that groups were shuffled."""
    if group.more.get("randomization_group") or group.more.get("random_group"):
        building.lose(title, "The order of its groups is not shuffled here; they stand as in the file.")


def lose_of_question(building: Building, given: LimeQuestion) -> None:
    """Note what is lost of a question."""
    for key, said in given.attributes.items():
        is_used = key in USED or LOOK.fullmatch(key) or (key == "min_answers" and given.kind in {"M", "P"})
        if not is_used and any(value not in NOTHING for value in said.values()):
            building.lose(given.code, f"'{key}' is left out; it has no counterpart.")
    for key in ("answer_order", "subquestion_order"):
        if any(value not in {*NOTHING, "random"} for value in given.attributes.get(key, {}).values()):
            building.lose(given.code, "Its answers were sorted; here they stand as in the file.")
    if given.more.get("mandatory") == "S":
        building.lose(given.code, "Who left it out was reminded once; here it can be left out.")
    if given.more.get("preg") or given.more.get("validation"):
        building.lose(given.code, "It took answers of a pattern only; here it takes any words.")
    if given.more.get("script"):
        building.lose(given.code, "Its program (JavaScript) is left out.")
    for part in given.parts:
        if part.relevance.strip().strip("{}").strip() not in {"", "1"}:
            building.lose(given.code, f"The condition of '{part.code}' is left out: here it is always shown.")
