from . import ledger

__all__ = ["ledger"]
