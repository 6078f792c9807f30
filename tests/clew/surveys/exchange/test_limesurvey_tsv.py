"""Tab-separated structure files of LimeSurvey: what is not read of them is told."""

from __future__ import annotations

from clew.surveys.exchange.recognise import read_other


def test_tab_separated_rows_that_are_not_read_are_counted():
    rows = [
        "class\ttype/scale\tname\trelevance\ttext\thelp\tlanguage\tvalidation\tmandatory\tdefault\trandom_group",
        "S\t\tlanguage\t\ten\t\t\t\t\t\t", "SL\t\tsurveyls_title\t\tOurs\t\ten\t\t\t\t",
        "G\tG1\tGroup\t1\t\t\ten\t\t\t\tg", "Q\tT\tq\t1\tWell?\t\ten\t/x/\tS\tyes\t", "AS\t\ta\t1\t\t\ten\t\t\t\t",
        "QTA\t\ta\t1\t\t\ten\t\t\t\t", "C\t\tq\t1\t\t\t\t\t\t\t",
    ]  # fmt: skip
    told = [str(loss) for loss in read_other("\n".join(rows).encode(), "ours.txt").losses]
    for said in ("Answers filled in beforehand (1)", "Assessments (1)", "Quotas (1)", "Conditions in the old form (1)",
                 "Group: The order of its groups", "q: Who left it out", "q: It took answers of a pattern",
                 ):  # fmt: skip
        assert [line for line in told if line.startswith(said)], (said, told)
