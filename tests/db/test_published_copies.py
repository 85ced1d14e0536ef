"""What the tests copy into their databases is what the program would have published there."""

import random

from sqlalchemy import Engine, MetaData, select

from tests.conftest import CHEAP
from tests.support import published
from tests.support.clock import Clock
from tests.support.exams import an_exam_library
from tests.support.library import a_library
from trainer.config import Settings
from trainer.db.engine import make_engines
from trainer.services.scope import Scopes

Rows = dict[str, list[tuple[object, ...]]]


def rows_of(engine: Engine) -> Rows:
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in found.sorted_tables
        }


def test_a_copy_has_the_rows_that_publishing_makes_and_goes_on_where_it_stopped(
    database_url, tmp_path, request
) -> None:
    kind = request.node.callspec.params["database_url"]
    published._KEPT.clear()
    said, rows, later = [], [], []
    for _ in range(2):  # published by the program, then copied
        with request.getfixturevalue(f"{kind}_template").copy() as url:
            engines = make_engines(url)
            settings = Settings(data_folder=tmp_path, database_url=url, password_cost=CHEAP)
            scopes = Scopes(engines, settings, Clock(), random.Random(1))
            said.append(published.publish_once(scopes, a_library()).changes)
            rows.append(rows_of(engines.read))
            published.publish_once(scopes, an_exam_library())
            later.append(rows_of(engines.read))
            engines.dispose()
    assert len(published._KEPT) == 1, "the second time it was copied"
    assert said[0] == said[1] != {}
    assert rows[0] == rows[1]
    assert later[0] == later[1]
    assert len(later[0]["items"]) > len(rows[0]["items"]) > 0


def test_what_is_in_a_database_already_is_kept(scopes: Scopes) -> None:
    published.publish_once(scopes, a_library())
    before = rows_of(scopes.engines.read)
    assert published.publish_once(scopes, a_library()).changes == {}
    assert rows_of(scopes.engines.read) == before
