"""The engine: fetches what providers publish and merges it into the catalog. Never shipped to consumers."""
