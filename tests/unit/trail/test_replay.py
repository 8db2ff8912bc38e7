"""Recorded decisions made again: the same under their own pack, others where another pack says otherwise."""

import shutil
from datetime import date
from pathlib import Path

from postloan_rules import AuditLog, Engine, load
from postloan_rules.trail import replay_with
from tests.unit.engine.demo_pack import FOLDER, engine, record
from tests.unit.trail.trails import opened


def trail(folder: Path) -> AuditLog:
    """Return a trail of decisions about loans 0, 91 and 95 days past due, and of one of which nobody knows."""
    log = opened(folder)
    for number, days in enumerate((0, 91, 95, None)):
        log.append(engine().decide("floor_class", record(id=f"L{number}", days_past_due=days)))
    return log


def mild(folder: Path, days: int) -> Engine:
    """Return the pack in which more than ``days`` are too many."""
    copy = Path(shutil.copytree(FOLDER, folder / "mild"))
    parameters = copy / "parameters" / "overdue.yaml"
    text = parameters.read_text(encoding="utf-8").replace("value: 90,", f"value: {days},")
    parameters.write_text(text, encoding="utf-8")
    return Engine(load(copy))


def test_under_its_own_pack_a_decision_is_the_same(tmp_path: Path) -> None:
    with trail(tmp_path) as log:
        result = replay_with(log, None, sequences=range(4))

        assert (result.made, result.changes, result.failures, result.shredded) == (4, [], [], 0)


def test_another_limit_changes_the_decisions_between_the_limits(tmp_path: Path) -> None:
    with trail(tmp_path) as log:
        result = replay_with(log, mild(tmp_path, 93), sequences=range(4))

        assert [(each.sequence, each.before, each.after, each.gone, each.come) for each in result.changes] == [
            (1, "substandard (certain)", "special_mention (certain)", ("DEMO-2",), ())
        ]


def test_what_cannot_be_made_again_is_told_and_stops_nothing(tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(FOLDER, other)
    (other / "decisions" / "final_class.yaml").unlink()
    shutil.rmtree(other / "cases")
    with opened(tmp_path) as log:
        log.append(engine().decide("final_class", record(days_past_due=91)))
        log.append(engine().decide("floor_class", record(days_past_due=91)))
        result = replay_with(log, Engine(load(other)), sequences=range(2))

        assert result.made == 1
        ((sequence, why),) = result.failures
        assert sequence == 0
        assert "final_class" in why.en


def test_records_are_found_by_whom_rule_outcome_and_day(tmp_path: Path) -> None:
    with trail(tmp_path) as log:
        log.append(engine().decide("floor_class", record(id="L1", days_past_due=0, as_of=date(2026, 12, 31))))

        def found(**wanted: object) -> list[int]:
            return [each.sequence for each in log.find(**wanted)]  # type: ignore[arg-type]

        assert found(subject="L1") == [1, 4]
        assert found(subject=("loan", "L2"), rule="DEMO-2") == [2]
        assert found(outcome="normal") == [0, 4]
        assert found(since=date(2026, 11, 24)) == [4]
        assert found(until=date(2026, 12, 31)) == [0, 1, 2, 3]
        assert found(since=date(2026, 11, 23), until=date(2026, 11, 23)) == []
        assert found(decision="final_class") == []
        assert found(subject="nobody") == []
