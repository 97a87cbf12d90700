"""The rows of the admin, which tells the staff apart."""

from __future__ import annotations

# The admin tells the staff apart; everybody else is sent to its log-in.
# fmt: off
#          r   au  ad  s
READ    = "200 200 200 403"
REFUSED = "403 403 403 403"
NO_WAY  = "405 405 405 405"
MANAGE  = "403 403 200 403"
MANAGED = "403 403 302 403"
DECIDE  = "302 403 302 403"
TRAIL   = "302 302 302 403"
ANY     = "200 200 200 200"
ONWARD  = "302 302 302 302"
NOTHING = "404 404 404 404"
# fmt: on


def both(route: str, get: str, post: str) -> dict[str, str]:
    return {f"GET {route}": get, f"POST {route}": post}


def view_only(model: str) -> dict[str, str]:
    """A list and a page of each row, which no form changes."""
    each = f"{model}/<path:object_id>/"
    return {
        **both(f"{model}/", READ, READ),
        **both(f"{model}/add/", REFUSED, REFUSED),
        **both(each, ONWARD, ONWARD),
        **both(f"{each}change/", READ, REFUSED),
        **both(f"{each}delete/", REFUSED, REFUSED),
        **both(f"{each}history/", TRAIL, TRAIL),
    }


def without_changes(model: str) -> dict[str, str]:
    """The page of a row is a view of our own, which takes no form at all."""
    return view_only(model) | {f"POST {model}/<path:object_id>/change/": NO_WAY}


def managed(model: str) -> dict[str, str]:
    return view_only(model) | both(f"{model}/add/", MANAGE, MANAGE)


