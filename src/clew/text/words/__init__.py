"""Words of Polish, Romanian, Russian and English: folded, taken apart, and known again in another form."""

from clew.text.words.bending import LANGUAGES, bends, keys
from clew.text.words.folding import fold, tokens

__all__ = ["LANGUAGES", "bends", "fold", "keys", "tokens"]
