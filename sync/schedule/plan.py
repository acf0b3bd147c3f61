"""The jobs of a schedule: one for each provider, as the matrix of a workflow.

    providers ──┐
    artifacts ──┴─matrix─> {"include": [{"provider": "groq", "state": "1234"}, …]}

`state` is the run whose artifact holds what was remembered of the provider, or empty. A workflow can only
compare strings, so it is one.
"""

import json
from collections.abc import Mapping, Sequence


def matrix(providers: Sequence[str], states: Mapping[str, int]) -> str:
    """One line of JSON that `fromJSON` of a workflow takes for a matrix."""
    jobs = [{"provider": name, "state": str(states.get(name, ""))} for name in providers]
    return json.dumps({"include": jobs}, separators=(",", ":"))
