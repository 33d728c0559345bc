"""`python -m seqguard`, the same as the command `seqguard`."""

from seqguard._cli import main

raise SystemExit(main())
