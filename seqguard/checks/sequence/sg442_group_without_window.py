"""Groups of a table that are too short."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.tables import as_windows, table
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import agree, count
from seqguard.sources.base import SplitData


@check("SG442", severity="info", explains_beside=("SG002",))
def group_without_window(data: SplitData) -> Iterable[Finding]:
    """Some groups of the table have too few rows for a single window.

    Situation: Some customers or machines have fewer rows than one window.
    Why: nothing of them is trained on. Where the short ones are of a kind (new customers, engines that failed early),
        the network never sees that kind.
    Evidence: exact: groups with fewer rows than a window and its horizon need together.
    Remedy: a shorter window, or padding with a Masking layer.
    Limits: needs a table with a group column. Whether they matter cannot be told from here.
    """
    rows = data.table
    if rows is None or rows.group is None:
        raise Missing("no table with a group column was given")
    if not rows.short:
        return
    yield Finding(
        message=f"{rows.short:,} of {count(rows.groups, 'group')} in `{rows.group}` "
        f"{agree(rows.short, 'has', 'have')} too few rows for "
        f"one window plus its horizon: nothing of {agree(rows.short, 'it', 'them')} is trained on.",
        remedy="Take a shorter window, or pad short sequences and mask the padding.",
        evidence={"short": rows.short, "groups": rows.groups},
    )


@group_without_window.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return as_windows(table(rng).assign(town=np.r_[np.zeros(295), np.ones(5)]), "town")


@group_without_window.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return as_windows(table(rng).assign(town=np.arange(300) // 150), "town")
