import pytest

from trainer.domain.codesets.glossary import WordPart, take_apart

GLOSSARY = (
    WordPart("cardi/o", "root", "heart"),
    WordPart("my/o", "root", "muscle", ("cardiomyopathy",)),
    WordPart("son/o", "root", "sound"),
    WordPart("lept/o", "root", "thin"),
    WordPart("plant/o", "root", "sole of the foot"),
    WordPart("path/o", "root", "disease"),
    WordPart("nephr/o", "root", "kidney", ("renopathy",), ("ren/o",)),
    WordPart("peri-", "prefix", "around"),
    WordPart("per-", "prefix", "through"),
    WordPart("trans-", "prefix", "across"),
    WordPart("epi-", "prefix", "upon"),
    WordPart("-itis", "suffix", "inflammation"),
)


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Cardiomyopathy", ["cardi/o", "my/o", "path/o"]),
        ("Acute nephritis", ["nephr/o", "-itis"]),
        ("Perinephritis", ["peri-", "nephr/o", "-itis"]),
        ("Renopathy", ["nephr/o", "path/o"]),
    ],
)
def test_a_word_is_taken_apart_without_a_rest(title: str, parts: list[str]) -> None:
    (found,) = take_apart(title, GLOSSARY)
    assert [part.part for part in found.parts] == parts


@pytest.mark.parametrize(
    "title",
    [
        *("Fracture of wrist", "Heart", "Cardiac", "Nephrx", "", "itis itis", "Perix"),
        *("Person", "Transplant", "Epileptic", "Myopathy", "Peritrans"),
    ],
)
def test_plain_words_words_with_a_rest_and_look_alikes_are_left_out(title: str) -> None:
    assert take_apart(title, GLOSSARY) == ()


def test_a_word_that_stands_there_twice_is_explained_once() -> None:
    assert len(take_apart("Nephritis, other nephritis", GLOSSARY)) == 1
