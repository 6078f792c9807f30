"""Calls and chats of a contact centre: queue, wait, answer, abandon, agent, as telephone systems export them."""

from __future__ import annotations

import re

from clew.importers.presets.preset import Block, Form, Header, Preset
from clew.importers.suggest.draft import Draft
from clew.importers.suggest.words import plain_name

__all__ = ["CALLS"]

CALL = (
    "call id|callid|uniqueid|unique id|linkedid|interaction id|conversation id|contact id|chat id|id połączenia|"
    "nr połączenia|id rozmowy|id kontaktu|id czatu|id"
)
START = (
    "queued at|queue entered at|entered queue at|offered at|start time|call start|call start time|call started at|"
    "started at|start date|date time|datetime|timestamp|call date|calldate|created at|w kolejce od|początek|"
    "początek połączenia|data rozpoczęcia|czas rozpoczęcia|data i godzina|data połączenia|data rozmowy|data|date"
)
ANSWERED = "answered at|answer time|answered time|connected at|picked up at|odebrano|odebrano o|data odebrania|answered"
ABANDONED = "abandoned at|abandon time|abandoned time|given up at|porzucono|porzucono o|data porzucenia|abandoned"
ENDED = (
    "ended at|end time|call end|call end time|end date|finished at|zakończono|koniec|koniec połączenia|data zakończenia"
)
#: Units that stand behind the name of a length of time: "Wait Time (sec)".
UNITS = ("", " s", " sec", " seconds", " sek", " min", " minutes")


def _with_units(names: str) -> str:
    """The names with and without a unit behind them."""
    return "|".join(f"{name}{unit}" for name in names.split("|") for unit in UNITS)


WAIT = _with_units(
    "wait time|wait|waiting time|queue wait|queue wait time|queue time|time in queue|queue duration|speed of answer|"
    "ring time|czas oczekiwania|oczekiwanie|czas w kolejce"
)
TALK = _with_units(
    "talk time|talk|billsec|conversation time|chat duration|handle time|czas rozmowy|czas obsługi|czas czatu"
)
QUEUE = "queue|queue name|skill|skill group|call queue|inbox|hotline|kolejka|nazwa kolejki|infolinia"
AGENT = "agent|agent name|operator|answered by|agent id|konsultant|pracownik|doradca|agent login"
STATUS = "status|call status|disposition|result|outcome|answered|abandoned|stan|wynik|status połączenia|odebrane"
TEAM = "team|group|agent group|department|zespół|grupa|dział"
PHONE = (
    "caller|caller number|caller id number|ani|from number|phone|phone number|customer phone|numer dzwoniącego|"
    "telefon|numer telefonu|nr telefonu|numer klienta tel|msisdn"
)
#: What systems write of a contact that somebody took.
TAKEN = frozenset(
    [
        "answered",
        "answer",
        "connected",
        "completed",
        "handled",
        "success",
        "odebrane",
        "odebrana",
        "odebrany",
        "odebrano",
        "obsluzone",
        "obsluzona",
        "obsluzony",
        "zakonczone",
    ]
)
GIVEN_UP = frozenset(
    [
        "abandoned",
        "abandon",
        "missed",
        "lost",
        "unanswered",
        "noanswer",
        "nieodebrane",
        "nieodebrana",
        "nieodebrany",
        "porzucone",
        "porzucona",
        "porzucony",
        "utracone",
        "utracona",
    ]
)
YES, NO = frozenset({"yes", "true", "1", "tak", "y", "t"}), frozenset({"no", "false", "0", "nie", "n"})
#: A conversation of no length is none.
NOTHING = ["", "0", "0.0", "00:00:00", "0:00:00", "00:00", "0:00"]


def calls(form: Form) -> list[Draft]:
    """Return the block of an export with times, or the two (answered, given up) of one with lengths of time."""
    if not _time(form, START):
        return []
    if _time(form, ANSWERED) or _time(form, ABANDONED):
        block = _block(form, "it says when they began to wait, and when somebody answered or they gave up")
        for canonical, names in (("answered_at", ANSWERED), ("abandoned_at", ABANDONED)):
            block.put("columns", canonical, _time(form, names))
        return [block.draft]
    return [block.draft for block in _by_length(form)]


