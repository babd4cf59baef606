"""The `mandates` command."""

import gc
import sys


def main() -> None:
    # What is loaded to start stays until the end: looking for garbage in it takes a twentieth of a search.
    gc.disable()
    try:
        from mandates_cli.cli import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
