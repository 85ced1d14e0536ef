"""What the applications of one test process share: compiled templates and compiled addresses.

Nearly every test of a page builds an application of its own, which compiles the same hundreds of rules and templates
again; that took longer than what most of these tests look at. A template is looked up by its source, a rule by all that
its compiled form is made of, so a test that changes one gets its own.
"""

from types import CodeType
from typing import Any

from jinja2 import BaseLoader, BytecodeCache
from jinja2.bccache import Bucket
from jinja2.environment import Environment
from sqlalchemy import Engine
from sqlalchemy.engine.base import OptionEngine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule
from werkzeug.routing.matcher import State, StateMachineMatcher


class _InMemory(BytecodeCache):
    """Compiled templates by the digests of their name, file and source, and by how they were to be compiled."""

    def __init__(self) -> None:
        self._codes: dict[tuple[object, ...], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get(self._key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[self._key(bucket)] = bucket.code

    def _key(self, bucket: Bucket) -> tuple[object, ...]:
        made = bucket.environment
        escapes = made.autoescape if isinstance(made.autoescape, bool) else made.autoescape.__qualname__
        spaces = (made.trim_blocks, made.lstrip_blocks, made.keep_trailing_newline, made.undefined)
        return bucket.key, bucket.checksum, escapes, spaces, tuple(made.extensions), tuple(made.filters)


def share_compiled() -> None:
    """Once a process."""
    _share_rules()
    _share_matchers()
    _share_templates()
    _share_statements()


def _share_rules() -> None:
    """Rules bound to the map of another application, but equal in all that they are compiled from."""
    compile_rule = Rule.compile
    compiled: dict[tuple[object, ...], Rule] = {}

    def compile_once(rule: Rule) -> None:
        defaults = tuple((rule.defaults or {}).items())
        place = (rule.map.host_matching, rule.host, rule.subdomain, rule.merge_slashes, rule.strict_slashes)
        key = (rule.rule, defaults, place, rule.is_leaf, tuple(rule.map.converters.items()))
        if key not in compiled:
            compile_rule(rule)
            compiled[key] = rule
            return
        like = compiled[key]
        rule._parts, rule._trace, rule._converters = list(like._parts), list(like._trace), dict(like._converters)
        rule.arguments |= like.arguments
        rule._build = like._build.__func__.__get__(rule, None)
        rule._build_unknown = like._build_unknown.__func__.__get__(rule, None)

    Rule.compile = compile_once


def _share_matchers() -> None:
    """What finds the rule of an address serves every application that has the same rules in the same order."""
    add, update = StateMachineMatcher.add, StateMachineMatcher.update
    made: dict[tuple[object, ...], State] = {}

    def add_later(matcher: StateMachineMatcher, rule: Rule) -> None:
        vars(matcher).setdefault("rules_of_tests", []).append(rule)

    def update_once(matcher: StateMachineMatcher) -> None:
        rules = vars(matcher).get("rules_of_tests", [])
        key = tuple(map(_facts_of_rule, rules))
        if key not in made:
            matcher._root = State()
            for rule in rules:
                add(matcher, rule)
            update(matcher)
            made[key] = matcher._root
        matcher._root = made[key]

    StateMachineMatcher.add, StateMachineMatcher.update = add_later, update_once


def _facts_of_rule(rule: Rule) -> tuple[object, ...]:
    place = (rule.map.host_matching, rule.host, rule.subdomain, rule.merge_slashes, rule.strict_slashes)
    told = (rule.redirect_to, rule.alias, rule.websocket, tuple((rule.defaults or {}).items()))
    return rule.rule, rule.endpoint, frozenset(rule.methods or ()), place, told, tuple(rule.map.converters.items())


def _share_templates() -> None:
    load = BaseLoader.load
    cache = _InMemory()

    def load_shared(loader: BaseLoader, environment: Environment, *args: Any, **options: Any) -> Any:
        environment.bytecode_cache = environment.bytecode_cache or cache
        return load(loader, environment, *args, **options)

    BaseLoader.load = load_shared


def _share_statements() -> None:
    """Statements compiled for another engine whose dialect is equal in all that it was told and found out."""
    statements: LRUCache[Any, Any] = LRUCache(10_000)
    OptionEngine._compiled_cache = Engine._compiled_cache = property(lambda _: statements, lambda *_: None)
    DefaultDialect.__hash__ = lambda dialect: hash(type(dialect))
    DefaultDialect.__eq__ = lambda dialect, other: (
        dialect is other or (isinstance(other, DefaultDialect) and _facts_of(dialect) is _facts_of(other))
    )


_FACTS: dict[frozenset[tuple[str, object]], frozenset[tuple[str, object]]] = {}
"""Equal ones are one and the same, so that comparing two of them takes no time."""


def _facts_of(dialect: DefaultDialect) -> frozenset[tuple[str, object]]:
    plain = (bool, int, str, tuple, type, type(None))
    facts: frozenset[tuple[str, object]] | None = vars(dialect).get("facts_of_tests")
    if facts is None:
        told = {name: value for name, value in vars(dialect).items() if isinstance(value, plain)}
        facts = frozenset((told | {"class": type(dialect)}).items())
        facts = _FACTS.setdefault(facts, facts)
        if getattr(dialect, "server_version_info", None) is not None:  # from now on it finds out nothing more
            vars(dialect)["facts_of_tests"] = facts
    return facts
