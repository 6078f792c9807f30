"""What results are called: scores, steps, rates, checks and why they were off."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from clew.surveys.results.careless.report import Check, Flag
from clew_server.web.figures.amounts import count, reader

__all__ = ["CHECKS", "RATES", "SCORES", "STEPS", "UNITS", "flag_words", "in_steps", "off_words"]

Text = str | Promise

SCORES: dict[str, Text] = {
    "nps": "NPS",
    "promoters": gettext_lazy("promoters (9 and 10)"),
    "passives": gettext_lazy("passives (7 and 8)"),
    "detractors": gettext_lazy("detractors (0 to 6)"),
    "satisfied": gettext_lazy("satisfied (the two highest)"),
    "mean": pgettext_lazy("a score", "mean"),
    "easy": gettext_lazy("found it easy"),
    "hard": gettext_lazy("found it hard"),
}
UNITS = {"nps": "points", "mean": "points of the scale"}
STEPS: dict[str, Text] = {
    "sent": pgettext_lazy("a step", "sent"),
    "delivered": pgettext_lazy("a step", "delivered"),
    "opened": pgettext_lazy("a step", "opened the survey"),
    "started": pgettext_lazy("a step", "began"),
    "finished": pgettext_lazy("a step", "finished"),
}
#: Each rate of the standard definitions with what it says.
RATES: dict[str, Text] = {
    "RR1": gettext_lazy("Finished, of all asked: the lowest response rate."),
    "RR2": gettext_lazy("Finished or answered in part, of all asked."),
    "RR3": gettext_lazy("Finished; of those nobody knows about only the share e counts as asked."),
    "RR4": gettext_lazy("Finished or in part, counted as in RR3."),
    "RR5": gettext_lazy("Finished, of those who are known to be there: the highest of finished ones."),
    "RR6": gettext_lazy("Finished or in part, of those who are known to be there."),
    "COOP1": gettext_lazy("Finished, of those who were reached."),
    "COOP2": gettext_lazy("Finished or in part, of those who were reached."),
    "REF1": gettext_lazy("Refused, broke off or never want to be asked, of all asked."),
    "CON1": gettext_lazy("Reached, of all asked."),
}
CHECKS: dict[str, Text] = {
    "honeypot": gettext_lazy("A field that people do not see was filled in"),
    "clicks": gettext_lazy("Several answers of one link were opened within seconds, as mail scanners do"),
    "copies": gettext_lazy("The same answers several times within minutes"),
    "same_words": gettext_lazy("The same long words from different people"),
    "speed": gettext_lazy("Quicker than a third of the median"),
    "burst": gettext_lazy("Far more began in one minute than usual"),
    "longstring": gettext_lazy("The same answer many times in a row"),
    "spread": gettext_lazy("Hardly any difference between answers"),
    "even_odd": gettext_lazy("Answers to one thing contradict each other"),
    "mahalanobis": gettext_lazy("A very rare combination of answers"),
}


def in_steps(k: int) -> str:
    """Return how the numbers of those who began and who finished an anonymous survey are told."""
    said = gettext(
        "Nobody knows who began or finished: how many is told in steps of %(k)s or more, of who finished after the"
        " hour is over."
    )
    return said % {"k": count(k)}


def off_words(check: Check) -> str:
    """Return why a check was not made; empty where it was."""
    numbers = {"needs": count(check.needs), "has": count(check.has)}
    said = {
        "items": gettext("Off: it needs %(needs)s rated questions, and there are %(has)s."),
        "matrices": gettext("Off: it needs %(needs)s matrices of ratings, and there are %(has)s."),
        "responses": gettext("Off: it needs %(needs)s responses to compare, and there are %(has)s."),
        "times": gettext("Off: it needs the times of %(needs)s responses, and there are %(has)s."),
        "alike": gettext("Off: the answers are too much alike to compare."),
        "hours": gettext("Off: this survey keeps no times but the hour."),
        "public": gettext("Off: nobody answered by a link that is open to everybody."),
    }
    return said[check.off] % numbers if check.off else ""


def flag_words(flag: Flag) -> str:
    """Return a flag's reason with what was found."""
    reason = str(CHECKS.get(flag.check, flag.check))
    if flag.value is None:
        return reason
    value = reader().number(flag.value, 0 if float(flag.value).is_integer() else 2)
    return gettext("%(reason)s (%(value)s)") % {"reason": reason, "value": value}
