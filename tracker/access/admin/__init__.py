from . import clients, contacts, people

__all__ = ["clients", "contacts", "people"]
