"""The code book that knows nothing: for work that is not about codes."""

from datetime import date

from trainer.domain.codesets.book import CodeBook, NothingKnown

DAY = date(2026, 6, 10)


def test_a_book_that_knows_nothing_holds_every_code_for_valid_and_says_nothing_of_it() -> None:
    book: CodeBook = NothingKnown()
    assert (book.is_billable("no code"), book.valid_on("no code", DAY)) == (True, True)
    assert (book.get("I10"), book.manifestation_only("G63")) == (None, False)
    assert [
        *book.ancestors("I10"),
        *book.notes("I10"),
        *book.conflicts("E10", "E11"),
        *book.required_seventh("S52"),
        *book.laterality_siblings("H66001"),
        *book.more_specific("E11"),
        *book.first_required_by("G63"),
    ] == []
