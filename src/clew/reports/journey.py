"""The journey on the page: a picture, the words around it, and the table behind it in which all shares add up."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from clew.charts.journey_chart import Said, journey_svg
from clew.findings.sections.shown import Edge, Journey, Node
from clew.findings.wording.language import Language

__all__ = ["journey_shown"]

#: Transitions in the list that stands for the picture on a narrow screen.
LISTED = 10
ARROW = " → "
#: A repeat is told where it is more than this share of all steps.
OFTEN = 0.1
SENTENCES = {
    "lead": "{single} of the paths are a single contact; of the others half last longer than {median} from the first "
    "contact to the last, and one in ten longer than {longest}.",
    "all": "Half of them last longer than {median} from the first contact to the last, and one in ten longer than "
    "{longest}.",
    "longest": "Most waiting is between {start} and {end}: {count} times, half of them longer than {median}, one in "
    "ten longer than {p90}.",
    "again": "The same most often comes directly again after {name}: {count} times, {share} of all that follows it.",
    "hint": "{start} → {end}: {count} times, {share} of what follows {start}; half within {median}, nine in ten "
    "within {p90}",
    "rest": "Left out: {transitions} other transitions, {share} of all steps, and {names} other touchpoints, at which "
    "{began} of the paths began and {ended} ended.",
}


def journey_shown(journey: Journey | None, reader: Language) -> dict[str, Any] | None:
    """Return what the page shows of a journey; None where there is none."""
    if journey is None:
        return None
    drawn = journey_svg(journey, _words(journey, reader))
    return {
        "lead": [
            _stopped(each) for each in (*_lead(journey, reader), *_again(journey, reader), *_longest(journey, reader))
        ],
        "definition": _definition(journey, reader),
        "picture": Markup(drawn),  # noqa: S704 - escaped where it is drawn
        "legend": _legend(journey, reader) if drawn else [],
        "rest": _rest(journey, reader),
        "main": [_listed(edge, reader) for edge in journey.edges[:LISTED]],
        "groups": [_began(journey, reader), *(_after(node, journey, reader) for node in journey.nodes)],
        "command": journey.command,
    }


def _stopped(sentence: str) -> str:
    """Return a sentence with one stop at its end, where a short form of a unit ("godz.") has brought its own."""
    return sentence.removesuffix("..") + "." if sentence.endswith("..") else sentence


def _lead(journey: Journey, reader: Language) -> list[str]:
    parts = {
        "paths": reader.number(journey.paths, 0),
        "customers": reader.number(journey.customers, 0),
        "events": reader.number(journey.events, 0),
    }
    single = _share(journey.single, journey.paths, reader)
    said = [reader.say("{events} contacts of {customers} customers make {paths} paths.", **parts)]
    if journey.median_seconds is None:
        return [*said, reader.say("All of them are a single contact.")]
    whole = "lead" if journey.single else "all"
    lasting = reader.span(journey.median_seconds)
    longest = reader.span(journey.p90_seconds or 0.0)
    said.append(
        reader.say(
            SENTENCES[whole],
            single=single, median=lasting, longest=longest,
        )
    )  # fmt: skip
    unfinished = _share(journey.unfinished, journey.paths, reader)
    return [*said, reader.say("{share} may still go on.", share=unfinished)]


def _again(journey: Journey, reader: Language) -> list[str]:
    """Return which touchpoint is most often directly followed by itself, where that is a good part of all steps."""
    most = max(journey.nodes, key=lambda node: (node.again, node.name), default=None)
    if most is None or most.again < OFTEN * journey.steps:
        return []
    count, share = reader.number(most.again, 0), _share(most.again, most.contacts, reader)
    return [reader.say(SENTENCES["again"], name=most.name, count=count, share=share)]


def _longest(journey: Journey, reader: Language) -> list[str]:
    """Return where most waiting is: the transition with the most times its median wait."""
    waits = [edge for edge in journey.edges if edge.median_seconds]
    if not waits:
        return []
    most = max(waits, key=lambda edge: (edge.count * edge.median_seconds, edge.start, edge.end))
    return [reader.say(SENTENCES["longest"], **_said(most, reader))]


def _said(edge: Edge, reader: Language) -> dict[str, str]:
    return {
        "start": edge.start,
        "end": edge.end,
        "count": reader.number(edge.count, 0),
        "median": reader.span(edge.median_seconds),
        "p90": reader.span(edge.p90_seconds),
    }


def _definition(journey: Journey, reader: Language) -> str:
    if journey.by == "run":
        said = reader.say("A path is what happens to one case: an order, a claim, a ticket.")
    else:
        days = reader.number(journey.gap_days or 0, 0)
        said = reader.say(
            "A path is one customer's contacts; after {days} days without any a new one begins.", days=days
        )
    if not journey.left_out:
        return said
    n = reader.number(journey.left_out, 0)
    return said + " " + reader.say("Contacts that belong to nobody known are left out: {n}.", n=n)


def _words(journey: Journey, reader: Language) -> Said:
    lines = {(edge.start, edge.end): edge for edge in journey.edges}
    return Said(
        title=reader.say("How customers go from contact to contact"),
        figures={node.name: _figures(node, journey, reader) for node in journey.nodes},
        lines={
            line: f"{reader.number(edge.count, 0)} · {reader.span(edge.median_seconds)}" for line, edge in lines.items()
        },
        hints={line: _hint(edge, reader) for line, edge in lines.items()},
    )


def _figures(node: Node, journey: Journey, reader: Language) -> str:
    """Return the signs under a name: which share of all paths began, ended, is open here, and repeats."""
    shares = [
        ("▸", node.began / journey.paths),
        ("■", node.ended / journey.paths),
        ("□", node.still_open / journey.paths),
    ]
    said = [f"{sign} {reader.percent(share, 0)}" for sign, share in shares if share >= 0.005]  # noqa: PLR2004 - 1 %
    return "  ".join([*said, f"↻ {reader.number(node.again, 0)}"] if node.again else said)


def _hint(edge: Edge, reader: Language) -> str:
    return reader.say(SENTENCES["hint"], share=reader.percent(edge.share, 0), **_said(edge, reader))


def _legend(journey: Journey, reader: Language) -> list[str]:
    said = [
        reader.say("On each line: how often it was walked, and the wait that half of them did not exceed."),
        reader.say("▸ began here, ■ ended here, □ may still go on: shares of all paths. ↻ directly again: how often."),
    ]
    circles = any(edge.in_circle for edge in journey.edges)
    return [*said, reader.say("Red lines are part of a circle told above.")] if circles else said


def _rest(journey: Journey, reader: Language) -> str:
    rest = journey.rest
    if not rest.transitions and not rest.names:
        return reader.say("Nothing is left out.")
    return reader.say(
        SENTENCES["rest"],
        transitions=reader.number(rest.transitions, 0),
        share=reader.percent(rest.share),
        names=reader.number(rest.names, 0),
        began=_share(rest.began, journey.paths, reader),
        ended=_share(rest.ended + rest.still_open, journey.paths, reader),
    )


def _listed(edge: Edge, reader: Language) -> dict[str, Any]:
    return {
        "name": f"{edge.start}{ARROW}{edge.end}",
        "share": reader.percent(edge.share, 0),
        "wait": reader.span(edge.median_seconds),
        "count": reader.number(edge.count, 0),
        "in_circle": edge.in_circle,
    }


def _row(name: str, count: int, of: int, reader: Language, edge: Edge | None = None) -> dict[str, Any]:
    return {
        "name": name,
        "count": reader.number(count, 0),
        "share": _share(count, of, reader),
        "median": reader.span(edge.median_seconds) if edge else "",
        "p90": reader.span(edge.p90_seconds) if edge else "",
        "in_circle": edge is not None and edge.in_circle,
    }


def _began(journey: Journey, reader: Language) -> dict[str, Any]:
    nodes = sorted((node for node in journey.nodes if node.began), key=lambda node: -node.began)
    rows = [_row(node.name, node.began, journey.paths, reader) for node in nodes]
    if journey.rest.began:
        rows.append(_row(reader.say("all others"), journey.rest.began, journey.paths, reader))
    return {"name": reader.say("Paths begin"), "rows": rows}


def _after(node: Node, journey: Journey, reader: Language) -> dict[str, Any]:
    """Return what directly follows a touchpoint: drawn transitions, itself again, the rest, the end; all of it."""
    edges = [edge for edge in journey.edges if edge.start == node.name]
    rows = [_row(edge.end, edge.count, node.contacts, reader, edge) for edge in edges]
    other = node.contacts - sum(edge.count for edge in edges) - node.again - node.ended - node.still_open
    counted = (
        (reader.say("directly again"), node.again),
        (reader.say("all others"), other),
        (reader.say("ended here"), node.ended),
        (reader.say("may still go on"), node.still_open),
    )
    return {"name": node.name, "rows": rows + [_row(name, n, node.contacts, reader) for name, n in counted if n]}


def _share(n: int, of: int, reader: Language) -> str:
    return reader.percent(n / of) if of else "–"
