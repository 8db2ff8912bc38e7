"""Who changes what records are found by, or what their pseudonyms are made of, is found out."""

import sqlite3
from pathlib import Path

import pytest

from postloan_rules import AuditLog, verify_bundle
from tests.unit.engine.demo_pack import engine, record
from tests.unit.trail.trails import opened, override


@pytest.fixture
def trail(tmp_path: Path) -> Path:
    """Return the folder of a trail with a decision, an override of it and its end."""
    with opened(tmp_path) as log:
        decided = engine().decide("floor_class", record(days_past_due=91))
        log.append(decided)
        log.override(decided, override("doubtful"))
        log.withdraw(1, by="E9", reason_code="data_error")
        assert log.verify().holds
    return tmp_path


def changed(trail: Path, *statements: str) -> None:
    with sqlite3.connect(trail / "trail.db") as connection:
        for each in ("term", "leaf"):
            connection.execute(f"DROP TRIGGER {each}_is_final_update")
            connection.execute(f"DROP TRIGGER {each}_is_final_delete")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def codes(trail: Path) -> set[str]:
    with AuditLog.open(f"sqlite:{trail / 'trail.db'}") as log:
        return set(log.verify().counts) - {"no_checkpoint"}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM term WHERE name = 'override' AND sequence = 1",
        "DELETE FROM term WHERE name = 'override' AND sequence = 2",
        "DELETE FROM term WHERE name = 'subject'",
        "DELETE FROM term WHERE name = 'rule'",
        "UPDATE term SET value = 'normal' WHERE name = 'outcome' AND sequence = 0",
        "UPDATE term SET value = '2020-01-01' WHERE name = 'as_of'",
        "UPDATE term SET sequence = 1 WHERE name = 'id'",
        "INSERT INTO term VALUES ('override', 'final_class', 1)",
        "INSERT INTO term VALUES ('subject', 'x', 0)",
    ],
)
def test_an_index_that_is_not_that_of_the_records_is_found(trail: Path, statement: str) -> None:
    changed(trail, statement)

    assert codes(trail) == {"index_differs"}


def test_a_secret_that_is_not_that_of_the_records_is_found(trail: Path) -> None:
    changed(trail, "UPDATE setting SET value = replace(hex(zeroblob(32)), '0', '1') WHERE name = 'secret'")

    assert codes(trail) == {"content_differs"}


def test_a_bundle_is_written_in_its_folder_alone_whatever_a_ledger_says(trail: Path, tmp_path: Path) -> None:
    changed(
        trail,
        "DROP TRIGGER pack_is_final_update",
        "UPDATE pack SET digest = 'sha256:../../outside'",
        "UPDATE leaf SET body = CAST(replace(CAST(body AS TEXT), substr(CAST(body AS TEXT), instr(CAST(body AS TEXT),"
        " 'pack_archive') + 15, 71), 'sha256:../../outside') AS BLOB) WHERE sequence = 0",
    )
    with sqlite3.connect(trail / "trail.db") as connection:
        assert b'"pack_archive":"sha256:../../outside"' in connection.execute("SELECT body FROM leaf").fetchone()[0]
    connection.close()
    with AuditLog.open(f"sqlite:{trail / 'trail.db'}") as log:
        log.export(trail / "bundle")

    assert not list(tmp_path.rglob("outside*"))
    assert not verify_bundle(trail / "bundle").holds


def test_a_damaged_record_is_exported_as_it_is_and_found(trail: Path) -> None:
    changed(trail, "UPDATE leaf SET body = CAST('{' AS BLOB) WHERE sequence = 0")
    with AuditLog.open(f"sqlite:{trail / 'trail.db'}") as log:
        log.export(trail / "bundle")

    assert "leaf_malformed" in verify_bundle(trail / "bundle").counts
