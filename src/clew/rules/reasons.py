"""Contact reasons: why somebody got in touch, and whether they would rather not have had to.

A contact is *avoidable* where neither side wanted it: something was late, unclear, broken, or had to be asked twice.
The words here are a proposal to begin with; every workspace should put its own in their place.

Source: Price & Jaffe (2008), "The Best Service Is No Service", chapter 2 (eliminate dumb contacts).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["CONDITIONS", "KNOWN_REASONS", "UNKNOWN", "Reason"]

#: The columns that a contact reason can look at; a table without the column never fits.
CONDITIONS = ("topic", "kind", "touchpoint", "channel", "name", "queue")
#: What a contact's reason is where no line fits it.
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Reason:
    """One line of the rules: contacts that meet all conditions have this reason; the first line that fits wins.

    ``fits`` maps a column of :data:`CONDITIONS` to texts of which one must fit (``*`` stands for anything, case means
    nothing). A reason ``{topic}`` is what stands in that column. ``avoidable`` None: nobody said.
    """

    reason: str
    avoidable: bool | None = None
    fits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def column(self) -> str | None:
        """The column whose value is the reason, where the reason is no fixed text.

        >>> Reason("{topic}").column, Reason("topic").column
        ('topic', None)
        """
        name = self.reason[1:-1]
        return name if self.reason == f"{{{name}}}" and name in CONDITIONS else None


_AVOIDABLE = (
    # where is it, late, not there
    "*where is my*", "*order status*", "*delivery status*", "*tracking*", "*late*delivery*", "*delivery*late*",
    "*delay*", "*not received*", "*not delivered*", "*missing item*", "*wrong item*",
    "*gdzie jest*", "*status zamówienia*", "*opóźni*", "*nie dotar*",
    "*unde este*", "*statusul comenzii*", "*întârzi*", "*nu a ajuns*",
    "*где мой*", "*где заказ*", "*статус заказа*", "*задерж*", "*опозда*", "*не доставлен*",
    # a bill nobody understands
    "*invoice*unclear*", "*invoice question*", "*billing question*", "*wrong invoice*", "*wrong charge*",
    "*double charge*", "*charged twice*", "*niejasn*faktur*", "*faktur*niejasn*", "*błędn*faktur*", "*faktur*błęd*",
    "*factur*neclar*", "*factur*greșit*", "*непонятн*счёт*", "*непонятн*счет*", "*ошибк*счёт*", "*ошибк*счет*",
    # locked out
    "*password*", "*log in*", "*login*", "*locked out*", "*hasło*", "*logowani*", "*parol*", "*autentific*",
    "*парол*", "*не могу войти*",
    # broken, and again
    "*defect*", "*broken*", "*not working*", "*error*", "*outage*", "*awari*", "*nie działa*", "*uszkodz*",
    "*nu funcționează*", "*defecț*", "*не работает*", "*сломал*", "*сбой*",
    "*again*", "*repeat*", "*still not*", "*no reply*", "*no answer*", "*ponown*", "*bez odpowiedzi*", "*din nou*",
    "*fără răspuns*", "*повторн*", "*снова*", "*нет ответа*",
)  # fmt: skip
_WANTED = (
    "*new order*", "*place*order*", "*upgrade*", "*quote*", "*new contract*", "*sales*", "*praise*",
    "*feature request*", "*nowe zamówienie*", "*oferta*", "*pochwał*", "*comandă nouă*", "*ofertă*", "*laude*",
    "*новый заказ*", "*благодарност*",
)  # fmt: skip
#: What holds until a workspace says its own: the topic of a ticket is its reason; a few words say what is avoidable.
KNOWN_REASONS: tuple[Reason, ...] = (
    Reason("{topic}", avoidable=True, fits={"topic": _AVOIDABLE}),
    Reason("{topic}", avoidable=False, fits={"topic": _WANTED}),
    Reason("{topic}", avoidable=True, fits={"kind": ("complaint",)}),
    Reason("{topic}", fits={"topic": ("*",)}),
)
