"""What irrCAC makes of the ratings in `golden/agreement`, kept in `irrcac.json` beside them.

irrCAC 0.4.4 wants versions of numpy and scipy that clash with ours, so it runs in an environment of its own:

    python tests/oracle/irrcac_answers.py

It needs the network once. The tests read what is kept, so that they need neither.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

DATA = Path(__file__).parents[1] / "golden" / "agreement"
ANSWERS = DATA / "irrcac.json"
PACKAGE = "irrCAC==0.4.4"

GRADES = {
    "krippendorff_2011": 5,
    "fleiss_1971": 5,
    "cohen_everitt_1969": 3,
    "feinstein_cicchetti_1990_balanced": 2,
    "feinstein_cicchetti_1990_skewed": 2,
    "gwet_2002": 2,
    "drawn": 4,
}
"""How many grades the scale of each file has."""

WEIGHTS = {"nominal": "identity", "ordinal": "ordinal", "linear": "linear", "quadratic": "quadratic"}
"""What irrCAC calls our weights."""

COEFFICIENTS = ("gwet", "fleiss", "conger", "krippendorff")


def main() -> None:
    """Make the environment, ask irrCAC in it, and keep its answers with the command that made them."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", PACKAGE], check=True)
        ran = subprocess.run(
            [python, "-W", "ignore", __file__, "--inside"], check=True, capture_output=True, text=True
        )
    kept = {
        "made_by": "python tests/oracle/irrcac_answers.py",
        "package": PACKAGE,
        "grades": GRADES,
        "answers": json.loads(ran.stdout),
    }
    ANSWERS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def answers() -> dict[str, dict[str, dict[str, float]]]:
    """By file, weights and coefficient. Runs inside the environment only."""
    import pandas
    from irrCAC.raw import CAC

    found: dict[str, dict[str, dict[str, float]]] = {}
    for name, grades in GRADES.items():
        ratings = pandas.read_csv(DATA / f"{name}.csv", index_col="case").astype(float)
        scale = [float(grade) for grade in range(1, grades + 1)]
        for ours, theirs in WEIGHTS.items():
            asked = CAC(ratings.copy(), weights=theirs, categories=scale, digits=12)
            found.setdefault(name, {})[ours] = {
                one: float(getattr(asked, one)()["est"]["coefficient_value"]) for one in COEFFICIENTS
            }
    return found


if __name__ == "__main__":
    if "--inside" in sys.argv:
        sys.stdout.write(json.dumps(answers()))
    else:
        main()
