"""How a command ends: every mistake of a user becomes a sentence and an exit status, never a traceback."""

import os
import sys
from collections.abc import Callable

from postloan_rules import (
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
from postloan_rules.text.render import render

FINE, FINDINGS, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


class WrongUseError(Exception):
    """The command cannot be carried out as asked; ``message`` says why."""

    def __init__(self, message: Bilingual) -> None:
        self.message = message
        super().__init__(message.en)


def guarded(command: Callable[[Terminal], int], language: Language) -> int:
    """Run ``command`` and return its exit status, or the one that its failure stands for."""
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
        return _complain(terminal, error)


def _complain(terminal: Terminal, error: Exception) -> int:
    match error:
        case PackError() | MappingError():
            for diagnostic in error.diagnostics:
                terminal.note(render(diagnostic, terminal.language))
            return FINDINGS
        case RecordError():
            for problem in error.problems:
                value = f" ({problem.value})" if problem.value else ""
                terminal.complain(f"{problem.code} {problem.path}: {problem.message.say(terminal.language)}{value}")
            return FINDINGS
        case WrongUseError():
            terminal.complain(error.message)
        case OSError():
            terminal.complain(_trouble_with_file(error))
        case UnicodeDecodeError():
            terminal.complain(Bilingual(zh="输入不是 UTF-8 文本", en="the input is not UTF-8 text"))
        case _:
            terminal.complain(_sentence(error))
    return WRONG_USE


def _trouble_with_file(error: OSError) -> Bilingual:
    name = f"`{error.filename}`" if error.filename is not None else ""
    match error:
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
            return Bilingual(zh=f"规则包 `{error.pack}` 不适用于 {error.day}", en=str(error))
        case MissingExtraError():
            return Bilingual(
                zh=f"未安装 `{error.package}`；请运行 pip install 'postloan-rules[{error.extra}]'", en=str(error)
            )
        case _:
            return Bilingual(zh=str(error), en=str(error))


_KINDS = {
    "decision": "决策",
    "fact": "事实",
    "pack or folder": "规则包或文件夹",
    "rule": "规则",
    "chapter": "章节",
    "schema": "模式",
}
