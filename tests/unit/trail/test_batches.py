"""Many rows under one record: each of a thousand is proved by a few hashes, and nothing else is."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from postloan_rules import AuditError
from postloan_rules.audit.batch import part_of, prove_row, proves_row, root_of
from postloan_rules.audit.entry import State
from tests.unit.engine.demo_pack import DAY, engine
from tests.unit.trail.trails import opened

ROWS = [
    [f'{{"row":{part * 400 + number}}}'.encode() for number in range(size)] for part, size in enumerate((400, 400, 200))
]
PARTS = [part_of(f"part-{number}.jsonl", rows) for number, rows in enumerate(ROWS)]


def seal(log: Any, **changes: Any) -> Any:
    given: dict[str, Any] = {
        "pack": engine().pack,
        "as_of": DAY,
        "inputs": {"loans.csv": {"digest": "sha256:" + "0" * 64, "rows": 1001}},
        "counts": {"read": 1001, "decided": 1000, "rejected": 1},
        "backend": "python",
    }
    return log.append_batch(PARTS, **{**given, **changes})


def test_every_row_of_a_thousand_is_proved_and_no_other_in_its_place() -> None:
    root = root_of(PARTS)
    for part, rows in enumerate(ROWS):
        for row in range(0, len(rows), 7):
            proof = prove_row(PARTS, part, rows, row)
            assert proves_row(rows[row], proof, PARTS[part].root, root)
            assert not proves_row(rows[row - 1], proof, PARTS[part].root, root)
            assert len(proof.in_part) <= 9


def test_a_part_has_the_digest_of_its_file() -> None:
    content = b"".join(each + b"\n" for each in ROWS[0])

    assert PARTS[0].digest == "sha256:" + hashlib.sha256(content).hexdigest()


def test_other_rows_than_those_of_the_batch_prove_nothing() -> None:
    with pytest.raises(AuditError, match=r"the rows of `part-0\.jsonl` are not those of the batch"):
        prove_row(PARTS, 0, ROWS[1], 3)
    with pytest.raises(AuditError, match="has no row 400"):
        prove_row(PARTS, 0, ROWS[0], 400)


def test_a_batch_is_one_record_that_says_what_went_in_and_came_out(tmp_path: Path) -> None:
    with opened(tmp_path) as log:
        receipt = seal(log)
        payload = log.show(receipt.sequence).payload

        assert payload["root"] == root_of(PARTS).hex()
        assert payload["counts"] == {"read": 1001, "decided": 1000, "rejected": 1}
        assert [each["rows"] for each in payload["parts"]] == [400, 400, 200]
        assert seal(log) == receipt
        assert receipt.state is State.DURABLE
        assert log.verify().holds


def test_a_batch_whose_counts_do_not_add_up_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as log, pytest.raises(ValueError, match="1001 read are not 1001 decided \\+ 1 rejected"):
        seal(log, counts={"read": 1001, "decided": 1001, "rejected": 1})


def test_a_batch_of_several_days_names_none(tmp_path: Path) -> None:
    with opened(tmp_path) as log:
        assert log.show(seal(log, as_of=None).sequence).payload["as_of"] is None
        assert log.show(seal(log, as_of=date(2026, 1, 1), key="other").sequence).payload["as_of"] == "2026-01-01"
