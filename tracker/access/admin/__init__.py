from . import clients, people

__all__ = ["clients", "people"]
