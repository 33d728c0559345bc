"""Which figure a finding gets, by the beginning of its code: the longest that fits, and of its painters the first that
has what it needs."""

from collections.abc import Callable

from seqguard.core.figure import Figure
from seqguard.figures import maps, series, shares, splits, training
from seqguard.figures.scene import Scene

Painter = Callable[[Scene], Figure | None]
"""Draws a finding; None where it does not have what that takes."""

PAINTERS: dict[str, tuple[Painter, ...]] = {
    "SG0": (),
    "SG003": (),
    "SG1": (series.place,),
    "SG101": (maps.missing, series.place),
    "SG102": (maps.missing, series.place),
    "SG103": (maps.missing,),
    "SG104": (series.level,),
    "SG105": (series.level,),
    "SG106": (shares.histogram,),
    "SG107": (maps.constant,),
    "SG108": (series.samples,),
    "SG109": (series.beside,),
    "SG110": (series.spike, shares.histogram),
    "SG111": (series.spike, shares.histogram),
    "SG112": (series.level,),
    "SG113": (shares.histogram,),
    "SG2": (shares.histogram,),
    "SG201": (series.spike, shares.histogram),
    "SG202": (shares.sizes, shares.histogram),
    "SG203": (shares.sizes, shares.histogram),
    "SG206": (series.samples,),
    "SG208": (shares.sizes, shares.histogram),
    "SG3": (series.filled, series.place),
    "SG305": (series.held,),
    "SG306": (series.straight,),
    "SG308": (shares.against_train,),
    "SG4": (series.place,),
    "SG401": (series.stuck,),
    "SG402": (series.stuck,),
    "SG403": (series.samples,),
    "SG404": (maps.image, series.place),
    "SG405": (series.samples,),
    "SG408": (maps.image, series.place),
    "SG409": (series.repeated,),
    "SG414": (maps.padded,),
    "SG415": (maps.padded,),
    "SG416": (maps.padded,),
    "SG417": (maps.padded,),
    "SG418": (maps.padded,),
    "SG419": (maps.missing, maps.padded),
    "SG430": (),
    "SG431": (),
    "SG432": (maps.constant,),
    "SG44": (),
    "SG5": (shares.histogram,),
    "SG501": (series.level,),
    "SG502": (series.level,),
    "SG504": (series.spike, shares.histogram),
    "SG505": (series.place,),
    "SG506": (shares.classes,),
    "SG507": (shares.classes,),
    "SG508": (shares.classes,),
    "SG509": (),
    "SG510": (series.samples,),
    "SG511": (shares.classes,),
    "SG512": (shares.classes,),
    "SG513": (series.level,),
    "SG516": (shares.against_train,),
    "SG519": (),
    "SG6": (splits.on_one_axis,),
    "SG601": (maps.telling, shares.against_target),
    "SG602": (maps.telling, shares.against_target),
    "SG603": (splits.shared,),
    "SG604": (splits.shared,),
    "SG605": (shares.against_target,),
    "SG606": (shares.by_class,),
    "SG608": (series.level,),
    "SG609": (series.samples,),
    "SG613": (shares.against_train,),
    "SG614": (shares.against_train,),
    "SG615": (shares.against_train,),
    "SG616": (shares.against_train,),
    "SG617": (shares.against_target,),
    "SG619": (maps.telling,),
    "SG7": (),
    "SG705": (shares.classes,),
    "SG706": (shares.reach,),
    "SG708": (shares.reach,),
    "SG712": (shares.sizes,),
    "SG713": (training.probe,),
    "SG719": (training.probe,),
    "SG728": (training.probe,),
    "SG729": (training.probe,),
    "SG736": (shares.reach,),
    "SG754": (training.probe,),
    "SG8": (training.curves,),
    "SG807": (training.gradients,),
    "SG808": (training.gradients,),
}
"""A code that none of these begin belongs to a check from elsewhere: it gets the place that its finding names."""
ELSEWHERE: tuple[Painter, ...] = (series.place,)


def painters(code: str) -> tuple[Painter, ...]:
    """The painters of a code, the first choice first."""
    for length in range(len(code), 2, -1):
        if (found := PAINTERS.get(code[:length])) is not None:
            return found
    return ELSEWHERE
