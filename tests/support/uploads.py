"""Sending a file as a browser does, put together here: the test client would leave a temporary file open."""

from werkzeug.test import TestResponse

from tests.support.browser import Browser

_BOUNDARY = "a-boundary-of-the-tests"


def send_file(browser: Browser, url: str, data: bytes, name: str, *, with_option: bool = False) -> TestResponse:
    """The reply to a form with one file; the token is that of the page seen last."""
    if not browser._token:
        browser.get("/")
    option = ((b'name="option"', b"1"),) if with_option else ()
    parts = (
        (b'name="csrf_token"', browser._token.encode()),
        *option,
        (f'name="file"; filename="{name}"\r\nContent-Type: text/plain'.encode(), data),
    )
    body = b"".join(
        b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (_BOUNDARY.encode(), head, content)
        for head, content in parts
    )
    whole = body + b"--%s--\r\n" % _BOUNDARY.encode()
    kind = f"multipart/form-data; boundary={_BOUNDARY}"
    return browser._remember(browser.client.post(url, data=whole, content_type=kind))
