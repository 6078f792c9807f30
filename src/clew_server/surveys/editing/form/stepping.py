"""What a button of the form does once the open card is kept: to the document, to the cards, to the focus."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from clew_server.surveys.editing.form import doing
from clew_server.surveys.editing.form.doing import HEAD, Document, part_at, steps
from clew_server.surveys.editing.form.fields import TYPES
from clew_server.surveys.editing.form.parts import languages_of, listed
from clew_server.surveys.editing.form.writing import row_done

__all__ = ["Step", "stepped"]

GO_ON = "go-on"


@dataclass(frozen=True)
class Step:
    """A document after a button: the card that is open then, the id of what has the focus, what is told."""

    document: Document
    opens: str = ""
    at: str = ""
    told: tuple[str, ...] = ()


def stepped(document: Document, do: str, place: str, card: str, kind: str) -> Step:
    """Return what a button does: ``do`` at a ``place``; ``card`` is the one that was open, ``kind`` a type to add."""
    if card and place.startswith(f"{card}/"):
        return _row(document, do, card, place.removeprefix(f"{card}/"))
    if do == "stay" and card:
        return Step(document, card, _stayed(document, card, place))
    if do == "away":
        return _without(document, place)
    if do in {"add", "copy", "up", "down"}:
        return _elsewhere(document, do, place, kind if kind in TYPES else "long_text")
    return Step(document, place if do == "open" else "", f"edit-{card}" if do == "keep" else "")


def _elsewhere(document: Document, do: str, place: str, kind: str) -> Step:
    """A part is added or copied, and opened where it is a question; or moved, and the focus goes along with it."""
    if do == "add":
        new, there = doing.added(document, place, kind)
        return Step(new, there if new is not document else "")
    if do == "copy":
        new, there = doing.copied(document, place)
        return Step(new, there) if ".questions." in there else Step(new, "", f"edit-{there}")
    new, there = doing.moved(document, place, -1 if do == "up" else 1)
    return Step(new, "", f"{do}-{there}")


def _row(document: Document, do: str, card: str, row: str) -> Step:
    """An option, a row or a jump is moved or taken away; the focus goes along with it."""
    key, _, number = row.partition(".")
    at = int(number) if number.isdecimal() else 0
    to = {"up": max(at - 1, 0), "down": at + 1}.get(do, at)
    new = row_done(document, card, row, do)
    last = len(listed((part_at(new, card) or {}).get(key))) - 1
    return Step(new, card, f"{do}-{key}.{min(to, last)}" if last >= 0 else f"{key}.lines")


def _stayed(document: Document, card: str, what: str) -> str:
    """Return what has the focus where a card stays open: a list's next new part, the type, or the same button."""
    if what == "type":
        return "f-type"
    if not what:
        return GO_ON
    language = "to" if what == "jumps" else f"text.{languages_of(document)[0]}"
    return f"{what}.{len(listed((part_at(document, card) or {}).get(what)))}.{language}"


def _without(document: Document, place: str) -> Step:
    """A page or a question is taken away; the focus goes to what stands in its place, else to what was before it."""
    part, at = part_at(document, place), steps(place)
    if part is None or at is None or place == HEAD:
        return Step(document)
    new = doing.removed(document, place)
    start, _, number = place.rpartition(".")
    near = [place, f"{start}.{max(int(number) - 1, 0)}", f"pages.{at[0]}", f"pages.{max(at[0] - 1, 0)}"]
    found = next((one for one in near if part_at(new, one) is not None), HEAD)
    said = gettext("“%(name)s” is removed. “Undo the last change” brings it back.") % {"name": part.get("id", "")}
    return Step(new, "", f"edit-{found}", (said,))
