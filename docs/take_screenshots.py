"""Takes the screenshots of docs/images from a running program.

Start the program on an empty data folder, then run this script, which gives one learner a past in that folder:

    TRAINER_DATA=/tmp/shots-data TRAINER_PORT=8107 .venv/bin/python app.py
    .venv/bin/python -m docs.take_screenshots --address http://127.0.0.1:8107 --data /tmp/shots-data

The pages of those who teach are those of the demo, which is served by itself:

    TRAINER_DATA=/tmp/shots-data TRAINER_PORT=8108 .venv/bin/python -m trainer demo --serve
    .venv/bin/python -m docs.take_screenshots --demo http://127.0.0.1:8108
"""

import argparse
import shutil
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.histories import Past, add_past
from tests.support.people import Learner
from trainer.db.queries import items, people
from trainer.domain.simulation.bots import play_perfectly
from trainer.domain.simulation.scenario import SCENARIOS, Scenario
from trainer.factory import build_program
from trainer.services import accounts, demo, months
from trainer.services.study_settings import save_settings

EMAIL = "robin@example.org"
VETERAN = "kim@example.org"
PASSWORD = "a few unrelated words"  # noqa: S105 - of an account that is made for the pictures
DESK = {"width": 1280, "height": 900}
DESK_LOW = {"width": 1280, "height": 860}  # a picture full of text stays under 200 kB
PHONE = {"width": 390, "height": 844}
LAUNCH = ("--no-sandbox", "--disable-gpu")
TENTH_DAY = 10
LETTERS = "CBDABCADBCDABADC"


