"""The reliability of the chance to pass, as a plot: what was said, and what came of it."""

from trainer.services.readiness_evidence import FEWEST_IN_TENTH, ModelEvidence
from trainer.web.plots.lines import Line, LinePlot, draw_lines
from trainer.web.plots.palette import MOST_TICKS, Size, ticks

_STEPS = (10, 20, 25, 50)


def draw_reliability(evidence: ModelEvidence, theme: str, size: Size) -> str:
    """The SVG document. Tenths with too few learners are left out."""
    points = [
        (100 * tenth.mean_chance, 100 * tenth.observed) for tenth in evidence.reliability if tenth.n >= FEWEST_IN_TENTH
    ]
    per_cent = [(float(tick), f"{tick} %") for tick in ticks(100, MOST_TICKS[size], _STEPS)]
    plot = LinePlot(
        title="What was said beside what came of it",
        x_title="Chance that the estimate gave",
        y_title="Reached the pass mark",
        x_range=(0, 100),
        y_range=(0, 100),
        x_ticks=per_cent,
        y_ticks=per_cent,
        lines=(
            Line("Simulated learners (dots)", points, "accent", has_dots=True),
            Line("As said (dashes)", [(0, 0), (100, 100)], "ink_2", "7 5"),
        ),
    )
    return draw_lines(plot, theme, size)
