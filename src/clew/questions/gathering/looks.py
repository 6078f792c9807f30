"""What is looked up in a table to understand a question, file by file: nothing is read again of files that are known.

Files never change, so neither does what is in them; a day's new file costs a look at that file alone.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from clew.engines.views import TableView
from clew.questions.extracts.parts import Part, parts_of, together
from clew.questions.keeping.footers import said_of

__all__ = ["Pairs", "has_value", "pairs_of", "summed"]

Found = TypeVar("Found")
#: Two things each, as a statement over one file gives them: a name and a number, the ends of a scale.
Pairs = tuple[tuple[Any, Any], ...]
#: Of more files than so many nothing is known yet: one statement over all of them costs less than one each.
MOST = 8
#: So many things are remembered of each kind.
KEPT = 4096


class _Memory(Generic[Found]):
    """What was found, by what was looked for; the oldest is forgotten."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], Found] = OrderedDict()

    def get(self, key: tuple[str, str]) -> Found | None:
        return self._known.get(key)

    def put(self, key: tuple[str, str], found: Found) -> Found:
        self._known[key] = found
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return found


#: Files among which a value was found, and files in which there is none.
_THERE: _Memory[frozenset[str]] = _Memory()
_LACKING: _Memory[frozenset[str]] = _Memory()
_PAIRS: _Memory[Pairs] = _Memory()


def has_value(view: TableView, column: str, look: Callable[[TableView], bool]) -> bool:
    """Return whether any row of ``view`` has a value in ``column`` (``column=text``: that one), as ``look`` finds it.

    A file whose footer says so is not looked at.
    """
    if any(_footer_says(file, column) for file in view.files) and not view.names:
        return True
    if column.startswith("customer_id="):  # aliases decide whose id it is
        return look(view)
    parts, key = list(parts_of(view, whole=True)), (view.name, column)
    contents = frozenset(part.content for part in parts)
    there, lacking = _THERE.get(key), _LACKING.get(key) or frozenset()
    if there is not None and there <= contents:
        return True
    rest = [part for part in parts if part.content not in lacking]
    if not rest:
        return False
    names = frozenset(part.content for part in rest)
    if look(together([part.view for part in rest])):
        _THERE.put(key, names)
        return True
    _LACKING.put(key, (lacking & contents) | names)
    return False


def _footer_says(file: str, column: str) -> bool:
    name, _, text = column.partition("=")
    said = said_of(file).get(name)
    if said is None or said.low is None:
        return False
    return said.low == text == said.high if text else True


def pairs_of(view: TableView, shape: str, read: Callable[[TableView], Pairs]) -> list[Pairs] | None:
    """Return what ``read`` finds in each file of ``view``; None where too many of them are not known yet.

    ``shape`` is all that decides what is read but the file.
    """
    parts = list(parts_of(view, whole=True))
    missing = [part for part in parts if _PAIRS.get((shape, part.content)) is None]
    if len(missing) > MOST:
        return None
    return [_known(part, shape, read) for part in parts]


def _known(part: Part, shape: str, read: Callable[[TableView], Pairs]) -> Pairs:
    found = _PAIRS.get((shape, part.content))
    return _PAIRS.put((shape, part.content), read(part.view)) if found is None else found


def summed(found: Sequence[Pairs], most: int) -> Pairs | None:
    """Return names with the sums of their numbers, the largest first, ``most`` of them.

    None where a file has ``most``: others may have been cut off.

    >>> summed([(("open", 3), ("spam", 1)), (("spam", 4),)], 10)
    (('spam', 5), ('open', 3))
    """
    if any(len(pairs) >= most for pairs in found):
        return None
    sums: dict[str, int] = {}
    for name, number in (pair for pairs in found for pair in pairs):
        sums[name] = sums.get(name, 0) + number
    return tuple(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[:most])
