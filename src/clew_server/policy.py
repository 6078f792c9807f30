"""Who may do what: one table of every route and method. A route without a row fails the build and is never served.

A row is the route's name (``app:name``), then for each method who may: ``PUBLIC`` (anybody), ``PERSON`` (who is logged
in), or roles within the workspace of the address. A workspace one is no member of does not exist (404); a role that
may not, is told so (403). The raw app's routes (``/v1/*``) stand in :mod:`clew_server.collect.routes`, with scopes.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ALL_ROLES", "FILE", "FORM", "PERSON", "PIECE", "POLICY", "PUBLIC", "ROLES", "SMALL", "Rule", "may"]

OWNER, ANALYST, AGENT, VIEWER = "owner", "analyst", "agent", "viewer"
ROLES = (OWNER, ANALYST, AGENT, VIEWER)

PUBLIC = frozenset({"*public"})
PERSON = frozenset({"*person"})
ALL_ROLES = frozenset(ROLES)
#: Who may see a customer: personal data is theirs to see.
SEES_CUSTOMERS = frozenset({OWNER, ANALYST, AGENT})
#: Who asks, imports, maps, exports.
WORKS = frozenset({OWNER, ANALYST})
OWNS = frozenset({OWNER})

#: Bytes of a body: of strangers, of a form, of a piece of an upload, of a file in a form (larger ones come in pieces).
SMALL, FORM, PIECE, FILE = 64 * 1024, 2 * 1024**2, 4 * 1024**2, 100 * 1024**2


@dataclass(frozen=True)
class Rule:
    """Who may use one route, by method.

    ``limit`` names a limit of :mod:`clew_server.accounts.limits`; ``body`` is how many bytes a member may post.
    """

    get: frozenset[str] | None = None
    post: frozenset[str] | None = None
    limit: str = ""
    body: int = FORM

    def who(self, method: str) -> frozenset[str] | None:
        """Return who may, None where the method is not offered."""
        return self.get if method in {"GET", "HEAD"} else self.post if method == "POST" else None

    def largest_body(self, method: str) -> int:
        """Return how many bytes a body may have; what anybody may post, and what is not posted, is small."""
        return self.body if method == "POST" and self.post not in {None, PUBLIC} else SMALL


def may(role: str | None, route: str, method: str = "GET") -> bool:
    """Return whether a member with ``role`` may use ``route``.

    >>> may("viewer", "status:status"), may("owner", "status:status")
    (False, True)
    """
    who = POLICY[route].who(method)
    return who is not None and (bool(who & (PUBLIC | PERSON)) or role in who)


POLICY: dict[str, Rule] = {
    # web
    "web:home": Rule(get=PERSON),
    "web:language": Rule(post=PUBLIC),
    "web:theme": Rule(post=PUBLIC),
    "web:csp_report": Rule(post=PUBLIC),
    # accounts: allauth's pages
    "account_login": Rule(get=PUBLIC, post=PUBLIC, limit="login"),
    "account_logout": Rule(get=PUBLIC, post=PUBLIC),
    "account_inactive": Rule(get=PUBLIC),
    "account_reauthenticate": Rule(get=PERSON, post=PERSON, limit="login"),
    "account_reset_password": Rule(get=PUBLIC, post=PUBLIC, limit="reset"),
    "account_reset_password_done": Rule(get=PUBLIC),
    "account_reset_password_from_key": Rule(get=PUBLIC, post=PUBLIC, limit="reset_key"),
    "account_reset_password_from_key_done": Rule(get=PUBLIC),
    "account_change_password": Rule(get=PERSON, post=PERSON, limit="password"),
    "account_set_password": Rule(get=PERSON, post=PERSON, limit="password"),
    "mfa_index": Rule(get=PERSON),
    "mfa_authenticate": Rule(get=PUBLIC, post=PUBLIC, limit="mfa"),
    "mfa_reauthenticate": Rule(get=PERSON, post=PERSON, limit="mfa"),
    "mfa_activate_totp": Rule(get=PERSON, post=PERSON, limit="mfa"),
    "mfa_deactivate_totp": Rule(get=PERSON, post=PERSON, limit="mfa"),
    "mfa_view_recovery_codes": Rule(get=PERSON),
    "mfa_generate_recovery_codes": Rule(get=PERSON, post=PERSON, limit="mfa"),
    "mfa_download_recovery_codes": Rule(get=PERSON),
    "openid_connect_login": Rule(get=PUBLIC, post=PUBLIC, limit="login"),
    "openid_connect_callback": Rule(get=PUBLIC, limit="login"),
    "socialaccount_login_cancelled": Rule(get=PUBLIC),
    "socialaccount_login_error": Rule(get=PUBLIC),
    # our own pages of accounts
    "accounts:login_link": Rule(get=PUBLIC, post=PUBLIC, limit="link"),
    "accounts:invitation": Rule(get=PUBLIC, post=PUBLIC, limit="link"),
    "accounts:me": Rule(get=PERSON, post=PERSON),
    "accounts:end_sessions": Rule(post=PERSON),
    "accounts:members": Rule(get=OWNS),
    "accounts:invite": Rule(post=OWNS, limit="invite"),
    "accounts:withdraw": Rule(post=OWNS),
    "accounts:role": Rule(post=OWNS),
    "accounts:remove": Rule(post=OWNS),
    "accounts:undo": Rule(post=OWNS),
    "accounts:create_key": Rule(post=OWNS, limit="invite"),
    "accounts:revoke_key": Rule(post=OWNS),
    "accounts:leave": Rule(post=ALL_ROLES),
    # feedback
    "feedback:feedback": Rule(get=SEES_CUSTOMERS),
    "feedback:facets": Rule(get=SEES_CUSTOMERS),
    "feedback:quote": Rule(get=SEES_CUSTOMERS),
    "feedback:tag": Rule(post=SEES_CUSTOMERS),
    "feedback:untag": Rule(post=SEES_CUSTOMERS),
    "feedback:assign": Rule(post=SEES_CUSTOMERS),
    "feedback:settle": Rule(post=SEES_CUSTOMERS),
    "feedback:tags": Rule(get=SEES_CUSTOMERS),
    "feedback:change_tag": Rule(post=WORKS),
    "feedback:restore_tag": Rule(post=WORKS),
    "feedback:save": Rule(post=SEES_CUSTOMERS),
    "feedback:remove_saved": Rule(post=SEES_CUSTOMERS),
    "feedback:restore_saved": Rule(post=SEES_CUSTOMERS),
    "feedback:export": Rule(get=WORKS, post=WORKS),
    "feedback:file": Rule(get=WORKS),
    # customers
    "customers:customers": Rule(get=SEES_CUSTOMERS),
    "customers:customer": Rule(get=SEES_CUSTOMERS),
    "customers:export": Rule(post=WORKS),
    "customers:file": Rule(get=WORKS),
    "customers:erase": Rule(get=OWNS, post=OWNS),
    "customers:audit": Rule(get=OWNS),
    # paths, service, reasons
    "paths:paths": Rule(get=ALL_ROLES),
    "paths:rows": Rule(get=SEES_CUSTOMERS),
    "service:service": Rule(get=ALL_ROLES),
    "reasons:reasons": Rule(get=ALL_ROLES),
    # company: an owner's settings and working time; what words mean is an analyst's too
    "company:settings": Rule(get=WORKS, post=OWNS),
    "company:calendar": Rule(get=WORKS, post=OWNS),
    "company:targets": Rule(get=WORKS, post=WORKS),
    "company:segments": Rule(get=WORKS),
    "company:segment": Rule(get=WORKS, post=WORKS),
    "company:names": Rule(get=WORKS, post=WORKS),
    "company:rules": Rule(get=WORKS, post=WORKS),
    "company:touchpoints": Rule(get=WORKS, post=WORKS),
    "company:changes": Rule(get=WORKS, post=WORKS),
    "company:change": Rule(get=WORKS, post=WORKS),
    "company:undo": Rule(post=WORKS),
    # jobs
    "jobs:job": Rule(get=ALL_ROLES),
    "jobs:stop": Rule(post=WORKS),
    # dashboards
    "dashboards:dashboards": Rule(get=ALL_ROLES),
    "dashboards:dashboard": Rule(get=ALL_ROLES),
    "dashboards:card": Rule(get=ALL_ROLES),
    "dashboards:create": Rule(post=WORKS),
    "dashboards:add": Rule(get=WORKS, post=WORKS),
    "dashboards:change": Rule(post=WORKS),
    "dashboards:delete": Rule(post=WORKS),
    "dashboards:restore": Rule(post=WORKS),
    "dashboards:note": Rule(post=WORKS),
    "dashboards:card_change": Rule(post=WORKS),
    "dashboards:pdf": Rule(get=WORKS),
    "dashboards:slides": Rule(get=WORKS),
    "dashboards:mailing": Rule(get=WORKS, post=WORKS),
    "weekly:unsubscribe": Rule(get=PUBLIC, post=PUBLIC),
    "told:statuses": Rule(post=PUBLIC, limit="api"),
    # questions
    "questions:questions": Rule(get=ALL_ROLES),
    "questions:values": Rule(get=ALL_ROLES),
    "questions:chart": Rule(get=ALL_ROLES),
    "questions:rows": Rule(get=SEES_CUSTOMERS),
    "questions:download": Rule(get=WORKS),
    "questions:saved": Rule(get=ALL_ROLES),
    "questions:kept": Rule(get=ALL_ROLES),
    "questions:save": Rule(post=WORKS),
    "questions:change": Rule(post=WORKS),
    "questions:delete": Rule(post=WORKS),
    "questions:restore": Rule(post=WORKS),
    # pulse
    "pulse:pulse": Rule(get=ALL_ROLES),
    "pulse:headline": Rule(get=ALL_ROLES),
    "pulse:tiles": Rule(get=ALL_ROLES),
    "pulse:findings": Rule(get=ALL_ROLES),
    "pulse:compute": Rule(post=WORKS),
    "pulse:finding": Rule(get=WORKS),
    "pulse:say": Rule(post=WORKS),
    "pulse:take": Rule(post=SEES_CUSTOMERS),
    "pulse:undo": Rule(post=SEES_CUSTOMERS),
    "pulse:report": Rule(get=WORKS, post=WORKS),
    # touchpoints
    "touchpoints:touchpoints": Rule(get=ALL_ROLES),
    "touchpoints:grid": Rule(get=ALL_ROLES),
    # the way in
    "imports:imports": Rule(get=WORKS),
    "imports:send": Rule(post=WORKS, body=FILE + SMALL),
    "imports:begin": Rule(post=WORKS),
    "imports:upload": Rule(get=WORKS, post=WORKS),
    "imports:piece": Rule(get=WORKS, post=WORKS, body=PIECE),
    "imports:toml": Rule(post=WORKS),
    "imports:run": Rule(post=WORKS),
    "imports:stop": Rule(post=WORKS),
    "imports:remove": Rule(post=WORKS),
    "imports:progress": Rule(get=WORKS),
    "imports:result": Rule(get=WORKS),
    "imports:rejected": Rule(get=WORKS),
    "imports:undo": Rule(post=WORKS),
    "imports:remapping": Rule(get=WORKS, post=WORKS),
    "imports:undo_remap": Rule(post=WORKS),
    "imports:means": Rule(post=WORKS),
    "imports:mend": Rule(get=WORKS, post=WORKS),
    "imports:undo_mend": Rule(post=WORKS),
    "imports:mappings": Rule(get=WORKS),
    "imports:forget_mapping": Rule(post=WORKS),
    "imports:remember_mapping": Rule(post=WORKS),
    "imports:quarantine": Rule(get=WORKS),
    "imports:means_everywhere": Rule(post=WORKS),
    "imports:aside": Rule(get=WORKS),
    "imports:sources": Rule(get=WORKS),
    "imports:add_source": Rule(post=OWNS),
    "imports:check_source": Rule(post=OWNS),
    "imports:remove_source": Rule(post=OWNS),
    "imports:put_source_back": Rule(post=OWNS),
    # surveys: writing them
    "surveys:surveys": Rule(get=WORKS),
    "surveys:new": Rule(get=WORKS, post=WORKS, body=10 * 1024**2 + SMALL),
    "surveys:duplicate": Rule(post=WORKS),
    "surveys:delete": Rule(post=WORKS),
    "surveys:restore": Rule(post=WORKS),
    "surveys:edit": Rule(get=WORKS, post=WORKS, body=PIECE),
    "surveys:file": Rule(get=WORKS, post=WORKS, body=PIECE),
    "surveys:take_back": Rule(post=WORKS),
    "surveys:as_file": Rule(get=WORKS),
    "surveys:carried": Rule(post=WORKS),
    "surveys:publish": Rule(get=WORKS, post=WORKS),
    "surveys:change_state": Rule(post=WORKS),
    "surveys:surveyjs": Rule(get=WORKS),
    "surveys:surveyjs_file": Rule(get=WORKS),
    "surveys:appearance": Rule(get=WORKS, post=WORKS),
    "surveys:preview": Rule(get=WORKS),
    "surveys:preview_page": Rule(get=WORKS, post=WORKS),
    "surveys:versions": Rule(get=WORKS),
    "surveys:compare": Rule(get=WORKS),
    "surveys:version_file": Rule(get=WORKS),
    "surveys:bring_back": Rule(post=WORKS),
    # surveys: showing them
    "surveys:origins": Rule(get=WORKS, post=OWNS),
    "surveys:link": Rule(get=WORKS),
    "surveys:qr": Rule(get=WORKS),
    "surveys:poster": Rule(get=WORKS),
    "surveys:widget": Rule(get=WORKS, post=WORKS),
    "surveys:widget_page": Rule(get=WORKS),
    "surveys:widget_frame": Rule(get=WORKS),
    # surveys: their results
    "surveys:results": Rule(get=ALL_ROLES),
    "surveys:came": Rule(get=ALL_ROLES),
    "surveys:answers": Rule(get=WORKS),
    # surveys: sending invitations
    "surveys:sending": Rule(get=WORKS),
    "surveys:reports": Rule(post=WORKS, body=20 * 1024**2 + SMALL),
    "surveys:statuses": Rule(post=WORKS, body=20 * 1024**2 + SMALL),
    "surveys:letters": Rule(get=WORKS, post=WORKS),
    "surveys:letters_test": Rule(post=WORKS),
    "surveys:letter_page": Rule(get=WORKS),
    "surveys:links": Rule(get=WORKS),
    "surveys:links_file": Rule(post=WORKS),
    "surveys:gateways": Rule(get=OWNS, post=OWNS),
    "surveys:gateway_remove": Rule(post=OWNS),
    # surveys: whom they ask
    "surveys:contact": Rule(get=WORKS, post=WORKS),
    "surveys:contact_undo": Rule(post=WORKS),
    "surveys:suppressed": Rule(get=WORKS, post=WORKS, body=20 * 1024**2 + SMALL),
    "surveys:ways": Rule(get=WORKS, post=WORKS),
    "surveys:way": Rule(get=WORKS, post=WORKS),
    "surveys:way_step": Rule(post=WORKS),
    "surveys:way_list": Rule(get=WORKS, post=WORKS, body=20 * 1024**2 + SMALL),
    "surveys:way_dry": Rule(get=WORKS),
    # status
    "status:status": Rule(get=OWNS),
    "status:verify": Rule(post=OWNS),
}
