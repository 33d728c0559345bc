"""`python -m seqguard`, the same as the command `seqguard`."""

from seqguard.cli.main import main

raise SystemExit(main())
