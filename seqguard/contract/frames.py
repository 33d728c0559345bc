"""One schema on one tensor: which of Pandera's verdicts follow from a few witnesses, and which need the whole frame."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from seqguard.contract.core import Answer, ask, coercions, entire, structure, validate, whole_schema
from seqguard.contract.findings import SHOWN, Breach
from seqguard.contract.rows import Piece, frame_dtype, pieces, whole
from seqguard.contract.rules import Rule, rules_of
from seqguard.core.plan import Array, Ints, Plan
from seqguard.sources.base import Given

DISTINCT = 4096
"""Different values of a feature that are remembered; where there are more, each piece's are judged again."""

FEW = 16


@dataclass
class Tally:
    """Rows that fail: how many, where the first few stand, the first value; or what a check raised."""

    failing: int = 0
    places: list[tuple[int, int]] = field(default_factory=list)
    value: float | None = None
    raised: str = ""

    def add(self, piece: Piece, rows: Ints, feature: int | None) -> None:
        """Count rows of a piece."""
        if not self.failing and len(rows) and feature is not None:
            self.value = float(piece.rows[rows[0], feature])
        self.failing += len(rows)
        self.places += piece.places(rows[: SHOWN - len(self.places)])

    def breach(self, rule: str, feature: int | None, rows: int, warns: bool = False) -> Breach:
        """What is to be said of it."""
        text = f"The check {rule} raised {self.raised}." if self.raised else ""
        return Breach(rule, feature, self.failing or None, rows, tuple(self.places), self.value, text, warns)


class Levels:
    """The different values of a column, as they turn up."""

    def __init__(self) -> None:
        self._seen: Array | None = None

    def new(self, column: Array) -> Array:
        """Those that no column before held; all of them once there are too many to remember."""
        if self._seen is None:
            self._seen = np.asarray(pd.unique(column))
            return self._seen
        if len(self._seen) <= FEW:  # a comparison for each is faster than a hash table
            column = column[~np.isin(column, self._seen)]
        found = np.asarray(pd.unique(column))
        if len(self._seen) > DISTINCT:
            return found
        new: Array = found[~np.isin(found, self._seen)]
        self._seen = np.concatenate([self._seen, new])
        return new


