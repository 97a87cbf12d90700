"""The isolation matrix: who gets what answer, for every route and method. A route without its row fails the build.

A new route is a new line. Its cells stand in the order of COLUMNS: a status, or `log` for “sent to a log-in page”.
Where a route names an object, the line is about an object of party A, which to b1 is somebody else's. About the other
objects the laws in test_matrix.py say the rest: a sibling's is as one's own, another party's is as one that is missing.
"""

from __future__ import annotations

from collections.abc import Mapping

from .staff import STAFF

COLUMNS: Mapping[str, str] = {
    "a1": "owner",
    "a2": "member",
    "a3": "reader",
    "b1": "owner elsewhere",
    "r": "analyst",
    "au": "auditor",
    "ad": "administrator",
    "s": "staff without a role",
    "x": "anybody",
    "p": "programme's reader",
}

# fmt: off
#                a1  a2  a3  b1  r   au  ad  s   x   p
OPEN        =   "200 200 200 200 200 200 200 200 200 200"
NEVER       =   "405 405 405 405 405 405 405 405 405 405"
ON          =   "302 302 302 302 302 302 302 302 302 302"
LISTED      =   "200 200 200 200 401 401 401 401 401 200"
OWN         =   "200 200 200 404 401 401 401 401 401 200"
PROGRAMMES  =   "404 404 404 404 401 401 401 401 401 200"
PAGE        =   "200 200 200 200 403 403 403 403 log log"
NO_PAGE     =   "405 405 405 405 403 403 403 403 log log"
# fmt: on

REST: dict[str, str] = {
    "GET api/v1/commitments/": LISTED,
    "GET api/v1/commitments/<slug:key>/": LISTED,
    "GET api/v1/emissions-reports/": LISTED,
    "POST api/v1/emissions-reports/":
                "201 201 403 201 401 401 401 401 401 403",
    "GET api/v1/emissions-reports/template/":
                "200 200 200 200 401 401 401 401 401 403",
    "GET api/v1/emissions-reports/bulk/template.csv": LISTED,
    "GET api/v1/emissions-reports/bulk/template.xlsx": LISTED,
    "GET api/v1/bulk-files/": LISTED,
    "POST api/v1/bulk-files/":
                "202 202 403 202 401 401 401 401 401 403",
    "GET api/v1/bulk-files/<uuid:bulk_file_id>/": OWN,
    "GET api/v1/bulk-files/<uuid:bulk_file_id>/result/": OWN,
    "GET api/v1/emissions-reports/<uuid:report_id>/": OWN,
    "POST api/v1/emissions-reports/<uuid:report_id>/revisions/":
                "201 201 403 404 401 401 401 401 401 403",
    "POST api/v1/emissions-reports/<uuid:report_id>/revisions/<int:number>/evidence/":
                "201 201 403 404 401 401 401 401 401 403",
    "POST api/v1/emissions-reports/<uuid:report_id>/revisions/<int:number>/answers/":
                "201 201 403 404 401 401 401 401 401 403",
    "POST api/v1/emissions-reports/<uuid:report_id>/revisions/<int:number>/warning-answers/":
                "201 201 403 404 401 401 401 401 401 403",
    "POST api/v1/emissions-reports/<uuid:report_id>/revisions/<int:number>/withdraw/":
                "201 201 403 404 401 401 401 401 401 403",
    "GET api/v1/evidence/": LISTED,
    "POST api/v1/evidence/":
                "201 201 403 201 401 401 401 401 401 403",
    "GET api/v1/evidence/<uuid:evidence_id>/": OWN,
    "GET api/v1/evidence/<uuid:evidence_id>/file/": OWN,
    "GET api/v1/obligations/": LISTED,
    "GET api/v1/assessments/": LISTED,
    "POST api/v1/simulations/":
                "200 200 200 200 401 401 401 401 401 403",
    "GET api/v1/corrective-action-plans/": LISTED,
    "POST api/v1/corrective-action-plans/":
                "201 201 403 201 401 401 401 401 401 403",
    "GET api/v1/corrective-action-plans/<uuid:plan_id>/": OWN,
    "POST api/v1/corrective-action-plans/<uuid:plan_id>/versions/":
                "201 201 403 404 401 401 401 401 401 403",
    "POST api/v1/corrective-action-plans/<uuid:plan_id>/milestones/<slug:key>/reports/":
                "201 201 403 404 401 401 401 401 401 403",
    "GET api/v1/reconciliations/": LISTED,
    "GET api/v1/progress/": LISTED,
    "GET api/v1/measured-progress/": LISTED,
    "GET api/v1/compliance-reports/": LISTED,
    "GET api/v1/compliance-reports/<uuid:report_id>/": PROGRAMMES,
    "GET api/v1/compliance-reports/<uuid:report_id>/pdf/": PROGRAMMES,
    "GET api/v1/compliance-reports/<uuid:report_id>/summary/": PROGRAMMES,
    "GET api/v1/programme-summaries/": PROGRAMMES,
    "GET api/v1/clients/": LISTED,
    "POST api/v1/clients/":
                "201 403 403 201 401 401 401 401 401 403",
    "POST api/v1/clients/<uuid:client_id>/revoke/":
                "200 403 403 404 401 401 401 401 401 403",
    "GET api/v1/tokens/": LISTED,
    "POST api/v1/tokens/":
                "201 403 403 201 401 401 401 401 401 403",
    "POST api/v1/tokens/<uuid:token_id>/revoke/":
                "200 403 403 404 401 401 401 401 401 403",
    "POST api/v1/tokens/<uuid:token_id>/rotate/":
                "201 403 403 404 401 401 401 401 401 403",
    # Whoever has the secret of an invitation, whoever else they are.
    "POST api/v1/invitations/accept/":
                "201 201 201 201 201 201 201 201 201 201",
    "GET api/v1/audit-events/": LISTED,
    "GET api/v1/receipts/": LISTED,
    "GET api/v1/receipts/<uuid:receipt_id>/": OWN,
    "GET api/v1/schema/": OPEN,
    "GET api/reference/": OPEN,
    "GET api/v1/schemas/emissions-report.json": OPEN,
}  # fmt: skip