class Photographer:
    """A learner in a browser, with a camera."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.right_letters: dict[str, str] = {}

    def shoot(self, name: str, page: Page | None = None) -> None:
        """The visible part of the page, as NAME.png."""
        (page or self.page).screenshot(path=self.folder / f"{name}.png")

    def sign_up(self) -> None:
        page = self.page
        page.goto("/sign-up")
        page.get_by_label("Name").fill("Robin")
        page.get_by_label("E-mail address").fill(EMAIL)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Create the account").click()
        if page.get_by_text("There is an account with this address").is_visible():
            raise SystemExit("Start the program on an empty data folder: this one has pictures' learner already.")
        page.get_by_role("heading", name="Good to see you").wait_for()

    def log_in(self, email: str, password: str = PASSWORD) -> None:
        page = self.page
        page.goto("/log-in")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/")

    def practice(self, number: int, pool: str = "All") -> str:
        """Answers questions in tutor mode and hands in; the address of the first.

        The learner guesses, but remembers the answer to what came before, except to every fourth question.
        """
        page = self.page
        page.goto("/practice")
        page.get_by_role("radio", name=pool).check()
        page.get_by_label("How many").fill(str(number))
        page.get_by_role("button", name="Start", exact=True).click()
        first = page.url
        for position in range(1, number + 1):
            page.wait_for_url(f"**/questions/{position}")
            page.locator(".keys:visible").wait_for()
            stem = page.locator(".stem").inner_text()
            remembered = self.right_letters.get(stem) if position % 4 else None
            page.keyboard.press((remembered or LETTERS[position % len(LETTERS)]).lower())
            page.keyboard.press("Enter")
            page.locator("#verdict").wait_for()
            self.right_letters[stem] = page.locator(".option.is-right .option-letter").inner_text()
            page.keyboard.press("n")
        page.get_by_role("button", name="Hand in and see the result").click()
        page.wait_for_url("**/result")
        return first

    def sit_exam(self) -> None:
        """A mock of 25 questions, guessed; a picture of the 17th question and one of the report."""
        page = self.page
        page.goto("/exams")
        page.get_by_role("button", name="Start the clock").click()
        page.locator("#exam[data-ready=yes]").wait_for(state="attached")
        for position in range(1, 26):
            page.keyboard.press(LETTERS[position % len(LETTERS)].lower())
            page.get_by_text("saved ✓").wait_for()
            if position in (4, 11):
                page.keyboard.press("f")
            if position == 17:
                page.get_by_role("button", name="Strike out A").click()
                page.locator(".stem:visible p").first.select_text()
                page.get_by_role("button", name="Highlight").click()
                page.get_by_text("saved ✓").wait_for()
                self.shoot("exam")
            page.keyboard.press("n")
        page.wait_for_url("**/finish")
        page.get_by_role("button", name="Hand in").click()
        page.wait_for_url("**/result")
        self.shoot("exam-result")

    def open_case(self, title: str) -> None:
        page = self.page
        page.goto("/cases")
        page.get_by_role("listitem").filter(has_text=title).get_by_role("button").click()
        page.wait_for_url("**/cases/sittings/*")

    def type_claim(self, diagnoses: list[str], procedures: list[tuple[str, str, str]]) -> None:
        """Procedures are code, modifiers and pointers."""
        page = self.page
        for letter, code in zip("ABCD", diagnoses, strict=False):
            page.get_by_label(f"Diagnosis {letter}", exact=True).fill(code)
        for place, line in enumerate(procedures, start=1):
            for column, text in zip(("code", "modifiers", "pointers"), line, strict=True):
                page.get_by_label(f"Procedure {place}, {column}", exact=True).fill(text)


def take_all(browser: Browser, address: str, folder: Path) -> None:
    """Every picture, in the order in which a learner meets the pages."""
    context = browser.new_context(base_url=address, viewport=DESK, color_scheme="light")
    learner = Photographer(context.new_page(), folder)
    page = learner.page
    page.goto("/")
    learner.shoot("landing")
    first_visit(browser, address, folder)
    learner.sign_up()
    learner.practice(24)
    first_question = learner.practice(12, pool="Missed last time")
    learner.open_case("Earache behind a wall of wax")
    learner.type_claim(["H66.91", "H61.21"], [("99213", "", "A"), ("69210", "", "B")])
    learner.shoot("workbench")
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/report")
    page.set_viewport_size(DESK_LOW)
    learner.shoot("report")
    page.set_viewport_size(DESK)
    learner.open_case("The groin and the checkup")
    page.get_by_label("What is wrong with diagnosis A").select_option(label="contradicts the chart")
    page.get_by_label("Diagnosis A", exact=True).fill("K40.90")
    page.get_by_text("saved ✓").wait_for()
    learner.shoot("audit")
    learner.open_case("A winter of little appetite")
    page.get_by_label("Yes: something that the code needs").check()
    page.get_by_label("The nutritional diagnosis").check()
    page.get_by_text("saved ✓").wait_for()
    learner.shoot("query")
    page.goto("/progress")
    learner.shoot("progress")
    page.goto(first_question)
    learner.shoot("question")
    page.locator("[data-letter]").first.wait_for()
    page.get_by_role("button", name="Code book").click()
    page.get_by_role("searchbox").fill("heart attack")
    page.locator(".hit").nth(3).wait_for()
    learner.shoot("panel")
    page.get_by_role("button", name="Close").click()
    page.goto("/codes/icd-10-cm/I42.6")
    learner.shoot("code")
    learner.sit_exam()
    page.goto(first_question)
    phone = browser.new_context(
        base_url=address, viewport=PHONE, color_scheme="dark", storage_state=context.storage_state()
    ).new_page()
    phone.goto(first_question)
    learner.shoot("question-dark-phone", phone)


def first_visit(browser: Browser, address: str, folder: Path) -> None:
    """What a stranger sees: a try with its guide, a lesson, the word game, the field, the calculator."""
    guest = Photographer(browser.new_context(base_url=address, viewport=DESK, color_scheme="light").new_page(), folder)
    for name, path in (("lesson", "/lessons/who-pays"), ("field", "/field/coder"), ("costs", "/field/costs")):
        guest.page.goto(path)
        guest.shoot(name)
    guest.page.goto("/words")
    guest.page.locator(".keys:visible").wait_for()
    guest.page.keyboard.press("3")
    guest.page.get_by_text("comes back").first.wait_for()
    guest.shoot("words")
    guest.page.goto("/try")
    guest.page.get_by_role("button", name="Open the chart").click()
    guest.page.get_by_role("heading", name="Your first chart").wait_for()
    guest.shoot("first-visit")


def add_veteran(data: str) -> None:
    """A learner who has studied for half a year, with an exam in seven weeks."""
    scopes = build_program({"TRAINER_DATA": data}).scopes
    with scopes.writing() as scope:
        learner_id = accounts.sign_up(scope, VETERAN, "Kim", PASSWORD, "cpc")
        veteran = Learner(scopes, accounts.open_session(scope, learner_id, "for the pictures"))
    with veteran.writing() as scope:
        _, blueprint = items.last_blueprint(scope.session, "cpc")
        assert blueprint is not None
        add_past(scope, learner_id, Past(answers=640, days=70, cases=14), blueprint)
    with veteran.writing() as scope:
        exam_on = (scope.now + timedelta(weeks=7)).date()
        wanted = {"exam_on": exam_on.isoformat(), "weekly_hours": "8", "daily_review_limit": "20", "mail_hour": ""}
        refused = save_settings(scope, wanted | {"time_zone": "America/Chicago", "track": "cpc"})
        assert not refused, refused


def take_study(browser: Browser, address: str, folder: Path) -> None:
    """What a learner with a past sees, and the beginning of a diagnostic."""
    for theme, size, ending in (("light", DESK, ""), ("dark", PHONE, "-dark-phone")):
        context = browser.new_context(
            base_url=address, viewport=size, color_scheme=theme, timezone_id="America/Chicago"
        )
        veteran = Photographer(context.new_page(), folder)
        page = veteran.page
        veteran.log_in(VETERAN)
        for name, where in (("dashboard", "/"), ("plan", "/plan"), ("readiness", "/readiness"), ("review", "/review")):
            page.goto(where, wait_until="networkidle")
            veteran.shoot(name + ending)
        if theme == "light":
            page.goto("/readiness/evidence", wait_until="networkidle")
            veteran.shoot("evidence")
            page.goto("/diagnostic")
            page.get_by_role("button", name="Start the diagnostic").click()
            page.get_by_role("button", name="I do not know").wait_for()
            veteran.shoot("diagnostic")


def play_month(data: str) -> int:
    """The veteran's normal month in the practice, played well until the morning of its tenth day; its number."""
    scopes = build_program({"TRAINER_DATA": data}).scopes
    with scopes.writing() as scope:
        user = people.find_user_by_email_key(scope.session, VETERAN)
        assert user is not None
        learner_id = user.id
        veteran = Learner(scopes, accounts.open_session(scope, learner_id, "for the pictures"))
    with veteran.writing() as scope:
        number = months.start_month(scope, months.NewMonth("normal"))
    days = 1
    for count, move in enumerate(play_perfectly(Scenario.NORMAL, SCENARIOS[Scenario.NORMAL].seed)):
        with veteran.writing() as scope:
            months.make_move(scope, number, move, count)
        days += move.kind == "end-day"
        if days == TENTH_DAY:
            break
    return number


