"""How many obligations are in which status: one bar, and a key that says everything in words."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.presentation.words import STATUSES

from .canvas import BLUE, GRAY, ORANGE, Canvas, measure

WIDTH = 720.0
BAR_TOP, BAR_HEIGHT = 4.0, 30.0
KEY_TOP, KEY_ROW = 56.0, 22.0

# Color says the tone, the filling tells two statuses of one tone apart.
_LOOKS = {
    "NON_COMPLIANT": (ORANGE, "solid"),
    "OVERDUE": (ORANGE, "hatched"),
    "AWAITING_REPORT": (GRAY, "hatched"),
    "NOT_ASSESSABLE": (GRAY, "solid"),
    "PROVISIONAL": (BLUE, "hatched"),
    "COMPLIANT": (BLUE, "solid"),
    "NOT_DUE": (GRAY, "open"),
    "WAIVED": (GRAY, "dashed"),
}


def draw_statuses(counts: Mapping[str, int]) -> str:
    shown = [(str(code), counts.get(code, 0)) for code in STATUSES if counts.get(code, 0)]
    total = sum(count for _, count in shown)
    places = _place_key(shown)
    canvas = Canvas("statuses", WIDTH, KEY_TOP + (places[-1][1] - KEY_TOP + 10 if places else 0))
    x = 1.0
    for code, count in shown:
        width = (WIDTH - 2) * count / total
        _fill(canvas, code, x, BAR_TOP, max(width - 3, 1), BAR_HEIGHT)
        x += width
    if not shown:
        canvas.rect(1, BAR_TOP, WIDTH - 2, BAR_HEIGHT, name="empty", stroke=GRAY, dash="3 4")
        canvas.text((WIDTH / 2, BAR_TOP + 20), "no obligations", name="empty", anchor="middle", quiet=True)
    for (code, count), (left, baseline) in zip(shown, places, strict=True):
        _fill(canvas, code, left, baseline - 10, 16, 11)
        canvas.text((left + 22, baseline), _entry(code, count), name="key")
    words = ", ".join(_entry(code, count) for code, count in shown) or "none"
    return canvas.render(title="Obligations by status", description=f"Of {total:,}: {words}.")


def _entry(code: str, count: int) -> str:
    return f"{count:,} {STATUSES[code].label.lower()}"


def _place_key(shown: list[tuple[str, int]]) -> list[tuple[float, float]]:
    places: list[tuple[float, float]] = []
    x, baseline = 1.0, KEY_TOP
    for code, count in shown:
        width = 22 + measure(_entry(code, count)) + 22
        if x + width > WIDTH and x > 1:
            x, baseline = 1.0, baseline + KEY_ROW
        places.append((x, baseline))
        x += width
    return places


def _fill(canvas: Canvas, code: str, x: float, y: float, width: float, height: float) -> None:
    color, look = _LOOKS[code]
    name = f"status-{code.lower().replace('_', '-')}"
    if look == "solid":
        canvas.rect(x, y, width, height, name=name, fill=color)
    elif look == "hatched":
        canvas.hatch(x, y, width, height, name=name, color=color)
    else:
        canvas.rect(x, y, width, height, name=name, stroke=color, dash="4 3" if look == "dashed" else None)
