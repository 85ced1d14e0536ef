import tomllib
from pathlib import Path

from trainer.domain.claims.places import PLACES, STATES

SHIPPED = Path(__file__).parents[3] / "question_banks" / "code_sets" / "places_of_service.toml"


def test_the_places_of_the_form_are_those_of_the_code_book() -> None:
    tables = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    codes = [row["code"] for value in tables.values() if isinstance(value, list) for row in value]
    assert sorted(codes) == sorted(PLACES)


def test_there_are_fifty_states_the_district_eight_territories_and_three_military_posts() -> None:
    assert len(STATES) == 50 + 1 + 8 + 3