def _by_length(form: Form) -> list[Block]:
    """The blocks where the export tells how long they waited, and in a status or a length of talk whether in vain."""
    parted = _parted(form)
    if not form.has(WAIT) or not parted:
        return []
    answered = _block(form, "contacts that were answered").put("", "where", parted[0], "what answered contacts say")
    answered.later("answered_at", "queued_at", WAIT, _unit(form, WAIT), "they began to wait, and waited so long")
    if answered.draft.has("after", "answered_at") and not answered.draft.has("columns", "ended_at") and form.has(TALK):
        spoke = {"time": "answered_at", "column": form.column(TALK), "unit": _unit(form, TALK)}
        answered.put("after", "ended_at", spoke, "and then spoke so long")
    gone = _block(form, "contacts that were given up").put("", "where", parted[1], "what contacts given up say")
    gone.later("abandoned_at", "queued_at", WAIT, _unit(form, WAIT), "they waited so long and gave up")
    return [answered, gone]


def _block(form: Form, why: str) -> Block:
    """What all contacts have."""
    block = Block(form, "calls", why).put("columns", "queued_at", _time(form, START))
    block.read(
        call_id=CALL, queue=QUEUE, team=TEAM, transfers="transfers|transfer count|przekierowania|liczba przekierowań"
    )
    block.read(ticket_id="ticket id|ticket|nr zgłoszenia|numer zgłoszenia")
    block.put("columns", "ended_at", _time(form, ENDED))
    listed = (
        AGENT,
        STATUS,
        "channel|media type|medium|kanał",
        "direction|kierunek",
        "reason|topic|category|powód|temat",
    )
    return block.keep(listed, "who took it, how it ended, and what it was about")


def _time(form: Form, names: str) -> str | None:
    """The first of the columns whose values are times."""
    columns = [column for name in names.split("|") if (column := form.column(name))]
    return next((column for column in columns if form.sheet.by_name(column).timing is not None), None)


def _parted(form: Form) -> tuple[dict[str, object], dict[str, object]] | None:
    """Filters of contacts answered and given up: by a status, by a yes or no, else by the length of the talk."""
    for name in STATUS.split("|"):
        column = form.column(name)
        if column and (taken := _taken(column, form.values(name))):
            return {column: taken}, {column: {"not": taken}}
    talk = form.column(TALK)
    return ({talk: {"not": NOTHING}}, {talk: NOTHING}) if talk else None


def _taken(column: str, texts: list[str]) -> list[str]:
    """The values that say that a contact was answered; none where they say nothing of it."""
    plain = {text: plain_name(text).replace(" ", "") for text in texts}
    is_flag = set(plain.values()) <= YES | NO and "abandon" not in plain_name(column)
    if is_flag and plain_name(column) in {"answered", "odebrane"}:
        return [text for text, word in plain.items() if word in YES]
    known = [text for text, word in plain.items() if word in TAKEN]
    return known if known and any(word in GIVEN_UP for word in plain.values()) else []


def _unit(form: Form, names: str) -> str:
    """Seconds, minutes or h:mm:ss, by the values and by the name."""
    column = form.column(names) or ""
    if any(":" in text for text in form.values(names)[:50]):
        return "clock"
    return "minutes" if re.search(r"\bmin(utes|ut)?\b", plain_name(column)) else "seconds"


def _says_how_it_went(header: Header) -> bool:
    """Whether it tells waits, or when contacts were answered, and something only contact centres have."""
    waits = header.has(WAIT) or header.has("answered at|answer time|odebrano|abandoned at|porzucono|connected at")
    return waits and any(header.has(names) for names in (QUEUE, AGENT, TALK))


CALLS = Preset(
    name="calls",
    title="Calls or chats of a contact centre",
    signs=(CALL, START),
    blocks=calls,
    formats=("csv", "xlsx", "parquet"),
    keep={"phone": PHONE},
    is_like=_says_how_it_went,
    filled=True,
)
