"""Every route × every visitor who is permitted there: a valid request that succeeds, then hostile ones.

The pairs come from the two access tables; what is valid where those send a form that is refused stands in
`valid`. `Fuzz.run_pair` gives back all that is wrong with the answers, as sentences.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from html.parser import HTMLParser
from random import Random
from uuid import uuid4

from flask import Flask, url_for
from sqlalchemy import Table, or_, select
from werkzeug.test import TestResponse

from tests.support import billing as billing_support
from tests.support.browser import Browser
from tests.support.everything import work_alone
from tests.support.exams import an_exam_library, publish_exams
from tests.support.library import a_library
from tests.support.people import Learner, an_administrator, sign_up
from tests.support.school import a_school
from tests.web import test_access_matrix as matrix
from tests.web import test_class_access as classes
from tests.web.class_rows import row as class_row
from tests.web.fuzz.hostile import MARK, Request, Target, field_names, hostile_requests
from tests.web.fuzz.stage import Sent, Stage
from tests.web.fuzz.valid import RULED_OUT, VALID
from trainer.config import resource_folder
from trainer.content.billing_files import read_billing_case
from trainer.content.case_files import read_case
from trainer.content.library import Library
from trainer.db.models.base import Base
from trainer.domain.kernel.problems import Report
from trainer.services import first_visit, guests
from trainer.services.scope import Scopes
from trainer.web.app import make_app

NO_TEACHERS = frozenset({"anonymous", "guest", "learner", "other learner", "stranger"})
"""Visitors who may change nothing of anybody else's, wherever they are let in."""
ANYBODYS = frozenset({"anonymous", "guest", "learner", "other learner", "stranger", "assistant"})
OWN_TRIES_BETWEEN = 40
"""After so many requests the visitor starts afresh, with work that is open again."""
LINK_ATTRIBUTES = frozenset({"href", "src", "action", "formaction"})


@dataclass(frozen=True, slots=True)
class Pair:
    """A visitor and what they are permitted to send."""

    endpoint: str
    method: str
    visitor: str

    @property
    def key(self) -> tuple[str, str]:
        return self.endpoint, self.method

    @property
    def is_of_school(self) -> bool:
        return self.key in classes.ROWS

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} by {self.visitor}"


def outcomes() -> Iterator[tuple[Pair, int | str]]:
    """What the access tables say of every visitor at every endpoint."""
    for (endpoint, method), cell in matrix.MATRIX.items():
        for visitor, outcome in zip(matrix.VISITORS, cell.outcomes, strict=True):
            yield Pair(endpoint, method, visitor), outcome
        yield Pair(endpoint, method, "guest"), matrix.guest_outcome(endpoint, method)
    for (endpoint, method), row in classes.ROWS.items():
        for visitor, outcome in zip(class_row.VISITORS, row.outcomes, strict=True):
            yield Pair(endpoint, method, visitor), outcome


def succeeds(outcome: int | str) -> bool:
    return isinstance(outcome, int) and 200 <= outcome < 400


def is_permitted(pair: Pair, outcome: int | str) -> bool:
    """Whether this visitor can succeed: as the table says, or with the valid request that stands beside it."""
    if succeeds(outcome):
        return True
    if pair.key not in VALID or (pair.key, pair.visitor) in RULED_OUT:
        return False
    named = VALID[pair.key].visitors
    return pair.visitor in named if named else isinstance(outcome, int) and outcome != 404


def permitted_pairs() -> list[Pair]:
    return [pair for pair, outcome in outcomes() if is_permitted(pair, outcome)]


@cache
def _library() -> Library:
    """Content for every page."""
    folder, report = resource_folder("case_studies"), Report()
    case = read_case(folder / "code-the-encounter" / first_visit.CODE, first_visit.CODE, report)
    denial = read_billing_case(folder / "work-the-denial" / first_visit.DENIAL, first_visit.DENIAL, report)
    assert case is not None, list(report)
    assert denial is not None, list(report)
    exercises = (billing_support.exercise(billing_support.POST), denial)
    return replace(an_exam_library(), cases=(*a_library().cases, case), exercises=exercises)


def prepare(scopes: Scopes) -> Flask:
    """Publishes the content, and makes the application."""
    publish_exams(scopes, _library())
    return make_app(scopes, scopes.settings, "only for tests", resource_folder("templates"))


