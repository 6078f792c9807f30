"""A dashboard as PDF, the workspace as four slides; for those who may take data away."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from clew_server.accounts.gate import MemberRequest
from clew_server.insights.dashboards.filled import fill, over_all
from clew_server.insights.dashboards.paper.pdf import dashboard_pdf
from clew_server.insights.dashboards.paper.slides import four_slides
from clew_server.insights.dashboards.views.showing import found_or_404
from clew_server.insights.questions.asking.query import query_of

__all__ = ["pdf", "slides"]

SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def pdf(request: MemberRequest, dashboard_id: UUID) -> HttpResponse:
    """Return a dashboard on A4, under the filters of the address."""
    found = found_or_404(request, dashboard_id)
    body = dashboard_pdf(found.name, request.workspace.name, fill(request, found, over_all(request.GET)))
    return HttpResponse(
        body, content_type="application/pdf", headers={"Content-Disposition": 'attachment; filename="dashboard.pdf"'}
    )


def slides(request: MemberRequest) -> HttpResponse:
    """Return four slides about the span of the address."""
    body = four_slides(request, query_of(request.GET))
    return HttpResponse(body, content_type=SLIDES, headers={"Content-Disposition": 'attachment; filename="clew.pptx"'})
