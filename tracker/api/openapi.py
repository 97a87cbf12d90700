"""How the schema is published. The settings read it, so it imports nothing of ours."""

from __future__ import annotations

from typing import Any


def openapi_settings(*, url: str) -> dict[str, Any]:
    return {
        "TITLE": "Pledgekeeper",
        "DESCRIPTION": "Carbon reports against a mandate, recycling against a goal, reports that can be re-computed.",
        "VERSION": "1",
        "CONTACT": {"name": "The programme's sustainability team", "url": url},
        "LICENSE": {"name": "MIT", "identifier": "MIT"},
        "OAS_VERSION": "3.1.1",
        "SERVE_INCLUDE_SCHEMA": False,
        "SWAGGER_UI_DIST": "SIDECAR",
        "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
        "REDOC_DIST": "SIDECAR",
        "SCHEMA_PATH_PREFIX": "/api/v1",
        "COMPONENT_SPLIT_REQUEST": True,
        "POSTPROCESSING_HOOKS": [
            "drf_spectacular.hooks.postprocess_schema_enums",
            "tracker.api.contract.publish_limits",
            "tracker.api.contract.publish_place",
            "tracker.api.contract.publish_receipts",
            "tracker.api.contract.bound_values",
        ],
        "ENUM_NAME_OVERRIDES": {
            "ObligationStatus": "tracker.compliance.assessments.Status",
            "GoalStatus": "tracker.compliance.goals.GoalStatus",
            "BulkState": "suppliers.bulk.queries.BulkState",
            "RevisionState": "suppliers.lifecycle.RevisionState",
            "MassState": "tracker.compliance.goals.MassState",
            "DecisionOutcome": "suppliers.models.Outcome",
            "TokenScope": "tracker.access.models.Scope",
            "TokenState": "tracker.access.models.TokenState",
            "ActorKind": "tracker.records.actors.ActorKind",
            "WarningCode": "tracker.compliance.plausibility_words.WarningCode",
        },
    }
