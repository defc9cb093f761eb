"""`lockstep …`: the command line."""

import sys

from lockstep.application import run


def main() -> None:
    """Run the command that the arguments name."""
    sys.exit(run())


if __name__ == "__main__":
    main()
