from dataclasses import dataclass, field, replace

__all__ = ["dataclass", "field", "replace"]
