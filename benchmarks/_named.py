"""Mutants by name: eight thresholds and seventeen changes of logic that once went unnoticed; and what need not be."""

from dataclasses import dataclass

from _mutants import ROOT, Mutant, Site

NAMED = {
    "fills.WEEKLY": "0.6",
    "fills.LIKELY": "0",
    "leaks.CYCLE": "30",
    "leaks.OTHERS": "50",
    "spikes.HOLLOW": "1e9",
    "stuck.SELDOM": "0.9",
    "_units.USUAL": "0",
    "seen.DOUBLE": "0",
}
"""Constants and what each became."""


@dataclass(frozen=True)
class Change:
    """A change of logic: one piece of a file put in place of another."""

    file: str
    name: str
    text: str
    becomes: str

    def mutant(self) -> Mutant:
        """As a mutant of today's source.

        Raises:
            SystemExit: the piece stands nowhere, or several times.
        """
        path = f"seqguard/{self.file}"
        before, found, after = (ROOT / path).read_text(encoding="utf-8").partition(self.text)
        if not found or self.text in after:
            raise SystemExit(f"{path}: {self.text!r} does not stand there once")
        start = len(before.encode())
        line = before.count("\n") + 1
        site = Site(path, line, start, start + len(self.text.encode()), "logic", self.name, self.text)
        return Mutant(site, self.becomes)


LOGIC = (
    Change(
        "statistics/moments.py",
        "the first inf is the later part's",
        "inf_place=np.where(self.inf_place >= 0, self.inf_place, later.inf_place)",
        "inf_place=np.where(later.inf_place >= 0, later.inf_place, self.inf_place)",
    ),
    Change(
        "statistics/moments.py",
        "NaN padding is counted as NaN",
        "nan &= ~(block.padded.reshape(-1, 1) if self._by_row else np.repeat(block.padded, self.plan.F, 1))",
        "pass",
    ),
    Change("facts/splits/overlap.py", "no Poisson bound", " and at_least(self.matched, expected + 1) < UNLIKELY", ""),
    Change("facts/splits/overlap.py", "no rule for single steps", "if plan.T == 1:", "if plan.T == 0:"),
    Change("facts/splits/overlap.py", "in one direction", "(later >= 0) | (earlier >= 0)", "(later >= 0)"),
    Change("facts/splits/overlap.py", "no chance for whole series", "    if whole:  # each", "    if False:  # each"),
    Change(
        "facts/target/leaks.py",
        "no guard for the same and reversed",
        'if lags.sequence.relation not in ("same", "reversed"):',
        "if True:",
    ),
    Change(
        "facts/series/stamps.py",
        "NaT stays",
        "np.where(np.isnat(given), np.nan, given.astype(np.int64) * length)",
        "given.astype(np.int64) * length",
    ),
    Change(
        "facts/series/padding.py",
        "whole samples count as begun",
        "begins, ends = np.flatnonzero((pre >= 2) & ~whole), ",
        "begins, ends = np.flatnonzero(pre >= 2), ",
    ),
    Change(
        "facts/target/baselines.py",
        "multilabel without the zeros",
        "(here * np.log(rate) + (1 - here) * np.log(1 - rate))",
        "(here * np.log(rate))",
    ),
    Change(
        "checks/model/sg713_learning_rate_too_high.py", "no look at the weights", " or (rose and moved >= move)", ""
    ),
    Change(
        "checks/model/sg713_learning_rate_too_high.py",
        "a probe that is not finite",
        "if not p.finite or optimizer.rate <= 0:",
        "if optimizer.rate <= 0:",
    ),
    Change("contract/rules.py", "an exclusive bound includes", "x < high\n", "x <= high\n"),
    Change("contract/rules.py", "NaN among the failures", "fails &= ~np.isnan(column)", "pass"),
    Change(
        "contract/judge.py",
        "only too few timesteps",
        "given.shape[1] != contract.timesteps",
        "given.shape[1] < contract.timesteps",
    ),
    Change("contract/core.py", "coerce narrows", ' and np.can_cast(dtype, wanted, "safe")', ""),
    Change(
        "engine/absorb.py",
        "absorbs across splits",
        "splits = not {*cause.splits}.isdisjoint(finding.splits)",
        "splits = True",
    ),
)

NOT_ZERO = "keeps a division or comparison off 0; whatever is so small does the same"

EQUIVALENT = {
    "_alignment._at: np.abs(wanted - given) <= 1e-06 * max(float(np.abs(y).max()), 1e-300) [1e-300]": NOT_ZERO,
    "_direction._found: np.abs(rows - y[:, None, None]) <= 1e-06 * max(float(np.abs(y[np.isfin [1e-300]": NOT_ZERO,
    "_smoothness._ratios: variance > 1e-12 * (center ** 2 + 1e-300) [1e-300]": NOT_ZERO,
    "scaling._rare: beyond <= NEAR * max(float(beyond[-1]), 1e-300) [1e-300]": NOT_ZERO,
    "chance.at_least: term > 1e-12 * total [1e-12]": "ends a sum whose further terms are below its last digits",
    "labels.DENSE": "two ways of counting whole numbers, one of them faster; a test holds that they count alike",
}
"""Numbers whose change is none, by place, and why."""
