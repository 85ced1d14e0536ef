"""Markdown as paragraphs, lists and tables of a PDF. HTML, links and images are shown as their text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, HRFlowable, Indenter, Paragraph, Table

from trainer.web.papers.sheet import RULE, Sheet

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": False}).enable("table")
_STEP = 14
_MOST_COLUMNS = 12
"""A table with more is written as lines: its cells would be too narrow to be read."""
_PADDING = 8


@dataclass(frozen=True, slots=True)
class Look:
    """How a text stands: its style, how far to the right, and the bullet of its first paragraph ("" : none)."""

    style: ParagraphStyle
    indent: float = 0
    bullet: str = ""
    bullet_indent: float = 0


def flow(sheet: Sheet, text: str, look: Look) -> list[Flowable]:
    """The blocks of a text. Its first paragraph carries the bullet; an empty line does before a list or a table."""
    nodes = SyntaxTreeNode(_MARKDOWN.parse(text)).children
    return list(_with_bullet(sheet, nodes, look))


def inline(sheet: Sheet, text: str) -> str:
    """A few words inside a line, as markup of a paragraph."""
    return "".join(_inline(sheet, node) for node in SyntaxTreeNode(_MARKDOWN.parseInline(text)).children)


def _with_bullet(sheet: Sheet, nodes: Sequence[SyntaxTreeNode], look: Look) -> Iterator[Flowable]:
    rest = Look(look.style, look.indent)
    if look.bullet and not (nodes and nodes[0].type in ("paragraph", "heading")):
        yield _paragraph(sheet, "", look)
        look = rest
    for node in nodes:
        yield from _block(sheet, node, look)
        look = rest


def _block(sheet: Sheet, node: SyntaxTreeNode, look: Look) -> Iterator[Flowable]:
    match node.type:
        case "paragraph":
            yield _paragraph(sheet, _inline_of(sheet, node), look)
        case "heading":
            yield _paragraph(sheet, f'<font name="{sheet.letters.bold}">{_inline_of(sheet, node)}</font>', look)
        case "bullet_list" | "ordered_list":
            yield from _list(sheet, node, look)
        case "blockquote":
            for child in node.children:
                yield from _block(sheet, child, Look(look.style, look.indent + _STEP))
        case "table":
            yield from _table(sheet, node, look)
        case "hr":
            yield HRFlowable(width="100%", thickness=0.5, color=RULE, spaceBefore=4, spaceAfter=6)
        case _:  # code, indented or fenced: its lines and spaces stay
            yield _paragraph(sheet, _lines(sheet, node.content), look)


def _list(sheet: Sheet, node: SyntaxTreeNode, look: Look) -> Iterator[Flowable]:
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, start=first):
        bullet = "•" if node.type == "bullet_list" else f"{number}."
        step = _STEP if len(bullet) < 3 else _STEP + 6
        yield from _with_bullet(sheet, item.children, Look(look.style, look.indent + step, bullet, look.indent))


def _paragraph(sheet: Sheet, markup: str, look: Look) -> Paragraph:
    style = sheet.indented(look.style, look.indent, look.bullet_indent)
    return Paragraph(markup, style, bulletText=look.bullet or None)


def _lines(sheet: Sheet, text: str) -> str:
    kept = sheet.markup(text.rstrip("\n").expandtabs(4)).replace(" ", "\u00a0").replace("\n", "<br/>")
    return f'<font name="{sheet.mono}" size="9">{kept}</font>'


def _inline_of(sheet: Sheet, node: SyntaxTreeNode) -> str:
    return "".join(_inline(sheet, each) for child in node.children for each in child.children)


def _inline(sheet: Sheet, node: SyntaxTreeNode) -> str:
    inner = "".join(_inline(sheet, child) for child in node.children)
    match node.type:
        case "inline":
            return inner
        case "strong":
            return f'<font name="{sheet.letters.bold}">{inner}</font>'
        case "em":
            return f'<font name="{sheet.italic}">{inner}</font>'
        case "code_inline":
            return f'<font name="{sheet.mono}">{sheet.markup(node.content)}</font>'
        case "softbreak":
            return " "
        case "hardbreak":
            return "<br/>"
        case "link":
            return inner
        case _:
            return inner or sheet.markup(node.content)


def _table(sheet: Sheet, node: SyntaxTreeNode, look: Look) -> Iterator[Flowable]:
    rows = [row.children for part in node.children for row in part.children]
    if len(rows[0]) > _MOST_COLUMNS:
        for row in rows:
            yield _paragraph(sheet, " · ".join(_inline_of(sheet, cell) for cell in row), look)
        return
    room = sheet.width - look.indent
    style = ParagraphStyle("cell", look.style, fontSize=9, leading=11.5, spaceAfter=0)
    head = ParagraphStyle("cell head", style, fontName=sheet.letters.bold)
    cells = [
        [Paragraph(_inline_of(sheet, cell), head if place == 0 else style) for cell in row]
        for place, row in enumerate(rows)
    ]
    has_head = any(paragraph.text for paragraph in cells[0])
    shown = cells if has_head else cells[1:]
    if not shown:
        return
    table: Table = sheet.grid(shown, _widths(cells, room), has_head=has_head)
    yield Indenter(left=look.indent)
    yield table
    yield Indenter(left=-look.indent)


def _widths(cells: Sequence[Sequence[Paragraph]], room: float) -> list[float]:
    """As wide as the longest cell where all have room; else in proportion, none below a fair least."""
    wanted = [max(_natural(row[place]) for row in cells) + _PADDING + 2 for place in range(len(cells[0]))]
    if sum(wanted) <= room:
        return wanted
    least = min(room / len(wanted), 42)
    flexible = [max(0.0, width - least) for width in wanted]
    scale = (room - least * len(wanted)) / (sum(flexible) or 1)
    return [least + each * scale for each in flexible]


def _natural(paragraph: Paragraph) -> float:
    text = paragraph.getPlainText(identify=False)
    return float(stringWidth(text, paragraph.style.fontName, paragraph.style.fontSize)) * 1.05
