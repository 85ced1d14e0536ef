"""What every service may know of the two exams, whatever else it imports."""

from trainer.db.queries import items
from trainer.services.scope import Scope

EXAM_PACE_SECONDS = {"cpc": 144, "cpb": 106}
"""Seconds per question of the real exams: 240 minutes for 100 and for 135 questions, rounded down."""


def pace_seconds(scope: Scope, track: str) -> int:
    """Seconds per question of the real exam, rounded down; 0 before content is published."""
    _, blueprint = items.last_blueprint(scope.session, track)
    return blueprint.seconds_per_question if blueprint else 0
