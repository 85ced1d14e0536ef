"""How official servers are asked: over http and https alone, and wherever they lead on to, on their own site."""

import urllib.request
from email.message import Message
from typing import IO
from urllib.parse import urlsplit


class SameSiteOnly(urllib.request.HTTPRedirectHandler):
    """Follows a server on its own site alone, and never from https to http; else the redirect ends as the error it is.

    So nobody who answers in place of an official server leads the program to a machine of the operator's network.
    """

    def redirect_request(  # noqa: PLR0917 - as the standard library has it
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        before, after = urlsplit(req.full_url), urlsplit(newurl)
        if after.scheme not in ("https", before.scheme) or _site(after.hostname) != _site(before.hostname):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _site(host: str | None) -> str:
    """The last two parts of a name, as cms.gov; the whole of an address in numbers."""
    name = (host or "").casefold()
    return name if name.replace(".", "").isdigit() or ":" in name else ".".join(name.split(".")[-2:])


def open_web() -> urllib.request.OpenerDirector:
    """Opens what is on the web and nothing else: no files, no FTP."""
    web, opener = urllib.request, urllib.request.OpenerDirector()
    talks = (web.ProxyHandler(), web.HTTPHandler(), web.HTTPSHandler(), web.UnknownHandler())
    for handler in (*talks, web.HTTPDefaultErrorHandler(), web.HTTPErrorProcessor(), SameSiteOnly()):
        opener.add_handler(handler)
    return opener
