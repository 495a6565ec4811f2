"""Run the command line with `python -m evenhand`."""

from evenhand.cli.main import run

if __name__ == "__main__":
    run()
