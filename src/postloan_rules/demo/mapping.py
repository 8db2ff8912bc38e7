"""The mapping file that reads the invented portfolio."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent
# Where the wheel has it, and where a checkout has it.
_PLACES = (_HERE / "demo.yaml", _HERE.parents[2] / "examples" / "mappings" / "demo.yaml")


def mapping_text() -> str:
    """Return the text of the mapping file.

    Raises:
        FileNotFoundError: if the library is not installed whole.
    """
    found = next((place for place in _PLACES if place.is_file()), _PLACES[0])
    return found.read_text(encoding="utf-8")
