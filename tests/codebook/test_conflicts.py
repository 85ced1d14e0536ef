"""Excludes1, each expectation read from the notes in the official XML of April 2026: words of the note stand beside."""

import pytest

from trainer.codebook.book import SqliteCodeBook
from trainer.domain.codesets.book import NoteKind
from trainer.domain.codesets.codes import normalise_code

# One code, the other, the entry that prints the note, and words of the note.
IN_CONFLICT = [
    # printed at the code itself or at its category
    ("E11.9", "E11.A", "E11.9", "without complications in remission (E11.A)"),
    ("E11.A", "E11.65", "E11.A", "with complications (E11.0-E11.8)"),
    ("E10.9", "E11.9", "E10", "type 2 diabetes mellitus (E11.-)"),
    ("E10.65", "O24.414", "E10", "gestational diabetes (O24.4-)"),
    ("E11.22", "E08.22", "E11", "due to underlying condition (E08.-)"),
    ("E13.9", "E10.9", "E13", "type 1 diabetes mellitus (E10.-)"),
    ("E87.20", "E11.10", "E87.2", "E08-E10, E11, E13 with ketoacidosis"),
    ("E87.29", "E13.11", "E87.2", "E08-E10, E11, E13 with ketoacidosis"),
    ("E16.1", "E11.649", "E16.1", "(E08.649, E10.649, E11.649, E13.649)"),
    ("E16.2", "E13.649", "E16.2", "(E08.649, E10.649, E11.649, E13.649)"),
    ("A41.9", "R78.81", "A41", "bacteremia NOS (R78.81)"),
    ("A41.9", "A40.3", "A41", "streptococcal sepsis (A40.-)"),
    ("A41.01", "O85", "A41", "puerperal sepsis (O85)"),
    ("B97.4", "J21.0", "B97.4", "acute bronchiolitis due to respiratory syncytial virus"),
    ("F10.20", "F10.10", "F10.2", "alcohol abuse (F10.1-)"),
    ("F10.129", "F10.921", "F10.1", "alcohol use, unspecified (F10.9-)"),
    ("F32.9", "F33.1", "F32", "recurrent depressive disorder (F33.-)"),
    ("F32.0", "F31.9", "F32", "bipolar disorder (F31.-)"),
    ("G40.909", "R56.9", "G40", "convulsions NOS (R56.9)"),
    ("H40.1110", "Q15.0", "H40", "congenital glaucoma (Q15.0)"),
    ("H26.9", "Q12.0", "H26", "congenital cataract (Q12.0)"),
    ("I12.9", "I15.1", "I12", "hypertension due to kidney disease (I15.0, I15.1)"),
    ("I50.1", "J81.0", "I50.1", "pulmonary edema without heart disease"),
    ("I63.9", "P91.821", "I63", "neonatal cerebral infarction (P91.82-)"),
    ("I69.351", "Z86.73", "I69", "without residual deficit (Z86.73)"),
    ("I69.398", "S06.5X0S", "I69", "sequelae of traumatic intracranial injury (S06.-)"),
    ("J02.9", "J36", "J02", "peritonsillar abscess (J36)"),
    ("J03.90", "J02.9", "J03", "sore throat NOS (J02.9)"),
    ("J06.9", "J22", "J06", "acute respiratory infection NOS (J22)"),
    ("J20.9", "J40", "J20", "bronchitis NOS (J40)"),
    ("J45.909", "R06.2", "J45", "wheezing NOS (R06.2)"),
    ("J96.01", "J80", "J96", "acute respiratory distress syndrome (J80)"),
    ("K25.3", "K29.00", "K25", "acute gastritis (K29.0-)"),
    ("K50.90", "K51.90", "K50", "ulcerative colitis (K51.-)"),
    ("M05.79", "M08.00", "M05", "juvenile rheumatoid arthritis (M08.-)"),
    ("M54.50", "S39.012A", "M54.5", "low back strain (S39.012)"),
    ("M54.59", "M54.41", "M54.5", "lumbago with sciatica (M54.4-)"),
    ("M81.0", "M80.08XA", "M81", "osteoporosis with current pathological fracture (M80.-)"),
    ("N39.0", "N30.00", "N39.0", "cystitis (N30.-)"),
    ("R05.9", "J41.0", "R05", "smoker's cough (J41.0)"),
    ("R10.9", "N23", "R10", "renal colic (N23)"),
    ("R55", "I95.1", "R55", "orthostatic hypotension (I95.1)"),
    ("S72.001A", "S78.011A", "S72", "traumatic amputation of hip and thigh (S78.-)"),
    ("T14.90XA", "T07.XXXA", "T14", "multiple unspecified injuries (T07)"),
    ("Z34.00", "O09.511", "Z34", "high risk pregnancy (O09.-)"),
    ("Z00.00", "Z02.1", "Z00", "for administrative purposes (Z02.-)"),
    # a range, in its middle and at both ends
    ("I10", "O10.011", "I10", "(O10-O11, O13-O16)"),
    ("I10", "O11.1", "I10", "(O10-O11, O13-O16)"),
    ("I10", "O14.00", "I10", "(O10-O11, O13-O16)"),
    ("I10", "O16.9", "I10", "(O10-O11, O13-O16)"),
    ("E03.9", "E01.8", "E03", "iodine-deficiency related hypothyroidism (E00-E02)"),
    ("E78.5", "E75.22", "E78", "sphingolipidosis (E75.0-E75.3)"),
    ("J18.9", "J70.3", "J18", "drug-induced interstitial lung disorder (J70.2-J70.4)"),
    ("R73.9", "E11.9", "R73", "diabetes mellitus (E08-E13)"),
    ("R73.03", "E13.9", "R73.0", "diabetes mellitus (E08-E13)"),
    ("R55", "O03.81", "R55", "(O00-O07, O08.3)"),
    ("Z34.81", "O9A.212", "Z34", "any complication of pregnancy (O00-O9A)"),
    ("Q18.9", "Q67.3", "Q18", "conditions classified to Q67.0-Q67.4"),
    ("S06.0X0A", "S06.5X0A", "S06.0", "S06.1- to S06.6-"),
    ("S06.0X1A", "S06.890A", "S06.0", "S06.81- to S06.89-"),
    ("S06.9X0A", "S06.4X0A", "S06.9", "S06.0- to S06.8-"),
    ("Y93.79", "Y93.02", "Y93.79", "specified in categories Y93.0-Y93.6"),
    # inherited from a section
    ("A18.01", "B90.9", "A15-A19", "sequelae of tuberculosis (B90.-)"),
    ("A15.0", "J65", "A15-A19", "silicotuberculosis (J65)"),
    ("I10", "P29.2", "I10-I1A", "neonatal hypertension (P29.2)"),
    ("I63.9", "S06.0X0A", "I60-I69", "traumatic intracranial hemorrhage (S06.-)"),
    ("J06.9", "J44.0", "J00-J06", "chronic obstructive pulmonary disease with acute lower"),
    ("K50.90", "K58.9", "K50-K52", "irritable bowel syndrome (K58.-)"),
    ("K76.0", "R17", "K70-K77", "jaundice NOS (R17)"),
    ("N00.6", "I12.9", "N00-N08", "hypertensive chronic kidney disease (I12.-)"),
    ("N76.0", "O86.13", "N70-N77", "pregnancy, childbirth and the puerperium (O23.-, O75.3, O85, O86.-)"),
    ("R82.90", "E72.12", "R80-R82", "disorder of amino-acid metabolism (E70-E72)"),
    ("T40.2X1A", "O29.3X1", "T36-T50", "toxic reaction to local anesthesia in pregnancy (O29.3-)"),
    ("V43.52XA", "V53.5XXA", "V40-V49", "pick-up truck (V50-V59)"),
    ("V43.52XA", "Y03.0XXA", "V00-V99", "assault by crashing of motor vehicle (Y03.-)"),
    ("W01.0XXA", "W30.0XXA", "W00-W19", "fall (in) (from) machinery (in operation) (W28-W31)"),
    # inherited from a chapter
    ("E11.9", "P70.2", "CH4", "specific to newborn (P70-P74)"),
    ("E86.0", "P74.1", "CH4", "specific to newborn (P70-P74)"),
    ("O80", "Z34.90", "CH15", "supervision of normal pregnancy (Z34.-)"),
    ("O26.891", "Z34.83", "CH15", "supervision of normal pregnancy (Z34.-)"),
    # restricted to some characters
    ("F07.81", "S06.0X1A", "F07.81", "(S06.0X- with seventh character A)"),
    ("S01.01XA", "S02.0XXB", "S01", "(S02.- with 7th character B)"),
    ("S51.811A", "S52.501C", "S51", "(S52.- with open fracture 7th character)"),
    ("S61.411A", "S62.001B", "S61", "(S62.- with 7th character B)"),
    ("S91.311A", "S92.001B", "S91", "(S92.-with 7th character B)"),
    ("I73.89", "E11.51", "I73.8", "(E08-E13 with .51-.52)"),
    ("G59", "E09.41", "G59", "(E08-E13 with .41)"),
    ("R47.01", "I69.320", "R47.01", "(I69. with final characters -20)"),
    ("R29.810", "I69.892", "R29.810", "(I69. with final characters -92)"),
    ("R44.0", "F11.151", "R44", "(F11-F19 with fifth to sixth characters 51)"),
    ("R41.3", "F10.96", "R41.3", "(F10-F19 with 5th character .6)"),
    ("S33.0XXA", "M51.26", "S33.0", "(M51.- with fifth character 6)"),
    ("Z85.6", "C91.01", "Z85.6", "C91.0-C95.9 with 5th character 1"),
    ("V00.138A", "V03.12XA", "V00.138", "(V01-V09 with 5th character 2)"),
]

