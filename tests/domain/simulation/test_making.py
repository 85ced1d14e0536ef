"""The world: what arrives when, with which troubles, and that papers are well formed."""

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from trainer.domain.claims.filing_limits import last_filing_day
from trainer.domain.claims.professional import Profile, Relationship
from trainer.domain.simulation.making import start
from trainer.domain.simulation.people import misread
from trainer.domain.simulation.practice import AGREEMENTS, DOCTORS, MEDICARE, PAYERS, TRICARE
from trainer.domain.simulation.scenario import (
    FIRST_DAY,
    LAST_DAY,
    SCENARIOS,
    WORKING_DAYS,
    Scenario,
    Trouble,
    is_working_day,
)
from trainer.domain.simulation.world import Encounter, Item, Turn, World

# CMS, Medicare Beneficiary Identifier: C A AN N A AN N A A N N, without S, L, O, I, B and Z.
_A, _AN = "[AC-HJKMNP-RT-Y]", "[0-9AC-HJKMNP-RT-Y]"
_MBI = re.compile(f"[1-9]{_A}{_AN}[0-9]{_A}{_AN}[0-9]{_A}{_A}[0-9]{{2}}")
_WORLDS = [start(scenario, seed) for scenario in Scenario for seed in range(12)]


def _new(world: World) -> list[Encounter]:
    return [each for each in world.encounters.values() if each.id.startswith("E")]


@pytest.mark.parametrize("scenario", Scenario)
def test_the_same_seed_makes_the_same_world_and_another_seed_another(scenario: Scenario) -> None:
    assert start(scenario, 5) == start(scenario, 5)
    assert start(scenario, 5).encounters != start(scenario, 6).encounters


@pytest.mark.parametrize("world", _WORLDS)
def test_thirty_encounters_arrive_two_a_day_in_the_first_three_weeks(world: World) -> None:
    days = Counter(each.arrives_on for each in _new(world))
    assert set(days) == set(WORKING_DAYS[:15])
    assert set(days.values()) == {2}
    assert len(world.old) == len(world.encounters) - 30 == 6


@pytest.mark.parametrize("world", _WORLDS)
def test_the_troubles_are_those_of_the_scenario(world: World) -> None:
    terms = SCENARIOS[world.scenario]
    counts = Counter(trouble for each in _new(world) for trouble in each.troubles or {Trouble.NONE})
    counts[Trouble.MEMBER_ID] -= terms.seconds
    assert counts == Counter(terms.troubles)


def test_every_scenario_has_thirty_encounters() -> None:
    assert {sum(terms.troubles.values()) for terms in SCENARIOS.values()} == {30}


@pytest.mark.parametrize("world", _WORLDS)
def test_papers_are_well_formed(world: World) -> None:
    for each in world.encounters.values():
        assert is_working_day(each.on)
        assert each.on <= each.arrives_on <= each.file_by
        assert [card.turn for card in each.cards].count(Turn.FIRST) == 1
        for offer in each.offers:
            assert offer.drafted in offer.values
            assert offer.right <= set(offer.values)
        for card in each.cards:
            assert card.other_id != card.member_id
            assert card.registered_id in card.ids
            if card.payer_id == MEDICARE:
                assert _MBI.fullmatch(card.member_id)
                assert _MBI.fullmatch(card.other_id)


@pytest.mark.parametrize("world", _WORLDS)
def test_a_misread_number_keeps_figures_and_letters_in_their_places(world: World) -> None:
    for card in (card for each in world.encounters.values() for card in each.cards):
        assert [sign.isdigit() for sign in card.other_id] == [sign.isdigit() for sign in card.member_id]
        assert sorted(card.other_id) == sorted(card.member_id)
        assert sum(one != other for one, other in zip(card.member_id, card.other_id, strict=True)) == 2


def test_unlike_signs_are_changed_round_even_where_no_neighbours_are() -> None:
    # Only 2 and 3 are figures that differ, two places apart with a letter between them.
    assert misread(random.Random(1), "2A3") == "3A2"


@pytest.mark.parametrize("world", _WORLDS)
def test_charts_name_no_doctor(world: World) -> None:
    names = {doctor.name.last for doctor in DOCTORS}
    assert not [each.id for each in world.encounters.values() if any(name in each.chart for name in names)]


