"""Reads a rendered page: its elements, its text, its forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


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


class Page(HTMLParser):
    """A page as a list of elements, its visible text, and its forms."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.forms: list[Form] = []
        self._text: list[str] = []
        self.feed(html)

    @property
    def text(self) -> str:
        """All text on one line."""
        return " ".join(" ".join(self._text).split())

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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append(Element(tag, attributes))
        if tag == "form":
            self.forms.append(Form(attributes.get("action", ""), attributes.get("method", "get")))
        unset = attributes.get("type") in ("radio", "checkbox") and "checked" not in attributes
        if tag == "input" and self.forms and "name" in attributes and not unset:
            self.forms[-1].fields.setdefault(attributes["name"], attributes.get("value", ""))

    def handle_data(self, data: str) -> None:
        self._text.append(data)
