"""Reads a rendered page: its elements, its text, its forms."""

from dataclasses import dataclass, field

from lxml import etree


@dataclass(frozen=True, slots=True)
class Element:
    tag: str
    attributes: dict[str, str]


@dataclass(slots=True)
class Form:
    """Where a form is sent and the fields that are sent when nothing is entered."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class Page:
    """A page as a list of elements, its visible text, and its forms."""

    def __init__(self, html: str) -> None:
        self.elements: list[Element] = []
        self.forms: list[Form] = []
        self._text: list[str] = []
        self._is_whole = "<html" in html
        parser = etree.HTMLParser(target=self)
        parser.feed(html)
        parser.close()

    @property
    def text(self) -> str:
        """All text on one line."""
        return " ".join("".join(self._text).split())

    @property
    def csrf_token(self) -> str:
        """The token of the first form; empty where there is no form."""
        return next((form.fields["csrf_token"] for form in self.forms if "csrf_token" in form.fields), "")

    @property
    def links(self) -> list[str]:
        return [element.attributes["href"] for element in self.elements if element.tag == "a"]

    def named(self, name: str) -> list[dict[str, str]]:
        """The attributes of every field of this name."""
        return [each.attributes for each in self.elements if each.attributes.get("name") == name]

    @property
    def chosen(self) -> list[str]:
        """The values of all options, boxes and buttons that are chosen, those of unnamed choices left out."""
        marks = {"selected", "checked"}
        values = (each.attributes.get("value", "") for each in self.elements if marks & each.attributes.keys())
        return [value for value in values if value]

    def form(self, action: str) -> Form:
        """The form that is sent to this address."""
        return next(form for form in self.forms if form.action == action)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins. This and what follows is called by the parser."""
        self._text.append(" ")
        if tag in ("html", "body") and not self._is_whole:  # the parser's own addition to a part of a page
            return
        self.elements.append(Element(tag, attributes))
        if tag == "form":
            self.forms.append(Form(attributes.get("action", ""), attributes.get("method", "get")))
        unset = attributes.get("type") in ("radio", "checkbox") and "checked" not in attributes
        if tag == "input" and self.forms and "name" in attributes and not unset:
            self.forms[-1].fields.setdefault(attributes["name"], attributes.get("value", ""))

    def end(self, tag: str) -> None:
        self._text.append(" ")

    def data(self, data: str) -> None:
        """Text, broken off at each character reference."""
        self._text.append(data)

    def close(self) -> None:
        """The page is read."""
