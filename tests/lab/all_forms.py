"""The forms in which people hold sequences, one line each: how each is made, and what must come of it.

A form gives the findings of the array (slug, severity, place), or it is refused by a sentence that names a way on, and
that way is gone here. `needs` are the modules without which it cannot be tried: those of the test environment, of the
extra `test-containers`, or of a requirements file beside this one.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import forms_arrays
import forms_frames
import forms_held
import forms_of_files
import forms_protocols
import forms_refused
import forms_series
import forms_stores
import forms_streams

FORMS = [
    *forms_arrays.FORMS,
    *forms_frames.FORMS,
    *forms_stores.FORMS,
    *forms_streams.FORMS,
    *forms_protocols.FORMS,
    *forms_series.FORMS,
    *forms_held.FORMS,
    *forms_refused.FORMS,
    *forms_of_files.FORMS,
]
