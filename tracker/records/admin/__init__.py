from . import operations

__all__ = ["operations"]
