"""What waits on main already, and so is no news of a change set that tells of it again.

    report's held, settling ──not on main as they are──> what the change set writes of them

A report names all that waits, however long. Only what main hasn't is proposed: else a change set
that writes nothing else would propose again what was merged weeks ago.
"""

from collections.abc import Mapping
from typing import Any

from sync.core.ledger import Ledger, Line, from_doc, ledger
from sync.core.values import same
from sync.errors import CatalogError
from sync.files import jsonl
from sync.files.changeset import ChangeSet
from sync.files.names import held_name
from sync.publish.look import Eyes
from sync.publish.text.retold import line_of

_WAITS = ("held", "settling")


def without_known(eyes: Eyes, changes: ChangeSet, run: Mapping[str, Any]) -> Mapping[str, Any]:
    """The run of `report.json` without what waited before it, on the commit that it was planned on."""
    if not changes.files or changes.base is None or not any(run.get(kind) for kind in _WAITS):
        return run
    if not eyes.repository.has(changes.base):
        eyes.repository.fetch()
    waits = _waits(eyes, changes.base, held_name(changes.provider))
    return {**run, **{kind: [each for each in run[kind] if not _known(each, waits)] for kind in _WAITS}}


def _waits(eyes: Eyes, commit: str, name: str) -> Ledger:
    """What waits there; of a file that can't be read nothing."""
    try:
        return ledger(jsonl.lines(eyes.repository.content(commit, name) or b"", name, from_doc))
    except CatalogError:
        return {}


def _known(told: Mapping[str, Any], waits: Ledger) -> bool:
    line: Line = line_of(told)
    known = waits.get((line.id, line.field))
    return known is not None and known.held == line.held and same(known.new, line.new)
