"""What changes accounts: users, members, links to log in, keys. Nothing here asks who may; the gate has."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from clew.errors import UsageError
from clew_server.accounts.membership.members import change_role
from clew_server.accounts.models import SCOPES, Key, LoginLink, Member, User, Workspace
from clew_server.accounts.selectors import KnownKey
from clew_server.accounts.tokens import hashed, new_token
from clew_server.policy import OWNER, ROLES

__all__ = [
    "adopt",
    "call_workspace",
    "create_key",
    "create_login_link",
    "first_owner",
    "join",
    "keep_preferences",
    "note_use",
    "revoke_key",
    "use_login_link",
]

#: So many random letters of a key are kept to tell it from others; the rest has over 200 bits.
SEEN = 4
LINK_AGE = timedelta(hours=1)
#: How often it is written down that a key was used.
USED_PACE = timedelta(minutes=5)
#: Who was away for longer comes for another visit.
VISIT_GAP = timedelta(minutes=30)
#: A visit is written down at most so often.
VISIT_STEP = timedelta(minutes=1)


@transaction.atomic
def adopt(folders: dict[UUID, str]) -> list[Workspace]:
    """Return the workspaces by id and name, each made known to the pages; who owns all others owns a new one too."""
    known = {workspace.id: workspace for workspace in Workspace.objects.all()}
    owners = [user for user in User.objects.filter(memberships__role=OWNER).distinct() if _owns(user, set(known))]
    for workspace_id, name in folders.items():
        if workspace_id not in known:
            known[workspace_id] = Workspace.objects.create(id=workspace_id, name=name)
            Member.objects.bulk_create(
                Member(workspace=known[workspace_id], user=owner, role=OWNER) for owner in owners
            )
        elif known[workspace_id].name != name:
            Workspace.objects.filter(id=workspace_id).update(name=name)
    return [known[workspace_id] for workspace_id in folders]


def call_workspace(workspace: Workspace, name: str) -> None:
    """Call a workspace as the library does now; the caller has renamed it there."""
    workspace.name = name
    workspace.save(update_fields=["name"])


@transaction.atomic
@transaction.atomic
def join(email: str, role: str, workspaces: list[Workspace]) -> User:
    """Return the user of ``email``, made where there is none, with ``role`` in each of ``workspaces``.

    Raises:
        UsageError: there is no such role, or it is no e-mail address.
        LastOwnerError: it is another role than before, and nobody would own the workspace.
    """
    if role not in ROLES:
        raise UsageError.unknown("role", role, ROLES)
    address = email.strip().lower()
    if address.count("@") != 1 or not all(address.split("@")) or any(sign.isspace() for sign in address):
        raise UsageError(f"'{email[:60]}' is no e-mail address.")
    user = User.objects.filter(email=address).first() or User.objects.create_user(address)
    for workspace in workspaces:
        member, _ = Member.objects.get_or_create(workspace=workspace, user=user, defaults={"role": role})
        change_role(workspace, member.id, role, None)
    return user


def _owns(user: User, workspaces: set[UUID]) -> bool:
    owned = Member.objects.filter(user=user, role=OWNER).values_list("workspace_id", flat=True)
    return workspaces <= set(owned)


def create_login_link(email: str) -> str:
    """Return the token of a new one-time link for the user of ``email``.

    Raises:
        UsageError: nobody active has that address.
    """
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise UsageError.unknown("user", email, User.objects.values_list("email", flat=True))
    token = new_token()
    LoginLink.objects.create(user=user, token_hash=hashed(token), expires_at=timezone.now() + LINK_AGE)
    return token


def keep_preferences(user: User, **chosen: str) -> None:
    """Keep with the person what was chosen: ``language``, ``theme``; on another machine it is taken from there."""
    User.objects.filter(pk=user.pk).update(**{name: chosen[name] for name in ("language", "theme") if name in chosen})


def first_owner() -> str:
    """Return the address of the owner who was made first."""
    return str(Member.objects.filter(role=OWNER).order_by("joined_at").values_list("user__email", flat=True)[0])


def use_login_link(token: str) -> User | None:
    """Return whose link ``token`` is and use it up; None where it is none, used or too old."""
    now = timezone.now()
    link = LoginLink.objects.select_related("user").filter(token_hash=hashed(token), user__is_active=True).first()
    # One conditional UPDATE by columns of its own: only one of two at once gets in. By the person, too, it would choose
    # its rows by a subquery, which PostgreSQL does not ask again once the other one has used the link.
    unused = LoginLink.objects.filter(token_hash=hashed(token), used_at=None, expires_at__gt=now)
    return link.user if link is not None and unused.update(used_at=now) else None


def create_key(workspace: Workspace, name: str, scope: str, by: User | None = None, days: int | None = None) -> str:
    """Return a new key, which is kept as a hash only: this is the one time it is seen.

    Raises:
        UsageError: there is no such scope, or the name is empty.
    """
    if scope not in SCOPES:
        raise UsageError.unknown("scope", scope, SCOPES)
    if not name.strip():
        raise UsageError("A key needs a name, so that it is known later what it is for.")
    start = f"clew_{scope}_"
    key = new_token(start)
    expires = timezone.now() + timedelta(days=days) if days else None
    Key.objects.create(
        workspace=workspace, name=name.strip()[:100], scope=scope, prefix=key[: len(start) + SEEN],
        key_hash=hashed(key), created_by=by, expires_at=expires,
    )  # fmt: skip
    return key


def note_use(key: KnownKey) -> None:
    """Write down that a key was used, where that was not done lately; a full disk keeps nobody out."""
    now = timezone.now()
    if key.used_at is None or now - key.used_at > USED_PACE:
        with suppress(DatabaseError), transaction.atomic():
            Key.objects.filter(pk=key.key_id).update(used_at=now)


def revoke_key(workspace: Workspace, key_id: UUID) -> bool:
    """Return whether a key of ``workspace`` was revoked; within five seconds no process takes it any more."""
    keys = Key.objects.filter(workspace=workspace, id=key_id, revoked_at=None)
    return bool(keys.update(revoked_at=timezone.now()))


def visited(member: Member, now: datetime | None = None) -> datetime | None:
    """Return when the member's last visit but this one ended, None at the first; this one is written down.

    Whoever was away for over half an hour comes for another visit: what came after the end of the last one is news,
    and stays so for the whole of this visit.
    """
    moment = now or timezone.now()
    before = member.visited_at
    if before is not None and moment - before <= VISIT_STEP:
        return member.seen_at
    if before is not None and moment - before > VISIT_GAP:
        member.seen_at = before
    member.visited_at = moment
    Member.objects.filter(id=member.id).update(seen_at=member.seen_at, visited_at=moment)
    return member.seen_at
