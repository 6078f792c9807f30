"""Words that a survey need not say itself, in the languages of the house: feelings, "does not apply", "other".

Feelings are nouns in Polish, Romanian and Russian: adjectives would make people say whether they are men or women.
Not yet reviewed by native speakers.
"""

from __future__ import annotations

from clew.surveys.model.questions import NOT_APPLICABLE, OTHER

__all__ = ["WORDS", "word"]

WORDS: dict[str, dict[str, str]] = {
    "delighted": {"en": "delighted", "pl": "zachwyt", "ro": "încântare", "ru": "восторг"},
    "happy": {"en": "happy", "pl": "radość", "ro": "bucurie", "ru": "радость"},
    "content": {"en": "content", "pl": "zadowolenie", "ro": "mulțumire", "ru": "удовлетворение"},
    "calm": {"en": "calm", "pl": "spokój", "ro": "calm", "ru": "спокойствие"},
    "bored": {"en": "bored", "pl": "znudzenie", "ro": "plictiseală", "ru": "скука"},
    "sad": {"en": "sad", "pl": "smutek", "ro": "tristețe", "ru": "грусть"},
    "frustrated": {"en": "frustrated", "pl": "frustracja", "ro": "frustrare", "ru": "досада"},
    "angry": {"en": "angry", "pl": "złość", "ro": "furie", "ru": "злость"},
    NOT_APPLICABLE: {"en": "Does not apply", "pl": "Nie dotyczy", "ro": "Nu se aplică", "ru": "Не относится ко мне"},
    OTHER: {"en": "Other", "pl": "Inne", "ro": "Altceva", "ru": "Другое"},
}


def word(name: str, language: str) -> str:
    """Return the word in a language, in English where we have none.

    >>> word("happy", "pl"), word("happy", "de")
    ('radość', 'happy')
    """
    return WORDS[name].get(language.partition("-")[0], WORDS[name]["en"])
