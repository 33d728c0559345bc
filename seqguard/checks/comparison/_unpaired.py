"""Features that only one of a profile and new data has: what is found of them is the same from either side."""

from collections.abc import Callable, Iterator
from typing import Literal

from seqguard.checks.comparison._pairs import matched
from seqguard.core.finding import Finding
from seqguard.core.text import count, listing
from seqguard.facts.kept import Compared


def unpaired(
    compared: Compared, side: Literal["lost", "added"], state: str, remedy: Callable[[tuple[str, ...]], str]
) -> Iterator[Finding]:
    """Of each tensor the features that one side alone has, by name or by their number; `state` is what they are."""
    for old, new in compared.pairs:
        found = matched(old, new)
        alone, has, lacks = (found.lost, old, new) if side == "lost" else (found.added, new, old)
        all_are_named = old.named and new.named and len(found.pairs) == has.F
        if not alone and (has.F <= lacks.F or all_are_named):
            continue
        names = tuple(has.names[i] for i in alone)
        told = "going by their values, " if found.guessed else ""
        which = f": {told}{listing(names)} {'is' if len(names) == 1 else 'are'} {state}" if names else ""
        yield Finding(
            message=f"{new.tensor} has {count(new.F, 'feature')}, and the profile {old.F:,}{which}. What stands behind "
            "it is read as its neighbour.",
            remedy=remedy(names),
            evidence={"features": new.F, "features_of_profile": old.F, side: list(names[:20])},
            features=names,
            tensor=new.tensor,
        )