def take_billing(browser: Browser, address: str, folder: Path, month: int) -> None:
    """The billing lab: a claim, a remittance, the answer of a payer, a month."""
    context = browser.new_context(base_url=address, viewport=DESK, color_scheme="light")
    veteran = Photographer(context.new_page(), folder)
    page = veteran.page
    veteran.log_in(VETERAN)
    page.goto("/billing")
    veteran.shoot("billing")
    for title, name in (("A visit and an injection on one day", "claim"), ("A deductible half met", "remittance")):
        page.goto("/billing")
        exercise = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=title))
        exercise.get_by_role("button").click()
        page.get_by_role("button", name="Hand in").wait_for()
        veteran.shoot(name)
    page.goto("/billing/claims")
    page.get_by_role("button", name="Start with a sample claim").click()
    page.get_by_role("link", name="What would a payer say").click()
    page.get_by_role("heading", name="Step by step").wait_for()
    veteran.shoot("payer")
    page.goto(f"/billing/months/{month}")
    veteran.shoot("month")


def take_school(browser: Browser, address: str, folder: Path) -> None:
    """What those see who teach the class of the demo, and who runs the program."""
    context = browser.new_context(base_url=address, viewport=DESK, color_scheme="light", timezone_id="America/Chicago")
    teacher = Photographer(context.new_page(), folder)
    page = teacher.page
    teacher.log_in(demo.INSTRUCTOR.email, demo.PASSWORD)
    page.goto("/classes")
    page.get_by_role("link", name="Coding I").first.click()
    page.wait_for_url("**/classes/*")
    hub = page.url
    teacher.shoot("class")
    page.goto(f"{hub}/gradebook", wait_until="networkidle")
    numbers = {
        title: page.locator("thead a", has_text=title).first.get_attribute("href").rsplit("/", 1)[1].split("?")[0]
        for title in ("Week 1", "Week 4", "Final mock")
    }
    work = page.locator("tbody td a").nth(22).evaluate("link => link.href")
    page.goto(f"{hub}/assignments")
    draft = page.get_by_role("link", name="In depth").get_attribute("href").removesuffix("/manage")
    for name, where in (
        ("assignments", f"{hub}/assignments"),
        ("assignment-editor", f"{hub}/assignments/{numbers['Week 4']}/edit"),
        ("dry-run", f"{draft}/dry-run"),
        ("overrides", f"{hub}/assignments/overrides"),
        ("gradebook", f"{hub}/gradebook"),
        ("learner-work", work),
        ("live", f"{hub}/gradebook/{numbers['Final mock']}/live"),
        ("insight", f"{hub}/insight"),
        ("insight-areas", f"{hub}/insight/areas"),
        ("insight-errors", f"{hub}/insight/errors"),
        ("item-analysis", f"{hub}/insight/items/{numbers['Week 1']}"),
    ):
        page.goto(where, wait_until="networkidle")
        teacher.shoot(name)
    page.get_by_role("link", name="dysphagia").first.click()
    page.wait_for_load_state("networkidle")
    page.locator("main img").first.scroll_into_view_if_needed()
    teacher.shoot("item-plot")
    page.goto("/disputes")
    page.locator("main a[href*='/disputes/reports/']").first.click()
    teacher.shoot("dispute")
    page.goto("/authoring")
    page.locator("main a[href*='/authoring/drafts/']").first.click()
    page.goto(f"{page.url.rstrip('/')}/edit", wait_until="networkidle")
    teacher.shoot("authoring")
    phone_context = browser.new_context(
        base_url=address, viewport=PHONE, color_scheme="dark", storage_state=context.storage_state()
    )
    phone = phone_context.new_page()
    for name, where in (("gradebook", "gradebook"), ("live", f"gradebook/{numbers['Final mock']}/live")):
        phone.goto(f"{hub}/{where}", wait_until="networkidle")
        teacher.shoot(f"{name}-dark-phone", phone)
    take_administration(browser, address, folder)


