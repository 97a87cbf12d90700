from __future__ import annotations

from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from suppliers.serializers.reports import ReportSerializer, SentWithdrawalSerializer
from suppliers.withdrawals import withdraw_revision
from tracker.access.clients import client_of, party_of
from tracker.api.preconditions import read_if_match
from tracker.api.schema import CHANGE_PROBLEMS, ETAG, IF_MATCH, LOCATION
from tracker.api.submissions import once

from .reports import check_seen, created


class RevisionWithdrawal(APIView):
    faults_code = "invalid-withdrawal"

    @extend_schema(
        operation_id="withdraw_revision",
        request=SentWithdrawalSerializer,
        parameters=[IF_MATCH, ETAG, LOCATION],
        responses={201: ReportSerializer, **CHANGE_PROBLEMS},
    )
    @once
    def post(self, request: Request, report_id: UUID, number: int) -> Response:
        """Take back a revision on which nobody has decided. It stays in the record and counts nowhere; the next may follow."""
        seen = read_if_match(request)
        sent = SentWithdrawalSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        withdraw_revision(
            actor=client_of(request).as_actor(),
            party_id=party_of(request),
            report_id=report_id,
            number=number,
            reason=sent.validated_data["reason"],
            check_current=partial(check_seen, request, report_id, seen),
        )
        return created(request, report_id)
