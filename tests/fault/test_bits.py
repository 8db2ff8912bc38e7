"""Whatever bit of a bundle is turned, and wherever the file of a ledger is cut, somebody notices."""

from collections.abc import Callable
from pathlib import Path

import pytest

from postloan_rules import AuditError, AuditLog
from tests.audit_vectors import forging
from tests.audit_vectors.forging import KEY, Forgery
from tests.audit_vectors.test_forgeries import both
from tests.fault.extent import extent

PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_every_bit_of_a_bundle_counts(tmp_path: Path, part: int) -> None:
    with forging.notes(tmp_path / "ledger.db") as log:
        log.export(tmp_path / "bundle", keys=[KEY.public])
    forgery = Forgery(tmp_path / "bundle", tmp_path / "forged")
    assert both(forgery.folder) == (True, True)
    for each in sorted(forgery.folder.rglob("*")):
        if not each.is_file():
            continue
        content = each.read_bytes()
        for bit in range(part, len(content) * 8, PARTS * extent(499, 1)):
            changed = bytearray(content)
            changed[bit // 8] ^= 1 << bit % 8
            each.write_bytes(changed)
            assert both(forgery.folder) == (False, False), (each.name, bit)
        each.write_bytes(content)


def ledger_file(folder: Path) -> bytes:
    path = folder / "ledger.db"
    forging.notes(path).close()
    return path.read_bytes()


def is_noticed(path: Path, *, same: Callable[[AuditLog], bool] = lambda log: False) -> bool:
    """Return whether opening or verifying the file at ``path`` fails; ``same`` may say that nothing is lost."""
    try:
        with AuditLog.open(f"sqlite:{path}") as log:
            return not log.verify(trusted=[KEY.public]).holds or same(log)
    except AuditError:
        return True


def test_every_cut_of_the_file_of_a_ledger_is_noticed(tmp_path: Path) -> None:
    content = ledger_file(tmp_path)
    for length in range(1, len(content), extent(4096 * 3 - 1, 61)):
        path = tmp_path / "cut.db"
        path.write_bytes(content[:length])
        assert is_noticed(path), length
        for each in tmp_path.glob("cut.db*"):
            each.unlink()


def test_every_lost_page_of_the_file_of_a_ledger_is_noticed(tmp_path: Path) -> None:
    content = ledger_file(tmp_path)
    for page in range(0, len(content), 4096):
        path = tmp_path / "holed.db"
        if not any(content[page : page + 4096]):
            continue
        path.write_bytes(content[:page] + bytes(4096) + content[page + 4096 :])
        assert is_noticed(path), page
        for each in tmp_path.glob("holed.db*"):
            each.unlink()


def test_a_bit_of_the_file_of_a_ledger_is_noticed_or_changes_no_record(tmp_path: Path) -> None:
    content = ledger_file(tmp_path)
    with AuditLog.open(f"sqlite:{tmp_path / 'ledger.db'}") as log:
        leaves = list(log.ledger.snapshot().leaves())
    for bit in range(0, len(content) * 8, extent(30_011, 211)):
        path = tmp_path / "turned.db"
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        assert is_noticed(path, same=lambda log: list(log.ledger.snapshot().leaves()) == leaves), bit
        for each in tmp_path.glob("turned.db*"):
            each.unlink()
