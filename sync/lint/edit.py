"""What a rule's `fix` hands out: the new text of a file, and what it must read back as."""

from dataclasses import dataclass

from sync.core.values import Doc, Path, same
from sync.files.read import read
from sync.files.store import File
from sync.lint.subject import line


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One thing mended: where it stood before, and what was done."""

    file: str
    line: int
    path: str
    what: str
    rule: str

    def __str__(self) -> str:
        path = f" {self.path}" if self.path else ""
        return f"{self.file}:{self.line}{path}: {self.what} [{self.rule}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One rule's change of one file. `meant` is what `text` must hold, no more and no less."""

    file: File
    text: str
    meant: Doc
    done: tuple[Done, ...]

    def proven(self) -> File | None:
        """The file after the edit; None where its text does not read back as what was meant."""
        found = read(self.text, self.file.name)
        if found.problems or not same(found.mapping(), self.meant):
            return None
        return File(self.file.name, self.text.encode("utf-8"), found.mapping())


def done(file: File, path: Path, what: str, *, rule: str) -> Done:
    """Something mended at the line that `path` leads to."""
    return Done(file=file.name, line=line(file, path), path=".".join(path), what=what, rule=rule)
