from __future__ import annotations

from uuid import UUID

from celery import shared_task

from suppliers.bulk.actions import BULK_TASK
from suppliers.bulk.working import work_bulk_file
from suppliers.chasing.letters import prepare_digest, prepare_notice
from suppliers.chasing.planning import DIGEST_TASK, NOTICE_TASK, PLAN_TASK, plan_day
from suppliers.models import NewsKind
from suppliers.news import OPEN_TASK, SEND_TASK, plan_news, prepare_news
from tracker.access.invitation_mail import prepare_invitation
from tracker.access.invitations import INVITATION_TASK
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


@shared_task(name=INVITATION_TASK)
def send_invitation(entry_id: str) -> bool:
    return work_entry(UUID(entry_id), lambda args: prepare_invitation(UUID(args["invitation_id"])))


@shared_task(name=OPEN_TASK)
def open_news(entry_id: str) -> bool:
    return work_entry(UUID(entry_id), lambda args: plan_news(UUID(args["revision_id"]), NewsKind(args["kind"])))


@shared_task(name=SEND_TASK)
def send_news(entry_id: str) -> bool:
    return work_entry(UUID(entry_id), lambda args: prepare_news(UUID(args["news_id"])))


@shared_task(name=BULK_TASK)
def file_bulk_rows(entry_id: str) -> bool:
    return work_entry(UUID(entry_id), lambda args: work_bulk_file(UUID(args["bulk_file_id"])))
