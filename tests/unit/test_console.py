"""The lines that a run prints, and that no name acts on them."""

from dataclasses import replace

import pytest

from sync.core.outcome import Run
from sync.report import console
from tests.hostile import HOSTILE
from tests.unit.pages import TODAY, hostile_run, ordinary, problem


def test_the_log_of_an_ordinary_day() -> None:
    run = replace(
        ordinary(), added=ordinary().added[:1], changes=ordinary().changes[:1], missing=(), lifecycle=()
    )
    run = replace(run, attention=(), new_fields=(), aliases=())
    down = Run(provider="xai", status="failed", reason="timed out\x1b[31m", fix="try again")

    assert (
        console.text([run, down], [problem()], TODAY)
        == r"""openrouter  ok        2 days  1 new · 1 price up · 1 conflict · 1 kept · 2 quarantined
  [NEW] [FREE]    z-ai/glm-5.2:free
  [UPD] [PAID]    a/one
  [UPD] [UNKNOWN] b/two
  ! 1 conflict: upstream moved where a hand edit stands; the edit stays
    a/one price.cache_read: mine $0.3, upstream $0.2 → $0.25
  ! 2 records quarantined: not used; what was last accepted stays
    2 × price.input: -… is negative: d/bad, d/worse
xai         failed     never  failed, nothing was written
  ! failed: timed out\u001B[31m
    fix: try again
! 1 error in files
  1 × 1_000 is not a number [scalar]: catalog/offers/openrouter.yaml:1 a/one.price.input (fix: write 1000)
inserted 1 · updated 2 · unchanged 400 · free 21 · paid 395 · errors 4
"""
    )


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_name_acts_on_no_log(name: str) -> None:
    log = console.text([hostile_run(name)], [], TODAY)

    assert len(log.splitlines()) == len(console.text([hostile_run("A.A")], [], TODAY).splitlines())
    assert all(c.isprintable() for c in log.replace("\n", ""))
    assert not [line for line in log.splitlines() if line.strip().startswith("::") or "##[" in line]
