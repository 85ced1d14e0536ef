"""`trainer cases`: grade a claim file, answer those who dispute a key, grade work again by a corrected key."""

from pathlib import Path

import click

from trainer.cli.jobs import queued_words
from trainer.cli.program import Program, with_program
from trainer.domain.exams.regrades import Mode
from trainer.domain.kernel.points import Points, percent
from trainer.services.case_regrade_preview import CaseRegradeLine, preview_case_regrade
from trainer.services.case_regrading import CASES
from trainer.services.case_trials import GradedLine, Policy, Report, Trial, find_case_folder, try_claim
from trainer.services.codes import NoCodeBook
from trainer.services.disputes import NotFound, Refused, answer_dispute, list_open_disputes
from trainer.services.maintenance import prepare_database
from trainer.services.regrade_jobs import Later, regrade_or_queue

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_MODE = click.Choice([mode.value for mode in Mode])


@click.group()
def cases() -> None:
    """Cases: grade a claim in a file, answer disputed keys, grade work again."""


@cases.command()
@click.argument("slug")
@click.option("--claim", type=_FILE, required=True, help="A claim in TOML; docs/examples has one.")
@click.option("--cases", "folder", type=_FOLDER, help="Another folder of case studies.")
@click.option("--strict", is_flag=True, help="No credit for what is only near.")
@with_program
def grade(program: Program, slug: str, claim: Path, folder: Path | None, strict: bool) -> None:
    """Print the audit report of a claim for the case SLUG."""
    policy = Policy.STRICT if strict else Policy.TEACHING
    report = Report()
    case = find_case_folder(folder or program.cases, slug)
    if case is None:
        raise click.ClickException(f"There is no case {slug} in {folder or program.cases}.")
    try:
        trial = try_claim(case, claim, program.scopes.shelf, policy, report)
    except NoCodeBook as error:
        raise click.ClickException("There is no code book to grade with. Build it: trainer codes build") from error
    for problem in report:
        click.echo(str(problem), err=True)
    if trial is None or not _show(trial):
        raise SystemExit(1)


def _show(trial: Trial) -> bool:
    """Prints the report; whether there was one to print."""
    content = trial.case.content
    click.echo(f"{content.title} ({content.kind}, {content.specialty}, level {content.level})")
    click.echo(f"{content.date_of_service}, {content.payer}, {content.convention} conventions")
    if trial.grade is None:
        for problem in trial.problems:
            click.echo(f"Cannot be read: {problem.section} line {problem.line}: {problem.message}", err=True)
        return False
    score = trial.grade.line_score
    click.echo(f"Line score      {percent(score.earned, score.possible)} % ({score.earned} of {score.possible})")
    for section, points in trial.grade.sections:
        click.echo(f"  {section:<14}{points.earned} of {points.possible}")
    click.echo(f"Code over code  {trial.grade.correct_lines} of {trial.grade.key_lines}")
    click.echo(f"Clean claim     {'yes' if trial.grade.is_clean else 'no'}")
    for row in trial.grade.lines:
        _show_row(trial, row)
    return True


def _show_row(trial: Trial, row: GradedLine) -> None:
    entered, expected = trial.entered(row), trial.expected(row)
    click.echo(f"\n{row.section}: {entered or expected or 'criterion'}  {row.verdict}  {row.earned} of 12")
    if entered and expected and row.faults:
        click.echo(f"  key: {expected}")
    for found in row.findings:
        cost = f" -{found.cost}" if found.cost else ""
        click.echo(f"  {found.severity}: {found.kind}{cost}" + (f": {found.remark}" if found.remark else ""))
        if found.span:
            click.echo(f"    chart: {found.span}")
        click.echo(f"    rule: {found.rule.text} ({found.rule.source})")
    if row.explanation:
        click.echo(f"  {row.explanation}")


@cases.command()
@with_program
def disputes(program: Program) -> None:
    """List the disputed keys that are not answered yet."""
    with program.scopes.reading() as scope:
        rows = list_open_disputes(scope)
    for row in rows:
        text = _on_one_line(row.text)
        click.echo(f"{row.reference}  {row.slug} (key revision {row.revision}), {row.created_at:%Y-%m-%d}: {text}")
    click.echo(f"{len(rows)} open" if rows else "No disputed key is waiting for an answer.")


def _on_one_line(text: str) -> str:
    """A learner's words without line breaks, and without characters that would command the terminal."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


@cases.command()
@click.argument("reference")
@click.argument("text")
@with_program
def answer(program: Program, reference: str, text: str) -> None:
    """Answer the dispute REFERENCE (as `trainer cases disputes` prints it) with TEXT."""
    try:
        with program.scopes.writing() as scope:
            answer_dispute(scope, reference, text)
    except NotFound as error:
        raise click.ClickException(f"There is no dispute {reference}.") from error
    except Refused as error:
        raise click.ClickException(error.reason) from error
    click.echo("Answered. It stands on the learner's report.")


@cases.command()
@click.argument("slug")
@click.option("--preview", is_flag=True, help="Only show what would change.")
@click.option("--apply", "mode", type=_MODE, help="Regrade: all work, or only what gains.")
@with_program
def regrade(program: Program, slug: str, preview: bool, mode: str | None) -> None:
    """Grade work on the case or billing exercise SLUG again that another key than the one in force has graded.

    For a key that was corrected in its file, and for what a regrade of raises only has left.
    """
    if not preview and mode is None:
        raise click.UsageError("Say --preview to see what would change, or --apply all or --apply raises.")
    chosen = Mode(mode) if mode else Mode.ALL
    prepare_database(program.scopes)
    try:
        if preview:
            with program.scopes.reading() as scope:
                foreseen = preview_case_regrade(scope, slug, chosen)
            _show_changes(foreseen.lines)
            click.echo(f"{foreseen.unchanged} others keep their points; {foreseen.by_hand} set by hand stay.")
            click.echo("Nothing is stored.")
            return
        with program.scopes.writing() as scope:
            done = regrade_or_queue(scope, CASES, slug, chosen)
    except NotFound as error:
        raise click.ClickException(f"There is no case {slug}.") from error
    except NoCodeBook as error:
        raise click.ClickException("There is no code book to grade with. Build it: trainer codes build") from error
    if isinstance(done, Later):
        click.echo(queued_words(done, CASES.unit))
        return
    _show_changes(done.lines)
    click.echo(f"Graded anew: {done.graded}; {done.by_hand} set by hand stay. Told: {done.told} learners.")


def _show_changes(lines: tuple[CaseRegradeLine, ...]) -> None:
    for line in lines:
        who = _on_one_line(f"{line.display_name} <{line.email}>" if line.email else line.display_name)
        clean = "" if line.was_clean == line.is_clean else ", now clean" if line.is_clean else ", no longer clean"
        click.echo(f"{who}  sitting {line.number}: {_share(line.before)} -> {_share(line.after)}{clean}")
    raised, lowered = sum(line.is_raised for line in lines), sum(line.is_lowered for line in lines)
    click.echo(f"{len(lines)} changed, {raised} raised and {lowered} lowered.")


def _share(points: Points) -> str:
    return f"{percent(points.earned, points.possible)} %"
