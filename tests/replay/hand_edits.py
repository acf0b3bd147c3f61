"""What people did to the catalog after the first recorded day, as changes of its text.

Each edit says what it covers (upstream's news of that go nowhere) and what must stand in the
file for ever after. The offers and models were chosen because upstream moves them often.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

OFFERS = "catalog/offers/openrouter.yaml"
MODELS = "catalog/models"

Fieldpath = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One edit of one file: `old` text → `new` text; `old` "" means all of it.

    id      the offer's or model's id; an offer's fields come after it in `stands` and `covers`
    covers  the field that is a person's from now on; () covers nothing upstream writes
    stands  the field's value ever after; None for one that was taken out
    spelt   texts that the file, or the offer's entry, holds ever after
    """

    file: str
    id: str
    old: str
    new: str
    covers: Fieldpath | None = None
    stands: Any = None
    spelt: Sequence[str] = ()


def _offer(id: str, old: str, new: str, **more: Any) -> Edit:
    return Edit(file=OFFERS, id=id, old=old, new=new, **more)


def _model(id: str, old: str, new: str, **more: Any) -> Edit:
    return Edit(file=f"{MODELS}/{id}.yaml", id=id, old=old, new=new, **more)


_GLM_47 = "z-ai/glm-4.7:\n  model: z-ai/glm-4.7\n"
_UNKNOWN = '  x_contract: {id: A-17, signed: "2026-02-01"}\n  reviewer: maria\n'
_CODER = "qwen/qwen3-coder-next:\n  model: qwen/qwen3-coder-next\n"
_WATCHED = "   # watched: it moves every week"
_GEMMA = "\n# --- open weights of Google ---\n\n"
_SMALL = 'notes: |\n  Two lines,  \n\n  kept as they are.\ntags:\n- cheap\n- "eu"   # hosted there\n'

