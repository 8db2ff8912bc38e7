"""Which version of this library decides; the build reads it here."""

from typing import Final

VERSION: Final = "0.1.0"
