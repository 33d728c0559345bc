"""Which checks were asked for, and of those named one by one which could not run: a gate that did not look is shut."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from seqguard.core.declare import Check
from seqguard.core.finding import Skipped
from seqguard.core.options import RuleOptions
from seqguard.engine.outcome import Outcome

NOTHING = Skipped("", "any check", "select and ignore leave none that these data can be asked")


@dataclass(frozen=True)
class Wanted:
    """What the caller asked for.

    Attributes:
        selected: codes of the checks that `select` or `checks` leads to; of these it is said what they lack.
        named: codes of those that were asked for by their own name, not by the beginning of a code.
        open_gate: whether the gate stays open though something was not looked at.
    """

    selected: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    open_gate: bool = False

    @classmethod
    def of(cls, rules: RuleOptions, checks: Iterable[Check], *, open_gate: bool = False) -> Self:
        """What `select` and `checks` ask of the chosen checks."""
        chosen = tuple(checks)
        own = {c.code for c in rules.checks}
        patterns = set(rules.select or ())
        by_name = {c.code for c in chosen if patterns & {c.code, c.slug, *c.renamed_from}}
        selected = {c.code for c in chosen} if rules.select is not None else own
        return cls(frozenset(selected), frozenset(by_name | own), open_gate)

    def missed(self, skipped: Sequence[Skipped], outcome: Outcome) -> tuple[Skipped, ...]:
        """The named checks that ran nowhere, once each with the first reason; a line for all where none ran at all."""
        through = outcome.ran | {c.slug for c in outcome.crashed}
        lacking: dict[str, Skipped] = {}
        for s in skipped:
            if s.code in self.named and s.slug not in through:
                lacking.setdefault(s.slug, s)
        if lacking or through:
            return tuple(lacking.values())
        return tuple(skipped[:1]) or (NOTHING,)


NONE_BY_NAME = Wanted()
