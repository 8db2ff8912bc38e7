"""``dataclass``, ``field`` and ``replace`` of the standard library, for classes that have to be cheap to import.

To a type checker they are those of the standard library: see ``__init__.pyi``.
"""

from dataclasses import field, replace

from postloan_rules.light.making import dataclass

__all__ = ["dataclass", "field", "replace"]
