from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.queries import list_named_files
from tracker.records.sweeping import find_file_faults


class Command(BaseCommand):
    help = "Checks each stored file that a row names against its hash. Ends with 1 if one is missing or damaged."

    def handle(self, *args: Any, **options: Any) -> None:
        named = list_named_files()
        faults = list(find_file_faults(named))
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} of {len(named)} files are missing or damaged. Restore them from a backup.")
        self.stdout.write(f"All {len(named)} files hold what was stored.")
