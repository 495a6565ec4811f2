"""The claims and waivers of a rule set: those in files beside it, in an amendment, or on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from evenhand.diagnostics import Diagnostic, InvalidInput, Problems, Span, codes
from evenhand.language import CLAIMS_FILE, WAIVERS_FILE, Amendment, RuleSet, is_path, names_of, node_at
from evenhand.language.claims import (
    AgainstRules,
    ClaimDocument,
    ClaimsDocument,
    StatedClaim,
    Waiver,
    WaiversDocument,
    read_claim,
    read_claim_text,
    read_waiver,
)
from evenhand.language.names import collapsed
from evenhand.services.workspace import Workspace
from evenhand.source import Document, Node, Scalar, read_as, read_yaml

Model = TypeVar("Model", bound=Document)


def claims_of(rule_set: RuleSet, problems: Problems) -> tuple[StatedClaim, ...]:
    """The claims made of a rule set. Those with problems (which are added) are left out.

    Those made of what an amendment amends come first. Of these, one that names what the amendment has not
    is left out with a warning.
    """
    read = _read(rule_set, CLAIMS_FILE, ClaimsDocument, problems)
    if read is None:
        return ()
    file, document = read
    names = names_of(rule_set)
    found: list[StatedClaim] = []
    for written, node in zip(document.claims, _items(file, "claims"), strict=True):
        told = Problems()
        at = node_at(node, "claim")
        claim = None if at is None else read_claim(at, names, told)
        inherited = _is_inherited(node, file)
        _tell(told, inherited, _called(written, at), node, problems)
        if claim is not None:
            found.append(StatedClaim(claim, written.id, written.because, inherited, node.span))
    return tuple(_without_twins(found, problems))


def waivers_of(rule_set: RuleSet, problems: Problems) -> tuple[Waiver, ...]:
    """The waivers of a rule set. Those with problems (which are added) are left out.

    Those of what an amendment amends hold too, as its claims do.
    """
    read = _read(rule_set, WAIVERS_FILE, WaiversDocument, problems)
    if read is None:
        return ()
    file, document = read
    of_claims = Problems()
    claims = claims_of(rule_set, of_claims)
    more = any(one.is_error or one.code is codes.LEFT_OUT for one in of_claims)
    found: list[Waiver] = []
    for written, node in zip(document.waivers, _items(file, "waivers"), strict=True):
        told = Problems()
        waiver = read_waiver(written, node, rule_set, claims, told, more_claims=more)
        inherited = _is_inherited(node, file)
        _tell(told, inherited, f"waiver of `{written.obligation}`", node, problems)
        if waiver is not None:
            found.append(replace(waiver, inherited=inherited))
    return tuple(_without_second(found, problems))


def claim_given(text: str, rule_set: RuleSet, problems: Problems) -> StatedClaim | None:
    """The claim that the command line makes of a rule set, or None with its problems added."""
    claim = read_claim_text(text, names_of(rule_set), problems)
    return None if claim is None else StatedClaim(claim, span=claim.span)


def rule_set_compared(
    claim: AgainstRules, workspace: Workspace, problems: Problems
) -> tuple[RuleSet, Amendment | None] | None:
    """The rule set that a claim compares with, or None with what is wrong told where the claim stands.

    Also the amendment that makes it, where one does. A path leads on from the file in which the claim is
    written, or from the current folder.
    """
    reference = claim.than
    if is_path(reference) and claim.span is not None:
        reference = str(Path(claim.span.file).parent / reference)
    try:
        path = workspace.find(reference)
        return workspace.load(path), workspace.amendment_at(path)
    except InvalidInput as invalid:
        problems.extend(replace(one, span=one.span or claim.span) for one in invalid.diagnostics)
        return None


# --- files -------------------------------------------------------------------------------------------


def _read(rule_set: RuleSet, name: str, model: type[Model], problems: Problems) -> tuple[Node, Model] | None:
    """A file beside the rules, in the right shape; None where there is none or its problems are added."""
    if name not in rule_set.files:
        return None
    # What an amendment makes has been read with the amendment, and keeps the places of each part.
    known = rule_set.nodes.get(name)
    node = known or read_yaml(rule_set.files[name], f"{rule_set.shown_in}{name}", problems)
    document = None if node is None else read_as(model, node, problems)
    return None if node is None or document is None else (node, document)


def _items(file: Node, key: str) -> Iterator[Node]:
    place = 0
    while (item := node_at(file, key, place)) is not None:
        yield item
        place += 1


def _is_inherited(item: Node, file: Node) -> bool:
    """Whether a claim or waiver stands in another file than the amendment that takes it over."""
    return item.span.file != file.span.file


def _tell(told: Problems, inherited: bool, what: str, node: Node, problems: Problems) -> None:
    errors = [one for one in told if one.is_error]
    if inherited and errors:
        problems.add(codes.LEFT_OUT.at(node.span, what=what, problem=errors[0].message))
    else:
        problems.extend(told)


def _called(written: ClaimDocument, claim: Node | None) -> str:
    text = collapsed(claim.text) if isinstance(claim, Scalar) else None
    name = written.id or text
    return "claim" if name is None else f"claim `{name}`"


# --- said twice --------------------------------------------------------------------------------------


def _without_twins(claims: list[StatedClaim], problems: Problems) -> Iterator[StatedClaim]:
    """The claims; a second one with an id that is taken, or that says the same, is told and left out."""
    for place, claim in enumerate(claims):
        same_id = next((one for one in claims[:place] if claim.id is not None and one.id == claim.id), None)
        same = next((one for one in claims[:place] if one.claim == claim.claim), None)
        if same_id is not None:
            problems.add(_twice(f"two claims have the id `{claim.id}`", claim.span, same_id.span))
        elif same is not None:
            problems.add(_twice(f"two claims say `{claim.text}`", claim.span, same.span))
        else:
            yield claim


def _without_second(waivers: list[Waiver], problems: Problems) -> Iterator[Waiver]:
    """The waivers; a second one of the same thing is told and left out."""
    first: dict[tuple[str, ...], Waiver] = {}
    for waiver in waivers:
        other = first.setdefault((waiver.obligation, *waiver.of), waiver)
        if other is waiver:
            yield waiver
            continue
        names = ", ".join(f"`{name}`" for name in waiver.of)
        what = f"two waivers are of `{waiver.obligation}` of {names}"
        problems.add(_twice(what, waiver.span, other.span))


def _twice(what: str, span: Span | None, other: Span | None) -> Diagnostic:
    related = [(other, "the other one")] if other is not None else []
    return codes.SAID_TWICE.at(span, what=what, related=related)
