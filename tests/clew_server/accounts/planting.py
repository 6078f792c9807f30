"""One of everything that accounts keep of a workspace, a canary in every text."""

from __future__ import annotations

from clew_server.accounts import services
from clew_server.accounts.membership import audit, invitations, keys
from clew_server.accounts.models import Key, Line, Member


def plant(place):
    address = f"{place.canary('member')}@example.org"
    user = services.join(address, "analyst", [place.workspace])
    type(user).objects.filter(pk=user.pk).update(name=place.canary("member's name"))
    invitation, token = invitations.invite(
        place.workspace, f"{place.canary('invited')}@example.org", "viewer", place.owner
    )
    key = keys.create(place.workspace, place.canary("key"), "read", place.owner, None)
    place.canaries["invitation's token"], place.canaries["key itself"] = token, key
    invitations.withdraw(place.workspace, invitation.id, place.owner)
    line = Line.objects.get(workspace=place.workspace, what=audit.WITHDRAWN)
    other, _ = invitations.invite(place.workspace, f"{place.canary('second')}@example.org", "viewer", place.owner)
    return {
        "member_id": Member.objects.get(workspace=place.workspace, user=user).id,
        "invitation_id": other.id,
        "key_id": Key.objects.get(workspace=place.workspace).id,
        "line_id": line.id,
    }
