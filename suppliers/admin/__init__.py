from . import plans, review, supplier, waivers

__all__ = ["plans", "review", "supplier", "waivers"]
