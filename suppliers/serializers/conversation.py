"""Questions, points and answers: as they are sent, and as they stand beside a revision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from suppliers.conversation.checks import LONGEST_TEXT, MOST_POINTS, Reply
from suppliers.models import Question, QuestionAnswer, ReturnPoint, Revision, WarningAnswer
from suppliers.models.conversation import LONGEST_POINTER
from tracker.api.fields import CodeField, IdField, StrictSerializer, TextField
from tracker.compliance.plain import plain_instant
from tracker.compliance.plausibility import PlausibilityWarning, WarningCode

REPLY = {"code": "JUMP", "pointer": "/scope_1_tco2e", "text": "A new plant runs since March."}


class ReplySerializer(StrictSerializer):
    """What you say to a warning, which is known by its code and pointer."""

    code = CodeField(choices=[(str(code), str(code)) for code in WarningCode])
    pointer = TextField(max_length=LONGEST_POINTER, required=False, allow_blank=True, help_text="As the warning has it.")
    text = TextField(max_length=LONGEST_TEXT)


@extend_schema_serializer(examples=[OpenApiExample("To a jump", REPLY, request_only=True)])
class WarningAnswerSerializer(ReplySerializer):
    def as_replies(self) -> list[Reply]:
        return [as_reply(self.validated_data)]


class RepliesField(serializers.ListField):
    """Answers that come with the submission whose warnings they are about."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=ReplySerializer(), max_length=MOST_POINTS, **options)

    def to_internal_value(self, data: Any) -> list[Reply]:
        return [as_reply(each) for each in super().to_internal_value(data)]


def as_reply(sent: dict[str, str]) -> Reply:
    return Reply(pointer=sent.get("pointer", ""), text=sent["text"], code=sent["code"])


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "An answer",
            {"question_id": "0b7e4a9c-6c1d-4f5e-9a53-2f1d8c7b6a90", "text": "Line 3 stood still from May to July."},
            request_only=True,
        )
    ]
)
class QuestionAnswerSerializer(StrictSerializer):
    question_id = IdField(help_text="Of one of `open_questions`.")
    text = TextField(max_length=LONGEST_TEXT)


class PointSchema(serializers.Serializer[Any]):
    """One thing to mend; the pointer is empty where it is about the whole report."""

    pointer = serializers.CharField()
    text = serializers.CharField()


class AnswerSchema(serializers.Serializer[Any]):
    text = serializers.CharField()
    answered_at = serializers.CharField()


class OpenQuestionSchema(serializers.Serializer[Any]):
    """Answer it at `…/revisions/{number}/answers/`. A decision on the revision closes it, too."""

    id = serializers.UUIDField()
    pointer = serializers.CharField(help_text="JSON pointer to the field; empty for the whole report.")
    text = serializers.CharField()
    asked_at = serializers.CharField()


class QuestionSchema(OpenQuestionSchema):
    answer = AnswerSchema(allow_null=True)


class WarningSchema(serializers.Serializer[Any]):
    """Nothing is refused for it; whoever reviews the revision sees it, and your answer beside it."""

    code = serializers.ChoiceField(choices=[(code, code) for code in WarningCode], help_text="Listed at /api/warnings/.")
    pointer = serializers.CharField(help_text="JSON pointer to the field; empty for the whole report.")
    sentence = serializers.CharField()
    sentence_zh = serializers.CharField(help_text="The same in Chinese.")
    facts = serializers.DictField(help_text="What the sentence names: what came, what was expected, and about which years.")
    answer = AnswerSchema(allow_null=True)


def show_warnings(revision: Revision, warnings: Iterable[PlausibilityWarning]) -> list[dict[str, Any]]:
    answers = {(each.code, each.pointer): each for each in revision.warning_answers.all()}
    return [
        {**asdict(warning), "answer": _show_answer(answers.get((str(warning.code), warning.pointer)))} for warning in warnings
    ]


def show_open_question(question: Question) -> dict[str, Any]:
    return {
        "id": str(question.pk),
        "pointer": question.pointer,
        "text": question.text,
        "asked_at": plain_instant(question.recorded_at),
    }


def show_question(question: Question) -> dict[str, Any]:
    return {**show_open_question(question), "answer": _show_answer(getattr(question, "answer", None))}


def show_point(point: ReturnPoint) -> dict[str, str]:
    return {"pointer": point.pointer, "text": point.text}


def _show_answer(answer: QuestionAnswer | WarningAnswer | None) -> dict[str, Any] | None:
    return {"text": answer.text, "answered_at": plain_instant(answer.recorded_at)} if answer else None
