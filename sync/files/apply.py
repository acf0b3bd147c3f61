"""Turns a plan into the bytes of its files, proven to say exactly what was planned.

Every change of a YAML file is made in its text and read back; every changed entry passes
its schema. What can't be proven is not written, and nothing of that provider's run is.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from sync.core import history, ledger
from sync.core.plan import Plan
from sync.core.values import Doc, Value
from sync.errors import SyncError
from sync.files import jsonl
from sync.files.journal import Write
from sync.files.names import base_name, held_name, history_name, model_name, offers_name
from sync.files.schemas import Kind, Schemas
from sync.files.store import Catalog, File
from sync.ids import model_file


def writes(catalog: Catalog, plan: Plan) -> list[Write]:
    """The files that change, in their order: models, offers, base, ledger, history."""
    provider = plan.run.provider
    result = [write for model, doc in sorted(plan.models.items()) for write in _model(catalog, model, doc)]
    name = offers_name(provider)
    result += keyed(catalog, name, "offers", catalog.offers(provider), plan.offers)
    if plan.base_changed:
        old = catalog.base_bytes(provider)
        known = jsonl.known_lines(old, catalog.base(provider)) if old else {}
        result.append(Write(base_name(provider), old, jsonl.write(plan.base, known)))
    result += _machine(catalog, held_name(provider), map(ledger.to_doc, plan.ledger.values()))
    if plan.history:
        entries = history.ordered([*catalog.history(provider), *plan.history])
        result += _machine(catalog, history_name(provider), map(history.to_doc, entries))
    return result


def _machine(catalog: Catalog, name: str, docs: Iterable[Doc]) -> Iterator[Write]:
    """A file of lines that only the sync writes; none is made for nothing."""
    old, new = catalog.bytes_of(name), jsonl.spelled(docs)
    if new != (old or b""):
        yield Write(name, old, new)


def _model(catalog: Catalog, model: str, doc: Doc) -> Iterator[Write]:
    file = catalog.models.get(model)
    if file is None and model_file(model) != f"{model}.yaml":
        doc = {"id": model, **doc}  # the file's name can't spell the id, so that people see it inside
    name = file.name if file else model_name(model)
    yield from _write(catalog, name, "model", file, doc)
    _validate(catalog.schemas, "model", name, {model: doc}, whole=True)


def keyed(
    catalog: Catalog, name: str, kind: Kind, file: File | None, docs: Mapping[str, Value]
) -> Iterator[Write]:
    """The write of a file with an entry for each key, where it shall say something else."""
    before = file.doc if file else {}
    changed = {key: value for key, value in docs.items() if key not in before or before[key] is not value}
    if not changed and before.keys() == docs.keys():
        return
    _validate(catalog.schemas, kind, name, changed, whole=False)
    yield from _write(catalog, name, kind, file, dict(docs), keyed=True)


def _write(
    catalog: Catalog, name: str, kind: Kind, file: File | None, doc: Doc, *, keyed: bool = False
) -> Iterator[Write]:
    from sync.files import edit  # a run without a change needs none of it

    layout = catalog.schemas.layout(kind, name)
    try:
        if file is not None and keyed:
            new = edit.proven_entries(file.text, file.doc, doc, layout)
        else:
            new = edit.proven(edit.new_file(doc, layout) if file is None else file.text, doc, layout)
    except edit.EditError as error:
        raise SyncError(
            f"the planned change can't be made byte by byte: {error}",
            where=name,
            fix="write the lines concerned in a plainer way (no anchors, one key a line), then run again",
        ) from None
    if file is None or new.text != file.text:
        yield Write(name, file.raw if file else None, new.text.encode("utf-8"), new.doc)


def _validate(schemas: Schemas, kind: Kind, name: str, entries: Mapping[str, Value], *, whole: bool) -> None:
    """What is about to be written must be valid; the fault would be the source's or ours."""
    validator = schemas.validator(kind, entry=not whole)
    for key, entry in entries.items():
        error = next(iter(validator.iter_errors(cast(Any, entry))), None)
        if error is not None:
            path = ".".join(str(part) for part in error.absolute_path)
            raise SyncError(
                f"the planned value of {key} {path} is not valid: {error.message[:200]}",
                where=name,
                fix="mend the hand edit of this entry, or report the adapter's fault; nothing was written",
            )
