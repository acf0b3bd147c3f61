"""Very large days through `publish`, and what the forge has then: whole, short enough, and known again."""

from collections.abc import Iterator
from itertools import cycle

import pytest

from sync.publish import marker
from tests.forge import Person, serve
from tests.forge.people import files_of
from tests.forge.state import Item
from tests.hostile import HOSTILE
from tests.scratch import scratch
from tests.unit.openrouter_records import Json, record
from tests.unit.pages import attention_of, check_html
from tests.unit.publishing_days import Days

MODELS = 260
FORGE = 65_536
"""Characters that the forge takes of a body."""
LINK = "[the provider's own page](https://openrouter.ai/models)"
"""The only one that a body has, for nothing of a feed makes one."""
LONGEST = 200
"""Characters of a name; a record with a longer one is quarantined."""
ACCEPTED = ("--accept", "openrouter:price-shift", "--accept", "openrouter:limit-shift")
"""So many prices at once are refused, but where a person says that it is right."""


USUAL: Json = {"prompt": "0.000003", "completion": "0.000015"}
DEARER: Json = {"prompt": "0.000004", "completion": "0.00002"}
FAR: Json = {"prompt": "0.00009", "completion": "0.000015"}
LARGER: Json = {"context_length": 200_000, "max_completion_tokens": 64_000, "is_moderated": False}


def listed(dearer: int = 0, longer: bool = False, names: bool = False) -> list[Json]:
    """Models: the first ones at two other prices, all with larger limits, or all with hostile names."""
    hostile = cycle(HOSTILE.values())
    more = {"context_length": 200_000, "top_provider": LARGER} if longer else {}
    return [
        record(
            f"acme/model-{number:03}",
            name=(f"{next(hostile)} " * LONGEST)[:LONGEST] if names else f"Acme: {number}",
            pricing=DEARER if number < dearer else USUAL,
            **more,
        )
        for number in range(MODELS)
    ]


def news(dearer: int, longer: bool = False, names: bool = False) -> list[Json]:
    """The same with a price that is held, so that something needs attention."""
    return [*listed(dearer, longer, names)[:-1], listed()[-1] | {"pricing": FAR}]


@pytest.fixture(scope="module")
def lane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    """A forge whose main has all these models."""
    folder = tmp_path_factory.mktemp("large")
    catalog = scratch(folder / "made", listed())
    files = {name: raw for name, raw in files_of(catalog.root).items() if not name.startswith(".state/")}
    with serve(folder / "forge") as forge:
        Person(forge, "maintainer").change("main", files, "A catalog")
        yield Days(forge, folder)


def published(lane: Days, records: list[Json]) -> tuple[Item, str]:
    """The pull request after a sync that the next one has nothing to add to, and the run's own page."""
    made = lane.run(records, *ACCEPTED)
    assert lane.publish(made).failed is None
    assert lane.writes(lambda: lane.publish(made)) == []
    [pull] = lane.forge.pulls("open")
    return pull, (made / "report.md").read_text("utf-8")


def check(pull: Item, page: str) -> str:
    """What holds of every body, which it gives back."""
    text = pull.body or ""
    assert len(text.encode("utf-16-le")) // 2 <= FORGE
    assert attention_of(text) == attention_of(page)
    assert text.count(LINK) == 1
    assert "<h2>How to</h2>" in check_html(text.replace(LINK, ""))
    assert len(pull.title) <= 120
    known = marker.read(text)
    assert known is not None and pull.pull is not None and known.head == pull.pull.head_sha
    return text


def test_four_hundred_changes_stand_whole_in_one_body(lane: Days) -> None:
    pull, page = published(lane, news(200))

    text = check(pull, page)

    assert pull.title.startswith("sync(openrouter): 400 prices up")
    known = marker.read(text)
    assert known is not None and len(known.items) == 401


def test_more_than_a_thousand_items_are_remembered_as_one(lane: Days) -> None:
    pull, page = published(lane, news(MODELS, longer=True))

    known = marker.read(check(pull, page))

    assert known is not None and marker.is_one(known.items)


def test_hostile_names_as_long_as_they_get_end_no_table_fold_or_block(lane: Days) -> None:
    pull, page = published(lane, news(MODELS, names=True))

    text = check(pull, page)

    assert text.count("<!-- catalog-sync:end -->") == text.count("<!-- catalog-sync:begin -->") == 1