def take_administration(browser: Browser, address: str, folder: Path) -> None:
    """The first page of whoever runs the program."""
    context = browser.new_context(base_url=address, viewport=DESK, color_scheme="light", timezone_id="America/Chicago")
    administrator = Photographer(context.new_page(), folder)
    administrator.log_in(demo.ADMINISTRATOR.email, demo.PASSWORD)
    administrator.page.goto("/administration", wait_until="networkidle")
    administrator.shoot("administration")


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the screenshots of the documentation.")
    parser.add_argument("--address", default="http://127.0.0.1:8000", help="where the program runs")
    parser.add_argument("--data", help="the data folder of that program")
    parser.add_argument("--demo", help="where a demo is served: only its pictures are taken")
    parser.add_argument("--out", type=Path, default=Path("docs/images"), help="the folder for the pictures")
    arguments = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        parser.error("Chromium is missing: install Debian's package chromium.")
    if not (arguments.data or arguments.demo):
        parser.error("Give --data for the pictures of learners, or --demo for those of a class.")
    arguments.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(LAUNCH))
        if arguments.demo:
            take_school(browser, arguments.demo, arguments.out)
        else:
            take_all(browser, arguments.address, arguments.out)
            add_veteran(arguments.data)
            take_study(browser, arguments.address, arguments.out)
            take_billing(browser, arguments.address, arguments.out, play_month(arguments.data))
        browser.close()


if __name__ == "__main__":
    main()
