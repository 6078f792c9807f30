"""What is said: ``feedback`` (asked and unasked) and ``readings`` (what a reader read in it)."""

from __future__ import annotations

from clew.tables.columns import Column, Table, WholeNumber, Within

__all__ = ["FEEDBACK", "READINGS"]

FEEDBACK = Table(
    name="feedback",
    row="one answer, or one unasked opinion",
    merge="state",
    key=("feedback_id",),
    time_column="answered_at",
    columns=(
        Column("feedback_id", "text", "the answer", required=True),
        Column("customer_id", "text", "who answered"),
        Column("respondent", "text", "in which role", choices=("customer", "employee")),
        Column(
            "program",
            "text",
            "which measurement; programs are never mixed silently",
            choices=("relationship", "transactional", "product", "employee", "none"),
        ),
        Column("kind", "text", "how it reached us", choices=("survey", "review", "post", "complaint", "call", "chat")),
        Column(
            "instrument",
            "text",
            "the questionnaire and its version; instruments are never mixed silently",
            names_nobody=True,
        ),
        Column("question", "text", "the question, as the instrument names it"),
        Column(
            "metric", "text", "what the rating measures", choices=("nps", "csat", "ces", "rating", "choice", "text")
        ),
        Column("scale_min", "number", "lowest rating that could be given"),
        Column("scale_max", "number", "highest rating that could be given"),
        Column("rating", "number", "what was given; zero is a rating", "points of its scale"),
        Column("choice", "text", "the option chosen"),
        Column("verbatim", "text", "what was written or said"),
        Column("language", "text", "language of the answer, ISO 639-1"),
        Column("asked_at", "time", "when it was asked", "UTC"),
        Column("answered_at", "time", "when it was answered", "UTC"),
        Column("touchpoint", "text", "where in the designed journey"),
        Column("channel", "text", "by which way"),
        Column("journey_run_id", "text", "the actual passage it is about"),
        Column("ticket_id", "text", "the ticket it is about"),
        Column("order_id", "text", "the order it is about"),
        Column("product", "text", "the product it is about"),
        Column("location", "text", "where on the ground"),
        Column("team", "text", "the group it is about"),
        Column("employee", "text", "the employee it is about"),
        Column("brand", "text", "the brand it is about, ours or another"),
        Column("country", "text", "ISO 3166 code of the country"),
        Column("device", "text", "on which device"),
        Column("invitation_id", "text", "the invitation it answers"),
        Column("weight", "number", "how many customers the answer stands for"),
        Column("complete", "flag", "whether the questionnaire was finished"),
        Column(
            "answer_state",
            "text",
            "whether there is an answer, and if not, why; never a zero",
            choices=("given", "missing", "not_asked", "not_applicable", "not_experienced"),
        ),
        Column("properties", "json", "other columns of the source"),
        Column("version_at", "time", "when this was true; the latest wins", "UTC"),
    ),
    checks=(
        Within("rating", "scale_min", "scale_max"),
        WholeNumber("rating", when="metric", equals="nps"),
        Within("weight", 0),
    ),
    defaults={"respondent": "customer", "program": "none", "kind": "survey"},
)

READINGS = Table(
    name="readings",
    row="what a reader (a model, a person) read in a verbatim",
    merge="state",
    key=("feedback_id", "reader"),
    time_column="version_at",
    columns=(
        Column("feedback_id", "text", "the answer that was read", required=True),
        Column("reader", "text", "who read it: a model and its version, or a person", required=True),
        Column("language", "text", "language recognised, ISO 639-1"),
        Column("sentiment", "number", "from -1 to 1"),
        Column("confidence", "number", "from 0 to 1"),
        Column("themes", "json", "list of themes"),
        Column("urgency", "number", "from 0 to 1"),
        Column("version_at", "time", "when it was read; the latest wins", "UTC"),
    ),
    checks=(Within("sentiment", -1, 1), Within("confidence", 0, 1), Within("urgency", 0, 1)),
)
