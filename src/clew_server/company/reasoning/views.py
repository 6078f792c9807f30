"""The page of rules: reasons, statuses, stages, each as a form; and all of them as TOML for those who like that."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from clew.errors import UsageError
from clew.rules import HOLDERS, NAME, Rules, load_rules
from clew.rules.reasons import CONDITIONS
from clew.rules.writing import rules_text
from clew_server.accounts.gate import MemberRequest
from clew_server.company import history
from clew_server.company.pages import back, page
from clew_server.company.reasoning.rows import BLANK, pairs_of, reason_rows, reasons_of, sent_reasons, with_pairs
from clew_server.company.seen import ConflictError
from clew_server.insights.kept.services import shown
from clew_server.insights.reading import Reading

__all__ = ["rules"]

TAB, KIND = "company:rules", "rule"
VIEWS: dict[str, str | Promise] = {
    "reasons": gettext_lazy("Contact reasons"),
    "statuses": gettext_lazy("Statuses"),
    "stages": gettext_lazy("Stages"),
    "toml": gettext_lazy("As text"),
}
HOLDER_NAMES: dict[str, str | Promise] = {
    "us": gettext_lazy("us"),
    "customer": gettext_lazy("the customer"),
    "third_party": gettext_lazy("somebody else"),
    "bot": gettext_lazy("a bot"),
    "done": gettext_lazy("nobody: it is done"),
    "excluded": gettext_lazy("left out: no request of its own"),
}


def rules(request: MemberRequest) -> HttpResponse:
    """Show one part of the rules with what it makes of the data; look at a draft, keep it, go back to Clew's own."""
    given = request.POST if request.method == "POST" else request.GET
    view = given.get("view", "reasons")
    if view not in VIEWS:
        raise Http404
    reading = Reading(request, "last-90-days")
    kept = Rules.of(reading.settings.documents[KIND].get(NAME))
    if request.method != "POST":
        return _shown(request, reading, view, kept)
    if request.POST.get("do") == "reset":
        return back(request, TAB, history.keep(request, KIND, NAME, None), view=view)
    try:
        draft = _sent(request, view, kept)
    except UsageError as error:
        return _shown(request, reading, view, kept, error=str(error), sent=True)
    if request.POST.get("do") == "look":
        return _shown(request, reading, view, draft, sent=True, is_draft=True)
    try:
        edit = history.keep(request, KIND, NAME, draft.to_document())
    except ConflictError as conflict:
        return _shown(request, reading, view, draft, sent=True, conflict=conflict)
    return back(request, TAB, edit, view=view)


def _sent(request: MemberRequest, view: str, kept: Rules) -> Rules:
    """Return the rules as the form has them; UsageError says what cannot be, as for a file of rules."""
    if view == "toml":
        return load_rules(request.POST.get("text", ""))
    if view == "reasons":
        return Rules.of({**kept.to_document(), "contact_reasons": reasons_of(sent_reasons(request.POST))})
    return Rules.of(with_pairs(kept, view, pairs_of(request.POST)))


def _shown(
    request: MemberRequest, reading: Reading, view: str, rules: Rules, *, error: str = "", sent: bool = False,
    is_draft: bool = False, conflict: ConflictError | None = None,
) -> HttpResponse:  # fmt: skip
    asked = reading.asked
    end = asked.end or reading.now.date()
    kept = shown(reading, "company.rules", {"rules": rules.to_document(), "end": end.isoformat()})
    document = kept.document or {}
    caught = document.get("caught") or {}
    context: dict[str, Any] = {
        "reading": reading,
        "view": view,
        "views": [(name, label, name == view) for name, label in VIEWS.items()],
        "kept": kept,
        "unknown": caught.get("unknown", []),
        "wordless": caught.get("wordless", 0),
        "has_counts": bool(caught),
        "error": error,
        "is_draft": is_draft,
        "is_own": NAME in reading.settings.documents[KIND],
        "columns": ", ".join(CONDITIONS),
        "holders": [(name, HOLDER_NAMES[name]) for name in HOLDERS],
    }
    context |= _form(request, view, rules, document, sent=sent)
    return page(
        request, "company/rules.html", context, tab=TAB, wrong=bool(error or conflict), conflict=conflict,
        documents={NAME: reading.settings.documents[KIND].get(NAME)},
    )  # fmt: skip


def _form(request: MemberRequest, view: str, rules: Rules, document: dict[str, Any], *, sent: bool) -> dict[str, Any]:
    """Return what the form of a view holds: what was sent, else what is kept."""
    if view == "toml":
        return {"text": request.POST.get("text", "") if sent else rules_text(rules)}
    if view == "reasons":
        rows = sent_reasons(request.POST) if sent else reason_rows(rules.reasons)
        blank = [{"reason": "", "avoidable": "", "fits": ""} for _ in range(BLANK)]
        counts = (document.get("caught") or {}).get("lines", [])
        caught = [
            {**row, "tickets": tickets, "calls": calls} for row, (tickets, calls) in zip(rows, counts, strict=False)
        ]
        return {"rows": rows + blank, "caught": caught}
    pairs = pairs_of(request.POST) if sent else dict(getattr(rules, view))
    words = document.get("statuses" if view == "statuses" else "touchpoints", [])
    return {
        "pairs": [*pairs.items(), *((("", ""),) * BLANK)],
        "words": [w for w in words if w[0].strip().lower() not in pairs],
    }
