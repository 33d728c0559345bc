"""`seqguard check --watch`: inspect again whenever one of the files that were read changes, until interrupted."""

import os
import sys
import time
from collections.abc import Callable, Iterable

from seqguard.cli.main import emit, say
from seqguard.cli.usage import Usage

EVERY = 0.5
"""Seconds between two looks: a save is answered before the hand has left the key, and a look costs one stat a file."""

Stamp = tuple[str, int, int]


def watch(check: Callable[[], int], inputs: Callable[[], Iterable[str]]) -> int:
    """Run `check` now and after every change of its inputs; Ctrl-C ends it with the last exit status."""
    status = 2
    try:
        while True:
            before: frozenset[Stamp] = frozenset()
            try:
                before = stamps(inputs())
                if sys.stdout.isatty():
                    emit("\033[2J\033[H")
                status = check()
            except (Usage, OSError) as error:  # a configuration that is being written: the next save may mend it
                say(str(error))
            say(f"watching {len(before)} files; Ctrl-C ends it")
            before = _changed(before, inputs)
    except KeyboardInterrupt:
        return status


def _changed(before: frozenset[Stamp], inputs: Callable[[], Iterable[str]]) -> frozenset[Stamp]:
    """Wait for another set of stamps."""
    while True:
        time.sleep(EVERY)
        try:
            now = stamps(inputs())
        except (Usage, OSError):
            now = frozenset()
        if now != before:
            return now


def stamps(paths: Iterable[str]) -> frozenset[Stamp]:
    """Time and size of every file, the files of a folder included; what is not there has none."""
    found = set()
    for path in paths:
        inner = [os.path.join(path, name) for name in os.listdir(path)] if os.path.isdir(path) else []
        for file in (path, *inner):
            try:
                told = os.stat(file)
            except OSError:
                continue
            found.add((file, told.st_mtime_ns, told.st_size))
    return frozenset(found)
