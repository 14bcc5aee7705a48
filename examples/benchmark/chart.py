"""The scaling curve as an SVG picture: CPU seconds over rows, both axes logarithmic."""

from math import ceil, floor, log10

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 130, 40, 50
# Colours that people with a colour deficiency tell apart.
LINES = [("splink", "Splink 5", "#b35806"), ("koppel", "koppel", "#2166ac"), ("floor", "read and write", "#636363")]


def scaling(sizes):
    """The picture of what `benchmark.py` measured."""
    rows = [one["rows"] for one in sizes]
    seconds = [one[tool]["cpu"] for one in sizes for tool, _, _ in LINES if tool in one]
    across = Axis(rows, LEFT, WIDTH - RIGHT)
    up = Axis(seconds, HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="22" font-size="15">CPU seconds for linking, by rows of all tables</text>',
    ]
    for value in across.ticks():
        x = across.at(value)
        parts.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{value:,.0f}</text>')
    for value in up.ticks():
        y = up.at(value)
        parts.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g} s</text>')
    for tool, name, colour in LINES:
        points = [(across.at(one["rows"]), up.at(one[tool]["cpu"]), one[tool]["cpu"]) for one in sizes if tool in one]
        if not points:
            continue
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for x, y, cpu in points:
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>')
            parts.append(f'<text x="{x - 6:.1f}" y="{y - 8:.1f}" text-anchor="end" fill="{colour}">{cpu:.3g}</text>')
        x, y, _ = points[-1]
        parts.append(f'<text x="{x + 10:.1f}" y="{y + 4:.1f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


class Axis:
    """A logarithmic axis from the power of ten below the least value to the one above the largest."""

    def __init__(self, values, start, end):
        self.low = floor(log10(min(values)))
        self.high = max(ceil(log10(max(values))), self.low + 1)
        self.start, self.end = start, end

    def at(self, value):
        return self.start + (log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self):
        return [10.0**power for power in range(self.low, self.high + 1)]
