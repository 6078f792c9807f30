"""What the sections hold: figures with their intervals, as numbers; the report says them in a reader's language."""

from __future__ import annotations

import msgspec

__all__ = [
    "Backlog", "Edge", "Figure", "Group", "Journey", "Node", "PromiseKind", "Reason", "Reasons", "Rest", "Service",
    "ServicePart", "Shares", "Times",
]  # fmt: skip


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure (seconds, a share 0..1, or per 1,000) with its interval; ``value`` None where too few make it."""

    value: float | None
    lo: float | None
    hi: float | None
    n: int
    missing: int = 0
    warnings: tuple[str, ...] = ()


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A touchpoint of the journey picture; ``again`` is how often it was directly followed by itself."""

    name: str
    paths: int
    contacts: int
    began: int
    ended: int
    still_open: int
    again: int
    position: float


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """A transition of the journey picture; ``share`` is that of all that follows ``start`` (ended, still open too)."""

    start: str = msgspec.field(name="from")
    end: str = msgspec.field(name="to")
    count: int
    share: float
    paths: int
    median_seconds: float
    p90_seconds: float
    in_circle: bool


class Rest(msgspec.Struct, frozen=True, kw_only=True):
    """What the journey picture leaves out, summed: with it all counts are complete."""

    names: int
    contacts: int
    began: int
    ended: int
    still_open: int
    transitions: int
    count: int
    share: float


class Journey(msgspec.Struct, frozen=True, kw_only=True):
    """How customers go from contact to contact: the main transitions, and the rest summed.

    ``steps`` is how often one contact directly followed another, ``single`` counts paths of one contact alone; the
    quantiles say how long the others lasted, from first to last contact, unfinished ones so far. Shares of a node's
    edges, its repeats, its ends and what is left of it add up to 1.
    """

    by: str
    gap_days: int | None
    names: str
    paths: int
    events: int
    customers: int
    steps: int
    single: int
    median_seconds: float | None
    p90_seconds: float | None
    unfinished: int
    left_out: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    rest: Rest
    command: str


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """A time, half and nine in ten of which are over by then; ``working`` is None where nobody said when we work.

    Open ones are counted; ``closed_mean`` is the mean of those alone that are over, in the time that is shown first.
    """

    metric: str
    calendar: tuple[Figure, Figure] | None
    working: tuple[Figure, Figure] | None
    closed_mean: Figure | None
    open: int
    command: str


class Shares(msgspec.Struct, frozen=True, kw_only=True):
    """A share of tickets or calls, such as those opened again; ``parameters`` are what its words need to say."""

    metric: str
    figure: Figure
    direction: str
    parameters: dict[str, str]
    command: str


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """What one team, or queue, has in each column of the table; None where there is no figure."""

    name: str | None
    figures: tuple[Figure | None, ...]


class Backlog(msgspec.Struct, frozen=True, kw_only=True):
    """How many tickets were open at the end of a month; ``incomplete`` where it is not over."""

    period: str
    open: int
    incomplete: bool


class ServicePart(msgspec.Struct, frozen=True, kw_only=True):
    """How tickets, or calls, were served; ``columns`` are the metrics of the table by ``dimension``."""

    table: str
    times: tuple[Times, ...]
    shares: tuple[Shares, ...]
    holders: dict[str, Figure]
    backlog: tuple[Backlog, ...]
    dimension: str
    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    other_groups: int


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """How we serve: tickets and calls, in working time where ``working`` says that a calendar is set."""

    working: bool
    parts: tuple[ServicePart, ...]


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Contacts of one reason per 1,000 customers, by the rules; ``avoidable`` is "yes", "no" or "unknown"."""

    reason: str
    avoidable: str
    rate: Figure
    share: float


class Reasons(msgspec.Struct, frozen=True, kw_only=True):
    """Why customers contact us: ``share_avoidable`` counts contacts that the rules call avoidable, of all contacts."""

    table: str
    contacts: int
    share_avoidable: Figure
    rows: tuple[Reason, ...]
    other_reasons: int
    other_contacts: int
    command: str


class PromiseKind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of promise: ``kept`` of those due, by how much those kept too late were late, and those never kept."""

    kind: str | None
    kept: Figure
    lateness: Figure | None
    never: int
    command: str
