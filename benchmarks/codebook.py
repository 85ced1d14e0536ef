"""The code book: build, memory, speed of answers; with `--relevance`, whether search finds what it should.

`make bench NAME=codebook` and `make bench NAME=codebook ARGS=--relevance` (all billable codes; some minutes).
"""

import argparse
import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.figures import Figures
from trainer.codebook.book import SqliteCodeBook, open_book
from trainer.codebook.compile import compile_book
from trainer.codebook.sources import collect
from trainer.codebook.words import words_in
from trainer.config import resource_folder

SEED = 20261124
QUERIES = 3000
DAY = date(2026, 6, 1)
FIRST = 10
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--relevance", action="store_true")
    arguments.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    arguments.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.build:
        return _build(chosen.build)
    if chosen.serve:
        return _serve(chosen.serve)
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "codebook.sqlite3"
        seconds, megabytes = _in_a_process("--build", path)
        figures.add("codebook.build_s", seconds, "s", at_most=20)
        figures.add("codebook.build_mb", megabytes, "MB", at_most=500)
        if chosen.relevance:
            _measure_relevance(figures, path)
        else:
            _measure_speed(figures, path)
            _, grown = _in_a_process("--serve", path)
            figures.add("codebook.process_mb", grown, "MB", at_most=30)
    return figures.exit_code()


def _in_a_process(option: str, path: Path) -> tuple[float, float]:
    """Seconds and megabytes that a process of its own reports."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.codebook", option, str(path)], check=True, capture_output=True, text=True
    )
    seconds, megabytes = done.stdout.split()[-2:]
    return float(seconds), float(megabytes)


def _build(path: Path) -> int:
    begun = time.perf_counter()
    own = resource_folder("question_banks") / "code_sets"
    compile_book(path, collect(own), datetime.now(UTC), lambda *_: None)
    print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return 0


def _serve(path: Path) -> int:
    """What a web process grows by when it opens the book and answers: 7,472 codes looked up and searched for."""
    from trainer.factory import create_app  # noqa: F401, PLC0415 - all modules of a web process are there before

    before = _resident_mb()
    book = SqliteCodeBook(path, DAY)
    for code, title in _billable(path)[::10]:
        book.get(code)
        book.search.find(title)
    print(0, _resident_mb() - before)
    return 0


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def _billable(path: Path) -> list[tuple[str, str]]:
    """Code and title of all billable codes of ICD-10-CM."""
    with closing(open_book(path)) as connection:
        return connection.execute(
            "SELECT code, title FROM codes WHERE system = 'icd-10-cm' AND is_billable ORDER BY code"
        ).fetchall()


def _inclusion_terms(path: Path) -> list[tuple[str, str]]:
    """Code and inclusion term, of billable codes, of terms with two words or more."""
    with closing(open_book(path)) as connection:
        rows = connection.execute(
            "SELECT c.code, n.text FROM notes n JOIN codes c ON c.id = n.code_id"
            " WHERE n.kind = 'inclusion_term' AND c.system = 'icd-10-cm' AND c.is_billable ORDER BY c.code, n.position"
        ).fetchall()
    return [(code, text) for code, text in rows if len(text.split()) > 1]


def _measure_speed(figures: Figures, path: Path) -> None:
    begun = time.perf_counter()
    book = SqliteCodeBook(path, DAY)
    figures.add("codebook.open_ms", (time.perf_counter() - begun) * 1e3, "ms", at_most=50)
    rng = random.Random(SEED)
    codes = _billable(path)
    some = [code for code, _ in rng.sample(codes, 20_000)]
    begun = time.perf_counter()
    for code in some:
        book.get(code)
    figures.add("codebook.get_us", (time.perf_counter() - begun) / len(some) * 1e6, "µs", at_most=30)
    titles = [title for _, title in codes]
    for name, words in (("one", 1), ("two", 2), ("three", 3)):
        queries = [" ".join(rng.sample(telling, words)) for telling in _telling(titles, rng) if len(telling) >= words]
        figures.add(f"codebook.search_p95_ms.{name}", _p95_ms(book, queries), "ms", at_most=12)
    queries = [
        with_typo(" ".join(rng.sample(some, min(len(some), rng.randint(1, 3)))), rng) for some in _telling(titles, rng)
    ]
    figures.add("codebook.search_p95_ms.typo", _p95_ms(book, queries), "ms", at_most=12)


def _telling(titles: Sequence[str], rng: random.Random) -> Iterable[list[str]]:
    """The words of four letters or more of some titles."""
    found = ([word for word in words_in(title) if len(word) > 3] for title in rng.sample(titles, QUERIES))
    return [words for words in found if words]


def _p95_ms(book: SqliteCodeBook, queries: Sequence[str]) -> float:
    taken = []
    for query in queries:
        begun = time.perf_counter()
        book.search.find(query)
        taken.append(time.perf_counter() - begun)
    return sorted(taken)[int(len(taken) * 0.95)] * 1e3


def with_typo(text: str, rng: random.Random) -> str:
    """One letter of a text dropped, doubled, replaced, or swapped with another one behind it."""
    while True:
        place = rng.choice([place for place, letter in enumerate(text) if letter.isalpha()])
        before, letter, behind = text[:place], text[place], text[place + 1 :]
        match rng.choice(("drop", "double", "replace", "swap")):
            case "drop":
                return before + behind
            case "double":
                return before + letter * 2 + behind
            case "replace":
                return before + rng.choice(LETTERS.replace(letter.lower(), "")) + behind
            case "swap" if behind[:1].isalpha() and behind[0].lower() != letter.lower():
                return before + behind[0] + letter + behind[1:]


def _measure_relevance(figures: Figures, path: Path) -> None:
    book = SqliteCodeBook(path, DAY)
    rng = random.Random(SEED)
    codes = _billable(path)
    terms = _inclusion_terms(path)
    figures.add("codebook.relevance.shuffled", _share(book, codes, lambda text: _shuffled(text, rng)), "%", at_least=99)
    figures.add("codebook.relevance.inclusion", _share(book, terms, lambda text: _shorter(text, rng)), "%", at_least=95)
    figures.add("codebook.relevance.typo", _share(book, codes, lambda text: with_typo(text, rng)), "%", at_least=90)
    with (Path(__file__).parent / "lay_phrases.csv").open(encoding="utf-8", newline="") as file:
        phrases = list(csv.DictReader(file))
    right = 0
    for row in phrases:
        wanted = tuple(category.replace(".", "") for category in row["categories"].split())
        right += any(code.startswith(wanted) for code in _first_ten(book, row["phrase"]))
    figures.add("codebook.relevance.lay", right / len(phrases) * 100, "%", at_least=90)


def _share(book: SqliteCodeBook, wanted: Sequence[tuple[str, str]], spoil: Callable[[str], str]) -> float:
    """Per cent of codes that are in the first ten for their spoiled text."""
    right = sum(code in _first_ten(book, spoil(text)) for code, text in wanted)
    return right / len(wanted) * 100


def _first_ten(book: SqliteCodeBook, query: str) -> list[str]:
    return [hit.code.code for hit in book.search.find(query, limit=FIRST).hits]


def _shuffled(text: str, rng: random.Random) -> str:
    words = text.split()
    rng.shuffle(words)
    return " ".join(words)


def _shorter(text: str, rng: random.Random) -> str:
    words = text.split()
    words.pop(rng.randrange(len(words)))
    return " ".join(words)


if __name__ == "__main__":
    sys.exit(main())