STAFF: dict[str, str] = {
    **both("", ANY, ANY),
    **both("search/", ANY, ANY),
    **both("programme/<slug:key>/", READ, NO_WAY),
    **both("password_change/", ANY, ANY),
    **both("password_change/done/", ANY, NO_WAY),
    **both("autocomplete/", REFUSED, NO_WAY),
    **both("jsi18n/", ANY, NO_WAY),
    **both("r/<path:content_type_id>/<path:object_id>/", NOTHING, NOTHING),
    **both("<app_label>/", "200 200 200 404", "200 200 200 404"),
    **both("<url>", NOTHING, NOTHING),
    **view_only("access/party"),
    **managed("access/apiclient"),
    **both("access/apiclient/<uuid:client_id>/issue-token/", "403 403 405 403", MANAGE),
    **both("access/apiclient/<uuid:client_id>/revoke/", "403 403 405 403", MANAGED),
    **both("access/apiclient/<uuid:client_id>/revoke-token/<uuid:token_id>/", "403 403 405 403", MANAGED),
    **view_only("access/contact"),
    **both("access/contact/add/", "200 403 200 403", "200 403 200 403"),
    "POST access/contact/<path:object_id>/change/": "200 403 200 403",
    **both("access/contact/<uuid:person_id>/export/", MANAGE, "403 403 405 403"),
    **both("access/contact/<uuid:person_id>/erase/", MANAGE, "403 403 400 403"),
    **both("access/contact/<uuid:person_id>/invite/", "405 403 405 403", "302 403 302 403"),
    **both("access/contact/<uuid:person_id>/revoke-invitation/<uuid:invitation_id>/", "405 403 405 403", "302 403 302 403"),
    **managed("access/user"),
    **both("access/user/", MANAGE, MANAGE),
    **both("access/user/<path:object_id>/change/", MANAGE, MANAGE),
    **both("access/user/<path:object_id>/history/", MANAGED, MANAGED),
    **both("access/user/<id>/password/", MANAGE, MANAGE),
    **both("access/user/<int:person_id>/export/", MANAGE, "403 403 405 403"),
    **both("access/user/<int:person_id>/erase/", MANAGE, "403 403 400 403"),
    **without_changes("commitments/commitmentversion"),
    **view_only("commitments/enrolment"),
    **view_only("commitments/measurement"),
    **both("commitments/measurement/record/", "200 403 200 403", "200 403 200 403"),
    **both("commitments/measurement/<uuid:measurement_id>/reverse/", "200 403 200 403", "400 403 400 403"),
    **view_only("records/auditevent"),
    **view_only("records/heartbeat"),
    **view_only("records/outboxentry"),
    **view_only("recycling/ledgerentry"),
    **both("recycling/ledgerentry/record/", "200 403 200 403", "200 403 200 403"),
    **both("recycling/ledgerentry/<uuid:entry_id>/reverse/", "200 403 200 403", "400 403 400 403"),
    **view_only("reports/compliancereport"),
    **both("reports/compliancereport/issue/", NO_WAY, DECIDE),
    **both("reports/compliancereport/<uuid:report_id>/pdf/", READ, READ),
    **both("reports/compliancereport/<uuid:report_id>/summary/", READ, READ),
    **view_only("reports/reportrun"),
    **managed("reports/reportschedule"),
    "POST reports/reportschedule/<path:object_id>/change/": MANAGE,
    **without_changes("suppliers/bulkfile"),
    **both("suppliers/bulkfile/upload/", "200 403 200 403", "400 403 400 403"),
    **both("suppliers/bulkfile/template/<slug:kind>/", READ, READ),
    # Somebody else sent it.
    **both("suppliers/bulkfile/<uuid:bulk_file_id>/start/", NO_WAY, "404 403 404 403"),
    **both("suppliers/bulkfile/<uuid:bulk_file_id>/progress/", READ, READ),
    **both("suppliers/bulkfile/<uuid:bulk_file_id>/result/", READ, READ),
    **view_only("suppliers/digest"),
    **view_only("suppliers/notice"),
    **without_changes("suppliers/revision"),
    **both("suppliers/revision/<uuid:revision_id>/accept/", NO_WAY, DECIDE),
    **both("suppliers/revision/<uuid:revision_id>/return/", NO_WAY, DECIDE),
    **both("suppliers/revision/<uuid:revision_id>/ask/", NO_WAY, DECIDE),
    # A form without a file is refused to those who may send one.
    **both("suppliers/revision/<uuid:revision_id>/evidence/", NO_WAY, "400 403 400 403"),
    **both("suppliers/revision/<uuid:revision_id>/evidence/<uuid:evidence_id>/", "200 200 200 403", "405 405 405 403"),
    **without_changes("suppliers/supplier"),
    **without_changes("suppliers/waiver"),
    **both("suppliers/waiver/grant/<uuid:party_id>/", "200 403 200 403", DECIDE),
    **both("suppliers/waiver/<uuid:waiver_id>/end/", NO_WAY, DECIDE),
    **both("suppliers/waiver/<uuid:waiver_id>/evidence/", "200 200 200 403", "405 405 405 403"),
    **without_changes("suppliers/correctiveactionplan"),
    "POST suppliers/correctiveactionplan/": "405 405 405 403",
    # There is one already, and the one that waits is not done.
    **both("suppliers/correctiveactionplan/open/<uuid:party_id>/<slug:key>/<int:year>/", "200 403 200 403", "409 403 409 403"),
    **both("suppliers/correctiveactionplan/<uuid:plan_id>/versions/<uuid:pk>/accept/", NO_WAY, DECIDE),
    **both("suppliers/correctiveactionplan/<uuid:plan_id>/versions/<uuid:pk>/return/", NO_WAY, DECIDE),
    **both("suppliers/correctiveactionplan/<uuid:plan_id>/reports/<uuid:pk>/accept/", NO_WAY, DECIDE),
    **both("suppliers/correctiveactionplan/<uuid:plan_id>/reports/<uuid:pk>/return/", NO_WAY, DECIDE),
    **both("suppliers/correctiveactionplan/<uuid:plan_id>/reports/<uuid:pk>/evidence/", "200 200 200 403", "405 405 405 403"),
    **both("suppliers/correctiveactionplan/<uuid:plan_id>/close/", NO_WAY, "409 403 409 403"),
    **both("suppliers/correctiveactionplan/<uuid:plan_id>/cancel/", NO_WAY, DECIDE),
}  # fmt: skip
