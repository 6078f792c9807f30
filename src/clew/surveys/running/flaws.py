"""What can be wrong with an answer on a form, as sentences to translate; names in them are given as ``%(name)s``."""

from __future__ import annotations

import msgspec

__all__ = ["SENTENCES", "Flaw"]

#: By code; each is a message for translation.
SENTENCES = {
    "required": "Please answer this question.",
    "one": "Please choose one answer only.",
    "not_an_option": "Please choose one of the answers offered.",
    "not_on_scale": "Please choose a number from %(low)s to %(high)s.",
    "too_few": "Please choose at least %(count)s.",
    "too_many": "Please choose at most %(count)s.",
    "exclusive": "“%(option)s” goes with no other answer. Please keep one.",
    "not_applicable": "You gave an answer and said that the question does not apply. Please keep one.",
    "same_place": "Please give each answer a place of its own.",
    "rank_all": "Please give a place to %(count)s answers.",
    "too_long": "Please write at most %(count)s letters; these are %(length)s.",
}


class Flaw(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is wrong with the answer to a question (of a matrix, in one ``row``): a code, and figures for its sentence.

    ``option`` among the values is the id of an option, to be shown by its text.
    """

    question: str
    code: str
    values: dict[str, int | str] = {}
    row: str = ""

    @property
    def sentence(self) -> str:
        """The sentence in English.

        >>> Flaw("seen", "too_many", {"count": 2}).sentence
        'Please choose at most 2.'
        """
        return SENTENCES[self.code] % self.values
