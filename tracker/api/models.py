from __future__ import annotations

from django.db import models


class RequestCount(models.Model):
    """How often a caller has asked since its window began. Unlogged: a crash of the server forgets it, which harms nobody."""

    caller = models.CharField(max_length=80, primary_key=True)
    began_at = models.DateTimeField()
    requests = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.caller} {self.requests}"
