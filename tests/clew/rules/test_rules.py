"""Rules: what a document may say, what wins, and what an error names."""

from __future__ import annotations

import pytest

from clew.errors import UsageError
from clew.rules import HOLDERS, Reason, Rules, load_rules
from clew.rules.reasons import KNOWN_REASONS
from clew.rules.rules import fits
from clew.rules.statuses import KNOWN, plain

RULES = """format = 1
[statuses]
"In the lab" = "third_party"
"Closed" = "us"
"Queue *" = "bot"
"queue vip" = "customer"
[stages]
"Check out" = "buying"
[[contact_reasons]]
reason = "late"
avoidable = true
topic = ["*late*", "delay"]
channel = "web"
[[contact_reasons]]
reason = "{queue}"
queue = "*"
"""


def test_what_a_workspace_says_wins_over_what_we_know():
    rules = load_rules(RULES)
    asked = ("in the LAB ", "closed", "Queue 7", "Queue VIP", "solved", "anything")
    assert [rules.holder(status) for status in asked] == ["third_party", "us", "bot", "customer", "done", "us"]


def test_a_document_comes_back_as_it_went():
    rules = load_rules(RULES)
    assert Rules.of(rules.to_document()) == rules
    assert Rules.from_json(rules.to_json()) == rules
    assert Rules.of(Rules().to_document()) == Rules() == Rules.of(None) == Rules.from_json("")


def test_our_own_reasons_said_again_stay_ours():
    ours = Rules(own_reasons=KNOWN_REASONS).to_document()
    assert Rules.of(ours).own_reasons is None
    assert load_rules("format = 1\ncontact_reasons = []").reasons == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[statuses]", "begin with 'format = 1'"),
        ("format = 2", "begin with 'format = 1'"),
        ("format = 1\n[status]", "no key 'status'. Did you mean 'statuses'?"),
        ('format = 1\n[statuses]\nopen = "ours"', "'statuses.open': 'ours' has no ticket. Choices: us, customer"),
        ("format = 1\n[statuses]\nopen = 1", "'statuses.open': a text"),
        ('format = 1\n[statuses]\nOpen = "us"\nopen = "bot"', "'statuses.open': said twice"),
        ('format = 1\nstages = "x"', "'stages' is a section"),
        ("format = 1\n[[contact_reasons]]\navoidable = true", "'contact_reasons[0]': it needs a reason"),
        ('format = 1\n[[contact_reasons]]\nreason = "x"\navoidable = "yes"', "avoidable is true or false"),
        ('format = 1\n[[contact_reasons]]\nreason = "x"\ntopics = "y"', "no key 'topics'. Did you mean 'topic'?"),
        ('format = 1\n[[contact_reasons]]\nreason = "x"\ntopic = []', "topic is a text or a list of texts"),
        ('format = 1\n[[contact_reasons]]\nreason = "{topics}"', "no column 'topics'. Did you mean 'topic'?"),
        ("format = 1\n[contact_reasons]\nx = 1", "'contact_reasons' are blocks"),
        ("format = ", "no valid TOML"),
    ],
)
def test_an_error_names_the_place_and_the_choices(text, said):
    with pytest.raises(UsageError) as raised:
        load_rules(text)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("pattern", "word", "expected"),
    [
        ("a*", "a", True),
        ("*a*b*", "xaxbx", True),
        ("*a*b*", "ba", False),
        ("a*a", "a", False),
        ("*", "", True),
        ("a.c", "abc", False),
        ("*[x]*", "a [x] b", True),
        ("", "a", False),
    ],
)
def test_a_star_stands_for_anything(pattern, word, expected):
    assert fits(pattern, word) is expected


def test_words_of_common_help_desks():
    said = {
        "us": "New|Open|Active|Waiting for support|Awaiting Problem|Take in charge ticket|Require upgrade",
        "customer": "Pending|Waiting for customer|Awaiting User Info|Waiting on Customer|pending reminder",
        "third_party": "Hold|On hold|Awaiting Vendor|Waiting on Third Party|Wait",
        "done": "Solved|Resolved|CLOSED|Canceled|Resolve ticket|closed successful|Zamknięte|Rezolvat|Закрыт",
        "excluded": "Spam|Merged|DUPLICATE|Дубликат",
    }
    wrong = [
        (word, holder) for holder, words in said.items() for word in words.split("|") if Rules().holder(word) != holder
    ]
    assert not wrong


def test_known_words_are_written_as_they_are_compared_and_stand_in_one_list():
    assert all(word == plain(word) and word for word in KNOWN)
    assert set(KNOWN.values()) == set(HOLDERS)


def test_a_reason_that_is_a_column_names_it():
    assert Reason("{queue}").column == "queue"
    assert Reason("queue").column is None
