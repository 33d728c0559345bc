"""Every form of the table, in its order."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import forms
import forms_held
import forms_of_files

FORMS = [*forms.FORMS, *forms_held.FORMS, *forms_of_files.FORMS]
