"""The tables of a ledger, for SQLite and for PostgreSQL, and the guards that let nothing be changed in them."""

from collections.abc import Mapping
from typing import Final

from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import trail

LAYOUT: Final = 3

_TABLES: Final[Mapping[str, str]] = {
    "leaf": """
        sequence {whole} PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, hash {bytes} NOT NULL,
        content TEXT NOT NULL, body {bytes} NOT NULL
    """,
    "node": "level {whole} NOT NULL, place {whole} NOT NULL, hash {bytes} NOT NULL, PRIMARY KEY (level, place)",
    "term": """
        name TEXT NOT NULL, value TEXT NOT NULL, sequence {whole} NOT NULL REFERENCES leaf (sequence),
        PRIMARY KEY (name, value, sequence)
    """,
    "pack": "digest TEXT PRIMARY KEY, text TEXT NOT NULL",
    "envelope": """
        commitment TEXT PRIMARY KEY, sequence {whole} NOT NULL REFERENCES leaf (sequence), salt {bytes} NOT NULL,
        nonce {bytes} NOT NULL, ciphertext {bytes} NOT NULL, parties TEXT NOT NULL
    """,
    "checkpoint": "size {whole} NOT NULL, note TEXT NOT NULL, PRIMARY KEY (size, note)",
    "setting": "name TEXT PRIMARY KEY, value TEXT NOT NULL",
    "data_key": "party TEXT PRIMARY KEY, key {bytes} NOT NULL",
    "hold": "party TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (party, reason)",
}
"""Tables that only grow, and behind them three that may shrink: settings, data keys, legal holds."""

FINAL: Final = ("leaf", "node", "term", "pack", "envelope", "checkpoint")
"""The tables whose rows are never changed and never deleted."""

INDEXES: Final = (
    "CREATE INDEX term_of_leaf ON term (sequence)",
    "CREATE INDEX envelope_of_leaf ON envelope (sequence)",
    "CREATE INDEX leaf_of_kind ON leaf (kind, sequence)",
)

MIGRATIONS: Final[Mapping[int, tuple[str, ...]]] = {
    2: ("CREATE INDEX leaf_of_kind ON leaf (kind, sequence)",),
}
"""What makes of each earlier layout the next one. Leaves stay as they are: they are what was signed."""

_TYPES: Final[Mapping[str, Mapping[str, str]]] = {
    "sqlite": {"whole": "INTEGER", "bytes": "BLOB"},
    "postgres": {"whole": "BIGINT", "bytes": "BYTEA"},
}


def other_layout(place: object, layout: str) -> Bilingual:
    """Return what to say, and what to do, about a trail at ``place`` whose tables are laid out otherwise."""
    if layout.isdecimal() and int(layout) < LAYOUT:
        return trail.older_layout(place, layout, LAYOUT)
    return trail.later_layout(place, layout, LAYOUT)


def steps_from(layout: str) -> tuple[str, ...] | None:
    """Return what makes ``layout`` into ours; ``None`` where nothing does."""
    if not layout.isdecimal() or not min(MIGRATIONS) <= int(layout) <= LAYOUT:
        return None
    return tuple(statement for each in range(int(layout), LAYOUT) for statement in MIGRATIONS[each])


def statements(dialect: str) -> tuple[str, ...]:
    """Return what makes the tables in ``dialect`` (``sqlite`` or ``postgres``)."""
    types = _TYPES[dialect]
    ending = " STRICT" if dialect == "sqlite" else ""
    tables = [f"CREATE TABLE {name} ({columns.format_map(types)}){ending}" for name, columns in _TABLES.items()]
    guards = _sqlite_guards() if dialect == "sqlite" else _postgres_guards()
    return (*tables, *INDEXES, *guards)


def _sqlite_guards() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_is_final_{event.lower()} BEFORE {event} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, 'what the trail holds never changes'); END"
        for table in FINAL
        for event in ("UPDATE", "DELETE")
    ]


def _postgres_guards() -> list[str]:
    function = (
        "CREATE FUNCTION trail_is_final() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'what the trail holds never changes'; END $$"
    )
    rows = [
        f"CREATE TRIGGER {table}_is_final BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION trail_is_final()"
        for table in FINAL
    ]
    whole = [
        f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION trail_is_final()"
        for table in FINAL
    ]
    return [function, *rows, *whole]
