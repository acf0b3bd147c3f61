"""What a sync may not do alone: refuse the list, hold a change, or let it settle first.

    base, listing ─┬─ refuse   the whole list can't be believed: nothing is written
                   ├─ hold     one change is too risky to make without a person
                   └─ settle   one change waits until two days agree on it

A change that waits is put back in its record to what was accepted last (`terms.put_back`), so
that neither a file nor the base moves, and has a line in the ledger. Each rule is a module of
its own; `catalog/rules/guards.yaml` has the thresholds, a provider's file may have its own.
"""
