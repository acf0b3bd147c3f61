"""`python -m sync`: the command line."""

import gc

gc.disable()  # a command is short: most of what it makes, it needs to its end

from sync.cli.main import main  # noqa: E402

if __name__ == "__main__":
    main()
