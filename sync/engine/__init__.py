"""One run over some providers: fetch, plan, apply, report.

options ─ what is asked of a run, what it takes from outside, and what it gives
run ───── the order, and nothing else:

    providers ─gather─> answers ──planned──> writes ─deliver─> files, or change sets ──> remembered
                           │         └─────> review ─deliver─> a change set of what is held
                           └─fails─> mishaps ──> Run (the report's material), one for each provider

planned ─ one provider: its answer and the catalog's sides of it, merged to a plan and its writes
mishaps ─ what is told of a provider that fails, and beside the runs
"""
