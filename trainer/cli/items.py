"""`trainer items`: correct a key, grade its answers anew, set a grade by hand."""

from decimal import Decimal, InvalidOperation
from typing import Any

import click

from trainer.cli.jobs import queued_words
from trainer.cli.program import Program, with_program
from trainer.domain.exams.regrades import Flip, Mode
from trainer.domain.items.keys import CodeKey, Key, MatchingKey, MultipleKey, NumericKey, OrderingKey, SingleKey
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.domain.kernel.points import Points
from trainer.services import accounts, errata, regrading
from trainer.services.maintenance import prepare_database
from trainer.services.regrade_jobs import Later, regrade_or_queue
from trainer.services.regrade_preview import RegradeLine, RegradePreview, preview_regrade
from trainer.services.regrade_runs import Applied
from trainer.services.regrading import ITEMS

_MODE = click.Choice([mode.value for mode in Mode])


def _number(context: click.Context, parameter: click.Parameter, text: str | None) -> Decimal | None:
    """A decimal number, exactly as it is typed."""
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation as error:
        raise click.BadParameter(f"{text!r} is not a number, such as 1234.50.") from error


def _pairs(context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """`A=text`, as often as it is given."""
    for text in texts:
        if not text.partition("=")[0].strip() or "=" not in text:
            raise click.BadParameter(f"{text!r} is not of the form A=text.")
    parts = (text.partition("=") for text in texts)
    return tuple((name.strip(), value.strip()) for name, _, value in parts)


@click.group()
def items() -> None:
    """Items: corrected keys, regrades, grades set by hand."""


@items.command()
@click.argument("slug")
@click.option("--option", help="Single best answer: the right option.")
@click.option("--options", help="Multiple response: every right option, as A,C.")
@click.option("--number", callback=_number, help="Number: the right value.")
@click.option("--tolerance", callback=_number, help="Number: how far off is still right (0 when not given).")
@click.option("--code", "codes", multiple=True, help="Code: a right code; may be given several times.")
@click.option("--order", help="Ordering: all options from first to last, as C,A,B.")
@click.option("--match", "pairs", callback=_pairs, multiple=True, help="Matching: prompt and option, as P=B, for each.")
@click.option("--reason", required=True, help="Why. It is public: it must not name an option, a code or a value.")
@click.option("--explanation", help="A new general remark, shown with the graded answer.")
@click.option("--why", "rationales", callback=_pairs, multiple=True, help="A new rationale of an option, as A=text.")
@click.option("--preview", is_flag=True, help="Only show what would change.")
@click.option("--apply", "mode", type=_MODE, help="Correct, then regrade: all answers, or only those that gain.")
@with_program
def correct(program: Program, slug: str, reason: str, preview: bool, mode: str | None, **given: Any) -> None:
    """Correct the key of the item SLUG, and grade again what it has graded.

    The key is named by the option that fits the kind of item. Old and new grades both remain; learners are told why.
    """
    _ask_for_one(preview, mode)
    remarks = errata.Remarks(given.pop("explanation"), dict(given.pop("rationales")))
    key = _key(given)
    prepare_database(program.scopes)
    try:
        if preview:
            with program.scopes.reading() as scope:
                _show_preview(errata.preview_correction(scope, slug, key, reason, _mode(mode)))
            return
        with program.scopes.writing() as scope:
            revision = errata.correct_key(scope, slug, key, reason, remarks)
    except (NotFound, Refused, Conflict) as error:
        raise _message(error, slug) from error
    click.echo(f"Corrected: {slug}, key revision {revision}.")
    _regrade(program, slug, _mode(mode))


@items.command()
@click.argument("slug")
@click.option("--preview", is_flag=True, help="Only show what would change.")
@click.option("--apply", "mode", type=_MODE, help="Regrade: all answers, or only those that gain.")
@with_program
def regrade(program: Program, slug: str, preview: bool, mode: str | None) -> None:
    """Grade answers to the item SLUG again that another key than the one in force has graded.

    For a key that was corrected in its file, and for what `trainer items correct --apply raises` has left.
    """
    _ask_for_one(preview, mode)
    prepare_database(program.scopes)
    if not preview:
        _regrade(program, slug, _mode(mode))
        return
    try:
        with program.scopes.reading() as scope:
            _show_preview(preview_regrade(scope, slug, _mode(mode)))
    except (NotFound, Refused, Conflict) as error:
        raise _message(error, slug) from error


@items.command()
@click.argument("email")
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@click.argument("position", type=click.IntRange(1, 2**31 - 1))
@click.option("--points", type=click.IntRange(0, 2**31 - 1), required=True, help="The points earned.")
@click.option("--reason", required=True, help="Why. The learner reads it.")
@with_program
def mark(program: Program, email: str, number: int, position: int, *, points: int, reason: str) -> None:
    """Set by hand what the learner EMAIL earns in sitting NUMBER at question POSITION. No regrade touches it."""
    prepare_database(program.scopes)
    try:
        with program.scopes.writing() as scope:
            learner_id = accounts.get_learner_id(scope, email)
            line = regrading.mark_by_hand(scope, learner_id, number, position, earned=points, reason=reason)
    except (NotFound, Refused, Conflict) as error:
        raise _message(error, "") from error
    _show_line(line)
    click.echo("Set by hand. The learner is told.")


def _ask_for_one(preview: bool, mode: str | None) -> None:
    if not preview and mode is None:
        raise click.UsageError("Say --preview to see what would change, or --apply all or --apply raises.")


def _mode(mode: str | None) -> Mode:
    return Mode(mode) if mode else Mode.ALL


def _key(given: dict[str, Any]) -> Key:
    """The key that the options name.

    Raises:
        UsageError: none of them is given, or those of two kinds are.
    """
    tolerance = given.pop("tolerance")
    named = {name: value for name, value in given.items() if value not in (None, ())}
    if len(named) != 1:
        raise click.UsageError("Name the key by one of --option, --options, --number, --code, --order, --match.")
    ((name, value),) = named.items()
    if tolerance is not None and name != "number":
        raise click.UsageError("--tolerance goes with --number.")
    match name:
        case "option":
            return SingleKey(value.strip())
        case "options":
            return MultipleKey(tuple(sorted(_listed(value))))
        case "number":
            return NumericKey(value, Decimal(0) if tolerance is None else tolerance)
        case "codes":
            return CodeKey(tuple(code.strip() for code in value))
        case "order":
            return OrderingKey(_listed(value))
        case _:
            return MatchingKey(value)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


def _message(error: NotFound | Refused | Conflict, slug: str) -> click.ClickException:
    match error:
        case NotFound("item"):
            return click.ClickException(f"There is no item {slug}.")
        case NotFound(what):
            return click.ClickException(f"There is no such {what}.")
        case Refused(reason):
            return click.ClickException(reason)
        case _:
            return click.ClickException("Somebody else corrected this key at the same moment. Look at it again.")


def _regrade(program: Program, slug: str, mode: Mode) -> None:
    try:
        with program.scopes.writing() as scope:
            done = regrade_or_queue(scope, ITEMS, slug, mode)
    except (NotFound, Refused, Conflict) as error:
        raise _message(error, slug) from error
    if isinstance(done, Later):
        click.echo(queued_words(done, ITEMS.unit))
        return
    for line in done.lines:
        _show_line(line)
    _show_done(done, mode)


def _show_preview(preview: RegradePreview) -> None:
    for line in preview.lines:
        _show_line(line)
    click.echo(f"Would change: {_counted(preview.lines)}.")
    click.echo(f"{preview.unchanged} other answers keep their points; {preview.by_hand} set by hand stay.")
    click.echo("Nothing is stored.")


def _show_done(done: Applied[RegradeLine], mode: Mode) -> None:
    if not done.graded and not done.told:
        what = "raise" if mode is Mode.RAISES else "regrade"
        click.echo(f"Nothing to {what}; {done.by_hand} set by hand stay.")
        return
    click.echo(f"Regraded {done.graded} answers: {_counted(done.lines)}; {done.by_hand} set by hand stay.")
    click.echo(f"Told: {done.told} learners.")


def _counted(lines: tuple[RegradeLine, ...]) -> str:
    raised, lowered = sum(line.is_raised for line in lines), sum(line.is_lowered for line in lines)
    flips = [line.flip for line in {(line.learner_id, line.number): line for line in lines}.values()]
    return (
        f"{len(lines)} changed, {raised} raised and {lowered} lowered; "
        f"{flips.count(Flip.PASSED)} exams now passed, {flips.count(Flip.FAILED)} no longer passed"
    )


def _show_line(line: RegradeLine) -> None:
    who = f"{line.display_name} <{line.email}>" if line.email else line.display_name
    place = f"{line.kind.value} {line.number}, question {line.position}"
    text = f"{_printable(who)}  {place}: {_points(line.before)} -> {_points(line.after)}"
    if line.correct_after is not None:
        text += f"; {line.correct_before} -> {line.correct_after} of {line.questions} right"
    click.echo(text + (f", {line.flip.value}" if line.flip else ""))


def _printable(text: str) -> str:
    """Without characters that would command the terminal."""
    return "".join(each if each.isprintable() else " " for each in text)


def _points(points: Points) -> str:
    return f"{points.earned} of {points.possible}"
