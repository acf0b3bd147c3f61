"""Mistral's list, where one model stands under many ids, with records by hand (facts of 2026-07-13)."""

import json

import pytest

from sync.core.facts import Listing, Record
from sync.core.values import Value, get
from sync.errors import SourceError
from sync.sources.mistral import ADAPTER
from sync.sources.payload import decode

Model = dict[str, object]

FLAGS = (
    "completion_chat", "function_calling", "reasoning", "completion_fim", "fine_tuning", "vision", "ocr",
    "classification", "moderation", "audio", "audio_transcription", "audio_transcription_realtime",
    "audio_speech", "unified_resources",
)  # fmt: skip


def model(id_: str, can: str = "completion_chat function_calling", **changes: object) -> Model:
    """A record that can what `can` names; its name is its id."""
    return {
        "id": id_,
        "object": "model",
        "created": 1783850717,
        "owned_by": "mistralai",
        "capabilities": {flag: flag in can.split() for flag in FLAGS},
        "name": id_,
        "description": "Our model.",
        "max_context_length": 131072,
        "aliases": [],
        "deprecation": None,
        "deprecation_replacement_model": None,
        "default_model_temperature": 0.3,
        "type": "base",
    } | changes


def group(name: str, *ids: str) -> list[Model]:
    """One model under several ids: each is a record, and names the others as its aliases."""
    return [model(id_, name=name, aliases=[one for one in ids if one != id_]) for id_ in ids]


def read(*models: Model) -> Listing:
    body = json.dumps({"object": "list", "data": models}).encode()
    return ADAPTER.parse(decode(body, where="test"))


def one(can: str = "completion_chat function_calling", **changes: object) -> Record:
    found = read(model("acme-2603", can, **changes))
    assert (found.quarantined, found.new_fields) == ((), ())
    return found.records["acme-2603"]


def leads(*models: Model) -> dict[str, str | None]:
    return {id_: record.alias_of for id_, record in read(*models).records.items()}


def can(record: Record) -> dict[str, Value]:
    capabilities = record.facts.get("capabilities", {})
    assert isinstance(capabilities, dict)
    return {name: get(capability, ("value",)) for name, capability in capabilities.items()}


def test_a_record_says_all_that_mistral_says() -> None:
    found = read(
        model(
            "magistral-medium-2509",
            "completion_chat function_calling vision reasoning",
            default_model_temperature=0,
            deprecation="2026-07-31T12:00:00Z",
            deprecation_replacement_model="mistral-medium-3-5",
        )
    )

    assert found.records["magistral-medium-2509"] == Record(
        id="magistral-medium-2509",
        model=None,
        facts={
            "modalities": {"input": ["text", "image"], "output": ["text"]},
            "limits": {"context": 131072},
            "capabilities": {
                "tools": {"value": True, "from": "api"},
                "transcription": {"value": False, "from": "api"},
            },
            "description": "Our model.",
        },
        offer={"ends": "2026-07-31"},
        more={
            "default_parameters": {"temperature": 0},
            "features": ["completion_chat", "function_calling", "reasoning", "vision"],
            "replacement": "mistral-medium-3-5",
        },
    )


def test_the_time_of_the_request_releases_no_model() -> None:
    assert one(created=1770716719) == one(created=1783850717)
    assert not ADAPTER.created_stable


def test_prices_are_in_no_list_and_silence_about_them_means_nothing() -> None:
    assert ADAPTER.authoritative == {"limits", "capabilities"}
    assert "price" not in one().offer


def test_all_ids_of_a_model_but_its_name_are_aliases() -> None:
    ids = ("mistral-small-2603", "mistral-small-latest", "mistral-vibe-cli-fast", "magistral-small-latest")
    found = read(*group("mistral-small-2603", *ids))

    assert found.records["mistral-vibe-cli-fast"] == Record(
        id="mistral-vibe-cli-fast", model=None, alias_of="mistral-small-2603"
    )
    assert {id_ for id_, record in found.records.items() if record.alias_of is None} == {"mistral-small-2603"}


def test_a_name_counts_where_the_list_of_aliases_is_empty() -> None:
    assert leads(model("devstral-2512"), model("devstral-latest", name="devstral-2512")) == {
        "devstral-2512": None,
        "devstral-latest": "devstral-2512",
    }


def test_a_name_without_a_date_is_the_model_all_the_same() -> None:
    assert leads(*group("open-mistral-nemo", "mistral-tiny-2407", "open-mistral-nemo")) == {
        "mistral-tiny-2407": "open-mistral-nemo",
        "open-mistral-nemo": None,
    }


@pytest.mark.parametrize(
    ("latest", "others", "real"),
    [
        ("mistral-medium-latest", ("mistral-medium", "mistral-medium-3-5", "mistral-medium-2604"), 2),
        ("mistral-ocr-latest", ("mistral-ocr-4", "mistral-ocr-4-0"), 1),
    ],
)
def test_what_is_called_latest_is_never_the_model(latest: str, others: tuple[str, ...], real: int) -> None:
    expected = dict.fromkeys((latest, *others), others[real]) | {others[real]: None}

    assert leads(*group(latest, latest, *others)) == expected
    assert leads(*reversed(group(latest, latest, *others))) == expected


def test_an_alias_of_which_nothing_else_is_listed_stands_for_itself() -> None:
    assert leads(model("mistral-new-latest", aliases=["mistral-new-2612"])) == {"mistral-new-latest": None}


