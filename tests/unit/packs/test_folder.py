"""Files of a folder to texts, within limits."""

import os
import time
from pathlib import Path

import pytest

from postloan_rules.packs.folder import read_folder
from postloan_rules.packs.pack_file import MAXIMUM_FILE
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.render import render
from tests.unit.packs.written_pack import load, pack_folder, told


def test_a_file_of_50_megabytes_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    big = folder / "facts" / "big.yaml"
    big.parent.mkdir()
    with big.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    started = time.monotonic()

    result = load(folder)

    assert ("PL105", "") in told(result)
    assert time.monotonic() - started < 2


def test_files_are_bounded_together(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    (folder / "cases").mkdir()
    for number in range(9):
        (folder / "cases" / f"{number}.yaml").write_text("#" * (MAXIMUM_FILE - 1), encoding="utf-8")

    assert [code for code, _ in told(load(folder))] == ["PL106"]


def test_a_byte_order_mark_and_windows_line_ends_mean_nothing(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    plain = load(folder).pack
    for path in folder.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    windows = load(folder).pack

    assert plain is not None
    assert windows is not None
    assert plain.digest == windows.digest


def test_a_link_out_of_the_pack_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: 1", encoding="utf-8")
    folder = pack_folder(tmp_path / "bank")
    (folder / "facts").mkdir()
    (folder / "facts" / "x.yaml").symlink_to(secret)

    assert [code for code, _ in told(load(folder))] == ["PL102"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    (folder / "facts").mkdir()
    os.mkfifo(folder / "facts" / "x.yaml")

    assert [code for code, _ in told(load(folder))] == ["PL102"]


def test_a_file_instead_of_a_folder_is_no_pack(tmp_path: Path) -> None:
    file = tmp_path / "bank"
    file.write_text("pack: bank", encoding="utf-8")

    assert [code for code, _ in told(load(file))] == ["PL100"]


def test_files_come_sorted_whatever_order_the_system_has(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    (folder / "cases").mkdir()
    for name in ("b", "a", "贷款", "c"):
        (folder / "cases" / f"{name}.yaml").write_text("[]", encoding="utf-8")
    report: list[Diagnostic] = []

    names = [f"{each.folder}/{each.stem}" for each in read_folder(folder, "bank", report)]

    assert names == ["/pack", "parameters/limit", "decisions/floor", "cases/a", "cases/b", "cases/c", "cases/贷款"]


def test_a_file_name_that_is_no_text_can_still_be_shown(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    (folder / "facts").mkdir()
    try:
        (folder / "facts" / "x\udcff.yaml").write_text("a: b: c", encoding="utf-8")
    except OSError:
        pytest.skip("the file system only takes names that are text")

    result = load(folder)

    assert [each.code for each in result.diagnostics] == ["PL103"]
    assert render(result.diagnostics[0]).encode("utf-8")


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = pack_folder(tmp_path)

    def refuse(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refuse)

    assert [code for code, _ in told(load(folder))] == ["PL102"]
