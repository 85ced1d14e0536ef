"""Parses official XML without entities, document types or network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainer.codebook.errors import ReleaseUnusable

if TYPE_CHECKING:
    from lxml import etree


def parse_xml(name: str, data: bytes, root: str) -> etree._Element:
    """The root element.

    Raises:
        ReleaseUnusable: not XML, XML that declares a document type (and so could declare entities), or another root.
    """
    from lxml import etree  # noqa: PLC0415 - for who compiles a code book, not for every server

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        found = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ReleaseUnusable(name, error.lineno or 0, f"is not complete XML: {error.msg}") from error
    if found.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise ReleaseUnusable(name, 1, "declares a document type; official files have none, so it is refused")
    if found.tag != root:
        raise ReleaseUnusable(name, 1, f"is not of the kind it seems to be: its root is <{found.tag}>")
    return found


def text_of(element: etree._Element, tag: str) -> str:
    """The text of a child, white space folded; "" where there is none."""
    return " ".join((element.findtext(tag) or "").split())
