"""The changes of findings in the names of the call: `X`, `y`, of validation `X_val`, `y_val`, of a split test `X_test`.

Where the call has no such names (several inputs or targets, a table, samples with groups or times, which a change of
the samples would have to follow), there is no code, and the remedy says in words what to do.
"""

import re
from collections.abc import Iterator, Mapping

from seqguard.core.fixes import KEEP
from seqguard.engine.resolve import TRAIN
from seqguard.sources.base import SplitData

NAME = re.compile(r"\b(X|y)(_each|_train)?\b")


def in_call(code: str, split: str, splits: Mapping[str, SplitData]) -> str:
    """A change as it can be run; "" where the names of the call do not allow it."""
    if not code or split not in splits or not all(_plain(data) for data in splits.values()):
        return ""
    own = splits[split]
    if KEEP in code and any(extra is not None for extra in (own.groups, own.timestamps, own.sample_weight)):
        return ""
    tensors = [g for s in splits.values() for g in (*s.inputs, *s.targets)]
    if any(s.part is not None for s in splits.values()) or any(g.nested or g.layout != "NTF" for g in tensors):
        return ""  # it is written for arrays (samples, timesteps, features)
    suffixes = {name: _suffix(name) for name in splits}
    if any(suffix is None for suffix in suffixes.values()):
        return ""
    roles = {name: {"X"} | ({"y"} if data.targets else set()) for name, data in splits.items()}
    return "\n".join(_lines(code, split, {n: s or "" for n, s in suffixes.items()}, roles))


def _lines(code: str, split: str, suffixes: Mapping[str, str], tensors: Mapping[str, set[str]]) -> Iterator[str]:
    block: list[str] = []
    for line in [*code.split("\n"), ""]:
        if "_each" in line:
            block.append(line)
            continue
        for name in suffixes if block else ():
            if all(role in tensors[name] for text in block for role in _roles(text)):
                yield from (_named(text, name, suffixes) for text in block)
        block = []
        if line == KEEP:
            kept = sorted(tensors[split])
            left, right = ", ".join(kept), ", ".join(f"{tensor}[keep]" for tensor in kept)
            line = f"{left} = {right}"
        if line:
            yield _named(line, split, suffixes)


def _roles(line: str) -> set[str]:
    return {match.group(1) for match in NAME.finditer(line) if match.group(2) == "_each"}


def _named(line: str, split: str, suffixes: Mapping[str, str]) -> str:
    def name(match: re.Match[str]) -> str:
        role, place = match.groups()
        return role + (suffixes[TRAIN] if place == "_train" else suffixes[split])

    return NAME.sub(name, line)


def _suffix(split: str) -> str | None:
    if split == TRAIN:
        return ""
    if split == "validation":
        return "_val"
    return f"_{split}" if split.isidentifier() else None


def _plain(data: SplitData) -> bool:
    named = [t.name for t in data.inputs], [t.name for t in data.targets]
    return data.table is None and named in ((["X"], []), (["X"], ["y"]))