EDITS: Mapping[str, Edit] = {
    "a price": _offer(
        "deepseek/deepseek-v3.2",
        "  price: {input: 0.25, output: 0.4}\n",
        "  price: {input: 0.111, output: 0.4}   # our contract\n",
        covers=("price", "input"),
        stands=Decimal("0.111"),
        spelt=["{input: 0.111,", "}   # our contract\n"],
    ),
    "a comment beside a price that moves": _offer(
        "minimax/minimax-m2.5",
        "  price: {input: 0.295, output: 1.2, cache_read: 0.03}\n",
        f"  price: {{ input: 0.295,output: 1.2,   cache_read: 0.03 }}{_WATCHED}\n",
        spelt=["  price: { input: ", ",output: ", " }" + _WATCHED],
    ),
    "unknown keys": _offer(
        "z-ai/glm-5",
        "z-ai/glm-5:\n  model: z-ai/glm-5\n",
        f"z-ai/glm-5:\n{_UNKNOWN}  model: z-ai/glm-5\n",
        covers=("reviewer",),
        stands="maria",
        spelt=["\n" + _UNKNOWN],
    ),
    "a block-style price, output first": _offer(
        "z-ai/glm-4.7",
        _GLM_47 + "  price: {input: 0.3, output: 1.4, cache_read: 0.15}\n",
        _GLM_47
        + "  price:\n    # output first\n    output: 1.4   # out\n\n    input: 0.3\n    cache_read: 0.15\n",
        spelt=["  price:\n    # output first\n    output: ", "   # out\n", "\n\n    input: "],
    ),
    "a section of its own": _offer(
        "google/gemma-3-27b-it",
        "google/gemma-3-27b-it:\n",
        _GEMMA + "google/gemma-3-27b-it:\n",
        spelt=["google/gemma-3-27b-it:\n"],
    ),
    "a deleted price": _offer(
        "deepseek/deepseek-chat-v3-0324",
        "  price: {input: 0.19, output: 0.87, cache_read: 0.095}\n",
        "  price: {input: 0.19, output: 0.87}\n",
        covers=("price", "cache_read"),
    ),
    "a quoted key": _offer(
        "moonshotai/kimi-k2",
        "\nmoonshotai/kimi-k2:\n",
        "\n'moonshotai/kimi-k2':\n",
        spelt=["'moonshotai/kimi-k2':\n"],
    ),
    "a confirmed zero": _offer(
        "openrouter/free",
        "openrouter/free:\n  model: openrouter/free\n",
        "openrouter/free:\n  model: openrouter/free\n  free: confirmed   # by Ada\n",
        covers=("free",),
        stands="confirmed",
        spelt=["\n  free: confirmed   # by Ada\n"],
    ),
    "a deleted offer": _offer(
        "qwen/qwen3-coder-next",
        _CODER + "  price: {input: 0.12, output: 0.75, cache_read: 0.06}\n",
        "",
        covers=(),
    ),
    "a renamed model": _model(
        "deepseek/deepseek-v3.2",
        "name: DeepSeek V3.2\n",
        'name: "DeepSeek 3.2 (ours)"\n',
        covers=("name",),
        stands="DeepSeek 3.2 (ours)",
        spelt=['name: "DeepSeek 3.2 (ours)"\n'],
    ),
    "a limit": _model(
        "z-ai/glm-5",
        "limits: {context: 204800, max_output: 131072}\n",
        "limits: {context: 100000, max_output: 131072} # never more\n",
        covers=("limits", "context"),
        stands=Decimal(100000),
        spelt=["limits: {context: 100000", "} # never more\n"],
    ),
    "a deleted capability": _model(
        "minimax/minimax-m2.5",
        "  parallel_tools: {value: true, from: api}\n",
        "",
        covers=("capabilities", "parallel_tools"),
    ),
    "Windows line ends": _model("z-ai/glm-4.7", "\n", "\r\n", spelt=["limits: {", "active: false\r\n"]),
    "what people decide": _model(
        "mistralai/mistral-small-3.1-24b-instruct",
        "active: false\n",
        "active: true\n" + _SMALL,
        covers=("active",),
        stands=True,
        spelt=["active: true\n" + _SMALL],
    ),
    "an element of a set": _model(
        "google/gemma-3-27b-it",
        "input: [text, image]",
        "input: [image, audio, text]",
        covers=("modalities", "input"),
        stands=["image", "audio", "text"],
        spelt=["input: [image, audio, text]"],
    ),
    "no end of line at the end": _model(
        "qwen/qwen3-next-80b-a3b-instruct", "active: false\n", "active: false", spelt=["active: false"]
    ),
    "comments and another indentation": _model(
        "moonshotai/kimi-k2",
        "capabilities:\n  tools: {value: true, from: api}\n  json_mode: {value: true, from: api}\n"
        "  structured_outputs: {value: true, from: api}\n  reasoning: {value: none, from: api}\n",
        "capabilities:   # as tested\n    tools: {value: true, from: api}\n    # not tested\n\n"
        "    json_mode: {value: true, from: api}\n    structured_outputs: {value: true, from: api}\n"
        "    reasoning:\n        value: none\n        from: api\n\n# the end\n",
        spelt=[
            "capabilities:   # as tested\n    tools: {value: true, from: api}\n    # not tested\n\n",
            "\n\n# the end\n",
        ],
    ),
    "a flow map over two lines": _model(
        "deepseek/deepseek-v3.1-terminus",
        "limits: {context: 163840}\n",
        "limits: {\n    context: 163840, # tokens\n  }\n",
        spelt=["limits: {\n    context: ", " # tokens\n", "  }\n"],
    ),
    "a deleted model": _model("nousresearch/hermes-3-llama-3.1-70b", "", "", covers=()),
}
"""By what each is."""


def apply(root: Path) -> None:
    """Make the edits below `root`; each text is there exactly as often as meant."""
    for what, edit in EDITS.items():
        path = root / edit.file
        if not edit.old:
            path.unlink()
            continue
        text = path.read_bytes().decode("utf-8")
        assert text.count(edit.old) == 1 or edit.old == "\n", (what, text.count(edit.old))
        path.write_bytes(text.replace(edit.old, edit.new).encode("utf-8"))


@cache
def covered(place: str, id: str, path: Fieldpath) -> bool:
    """Whether a field of an `offer` or a `model` is a person's."""
    return any(
        edit.id == id
        and (edit.file == OFFERS) == (place == "offer")
        and edit.covers is not None
        and path[: len(edit.covers)] == edit.covers
        for edit in EDITS.values()
    )
