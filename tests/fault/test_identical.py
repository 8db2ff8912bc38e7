"""A trail is the same, byte by byte, whatever the order of hashes, the time zone or the language of the system."""

import os
import subprocess
import sys

from tests.fault.extent import EVERYTHING
from tests.fault.program import ROOT

SURROUNDINGS = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "4242", "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8"},
    *(
        [
            {"PYTHONHASHSEED": str(seed), "TZ": zone, "LC_ALL": locale, "PYTHONUTF8": utf8}
            for seed, (zone, locale, utf8) in enumerate(
                [
                    ("America/St_Johns", "tr_TR.UTF-8", "0"),
                    ("Pacific/Apia", "zh_CN.GB18030", "0"),
                    ("Africa/Casablanca", "POSIX", "1"),
                ],
                start=7,
            )
        ]
        if EVERYTHING
        else []
    ),
]


def said_in(surroundings: dict[str, str], python: str = sys.executable) -> str:
    """Return what the program says in these surroundings."""
    return subprocess.run(
        [python, "-m", "tests.fault.identical"],
        cwd=ROOT,
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_a_trail_is_the_same_whatever_surrounds_the_program() -> None:
    said = {said_in(each) for each in SURROUNDINGS}

    assert len(said) == 1
    assert " 10 True " in said.pop()
