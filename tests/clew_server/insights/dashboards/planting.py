"""A dashboard with canaries in its name, in a card's title and query, and in a note."""

from __future__ import annotations

from clew_server.insights.dashboards.models import Card, Dashboard, Mailing, Recipient


def plant(place):
    board = Dashboard.objects.create(
        workspace=place.workspace, owner=place.owner, name=place.canary("dashboard's name"), is_shared=True
    )
    Card.objects.create(dashboard=board, kind="note", text=place.canary("dashboard's note"))
    card = Card.objects.create(
        dashboard=board, kind="table", title=place.canary("card's title"),
        query={"metric": "csat", "where": [f"channel={place.canary('card filter')}"], "period": "all"},
    )  # fmt: skip
    mailing = Mailing.objects.create(dashboard=board)
    recipient = Recipient.objects.create(mailing=mailing, user=place.owner)
    return {"dashboard_id": board.id, "card_id": card.id, "recipient_token": recipient.token}
