"""Looks the diagnosis codes of keys up in the code book: a key must hold on the date of service it is about."""

from collections.abc import Callable, Set
from datetime import date

from trainer.content.billing_checks import billing_codes
from trainer.content.billing_files import AuthoredBillingCase
from trainer.content.case_checks import grading_problems
from trainer.content.case_files import AuthoredCase
from trainer.content.item_files import AuthoredItem
from trainer.content.library import Library
from trainer.domain.codesets.book import CodeBook
from trainer.domain.codesets.edits import ClaimEdits
from trainer.domain.grading.context import Context
from trainer.domain.items.content import CodeEntry
from trainer.domain.items.keys import CodeKey
from trainer.domain.kernel.problems import Report

Books = Callable[[date], tuple[CodeBook, ClaimEdits]]
"""The code book and the edits with the releases in force on a day."""


def look_codes_up(library: Library, books: Books, report: Report, numbers: Set[str] | None = None) -> int:
    """Adds to the report every ICD-10-CM code of a key that is not billable or cannot stand where it stands, and what
    does not hold when the claims of a case are graded. Where `numbers` of CPT and HCPCS in force are given, those of
    billed claims are looked up in them.

    Returns:
        How many codes were looked up.
    """
    return (
        sum(_of_case(case, books, report) for case in library.cases)
        + sum(_of_exercise(exercise, books, report, numbers) for exercise in library.exercises)
        + sum(_of_item(item, books, report) for item in library.items)
    )


def _of_case(case: AuthoredCase, books: Books, report: Report) -> int:
    day = case.content.date_of_service
    book, edits = books(day)
    for line in case.key.diagnoses:
        where = f"diagnoses[{line.code}].code"
        if not book.valid_on(line.code, day):
            report.add(f"{case.slug}/key.toml", where, f"is no billable code of ICD-10-CM on {day}")
        elif line.is_first_listed and book.manifestation_only(line.code):
            report.add(f"{case.slug}/key.toml", where, "can never be listed first: it is a manifestation")
    for where, message in grading_problems(case, Context(case.content, book, edits)):
        report.add(f"{case.slug}/key.toml", where, message)
    return len(case.key.diagnoses)


def _of_exercise(exercise: AuthoredBillingCase, books: Books, report: Report, numbers: Set[str] | None) -> int:
    billed = billing_codes(exercise.content, exercise.key)
    for each in billed:
        if each.system != "icd-10-cm" and numbers is not None and each.code not in numbers:
            report.add(f"{exercise.slug}/key.toml", "form", f"{each.code} is not among the numbers in force")
    found = [each for each in billed if each.system == "icd-10-cm"]
    for each in found:
        if not books(each.on)[0].valid_on(each.code, each.on):
            message = f"{each.code} is no billable code of ICD-10-CM on {each.on}"
            report.add(f"{exercise.slug}/key.toml", "form", message)
    return len(found)


def _of_item(item: AuthoredItem, books: Books, report: Report) -> int:
    asked = item.content.response
    if not isinstance(item.key, CodeKey) or not isinstance(asked, CodeEntry) or asked.system != "icd-10-cm":
        return 0
    day = date(int(item.content.edition), 1, 1)
    book, _ = books(day)
    for code in item.key.any_of:
        if not book.valid_on(code, day):
            report.add(f"items[{item.slug}]", "key", f"{code} is no billable code of ICD-10-CM {item.content.edition}")
    return len(item.key.any_of)
