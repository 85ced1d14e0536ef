"""`trainer calibrate`: what first answers say of the items, and which ones should be read again."""

import json
from dataclasses import asdict

import click

from trainer.cli.program import Program, with_program
from trainer.domain.calibration.calibrate import FITTED_LEARNERS
from trainer.domain.calibration.reliability import LEARNERS_TO_TELL, FormReliability
from trainer.services import calibration
from trainer.services.calibration import CalibrationReport, FlaggedItem
from trainer.services.maintenance import prepare_database
from trainer.services.practice import TRACKS

WIDTH = 80


@click.command()
@click.option("--track", type=click.Choice(list(TRACKS)), help="Only this one; both when not given.")
@click.option("--flags", is_flag=True, help="List what the latest calibration has flagged; makes none.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@with_program
def calibrate(program: Program, *, track: str | None, flags: bool, as_json: bool) -> None:
    """Calibrate the items from all first answers, and keep what was found.

    A server does it every night when there are new answers. Each calibration is a run of its own; the latest counts.
    """
    prepare_database(program.scopes)
    for each in [track] if track else list(TRACKS):
        if flags:
            _list_flagged(program, each, as_json)
        else:
            _calibrate(program, each, as_json)


def _calibrate(program: Program, track: str, as_json: bool) -> None:
    report = calibration.calibrate(program.scopes, track)
    if as_json:
        row = asdict(report) | {"made_at": report.made_at.isoformat()} if report else {"track": track, "run_id": None}
        click.echo(json.dumps(row))
    elif report is None:
        click.echo(f"{track.upper()}: nobody has answered anything yet. Nothing was calibrated.")
    else:
        _show(report)


def _show(report: CalibrationReport) -> None:
    click.echo(
        f"{report.track.upper()}, run {report.run_id}: {_counted(report.answers, 'first answer')} of "
        f"{_counted(report.learners, 'learner')}"
    )
    _tell(f"{report.answered:,} of {_counted(report.items, 'item')} answered, {report.flagged:,} flagged.")
    if report.flagged:
        _tell(f"Which and why: trainer calibrate --flags --track {report.track}")
    if not report.is_fitted:
        _tell(f"Under {FITTED_LEARNERS} learners difficulties stay as the authors set them.")
    elif not report.has_settled:
        _tell("The difficulties had not settled when the estimation stopped: take them with care.")
    for form in report.forms:
        _tell(f"Mock {form.form}: {_reliability(form)}")


def _reliability(form: FormReliability) -> str:
    if not form.is_telling:
        return f"{_counted(form.learners, 'learner')}; {LEARNERS_TO_TELL} are needed to tell its reliability."
    bound = "" if form.is_fixed else "at least "
    error = "" if form.is_fixed else "at most "
    return (
        f"{_counted(form.learners, 'learner')}, {form.mean:.1f} of {form.questions} right on average, reliability "
        f"{bound}{form.reliability:.2f}, standard error of measurement {error}{form.sem:.1f} questions."
    )


def _list_flagged(program: Program, track: str, as_json: bool) -> None:
    with program.scopes.reading() as scope:
        latest = calibration.find_latest(scope, track)
        items = calibration.list_flagged(scope, track)
    if as_json:
        for item in items:
            click.echo(json.dumps({"track": track} | asdict(item)))
    elif latest is None:
        click.echo(f"{track.upper()} was never calibrated. Do it: trainer calibrate --track {track}")
    else:
        of_run = f"run {latest.run_id} of {latest.made_at:%Y-%m-%d %H:%M} UTC, {_counted(latest.learners, 'learner')}"
        click.echo(f"{track.upper()}, {of_run}: {len(items)} of {_counted(latest.items, 'item')} flagged")
        for item in items:
            _show_item(item)


def _show_item(item: FlaggedItem) -> None:
    click.echo(f"\n{item.slug}")
    facts = [item.area, _counted(item.n, "first answer")]
    if item.facility is not None:
        facts.append(f"{item.facility:.0%} right")
    if item.point_biserial is not None:
        facts.append(f"point-biserial {item.point_biserial:+.2f}")
    if item.median_seconds is not None:
        facts.append(f"median {item.median_seconds:.0f} s")
    _tell(", ".join(facts))
    for words in item.words:
        _tell(f"- {words}")


def _tell(text: str) -> None:
    click.echo(click.wrap_text(text, WIDTH, initial_indent="  ", subsequent_indent="    "))


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
