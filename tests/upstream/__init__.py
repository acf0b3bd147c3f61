"""A provider on this machine: the catalog's own facts, told back in the provider's dialect.

catalog/upstream/openrouter.jsonl ──openrouter──> models ──drift──> models ──server──> http://127.0.0.1
catalog/upstream/groq.jsonl, or a list by hand ──groq, openai──> models ──server──> http://127.0.0.1

python -m tests.upstream --dialect openrouter --port 0 --drift all
"""

from tests.upstream.server import Seen, Upstream, serve, serve_hanging, serve_html

__all__ = ["Seen", "Upstream", "serve", "serve_hanging", "serve_html"]
