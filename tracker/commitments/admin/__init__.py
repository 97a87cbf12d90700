from . import enrolments, measurements, versions

__all__ = ["enrolments", "measurements", "versions"]
