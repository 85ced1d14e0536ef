"""Notes as they stand in the official file, with codes that each means and codes that it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.codesets.codes import normalise_code
from trainer.domain.codesets.references import mentions_in, references_in

NOTES = [
    ("congenital tuberculosis (P37.0)", "P37.0", "P37 P37.1 P3"),
    ("sequelae of tuberculosis (B90.-)", "B90 B90.0 B90.9", "B91 B9"),
    ("gestational diabetes (O24.4-)", "O24.4 O24.410 O24.435", "O24 O24.3 O24.911"),
    ("functional disorders of polymorphonuclear neutrophils (D71-)", "D71 D71.1", "D72 D70.9"),
    ("diabetes with hypoglycemia (E08.649, E10.649, E11.649, E13.649)", "E08.649 E13.649", "E09.649 E11.641 E11"),
    ("failure in dosage of radiation or temperature during surgical and medical care (Y63.2-Y63.5)",
     "Y63.2 Y63.3 Y63.5", "Y63.1 Y63.6 Y63"),
    ("transitory endocrine and metabolic disorders specific to newborn (P70-P74)", "P70 P70.2 P74.9", "P69 P75 P7"),
    ("abortion or ectopic or molar pregnancy (O00-O07, O08.0)", "O00.101 O07.4 O08.0", "O08.1 O09.90"),
    ("other acute respiratory tract infections (J00-J06; J20-J22)", "J00 J06.9 J20.9 J22", "J09.X1 J18.9 J30.0"),
    ("specified adverse effects of drugs and medicaments (A00-R94 and T80-T88.6, T88.8)",
     "A00.0 R94.8 T80.0XXA T88.6XXA T88.8XXA T87.0X1", "R99 S00.00XA T88.7XXA T88.9XXA"),
    ("type 2 diabetes mellitus, with complications (E11.0-E11.8)", "E11.00 E11.65 E11.8", "E11.9 E11.A E10.8"),
    ("atherosclerosis of coronary bypass graft(s) with angina pectoris (I25.70-I25.73-, I25.79-)",
     "I25.700 I25.739 I25.790", "I25.750 I25.760 I25.810"),
    ("open fracture of pelvis (S32.1--S32.9 with 7th character B)", "S32.10XB S32.9XXB", "S32.001B S32.10XA"),
    ("glucose-6-phosphate dehydrogenase (G6PD) deficiency without anemia (D75.A)", "D75.A", "G6P D75.1 D75"),
    ("acute bronchiolitis due to respiratory syncytial virus (RSV) (J21.0)", "J21.0", "J21.1 RSV"),
    ("rheumatoid arthritis with rheumatoid factor by site, if known (M05.00 to M05.8A)",
     "M05.00 M05.212 M05.8A", "M05.9 M06.00"),
    ("hyperammonemia-hyperornithinemia-homocitrullinemia syndrome E72.4", "E72.4", "E72.3 E72"),
    ("neonatal intestinal obstructions classifiable to P76.-", "P76.0 P76.9", "P77.9"),
    ("sports and athletics activities specified in categories Y93.0-Y93.6", "Y93.01 Y93.39 Y93.69", "Y93.72 Y93.A1"),
    ("concussion with other intracranial injuries classified in subcategories S06.1- to S06.6-, and S06.81- to "
     "S06.89-, code to specified intracranial injury",
     "S06.1X0A S06.2X9A S06.6X0A S06.810A S06.890A", "S06.0X0A S06.7 S06.9X0A S06.8A0A"),
    ("conditions classifiable to S06.0- to S06.8-code to specified intracranial injury",
     "S06.0X0A S06.5X0A S06.810A", "S06.9X0A"),
    ("diabetic acidosis - see categories E08-E10, E11, E13 with ketoacidosis", "E09.10 E11.10 E13.10", "E12 E14"),
    ("excessive crying of infant (baby) R68.11", "R68.11", "R68.12"),
    ("influenza A/H1N1 (J10.-)", "J10.1", "H1N J11.1"),
    ("chromosomal disorders of the last letter (QA0.01-)", "QA0.0139 QA0.0101", "QA0.8 Q90.9"),
    ("certain localized infections - see body system-related chapters", "", "A49.9"),
    ("Botulism NOS", "", "NOS A05.1"),
    ("", "", "A00"),
]  # fmt: skip

RESTRICTED = [
    ("code for adverse effect, if applicable, to identify drug (T36-T50 with fifth or sixth character 5)",
     "T36.0X5A T36.95XA T50.905A", "T36.0X1A T36.91XA T50.996A T51.0X1A"),
    ("code for adverse effect if applicable, to identify adverse effect of drug "
     "(T36-T50 with fifth or six character 5)",
     "T36.0X5A T36.95XA", "T36.0X6A"),
    ("poisoning and toxic effects of drugs and chemicals (T36-T65 with fifth or sixth character 1-4 or 6)",
     "T36.0X1A T36.0X4A T36.0X6A T65.91XA", "T36.0X5A T36.95XA T66.XXXA"),
    ("underdosing of medication (T36-T50) with fifth or sixth character 6", "T36.0X6A T36.96XA", "T36.0X1A T51.0X1A"),
    (", if applicable, to identify underdosing of specific drug (T36-T50 with final character 6)",
     "T36.0X6A T36.96XA T38.3X6S", "T36.6X1A T36.6X5A T46.1X5A"),
    ("diabetic (peripheral) angiopathy (E08-E13 with .51-.52)", "E08.51 E11.52 E13.51", "E11.59 E11.3551 E11.3552"),
    ("diabetic mononeuropathy (E08-E13 with .41)", "E11.41 E09.41", "E11.42 E11.3541 E14"),
    ("skin disorders in diabetes (E08-E13 with .62-)", "E11.620 E11.628", "E11.610 E11.630"),
    ("psychoactive drug use (F11-F19 with .15. .25, .95)", "F11.150 F19.251 F12.959", "F11.120 F10.150"),
    ("diabetes with hyperosmolarity (E08, E09, E11, E13 with final characters .00 or .01)",
     "E08.00 E11.01", "E10.00 E11.10 E11.21"),
    ("fluency disorder (stuttering) following cerebrovascular disease (I69. with final characters -23)",
     "I69.023 I69.323", "I69.231 I69.322 I69"),
    ("hallucinations in drug psychosis (F11-F19 with fifth to sixth characters 51)",
     "F11.151 F19.951", "F11.150 F10.151 F11.51"),
    ("amnestic syndrome due to psychoactive substance use (F10-F19 with 5th character .6)", "F10.26 F13.96", "F10.27"),
    ("whooping cough with pneumonia (A37 with fifth-character 1)", "A37.01 A37.91", "A37.00 A37"),
    ("infectious mononucleosis complicated by polyneuropathy (B27.0-B27.9 with fifth character 1)",
     "B27.01 B27.91", "B27.02 B27.9"),
    ("linezolid (T36.8X- with sixth character 1-4)", "T36.8X1A T36.8X4D", "T36.8X5A T36.0X1A"),
    ("poisoning due to salicylates, if applicable (T39.0-, with sixth character 1-4)", "T39.011A", "T39.015A T39.1X1A"),
    ("current concussion (brain) (S06.0X- with seventh character A)", "S06.0X0A S06.0X1A", "S06.0X0D S06.0X0S"),
    ("open fracture of shoulder and upper arm (S42.- with 7th character B or C)", "S42.001B S42.301C", "S42.001A"),
    ("open fracture of ankle, foot and toes (S92.-with 7th character B)", "S92.001B", "S92.001A S92.001"),
    ("open fracture of elbow and forearm (S52.- with open fracture 7th character)",
     "S52.501B S52.501C S52.501F S52.501R", "S52.501A S52.501D S52.501S S52.501"),
    ("leukemia in remission C91.0-C95.9 with 5th character 1", "C91.01 C92.11 C95.91", "C91.00 C95.92 C96.0"),
    ("The drug giving rise to the adverse effect should be identified by use of codes from categories T36-T50 with "
     "fifth or sixth character 5.", "T36.0X5A T45.515A", "T36.0X1A"),
    ("poisoning due to drug or toxin (T51-T65 with fifth or sixth character to indicate intent), for toxic "
     "pneumonopathy", "T51.0X1A T65.94XA", "T50.901A"),
    ("Acute nephritic syndrome (with C3 glomerulopathy) with dense deposit disease (N00.6)", "N00.6", "N00.A N00.5"),
    ("aftercare for healing fracture-code to fracture with 7th character D", "", "S52.501D"),
]  # fmt: skip


@pytest.mark.parametrize(("note", "meant", "others"), NOTES + RESTRICTED)
def test_a_note_means_the_codes_it_names_and_no_others(note: str, meant: str, others: str) -> None:
    references = references_in(note)

    def covered(codes: str) -> list[str]:
        return [
            code
            for code in codes.split()
            if any(each.covers(normalise_code(code), "diabetes with ketoacidosis") for each in references)
        ]

    assert covered(meant) == meant.split()
    assert covered(others) == []


def test_a_note_without_codes_has_no_references() -> None:
    assert references_in("injury - see Injury, nerve, by body region; code to HIV [human immunodeficiency virus]") == ()


@given(st.text() | st.text("ABEST0123456789.-,() withcharacterfifthsixth7"), st.text("ABEST0123456789X", max_size=8))
def test_no_text_is_an_error(note: str, code: str) -> None:
    for reference in references_in(note):
        assert reference.covers(code) in (True, False)


@given(st.from_regex(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?", fullmatch=True))
def test_a_note_covers_the_one_code_it_names(code: str) -> None:
    assert any(reference.covers(normalise_code(code)) for reference in references_in(f"something else ({code})"))


def test_a_restriction_in_words_is_looked_for_in_the_title() -> None:
    (reference,) = references_in("diabetic acidosis - see category E11 with ketoacidosis")
    assert reference.covers("E1110", "Type 2 diabetes mellitus with Ketoacidosis without coma")
    assert not reference.covers("E119", "Type 2 diabetes mellitus without complications")


def test_mentions_say_where_a_text_names_codes_and_ranges() -> None:
    text = "stage of kidney disease (N18.1-N18.6), insulin (Z79.4) and E08.-"
    found = [(text[mention.start : mention.end], mention.first, mention.last) for mention in mentions_in(text)]
    assert found == [("N18.1-N18.6", "N181", "N186"), ("Z79.4", "Z794", "Z794"), ("E08", "E08", "E08")]
