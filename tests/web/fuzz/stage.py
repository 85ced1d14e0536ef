"""The people of one visit, and what they send."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from tests.support.browser import Browser
from tests.support.people import Learner
from tests.support.school import School
from trainer.services.scope import Scopes


@dataclass(slots=True)
class Stage:
    """The people of one visit. `owner` has the work that the address names; `school` where classes are concerned."""

    app: Flask
    scopes: Scopes
    browser: Browser
    owner: Learner
    visitor: Learner | None
    school: School | None

    @property
    def me(self) -> Learner:
        """The visitor, who is signed in."""
        assert self.visitor is not None
        return self.visitor

    @property
    def place(self) -> School:
        assert self.school is not None
        return self.school


@dataclass(slots=True)
class Sent:
    """What is sent: parts of the address, a form, a file. `says` stands on the page it leads to."""

    arguments: Mapping[str, object] = field(default_factory=dict)
    form: dict[str, Any] = field(default_factory=dict)
    file: tuple[bytes, str] | None = None
    says: str = ""

    def files(self) -> dict[str, Any]:
        return {} if self.file is None else {"file": (io.BytesIO(self.file[0]), self.file[1])}


@dataclass(frozen=True, slots=True)
class Valid:
    """Makes the request; `visitors` are those who may send it, all that are not told "nothing here" where empty."""

    make: Callable[[Stage], Sent]
    visitors: tuple[str, ...] = ()
