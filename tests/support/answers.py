"""Answers of backends in the form of the naive evaluator."""

from postloan_rules.backends.protocol import Answer
from tests.support.naive import Verdict


def verdict(answer: Answer) -> Verdict:
    """What ``answer`` says, without bindings."""
    return Verdict(
        answer.mask,
        answer.proved,
        answer.fired,
        answer.unknown,
        answer.bounds,
        answer.sure,
        answer.possible,
        answer.conflict,
        answer.excluded,
    )