NOT_IN_CONFLICT = [
    ("E11.22", "N18.30"),  # "use additional code", not an exclusion
    ("E11.9", "I10"),
    ("E87.20", "E11.9"),  # the note is about diabetes with ketoacidosis
    ("E11.65", "E11.22"),  # two complications of the same diabetes
    ("E16.1", "E11.641"),  # E11.649 is named, with coma is not
    ("E16.2", "E09.649"),  # E16.2 names E08, E10, E11 and E13
    ("E11.9", "Z79.4"),
    ("A41.9", "R65.20"),
    ("A41.9", "J18.9"),
    ("I10", "O12.00"),  # O10-O11, O13-O16: O12 is left out
    ("I10", "N17.9"),
    ("I12.9", "N18.6"),
    ("I50.9", "J81.0"),  # the note is printed at I50.1 alone
    ("I69.351", "I63.9"),  # Excludes2 only
    ("J18.9", "J70.1"),  # J70.2-J70.4
    ("J18.9", "J70.5"),
    ("J44.1", "J44.0"),
    ("J45.901", "J44.9"),
    ("J02.9", "J35.1"),  # J35.1 is named at J03
    ("E03.9", "E04.9"),  # E00-E02
    ("E78.5", "E75.4"),  # E75.0-E75.3
    ("Q18.9", "Q67.5"),  # Q67.0-Q67.4
    ("Y93.79", "Y93.81"),  # Y93.0-Y93.6
    ("F07.81", "S06.0X1S"),  # the sequela is asked for by "code also"
    ("S01.01XA", "S02.0XXA"),
    ("S51.811A", "S52.501A"),
    ("S51.811A", "S52.501D"),
    ("S61.411A", "S62.001A"),
    ("S91.311A", "S92.001A"),
    ("I73.89", "E11.59"),
    ("I73.89", "E11.3551"),
    ("G59", "E11.42"),
    ("G59", "E11.3541"),
    ("N08", "E11.3521"),
    ("R47.01", "I69.321"),
    ("R47.82", "I69.231"),
    ("R44.0", "F11.150"),  # fifth to sixth characters 51
    ("R41.3", "F10.27"),
    ("S23.0XXA", "Z91.81"),
    ("D3A.00", "D49.9"),  # D3A is a section of its own before D37-D48
    ("V43.52XA", "V03.10XA"),
    ("W01.0XXA", "S72.001A"),
    ("N39.0", "B96.20"),
    ("O80", "Z37.0"),
    ("R55", "E86.0"),
    ("S72.001A", "S72.002A"),
    ("M81.0", "Z87.310"),
    ("Z00.00", "Z23"),
]