def test_a_family_has_tricare_through_the_spouse() -> None:
    found = [
        each
        for world in _WORLDS
        for each in world.encounters.values()
        if each.note.startswith("Insured through own work")
    ]
    assert len(found) > len(Scenario)
    for each in found:
        own, tricare = each.first, each.second
        assert tricare
        assert (own.relationship, tricare.relationship) == (Relationship.SELF, Relationship.SPOUSE)
        assert tricare.payer_id == TRICARE
        assert own.insured == each.patient
        assert tricare.insured.name.last == each.patient.name.last
        for person in (each.patient, tricare.insured):
            # Retired after twenty years of service, and not yet of the age of Medicare.
            assert person.born_on
            assert 38 <= (each.on - person.born_on).days / 365.25 < 65


@pytest.mark.parametrize("world", _WORLDS)
def test_a_signed_notice_is_about_a_covered_test_done_too_often(world: World) -> None:
    # NCD 20.15: a screening ECG is never covered, so it would ask for GY or GX; GA expects "not necessary".
    (notice,) = [each for each in _new(world) if Trouble.NOTICE in each.troubles]
    assert "screening" not in notice.chart
    assert not any(code.startswith("Z") for code, _ in notice.diagnoses)
    assert "so soon" in notice.chart


def test_no_exercise_has_a_payer_of_the_month() -> None:
    texts = [path.read_text() for path in Path("case_studies").rglob("*") if path.suffix in (".toml", ".md")]
    assert len(texts) > 30
    for payer in PAYERS.values():
        name = payer.name.split()[0] if payer.profile is Profile.COMMERCIAL else payer.payer_id
        assert not any(payer.payer_id in text or name in text for text in texts)


@pytest.mark.parametrize("world", _WORLDS)
def test_a_draft_is_wrong_only_where_its_trouble_makes_it_so(world: World) -> None:
    wrong = {
        Trouble.MEMBER_ID: {Item.MEMBER_ID},
        Trouble.COVERAGE_ENDED: {Item.PAYER, Item.MEMBER_ID},
        Trouble.OTHER_PAYER_FIRST: {Item.PAYER, Item.MEMBER_ID},
        Trouble.AUTHORIZATION: {Item.AUTHORIZATION},
        Trouble.NO_AUTHORIZATION: {Item.AUTHORIZATION},
        Trouble.MODIFIER_25: {Item.MODIFIERS},
        Trouble.PLACE: {Item.PLACE},
        Trouble.POINTER: {Item.POINTER},
        Trouble.NEWBORN: {Item.PATIENT},
        Trouble.NOTICE: {Item.MODIFIERS},
        Trouble.NEW_PATIENT: {Item.CODE},
    }
    for each in _new(world):
        found = {offer.item for offer in each.offers if offer.drafted not in offer.right}
        assert found == set().union(*(wrong.get(trouble, set()) for trouble in each.troubles))


@pytest.mark.parametrize("world", _WORLDS)
def test_a_copy_is_the_same_visit_two_days_later(world: World) -> None:
    (copy,) = [each for each in _new(world) if each.duplicate_of]
    original = world.encounters[copy.duplicate_of]
    assert (copy.patient, copy.on, copy.lines, copy.cards) == (
        original.patient,
        original.on,
        original.lines,
        original.cards,
    )
    assert WORKING_DAYS.index(copy.arrives_on) - WORKING_DAYS.index(original.arrives_on) == 2


@pytest.mark.parametrize("world", _WORLDS)
def test_deadlines_fall_into_the_month_for_two_old_accounts_and_the_late_visit(world: World) -> None:
    denied, lost = world.old[0], world.old[1]
    assert FIRST_DAY < world.encounters[lost.encounter].file_by < LAST_DAY
    appeal_days = world.encounters[denied.encounter].first.contract.appeal_days
    assert FIRST_DAY.toordinal() < denied.since.toordinal() + appeal_days < LAST_DAY.toordinal()
    (late,) = [each for each in _new(world) if Trouble.LATE in each.troubles]
    assert 0 <= (late.file_by - late.arrives_on).days <= 3


def test_medicare_has_its_numbers_of_2026() -> None:
    agreement = AGREEMENTS[MEDICARE]
    assert agreement.benefits.deductible_cents == 28_300
    assert agreement.benefits.coinsurance == 2_000
    assert agreement.contract.sequestration == 200
    assert last_filing_day(FIRST_DAY, agreement.contract) == FIRST_DAY.replace(year=2027)


def test_the_contracts_cover_public_and_commercial_payers() -> None:
    profiles = [agreement.contract.profile for agreement in AGREEMENTS.values()]
    assert sorted(profiles) == sorted(
        (Profile.MEDICARE, Profile.COMMERCIAL, Profile.COMMERCIAL, Profile.MEDICAID, Profile.TRICARE)
    )


def test_april_2026_has_twenty_two_working_days() -> None:
    assert len(WORKING_DAYS) == 22
    assert WORKING_DAYS[-1] == LAST_DAY
