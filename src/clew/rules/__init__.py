r"""Rules a workspace can edit: what a status means, why people contact us, which stage a touchpoint belongs to.

A rule document has kind "rule" and the name "default" among the settings; without one the words we know hold.

>>> from clew.rules import load_rules
>>> load_rules('format = 1\n[statuses]\n"In the lab" = "third_party"').holder("in the LAB")
'third_party'
"""

from __future__ import annotations

from clew.rules.columns import holder_of, is_avoidable, reason_of, stage_of, with_holder
from clew.rules.reasons import UNKNOWN, Reason
from clew.rules.renamed import with_names
from clew.rules.rules import NAME, Rules, load_rules
from clew.rules.statuses import HOLDERS, Holder

__all__ = [
    "HOLDERS",
    "NAME",
    "UNKNOWN",
    "Holder",
    "Reason",
    "Rules",
    "holder_of",
    "is_avoidable",
    "load_rules",
    "reason_of",
    "stage_of",
    "with_holder",
    "with_names",
]
