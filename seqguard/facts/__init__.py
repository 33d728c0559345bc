"""What several checks read out of the statistics, one fact a file, by theme; importing this registers them all."""

import pkgutil
from importlib import import_module

OUTSIDE = f"{__name__}.model"
"""Facts about a model are handed over, not computed: loading their 15 classes was a tenth of a small inspection."""

for _room in pkgutil.iter_modules(__path__, f"{__name__}."):
    if _room.ispkg and _room.name != OUTSIDE:
        for _module in pkgutil.iter_modules(import_module(_room.name).__path__, f"{_room.name}."):
            import_module(_module.name)
