"""What can be wrong with an answer on a form, as sentences in the languages of the house.

Not yet reviewed by native speakers.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

__all__ = ["SENTENCES", "Flaw"]

#: By code and language; figures are put in for ``%(name)s``, none of them bends a word.
SENTENCES: dict[str, dict[str, str]] = {
    "required": {
        "en": "Please answer this question.",
        "pl": "Proszę odpowiedzieć na to pytanie.",
        "ro": "Vă rugăm să răspundeți la această întrebare.",
        "ru": "Пожалуйста, ответьте на этот вопрос.",
    },
    "one": {
        "en": "Please choose one answer only.",
        "pl": "Proszę wybrać tylko jedną odpowiedź.",
        "ro": "Vă rugăm să alegeți un singur răspuns.",
        "ru": "Пожалуйста, выберите только один ответ.",
    },
    "not_an_option": {
        "en": "Please choose one of the answers offered.",
        "pl": "Proszę wybrać jedną z podanych odpowiedzi.",
        "ro": "Vă rugăm să alegeți unul dintre răspunsurile oferite.",
        "ru": "Пожалуйста, выберите один из предложенных ответов.",
    },
    "not_on_scale": {
        "en": "Please choose a number from %(low)s to %(high)s.",
        "pl": "Proszę wybrać liczbę od %(low)s do %(high)s.",
        "ro": "Vă rugăm să alegeți un număr de la %(low)s la %(high)s.",
        "ru": "Пожалуйста, выберите число от %(low)s до %(high)s.",
    },
    "too_few": {
        "en": "Please choose at least %(count)s.",
        "pl": "Proszę wybrać co najmniej %(count)s.",
        "ro": "Vă rugăm să alegeți cel puțin %(count)s.",
        "ru": "Пожалуйста, выберите не менее %(count)s.",
    },
    "too_many": {
        "en": "Please choose at most %(count)s.",
        "pl": "Proszę wybrać co najwyżej %(count)s.",
        "ro": "Vă rugăm să alegeți cel mult %(count)s.",
        "ru": "Пожалуйста, выберите не более %(count)s.",
    },
    "exclusive": {
        "en": "“%(option)s” goes with no other answer. Please keep one.",
        "pl": "„%(option)s” wyklucza inne odpowiedzi. Proszę zostawić jedną.",
        "ro": "„%(option)s” nu se poate combina cu alt răspuns. Vă rugăm să păstrați unul.",
        "ru": "«%(option)s» исключает другие ответы. Пожалуйста, оставьте один.",
    },
    "not_applicable": {
        "en": "You gave an answer and said that the question does not apply. Please keep one.",
        "pl": "Zaznaczono odpowiedź i to, że pytanie nie dotyczy. Proszę zostawić jedno.",
        "ro": "Ați răspuns și ați indicat că întrebarea nu se aplică. Vă rugăm să păstrați una dintre opțiuni.",
        "ru": "Дан ответ и отмечено, что вопрос не относится к Вам. Пожалуйста, оставьте что-то одно.",
    },
    "same_place": {
        "en": "Please give each answer a place of its own.",
        "pl": "Proszę nadać każdej odpowiedzi inne miejsce.",
        "ro": "Vă rugăm să dați fiecărui răspuns un loc diferit.",
        "ru": "Пожалуйста, дайте каждому ответу своё место.",
    },
    "rank_all": {
        "en": "Please give places from 1 to %(count)s.",
        "pl": "Proszę nadać miejsca od 1 do %(count)s.",
        "ro": "Vă rugăm să acordați locurile de la 1 la %(count)s.",
        "ru": "Пожалуйста, распределите места от 1 до %(count)s.",
    },
    "too_long": {
        "en": "The text is too long: %(length)s letters of %(count)s at most.",
        "pl": "Tekst jest za długi, liczba znaków: %(length)s, najwyżej: %(count)s.",
        "ro": "Textul este prea lung, numărul de caractere: %(length)s, cel mult: %(count)s.",
        "ru": "Текст слишком длинный, число знаков: %(length)s, не более: %(count)s.",
    },
}


class Flaw(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is wrong with the answer to a question (of a matrix, in one ``row``): a code, and figures for its sentence.

    ``option`` among the values is the id of an option, to be shown by its text.
    """

    question: str
    code: str
    values: dict[str, int | str] = {}
    row: str = ""

    def said(self, language: str = "en", words: Mapping[str, str] | None = None) -> str:
        """Return the sentence in a language, in English where we have none; ``words`` are what options read, by id.

        >>> Flaw("seen", "too_many", {"count": 2}).said("pl")
        'Proszę wybrać co najwyżej 2.'
        """
        sentence = SENTENCES[self.code].get(language.partition("-")[0], SENTENCES[self.code]["en"])
        return sentence % {name: (words or {}).get(str(value), value) for name, value in self.values.items()}
