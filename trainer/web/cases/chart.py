"""A chart as HTML: its sections under headings, and the words that findings quote marked where they stand."""

import re
from collections.abc import Mapping
from functools import lru_cache

import nh3
from markupsafe import Markup

from trainer.web.rendering import markdown

_HEADING = re.compile(r"^\*\*([^*\n]{2,60}?)[.:]?\*\*[ \t]*", re.MULTILINE)
_LIST_LIKE = re.compile(r"^(?=\d+[.)] )")
"""`1. Otitis. 2. Wax.` behind a heading is one line, no list: a word joiner keeps it so."""

_OPEN, _CLOSE, _END = "\ue000", "\ue001", "\ue002"
"""Private characters that pass through Markdown untouched: opening with a number in between, and closing."""

_MARK = re.compile(r"</?mark[^>]*>")
_LINE = re.compile(r"[^\n]+")
_PLAIN = re.compile(r"(?:\\.|[^\\*_`|])+")
_SIGNS_OF_A_BLOCK = re.compile(r"(?:[ \t]*(?:[-*+>]|\d+[.)]|#{1,6})[ \t]+)*")
_RULE_OF_A_TABLE = re.compile(r"[ \t|:-]+")

_TAGS = {
    "p", "em", "strong", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "blockquote",
    "h2", "h3", "h4", "h5", "h6", "br", "hr", "sub", "sup", "mark", "div",
}  # fmt: skip


def chart_html(chart: str) -> Markup:
    """The chart, paragraphs that begin with a bold word set under it as a heading."""
    return markdown(_with_headings(chart))


@lru_cache(maxsize=1024)
def marked_chart(chart: str, spans: tuple[str, ...]) -> tuple[Markup, tuple[bool, ...]]:
    """The chart with each span marked and numbered from 1, and which spans were found in it.

    A span that overlaps one before it is marked inside it, or not at all where their ends cross; nor is one whose mark
    would change the Markdown around it (the number of a list cut in two, for example).
    """
    text, plain = _with_headings(chart), chart_html(chart)
    taken: dict[int, tuple[int, int]] = {}
    html = _marked(text, taken)
    for number, span in enumerate(spans, start=1):
        place = _place(text, span)
        if place and _pieces(text, *place) and not any(_cross(place, other) for other in taken.values()):
            tried = _marked(text, {**taken, number: place})
            if _MARK.sub("", tried) == plain:
                taken[number], html = place, tried
    return Markup(html), tuple(number in taken for number in range(1, len(spans) + 1))  # noqa: S704 - sanitised


def _marked(text: str, taken: Mapping[int, tuple[int, int]]) -> str:
    html = str(markdown(_with_signs(text, taken)))
    html = re.sub(f"{_OPEN}(\\d+){_CLOSE}", r'<mark id="span-\1">', html)
    html = html.replace(_OPEN + _CLOSE, "<mark>").replace(_END, "</mark>")
    return nh3.clean(html, tags=_TAGS, attributes={"mark": {"id"}, "div": {"class", "tabindex"}})


def _with_headings(chart: str) -> str:
    """`**Exam.** Left …` becomes a heading and a paragraph; the line of facts at the top stays a paragraph."""
    lines = []
    for line in chart.split("\n"):
        match = _HEADING.match(line)
        is_facts = " · " in line
        if match and not is_facts:
            lines += ["", f"### {match[1]}", "", _LIST_LIKE.sub("\u2060\\g<0>", line[match.end() :])]
        else:
            lines.append(line)
    return "\n".join(lines)


def _place(text: str, span: str) -> tuple[int, int] | None:
    """Where a span stands in the text; one that quotes a heading is looked for behind it."""
    for words in (span, _HEADING.sub("", span).strip(), span.replace("**", "").rstrip(".: ")):
        start = text.find(words) if words else -1
        if start >= 0:
            return start, start + len(words)
    return None


def _cross(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stretches overlap without one holding the other, or are the same."""
    first, second = sorted((one, other), key=lambda place: (place[0], -place[1]))
    return first == second or (second[0] < first[1] < second[1])


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A stretch in pieces that a mark can hold without touching the Markdown around: words of one line, one cell, one
    emphasis, without the signs that only make a list, a heading or a table.
    """
    pieces = []
    for line in _LINE.finditer(text, start, end):
        begin = line.start()
        if not text[text.rfind("\n", 0, begin) + 1 : begin].strip():
            signs = _SIGNS_OF_A_BLOCK.match(text, begin, line.end())
            begin = signs.end() if signs else begin
        for piece in _PLAIN.finditer(text, begin, line.end()):
            words = piece.group().strip()
            if words and not _RULE_OF_A_TABLE.fullmatch(line.group()):
                first = text.index(words, piece.start())
                pieces.append((first, first + len(words)))
    return pieces


def _with_signs(text: str, taken: Mapping[int, tuple[int, int]]) -> str:
    """The text with signs around every piece; the number of a span stands at its first one."""
    signs: list[tuple[int, int, int, str]] = []
    for number, place in taken.items():
        for count, (start, end) in enumerate(_pieces(text, *place)):
            length = end - start
            signs.append((start, 1, -length, f"{_OPEN}{'' if count else number}{_CLOSE}"))
            signs.append((end, 0, length, _END))
    for position, _, _, sign in sorted(signs, reverse=True):
        text = text[:position] + sign + text[position:]
    return text
