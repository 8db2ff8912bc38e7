"""The files of a pack as they were read, layer by layer: what it takes to load the pack again."""

from pathlib import Path

from postloan_rules.light import dataclass
from postloan_rules.packs.folder import kept_texts, texts_of
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.stored import contents_behind


@dataclass(frozen=True, slots=True)
class LayerTexts:
    """The files of a layer but those of cases: their names inside the folder, and what stands in them."""

    id: str
    is_overlay: bool
    files: tuple[tuple[str, str], ...]


def layer_texts(pack: CheckedPack) -> tuple[LayerTexts, ...]:
    """Return the files of ``pack``; of one that was made ready, without reading what they mean again."""
    contents = contents_behind(pack)
    if contents is None:
        return tuple(LayerTexts(each.id, each.is_overlay, each.texts) for each in pack.layers)
    folder = Path()
    return (LayerTexts(pack.id, is_overlay=False, files=kept_texts(texts_of(folder, pack.id, contents), folder)),)
