"""The survey tool's weekly exports: each covers three weeks, so most answers stand in three files, some corrected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clew.simulation.arrays import Flags, Numbers, Texts, Times
from clew.simulation.company import EASE, NPS, SATISFACTION, Scale
from clew.simulation.contacts import Contacts, Visits
from clew.simulation.customers import Customers
from clew.simulation.opinions import NOT_GIVEN, Opinions
from clew.simulation.times import Calendar, iso_text
from clew.simulation.verbatims import MOODS, write_verbatims

__all__ = ["HEADER", "WeeklyExports", "survey_exports"]


HEADER = (
    "response_id,customer_no,survey,order_no,sent_at,answered_at,channel,touchpoint,nps,satisfaction,ease,comment,"
    "language,segment,region,changed_at"
)
_WEEK = np.timedelta64(7, "D")
_WEEKS_COVERED = 3
_EXPIRES = np.timedelta64(14, "D")
_COMMENT_CHANCE = {"good": 0.26, "mixed": 0.22, "bad": 0.5}
_CORRECTED = 0.02
_SHOUTED = 0.005
_EVERY_DIRTY_WEEK = 3
#: Lines as tools break them; {n} numbers them, {t} is a sound time. The blank line is no row and must not count as one.
_DIRT = (
    "R-9{n:05d},C100001,Relationship,,2025-05-05 10:00:00,{t},,,11,,,,en,Family,North,{t}",
    "R-9{n:05d},C100002,Transactional,,2025-05-05 10:00:00,{t},web,Invoice,,9,,,pl,Single,South,{t}",
    "R-9{n:05d},C100003,Relationship,,2025-05-05 10:00:00,32.13.2025 25:61,,,8,,,,pl,Senior,East,{t}",
    "R-9{n:05d},C100004,Relationship,,2025-05-05 10:00:00,{t},,,7",
    "",
)


@dataclass(frozen=True)
class WeeklyExports:
    """The lines of every weekly export, and what must come of them when they are imported exactly once."""

    weeks: tuple[tuple[str, tuple[str, ...]], ...]
    rows: int
    dirt: int
    comments: int
    corrected: int


def survey_exports(
    rng: np.random.Generator,
    calendar: Calendar,
    customers: Customers,
    contacts: Contacts,
    visits: Visits,
    opinions: Opinions,
) -> WeeklyExports:
    """Return the exports, oldest first, named by ISO week (2025-W15)."""
    weeks = _Weeks.of(calendar)
    week = weeks.position(np.where(opinions.given, opinions.answered, opinions.sent + _EXPIRES))
    changed = _corrections(rng, calendar, opinions, week, weeks)
    comments = _comments(rng, customers, contacts, opinions)
    front, back = _fronts(rng, customers, contacts, visits, opinions), _backs(customers, opinions)
    stamp = opinions.answered
    newest = _lines(front, _ratings(opinions), comments, back, np.where(np.isnat(changed), stamp, changed))
    first = _lines(front, _ratings(_mistaken(opinions, ~np.isnat(changed))), comments, back, stamp)
    exports = []
    for at in range(weeks.count):
        rows = _covered(opinions, week, at)
        late = np.isnat(changed[rows]) | (changed[rows] >= weeks.end(at))
        exports.append((weeks.name(at), np.where(late, first[rows], newest[rows]).tolist()))
    return WeeklyExports(
        weeks=tuple((name, tuple(_with_dirt(lines, at))) for at, (name, lines) in enumerate(exports)),
        rows=sum(len(lines) for _, lines in exports),
        dirt=sum(1 for at in range(weeks.count) if _dirt(at)),
        comments=sum(1 for comment in comments.tolist() if comment),
        corrected=int((~np.isnat(changed)).sum()),
    )


@dataclass(frozen=True)
class _Weeks:
    """The weeks of the record, Monday to Sunday, in wall-clock time."""

    monday: np.datetime64
    count: int

    @classmethod
    def of(cls, calendar: Calendar) -> _Weeks:
        """Return the weeks that touch the record."""
        day = calendar.start.astype("datetime64[D]")
        monday = day - np.timedelta64((int(day.astype(np.int64)) + 3) % 7, "D")
        return cls(monday.astype("datetime64[s]"), int((calendar.end - np.timedelta64(1, "s") - monday) // _WEEK) + 1)

    def position(self, times: Times) -> Numbers:
        """Return the week each time lies in, the last one for all that is later."""
        return np.minimum((times - self.monday) // _WEEK, self.count - 1).astype(np.int64)

    def end(self, at: int | Numbers) -> Times:
        """Return the first instant after a week."""
        return np.asarray(self.monday + (np.asarray(at) + 1) * _WEEK)

    def name(self, at: int) -> str:
        """Return the ISO name of a week, as 2025-W15."""
        year, number, _ = (self.monday + at * _WEEK).astype(datetime).isocalendar()
        return f"{year}-W{number:02d}"


def _covered(opinions: Opinions, week: Numbers, at: int) -> Numbers:
    """Return the rows an export lists: answers of its three weeks, and invitations that ran out in its week."""
    answers = opinions.given & (week <= at) & (week > at - _WEEKS_COVERED)
    return np.flatnonzero(answers | (~opinions.given & (week == at)))


def _corrections(
    rng: np.random.Generator, calendar: Calendar, opinions: Opinions, week: Numbers, weeks: _Weeks
) -> Times:
    """Return when an answer was corrected, always early enough for a later export; not a time for most."""
    corrected = opinions.given & (rng.random(len(week)) < _CORRECTED) & (week + _WEEKS_COVERED <= weeks.count)
    span = (weeks.end(week + _WEEKS_COVERED - 1) - opinions.answered - np.timedelta64(1, "h")).astype(np.float64)
    delay = 60 + rng.random(len(week)) * np.where(corrected, span, 0)
    changed = calendar.shown(opinions.answered + delay.astype("timedelta64[s]"))
    return np.where(corrected, changed, np.datetime64("NaT", "s"))


def _mistaken(opinions: Opinions, corrected: Flags) -> Opinions:
    """Return the opinions as they stood before correction: the scale was taken the wrong way round."""

    def turned(ratings: Numbers, scale: Scale) -> Numbers:
        return np.where(corrected & (ratings != NOT_GIVEN), scale.low + scale.high - ratings, ratings)

    return replace(
        opinions,
        nps=turned(opinions.nps, NPS),
        satisfaction=turned(opinions.satisfaction, SATISFACTION),
        ease=turned(opinions.ease, EASE),
    )


def _comments(rng: np.random.Generator, customers: Customers, contacts: Contacts, opinions: Opinions) -> Texts:
    """Return what each answer says in words, quoted for CSV; empty for most."""
    mood = _moods(opinions)
    chance = np.array([_COMMENT_CHANCE[name] for name in MOODS])[mood]
    says = np.flatnonzero(opinions.given & (rng.random(len(opinions)) < chance))
    touchpoint = np.where(opinions.relationship, "", contacts.touchpoint_name[opinions.contact])[says].tolist()
    language = customers.language[opinions.customer[says]].tolist()
    texts = write_verbatims(rng, language, touchpoint, [MOODS[at] for at in mood[says].tolist()])
    comments = np.full(len(opinions), "", dtype=object)
    comments[says] = [f'"{text}"' for text in texts]
    return comments


def _moods(opinions: Opinions) -> Numbers:
    """Return the mood of each answer (position in MOODS): by satisfaction, else by recommendation."""
    by_nps = np.where(opinions.nps >= 9, 0, np.where(opinions.nps >= 7, 1, 2))
    by_satisfaction = np.where(opinions.satisfaction >= 4, 0, np.where(opinions.satisfaction == 3, 1, 2))
    return np.where(opinions.satisfaction == NOT_GIVEN, by_nps, by_satisfaction)


def _fronts(
    rng: np.random.Generator, customers: Customers, contacts: Contacts, visits: Visits, opinions: Opinions
) -> Texts:
    """Return the columns before the ratings, joined."""
    relation = opinions.relationship
    channel = contacts.channel_name[opinions.contact].astype("U8")
    shouted = rng.random(len(opinions)) < _SHOUTED
    channel[shouted] = np.char.upper(channel[shouted])
    return _joined(
        np.char.add("R-", (100_001 + np.arange(len(opinions))).astype("U12")),
        customers.number[opinions.customer],
        np.where(relation, "Relationship", "Transactional"),
        np.where(opinions.visit == -1, "", visits.order_no[opinions.visit]),
        iso_text(opinions.sent),
        _moment(opinions.answered),
        np.where(relation, "", channel),
        np.where(relation, "", contacts.touchpoint_name[opinions.contact]),
    )


def _backs(customers: Customers, opinions: Opinions) -> Texts:
    """Return the columns after the comment but for the last, joined."""
    who = opinions.customer
    return _joined(customers.language[who], customers.segment[who], customers.region[who])


def _ratings(opinions: Opinions) -> Texts:
    """Return the three ratings, joined; nothing where none was given."""
    names = np.array([*map(str, range(11)), ""])
    return _joined(names[opinions.nps], names[opinions.satisfaction], names[opinions.ease])


def _lines(front: Texts, ratings: Texts, comments: Texts, back: Texts, changed: Times) -> Texts:
    """Return whole lines."""
    return np.array(_joined(front, ratings, comments, back, _moment(changed)), dtype=object)


def _moment(times: Times) -> Texts:
    """Return times as the tool prints them, nothing where there is none."""
    return np.where(np.isnat(times), "", iso_text(times))


def _joined(*columns: Texts) -> Texts:
    """Return one text a row, its columns parted by commas."""
    texts = [pa.array(column.tolist(), pa.string()) for column in columns]
    return np.asarray(pc.binary_join_element_wise(*texts, ",").to_numpy(zero_copy_only=False), dtype=object)


def _dirt(at: int) -> str:
    """Return the broken line of an export, nothing where there is none."""
    kind, rest = divmod(at, _EVERY_DIRTY_WEEK)
    return "" if rest else _DIRT[kind % len(_DIRT)].format(n=at, t="2025-05-06 11:30:00")


def _with_dirt(lines: list[str], at: int) -> list[str]:
    """Return an export's lines under their header, with its broken line, or a blank one, in the middle."""
    middle = len(lines) // 2
    dirt = [] if at % _EVERY_DIRTY_WEEK else [_dirt(at)]
    return [HEADER, *lines[:middle], *dirt, *lines[middle:]]
