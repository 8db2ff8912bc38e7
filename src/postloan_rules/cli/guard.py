"""How a command ends: every mistake of a user becomes a sentence and an exit status, never a traceback."""

import os
import sys
from collections.abc import Callable
from typing import Any

from postloan_rules import (
    AuditError,
    MappingError,
    MissingExtraError,
    PackError,
    PackNotInForceError,
    ParameterNotInForceError,
    PostloanRulesError,
    RecordError,
    UnknownNameError,
)
from postloan_rules.cli.terminal import Terminal
from postloan_rules.text.bilingual import Bilingual, Language
from postloan_rules.text.catalogue import data
from postloan_rules.text.render import render, to_json

FINE, FINDINGS, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
NO_SUCH_FILE = data.no_such_file(None, "").code


class WrongUseError(Exception):
    """The command cannot be carried out as asked; ``message`` says why."""

    def __init__(self, message: Bilingual) -> None:
        self.message = message
        super().__init__(message.en)


def guarded(command: Callable[[Terminal], int], language: Language, *, as_json: bool = False) -> int:
    """Run ``command`` and return its exit status, or the one that its failure stands for.

    With ``as_json`` what is wrong is printed as JSON as well, on standard output.
    """
    terminal = Terminal(language)
    try:
        return command(terminal)
    except KeyboardInterrupt:
        terminal.note(Bilingual(zh="已中断", en="interrupted"))
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough. Python would complain again when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINDINGS
    except (PostloanRulesError, WrongUseError, OSError, UnicodeDecodeError) as error:
        return _complain(terminal, error, as_json=as_json)


def _complain(terminal: Terminal, error: Exception, *, as_json: bool) -> int:
    if as_json:
        terminal.json(_plain(error, terminal.language))
    match error:
        case PackError() | MappingError():
            for diagnostic in error.diagnostics:
                terminal.note(render(diagnostic, terminal.language))
            # A name that leads nowhere is the mistake of who typed it.
            mistyped = isinstance(error, MappingError) and {each.code for each in error.diagnostics} == {NO_SUCH_FILE}
            return WRONG_USE if mistyped else FINDINGS
        case RecordError():
            for problem in error.problems:
                value = f" ({problem.value})" if problem.value else ""
                place = f" {problem.path}" if problem.path else ""
                terminal.complain(f"{problem.code}{place}: {problem.message.say(terminal.language)}{value}")
            return FINDINGS
        case _:
            terminal.complain(_sentence(error))
    return WRONG_USE


def _plain(error: Exception, language: Language) -> dict[str, Any]:
    """Return what is wrong as plain values."""
    match error:
        case PackError() | MappingError():
            return {
                "error": "pack" if isinstance(error, PackError) else "mapping",
                "diagnostics": [to_json(each) for each in error.diagnostics],
            }
        case RecordError():
            return {
                "error": "record",
                "problems": [
                    {
                        "code": each.code,
                        "path": each.path,
                        "value": each.value,
                        "message": {"zh": each.message.zh, "en": each.message.en},
                    }
                    for each in error.problems
                ],
            }
        case _:
            return {"error": "use", "message": _sentence(error).say(language)}


def _trouble_with_file(error: OSError) -> Bilingual:
    name = f"`{error.filename}`"
    match error:
        case _ if error.filename is None:
            return Bilingual(zh=f"无法写入输出：{error.strerror}", en=f"cannot write the output: {error.strerror}")
        case FileNotFoundError():
            return Bilingual(zh=f"没有文件 {name}", en=f"there is no file {name}")
        case IsADirectoryError():
            return Bilingual(zh=f"{name} 是文件夹，不是文件", en=f"{name} is a folder, not a file")
        case NotADirectoryError():
            return Bilingual(zh=f"{name} 不是文件夹", en=f"{name} is not a folder")
        case PermissionError():
            return Bilingual(zh=f"没有权限使用 {name}", en=f"no permission to use {name}")
        case _:
            return Bilingual(zh=f"无法使用 {name}：{error.strerror}", en=f"cannot use {name}: {error.strerror}")


def _sentence(error: Exception) -> Bilingual:
    match error:
        case WrongUseError() | AuditError():
            return error.message
        case OSError():
            return _trouble_with_file(error)
        case UnicodeDecodeError():
            return Bilingual(zh="输入不是 UTF-8 文本", en="the input is not UTF-8 text")
        case UnknownNameError():
            known = ", ".join(f"`{each}`" for each in error.candidates)
            return Bilingual(
                zh=f"没有名为 `{error.name}` 的{_KINDS.get(error.kind, error.kind)}"
                + (f"；已知：{known}" if known else ""),
                en=f"there is no {error.kind} called `{error.name}`" + (f"; known: {known}" if known else ""),
            )
        case ParameterNotInForceError():
            return Bilingual(zh=f"参数 `{error.parameter}` 在 {error.day} 没有值", en=str(error))
        case PackNotInForceError():
            return Bilingual(zh=f"规则包 `{error.pack}` 适用于 {_period(error)}，不包括 {error.day}", en=str(error))
        case MissingExtraError():
            return Bilingual(
                zh=f"未安装 `{error.package}`；请运行 pip install 'postloan-rules[{error.extra}]'", en=str(error)
            )
        case _:
            return Bilingual(zh=str(error), en=str(error))


def _period(error: PackNotInForceError) -> str:
    start, end = (each.isoformat() if each else "…" for each in (error.start, error.end))
    return f"{start} 至 {end}"


_KINDS = {
    "decision": "决策",
    "fact": "事实",
    "pack or folder": "规则包或文件夹",
    "rule": "规则",
    "rule behind this decision": "规则（就本判定而言）",
    "chapter": "章节",
    "schema": "模式",
}
