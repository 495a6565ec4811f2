"""The parser's errors in plain words, at the place a person would mend."""

from __future__ import annotations

from collections.abc import Callable

import yaml

from evenhand.diagnostics import codes
from evenhand.source import layout_errors, line_errors
from evenhand.source.findings import Finding, ParserError
from evenhand.source.text import Text

# The order counts: the first that knows the error tells it.
_WAYS: tuple[Callable[[ParserError], Finding | None], ...] = (
    line_errors.tab_for_spaces,
    line_errors.special_start,
    line_errors.tag,
    line_errors.directive,
    line_errors.second_colon,
    layout_errors.colon_elsewhere,
    line_errors.list_on_key_line,
    line_errors.quoted_text,
    layout_errors.line_without_colon,
    line_errors.after_closing,
    line_errors.misplaced,
    layout_errors.open_bracket,
    layout_errors.nameless_value,
    layout_errors.document_mark,
    layout_errors.second_document,
    layout_errors.indentation,
)


def explain(error: yaml.YAMLError, text: Text, open_bracket: int | None) -> Finding:
    """Say what is wrong in the words of somebody who writes such files.

    `open_bracket` is where the innermost bracket not yet closed stands. PyYAML's two parsers word their
    errors differently, so this goes by what was being read and by the characters at the place.
    """
    problem = getattr(error, "problem", None) or str(error)
    mark, context_mark = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    at = min(mark.index, len(text.characters)) if mark else 0
    start = context_mark.index if context_mark else at
    told = ParserError(text, getattr(error, "context", None) or "", problem, start, at, open_bracket)
    for way in _WAYS:
        finding = way(told)
        if finding is not None:
            return finding
    return Finding(codes.NOT_YAML.at(text.span(at, at + 1), reason=problem))
