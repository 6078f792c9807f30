"""Make, change, lay out and find dashboards; each only ever within its workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from clew_server.insights.dashboards.models import CHART, COLUMNS, KINDS, LONGEST_NOTE, NOTE, TALLEST, Card, Dashboard
from clew_server.insights.questions.asking.query import Query
from clew_server.insights.questions.kept import checked_name

if TYPE_CHECKING:
    from clew_server.accounts.models import Member

__all__ = [
    "add_note",
    "add_question",
    "bring_back",
    "cards_of",
    "change_card",
    "create",
    "find",
    "find_card",
    "find_deleted",
    "may_change",
    "move",
    "put_away",
    "seen_by",
]

OWNER = "owner"


def create(member: Member, name: str, *, shared: bool = False) -> Dashboard:
    """Return a new dashboard; UsageError where that is no name."""
    return Dashboard.objects.create(
        workspace=member.workspace, owner=member.user, name=checked_name(name), is_shared=shared
    )


def seen_by(member: Member) -> QuerySet[Dashboard]:
    """Return the dashboards that a member sees: one's own and the shared ones, by name."""
    mine = Q(owner=member.user) | Q(is_shared=True)
    return Dashboard.objects.filter(mine, workspace=member.workspace, deleted_at=None).order_by("name", "id")


def find(member: Member, dashboard_id: UUID) -> Dashboard | None:
    """Return a dashboard that the member may see, None where there is none of that id."""
    return seen_by(member).select_related("owner").filter(id=dashboard_id).first()


def find_deleted(member: Member, dashboard_id: UUID) -> Dashboard | None:
    """Return a deleted dashboard that the member may bring back, None where there is none."""
    gone = Dashboard.objects.filter(workspace=member.workspace, id=dashboard_id).exclude(deleted_at=None).first()
    return gone if gone and may_change(member, gone) else None


def may_change(member: Member, dashboard: Dashboard) -> bool:
    """Return whether a member may change a dashboard: one's own; the workspace's owner also those of others."""
    return dashboard.owner_id == member.user_id or member.role == OWNER


def cards_of(dashboard: Dashboard) -> list[Card]:
    """Return the cards in the order in which they are laid out."""
    return list(Card.objects.filter(dashboard=dashboard, deleted_at=None).order_by("place", "id"))


def find_card(dashboard: Dashboard, card_id: UUID, *, deleted: bool = False) -> Card | None:
    """Return a card of a dashboard, None where it has none of that id."""
    return Card.objects.filter(dashboard=dashboard, id=card_id, deleted_at__isnull=not deleted).first()


def add_question(dashboard: Dashboard, title: str, query: Query, kind: str = CHART) -> Card:
    """Return a new card that asks ``query``, after all others."""
    return Card.objects.create(
        dashboard=dashboard, kind=kind if kind in KINDS and kind != NOTE else CHART, title=checked_name(title),
        query=query.to_document(), place=_next_place(dashboard),
    )  # fmt: skip


def add_note(dashboard: Dashboard, text: str) -> Card:
    """Return a new card with a text of one's own, after all others."""
    return Card.objects.create(
        dashboard=dashboard, kind=NOTE, text=text.replace("\0", "")[:LONGEST_NOTE], place=_next_place(dashboard),
        height=1,
    )  # fmt: skip


def change_card(card: Card, given: dict[str, str]) -> None:
    """Give a card another width, height, kind, title or text, as far as they are given and can be."""
    changes: dict[str, object] = {}
    for name, most in (("width", COLUMNS), ("height", TALLEST)):
        if given.get(name, "").isdecimal():
            changes[name] = min(max(int(given[name][:3]), 1), most)
    if given.get("kind") in KINDS and (given["kind"] == NOTE) == (card.kind == NOTE):
        changes["kind"] = given["kind"]
    if given.get("title", "").strip() and card.kind != NOTE:
        changes["title"] = checked_name(given["title"])
    if "text" in given and card.kind == NOTE:
        changes["text"] = given["text"].replace("\0", "")[:LONGEST_NOTE]
    if changes:
        Card.objects.filter(id=card.id).update(**changes)


def move(card: Card, steps: int) -> None:
    """Move a card ``steps`` places: earlier where they are below 0."""
    cards = cards_of(card.dashboard)
    place = next(place for place, other in enumerate(cards) if other.id == card.id)
    moved = cards.pop(place)
    cards.insert(min(max(place + steps, 0), len(cards)), moved)
    for number, other in enumerate(cards):
        Card.objects.filter(id=other.id).update(place=number)


def put_away(card: Card) -> None:
    """Take a card off its dashboard; it can be brought back."""
    Card.objects.filter(id=card.id).update(deleted_at=timezone.now())


def bring_back(card: Card) -> None:
    """Put a card back where it was."""
    Card.objects.filter(id=card.id).update(deleted_at=None)


def _next_place(dashboard: Dashboard) -> int:
    last = Card.objects.filter(dashboard=dashboard).aggregate(last=Max("place"))["last"]
    return 0 if last is None else int(last) + 1
