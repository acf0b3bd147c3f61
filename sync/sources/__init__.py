"""Where lists come from: bytes in, one `Listing` out.

    bytes ──payload.decode──> JSON ──adapter.parse──> Listing

An adapter (transformer) is one small module that knows one dialect. To add one:

1. write `sync/sources/<dialect>.py` with an `ADAPTER` and a pure `parse(payload)`: no file,
   no clock, no network. `collect` gives every record its own fate, `fields` reads values
   so that a wrong one names itself, `prices` turns money into US$ per million tokens,
   `abilities` and `dates` turn a source's words and numbers into ours;
2. name it in `registry.ADAPTERS`;
3. point a `catalog/providers/<provider>.yaml` at it (`transformer: <dialect>`);
4. write a test for each surprise its payloads hold, with records written by hand.

A provider that speaks a dialect we know needs step 3 only; `openai` is the dialect of those
that are like OpenAI's, and `openai_facts` knows their spellings.
"""
