"""Deterministic SVG. Ink is `currentColor`, so a drawing suits a light and a dark page; a page's style sheet can override
any color through the class names. No ids, clip paths or patterns: they would clash between two drawings on one page.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape, unescape
from re import DOTALL, search

FONTS = "'Noto Sans', 'Noto Sans SC', sans-serif"
TEXT_SIZE = 12.0

# Each has at least 3:1 against white and against near-black.
BLUE = "#2f7fbf"
ORANGE = "#c2651a"
GRAY = "#7f8a93"
INK = "currentColor"

Point = tuple[float, float]


def number(value: float) -> str:
    """At most two decimals, without a negative zero, so that equal drawings are equal bytes."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def measure(text: str, size: float = TEXT_SIZE) -> float:
    """A generous width without font metrics: Han and kana are square."""
    return sum(size if ord(character) > 0x2E7F else size * 0.58 for character in text)


def describe(svg: str) -> str:
    """The alternative text of a drawing, from its own title and description."""
    parts = (search(rf"<{tag}>(.*?)</{tag}>", svg, DOTALL) for tag in ("title", "desc"))
    return " ".join(unescape(part.group(1)) for part in parts if part)


class Canvas:
    def __init__(self, kind: str, width: float, height: float) -> None:
        self.kind, self.width, self.height = kind, width, height
        self._parts: list[str] = []

    def _add(self, tag: str, content: str | None = None, **attributes: str | float | None) -> None:
        written = "".join(
            f' {name.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
            for name, value in attributes.items()
            if value is not None
        )
        self._parts.append(f"<{tag}{written}/>" if content is None else f"<{tag}{written}>{content}</{tag}>")

    def line(
        self,
        start: Point,
        end: Point,
        *,
        name: str,
        color: str = INK,
        width: float = 1,
        dash: str | None = None,
        opacity: float | None = None,
    ) -> None:
        self._add(
            "line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], class_=name,
            stroke=color, stroke_width=width, stroke_dasharray=dash, stroke_opacity=opacity,
        )  # fmt: skip

    def polyline(self, points: Iterable[Point], *, name: str, color: str, width: float = 2, dash: str | None = None) -> None:
        path = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self._add(
            "polyline", points=path, class_=name, fill="none", stroke=color, stroke_width=width,
            stroke_dasharray=dash, stroke_linejoin="round", stroke_linecap="round",
        )  # fmt: skip

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        name: str,
        fill: str = "none",
        stroke: str | None = None,
        dash: str | None = None,
        opacity: float | None = None,
    ) -> None:
        self._add(
            "rect", x=x, y=y, width=max(width, 0), height=max(height, 0), class_=name,
            fill=fill, fill_opacity=opacity, stroke=stroke, stroke_dasharray=dash,
        )  # fmt: skip

    def hatch(self, x: float, y: float, width: float, height: float, *, name: str, color: str, step: float = 6) -> None:
        """Outline and diagonal strokes, cut at the edges by arithmetic."""
        strokes, offset = [], step
        while offset < width + height:
            low, high = max(0.0, offset - width), min(offset, height)
            strokes.append(f"M{number(x + offset - low)} {number(y + low)}L{number(x + offset - high)} {number(y + high)}")
            offset += step
        self._add("path", d="".join(strokes) or "M0 0", class_=name, fill="none", stroke=color, stroke_width=1.2)
        self.rect(x, y, width, height, name=name, stroke=color)

    def circle(self, center: Point, radius: float, *, name: str, fill: str, stroke: str | None = None) -> None:
        self._add(
            "circle",
            cx=center[0],
            cy=center[1],
            r=radius,
            class_=name,
            fill=fill,
            stroke=stroke,
            stroke_width=1.4 if stroke else None,
        )

    def diamond(self, center: Point, radius: float, *, name: str, stroke: str) -> None:
        x, y = center
        corners = ((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y))
        path = " ".join(f"{number(px)},{number(py)}" for px, py in corners)
        self._add("polygon", points=path, class_=name, fill="none", stroke=stroke, stroke_width=1.4)

    def text(
        self,
        at: Point,
        text: str,
        *,
        name: str = "label",
        anchor: str | None = None,
        size: float | None = None,
        bold: bool = False,
        quiet: bool = False,
    ) -> None:
        self._add(
            "text", escape(text), x=at[0], y=at[1], class_=name, text_anchor=anchor, font_size=size,
            font_weight="600" if bold else None, fill_opacity=0.78 if quiet else None,
        )  # fmt: skip

    def render(self, *, title: str, description: str) -> str:
        root = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(self.width)} {number(self.height)}" role="img" '
            # Not plain "chart": the admin theme takes that for a canvas of its own.
            f'aria-label="{escape(title)}" class="pledge-chart chart-{self.kind}" font-family="{FONTS}" '
            f'font-size="{number(TEXT_SIZE)}" fill="currentColor">'
        )
        return f"{root}<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(self._parts)}</svg>"
