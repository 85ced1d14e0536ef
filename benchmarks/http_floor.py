"""The floor app: a Flask route with SQLAlchemy Core on the same engines and server, one SELECT or one INSERT+COMMIT."""

import sys

import waitress
from flask import Flask, request
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from trainer.cli.serve import CONNECTIONS, THREADS
from trainer.db.engine import make_engines

metadata = MetaData()
rows = Table("bench_rows", metadata, Column("id", Integer, primary_key=True), Column("text", String(200)))
notes = Table("bench_notes", metadata, Column("id", Integer, primary_key=True), Column("text", String(200)))


def make_floor(url: str) -> Flask:
    """The app; its two tables are made and filled when they are missing."""
    engines = make_engines(url)
    with engines.write.begin() as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
        connection.execute(insert(rows), [{"id": number, "text": f"row {number}"} for number in range(1, 101)])
    app = Flask("floor")

    @app.get("/rows/<int:number>")
    def row(number: int) -> str:
        with engines.read.connect() as connection:
            return str(connection.execute(select(rows.c.text).where(rows.c.id == number)).scalar_one())

    @app.post("/notes")
    def note() -> str:
        with engines.write.begin() as connection:
            connection.execute(insert(notes), {"text": request.form["text"]})
        return "saved"

    return app


if __name__ == "__main__":
    waitress.serve(
        make_floor(sys.argv[1]),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        threads=THREADS,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=False,
        ident=None,
    )
