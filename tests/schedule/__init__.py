"""The workflows of .github/workflows, run by `act` on this machine against the stand-in forge.

    catalog on the forge ──checkout──┐
    provider on loopback ────run─────┴─act─> jobs ──artifacts, git, REST──> what the forge holds then

What act can't have offline (five actions) is played by the folders in `actions/`, which are mapped over
the pinned ones; the workflow files run as they are.
"""