@pytest.mark.parametrize(("one", "other", "owner", "words"), IN_CONFLICT)
def test_these_exclude_each_other_whichever_is_named_first(
    book: SqliteCodeBook, one: str, other: str, owner: str, words: str
) -> None:
    for found in (book.conflicts(one, other), book.conflicts(other, one)):
        notes = [(each.note.owner, each.code, each.excluded) for each in found if words in each.note.text]
        assert (normalise_code(owner), normalise_code(one), normalise_code(other)) in notes
        assert all(each.note.kind is NoteKind.EXCLUDES1 for each in found)


@pytest.mark.parametrize(("one", "other"), NOT_IN_CONFLICT)
def test_these_may_stand_together(book: SqliteCodeBook, one: str, other: str) -> None:
    assert book.is_billable(one)
    assert book.is_billable(other)
    assert book.conflicts(one, other) == ()
    assert book.conflicts(other, one) == ()


def test_the_codes_of_the_table_are_billable(book: SqliteCodeBook) -> None:
    assert [code for pair in IN_CONFLICT for code in pair[:2] if not book.is_billable(code)] == []


def test_both_notes_are_given_where_each_code_excludes_the_other(book: SqliteCodeBook) -> None:
    assert {each.note.owner for each in book.conflicts("E10.9", "E11.9")} == {"E10", "E11"}


@pytest.mark.parametrize(("one", "other"), [("E11.9", "E11.9"), ("M27.8", "m278"), ("nonsense", "E11.9"), ("", "")])
def test_a_code_is_not_in_conflict_with_itself_nor_with_nonsense(book: SqliteCodeBook, one: str, other: str) -> None:
    assert book.conflicts(one, other) == ()
