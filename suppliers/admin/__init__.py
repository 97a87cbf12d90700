from . import notices, plans, review, supplier, waivers

__all__ = ["notices", "plans", "review", "supplier", "waivers"]
