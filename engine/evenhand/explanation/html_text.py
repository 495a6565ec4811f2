"""Text made safe for HTML, and for the pictures in it."""

from __future__ import annotations

import re
from html import escape as _escape

# Characters that HTML forbids even when written as references.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


def allowed(text: str) -> str:
    """Text with a sign in place of every character that neither HTML nor XML may hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def escape(text: str) -> str:
    """Text as it may stand in an element or a quoted attribute."""
    return _escape(allowed(text), quote=True)
