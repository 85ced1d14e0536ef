"""What every service may know of the two exams, whatever else it imports."""

from fractions import Fraction

from trainer.db.queries import items
from trainer.services.scope import Scope

EXAM_SECONDS = {"cpc": Fraction(240 * 60, 100), "cpb": Fraction(240 * 60, 135)}
"""Seconds per question of the real exams: 240 minutes for 100 and for 135 questions, so 144 and 106⅔."""

EXAM_PACE_SECONDS = {track: int(seconds) for track, seconds in EXAM_SECONDS.items()}
"""The same, rounded down."""


def pace_seconds(scope: Scope, track: str) -> int:
    """Seconds per question of the real exam, rounded down; 0 before content is published."""
    _, blueprint = items.last_blueprint(scope.session, track)
    return blueprint.seconds_per_question if blueprint else 0
