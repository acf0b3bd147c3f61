"""`python -m sync`: the command line."""

import gc

gc.disable()  # nothing that is imported goes before the end

from sync.cli.main import main  # noqa: E402

if __name__ == "__main__":
    main()
