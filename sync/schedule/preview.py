"""What merging a pull request would change for applications, as one comment in it that is kept up to date.

    effective.json ──read──> changes ──the renderer of `diff --markdown`──> page ──> posted, edited or let be

The page says what the pull request's own run worked out, but what that calls the two sides: they are main
and the pull request. None of its files is here, and nothing of it is run; a comment of a person that begins
as ours does is the person's.
"""

from dataclasses import dataclass
from pathlib import Path

from sync.files import artifact
from sync.publish.forge.github import GitHub
from sync.publish.forge.shapes import Posted
from sync.publish.text.body import compared
from sync.publish.text.notes import ours
from sync.publish.world import MAIN
from sync.report import consumers_json
from sync.report.consumers import WORKING_TREE, markdown, see
from sync.report.tables import size

STICKY = "<!-- catalog-sync:effective -->"
"""The first line of the comment."""

LIMIT = 60_000
"""UTF-8 bytes; a forge takes 65,536 characters."""

_CHANGES = (
    "**What applications would see** once this is merged, as the checks of this pull request worked it out. "
    "They ran its own code: where it changes that too, look at the code first."
)
_NEW = "this pull request"
_NOTHING = "**Nothing changes for applications any more** once this is merged."


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A comment's text, and whether there is anything to say for who hasn't been told before."""

    text: str
    has_changes: bool


def page(file: Path, schema: Path) -> Page:
    """The comment: what `diff --markdown` says of the changes in a file, below a line of ours.

    Raises SyncError for a file that isn't what `diff --json` prints, as its schema describes it.
    """
    doc = artifact.read(file, schema)
    try:
        compared = consumers_json.read(doc)
    except ValueError as error:
        raise artifact.refused(file, f"it is not what diff --json prints: {error}") from None
    lead = _CHANGES if compared.changes else _NOTHING
    head = f"{STICKY}\n{lead}\n\n"
    shown = see(MAIN, WORKING_TREE)
    rest = markdown(compared.changes, MAIN, _NEW, limit=LIMIT - size(head), command=shown)
    return Page(text=head + rest, has_changes=bool(compared.changes))


def post(github: GitHub, number: int, said: Page) -> str:
    """Have the comment in a pull request say it; what was done for that, in a few words."""
    present = _present(github, number)
    if present is None:
        if not said.has_changes:
            return f"#{number}: nothing changes for applications, so there is nothing to say"
        github.add_comment(number, said.text)
        return f"commented on #{number}"
    if compared(present.body) == compared(said.text):
        return f"#{number}: the comment says so already"
    github.edit_comment(present.id, said.text)
    return f"edited the comment on #{number}"


def _present(github: GitHub, number: int) -> Posted | None:
    """The comment, where it stands already."""
    alike = [each for each in github.comments(number) if each.body.partition("\n")[0].rstrip() == STICKY]
    return ours(alike, github.login())
