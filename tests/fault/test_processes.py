"""Several programs write one ledger: one order, and it is that of time."""

import threading

import pytest

from postloan_rules import AuditError
from postloan_rules.audit.ledger import Ledger
from tests.fault.appender import database_at, entry
from tests.fault.extent import extent
from tests.fault.program import Program, keys_in


def test_what_was_acknowledged_before_another_append_began_stands_before_it(address: str) -> None:
    heard: list[tuple[int, int, int]] = []

    def listen(program: Program) -> None:
        for _ in range(extent(30, 600)):
            word, _, sequence, _, started, ended = program.hear().split()
            assert word == "ok"
            heard.append((int(sequence), int(started), int(ended)))

    programs = [Program() for _ in range(extent(2, 4))]
    try:
        for number, each in enumerate(programs):
            each.wait_until_ready()
            each.say(f"stream {address} {number}")
        threads = [threading.Thread(target=listen, args=(each,)) for each in programs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        for each in programs:
            each.kill()
            each.__exit__(None, None, None)

    assert len(heard) == extent(30, 600) * len(programs)
    assert len({sequence for sequence, _, _ in heard}) == len(heard)
    # From the end on: whoever comes later in the ledger was not answered before this one began.
    earliest_answer = None
    for _, started, ended in sorted(heard, reverse=True):
        assert earliest_answer is None or started <= earliest_answer
        earliest_answer = ended if earliest_answer is None else min(earliest_answer, ended)
    keys = keys_in(address)
    assert len(set(keys)) == len(keys)


def test_who_waits_for_another_writer_is_told_soon_and_can_try_again(address: str) -> None:
    Ledger(database_at(address)).close()
    holder = database_at(address)
    waiting = Ledger(database_at(address, busy_seconds=0.2))
    try:
        with holder.writing(), pytest.raises(AuditError, match=r"writing to the trail for 0\.2 seconds"):
            waiting.append(entry("a"))
        assert waiting.append(entry("a")).sequence == 0
    finally:
        holder.close()
        waiting.close()
