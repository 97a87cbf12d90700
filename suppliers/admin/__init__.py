from . import review, supplier

__all__ = ["review", "supplier"]
