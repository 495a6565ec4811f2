"""What was found of a rule set's obligations as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evenhand.language import RulesInForce
from evenhand.services.refutation_words import evidence_words
from evenhand.services.region_words import region_words
from evenhand.services.verification_words import place_of
from evenhand.services.verify import Answered


def answer_json(one: Answered, rules: RulesInForce, files: Sequence[Path]) -> dict[str, Any]:
    """One obligation. `witness` is the file of the first witness, where files were written."""
    found = one.found
    span = place_of(one, rules)
    paths = [path.as_posix() for path in files]
    return {
        "rules": rules.rule_set.name,
        "on": rules.on.isoformat(),
        "name": found.obligation.name.value,
        "subject": list(found.obligation.subject),
        "result": found.result.value,
        "waived": None if one.waiver is None else one.waiver.because,
        "witness": paths[0] if paths else None,
        "witnesses": paths,
        "evidence": [evidence_words(example, rules) for example in found.witnesses],
        "fewest": found.fewest if found.witnesses else None,
        "region": None if found.region is None else region_words(found.region, rules),
        "covered_by": list(found.related),
        "claim": None if one.claim is None else one.claim.text,
        "place": None if span is None else {"file": span.file, "line": span.line, "column": span.column},
    }
