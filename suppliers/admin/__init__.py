from . import bulk, notices, plans, review, supplier, waivers

__all__ = ["bulk", "notices", "plans", "review", "supplier", "waivers"]
