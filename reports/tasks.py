from __future__ import annotations

from uuid import UUID

from celery import shared_task

from suppliers.chasing.letters import prepare_digest, prepare_notice
from suppliers.chasing.planning import DIGEST_TASK, NOTICE_TASK, PLAN_TASK, plan_day
from tracker.records.clock import database_now
from tracker.records.outbox import work_entry

from .actions import ISSUE_TASK, prepare_compliance_report, tick


@shared_task(name="reports.tick")
def run_tick() -> int:
    """The one entry of the beat schedule. How many runs it opened."""
    return len(tick(now=database_now()))


@shared_task(name=ISSUE_TASK)
def issue_compliance_report(entry_id: str) -> bool:
    return work_entry(UUID(entry_id), lambda args: prepare_compliance_report(UUID(args["run_id"])))


@shared_task(name=PLAN_TASK)
def plan_notices(entry_id: str) -> bool:
    return work_entry(UUID(entry_id), lambda args: plan_day(args["mandate"]))


@shared_task(name=NOTICE_TASK)
def send_notice(entry_id: str) -> bool:
    return work_entry(UUID(entry_id), lambda args: prepare_notice(UUID(args["notice_id"])))


@shared_task(name=DIGEST_TASK)
def send_digest(entry_id: str) -> bool:
    return work_entry(UUID(entry_id), lambda args: prepare_digest(UUID(args["digest_id"])))
