"""Which spikes are gaps that were filled with one value, and with which: each spike has one name at most.

The rules ask for what a spike has at hand before they ask for what must be worked out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from seqguard.core.declare import fact
from seqguard.core.finding import Severity
from seqguard.core.places import Readable
from seqguard.facts.scale.normalised import Normalised
from seqguard.facts.values.spikes import Spike, Spikes
from seqguard.measures.chance import ACCIDENT

Rule = Literal["mean", "zero", "median", "constant", "off-grid"]

EXACT = 2e-5
"""Standard deviations within which a value is the mean, beside eight units in the last place. The mean of n rows of
noise is that near zero, and so near a natural resting value, with a chance of EXACT * sqrt(n): 0.1 % at 4,000 rows."""
NATURAL = 1e-6
"""The same for zero, at which changes rest by nature: it is the mean of data that were standardised, to rounding."""
NEAR = 2e-3
"""Within which a value is the mean up to a few rows that were there when it was taken and are not here."""
APART = 4.0
"""z of `Spike.jump` from which a value stands where the series was elsewhere; natural values reached 4.4."""
FAR_APART, ODDS = 8.0, 0.75
"""Where nothing but that speaks for a fill; natural resting values reached 5.5 and 0.68 at a ratio of eight."""
RESTING = 8
"""Rows of a usual run from which on a frequent value is a state that lasts."""
WEEKLY = 0.12
"""Share of the rows below that of one day in seven, on which a shop may be closed."""
EDGE = 0.05
"""Share of the rows that must lie on either side of a value that is neither mean nor median."""
LIKELY = 0.6
"""Chance of lying further from its surroundings that a fill reaches in few rows already, where neighbours are alike."""
REST = 0.1
"""Where neighbours in time tell nothing of each other, as in returns and other changes, "no change" stands often, is
the median, and lies near the mean: within 0.03 to 0.05 standard deviations in daily returns."""
RATIO = 8.0
FEWEST_GAPS = 2
"""Unbroken runs of a filler: one run alone is a sensor that hangs, whatever its value."""
THIRD = 1.5
"""Times its neighbours' count from which on a value of a third of the rows is more than one of a few levels."""
CENTRE = 1e-3
"""Of a window's deviation: its mean, which float32 moves by 1e-6."""
RIVAL = 6.0
"""A column in which other values outnumber their neighbours that much rests on many values (held readings)."""


@dataclass(frozen=True, eq=False, repr=False)
class Fill:
    """A spike, the rule it was filled by, and how sure that is: a note where an innocent cause looks the same."""

    spike: Spike
    rule: Rule
    severity: Severity


@dataclass(frozen=True, eq=False, repr=False)
class Fills(Readable):
    """All fills of a tensor."""

    table: tuple[Fill, ...]

    def of(self, rule: Rule) -> tuple[Fill, ...]:
        """Those by one rule, the warnings and the largest shares first."""
        return tuple(
            sorted((f for f in self.table if f.rule == rule), key=lambda f: (f.severity != "warning", -f.spike.share))
        )


@fact
def fills(spikes: Spikes, normalised: Normalised) -> Fills:
    """The first rule that fits, of mean, zero, median, constant, off-grid.

    Zero is the mean (or the lowest value) of each window that was scaled by itself, and no reading can be told from it.
    """
    judged = [s for s in spikes.table if not (normalised.window and abs(normalised.before(s.value)) <= CENTRE)]
    return Fills(tuple(fill for spike in judged if (fill := _fill(spike)) is not None))


def _fill(spike: Spike) -> Fill | None:
    for rule, test in RULES:
        if (severity := test(spike)) is not None:
            return Fill(spike, rule, severity) if rule == "zero" or _no_accident(spike) else None
    return None


def _no_accident(s: Spike) -> bool:
    """Whether chance does not explain how often it stands: off the levels of a column nothing stands by chance, and a
    gap is filled more than once."""
    return s.runs >= FEWEST_GAPS and (s.between or s.chance < ACCIDENT)


