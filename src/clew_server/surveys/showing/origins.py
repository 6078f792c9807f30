"""The page of origins: which sites may show surveys, and be what surveys lead to at their end."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext

from clew_server.accounts.gate import MemberRequest
from clew_server.company import history
from clew_server.company.pages import back, page
from clew_server.company.seen import ConflictError
from clew_server.lakes.handles import opened
from clew_server.surveys.look import ORIGINS, origin_of, origins_of

__all__ = ["MOST", "Read", "origins", "read_origins"]

TAB = "surveys:origins"
KIND, NAME = ORIGINS
#: More would make the headers of every answer page longer than some proxies take.
MOST = 50


@dataclass(frozen=True)
class Read:
    """The origins that a text names, a line each, and what is wrong with lines of it, in words."""

    origins: tuple[str, ...]
    wrong: tuple[str, ...]


def origins(request: MemberRequest) -> HttpResponse:
    """Show the origins, or keep others: all lines of the form, or nothing."""
    if request.method != "POST":
        return _shown(request, "\n".join(origins_of(request.workspace.id)))
    text = request.POST.get("origins", "")
    read = read_origins(text)
    if read.wrong:
        return _shown(request, text, wrong=read.wrong)
    try:
        edit = history.keep(request, KIND, NAME, {"origins": list(read.origins)} if read.origins else None)
    except ConflictError as conflict:
        return _shown(request, text, conflict=conflict)
    return back(request, TAB, edit)


def read_origins(text: str) -> Read:
    r"""Return what the lines of a text name; of a whole address its origin, each once.

    >>> read_origins("https://Shop.example/thanks?x=1\n\nhttps://shop.example:443").origins
    ('https://shop.example',)
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    wrong = [_problem(line) for line in lines if not origin_of(line)]
    found = tuple(dict.fromkeys(origin for line in lines if (origin := origin_of(line))))
    if len(found) > MOST:
        wrong.append(gettext("There may be %(most)s at most.") % {"most": MOST})
    return Read(found, tuple(wrong))


def _problem(line: str) -> str:
    shown = {"line": line[:200]}
    if "*" in line:
        return gettext("“%(line)s” has a *: write each site by itself, with its whole name.") % shown
    if "://" not in line:
        return gettext("“%(line)s” does not say https:// (or http://) in front: write https://shop.example.") % shown
    return gettext("“%(line)s” is not the address of a site: write it as https://shop.example.") % shown


def _shown(
    request: MemberRequest, text: str, *, wrong: tuple[str, ...] = (), conflict: ConflictError | None = None
) -> HttpResponse:
    context = {"text": text, "wrong": wrong, "listed": origins_of(request.workspace.id)}
    documents = {NAME: opened(request.workspace.id).store.settings.documents[KIND].get(NAME)}
    return page(
        request, "surveys/showing/origins.html", context, tab=TAB, wrong=bool(wrong or conflict), conflict=conflict,
        documents=documents,
    )  # fmt: skip
