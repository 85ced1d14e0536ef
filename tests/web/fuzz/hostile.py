"""Requests that nobody honest sends: what may stand in an address, a query, a form, a body, a header.

A request is drawn from dice that are handed in, so that a run can be had again by its seed.
"""

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote, quote_from_bytes

from trainer.config import resource_folder

MARK = "xss7f3a"
"""Stands in every piece of markup that is sent, so that it is known again."""
MARKUP = (
    f'"><script>{MARK}()</script>',
    f"'><img src=x onerror={MARK}()>",
    f"<{MARK}>",
    f"</textarea></title></select><svg onload={MARK}()>",
    f'" {MARK}onfocus={MARK}() autofocus x="',
    f"[a](javascript:{MARK}()) ![b](x onerror={MARK})",
    f"javascript:{MARK}()",
    f"<a href='javascript:{MARK}()'>c</a>",
    f"{{{{ '{MARK}' ~ 191*7 }}}}",
    f"{{% for m in '1' %}}{MARK}{{{{ 191*7 }}}}{{% endfor %}}",
    f"<!--{MARK}--><style>*{{}}</style><{MARK}",
)
NUMBERS = ("0", "-1", "1", "2", "007", str(2**31 - 1), str(2**31), str(2**63), str(-(2**63) - 1), "9" * 400, "1e999")
ODD_NUMBERS = ("NaN", "inf", "0x10", "1_000", "²", "٣", "１", "1.5", "1,5", "-0", "+1", " 1 ")
FORMULAS = ("=1+1", '=HYPERLINK("http://x","y")', "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "|calc")
INJECTED = (
    "' OR 1=1 --",
    '"; DROP TABLE users; --',
    "%' ESCAPE '",
    "%",
    "_",
    "\\",
    "a\\",
    "$(id)",
    "`id`",
    "%s%n",
    "${7*7}",
)
TRAVERSAL = (
    "../../etc/passwd",
    "..\\..\\win.ini",
    "%2e%2e%2f",
    "/etc/passwd",
    ".",
    "..",
    "a/../b",
    "file:///etc/passwd",
)
UNICODE = (
    "\ufeff",
    "\u202eevil",
    "e\u0301" * 40,
    "ﬃ" * 90,
    "\U0001f600" * 30,
    "\u0130",
    "\ud800",
    "\udfff\ud800",
    "İı",
    "\u2028",
)
CONTROL = ("\0", "a\0b", "\x1b[2J", "\x7f", "\r\nSet-Cookie: a=b", "\n\n\n", "\x08", "\ufffe")
DATES = (
    "0000-00-00",
    "9999-12-31T23:59",
    "2026-02-30",
    "-2026-01-01",
    "2026-13-01",
    "0001-01-01T00:00",
    "2026-03-08T02:30",
)
STRUCTURES = (
    "[" * 5000,
    "{" * 3000,
    "[[a]]\n" * 300,
    "a = " + "[" * 900,
    "null",
    "{}",
    '{"a": {"b": [1e400]}}',
    "a.b.c=1",
)
LONG = ("x" * 300, "x" * 5_000, "x" * 70_000, "word " * 3_000, "9" * 5_000)
ADDRESSES = ("//evil.example", "/\\evil.example", "https://evil.example/", "/\t/evil.example", "http:evil.example")
TEXTS = ("", " ", "yes", "A", "cpc", *NUMBERS, *ODD_NUMBERS, *FORMULAS, *INJECTED, *TRAVERSAL, *UNICODE, *CONTROL)
TEXTS = (*TEXTS, *DATES, *STRUCTURES, *LONG, *ADDRESSES, *MARKUP)
NOT_UTF8 = (b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"a\x80b", b"\xf0\x9f")
STRANGE_NAMES = ("__class__", "a" * 3000, "options[]", "x[y][z]", "csrf_token", "_method", "é", "", "file", "\0")
HEADERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Accept", ("application/json", "*/*;q=0", "text/html;q=abc", "image/*", ",,,;;", "x" * 3000)),
    ("Accept-Language", ("xx-YY;q=9", "*" * 500)),
    ("Accept-Encoding", ("gzip;q=nan", "br, zstd", "identity;q=0")),
    ("Range", ("bytes=0-0", "bytes=9-1", "bytes=-99999999999999", "lines=1-2", "bytes=0-1,3-4,9-")),
    ("If-None-Match", ('"x"', "*", "W/", '"' * 300)),
    ("If-Modified-Since", ("never", "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 99 Jan 9999 99:99:99 GMT")),
    ("If-Range", ('"x"', "soon")),
    ("X-Forwarded-For", ("127.0.0.1", "unknown, ::1", "'", "9" * 2000)),
    ("X-Forwarded-Host", ("evil.example", "a b", "[::")),
    ("X-Forwarded-Proto", ("https", "javascript")),
    ("X-Forwarded-Prefix", ("/evil", "//evil.example")),
    ("Host", ("evil.example", "localhost:99999", "[::1", "a b", "évil.example", "")),
    ("Referer", ("https://evil.example/", "not an address", "")),
    ("Origin", ("null", "https://evil.example")),
    ("User-Agent", ("", "x" * 5000, f"<{MARK}>", "\xff\xfe")),
    ("X-HTTP-Method-Override", ("DELETE", "PUT")),
    ("X-Requested-With", ("XMLHttpRequest",)),
    ("X-Request-ID", ("a b\tc", "x" * 4000, f"<{MARK}>", "../../x")),
    ("Authorization", ("Basic !!!", "Bearer x", "Digest username=")),
    ("Content-Encoding", ("gzip", "br")),
    ("Sec-Fetch-Site", ("cross-site", "same-origin")),
    ("Cookie", ("trainer=x.y.z; theme=<b>; keys=%00", "theme=dark; theme=light; =;;", "trainer=" + "a" * 4000)),
)
CONTENT_TYPES = (
    "application/json",
    "text/plain",
    "application/xml",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=nonsense",
    "application/octet-stream",
    "",
    ";",
    "multipart/form-data; boundary=" + "b" * 300,
    "text/html; charset=x-user-defined",
)
BODIES = (
    b"",
    b"{",
    b"[]",
    b'{"a": 1}',
    b"\xff" * 40,
    b"--x\r\n",
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1',
    b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--",
    b"--x\r\n\r\n\r\n--x--\r\n",
    b"a=%zz&%=&&=;a==b",
    b"<a/>",
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../x"\r\nContent-Type: a/b\r\n\r\nPK\r\n--x--',
    b"--x\r\nContent-Disposition: form-data; name*=utf-9''%ff; filename*=\"x\r\n\r\n1\r\n--x--",
    b"null",
    b'"text"',
    b"1e999",
)
FILES = (
    b"",
    b"PK\x03\x04",
    b"PK\x05\x06" + b"\0" * 18,
    b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    b"a,b\n=1,2\n",
    b'a,"b\n',
    b"\xff\xfea\0",
    b"ISA*00*",
    b"ISA" + b"*" * 103,
    b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    b"schema = 1\n[[items]]\n",
    b"a = " + b"[" * 3000,
    b"x" * 60_000,
    b"\0" * 4000,
    f"name,email\n<{MARK}>,a@b.example\n".encode(),
    b",".join([b"a"] * 3000),
)
FILE_NAMES = (
    "a.zip",
    "a.csv",
    "a.xlsx",
    "a.toml",
    "a.835",
    "../../a.zip",
    f"<{MARK}>.csv",
    "",
    "a" * 300 + ".csv",
    "a\0.zip",
)
_ARGUMENT = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")
_IN_CODE = re.compile(r"""(?:args|form|values|files)\.(?:get|getlist)\(\s*["']([\w.-]+)["']""")
_FIELD = re.compile(r"^\s+(\w+) = \w*(?:Field|Area)\w*\(", re.MULTILINE)
_IN_TEMPLATE = re.compile(r"""name=["']([^"'<>]{1,60})["']""")


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `form` are fields in order, names and values as bytes; `body` and `content_type` go before it."""

    path: str
    query: str = ""
    form: tuple[tuple[bytes, bytes], ...] = ()
    file: tuple[bytes, str] | None = None
    body: bytes | None = None
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    has_token: bool = True

    def options(self, token: str) -> dict[str, Any]:
        """What the test client is called with, the token of a form put in where the request has one."""
        headers = [*self.headers, ("X-CSRFToken", token)] if self.has_token else list(self.headers)
        given: dict[str, Any] = {"headers": headers}
        if self.query:
            given["query_string"] = self.query
        if self.body is not None:
            return given | {"data": self.body, "content_type": self.content_type}
        if self.file is not None:
            data, name = self.file
            fields = [(key.decode("latin-1"), value.decode("latin-1")) for key, value in self.form if key]
            lists: dict[str, Any] = {}
            for key, value in fields:
                lists.setdefault(key, []).append(value)
            return given | {"data": lists | {"file": (io.BytesIO(data), name)}}
        if self.form:
            pairs = (f"{quote_from_bytes(key)}={quote_from_bytes(value)}" for key, value in self.form)
            given |= {"data": "&".join(pairs), "content_type": "application/x-www-form-urlencoded"}
        return given


@dataclass(frozen=True, slots=True)
class Target:
    """Where requests go: the pattern of the address, what stands in it rightly, the right form, known field names."""

    rule: str
    method: str
    arguments: Mapping[str, object]
    form: Mapping[str, str | Sequence[str]]
    names: Sequence[str]
    takes_file: bool = False
    ids: Sequence[int] = ()
    """Numbers of rows of other people."""
    right_file: tuple[bytes, str] | None = None
    kept: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[tuple[bytes, bytes], ...]:
        """The right form."""
        pairs = []
        for name, value in self.form.items():
            pairs += [(name, each) for each in ([value] if isinstance(value, str) else value)]
        return tuple((_bytes(name), _bytes(value)) for name, value in pairs)

    def address(self, changes: Mapping[str, str] | None = None) -> str:
        """The address with some of its parts replaced, whatever characters stand in them."""
        parts = {name: str(value) for name, value in self.arguments.items()} | dict(changes or {})
        return _ARGUMENT.sub(lambda found: quote(_bytes(parts.get(found[1], "x")), safe="/"), self.rule)


def hostile_requests(target: Target, dice: Random, count: int, done: int = 0) -> Iterator[Request]:
    """Those of so many requests that are not done: markup in one field after the other, then what the dice say."""
    named = list(dict.fromkeys([*target.form, *target.names]))[: count // 2]
    for place in range(done, count):
        if place < len(named):
            yield _with_markup(target, named[place], MARKUP[place % len(MARKUP)])
        else:
            yield _drawn(target, dice)


def _with_markup(target: Target, name: str, text: str) -> Request:
    if target.method == "GET":
        return Request(target.address(), query=f"{quote(name)}={quote(text)}")
    others = tuple(pair for pair in target.fields if pair[0] != _bytes(name))
    return Request(target.address(), form=(*others, (_bytes(name), _bytes(text))))


def _drawn(target: Target, dice: Random) -> Request:
    request = Request(_some_address(target, dice), has_token=dice.random() > 0.03)
    if dice.random() < (0.7 if target.method == "GET" else 0.15):
        request = replace(request, query=_some_query(target, dice))
    if target.method != "GET":
        request = _some_body(target, request, dice)
    for _ in range(dice.choice((0, 0, 1, 3))):
        name, values = dice.choice(HEADERS)
        request = replace(request, headers=(*request.headers, (name, dice.choice(values))))
    return request


def _some_address(target: Target, dice: Random) -> str:
    if not target.arguments or dice.random() < 0.6:
        return target.address()
    name = dice.choice(list(target.arguments))
    texts = [*map(str, target.ids), *NUMBERS] if dice.random() < 0.5 else TEXTS
    return target.address({name: dice.choice(texts)[:2_000] or "x"})


def _some_query(target: Target, dice: Random) -> str:
    pairs = [(_some_name(target, dice), _some_value(dice)) for _ in range(dice.choice((1, 1, 2, 4)))]
    return "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(value[:3_000])}" for name, value in pairs)


def _some_body(target: Target, request: Request, dice: Random) -> Request:
    chance = dice.random()
    if chance < 0.08:
        return replace(request, body=dice.choice(BODIES), content_type=dice.choice(CONTENT_TYPES))
    if chance < 0.12:
        data = {_text(name): _text(value) for name, value in _some_form(target, dice)}
        return replace(request, body=json.dumps(data).encode(), content_type="application/json")
    if chance < (0.5 if target.takes_file else 0.15):
        data, name = dice.choice(FILES), dice.choice(FILE_NAMES)
        if target.right_file and dice.random() < 0.4:
            data, name = _spoilt(target.right_file[0], dice), target.right_file[1]
        return replace(request, form=_some_form(target, dice), file=(data, name))
    return replace(request, form=_some_form(target, dice))


def _some_form(target: Target, dice: Random) -> tuple[tuple[bytes, bytes], ...]:
    """The right form with some fields changed, left out, sent twice or put in, sometimes hundreds of them."""
    kept = [pair for pair in target.fields if dice.random() > 0.1]
    changed = [(name, _some_value(dice) if dice.random() < 0.4 else value) for name, value in kept]
    added = [(_some_name(target, dice), _some_value(dice)) for _ in range(dice.choice((0, 1, 2, 3, 6)))]
    if dice.random() < 0.01:
        added += [(b"n%d" % place, b"1") for place in range(2_000)]
    return (*changed, *added)


def _some_name(target: Target, dice: Random) -> bytes:
    names = [*target.form, *target.names]
    return _bytes(dice.choice(names) if names and dice.random() < 0.85 else dice.choice(STRANGE_NAMES))


def _some_value(dice: Random) -> bytes:
    return dice.choice(NOT_UTF8) if dice.random() < 0.05 else _bytes(dice.choice(TEXTS))


def _spoilt(data: bytes, dice: Random) -> bytes:
    """A right file with some bytes changed, or cut off."""
    spoilt = bytearray(data)
    for _ in range(dice.choice((1, 2, 8))):
        if spoilt:
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
    return bytes(spoilt[: dice.randrange(len(spoilt) + 1)] if dice.random() < 0.3 else spoilt)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


@cache
def field_names(feature: str) -> tuple[str, ...]:
    """The names of fields that the views and the pages of a feature know, as far as they are written out there."""
    package = Path(__file__).parents[3] / "trainer" / "web" / feature
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(package.rglob("*.py")))
    names = {*_IN_CODE.findall(code), *_FIELD.findall(code)}
    for path in sorted((resource_folder("templates") / feature).rglob("*.html")):
        for name in _IN_TEMPLATE.findall(path.read_text(encoding="utf-8")):
            names.add(re.sub(r"\{\{.*?\}\}", "1", name))
    return tuple(sorted(name for name in names if "{" not in name and name != "csrf_token"))
