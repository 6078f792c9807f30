"""Every route stands in the one table of who may do what, and nothing stands there that is no route."""

from __future__ import annotations

from django.urls import URLPattern, get_resolver

from clew_server.accounts.limits import LIMITS
from clew_server.accounts.models import SCOPES
from clew_server.collect.routes import ANY, ROUTES
from clew_server.policy import ALL_ROLES, PERSON, POLICY, PUBLIC

#: Routes that anybody may use without logging in: a new one is a decision, so it is written down here too.
OPEN = {
    "web:language", "web:theme", "web:csp_report", "account_login", "account_logout", "account_inactive",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "mfa_authenticate", "openid_connect_login", "openid_connect_callback",
    "socialaccount_login_cancelled", "socialaccount_login_error", "accounts:login_link", "accounts:invitation",
    "weekly:unsubscribe", "told:statuses",
}  # fmt: skip
#: Open forms that can be guessed at; what is not here says why it needs no limit.
UNLIMITED = {
    "web:language": "sets a cookie",
    "web:theme": "too",
    "web:csp_report": "writes one line",
    "account_logout": "only ends",
    "weekly:unsubscribe": "a random token of 122 bits; all it does is to send less",
}


def routes(patterns=None, names: tuple[str, ...] = (), arguments: frozenset[str] = frozenset()):
    """Yield every pattern of the resolver: its full name and the names of its arguments."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        known = arguments | set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            yield ":".join([*names, pattern.name or f"(no name) {pattern.pattern}"]), known
        else:
            yield from routes(pattern.url_patterns, (*names, *filter(None, [pattern.namespace])), known)


def test_every_route_has_its_row_and_every_row_its_route():
    there = [name for name, _ in routes()]
    assert not set(there) - set(POLICY), "give each a row in clew_server.policy.POLICY"
    assert not set(POLICY) - set(there), "these rows lead nowhere: take them out of clew_server.policy.POLICY"
    assert len(there) == len(set(there)), "two routes of one name: one row cannot decide for both"


def test_roles_are_asked_inside_a_workspace_and_only_there():
    wrong = []
    for name, arguments in routes():
        for who in filter(None, (POLICY[name].get, POLICY[name].post)):
            is_of_workspace = who not in (PUBLIC, PERSON)
            if is_of_workspace != ("workspace_id" in arguments) or (is_of_workspace and not who <= ALL_ROLES):
                wrong.append(name)
    assert not wrong, "the address has <uuid:workspace_id>, and the row names roles; or neither"


def test_a_row_offers_something():
    assert not [name for name, rule in POLICY.items() if rule.get is None and rule.post is None]


def test_what_is_open_to_all_is_listed_here_too():
    found = {name for name, rule in POLICY.items() if PUBLIC in (rule.get, rule.post)}
    assert found == OPEN


def test_every_open_form_has_a_limit_that_there_is():
    bare = {name for name, rule in POLICY.items() if rule.post == PUBLIC and not rule.limit}
    assert bare == set(UNLIMITED)
    assert {rule.limit for rule in POLICY.values()} - {""} <= set(LIMITS)


def test_every_route_of_the_raw_app_has_a_scope_or_gives_nothing_away():
    assert [route.path for route in ROUTES if route.scope is None] == ["/v1/version", "/v1/openapi.json", "/v1/clew.js"]
    assert {route.scope for route in ROUTES} <= {None, ANY, *SCOPES}
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)
