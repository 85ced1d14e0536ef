"""A visitor without a screen: follows pages of the application with its cookies and CSRF tokens."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from secrets import token_hex
from typing import Any
from zipfile import ZipFile

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from tests.support.html import Page
from tests.support.people import Learner

_TOKEN = re.compile(r'<input [^>]*name="csrf_token"[^>]* value="([^"]+)"')
FormData = Mapping[str, str | Sequence[str]]


class Browser:
    """One visitor. `post` sends the CSRF token of the page seen last, or what the first page would have said."""

    def __init__(self, app: Flask) -> None:
        self._signer = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token")
        self._sessions = app.session_interface.get_signing_serializer(app)
        self._cookie = app.session_interface.get_cookie_name(app)
        self.client = app.test_client()
        self._token = ""

    def sign_in(self, learner: Learner) -> "Browser":
        """Puts the cookie of this sign-in into the browser."""
        self._keep({"_user_id": learner.token})
        self._token = ""
        return self

    def get(self, url: str, **options: Any) -> TestResponse:
        return self._remember(self.client.get(url, **options))

    def page(self, url: str) -> Page:
        """The page at `url`, which must be there."""
        response = self.get(url)
        assert response.status_code == 200, (url, response.status_code)
        return Page(response.text)

    def post(self, url: str, data: FormData | None = None, **options: Any) -> TestResponse:
        if not self._token:
            self._token = self._first_token()
        form = {"csrf_token": self._token} | dict(data or {})
        return self._remember(self.client.post(url, data=form, **options))

    def _first_token(self) -> str:
        cookie = self.client.get_cookie(self._cookie)
        session = self._sessions.loads(cookie.value) if cookie else {}
        if "csrf_token" not in session:
            session["csrf_token"] = token_hex()
            self._keep(session)
        return str(self._signer.dumps(session["csrf_token"]))

    def _keep(self, session: dict[str, Any]) -> None:
        """As the program signs it, without a request of its own."""
        self.client.set_cookie(self._cookie, self._sessions.dumps(session))

    def _remember(self, response: TestResponse) -> TestResponse:
        response.get_data()  # what is streamed is read before it is closed
        text = response.text if response.mimetype == "text/html" else ""
        response.close()  # a file that is served stays open otherwise
        if text:
            found = _TOKEN.search(text)
            self._token = found[1] if found else self._token
        return response


def text_of(response: TestResponse) -> str:
    """All that a reply says, what stands in the files of an archive too."""
    if response.mimetype != "application/zip":
        return response.get_data().decode("utf-8", "replace")
    with ZipFile(BytesIO(response.get_data())) as archive:
        return "\n".join(archive.read(name).decode("utf-8") for name in archive.namelist())
