"""States by their names."""

from trainer.domain.claims.places import STATES
from trainer.domain.claims.states import STATE_OF_NAME


def test_every_state_is_known_by_its_name() -> None:
    territories = {"PR", "GU", "VI"}
    others = {"AS", "FM", "MH", "MP", "PW", "AA", "AE", "AP"}
    assert set(STATE_OF_NAME.values()) == STATES - others
    assert len(STATE_OF_NAME) == 50 + len({"DC"} | territories)
    assert STATE_OF_NAME["district of columbia"] == "DC"
    assert STATE_OF_NAME["ohio"] == "OH"
