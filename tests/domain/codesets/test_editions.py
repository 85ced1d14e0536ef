from collections.abc import Sequence

from trainer.domain.codesets.book import ChangeKind, Code, CodeChange, Level, System
from trainer.domain.codesets.editions import Break, BreakKind, breaks_of, more_specific


def a_code(code: str, title: str, *, billable: bool = True, parent: str = "") -> Code:
    return Code(System.ICD10CM, code, f"{code[:3]}.{code[3:]}", title, Level.CODE, billable, parent or code[:-1])


def added(*codes: Code) -> list[CodeChange]:
    return [CodeChange(ChangeKind.ADDED, None, code) for code in codes]


def the_break(changes: Sequence[CodeChange], code: str) -> Break | None:
    return breaks_of(changes).get(code)


def test_a_deleted_code_has_the_likest_new_codes_of_its_category_as_successors() -> None:
    gone = a_code("Z87890", "Personal history of sex reassignment")
    near, far = a_code("Z87892", "Personal history of gender reassignment"), a_code("Z87999", "Something else entirely")
    elsewhere = a_code("Z99999", "Personal history of sex reassignment")
    found = the_break([CodeChange(ChangeKind.RETIRED, gone, None), *added(far, near, elsewhere)], "Z87890")
    assert found == Break(BreakKind.DELETED, gone, "", (near,))


def test_a_code_that_is_no_longer_complete_is_succeeded_by_those_below_it() -> None:
    before, after = a_code("I420", "Dilated cardiomyopathy"), a_code("I420", "Dilated cardiomyopathy", billable=False)
    below, beside = a_code("I4201", "Dilated, one kind"), a_code("I429", "Another")
    changes = [CodeChange(ChangeKind.REVISED, before, after), *added(below, beside)]
    assert the_break(changes, "I420") == Break(BreakKind.NOT_BILLABLE, before, after.title, (below,))


def test_a_new_code_that_is_called_like_an_inclusion_term_comes_first() -> None:
    before = a_code("M722", "Plantar fascial fibromatosis")
    below, named = (
        a_code("M7221", "Plantar fascial fibromatosis, right foot"),
        a_code("M67A01", "Plantar fasciitis, right foot"),
    )
    other = a_code("L67A01", "Plantar fasciitis of the skin")
    changes = [
        CodeChange(ChangeKind.REVISED, before, a_code("M722", before.title, billable=False)),
        *added(below, named, other),
    ]
    assert breaks_of(changes, lambda code: ["Plantar fasciitis", "Fasciitis"])["M722"].successors == (named, below)
    gone = [CodeChange(ChangeKind.RETIRED, before, None), *added(named)]
    assert breaks_of(gone, lambda code: ["Plantar fasciitis"])["M722"].successors == (named,)


def test_a_revised_title_is_named_with_the_new_one() -> None:
    before, after = a_code("L03312", "Cellulitis of back"), a_code("L03312", "Cellulitis of back, but for the flank")
    changes = [CodeChange(ChangeKind.REVISED, before, after)]
    assert the_break(changes, "L03312") == Break(BreakKind.RETITLED, before, after.title, ())


def test_what_became_complete_or_only_moved_or_was_never_complete_breaks_nothing() -> None:
    heading = a_code("I42", "Cardiomyopathy", billable=False)
    moved = a_code("K317", "Polyp of stomach")
    changes = [
        CodeChange(ChangeKind.REVISED, heading, a_code("I42", "Cardiomyopathy")),
        CodeChange(ChangeKind.REVISED, moved, a_code("K317", "Polyp of stomach", parent="K3")),
        CodeChange(ChangeKind.RETIRED, heading, None),
        *added(moved),
    ]
    assert breaks_of(changes) == {}


def test_a_new_code_of_the_same_parent_may_say_more_where_both_titles_share_a_word_that_tells() -> None:
    code, new = a_code("K317", "Polyp of stomach"), a_code("K31B", "Bleeding polyp of stomach")
    others = [
        a_code("K31D", "Stenosis of stomach"),
        a_code("K32", "Polyp of stomach", parent="K3"),
        a_code("K31C", "Polyp of stomach", billable=False),
    ]
    assert more_specific(code, added(new, *others)) == Break(BreakKind.MORE_SPECIFIC, code, code.title, (new,))
    assert more_specific(a_code("I10", "Hypertension"), added(new)) is None
    history = a_code("Z86161", "Personal history of COVID-19", parent="Z8616")
    assert more_specific(history, added(a_code("Z86167", "Personal history of a bite", parent="Z8616"))) is None
    tubal = a_code("O00101", "Right tubal pregnancy without intrauterine pregnancy", parent="O0010")
    named = a_code("O00121", "Right ampullary tubal pregnancy", parent="O0012")
    found = more_specific(tubal, added(named, a_code("O00131", "Right ovarian pregnancy", parent="O0013")))
    assert found is not None
    assert found.successors == (named,)


def test_any_new_code_may_say_more_than_a_residual_one() -> None:
    code, new = a_code("K318", "Other diseases of stomach"), a_code("K31B", "Stenosis")
    assert more_specific(code, added(new)) == Break(BreakKind.MORE_SPECIFIC, code, code.title, (new,))
