"""What a provider typed changes no page and acts on no log."""

from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import pytest

from sync.core.outcome import Run
from sync.report.markdown import markdown
from tests.hostile import HOSTILE
from tests.unit.pages import TODAY, check_html, hostile_run, problem


@cache
def shape(word: str, *, alone: bool) -> str:
    """The tags of a page with this word wherever a provider can have one."""
    others = [] if alone else [Run(provider=word, status="refused", reason=word, rule=word, fix=word)]
    trouble = replace(problem(), file=word, path=word, message=word, rule=word, fix=word)
    tags = Shape()
    tags.feed(check_html(markdown([hostile_run(word), *others], [trouble], TODAY, limit=10_000_000)))
    return " ".join(tags.order)


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_name_changes_no_page(name: str) -> None:
    for alone in (True, False):
        assert shape(name or "A.A", alone=alone) == shape("A.A", alone=alone)


class Shape(HTMLParser):
    """The tags of a page without `code`, which a short word may go without."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "code":
            self.order.append(tag)
