from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "tracker.commitments"
    label = "commitments"
    verbose_name = "Commitments"
