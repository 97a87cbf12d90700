from . import enrolments, versions

__all__ = ["enrolments", "versions"]
