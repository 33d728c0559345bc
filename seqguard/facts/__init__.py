"""What several checks read out of the statistics, one fact a file, by theme; importing this registers them all."""

import pkgutil
from importlib import import_module

for _module in pkgutil.walk_packages(__path__, f"{__name__}."):
    import_module(_module.name)
