"""Make judgements.csv from a file of published judgements: facts in our own columns, one row a judgement.

    python casebooks/published/from_official.py FILE [-o judgements.csv]

FILE has a row for each published inspection of children's services of a local authority, with the columns in
`_COLUMNS`. Every row is taken and none is added. Grades and dates are kept as they are. What is not recorded
stays empty. Lead inspectors are codes in FILE already, and a row in which one is not is refused.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from collections import Counter
from pathlib import Path

_COLUMNS = {
    "framework": "framework",
    "inspection_type": "kind",
    "region": "region",
    "inspection_start": "started",
    "publication_date": "published",
    "lead_code": "lead",
    "leaders": "leaders",
    "help_and_protection": "help_and_protection",
    "children_in_care": "children_in_care",
    "adoption": "adoption",
    "care_leavers": "care_leavers",
    "overall": "overall",
    "lscb": "safeguarding_board",
    "grades_from": "grades_from",
    "source": "report",
}
"""What each column of FILE is called here."""

_SMALL = frozenset(("and", "of", "on", "the", "upon", "with"))
_LEAD = re.compile(r"(L\d{3})?")


def main() -> int:
    """Write the file; 1 where FILE is not as it should be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("-o", "--out", type=Path, default=Path(__file__).with_name("judgements.csv"))
    options = parser.parse_args()
    try:
        written = judgements(options.file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"{options.file}: {error}", file=sys.stderr)  # noqa: T201
        return 1
    options.out.write_text(written, encoding="utf-8", newline="\n")
    return 0


def judgements(text: str) -> str:
    """The rows of the casebook from the text of FILE. Raises ValueError where a column or a row is amiss."""
    rows = list(csv.DictReader(io.StringIO(text), strict=True))
    missing = sorted({"local_authority", *_COLUMNS} - set(rows[0] if rows else ()))
    if missing:
        raise ValueError(f"it has no column {', '.join(missing)}")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "provider", *_COLUMNS.values()])
    seen: Counter[str] = Counter()
    for number, row in enumerate(rows, start=2):
        if not _LEAD.fullmatch(row["lead_code"]):
            raise ValueError(f"line {number}: the lead inspector is not a code")
        provider = title(row["local_authority"])
        id = f"{re.sub(r'[^a-z]+', '-', provider.lower()).strip('-')}-{row['publication_date']}"
        seen[id] += 1
        if seen[id] > 1:
            raise ValueError(f"line {number}: {provider} has two reports of one day")
        writer.writerow([id, provider, *(row[name].strip() for name in _COLUMNS)])
    return out.getvalue()


def title(name: str) -> str:
    """The name of an authority as it is written, of whatever case it is in the file.

    >>> title("bath and north east somerset"), title("stoke-on-trent")
    ('Bath and North East Somerset', 'Stoke-on-Trent')
    """
    words = re.split(r"([\s-]+)", name.strip())
    found = [
        word.capitalize() if at == 0 or word.lower() not in _SMALL else word.lower()
        for at, word in enumerate(words)
    ]
    return "".join(found)


if __name__ == "__main__":
    sys.exit(main())