@dataclass(slots=True)
class Fuzz:
    """One database under attack. `bystander_id` is a learner whom nobody of the visitors has to do with."""

    app: Flask
    scopes: Scopes
    requests: int = 0
    server_errors: int = 0
    bystander_id: int = 0
    _rules: dict[tuple[str, str], str] = field(default_factory=dict)
    _is_other_content: bool = False

    def __post_init__(self) -> None:
        for rule in self.app.url_map.iter_rules():
            self._rules |= {(rule.endpoint, method): rule.rule for method in rule.methods or ()}

    def stage(self, pair: Pair) -> Stage:
        """New people for one visit, and the visitor's browser."""
        if self._is_other_content:
            publish_exams(self.scopes, _library())
        self._is_other_content = pair.endpoint.startswith("disputes.")  # the rows of that table publish their own
        if pair.is_of_school:
            school = a_school(self.scopes, uuid4().hex)
            visitor = None if pair.visitor == "anonymous" else getattr(school, pair.visitor)
            owner = school.learner
        else:
            school, owner = None, sign_up(self.scopes, f"{uuid4().hex}@example.org")
            owner, visitor = self._visitor(pair.visitor, owner)
        browser = Browser(self.app)
        return Stage(self.app, self.scopes, browser.sign_in(visitor) if visitor else browser, owner, visitor, school)

    def _visitor(self, name: str, owner: Learner) -> tuple[Learner, Learner | None]:
        match name:
            case "anonymous":
                return owner, None
            case "learner":
                return owner, owner
            case "guest":
                with self.scopes.writing() as scope:
                    guest = Learner(self.scopes, guests.begin_guest(scope, "a browser"))
                return guest, guest
            case "administrator":
                return owner, an_administrator(self.scopes, f"{uuid4().hex}@example.org")
            case _:
                return owner, sign_up(self.scopes, f"{uuid4().hex}@example.org")

    def valid(self, pair: Pair, stage: Stage) -> Sent:
        """The valid request of this pair."""
        if pair.key in VALID and is_permitted(pair, 422):
            return VALID[pair.key].make(stage)
        if stage.school is not None:
            row = classes.ROWS[pair.key]
            return Sent(row.arguments(stage.school), dict(row.form))
        cell = matrix.MATRIX[pair.key]
        form = {"email": f"{uuid4().hex}@example.org"} | cell.form
        return Sent(cell.work(stage.owner) | cell.arguments, form)

    def succeed(self, pair: Pair) -> str:
        """What is wrong where the valid request of this pair does not succeed; nothing: it does."""
        stage = self.stage(pair)
        sent = self.valid(pair, stage)
        with self.app.test_request_context():
            url = url_for(pair.endpoint, **sent.arguments)
        self.requests += 1
        browser = stage.browser
        response = browser.get(url) if pair.method == "GET" else browser.post(url, sent.form | sent.files())
        if succeeds(response.status_code) and _is_where_it_should(response, sent, browser):
            return ""
        return f"{pair}: {response.status_code} {response.headers.get('Location', '')} {response.text[:3000]}"

    def run_pair(self, pair: Pair, count: int, dice: Random) -> list[str]:
        """Sends so many hostile requests; what was wrong, each with the request that did it."""
        wrong: list[str] = []
        left = count
        while left > 0:
            stage = self.stage(pair)
            target = self._target(pair, stage)
            before = self._others(pair, stage)
            for number, request in enumerate(hostile_requests(target, dice, count, count - left), start=1):
                left -= 1
                wrong += self._send(pair, stage, request)
                if number == OWN_TRIES_BETWEEN or self._is_signed_out(stage):
                    break
            wrong += [f"{pair}: {name} of somebody else was changed" for name in self._changed(before)]
            if pair.method != "GET" and left <= 0:
                wrong += self._look_around(pair, stage, target)
        return wrong

    def _target(self, pair: Pair, stage: Stage) -> Target:
        sent = self.valid(pair, stage)
        ids = [] if stage.visitor is None or pair.visitor == "administrator" else [self._bystander()]
        names = field_names(pair.endpoint.partition(".")[0])
        takes_file = bool(sent.file) or "import" in pair.endpoint or "roster" in pair.endpoint
        rule = self._rules[pair.key]
        return Target(rule, pair.method, sent.arguments, sent.form, names, takes_file, ids, sent.file)

    def _send(self, pair: Pair, stage: Stage, request: Request) -> list[str]:
        browser = stage.browser
        if not browser._token:
            browser.get("/")
        self.requests += 1
        try:
            response = browser.client.open(request.path, method=pair.method, **request.options(browser._token))
            response.get_data()
            response.close()
        except Exception as error:  # noqa: BLE001 - what a test client lets through, a server would answer with 500
            self.server_errors += 1
            return [f"{pair}: {error!r} at {_shown(request)}"]
        if response.status_code >= 500:
            self.server_errors += 1
            return [f"{pair}: {response.status_code} at {_shown(request)}"]
        return [f"{pair}: {fault} at {_shown(request)}" for fault in faults_of(response)]

    def _is_signed_out(self, stage: Stage) -> bool:
        if stage.visitor is None:
            return False
        with stage.browser.client.session_transaction() as session:
            return session.get("_user_id") != stage.visitor.token

    def _look_around(self, pair: Pair, stage: Stage, target: Target) -> list[str]:
        """Every page that the visitor, or who teaches or runs the place, can see after that: no markup in any."""
        wrong, school = [], stage.school
        watchers = [stage.visitor] if school is None else [stage.visitor, school.instructor, school.administrator]
        feature = pair.endpoint.partition(".")[0]
        for watcher in [each for each in watchers if each is not None]:
            browser = Browser(self.app).sign_in(watcher)
            for (endpoint, method), rule in self._rules.items():
                is_near = endpoint.startswith((f"{feature}.", "home.index", "classes.", "administration.p", "errata."))
                if method != "GET" or not is_near or "token" in rule or not _fits(rule, target):
                    continue
                page = Target(rule, "GET", target.arguments, {}, ())
                self.requests += 1
                response = browser.client.get(page.address())
                if response.status_code >= 500:
                    self.server_errors += 1
                    wrong.append(f"{pair}: afterwards GET {page.address()} answers {response.status_code}")
                wrong += [f"{pair}: afterwards GET {page.address()}: {fault}" for fault in faults_of(response)]
        return wrong

    def _bystander(self) -> int:
        """Made after some others, so that no small number names them."""
        if not self.bystander_id:
            for _ in range(8):
                sign_up(self.scopes, f"{uuid4().hex}@example.org")
            bystander = sign_up(self.scopes, "bystander@example.org", "Bystander")
            work_alone(bystander, "bystander")
            self.bystander_id = bystander.id
        return self.bystander_id

    def _others(self, pair: Pair, stage: Stage) -> dict[int, dict[str, str]]:
        """Fingerprints of those who may not be touched."""
        if pair.visitor not in ANYBODYS:
            return {}
        people = [self._bystander()]
        if pair.visitor in NO_TEACHERS and stage.school is not None:
            people += [each.id for each in (stage.school.classmate, stage.school.instructor)]
        elif pair.visitor == "other learner" and stage.owner is not stage.visitor:
            people.append(stage.owner.id)
        return {person_id: fingerprints(self.scopes, person_id) for person_id in people}

    def _changed(self, before: dict[int, dict[str, str]]) -> list[str]:
        return [
            table
            for person_id, tables in before.items()
            for table, print_after in fingerprints(self.scopes, person_id).items()
            if print_after != tables[table]
        ]


