"""When a figure is old, and what has to stand beside it."""

from datetime import date

import pytest

from trainer.domain.careers.figures import Evidence, Figure, Kind, first_day, is_old, lonely_wages, together


def a_figure(id_: str, kind: Kind = Kind.WORK, beside: tuple[str, ...] = ()) -> Figure:
    return Figure(
        id=id_,
        kind=kind,
        label="A label",
        value="12",
        unit="",
        year="2024",
        as_of="2024",
        source="A source",
        url="https://example.org/",
        evidence=Evidence.OFFICIAL,
        caveat="Nothing about you.",
        beside=beside,
    )


def by_id(*figures: Figure) -> dict[str, Figure]:
    return {figure.id: figure for figure in figures}


@pytest.mark.parametrize(
    ("as_of", "day"),
    [("2024", date(2024, 1, 1)), ("2024-05", date(2024, 5, 1)), ("2024-02-29", date(2024, 2, 29))],
)
def test_a_time_is_true_from_its_first_day(as_of, day):
    assert first_day(as_of) == day


@pytest.mark.parametrize("as_of", ["", "24", "2024-13", "2024-02-30", "May 2024", "2024-5", "2024-05-01-01", "٢٠٢٤"])
def test_what_names_no_time_is_refused(as_of):
    with pytest.raises(ValueError, match=r".+"):
        first_day(as_of)


@pytest.mark.parametrize(
    ("as_of", "last_young_day", "first_old_day"),
    [
        ("2024", date(2026, 1, 1), date(2026, 1, 2)),
        ("2024-05", date(2026, 5, 1), date(2026, 5, 2)),
        ("2024-09-30", date(2026, 9, 30), date(2026, 10, 1)),
        ("2024-02-29", date(2026, 2, 28), date(2026, 3, 1)),
    ],
)
def test_a_figure_is_old_when_more_than_two_years_have_passed(as_of, last_young_day, first_old_day):
    assert not is_old(as_of, last_young_day)
    assert is_old(as_of, first_old_day)


def test_a_survey_wage_needs_an_official_wage_beside_it():
    official = a_figure("official", Kind.OFFICIAL_WAGE)
    figures = by_id(
        official,
        a_figure("work"),
        a_figure("good", Kind.SURVEY_WAGE, ("work", "official")),
        a_figure("alone", Kind.SURVEY_WAGE),
        a_figure("with-another", Kind.SURVEY_WAGE, ("good",)),
        a_figure("dangling", Kind.SURVEY_WAGE, ("nowhere",)),
        a_figure("no-wage"),
    )
    assert lonely_wages(figures) == ("alone", "with-another", "dangling")


def test_what_has_to_stand_beside_a_figure_comes_before_it_and_once():
    figures = by_id(a_figure("a"), a_figure("b", beside=("a",)), a_figure("c", beside=("a",)), a_figure("d"))
    assert [figure.id for figure in together(figures, ("d", "b", "c"))] == ["d", "a", "b", "c"]
    assert [figure.id for figure in together(figures, ("b", "a"))] == ["a", "b"]
