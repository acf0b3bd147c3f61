"""`python -m tests.bench.generate DIR --models 3000`: a made-up catalog that has accepted ten lists.

    DIR/catalog, overrides, schemas   as a sync has them after its first run, with what people wrote since
    DIR/.state/checked                what that run remembers: every file was found valid
    DIR/payloads/<provider>.json      the lists that it accepted: a run over them changes nothing
    DIR/changed-1/, DIR/changed-10/   the same, with 1 % and 10 % of the largest provider's offers changed

What the files say is planned by the engine itself; only their YAML is spelled by a faster writer
than the one that takes care of people's bytes.
"""

import argparse
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from sync import sides
from sync.cli.providers import chosen
from sync.core import history
from sync.core.base import Base
from sync.core.facts import Record
from sync.core.history import Entry
from sync.core.mine import Mine
from sync.core.plan import Plan, plan
from sync.core.scope import EVERYTHING
from sync.core.values import Doc, get
from sync.files import jsonl, names, new_catalog, rules
from sync.files.checks import opened
from sync.files.schemas import Kind, Schemas
from sync.files.store import Catalog
from sync.sources import gather
from sync.sources.provider import Provider
from tests.bench.made_up import LARGEST, PROVIDERS, SEED, changed, market
from tests.bench.spelled import new_file
from tests.upstream import openrouter

HERE = Path(__file__).resolve().parents[2]
AS_OF, TODAY = date(2026, 8, 21), date(2026, 8, 22)
PERCENTS = (1, 10)

_PROVIDER = """\
# yaml-language-server: $schema=../../schemas/provider.schema.json
name: {name}
homepage: https://{id}.example
models_api:
  enabled: true
  update_frequency: daily
  key_required: false
  endpoints:
    - {{url: https://{id}.example/api/v1/models, format: OPENAI, transformer: openrouter}}
"""
_AUTHORITY = f"""\
# yaml-language-server: $schema=../../schemas/authority.schema.json
authority:
  - {{models: "*", provider: {LARGEST}, examples: [lab-0001/newcomer-00001]}}
"""
_ID_MAP = """\
# yaml-language-server: $schema=../../schemas/id-map.schema.json
ids:
  - match: '([^~/:][^/:]*/[^/:]+)(:[^/:]+)?'
    model: '\\1'
    examples: {lab-0001/newcomer-00001: lab-0001/newcomer-00001}
"""


def generate(root: Path, models: int, seed: int = SEED, percents: Sequence[int] = PERCENTS) -> None:
    """Make the catalog and its payloads in an empty folder."""
    _frame(root)
    (catalog, _, remember), listed = opened(root), market(models, seed)
    files: dict[str, Doc] = {}
    written: dict[str, bytes] = {}
    for provider in sorted(chosen(catalog, ()), key=lambda each: PROVIDERS.index(each.id)):
        body = openrouter.body(openrouter.models(listed[provider.id]))
        _write(root / "payloads" / f"{provider.id}.json", body)
        planned = _planned(catalog, provider, body, files)
        files |= planned.models
        written |= _provider_files(catalog.schemas, planned)
    for number, (model, doc) in enumerate(sorted(files.items())):
        written[names.model_name(model)] = _of_people(number, model, doc, catalog.schemas)
    for name, content in written.items():
        _write(root / name, content)
    remember(written)
    catalog, _, remember = opened(root)
    for name in catalog.bases():
        catalog.base(name)
    remember({})
    for percent in percents:
        records = changed(listed[LARGEST], models * percent // 100, seed)
        body = openrouter.body(openrouter.models(records))
        _write(root / f"changed-{percent}" / f"{LARGEST}.json", body)


def _frame(root: Path) -> None:
    """An empty catalog with the shipped schemas and rules, and with these providers."""
    new_catalog.create(HERE, root, owners="@OWNER")
    shutil.rmtree(root / "catalog/providers")
    for id_ in PROVIDERS:
        text = _PROVIDER.format(id=id_, name=id_.capitalize())
        _write(root / f"catalog/providers/{id_}.yaml", text.encode())
    _write(root / rules.AUTHORITY, _AUTHORITY.encode())
    _write(root / rules.ID_MAP, _ID_MAP.encode())


def _planned(catalog: Catalog, provider: Provider, body: bytes, models: Mapping[str, Doc]) -> Plan:
    bodies = [gather.Body(endpoint=endpoint, content=body) for endpoint in provider.endpoints]
    source = Base(
        source=" ".join(each.endpoint.url for each in bodies),
        rules=f"{gather.rules(provider)} {rules.version(catalog)}".strip(),
    )
    return plan(
        provider.id,
        gather.listing(bodies),
        Base(),
        Mine(offers={}, models=models),
        sides.rulebook(catalog, provider),
        source=source,
        today=AS_OF,
        scope=EVERYTHING,
    )


def _provider_files(schemas: Schemas, planned: Plan) -> dict[str, bytes]:
    provider = planned.run.provider
    name = f"catalog/offers/{provider}.yaml"
    entries = history.ordered(_accepted(planned.base.records))
    return {
        name: new_file(dict(planned.offers), schemas.layout("offers", name)).encode(),
        names.base_name(provider): jsonl.write(planned.base),
        names.history_name(provider): jsonl.spelled(map(history.to_doc, entries)),
    }


def _accepted(records: Mapping[str, Record]) -> Iterator[Entry]:
    """A price of every second offer was another one once."""
    for number, (id_, record) in enumerate(sorted(records.items())):
        price = get(record.offer, ("price", "input"))
        if number % 2 and isinstance(price, int | Decimal):
            seen = AS_OF - timedelta(days=20 + number % 150)
            yield Entry(
                id=id_, field="price.input", old=price * 2, new=price, seen=seen, after=seen, accepted=seen
            )


def _of_people(number: int, model: str, doc: Doc, schemas: Schemas) -> bytes:
    """A model's file; in every seventh people wrote, too."""
    kind: Kind = "model"
    layout = schemas.layout(kind, names.model_name(model))
    if number % 7:
        return new_file(doc, layout).encode()
    word = str(doc["name"]).partition(" ")[0]
    own: Doc = {
        "active": number % 2 == 0,
        "family": word.lower(),
        "summary": f"One of the {word} models; ours since {AS_OF:%Y}: good, slow and dear.",
        "tags": ["looked-at", word.lower()],
    }
    text = new_file(doc | own, layout)
    text = text.replace("\nlimits: ", "\n\n# Both are what its maker writes, seen in July.\nlimits: ")
    return text.replace(", from: api}\n", ", from: api}   # tried by hand\n", 1).encode()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def main(args: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.generate", description="Make a catalog up.")
    parser.add_argument("folder", type=Path, metavar="DIR", help="an empty folder, or one to be made")
    parser.add_argument("--models", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args(args)
    generate(asked.folder, asked.models, asked.seed)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