def _fits(rule: str, target: Target) -> bool:
    return set(re.findall(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", rule)) <= set(target.arguments)


def _is_where_it_should(response: TestResponse, sent: Sent, browser: Browser) -> bool:
    location = response.headers.get("Location", "")
    if sent.says:
        return sent.says in browser.get(location).text
    return not location.startswith(("/log-in", "/sign-up"))


def _shown(request: Request) -> str:
    """A request in one line, long parts cut."""
    return ascii(
        {
            name: text if len(text := repr(getattr(request, name))) < 900 else f"{text[:900]}…"
            for name in Request.__slots__
        }
    )


class _Markup(HTMLParser):
    """Finds the mark where only the page's own author may write: in names of elements and attributes, in scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        for name, value in attrs:
            is_scripted = name in LINK_ATTRIBUTES and (value or "").strip().lower().startswith(
                ("javascript:", "//evil")
            )
            if MARK in name or is_scripted or (name.startswith("on") and MARK in (value or "")):
                self.found.append(f"the attribute {name}={value!r} of <{tag}>"[:200])
        if MARK in tag:
            self.found.append(f"the element <{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and MARK in data:
            self.found.append("text in a script")


def faults_of(response: TestResponse) -> list[str]:
    """What no answer may do, whatever was sent: lead away, lose its headers, run what somebody typed."""
    wrong = []
    location = response.headers.get("Location", "")
    here = f"{response.request.scheme}://{response.request.host}/"
    if location and not location.startswith(here) and not re.match(r"/(?![/\\])", location):
        wrong.append(f"it leads away, to {location[:100]!r}")
    if "Content-Security-Policy" not in response.headers:
        wrong.append("it has no policy for its content")
    if response.mimetype in ("text/html", "image/svg+xml"):
        text = response.text
        if MARK in text:
            wrong += [f"markup got through: {found}" for found in _Markup(text).found]
            if f"{MARK}1337" in text:
                wrong.append("a template was rendered that somebody typed")
    return wrong


def fingerprints(scopes: Scopes, person_id: int) -> dict[str, str]:
    """Table -> the checksum of all rows of one person in it."""
    with scopes.reading() as scope:
        found = {}
        for table in Base.metadata.sorted_tables:
            columns = _columns_of_a_person(table)
            if columns:
                query = select(table).where(or_(*(column == person_id for column in columns)))
                rows = sorted(map(repr, scope.session.execute(query)))
                found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        return found


def _columns_of_a_person(table: Table) -> Sequence[object]:
    if table.name == "users":
        return [table.c.id]
    if table.name in ("user_sessions", "audit_events"):
        return []
    return [table.c[name] for name in ("learner_id", "person_id") if name in table.c]