class Judge:
    """The work on one tensor: `schema` on the frame over `given`, read as `plan` says."""

    def __init__(self, schema: Any, given: Given, plan: Plan, rowwise: tuple[str, ...]) -> None:
        self.schema, self.given, self.plan = schema, given, _named(plan, schema)
        self.dtype = frame_dtype(given)
        self.names = list(self.plan.features)
        empty = pd.DataFrame(np.zeros((0, plan.F), self.dtype), columns=self.names)
        self.casts, self.moved = coercions(schema, empty, self.dtype)
        self.entire = entire(schema, self.moved)
        self.rules = [] if self.entire else rules_of(schema, empty, rowwise, self.moved)
        self.rows = 0
        self.nulls = [Tally() for _ in self.names]
        self.tallies = {rule: Tally() for rule in self.rules}

    def breaches(self) -> list[Breach]:
        """What breaks the schema, apart from what must see the whole frame."""
        if self.entire:
            return []
        witness, failing = self._first_pass()
        found = [self._with_places(b) for b in structure(self.schema, witness, self.moved)]
        for rule in self._of("extremes"):
            values = witness if rule.key is None else witness[rule.key]
            if ask(rule, values) is not True:
                failing.append(rule)
        if failing:
            self._second_pass(failing)
        broken = [rule for rule, tally in self.tallies.items() if tally.failing or tally.raised or rule in failing]
        return found + [self.tallies[r].breach(r.text, r.column, self.rows, r.check.raise_warning) for r in broken]

    def whole_breaches(self, row_limit: int) -> tuple[list[Breach], list[str]]:
        """What breaks the rest of the schema, and why it was not judged."""
        reasons = []
        if self.schema.index is not None:
            reasons.append("the contract has an index, and the rows of a tensor have none")
        rules = self._of("whole")
        rest = whole_schema(self.schema, pd.DataFrame(columns=self.names), self.moved, self.entire)
        if not rules and rest is None:
            return [], reasons
        count = self.plan.n * self.plan.T
        if count > row_limit:
            what = ", ".join(dict.fromkeys(rule.text for rule in rules)) or "what the contract coerces or compares"
            needs = f"{what} must see all {count:,} rows of {self.given.name} at once (row_limit {row_limit:,})"
            return [], [*reasons, needs]
        rows, at = whole(self.given, self.plan)
        frame = self._frame(rows).set_index(at)
        found = [self._on_whole(rule, frame, rows, at) for rule in rules]
        breaches = [b for b in found if b is not None]
        if rest is not None:
            breaches += validate(rest, pd.DataFrame(rows, columns=self.names, index=at, copy=False))
        return breaches, reasons

    def _of(self, how: str) -> list[Rule]:
        return [rule for rule in self.rules if rule.how == how]

    def _column(self, rows: Array, feature: int) -> Array:
        """One column of some rows, as the checks see it."""
        return rows[:, feature].astype(self.casts.get(feature, self.dtype), copy=False)

    def _frame(self, rows: Array) -> pd.DataFrame:
        """Some rows as a frame, as the checks see it."""
        if not self.casts:
            return pd.DataFrame(rows, columns=self.names, copy=False)
        return pd.DataFrame({name: self._column(rows, f) for f, name in enumerate(self.names)})

    def _first_pass(self) -> tuple[pd.DataFrame, list[Rule]]:
        """The witness rows, and the rules that fail for some value; rules on rows are counted on the way."""
        extremes = None
        failing = []
        waiting = self._of("values")
        values = {rule.column: Levels() for rule in waiting}
        for piece in pieces(self.given, self.plan):
            if not len(piece.rows):
                continue
            self.rows += len(piece.rows)
            extremes = self._extremes(piece, extremes)
            new: dict[int | None, Array] = {}
            for rule in list(waiting):
                if rule.column not in new and rule.column is not None:
                    new[rule.column] = values[rule.column].new(self._column(piece.rows, rule.column))
                found = new[rule.column]
                if len(found) and ask(rule, pd.Series(found)) is not True:
                    failing.append(rule)
                    waiting.remove(rule)
            for rule in self._of("rows"):
                _count(self.tallies[rule], piece, ask(rule, self._frame(piece.rows)), None)
        return self._witness(extremes), failing

    def _extremes(self, piece: Piece, before: tuple[Array, Array] | None) -> tuple[Array, Array]:
        low, high = piece.rows.min(0), piece.rows.max(0)
        gaps = np.flatnonzero(np.isnan(low)) if self.dtype.kind == "f" else ()
        for f in gaps:
            self.nulls[f].add(piece, np.flatnonzero(np.isnan(piece.rows[:, f])), int(f))
        if len(gaps):
            low, high = np.fmin.reduce(piece.rows, 0), np.fmax.reduce(piece.rows, 0)
        return (low, high) if before is None else (np.fmin(before[0], low), np.fmax(before[1], high))

    def _witness(self, extremes: tuple[Array, Array] | None) -> pd.DataFrame:
        """Of each column the least, the greatest and, where one is missing, a missing value, in three rows."""
        columns = {}
        for f, name in enumerate(self.names):
            kept = [] if extremes is None else [extremes[0][f], extremes[1][f], extremes[1][f]]
            if self.nulls[f].failing:
                kept[-1] = np.nan
            columns[name] = np.array(kept, self.dtype).astype(self.casts.get(f, self.dtype))
        return pd.DataFrame(columns)

    def _second_pass(self, failing: list[Rule]) -> None:
        """Find the places of what fails."""
        for piece in pieces(self.given, self.plan):
            for rule in failing:
                assert rule.column is not None
                column = self._column(piece.rows, rule.column)
                wrong = rule.wrong(column)
                if wrong is not None:
                    self.tallies[rule].add(piece, wrong, rule.column)
                    continue
                codes, found = pd.factorize(column, use_na_sentinel=False)
                answer = ask(rule, pd.Series(found))
                if isinstance(answer, pd.Series):
                    answer = pd.Series(~np.isin(codes, answer.index[~answer]))
                _count(self.tallies[rule], piece, answer, rule.column)

    def _with_places(self, breach: Breach) -> Breach:
        if breach.rule != "not_nullable" or breach.feature is None:
            return breach
        return self.nulls[breach.feature].breach(breach.rule, breach.feature, self.rows)

    def _on_whole(self, rule: Rule, frame: pd.DataFrame, rows: Array, at: Ints) -> Breach | None:
        answer = ask(rule, frame)
        if answer is True:
            return None
        tally = Tally(raised=answer if isinstance(answer, str) else "")
        if isinstance(answer, pd.Series) and answer.index.isin(frame.index).all():
            wrong = np.asarray(answer.index[~answer])
            tally.failing = len(wrong)
            tally.places = [divmod(int(i), self.plan.T) for i in wrong[:SHOWN]]
            if rule.column is not None and len(wrong):
                tally.value = float(rows[np.searchsorted(at, wrong[0]), rule.column])
        return tally.breach(rule.text, rule.column, len(frame), rule.check.raise_warning)


def _named(plan: Plan, schema: Any) -> Plan:
    """Columns are matched by place where no name fits and their number does."""
    names = tuple(str(name) for name in schema.columns)
    by_place = len(names) == plan.F and not set(names) & set(plan.features)
    return replace(plan, features=names) if by_place and not any(c.regex for c in schema.columns.values()) else plan


def _count(tally: Tally, piece: Piece, answer: Answer, feature: int | None) -> None:
    """Add what a check said of the rows of a piece."""
    if isinstance(answer, pd.Series):
        tally.add(piece, np.asarray(answer.index[~answer]), feature)
    elif answer is not True:
        tally.raised = answer or "no answer for each row, only False for all"
