"""A chart of milliseconds over the number of clauses, both in powers of ten, as SVG."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from html import escape

_WIDTH, _HEIGHT = 720, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 560, 20, 350
_COLOURS = ("#1f4e79", "#c0504d", "#4f8a3c", "#8064a2", "#b8860b")


def draw(lines: Mapping[str, Mapping[int, float]]) -> str:
    """Return a chart with a line for each name: clauses → milliseconds, both above 0."""
    sizes = sorted({size for points in lines.values() for size in points})
    values = [value for points in lines.values() for value in points.values()]
    across = _scale(_powers(sizes), _LEFT, _RIGHT)
    up = _scale(_powers(values), _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        ' font-family="sans-serif" font-size="13">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for power in _between(_powers(sizes)):
        x = across(10.0**power)
        parts.append(f'<line x1="{x:.0f}" y1="{_TOP}" x2="{x:.0f}" y2="{_BOTTOM}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.0f}" y="{_BOTTOM + 20}" text-anchor="middle">{10**power:,}</text>')
    for power in _between(_powers(values)):
        y = up(10.0**power)
        parts.append(f'<line x1="{_LEFT}" y1="{y:.0f}" x2="{_RIGHT}" y2="{y:.0f}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{10.0**power:g}</text>')
    parts.append(f'<text x="{_LEFT}" y="{_BOTTOM + 42}">clauses; milliseconds at the median</text>')
    ends = _spread([up(points[max(points)]) for points in lines.values()])
    for (name, points), colour, end in zip(lines.items(), _COLOURS, ends, strict=False):
        way = " ".join(f"{across(size):.1f},{up(points[size]):.1f}" for size in sorted(points))
        parts.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{across(size):.1f}" cy="{up(value):.1f}" r="3" fill="{colour}"/>'
            for size, value in points.items()
        ]
        parts.append(f'<text x="{_RIGHT + 10}" y="{end + 4:.0f}" fill="{colour}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _powers(values: list[int] | list[float]) -> tuple[int, int]:
    """Return the powers of ten that hold all values between them."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _between(powers: tuple[int, int]) -> range:
    return range(powers[0], powers[1] + 1)


def _scale(powers: tuple[int, int], start: int, end: int) -> Callable[[float], float]:
    """Return value → place between two ends, by its power of ten."""
    low, high = powers
    return lambda value: start + (math.log10(value) - low) / (high - low) * (end - start)


def _spread(heights: list[float], least: float = 17.0) -> list[float]:
    """Return heights moved apart, so that what is written at them can be read."""
    moved = dict.fromkeys(range(len(heights)), 0.0)
    last = -math.inf
    for place in sorted(range(len(heights)), key=heights.__getitem__):
        last = moved[place] = max(heights[place], last + least)
    return list(moved.values())
