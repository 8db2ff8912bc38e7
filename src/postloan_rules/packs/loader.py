"""A folder to a checked pack: finds what it imports and is laid over, and checks all of it in one run."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from postloan_rules.light import dataclass
from postloan_rules.packs.check_layers import check_layers
from postloan_rules.packs.layer import read_layer
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.pack_file import MANIFEST_NAME
from postloan_rules.packs.pack_layer import Layer
from postloan_rules.packs.versions import version_in
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.text.catalogue import files
from postloan_rules.text.diagnostic import Diagnostic, Severity, in_order
from postloan_rules.text.nearest import nearest
from postloan_rules.text.source import Span
from postloan_rules.version import VERSION

# Names that are not there may stand in a file that could not be read: one mistake, one message.
_NO_SUCH_NAME: Final = frozenset({"PL131", "PL141", "PL301", "PL303"})


@dataclass(frozen=True, slots=True)
class LoadResult:
    """``pack`` is there exactly where no diagnostic is an error. Diagnostics are sorted by place."""

    pack: CheckedPack | None
    diagnostics: tuple[Diagnostic, ...]


def load_pack(
    path: Path | str,
    *,
    library: Sequence[Path] = (),
    overlays: Sequence[Path | str] = (),
    shown_as: str | None = None,
    engine_version: str | None = None,
    with_cases: bool = True,
    contents: Mapping[str, bytes] | None = None,
) -> LoadResult:
    """Load the pack in the folder ``path``, with the overlay packs in the folders ``overlays`` laid over it in order.

    Packs that it imports, or is an overlay of, are looked for beside it and then in the folders ``library``.
    Sources are named after ``path`` as it was given, or ``shown_as``. Errors in cases are looked for ``with_cases``,
    else when somebody asks for them. ``contents`` are the bytes of the files in ``path``, by their path in it, where
    somebody has them already. Never raises for what is in the files.
    """
    folder = Path(path)
    known = {} if contents is None else {folder: contents}
    search = _Search(tuple(library), engine_version or VERSION, known)
    layers = search.with_imports(folder, shown_as or folder.as_posix(), ())
    for overlay in overlays:
        layers = _laid_over(search, layers, Path(overlay))
    return _result(search, layers, with_cases=with_cases)


def lay_over(
    pack: CheckedPack, overlays: Sequence[Path | str | CheckedPack], *, engine_version: str | None = None
) -> LoadResult:
    """Lay overlay packs, given as folders or as loaded, over a loaded pack.

    The result is the same as if the pack had been loaded with them, its digest included. Errors in cases are looked for
    when somebody asks for them.
    """
    search = _Search((), engine_version or VERSION, {})
    layers = pack.layers
    for overlay in overlays:
        if isinstance(overlay, CheckedPack):
            for layer in overlay.layers:
                if layer.is_overlay and layer not in layers:
                    layers = search.checked_overlay(layers, layer)
            if not any(layer.is_overlay for layer in overlay.layers):
                search.report.append(files.not_an_overlay(_manifest_span(overlay.layers[-1]), overlay.id))
        else:
            layers = _laid_over(search, layers, Path(overlay))
    return _result(search, layers, with_cases=False)


def _laid_over(search: "_Search", layers: tuple[Layer, ...], folder: Path) -> tuple[Layer, ...]:
    layer = search.read(folder, folder.as_posix())
    if layer is None or any(each.folder == layer.folder for each in layers):
        return layers
    return search.checked_overlay(layers, layer)


def _result(search: "_Search", layers: tuple[Layer, ...], *, with_cases: bool) -> LoadResult:
    pack: CheckedPack | None = None
    if layers and not search.stopped:
        pack = check_layers(layers, search.report, with_cases=with_cases)
        if not all(layer.complete for layer in layers):
            search.report[:] = [each for each in search.report if each.code not in _NO_SUCH_NAME]
    if any(each.severity is Severity.ERROR for each in search.report):
        pack = None
    return LoadResult(pack, in_order(search.report))


def _manifest_span(layer: Layer) -> Span:
    key = layer.manifest.key("pack")
    return key.span if key is not None else layer.manifest.span


class _Search:
    """Reads folders, each once, and remembers what was wrong."""

    def __init__(
        self, library: tuple[Path, ...], engine_version: str, contents: Mapping[Path, Mapping[str, bytes]]
    ) -> None:
        self.library = library
        self.engine_version = engine_version
        self.contents = contents
        self.report: list[Diagnostic] = []
        self.stopped = False
        """Whether something is wrong that makes every further remark worthless."""

    def read(self, folder: Path, shown_as: str) -> Layer | None:
        layer = read_layer(folder, shown_as, self.report, self.contents.get(folder))
        if layer is None:
            self.stopped = True
            return None
        engine = layer.manifest.get("engine")
        if isinstance(engine, ScalarNode) and not version_in(self.engine_version, engine.text):
            self.report[:] = [files.other_engine(engine.span, engine.text, self.engine_version)]
            self.stopped = True
        return layer

    def with_imports(self, folder: Path, shown_as: str, chain: tuple[str, ...]) -> tuple[Layer, ...]:
        """Return the layers of a pack: what it imports, what it is laid over, and at last itself."""
        layer = self.read(folder, shown_as)
        if layer is None or self.stopped:
            return ()
        layers: tuple[Layer, ...] = ()
        chain = (*chain, layer.id)
        imports = layer.manifest.get("imports")
        for item in imports.items if isinstance(imports, ListNode) else ():
            if isinstance(item, MappingNode):
                layers = self.joined(layers, self.found(item.get("pack"), item.get("version"), folder, shown_as, chain))
        overlay = layer.manifest.get("overlay")
        if not isinstance(overlay, MappingNode):
            return self.joined(layers, (layer,))
        base = self.found(overlay.get("of"), overlay.get("version"), folder, shown_as, chain)
        layers = self.joined(layers, base)
        if not base:
            self.stopped = True
            return ()
        return (*layers, layer)

    @staticmethod
    def joined(layers: tuple[Layer, ...], more: tuple[Layer, ...]) -> tuple[Layer, ...]:
        """Return all layers, each pack once, in the order in which they were first needed."""
        ids = {layer.id for layer in layers}
        return (*layers, *(layer for layer in more if layer.id not in ids))

    def found(
        self, name: Node | None, wanted: Node | None, beside: Path, shown_as: str, chain: tuple[str, ...]
    ) -> tuple[Layer, ...]:
        """Return the layers of the pack called ``name``, if it is there in the version ``wanted``."""
        if not isinstance(name, ScalarNode):
            return ()
        if name.text in chain:
            self.report.append(files.imports_itself(name.span, (*chain[chain.index(name.text) :], name.text)))
            self.stopped = True
            return ()
        parent = beside.resolve().parent
        places = [(parent, _parent_of(shown_as)), *((each, each.as_posix()) for each in self.library)]
        for place, shown in places:
            if (place / name.text / MANIFEST_NAME).is_file():
                layers = self.with_imports(place / name.text, (Path(shown) / name.text).as_posix(), chain)
                if layers and isinstance(wanted, ScalarNode) and not version_in(layers[-1].version, wanted.text):
                    found = layers[-1].version
                    self.report.append(files.other_version(wanted.span, name.text, wanted.text, found))
                return layers
        folders = {each.name for place, _ in places if place.is_dir() for each in place.iterdir() if each.is_dir()}
        self.report.append(files.pack_not_found(name.span, name.text, nearest(name.text, folders.difference(chain))))
        self.stopped = True
        return ()

    def checked_overlay(self, layers: tuple[Layer, ...], layer: Layer) -> tuple[Layer, ...]:
        """Return the layers with an overlay on top, if it is one of this pack."""
        overlay = layer.manifest.get("overlay")
        if not isinstance(overlay, MappingNode):
            self.report.append(files.not_an_overlay(_manifest_span(layer), layer.id))
            return layers
        mains = [each for each in layers if not each.is_overlay]
        of, wanted = overlay.get("of"), overlay.get("version")
        if not mains or not isinstance(of, ScalarNode) or not isinstance(wanted, ScalarNode):
            return layers
        if of.text != mains[-1].id:
            self.report.append(files.overlay_of_other_pack(of.span, of.text, mains[-1].id))
            return layers
        if not version_in(mains[-1].version, wanted.text):
            self.report.append(files.other_version(wanted.span, of.text, wanted.text, mains[-1].version))
        return (*layers, layer)


def _parent_of(shown_as: str) -> str:
    if shown_as in {".", ".."}:
        return f"{shown_as}/.."
    return Path(shown_as).parent.as_posix()