PAGES: dict[str, str] = {
    "GET ": ON,
    "POST ": NEVER,
    "GET api/v1/": ON,
    "POST api/v1/": NEVER,
    "GET api/docs/": OPEN,
    "POST api/docs/": NEVER,
    "GET api/docs/<slug:slug>/": OPEN,
    "POST api/docs/<slug:slug>/": NEVER,
    "GET api/problems/": OPEN,
    "POST api/problems/": NEVER,
    "GET api/problems/<slug:code>/": OPEN,
    "POST api/problems/<slug:code>/": NEVER,
    "GET api/faults/<slug:code>/": OPEN,
    "POST api/faults/<slug:code>/": NEVER,
    "GET api/warnings/": OPEN,
    "POST api/warnings/": NEVER,
    "GET healthz/live": OPEN,
    "POST healthz/live": NEVER,
    "GET healthz/ready": OPEN,
    "POST healthz/ready": NEVER,
    "GET healthz/jobs": OPEN,
    "POST healthz/jobs": NEVER,
    "GET .well-known/jwks.json": OPEN,
    "POST .well-known/jwks.json": NEVER,
    "GET .well-known/pledgekeeper-checkpoint.json": OPEN,
    "POST .well-known/pledgekeeper-checkpoint.json": NEVER,
    "GET account/login/": OPEN,
    "POST account/login/": OPEN,
    "GET account/logout/": NEVER,
    "POST account/logout/":
                "log log log log log log log log log log",
    "GET account/": PAGE,
    "POST account/": NO_PAGE,
    "GET account/password/": PAGE,
    "POST account/password/":
                "400 400 400 400 403 403 403 403 log log",
    "GET account/invitation/<str:secret>/": OPEN,
    "POST account/invitation/<str:secret>/": OPEN,
    "GET account/clients/": NO_PAGE,
    "POST account/clients/":
                "302 403 403 302 403 403 403 403 log log",
    "GET account/clients/<uuid:client_id>/revoke/": NO_PAGE,
    "POST account/clients/<uuid:client_id>/revoke/":
                "302 403 403 404 403 403 403 403 log log",
    "GET account/clients/<uuid:client_id>/tokens/": NO_PAGE,
    "POST account/clients/<uuid:client_id>/tokens/":
                "200 403 403 404 403 403 403 403 log log",
    "GET account/tokens/<uuid:token_id>/rotate/": NO_PAGE,
    "POST account/tokens/<uuid:token_id>/rotate/":
                "200 403 403 404 403 403 403 403 log log",
    "GET account/tokens/<uuid:token_id>/revoke/": NO_PAGE,
    "POST account/tokens/<uuid:token_id>/revoke/":
                "302 403 403 404 403 403 403 403 log log",
}  # fmt: skip

ADMIN: dict[str, str] = {
    row.replace(" ", " admin/", 1): f"log log log log {cells} log log" for row, cells in STAFF.items()
} | {
    "GET admin/login/":
                "200 200 200 200 302 302 302 302 200 200",
    "POST admin/login/": OPEN,
    "GET admin/logout/":
                "302 302 302 302 405 405 405 405 302 302",
    "POST admin/logout/":
                "302 302 302 302 200 200 200 200 302 302",
}  # fmt: skip

TABLE: dict[str, dict[str, str]] = {
    row: dict(zip(COLUMNS, cells.split(), strict=True)) for row, cells in {**REST, **PAGES, **ADMIN}.items()
}
