"""What the applications of one test process share: compiled templates and compiled addresses.

Nearly every test of a page builds an application of its own, which compiles the same hundreds of rules and templates
again; that took longer than what most of these tests look at. A template is looked up by its source, a rule by all that
it is made of, so a test that changes one gets its own.
"""

from types import CodeType
from typing import Any

from flask import Blueprint, Flask
from jinja2 import BaseLoader, BytecodeCache
from jinja2.bccache import Bucket
from jinja2.environment import Environment
from sqlalchemy import Engine
from sqlalchemy.engine.base import OptionEngine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule
from werkzeug.routing.matcher import State, StateMachineMatcher

_ADDS_A_RULE = Blueprint.add_url_rule.__qualname__ + ".<locals>.<lambda>"
_OF_A_VIEW = ("methods", "required_methods", "provide_automatic_options")
"""What a view may say about its rules."""


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
    _share_blueprints()
    _share_matchers()
    _share_templates()
    _share_statements()


def _share_rules() -> None:
    """Rules that another application has made of the same words."""
    add_rule = Flask.add_url_rule
    made: dict[tuple[object, ...], Rule] = {}

    def add_once(app: Flask, rule: str, endpoint: str | None = None, view_func: Any = None, *more: Any, **options: Any):
        asks = tuple(repr(getattr(view_func, name, None)) for name in _OF_A_VIEW)
        place = (app.url_map.host_matching, app.url_map.merge_slashes, app.url_map.strict_slashes)
        key = (rule, endpoint, asks, more, repr(options), place, tuple(app.url_map.converters.items()))
        if endpoint is None or app.view_functions.get(endpoint, view_func) != view_func or key not in made:
            add_rule(app, rule, endpoint, view_func, *more, **options)
            made[key] = _rules_of(app.url_map._matcher)[-1]
            return
        app._check_setup_finished("add_url_rule")
        _take(app, made[key])
        if view_func is not None:
            app.view_functions[endpoint] = view_func

    Flask.add_url_rule = add_once


def _share_blueprints() -> None:
    """All rules of a blueprint at once; whatever else it brings is done for each application."""
    register = Blueprint.register
    made: dict[Blueprint, tuple[list[Rule], dict[str, Any]]] = {}

    def register_once(blueprint: Blueprint, app: Flask, options: dict[str, Any]) -> None:
        if options or blueprint.has_static_folder:  # an extension's, made anew for each application
            register(blueprint, app, options)
        elif blueprint in made:
            all_of_it = blueprint.deferred_functions
            blueprint.deferred_functions = [each for each in all_of_it if each.__qualname__ != _ADDS_A_RULE]
            try:
                register(blueprint, app, options)
            finally:
                blueprint.deferred_functions = all_of_it
            rules, views = made[blueprint]
            for rule in rules:
                _take(app, rule)
            app.view_functions |= views
        else:
            known = len(_rules_of(app.url_map._matcher))
            register(blueprint, app, options)
            rules = _rules_of(app.url_map._matcher)[known:]
            made[blueprint] = rules, {rule.endpoint: app.view_functions[rule.endpoint] for rule in rules}

    Blueprint.register = register_once


def _take(app: Flask, rule: Rule) -> None:
    app.url_map._matcher.add(rule)
    app.url_map._rules_by_endpoint.setdefault(rule.endpoint, []).append(rule)
    app.url_map._remap = True


def _share_matchers() -> None:
    """What finds the rule of an address serves every application that has the same rules in the same order."""
    add, update = StateMachineMatcher.add, StateMachineMatcher.update
    made: dict[tuple[int, ...], State] = {}

    def add_later(matcher: StateMachineMatcher, rule: Rule) -> None:
        _rules_of(matcher).append(rule)

    def update_once(matcher: StateMachineMatcher) -> None:
        rules = _rules_of(matcher)
        key = tuple(map(id, rules))  # what is made of them keeps them
        if key not in made:
            matcher._root = State()
            for rule in rules:
                add(matcher, rule)
            update(matcher)
            made[key] = matcher._root
        matcher._root = made[key]

    StateMachineMatcher.add, StateMachineMatcher.update = add_later, update_once


def _rules_of(matcher: StateMachineMatcher) -> list[Rule]:
    rules: list[Rule] = vars(matcher).setdefault("rules_of_tests", [])
    return rules


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
