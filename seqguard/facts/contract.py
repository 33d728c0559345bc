"""What a contract says of the data; apart from `seqguard.contract`, so that nothing else needs to import Pandera."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seqguard.core.finding import Finding, Skipped
from seqguard.core.owners import outside
from seqguard.core.places import Readable

if TYPE_CHECKING:
    pass


@outside("contract", needs="needs a contract: schema=")
@dataclass(frozen=True)
class Verdict(Readable):
    """What breaks the contract, with the split and tensor of each finding, and what of it could not be judged."""

    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