def _mean(s: Spike) -> Severity | None:
    """The exact mean, more often than any value near it or off the levels of the column."""
    if not _near(s) or s.outside or (s.regular and s.between and s.count >= 8 and s.length < 2):
        return None  # the latter is a cycle of few levels that comes by its own mean, and stays nowhere
    exact = s.mean_error <= (NATURAL if s.value == 0 else EXACT) + 8 * s.rounding
    if exact and (s.between or s.ratio >= 3) and s.count >= 3:
        return "warning"
    if exact and s.ratio >= 2 and s.count >= 8 and _apart(s):
        return "warning"
    if s.mean_error <= 1e-7 + 8 * s.rounding and s.count == 2 and (s.between or s.neighbours == 1):
        return "warning"
    alone = s.ratio >= RATIO and s.count >= 8
    return "warning" if alone and s.mean_error <= max(NEAR, 3 / s.rows) and not s.hollow and _apart(s) else None


def _near(s: Spike) -> bool:
    """Whether it stands so often, and so near the mean, that one of the rules for it can hold: most spikes do not."""
    return (s.between or s.ratio >= 2) and s.mean_error <= max(NEAR, 3 / s.rows, EXACT + 8 * s.rounding)


def _zero(s: Spike) -> Severity | None:
    """Zero, more often than the values around it: a note, unless it stands far outside or where the series was not."""
    if s.value != 0 or s.count < 3 or s.share > 0.9:
        return None
    if s.outside >= 0.5 and s.share <= WEEKLY and s.count >= max(3, 5e-4 * s.rows) and not s.regular:
        return "warning"
    return _constant(s) or ("info" if s.ratio >= 2 or s.between or s.outside else None)


def _median(s: Spike) -> Severity | None:
    """The median, more often than the levels around it, which share its place in the distribution."""
    if not s.median or s.count < 4 or s.share > 0.5 or s.below == 0:
        return None  # the lowest value is where a column rests, whatever its offset
    excess = (s.count - s.neighbours) / s.neighbours**0.5
    if excess < 1 or (s.ratio < 1.1 and not s.between):
        return None
    if s.outside or s.hollow or s.initial or (s.rival >= RIVAL and not _alone(s)):
        return None
    if s.share > 0.3 and s.ratio < (THIRD if _apart(s) else RATIO):
        return None  # a value that makes up a third of the rows is the median by chance
    if s.share > 0.2 and s.length > RESTING:
        return None  # a state that lasts, as of a machine that is off
    if s.ratio >= 1.1 and _apart(s):
        return "warning"
    if s.ratio >= max(1.5, s.rival) and excess >= 3 and s.jump >= 2.5 and s.memory:
        return "warning"
    if not s.between and (s.ratio < max(2, 1.5 * s.rival) or excess < 4):
        return None
    if s.memory and s.odds < LIKELY and s.ratio < RATIO and not s.between:
        return None
    rests = s.signed and not s.memory and not s.between and s.mean_error <= REST
    return "info" if rests else "warning"


def _constant(s: Spike) -> Severity | None:
    """Any other value, where the series was elsewhere just before and after."""
    if not 5e-3 <= s.share <= 0.4 or s.count < 8 or not EDGE <= s.below <= 1 - EDGE - s.share:
        return None  # the last are floors and ceilings
    if s.ratio < RATIO and not (s.between and s.ratio >= 0.25):
        return None
    if s.runs < 8 or s.length > RESTING / 2 or s.outside or s.hollow or s.regular:
        return None  # resets; states that last
    if s.odds < ODDS or s.jump < FAR_APART or not _apart(s):
        return None
    alone = s.ratio >= RATIO and (s.rival < RIVAL or _alone(s))
    return "warning" if alone or s.between else None


def _apart(s: Spike) -> bool:
    """Whether it stands where the series was elsewhere: that says something only where neighbours are alike."""
    return s.memory and s.jump >= APART


def _alone(s: Spike) -> bool:
    """Whether it stands out and apart even among values that many readings rest on."""
    times = 4 if s.share <= 0.3 else 8
    return s.ratio >= times * s.rival and s.jump >= FAR_APART and s.odds >= ODDS


def _off_grid(s: Spike) -> Severity | None:
    """A value between two levels of a quantised column, where the series was elsewhere just before and after."""
    enough = s.between and s.share >= 2e-3 and min(s.count, s.runs) >= 8
    return "warning" if enough and not s.outside and not s.regular and _apart(s) else None


RULES: tuple[tuple[Rule, Callable[[Spike], Severity | None]], ...] = (
    ("mean", _mean),
    ("zero", _zero),
    ("median", _median),
    ("constant", _constant),
    ("off-grid", _off_grid),
)
