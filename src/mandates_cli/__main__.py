"""The `mandates` command."""

import gc


def main() -> None:
    # What is loaded to start stays until the end: looking for garbage in it takes a twentieth of a search.
    gc.disable()
    from mandates_cli.cli import main as run

    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
