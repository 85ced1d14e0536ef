"""What help pages say of this server: its mocks, its periods, and what becomes of a person's data."""

from dataclasses import dataclass

from trainer.db.queries import items
from trainer.domain.attempts.attempt import GRACE
from trainer.domain.careers.figures import Figure
from trainer.domain.exams.forms import SHORT_FORMS, Form, forms_of
from trainer.services import accounts
from trainer.services.field import shipped_figures
from trainer.services.purge_decisions import DECISIONS, Fate
from trainer.services.retention import SENT_FORM_DAYS
from trainer.services.scope import Scope
from trainer.services.site_settings import get_number
from trainer.services.tracks import EXAM_SECONDS


@dataclass(frozen=True, slots=True)
class MocksPage:
    """The whole and the short forms of each track with a blueprint; `grace_seconds` after the end still count.

    The real exam's price for one attempt and for two is that of the file of figures.
    """

    forms: tuple[tuple[str, tuple[Form, ...]], ...]
    grace_seconds: int
    one_attempt: Figure
    two_attempts: Figure


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """Periods as they are set on this server, and what is said of a person's rows once their data is deleted."""

    session_days: int
    token_days: int
    done_job_days: int
    failed_job_days: int
    guest_days: int
    sent_form_days: int
    signed_in_days: int
    verify_days: int
    reset_minutes: int
    deleted: tuple[str, ...]
    emptied: tuple[str, ...]
    kept: tuple[str, ...]


def get_mocks_page(scope: Scope) -> MocksPage:
    """The forms that have a pass mark, by track; a track without a blueprint has none."""
    blueprints = ((track, items.last_blueprint(scope.session, track)[1]) for track in EXAM_SECONDS)
    forms = tuple(
        (track, forms_of(blueprint)[: 1 + len(SHORT_FORMS)]) for track, blueprint in blueprints if blueprint is not None
    )
    passable = tuple((track, tuple(form for form in found if form.pass_questions)) for track, found in forms)
    figures = shipped_figures()
    return MocksPage(passable, round(GRACE.total_seconds()), figures["cpc-fee-one"], figures["cpc-fee-two"])


def get_privacy_page(scope: Scope) -> PrivacyPage:
    """What is kept how long, by the settings in force."""
    return PrivacyPage(
        session_days=get_number(scope, "session_days"),
        token_days=get_number(scope, "token_days"),
        done_job_days=get_number(scope, "done_job_days"),
        failed_job_days=get_number(scope, "failed_job_days"),
        guest_days=get_number(scope, "guest_days"),
        sent_form_days=SENT_FORM_DAYS,
        signed_in_days=scope.settings.session_days,
        verify_days=accounts.VERIFY_LIFETIME.days,
        reset_minutes=round(accounts.RESET_LIFETIME.total_seconds() / 60),
        deleted=_words(Fate.DELETED),
        emptied=_words(Fate.EMPTIED),
        kept=_words(Fate.ANONYMOUS),
    )


def _words(fate: Fate) -> tuple[str, ...]:
    return tuple(decision.words for decision in DECISIONS if decision.fate is fate)