def test_an_alias_leads_to_what_is_no_alias_or_nowhere() -> None:
    circle = [model("a-2501", name="b-2501"), model("b-2501", name="a-2501")]

    assert leads(*circle) == {"a-2501": None, "b-2501": None}
    assert leads(model("x", name="ft:acme:1"), model("ft:acme:1")) == {"x": None}


def test_an_id_that_is_listed_twice_is_what_its_first_record_says() -> None:
    first = model("voxtral-mini-2507", "completion_chat audio", aliases=["voxtral-mini-latest"])
    found = read(
        first,
        model("voxtral-mini-latest", name="voxtral-mini-2507"),
        model("voxtral-mini-transcribe-2507", "audio_transcription"),
        model("voxtral-mini-2507", "audio_transcription", name="voxtral-mini-transcribe-2507"),
    )

    assert found.records["voxtral-mini-2507"] == read(first).records["voxtral-mini-2507"]
    assert found.records["voxtral-mini-latest"].alias_of == "voxtral-mini-2507"
    assert [(each.id, each.why) for each in found.quarantined] == [
        ("voxtral-mini-2507", "listed twice; the first is used")
    ]


@pytest.mark.parametrize("id_", ["ft:open-mistral-7b:acme:20260101:ab12", "FT:mistral-small:acme"])
def test_a_fine_tune_of_the_account_is_left_out_and_counted(id_: str) -> None:
    found = read(model("acme-2603"), model(id_, job="6f0c", capabilities="broken"))

    assert list(found.records) == ["acme-2603"]
    assert (found.fetched, found.quarantined, found.new_fields) == (2, (), ())


@pytest.mark.parametrize(
    ("flags", "reads", "makes"),
    [
        ("completion_chat", ["text"], ["text"]),
        ("completion_chat vision", ["text", "image"], ["text"]),
        ("completion_chat audio", ["text", "audio"], ["text"]),
        ("function_calling vision ocr", ["image", "file"], ["text"]),
        ("audio_transcription", ["audio"], ["text"]),
        ("audio_transcription_realtime", ["audio"], ["text"]),
        ("function_calling audio_speech", ["text"], ["audio"]),
        ("classification moderation", ["text"], None),
        ("", None, None),  # mistral-embed-2312
    ],
)
def test_flags_say_what_a_model_reads_and_makes(
    flags: str, reads: list[str] | None, makes: list[str] | None
) -> None:
    facts = one(flags).facts

    assert get(facts, ("modalities", "input")) == reads
    assert get(facts, ("modalities", "output")) == makes


@pytest.mark.parametrize(
    ("flags", "tools"),
    [
        ("completion_chat function_calling", True),
        ("completion_chat audio", False),
        ("function_calling vision ocr", None),
        ("audio_transcription", False),
    ],
)
def test_tools_are_called_in_a_chat(flags: str, tools: bool | None) -> None:
    assert can(one(flags)).get("tools") is tools


@pytest.mark.parametrize("flag", ["audio_transcription", "audio_transcription_realtime"])
def test_what_writes_down_speech_transcribes_at_once_or_later(flag: str) -> None:
    assert can(one(flag))["transcription"] is True
    assert can(one("completion_chat audio"))["transcription"] is False


def test_of_reasoning_only_a_no_is_clear() -> None:
    assert can(one("completion_chat"))["reasoning"] == "none"
    assert "reasoning" not in can(one("completion_chat reasoning"))


def test_flags_that_are_not_sent_say_nothing() -> None:
    chat = one(capabilities={"completion_chat": True, "vision": None})

    assert can(chat) == can(one(capabilities=None)) == {}
    assert chat.facts["modalities"] == {"input": ["text"], "output": ["text"]}


@pytest.mark.parametrize(
    ("sent", "ends"),
    [("2026-08-31T12:00:00Z", "2026-08-31"), ("2026-08-31", "2026-08-31"), ("9999-01-01T00:00:00Z", None)],
)
def test_an_announced_end_is_a_day(sent: str, ends: str | None) -> None:
    assert one(deprecation=sent).offer.get("ends") == ends


def test_what_mistral_adds_one_day_is_reported() -> None:
    found = read(model("acme-2603", sparkle=1, capabilities={"completion_chat": True, "dreaming": True}))

    assert found.new_fields == ("capabilities.dreaming", "sparkle")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"aliases": "acme-latest"}, "aliases is a text, not a list"),
        ({"aliases": [{"id": "acme-latest"}]}, "aliases holds something other than texts"),
        ({"capabilities": ["vision"]}, "capabilities is a list, not an object"),
        ({"capabilities": {"vision": "yes"}}, "capabilities.vision is a text, not true or false"),
        ({"max_context_length": -1}, "max_context_length is negative"),
        ({"deprecation": "soon"}, "deprecation is no date (YYYY-MM-DD)"),
        ({"deprecation": 1785499200}, "deprecation is a number, not a text"),
        ({"default_model_temperature": "warm"}, "default_model_temperature is a text, not a number"),
    ],
)
def test_a_wrong_value_quarantines_its_record_and_names_the_field(
    changes: dict[str, object], what: str
) -> None:
    found = read(model("acme-2603") | changes, model("acme-2604"))

    assert [(each.id, each.why) for each in found.quarantined] == [("acme-2603", what)]
    assert list(found.records) == ["acme-2604"]


def test_what_is_no_list_is_refused() -> None:
    bodies: list[object] = [{"message": "Unauthorized"}, {"object": "list"}, [], "x"]
    for body in bodies:
        with pytest.raises(SourceError):
            ADAPTER.parse(body)
