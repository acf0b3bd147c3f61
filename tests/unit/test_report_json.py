import json
from dataclasses import asdict, replace
from decimal import Decimal

import pytest

from sync.core.outcome import Attention, Run, Waiting
from sync.core.values import Value
from sync.report.jsonable import report_json, value
from tests.unit.pages import TODAY, ordinary, problem

PROMISED = [
    "provider", "status", "reason", "rule", "as_of", "fetched", "unchanged", "added", "updated", "missing",
    "returned", "quarantined", "changes", "held", "standing", "settling", "ended", "kept",
    "conflicts", "adopt", "lifecycle", "aliases", "new_fields", "free", "paid",
]  # fmt: skip


def test_a_run_as_json() -> None:
    waiting = (Waiting(id="glm-5.3", model="z-ai/glm-5.3"),)
    run = replace(ordinary(), changes=ordinary().changes[:1], waiting=waiting)

    assert report_json([run], [problem()], TODAY) == {
        "today": "2026-08-22",
        "runs": [
            {
                "provider": "openrouter",
                "status": "ok",
                "reason": None,
                "rule": None,
                "as_of": "2026-08-20",
                "fetched": 421,
                "unchanged": 400,
                "added": ["z-ai/glm-5.2:free", "~z-ai/latest"],
                "updated": ["a/one", "b/two"],
                "missing": ["c/gone"],
                "returned": [],
                "quarantined": [
                    {"id": "d/bad", "why": "price.input: -1 is negative"},
                    {"id": "d/worse", "why": "price.input: -2 is negative"},
                ],
                "changes": [
                    {
                        "id": "a/one",
                        "field": "price.input",
                        "old": "0.5",
                        "new": "0.6",
                        "place": "offer",
                        "model": "a/one",
                    }
                ],
                "held": [],
                "standing": 0,
                "settling": [],
                "ended": [],
                "kept": [
                    {
                        "id": "e/kept",
                        "field": "price.input",
                        "mine": None,
                        "upstream": "3",
                        "place": "offer",
                        "model": "e/kept",
                        "by": {"who": "Bob", "when": None, "commit": None},
                    }
                ],
                "conflicts": [
                    {
                        "id": "a/one",
                        "field": "price.cache_read",
                        "mine": "0.3",
                        "was": "0.2",
                        "upstream": "0.25",
                        "place": "offer",
                        "model": "a/one",
                        "by": {
                            "who": "Anna",
                            "when": "2026-07-02",
                            "commit": "0123456789abcdef0123456789abcdef01234567",
                        },
                        "risky": None,
                    }
                ],
                "adopt": [],
                "lifecycle": [{"id": "c/gone", "from": "listed", "to": "stale", "since": "2026-08-20"}],
                "aliases": [{"id": "~a/latest", "old": "a/one", "new": "a/two"}],
                "new_fields": ["is_hot"],
                "free": 21,
                "paid": 395,
                "attention": [{"id": "m/Music", "field": "id", "value": "m/music", "why": "case-collision"}],
                "withdrawn": [],
                "included": [],
                "waiting": [{"id": "glm-5.3", "model": "z-ai/glm-5.3"}],
                "base_moved": [],
                "rederived": False,
                "excluded": [],
                "milliseconds": 0,
                "pruned": [],
                "source": "https://openrouter.ai/api/v1/models",
                "sources": [],
                "pricing_url": None,
                "fix": None,
                "not_listed": [],
                "new": [
                    {
                        "id": "z-ai/glm-5.2:free",
                        "model": "z-ai/glm-5.2",
                        "alias_of": None,
                        "offer": {"price": {"input": "0", "output": "0"}, "limits": {"context": 131072}},
                        "facts": {
                            "limits": {"context": 1048576},
                            "modalities": {"input": ["text", "image"], "output": ["text"]},
                        },
                    },
                    {
                        "id": "~z-ai/latest",
                        "model": None,
                        "alias_of": "z-ai/glm-5.2",
                        "offer": {},
                        "facts": {},
                    },
                ],
            }
        ],
        "problems": [asdict(problem())],
    }


def test_promised_keys_come_first_in_the_promised_order() -> None:
    report = report_json([ordinary()], [problem()], TODAY)

    runs, problems = report["runs"], report["problems"]
    assert isinstance(runs, list) and isinstance(runs[0], dict)
    assert list(runs[0])[: len(PROMISED)] == PROMISED
    assert isinstance(problems, list) and isinstance(problems[0], dict)
    assert list(problems[0]) == ["file", "line", "path", "message", "rule", "level", "fix"]


@pytest.mark.parametrize(
    ("field", "of", "expected"),
    [
        ("price.input", 3, "3"),
        ("price.input", Decimal("1E-9"), "0.000000001"),
        ("price.dynamic", True, True),
        ("price", {"input": 3, "output": Decimal("0.5")}, {"input": "3", "output": "0.5"}),
        (
            "tiers",
            [{"over": 200000, "mode": "cliff", "input": 6}],
            [{"over": 200000, "mode": "cliff", "input": "6"}],
        ),
        ("windows", [{"utc": "16:00-01:00", "days": ["mon"]}], [{"utc": "16:00-01:00", "days": ["mon"]}]),
        ("limits.context", 1048576, 1048576),
        ("limits.context", Decimal("1E+6"), 1000000),
        ("defaults.temperature", Decimal("0.7"), "0.7"),
        ("capabilities.tools", {"value": True, "from": "api"}, {"value": True, "from": "api"}),
        ("name", None, None),
        ("offer", {"input": Decimal("2.5"), "output": 8}, {"input": "2.5", "output": "8"}),
    ],
)
def test_prices_are_decimal_strings_and_limits_integers(field: str, of: Value, expected: object) -> None:
    shown = value(field, of)

    assert shown == expected
    assert type(shown) is type(expected)


def test_any_report_is_serialisable() -> None:
    odd = Attention(id="a\ud800", field="x", value=[Decimal("NaN"), {"y": Decimal("0.5")}], why="@x")
    run = Run(provider="x", status="failed", reason="no\x00thing", attention=(odd,))

    assert json.loads(json.dumps(report_json([run], [], TODAY)))["runs"][0]["reason"] == "no\x00thing"
