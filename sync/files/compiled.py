"""Writes the compiled catalog: the files that applications read.

catalog.jsonl       a record a line, `id<TAB>json`, sorted by the id's bytes
current.json        the models that are visible now
curated.json        the shortlist among them
deprecations.json   what is on its way out, and where old ids lead
manifest.json       schema_version, dates by provider, size and SHA-256 of each file
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from sync.core.book import Book
from sync.core.compile import SCHEMA_VERSION, records
from sync.core.compile_offer import EXCLUDED, VISIBLE
from sync.core.values import Doc, Value
from sync.files.state import replace_file


def write(book: Book, out: Path) -> dict[str, int]:
    """Compile a book into the folder `out`; how many records each file holds."""
    compiled = records(book)
    visible = [doc for doc in compiled.values() if doc.get("visible") is True]
    curated = [doc for doc in visible if doc.get("curated") is True]
    leaving: Doc = {
        id_: {key: doc.get(key) for key in ("state", "ends", "replaced_by")}
        for id_, doc in compiled.items()
        if _leaves(doc)
    }
    contents = {
        "catalog.jsonl": "".join(
            f"{id_}\t{_line(compiled[id_])}\n" for id_ in sorted(compiled, key=str.encode)
        ),
        "current.json": _page(list(visible)),
        "curated.json": _page(list(curated)),
        "deprecations.json": _page({"redirects": {**book.redirects}, "leaving": leaving}),
    }
    for name, text in contents.items():
        replace_file(out / name, text.encode("utf-8"))
    replace_file(out / "manifest.json", _page(_manifest(book, contents)).encode("utf-8"))
    return {"catalog.jsonl": len(compiled), "current.json": len(visible), "curated.json": len(curated)}


def _manifest(book: Book, contents: Mapping[str, str]) -> Value:
    files: Doc = {
        name: {"bytes": len(text.encode("utf-8")), "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest()}
        for name, text in contents.items()
    }
    as_of: Doc = {
        provider: base.as_of.isoformat() if base.as_of else None
        for provider, base in sorted(book.bases.items())
    }
    return {"schema_version": SCHEMA_VERSION, "as_of": as_of, "files": files}


def _leaves(doc: Doc) -> bool:
    """Whether a record is that of a model on its way out; one that is kept out here leaves nowhere."""
    if "alias_of" in doc or doc.get("reason") == EXCLUDED:
        return False
    told = (doc.get("ends"), doc.get("replaced_by"))
    return doc["state"] not in VISIBLE or any(value is not None for value in told)


def _line(doc: Doc) -> str:
    return json.dumps(doc, ensure_ascii=False, separators=(",", ":"))


def _page(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
