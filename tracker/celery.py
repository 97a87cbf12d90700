"""The Celery application: transport only. What must happen stands in PostgreSQL, in the outbox."""

import os

from celery import Celery

from tracker.insiders import see_everything

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

see_everything()

app = Celery("pledgekeeper")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
