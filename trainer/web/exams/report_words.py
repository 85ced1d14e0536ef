"""Times and sentences of the report of an exam, for its page, its plot and its PDF."""

from datetime import datetime

from trainer.domain.exams.scoring import FEW, SLOW_TIMES, TOO_FEW, Band, Shift
from trainer.domain.kernel.points import Points
from trainer.services.assignment_sittings import FORM_SLUG
from trainer.services.exam_reports import AreaRow, ExamReport, Regrade

DISCLAIMER = "Practice result. Not an AAPC score."
NO_TIMES = "No times were recorded in this exam."
HELD_BACK = (
    "Some of these questions stand in an exam or a diagnostic that you have not finished, or in an assignment that "
    "does not tell its answers yet. Areas, answers and reasons are shown again when that is over."
)

BAND_WORDS = {Band.ABOVE: "above", Band.NEAR: "near", Band.BELOW: "below", Band.UNCLEAR: "too few"}


def duration(seconds: int) -> str:
    """`45 s`, `12 min`, `1 h`, `3 h 5 min`: to the minute from one minute on."""
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod((seconds + 30) // 60, 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes))


def clock(seconds: int) -> str:
    """`1:35`: minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def moment(at: datetime) -> str:
    """`2 Mar 2026, 09:00 UTC`, where no script can turn it into the reader's zone."""
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def _many(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else one + 's'}"


def outcome(has_passed: bool | None) -> str:
    """Whether an exam was passed, in a word."""
    return "no pass mark" if has_passed is None else "passed" if has_passed else "not passed"


def verdict(report: ExamReport) -> str:
    """Passed, not passed, or only the number where the form has no pass mark."""
    score = report.score
    if score.has_passed is None:
        return f"{score.correct} of {score.questions} right"
    return "Passed" if score.has_passed else "Not passed"


def standing(report: ExamReport) -> str:
    """The number right beside the pass mark; where there is none, why."""
    score = report.score
    right = f"{score.correct} of {score.questions} right."
    if score.has_passed is None and report.heading.form.slug == FORM_SLUG:
        return "An assignment has no pass mark."
    if score.has_passed is None:
        return "This form has no pass mark: the exam passes as a whole, never by area."
    distance = score.correct - score.pass_questions
    if not distance:
        return f"{right} The pass mark is {score.pass_questions}, reached exactly."
    side = "over it" if distance > 0 else "short of it"
    return f"{right} The pass mark is {score.pass_questions}: you are {abs(distance)} {side}."


def mark_of(report: ExamReport) -> str:
    """What the areas are compared with."""
    return "the pass mark" if report.heading.form.pass_questions else "70 %"


def compares_areas(report: ExamReport) -> bool:
    """Whether any area has enough questions to be set beside the mark."""
    return any(area.score.band is not Band.UNCLEAR for area in report.areas)


def about_bands(report: ExamReport) -> str:
    """How areas are compared with the mark, and why some have no percentage or nothing at all."""
    told = []
    if compares_areas(report):
        told.append(f"Near means within one question of {mark_of(report)}, or within a tenth of the questions.")
    if any(not area.score.has_percentage for area in report.areas):
        told.append(f"Under {FEW} questions there is no percentage: one question would move it by more than a tenth.")
    if any(area.score.band is Band.UNCLEAR for area in report.areas):
        told.append(f"Under {TOO_FEW} a single guess decides: such an area is not compared with {mark_of(report)}.")
    return " ".join(told)


def about_pace(report: ExamReport) -> str:
    """The pace, the average and the slow questions."""
    score, heading = report.score, report.heading
    average = report.pace[-1].used_seconds // score.questions
    pace = f"Your pace is {score.pace_seconds} seconds a question"
    if heading.extra_seconds:
        pace += f" ({heading.form.minutes * 60 // heading.form.questions} without your extra time)"
    slow = _many(len(score.slow), "question") if score.slow else "No question"
    return f"{pace}; you took {average} on average. {slow} took more than {SLOW_TIMES} times the pace."


def pace_in_words(report: ExamReport) -> str:
    """What the plot of pace shows, for whoever does not see it."""
    points = report.pace
    marks = sorted({len(points) * quarter // 4 for quarter in (1, 2, 3, 4)} - {0})
    told = "; ".join(
        f"after question {points[place - 1].position} {duration(points[place - 1].used_seconds)} used, "
        f"{duration(points[place - 1].even_seconds)} at an even pace"
        for place in marks
    )
    slow = ", ".join(map(str, report.score.slow)) or "none"
    return f"Time used, question by question, beside an even pace: {told}. Slow questions: {slow}."


def late_in_words(late: int) -> str:
    """What became of answers after the end."""
    return f"{_many(late, 'answer')} came after the end: kept, not counted."


def weight_of(area: AreaRow, report: ExamReport) -> str:
    """How much of the whole exam an area is."""
    return f"{area.weight} of the exam's {report.exam_questions} questions"


def came_to(report: ExamReport) -> str:
    """What changing answers did to the number right."""
    shifts = dict(report.score.shifts)
    net = shifts.get(Shift.WRONG_TO_RIGHT, 0) - shifts.get(Shift.RIGHT_TO_WRONG, 0)
    if not net:
        return "Changing answers neither helped nor hurt."
    return f"Changing answers brought {net} more right." if net > 0 else f"Changing answers left {-net} fewer right."


def shifts_in_words(report: ExamReport) -> str:
    """`3 wrong to right, 1 right to wrong`; "" where no answer was changed to another outcome."""
    return ", ".join(f"{count} {shift.value}" for shift, count in report.score.shifts)


def points_in_words(points: Points) -> str:
    """`right`, `wrong`, or the points."""
    if points.is_full:
        return "right"
    return f"{points.earned} of {points.possible}" if points.earned else "wrong"


def regrade_in_words(regrade: Regrade) -> str:
    """Which questions were graded anew, when, why, and what that did to the number right."""
    changes = ", ".join(
        f"question {change.position} {points_in_words(change.before)} to {points_in_words(change.after)}"
        for change in regrade.changes
    )
    verb = "Marked by hand" if regrade.is_by_hand else "Regraded"
    score = f"{regrade.before} to {regrade.after} right"
    return f"{verb} on {moment(regrade.at)} because: {regrade.reason.rstrip('.')}. {changes.capitalize()}; {score}."
