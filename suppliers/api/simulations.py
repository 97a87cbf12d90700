from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from suppliers.serializers.simulations import SimulationSchema, SimulationSerializer
from suppliers.simulations import list_bound, simulate_figures
from tracker.access.clients import party_of
from tracker.access.models import Scope
from tracker.access.permissions import IsKnownCaller
from tracker.api.parameters import one_of, read_parameters
from tracker.api.schema import PROBLEMS
from tracker.compliance.simulations import Start
from tracker.presentation.explanations import LANGUAGES
from tracker.presentation.simulations import tell_simulation
from tracker.records.clock import database_now

from .assessments import LANGUAGE


class IsSupplier(IsKnownCaller):
    """Nothing is written, so it is enough to read."""

    write_scope = Scope.READ
    message = "A simulation is about one supplier's own figures. Ask with a client or a user of that supplier."


class Simulations(APIView):
    faults_code = "invalid-simulation"
    permission_classes = [IsSupplier]

    @extend_schema(
        operation_id="simulate_figures",
        parameters=[LANGUAGE],
        request=SimulationSerializer,
        responses={200: SimulationSchema, **PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """Suppose figures: every year's verdict with them, under every reading, and the least that complies.

        Nothing is recorded, and no `Idempotency-Key` is needed.
        """
        language = read_parameters(request, language=one_of(LANGUAGES)).get("language", "en")
        now = database_now()
        sent = SimulationSerializer(data=request.data, bound=list_bound(party_of(request), as_of=now))
        sent.is_valid(raise_exception=True)
        asked: dict[str, Any] = sent.validated_data
        start = Start(asked.get("start_from", Start.RECORD))
        simulation = simulate_figures(asked["commitment"], asked["figures"], start=start, as_of=now)
        return Response(tell_simulation(simulation, language))
