"""The customers of the simulated company: who they are, and the export of its customer register."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clew.simulation.arrays import Numbers, Texts, Times
from clew.simulation.company import DECOY_SEGMENT, LANGUAGES, PLANS, REGIONS, SEGMENTS
from clew.simulation.times import Calendar, iso_text

__all__ = ["Customers", "draw_customers", "pick"]


#: How many customers the decoy segment has, whatever the size of the company.
_DECOY_CUSTOMERS = 14
_NEW_SHARE = 0.15
_OLDEST_YEARS = 9
_FIRST_NAMES = (
    "Anna", "Piotr", "Katarzyna", "Tomasz", "Agnieszka", "Paweł", "Małgorzata", "Michał", "Łukasz", "Ewa", "Zofia",
    "Jakub", "Ioana", "Andrei", "Ștefan", "Mihaela", "Olga", "Dmitrij", "Nadia", "Sergiusz", "Emma", "Oliver", "Żaneta",
)  # fmt: skip
_LAST_NAMES = (
    "Nowak", "Wójcik", "Mazur", "Krawczyk", "Zając", "Król", "Wróbel", "Dudek", "Pawlak", "Gołąb", "Sikora", "Popescu",
    "Ionescu", "Țurcanu", "Rusu", "Iwanow", "Petrenko", "Kowal", "Smith", "Baker", "Głowacki", "Żak", "Lis", "Bąk",
)  # fmt: skip
_PLAIN = str.maketrans("ąćęłńóśźżșțăâîĄĆĘŁŃÓŚŹŻȘȚĂÂÎ", "acelnoszzstaaiACELNOSZZSTAAI")


@dataclass(frozen=True)
class Customers:
    """All customers, one entry each; ``registered`` is wall-clock time."""

    number: Texts
    first_name: Texts
    last_name: Texts
    email: Texts
    phone: Texts
    segment: Texts
    region: Texts
    language: Texts
    plan: Numbers
    registered: Times

    def __len__(self) -> int:
        """How many customers there are."""
        return len(self.number)

    def rows(self, rng: np.random.Generator) -> list[str]:
        """Return the lines of the register's export, header first, in the words of a Polish tool."""
        plan = np.array([name for name, _ in PLANS])[self.plan]
        consent = np.where(rng.random(len(self)) < 0.7, "tak", "nie")
        changed = iso_text(self.registered + rng.integers(60, 86_400, len(self)).astype("timedelta64[s]"))
        columns = (
            self.number, self.first_name, self.last_name, self.email, self.phone, iso_text(self.registered),
            self.segment, self.region, self.language, plan, consent, changed,
        )  # fmt: skip
        header = (
            "nr_klienta;imie;nazwisko;email;telefon;data_rejestracji;segment;region;jezyk;taryfa;"
            "zgoda_marketingowa;data_zmiany"
        )
        return [header, *map(";".join, zip(*(column.tolist() for column in columns), strict=True))]


def pick(rng: np.random.Generator, shares: tuple[tuple[str, float], ...], size: int) -> Texts:
    """Return ``size`` names drawn by their shares, which add up to one."""
    names, weights = zip(*shares, strict=True)
    return np.array(names)[rng.choice(len(names), size=size, p=np.array(weights))]


def draw_customers(rng: np.random.Generator, calendar: Calendar, size: int) -> Customers:
    """Return ``size`` customers, most of them from before the record, the others joining over time."""
    first = rng.integers(len(_FIRST_NAMES), size=size)
    last = rng.integers(len(_LAST_NAMES), size=size)
    segment = pick(rng, SEGMENTS, size).astype("U16")
    segment[rng.permutation(size)[:_DECOY_CUSTOMERS]] = DECOY_SEGMENT
    return Customers(
        number=_numbered("C", 100_001 + np.arange(size)),
        first_name=np.array(_FIRST_NAMES)[first],
        last_name=np.array(_LAST_NAMES)[last],
        email=_emails(first, last),
        phone=_phones(rng, size),
        segment=segment,
        region=pick(rng, REGIONS, size),
        language=pick(rng, LANGUAGES, size),
        plan=rng.integers(len(PLANS), size=size),
        registered=_registered(rng, calendar, size),
    )


def _registered(rng: np.random.Generator, calendar: Calendar, size: int) -> Times:
    """Return when each customer joined."""
    span = int((calendar.end - calendar.start).astype(np.int64))
    old = -rng.integers(86_400, _OLDEST_YEARS * 365 * 86_400, size)
    new = rng.integers(0, int(span * 0.8), size)
    return calendar.start + np.where(rng.random(size) < _NEW_SHARE, new, old).astype("timedelta64[s]")


def _emails(first: Numbers, last: Numbers) -> Texts:
    """Return one address a customer, numbered so that no two are alike."""
    names = [name.translate(_PLAIN).lower() for name in _FIRST_NAMES]
    families = [name.translate(_PLAIN).lower() for name in _LAST_NAMES]
    pairs = zip(first.tolist(), last.tolist(), strict=True)
    return np.array([f"{names[a]}.{families[b]}{at}@example.com" for at, (a, b) in enumerate(pairs, start=1)])


def _phones(rng: np.random.Generator, size: int) -> Texts:
    """Return one Polish mobile number a customer, typed the way people type them."""
    numbers = 500_000_000 + (np.arange(size) * 7_919 + int(rng.integers(1_000_000))) % 100_000_000
    styles = rng.integers(3, size=size)
    made = zip(numbers.tolist(), styles.tolist(), strict=True)
    return np.array([_typed(str(number), style) for number, style in made])


def _typed(digits: str, style: int) -> str:
    """Return nine digits as +48501..., 501 234 567 or +48 501-234-567."""
    a, b, c = digits[:3], digits[3:6], digits[6:]
    return (f"+48{digits}", f"{a} {b} {c}", f"+48 {a}-{b}-{c}")[style]


def _numbered(letter: str, numbers: Numbers) -> Texts:
    """Return numbers as texts behind a letter."""
    return np.char.add(letter, numbers.astype("U12"))
