"""`clew survey`: new, check, diff, convert: surveys as files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from clew.cli.output import show, table, warn
from clew.errors import DataError, UsageError

if TYPE_CHECKING:
    from clew.surveys import Checked, Survey
    from clew.surveys.exchange.carried import Carried

__all__ = ["app"]

app = typer.Typer(help="Surveys as files: begin one, check it, see what changed, bring one from another tool.")

TARGETS = ("clew", "surveyjs")
File = Annotated[Path, typer.Argument(help="A survey file (YAML).")]


@app.command("new")
def new(
    name: Annotated[str, typer.Argument(help="relationship, after-contact, nps, csat or ces.")] = "after-contact",
    languages: Annotated[
        str | None, typer.Option(help="Some of en, pl, ro, ru, the first being the default: pl,en.")
    ] = None,
) -> None:
    """Print a survey to begin with, to edit as a file."""
    from clew.surveys import survey_document, survey_text  # noqa: PLC0415 - keeps `clew --help` quick
    from clew.surveys.ready.ready import in_languages, ready_survey  # noqa: PLC0415

    survey = ready_survey(name)
    if languages is not None:
        survey = in_languages(survey, [one.strip() for one in languages.split(",")])
    if survey.draft:
        warn(f"Not yet reviewed by native speakers: {', '.join(survey.draft)}. Have them read before you send.")
    show({"survey": survey_document(survey)}, lambda: _write(survey_text(survey)))


@app.command("check")
def check(file: File) -> None:
    """Say all that is wrong with a survey file; exit code 1 where it cannot be used."""
    checked = _checked(file)
    found = [{"where": p.where, "level": p.level, "message": p.message} for p in checked.problems]
    summary = None if checked.survey is None else _summary(checked.survey)
    show({"survey": summary, "problems": found}, lambda: _print_check(checked))
    if checked.survey is None:
        raise typer.Exit(1)


@app.command("diff")
def diff_(
    old: Annotated[Path, typer.Argument(help="The survey as it was.")],
    new: Annotated[Path, typer.Argument(help="The survey as it is.")],
) -> None:
    """Say what changed between two versions of a survey, and whether their answers can be compared."""
    from clew.surveys.versions.change import worst  # noqa: PLC0415 - keeps `clew --help` quick
    from clew.surveys.versions.diff import diff  # noqa: PLC0415

    changes = diff(_survey(old), _survey(new))
    rows = [{"question": c.question or None, "message": c.message, "answers": c.answers} for c in changes]
    columns = ("question", "what changed", "answers are then")
    lines = [[row["question"] or "(survey)", row["message"], row["answers"]] for row in rows]
    document = {"answers": worst(changes), "changes": rows}
    show(document, lambda: table(columns, lines) if lines else _write("Nothing changed.\n"))


@app.command("convert")
def convert(
    file: Annotated[Path, typer.Argument(help="A survey of ours (YAML), of SurveyJS, LimeSurvey or Qualtrics.")],
    to: Annotated[str, typer.Option("--to", help="clew (YAML) or surveyjs (JSON).")] = "clew",
    tool: Annotated[
        str | None, typer.Option("--from", help="surveyjs, limesurvey or qualtrics; without, the file says it.")
    ] = None,
) -> None:
    """Print a survey in another form; what cannot be carried over is listed on stderr, a sentence each."""
    if to not in TARGETS:
        raise UsageError.unknown("form to convert to", to, TARGETS)
    found = _carried(file, tool)
    losses = [*found.losses]
    document: dict[str, Any] = found.document
    if to == "surveyjs" and found.survey is not None:
        from clew.surveys.exchange.surveyjs_files.surveyjs_out import write_surveyjs  # noqa: PLC0415 - keeps `clew --help` quick

        document, more = write_surveyjs(found.survey)
        losses += more
    for one in (*losses, *found.problems):
        warn(str(one))
    said = [{"where": loss.where, "message": loss.message} for loss in losses]
    problems = [{"where": p.where, "level": p.level, "message": p.message} for p in found.problems]
    show({"survey": document, "left_out": said, "problems": problems}, lambda: _write(_told(document, to)))
    if found.survey is None:
        raise typer.Exit(1)


def _carried(file: Path, tool: str | None) -> Carried:
    """Return a survey of any tool, ours too."""
    from clew.surveys import survey_document  # noqa: PLC0415 - keeps `clew --help` quick
    from clew.surveys.exchange.carried import Carried  # noqa: PLC0415
    from clew.surveys.exchange.recognise import read_other  # noqa: PLC0415

    if tool is None and file.suffix.lower() in {".yaml", ".yml"}:
        survey = _survey(file)
        return Carried(survey_document(survey), survey)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    return read_other(data, file.name, tool)


def _told(document: dict[str, Any], to: str) -> str:
    """The document as text: of ours in the order of our files."""
    from clew.surveys.files.file import document_text  # noqa: PLC0415 - keeps `clew --help` quick

    if to == "clew":
        return document_text(document)
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _checked(file: Path) -> Checked:
    from clew.surveys import check_survey  # noqa: PLC0415 - keeps `clew --help` quick
    from clew.surveys.files.file import read_survey_file  # noqa: PLC0415

    return check_survey(read_survey_file(file))


def _survey(file: Path) -> Survey:
    """Return the survey of a file; the data says no where it cannot be used."""
    checked = _checked(file)
    if checked.survey is None:
        count = len(checked.errors)
        said = f"{file} cannot be used: {checked.errors[0]}"
        raise DataError(said if count == 1 else f"{said} `clew survey check {file}` tells all {count} errors.")
    return checked.survey


def _summary(survey: Survey) -> dict[str, Any]:
    return {
        "id": survey.id,
        "program": survey.program,
        "languages": list(survey.languages),
        "pages": len(survey.pages),
        "questions": len(list(survey.questions)),
    }


def _print_check(checked: Checked) -> None:
    for problem in checked.problems:
        _write(f"{problem.level}: {problem}\n")
    if checked.survey is not None:
        found = _summary(checked.survey)
        said = f"{found['questions']} questions on {found['pages']} pages, in {', '.join(found['languages'])}"
        _write(f"The survey '{found['id']}' can be used: {said}.\n")


def _write(text: str) -> None:
    sys.stdout.write(text)
