"""Where rounding ends: the precision in which networks compute."""

import numpy as np

EPS = float(np.finfo(np.float32).eps)
