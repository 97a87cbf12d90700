"""What an outsider needs to check us: the public keys, and the newest signed checkpoint to keep."""

from __future__ import annotations

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from tracker.records.checkpoints import as_document
from tracker.records.models import AuditCheckpoint
from tracker.records.signing import key_set


@require_safe
def show_keys(request: HttpRequest) -> JsonResponse:
    return JsonResponse(key_set(), content_type="application/jwk-set+json")


@require_safe
def show_checkpoint(request: HttpRequest) -> JsonResponse:
    newest = AuditCheckpoint.objects.first()
    if newest is None:
        raise Http404("There is no checkpoint yet.")
    return JsonResponse(as_document(newest))
