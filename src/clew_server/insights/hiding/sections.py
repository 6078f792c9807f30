"""What viewers see of service and of contact reasons: no figure of fewer than k, nor what gives one away."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from clew.findings.sections.shown import Backlog, Figure, Group, Reasons, Service, ServicePart, Times
from clew_server.insights.hiding.folding import is_few
from clew_server.insights.hiding.suppression import Key, hidden_cells

__all__ = ["HIDDEN", "reasons_for_viewers", "service_for_viewers"]

OTHERS = "\0others"
#: Stands for a count that is not told; what shows it says "fewer than".
HIDDEN = -1


def service_for_viewers(service: Service | None, k: int) -> Service | None:
    """Return how we serve without small groups; a part with too few tickets or calls is left out."""
    if service is None:
        return None
    parts = (_part(part, k) for part in service.parts)
    return replace(service, parts=tuple(part for part in parts if part.times or part.shares))


def _part(part: ServicePart, k: int) -> ServicePart:
    groups, hidden = _groups(part, k)
    return replace(
        part,
        times=tuple(_times(times, k) for times in part.times if not is_few(_n(times), k)),
        shares=tuple(shares for shares in part.shares if not is_few(shares.figure.n, k)),
        holders={kind: figure for kind, figure in part.holders.items() if not is_few(figure.n, k)},
        backlog=_backlog(part.backlog, k),
        groups=groups,
        other_groups=part.other_groups + hidden,
    )


def _n(times: Times) -> int:
    first = times.working or times.calendar
    return first[0].n if first else 0


def _times(times: Times, k: int) -> Times:
    """Return a time; where few are open, or few are over, nothing tells the two apart."""
    few = is_few(times.open, k) or is_few(_n(times) - times.open, k)
    return replace(
        times,
        calendar=_pair(times.calendar, k),
        working=_pair(times.working, k),
        closed_mean=None if few or (times.closed_mean and is_few(times.closed_mean.n, k)) else times.closed_mean,
        open=HIDDEN if few else times.open,
    )


def _pair(figures: tuple[Figure, Figure] | None, k: int) -> tuple[Figure, Figure] | None:
    if figures is None:
        return None
    first, second = (replace(figure, missing=0 if is_few(figure.missing, k) else figure.missing) for figure in figures)
    return first, second


def _backlog(months: tuple[Backlog, ...], k: int) -> tuple[Backlog, ...]:
    return tuple(replace(month, open=HIDDEN) if is_few(month.open, k) else month for month in months)


def _groups(part: ServicePart, k: int) -> tuple[tuple[Group, ...], int]:
    """Return the rows of the table by team or queue, hidden figures taken out, and how many rows are gone for that.

    Each column adds up to a total that can be asked for; in each, hidden figures are enough together.
    """
    wholes = {times.metric: _n(times) for times in part.times}
    wholes |= {shares.metric: shares.figure.n for shares in part.shares}
    out: set[tuple[int, int]] = set()
    for column, name in enumerate(part.columns):
        figures = {at: figure for at, group in enumerate(part.groups) if (figure := group.figures[column])}
        counts: dict[Key, int] = {(str(at),): figure.n for at, figure in figures.items()}
        counts[(OTHERS,)] = max(0, wholes.get(name, 0) - sum(counts.values()))
        out |= {(int(key[0] or 0), column) for key in hidden_cells(counts, k) if key[0] != OTHERS}
    rows = [_without(group, [column for at, column in out if at == row]) for row, group in enumerate(part.groups)]
    kept = [group for group in rows if any(group.figures)]
    return tuple(kept), len(rows) - len(kept)


def _without(group: Group, columns: Sequence[int]) -> Group:
    return replace(group, figures=tuple(None if at in columns else each for at, each in enumerate(group.figures)))


def reasons_for_viewers(found: Sequence[Reasons], k: int) -> tuple[Reasons, ...]:
    """Return the reasons that enough contacts have; the others are counted with what the table leaves out anyway."""
    return tuple(_reasons(reasons, k) for reasons in found if not is_few(reasons.contacts, k))


def _reasons(reasons: Reasons, k: int) -> Reasons:
    counts: dict[Key, int] = {(row.reason, row.avoidable): row.rate.n for row in reasons.rows}
    counts[(OTHERS, "")] = reasons.other_contacts
    hidden = hidden_cells(counts, k)
    kept = tuple(row for row in reasons.rows if (row.reason, row.avoidable) not in hidden)
    gone = {row.reason for row in reasons.rows} - {row.reason for row in kept}
    others = reasons.contacts - sum(row.rate.n for row in kept)
    touched = {row.reason for row in reasons.rows if (row.reason, row.avoidable) in hidden}
    share = reasons.share_avoidable
    avoidable = round((share.value or 0.0) * share.n)
    if is_few(avoidable, k) or is_few(share.n - avoidable, k):
        share = replace(share, value=None, lo=None, hi=None)
    return replace(
        reasons, share_avoidable=share, rows=kept, other_contacts=others,
        other_reasons=reasons.other_reasons + (len(gone) or len(touched)),
    )  # fmt: skip
