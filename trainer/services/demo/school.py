"""The class of the demo and everybody in it: accounts, roles, coming and going, a roster with open invitations."""

from datetime import timedelta
from functools import partial

from trainer.services import accounts, class_joining, classes, invitations, people_admin, rosters, study_settings
from trainer.services.classes import ClassSpec
from trainer.services.demo.people import (
    ADMINISTRATOR,
    ASSISTANT,
    CANDIDATES,
    CO_INSTRUCTOR,
    INSTRUCTOR,
    PASSWORD,
    STAFF,
    STILL_INVITED,
    ZONE,
    Person,
    Pupil,
    strengths_of,
)
from trainer.services.demo.world import TURN, World
from trainer.services.invitations import Invitee
from trainer.services.tables import write_csv


def open_school(world: World) -> None:
    """Everybody has an account, those who teach may; the class is made, its co-instructor and assistant are in it."""
    with world.scopes.writing() as scope:
        ada = accounts.create_administrator(scope, ADMINISTRATOR.email, ADMINISTRATOR.name, PASSWORD)
    world.ids[ADMINISTRATOR.email] = ada
    for person in STAFF:
        if person is not ADMINISTRATOR:
            world.ids[person.email] = _sign_up(world, person)
    with world.acting(ada) as scope:
        for person in (INSTRUCTOR, CO_INSTRUCTOR):
            people_admin.set_may_teach(scope, world.ids[person.email], True, "Teaches at the school.")  # noqa: FBT003
    with world.acting(world.ids[INSTRUCTOR.email]) as scope:
        term = f"{world.begins:%B} to {world.ends:%B %Y}"
        world.class_id = classes.create_class(scope, ClassSpec("Coding I, evening group", term, "cpc", ZONE))
        for person, role in ((CO_INSTRUCTOR, "instructor"), (ASSISTANT, "assistant")):
            invitations.invite(scope, world.class_id, Invitee(person.name, person.email, role))
    for person in (CO_INSTRUCTOR, ASSISTANT):
        with world.acting(world.ids[person.email]) as scope:
            for waiting in invitations.list_my_invitations(scope):
                invitations.accept_mine(scope, waiting.id)


def _sign_up(world: World, person: Person) -> int:
    with world.scopes.writing() as scope:
        user_id = accounts.sign_up(scope, person.email, person.name, PASSWORD, "cpc", time_zone=ZONE)
    with world.acting(world.ids[ADMINISTRATOR.email]) as scope:
        people_admin.verify_address(scope, user_id, "Known to the school.")
    return user_id


def take_in_learners(world: World) -> None:
    """Learners have accounts, and plan to come into the class by its code, and some to leave it again."""
    for place, person in enumerate(CANDIDATES[: world.size.learners]):
        strengths = strengths_of(world.catalogue.areas, world.rng)
        pupil = Pupil(person, _sign_up(world, person), place, world.ends - TURN, strengths)
        world.pupils.append(pupil)
        world.agenda.add(world.joins_at(pupil), partial(_join, world, pupil))
        if (leaves := world.leaves_at(pupil)) is not None:
            world.agenda.add(leaves, partial(_leave, world, pupil))
    world.agenda.add(world.begins + timedelta(days=9), lambda: import_roster(world))


def _join(world: World, pupil: Pupil) -> None:
    with world.acting(world.ids[INSTRUCTOR.email]) as scope:
        code = classes.get_class(scope, world.class_id).join_code
    with world.acting(pupil.id) as scope:
        class_joining.join_class(scope, code)
        exam_on = (world.ends + timedelta(weeks=3 + pupil.place % 5)).date().isoformat()
        study_settings.save_settings(scope, {"exam_on": exam_on, "weekly_hours": str(4 + pupil.person.diligence // 20)})


def _leave(world: World, pupil: Pupil) -> None:
    with world.acting(pupil.id) as scope:
        class_joining.leave_class(scope, world.class_id)


def import_roster(world: World) -> None:
    """The office sends a list of people who are to come; they are invited, and have not answered."""
    rows = [(name, Person(name).email, f"S-{2040 + place}") for place, name in enumerate(STILL_INVITED)]
    data = write_csv([("name", "email", "student number"), *rows])
    with world.acting(world.ids[INSTRUCTOR.email]) as scope:
        preview = rosters.preview_roster(scope, world.class_id, data, "office.csv")
        rosters.import_roster(scope, world.class_id, preview.carried)
