"""A program that is killed while it appends loses nothing that was acknowledged, and writes nothing twice."""

import random
import time

from tests.fault.appender import GROUP
from tests.fault.extent import extent
from tests.fault.program import Program, hash_of, keys_in

ROUNDS = extent(2, 60)


def test_what_was_acknowledged_is_there_after_a_kill_at_any_moment(address: str) -> None:
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    acknowledged: dict[str, tuple[int, str]] = {}
    for number in range(ROUNDS):
        with Program() as program:
            program.say(f"stream {address} {number}")
            answers = [program.hear()]
            time.sleep(chance.random() * 0.08)
            answers += program.kill()
        for each in answers:
            word, key, sequence, hashed, *_ = each.split()
            assert word == "ok"
            acknowledged[key] = int(sequence), hashed
        keys = keys_in(address)

        assert len(set(keys)) == len(keys)
        assert all(keys[sequence] == key for key, (sequence, _) in acknowledged.items())
        # Groups are there as a whole or not at all, and at most one of a round was written without an answer heard.
        assert len(keys) % GROUP == 0
        assert len(keys) <= (len(acknowledged) + GROUP * (number + 1) + GROUP - 1)
        place, said = chance.choice(sorted(acknowledged.values()))
        assert hash_of(address, place) == said


def test_a_program_killed_while_it_makes_the_ledger_leaves_one_that_can_be_used(address: str) -> None:
    chance = random.Random(11)  # noqa: S311 - moments, not secrets
    for number in range(extent(2, 40)):
        place = f"{address}{number}"
        with Program() as program:
            program.say(f"stream {place} a")
            time.sleep(chance.random() * 0.03)
            program.kill()
        with Program() as program:
            assert program.ask(f"append {place} b").startswith("ok b ")
        assert keys_in(place)[-1] == "b"
