"""A month in the practice: begun, played move by move, closed by its last day or given up. Moves are facts: no undo."""

import random
from dataclasses import dataclass

from trainer.adapters import adapter_of
from trainer.db.models.billing import PracticeMonth, PracticeMove
from trainer.db.queries import months as queries
from trainer.db.queries import people
from trainer.domain.kernel.errors import Conflict, Refused
from trainer.domain.simulation.deciding import play
from trainer.domain.simulation.moves import Move
from trainer.domain.simulation.scenario import SCENARIOS, SIMULATION_VERSION, Scenario
from trainer.services.month_records import MOVE, MonthState, get_row, read_moves, replay_month, to_head
from trainer.services.month_reports import write_report
from trainer.services.month_states import Moves
from trainer.services.scope import Scope

MAX_OPEN = 20
MAX_SEED = 999_999
PLAYED_ELSEWHERE = "this month was played on elsewhere"


@dataclass(frozen=True, slots=True)
class NewMonth:
    """Which month to begin. `seed` None: the one that the level comes with, or a drawn one where `is_drawn`.

    `request_id` names the form: sent twice, it draws the same month.
    """

    scenario: str
    seed: int | None = None
    is_drawn: bool = False
    request_id: str = ""


def start_month(scope: Scope, new: NewMonth) -> int:
    """The number of the month. One of this kind that is open and in which nothing was done yet is taken again.

    Raises:
        Refused: no such level, a seed out of range, or too many months are open.
    """
    if new.scenario not in tuple(Scenario):
        raise Refused("Choose a level: easy, normal or hard.", "scenario")
    scenario = Scenario(new.scenario)
    seed = _draw_seed(scope, new.request_id) if new.is_drawn else new.seed
    seed = SCENARIOS[scenario].seed if seed is None else seed
    if not 1 <= seed <= MAX_SEED:
        raise Refused(f"The number of a month goes from 1 to {MAX_SEED:,}.", "seed")
    learner = scope.learner.id
    people.lock_learner(scope.session, learner)
    opened = queries.list_open(scope.session, learner)
    for row in opened:
        if (row.scenario, row.seed, row.engine_version, row.move_count) == (scenario, seed, SIMULATION_VERSION, 0):
            return row.number
    if len(opened) >= MAX_OPEN:
        raise Refused(f"At most {MAX_OPEN} months can be open at once. Finish one or give one up first.")
    number = people.take_paper_number(scope.session, learner)
    scope.session.add(
        PracticeMonth(
            learner_id=learner,
            number=number,
            scenario=scenario.value,
            seed=seed,
            engine_version=SIMULATION_VERSION,
            state=MonthState.IN_PROGRESS,
            move_count=0,
            started_at=scope.now,
        )
    )
    scope.session.flush()
    return number


def _draw_seed(scope: Scope, request_id: str) -> int:
    rng = random.Random(request_id) if request_id else scope.rng  # noqa: S311 - which month, not a secret
    return rng.randint(1, MAX_SEED)


def make_move(scope: Scope, number: int, move: Move, base_count: int) -> MonthState:
    """Makes a move; whether the month goes on after it or has closed, with its report stored.

    `base_count` is how many moves there were when the page was drawn. The same move with the same count once more
    changes nothing: it is a form that was sent twice.

    Raises:
        NotFound: the learner has no such month.
        Conflict: the month was played on elsewhere.
        RulesChanged: the month belongs to other rules.
        Refused: the move is not possible, or the month has ended.
    """
    row = get_row(scope, number, lock=True)
    moves = read_moves(scope, [number]).get(number, ())
    if _is_repeated(moves, move, base_count):
        return MonthState(row.state)
    if row.state == MonthState.ABANDONED:
        raise Refused("This month was given up. Start it again to play on.")
    if base_count != row.move_count:
        raise Conflict(PLAYED_ELSEWHERE)
    after = play(replay_month(to_head(row), moves), move)
    row.move_count, row.moved_at = row.move_count + 1, scope.now
    scope.session.add(
        PracticeMove(
            learner_id=scope.learner.id,
            month_number=number,
            sequence=row.move_count,
            move=adapter_of(MOVE).dump_json(move).decode(),
            made_at=scope.now,
        )
    )
    if after.is_closed:
        row.state, row.ended_at, row.report = MonthState.CLOSED, scope.now, write_report(after)
    scope.session.flush()
    return MonthState(row.state)


def _is_repeated(moves: Moves, move: Move, base_count: int) -> bool:
    return 0 <= base_count == len(moves) - 1 and moves[base_count] == move


def abandon_month(scope: Scope, number: int) -> None:
    """Gives a month up; its moves stay. One that has ended stays as it is.

    Raises:
        NotFound: the learner has no such month.
    """
    row = get_row(scope, number, lock=True)
    if row.state == MonthState.IN_PROGRESS:
        row.state, row.ended_at = MonthState.ABANDONED, scope.now
        scope.session.flush()


def restart_month(scope: Scope, number: int) -> int:
    """The number of a new month of the same level and seed, under the rules of now. An open one is given up for it.

    Raises:
        NotFound: the learner has no such month.
        Refused: too many months are open.
    """
    abandon_month(scope, number)
    row = get_row(scope, number)
    return start_month(scope, NewMonth(row.scenario, row.seed))
