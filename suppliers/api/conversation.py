"""What a supplier answers: to a reviewer's question, and to a warning."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from suppliers.conversation.actions import answer_question, answer_warnings
from suppliers.queries import get_revision
from suppliers.serializers.conversation import QuestionAnswerSerializer, WarningAnswerSerializer
from suppliers.serializers.reports import ReportSerializer
from tracker.access.clients import client_of, party_of
from tracker.api.schema import ETAG, LOCATION, SUBMISSION_PROBLEMS
from tracker.api.submissions import once

from .reports import created


class AnswerList(APIView):
    faults_code = "invalid-answer"

    @extend_schema(
        operation_id="answer_question",
        request=QuestionAnswerSerializer,
        parameters=[ETAG, LOCATION],
        responses={201: ReportSerializer, **SUBMISSION_PROBLEMS},
    )
    @once
    def post(self, request: Request, report_id: UUID, number: int) -> Response:
        """Answer one of the reviewer's `open_questions` about a revision that waits. Nothing that was filed changes."""
        sent = QuestionAnswerSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        revision = get_revision(party_id=party_of(request), report_id=report_id, number=number)
        answer_question(
            actor=client_of(request).as_actor(),
            party_id=revision.party_id,
            revision_id=revision.pk,
            **sent.validated_data,
        )
        return created(request, report_id)


class WarningAnswerList(APIView):
    faults_code = "invalid-answer"

    @extend_schema(
        operation_id="answer_warning",
        request=WarningAnswerSerializer,
        parameters=[ETAG, LOCATION],
        responses={201: ReportSerializer, **SUBMISSION_PROBLEMS},
    )
    @once
    def post(self, request: Request, report_id: UUID, number: int) -> Response:
        """Answer a warning of a revision, a decided one too. Whoever reviews it reads your answer beside the warning."""
        sent = WarningAnswerSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        revision = get_revision(party_id=party_of(request), report_id=report_id, number=number)
        answer_warnings(
            actor=client_of(request).as_actor(),
            party_id=revision.party_id,
            revision_id=revision.pk,
            replies=sent.as_replies(),
        )
        return created(request, report_id)
