"""Floor 6: a trace rendered for a reader. Nothing here decides; every renderer reads the one trace."""

from evenhand.domain.canonical import canonical_json, content_hash
from evenhand.explanation.comparison import (
    AreaComparison,
    AreaSide,
    Comparison,
    compare,
    comparison_json,
)
from evenhand.explanation.decisive import SetBy, decisive_rules
from evenhand.explanation.depth import Depth
from evenhand.explanation.document import (
    Block,
    Bullets,
    ControlChart,
    Details,
    Document,
    Entry,
    Facts,
    Flows,
    Heading,
    Inset,
    Intervals,
    Ladder,
    Line,
    Link,
    Paragraph,
    Point,
    Run,
    Rung,
    Span,
    Strong,
    Table,
    Tag,
    Tone,
    line,
    plain,
    words_of,
)
from evenhand.explanation.english import (
    explain_area,
    explain_comparison,
    explain_inspection,
    explain_why_not,
)
from evenhand.explanation.evidence_differences import EvidenceDifference
from evenhand.explanation.first_difference import FirstDifference
from evenhand.explanation.html import render_fragment, render_page
from evenhand.explanation.json_trace import TRACE_SCHEMA, TraceJson, trace_text, trace_to_json
from evenhand.explanation.signature import signature
from evenhand.explanation.terminal import render_text
from evenhand.explanation.view import InspectionView
from evenhand.explanation.why_not import WhyNot, WhyNotRule, why_not
from evenhand.explanation.why_not_json import why_not_json

__all__ = [
    "TRACE_SCHEMA",
    "AreaComparison",
    "AreaSide",
    "Block",
    "Bullets",
    "Comparison",
    "ControlChart",
    "Depth",
    "Details",
    "Document",
    "Entry",
    "EvidenceDifference",
    "Facts",
    "FirstDifference",
    "Flows",
    "Heading",
    "Inset",
    "InspectionView",
    "Intervals",
    "Ladder",
    "Line",
    "Link",
    "Paragraph",
    "Point",
    "Run",
    "Rung",
    "SetBy",
    "Span",
    "Strong",
    "Table",
    "Tag",
    "Tone",
    "TraceJson",
    "WhyNot",
    "WhyNotRule",
    "canonical_json",
    "compare",
    "comparison_json",
    "content_hash",
    "decisive_rules",
    "explain_area",
    "explain_comparison",
    "explain_inspection",
    "explain_why_not",
    "line",
    "plain",
    "render_fragment",
    "render_page",
    "render_text",
    "signature",
    "trace_text",
    "trace_to_json",
    "why_not",
    "why_not_json",
    "words_of",
]
