"""The envelope of an X12 file: what is read, what is refused and where, and that what is written is read again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.content.x12.segments import (
    MAX_BYTES,
    Envelope,
    Segment,
    Separators,
    X12Error,
    clean,
    read_interchange,
    write_interchange,
)

ISA = "ISA*00*          *00*          *ZZ*PRACTICE01     *ZZ*CLEARHOUSE     *260401*0930*^*00501*000000007*0*T*:"
BODY = (
    "GS*HC*PRACTICE01*CLEARHOUSE*20260401*0930*7*X*005010X222A1",
    "ST*837*0001*005010X222A1",
    "BHT*0019*00*7",
    "NM1*41*2*Maple",
    "SE*4*0001",
    "GE*1*7",
    "IEA*1*000000007",
)
ENVELOPE = Envelope("PRACTICE01", "CLEARHOUSE", datetime(2026, 4, 1, 9, 30, tzinfo=UTC), 7, "HC", "005010X222A1")
TRANSACTION = ("837", [Segment("BHT", ("0019", "00", "7")), Segment("NM1", ("41", "2", "Maple"))])


def a_file(*, isa: str = ISA, body: tuple[str, ...] = BODY, ending: str = "~\n") -> str:
    return "".join(f"{segment}{ending}" for segment in (isa, *body))


def problem_with(text: str | bytes) -> X12Error:
    with pytest.raises(X12Error) as caught:
        read_interchange(text.encode() if isinstance(text, str) else text)
    return caught.value


def changed(number: int, *segments: str) -> str:
    """The file with another segment, other ones or none in place of one of the body, counted from 0."""
    return a_file(body=(*BODY[:number], *segments, *BODY[number + 1 :]))


def test_a_file_is_read_into_its_transactions_with_the_places_of_their_segments() -> None:
    interchange = read_interchange(a_file().encode())
    assert interchange.separators == Separators("*", ":", "^", "~")
    (transaction,) = interchange.transactions
    assert (transaction.kind, transaction.version, transaction.control_number) == ("837", "005010X222A1", "0001")
    assert transaction.position == 3
    assert transaction.segments == (
        Segment("BHT", ("0019", "00", "7"), 4),
        Segment("NM1", ("41", "2", "Maple"), 5),
    )


def test_a_hundred_thousand_segments_are_read() -> None:
    body = (*BODY[:2], *["N3*1"] * 99_994, "SE*99996*0001", *BODY[5:])
    assert len(read_interchange(a_file(body=body).encode()).transactions[0].segments) == 99_994


def test_an_element_that_a_segment_does_not_have_is_empty() -> None:
    assert Segment("NM1", ("41", "2"))[2] == "2"
    assert Segment("NM1", ("41", "2"))[3] == ""


@pytest.mark.parametrize("ending", ["~", "~\n", "~\r\n", "\n", "\r\n", "\r", "\x1c"])
def test_lines_may_end_in_any_way(ending: str) -> None:
    (transaction,) = read_interchange(a_file(ending=ending).encode()).transactions
    assert [segment.elements[-1] for segment in transaction.segments] == ["7", "Maple"]


def test_other_separators_are_those_that_isa_declares() -> None:
    text = a_file().replace("*", "\x1d").replace("^", "\x1e").replace(":", "\x1f").replace("~\n", "\x1c")
    interchange = read_interchange(text.encode())
    assert interchange.separators == Separators("\x1d", "\x1f", "\x1e", "\x1c")
    assert interchange.transactions[0].segments[1][3] == "Maple"


def test_before_version_5010_no_separator_of_repetitions_is_declared() -> None:
    isa = ISA.replace("*^*00501", "*U*00401")
    assert read_interchange(a_file(isa=isa).encode()).separators.repetition == ""


def test_a_mark_of_unicode_and_white_space_around_the_file_are_passed_over() -> None:
    framed = b"\xef\xbb\xbf" + f"\n {a_file()} \r\n\x1a".encode()
    assert read_interchange(framed) == read_interchange(a_file().encode())


def test_a_version_that_st_leaves_out_is_that_of_the_group() -> None:
    assert read_interchange(changed(1, "ST*837*0001").encode()).transactions[0].version == "005010X222A1"


def test_several_groups_and_transactions_are_read_in_their_order() -> None:
    second = ("ST*837*0002*005010X222A1", "BHT*9", "SE*3*0002", "GE*2*7")
    third = ("GS*HP*A*B*20260401*0930*8*X*005010X221A1", "ST*835*1", "SE*2*1", "GE*1*8", "IEA*2*7")
    body = (*BODY[:5], *second, *third)
    transactions = read_interchange(a_file(body=body).encode()).transactions
    assert [(each.kind, each.control_number, len(each.segments)) for each in transactions] == [
        ("837", "0001", 2),
        ("837", "0002", 1),
        ("835", "1", 0),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("", "the file is empty", id="nothing"),
        pytest.param(" \n", "the file is empty", id="white space"),
        pytest.param("GS*HC~", "begins with ISA, this one with “GS*”", id="no ISA"),
        pytest.param("%PDF-1.7", "begins with ISA", id="a PDF"),
        pytest.param(b"ISA\xff", "byte 4 is not text", id="no text"),
        pytest.param(
            b"x" * (MAX_BYTES + 1), "the file has 5,000,001 bytes; at most 5,000,000 are read", id="too large"
        ),
        pytest.param(
            a_file(ending="~") + "N3*1~" * 99_993,
            "the file has 100,001 segments; at most 100,000 are read",
            id="too many",
        ),
        pytest.param(b"ISA*" + b"0" * 10_000_000, "10,000,004 bytes", id="ten megabytes"),
    ],
)
def test_what_is_no_x12_file_is_refused_as_a_whole(text: str | bytes, says: str) -> None:
    error = problem_with(text)
    assert says in error.message
    assert (error.position, error.segment) == (0, "")
    assert str(error) == error.message


@pytest.mark.parametrize(
    ("isa", "says"),
    [
        pytest.param(ISA[:60], "ISA is shorter than its 106 characters", id="short"),
        pytest.param(ISA.replace("*ZZ*", "*Z*", 1) + ":", "16 elements of fixed width", id="an element too short"),
        pytest.param(ISA.replace("*", "A"), "16 elements of fixed width", id="a letter parts them"),
        pytest.param(ISA.replace("*T*:", "*T:*"), "16 elements of fixed width", id="an element moved"),
        pytest.param(ISA.replace("*^*", "*:*"), "must be four different signs", id="two of a kind"),
        pytest.param(ISA[:-1] + "A", "must be four different signs", id="a letter as separator"),
        pytest.param(ISA[:-1] + " ", "must be four different signs", id="a space as separator"),
        pytest.param(ISA[:-1] + "\0", "must be four different signs; ISA declares * 00 ^ ~", id="NUL as separator"),
    ],
)
def test_an_isa_that_is_not_what_it_should_be_is_named(isa: str, says: str) -> None:
    error = problem_with(isa + "~" if len(isa) < 100 else a_file(isa=isa))
    assert says in error.message
    assert (error.position, error.segment) == (1, "ISA")


@pytest.mark.parametrize(
    ("text", "position", "segment", "says"),
    [
        pytest.param(a_file()[:-3], 8, "IEA", "does not end with “~”: the file is cut off", id="cut off"),
        pytest.param(changed(3, "nm1*41"), 5, "nm1", "“nm1” is not the name of a segment", id="small letters"),
        pytest.param(changed(3, ""), 5, "", "“” is not the name of a segment", id="an empty segment"),
        pytest.param(changed(0), 2, "ST", "GS should stand here", id="no GS"),
        pytest.param(a_file(body=(ISA, *BODY)), 2, "ISA", "GS should stand here", id="a repeated ISA"),
        pytest.param(a_file(body=()), 2, "IEA", "the file ends where GS should stand", id="nothing behind ISA"),
        pytest.param(a_file(body=(*BODY[:6], *BODY[1:])), 8, "ST", "GS or IEA should stand here", id="no second GS"),
        pytest.param(changed(1), 3, "BHT", "ST should stand here", id="no ST"),
        pytest.param(changed(4), 6, "GE", "SE should stand here", id="no SE"),
        pytest.param(changed(5), 7, "IEA", "GE should stand here", id="no GE"),
        pytest.param(changed(6), 8, "IEA", "the file ends where GS or IEA should stand", id="no IEA"),
        pytest.param(a_file(body=BODY[:4]), 6, "SE", "the file ends where SE should stand", id="ends in a transaction"),
        pytest.param(a_file(body=("IEA*0*7",)), 2, "IEA", "the interchange holds no group", id="no group"),
        pytest.param(
            a_file(body=(BODY[0], "GE*0*7", BODY[6])), 3, "GE", "the group holds no transaction", id="no transaction"
        ),
        pytest.param(changed(4, "SE*5*0001"), 6, "SE", "says “5” segments; there are 4", id="count of segments"),
        pytest.param(changed(4, "SE*x*0001"), 6, "SE", "says “x” segments; there are 4", id="no count"),
        pytest.param(changed(4, "SE*²*0001"), 6, "SE", "says “²” segments", id="a digit of another kind"),
        pytest.param(changed(4, f"SE*{'4' * 5000}*0001"), 6, "SE", "there are 4", id="a count without end"),
        pytest.param(changed(4, "SE*4*0002"), 6, "SE", "control number of the transaction: “0002” here", id="SE02"),
        pytest.param(changed(5, "GE*2*7"), 7, "GE", "says “2” transactions; there are 1", id="count of transactions"),
        pytest.param(changed(5, "GE*1*8"), 7, "GE", "“8” here, “7” where it opens", id="GE02"),
        pytest.param(changed(6, "IEA*2*7"), 8, "IEA", "says “2” groups; there are 1", id="count of groups"),
        pytest.param(changed(6, "IEA*1*9"), 8, "IEA", "control number of the interchange", id="IEA02"),
        pytest.param(a_file() + a_file(), 9, "ISA", "one file holds one interchange", id="a second interchange"),
    ],
)
def test_what_does_not_hold_together_is_named_with_its_segment(
    text: str, position: int, segment: str, says: str
) -> None:
    error = problem_with(text)
    assert says in error.message
    assert (error.position, error.segment) == (position, segment)
    assert str(error) == f"segment {position} ({segment}): {error.message}"


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b", "\n", "\t", "\x7f", "\x85"])
def test_a_control_character_in_an_element_is_named_with_its_segment(control: str) -> None:
    error = problem_with(changed(3, f"NM1*41*2*Ma{control}ple"))
    code = f"{ord(control):02X}"
    assert str(error) == f"segment 5 (NM1): NM103 holds a control character (hexadecimal {code})"


def test_a_control_character_in_the_name_of_a_segment_is_not_repeated() -> None:
    assert problem_with(changed(3, "NM\x001*41")).message == "“NM?1” is not the name of a segment"


def test_control_characters_that_are_the_separators_part_elements_and_components() -> None:
    text = changed(3, "HI*ABK:I10^ABF:R05").replace("*", "\x1d").replace("^", "\x1e").replace(":", "\x1f")
    (transaction,) = read_interchange(text.encode()).transactions
    assert transaction.segments[1].elements == ("ABK\x1fI10\x1eABF\x1fR05",)


def test_a_file_is_written_segment_by_segment() -> None:
    assert write_interchange(ENVELOPE, [TRANSACTION]) == a_file()


def test_what_is_in_production_says_so_and_empty_elements_at_the_end_are_left_out() -> None:
    text = write_interchange(replace(ENVELOPE, is_test=False), [("837", [Segment("N3", ("1 Alder St", "", ""))])])
    assert "*0*P*:~" in text
    assert "\nN3*1 Alder St~\n" in text


@given(st.lists(st.lists(st.text("ABC 123.-", max_size=5), max_size=4), max_size=4), st.integers(1, 999_999_999))
def test_what_is_written_is_read_again(rows: list[list[str]], number: int) -> None:
    segments = [Segment("REF", ("X", *row, "end")) for row in rows]
    text = write_interchange(replace(ENVELOPE, control_number=number), [("837", segments), TRANSACTION])
    first, second = read_interchange(text.encode()).transactions
    assert [segment.elements for segment in first.segments] == [segment.elements for segment in segments]
    assert second.control_number == "0002"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words", "plain words"),
        ("a*b:c^d~e|f", "a b c d e f"),
        ("  two   spaces\tand\nlines ", "two spaces and lines"),
        ("José Núñez", "Jose Nunez"),
        ("O’Brien", "O'Brien"),
        ("５ Straße №", "5 Strasse No"),
        ("Łukasz Großmann", "Lukasz Grossmann"),
        ("Søren Đặng Gǿran", "Soren Dang Goran"),
        ("Þóra Æsa Œuvray Đỗ", "Thora AEsa OEuvray Do"),
        ("þæœ ðıđłøß ẞØÐ", "thaeoe didloss SSOD"),
        ("“Ann” – ‘Bo’—½", "\"Ann\" - 'Bo'-1/2"),
        ("non\u00a0breaking", "non breaking"),
        ("a\x00b\x85c", "a b c"),
        ("", ""),
    ],
)
def test_a_text_is_made_fit_for_an_element(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "sign"), [("Иван", "И"), ("Ng 吳", "吳"), ("40 €", "€"), ("20 °C", "°"), ("a\u200bb", "\u200b")]
)
def test_a_sign_that_has_no_plain_one_is_not_left_out_but_named(text: str, sign: str) -> None:
    with pytest.raises(X12Error) as caught:
        clean(text)
    assert caught.value.message.startswith(f"“{sign}” in “{text}” cannot be sent")


@given(st.text(st.characters(max_codepoint=0x24F), max_size=30))
def test_no_letter_of_a_text_is_lost(text: str) -> None:
    try:
        cleaned = clean(text)
    except X12Error:
        return
    assert cleaned.isascii()
    assert clean(cleaned) == cleaned
    assert sum(each.isalnum() for each in cleaned) >= sum(each.isalnum() for each in text)
