"""One pack folder as its author wrote it: every file read and held against its shape, nothing checked beyond."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from postloan_rules.packs import file_shapes
from postloan_rules.packs.folder import kept_texts, read_folder, texts_of
from postloan_rules.packs.pack_file import PackFile
from postloan_rules.packs.pack_layer import Layer, Named
from postloan_rules.packs.shape import Shape, conform
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.packs.yaml_text import read_yaml
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.source import Source, Span

SURVIVORS = "survivors"
"""The name of files among the cases that hold none, but explain mutants that no case notices."""


def read_layer(
    folder: Path, shown_as: str, report: list[Diagnostic], contents: Mapping[str, bytes] | None = None
) -> Layer | None:
    """Return what the pack folder says, without what is not in shape; nothing without a usable ``pack.yaml``.

    ``contents`` are the bytes of its files, where they were read before.
    """
    before = len(report)
    texts = read_folder(folder, shown_as, report) if contents is None else texts_of(folder, shown_as, contents)
    unread = len(report) - before
    manifest: Node | None = None
    overlay = False
    parameters: list[Named] = []
    facts: list[Named] = []
    decisions: list[MappingNode] = []
    extensions: list[MappingNode] = []
    watches: list[MappingNode] = []
    case_files = tuple(text for text in texts if text.folder == "cases")
    report_files = tuple(text for text in texts if text.folder == "reports")
    for text in texts:
        if text.folder in ("cases", "reports"):
            continue
        root, problems = _root(text)
        report.extend(problems)
        if root is None:
            unread += len(problems)
            continue
        shape = _shape_of(text, root, overlay)
        node = conform(root, shape, report)
        match text.folder, node:
            case "", MappingNode():
                manifest = node
                overlay = node.get("overlay") is not None
            case "parameters", MappingNode():
                parameters.extend(_named(node))
            case "facts", MappingNode():
                facts.extend(_named(node))
            case "decisions", MappingNode():
                (extensions if shape is file_shapes.EXTENSION else decisions).append(node)
            case "watch", MappingNode():
                watches.append(node)
            case _:
                pass
    if not isinstance(manifest, MappingNode):
        return None
    id, version = manifest.get("pack"), manifest.get("version")
    return Layer(
        id.text if isinstance(id, ScalarNode) else folder.name,
        version.text if isinstance(version, ScalarNode) else "0",
        folder,
        manifest,
        tuple(parameters),
        tuple(facts),
        tuple(decisions),
        tuple(extensions),
        case_files,
        kept_texts(texts, folder),
        complete=not unread,
        report_files=report_files,
        watches=tuple(watches),
    )


def cases_of(layer: Layer, report: list[Diagnostic]) -> Iterator[tuple[str, MappingNode]]:
    """Yield the cases of a folder, without what is not in shape, each with the name of the file that it stands in."""
    for text in layer.case_files:
        if text.stem == SURVIVORS:
            continue
        root, problems = read_yaml(text.source)
        report.extend(problems)
        node = None if root is None else conform(root, file_shapes.FOLDERS["cases"], report)
        for case in node.items if isinstance(node, ListNode) else ():
            if isinstance(case, MappingNode):
                yield text.stem, case


def reports_of(layer: Layer, report: list[Diagnostic]) -> Iterator[MappingNode]:
    """Yield the reports of a folder, without what is not in shape."""
    for text in layer.report_files:
        root, problems = read_yaml(text.source)
        report.extend(problems)
        node = None if root is None else conform(root, file_shapes.REPORT, report)
        if isinstance(node, MappingNode):
            yield node


def _root(text: PackFile) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    root, problems = read_yaml(text.source)
    if root is None and not problems and text.folder == "":
        # An empty file says nothing, which is a mistake only in the file that has to say something.
        return MappingNode((), Span(text.source, 0, 0)), ()
    return root, problems


def _shape_of(text: PackFile, root: Node, overlay: bool) -> Shape:
    if text.folder == "":
        return file_shapes.MANIFEST
    if text.folder == "decisions" and isinstance(root, MappingNode) and root.get("extend") is not None:
        return file_shapes.EXTENSION
    if text.folder == "parameters" and overlay:
        return file_shapes.OVERLAY_PARAMETERS
    return file_shapes.FOLDERS[text.folder]


def _named(node: MappingNode) -> list[Named]:
    return [(key, value) for key, value in node.entries if isinstance(value, MappingNode)]


def place_of(span: Span) -> str:
    """Return ``file:line`` of a place, for messages that mention a second one."""
    source: Source = span.source
    line = source.text.count("\n", 0, span.start) + 1
    return f"{source.name}:{line}"


def mapping(node: Node | None) -> Mapping[str, tuple[ScalarNode, Node]]:
    """Return the entries of a mapping by key; of anything else none."""
    if not isinstance(node, MappingNode):
        return {}
    return {key.text: (key, value) for key, value in node.entries}
