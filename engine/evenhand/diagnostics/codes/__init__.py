"""The catalogue: every diagnostic code, why it matters, a bad and a good example."""

from evenhand.diagnostics.codes.amendments import *  # noqa: F403
from evenhand.diagnostics.codes.casebooks import *  # noqa: F403
from evenhand.diagnostics.codes.claims import *  # noqa: F403
from evenhand.diagnostics.codes.differences import *  # noqa: F403
from evenhand.diagnostics.codes.documents import *  # noqa: F403
from evenhand.diagnostics.codes.engines import *  # noqa: F403
from evenhand.diagnostics.codes.evidence import *  # noqa: F403
from evenhand.diagnostics.codes.inspections import *  # noqa: F403
from evenhand.diagnostics.codes.live import *  # noqa: F403
from evenhand.diagnostics.codes.moderation import *  # noqa: F403
from evenhand.diagnostics.codes.rules import *  # noqa: F403
from evenhand.diagnostics.codes.source import *  # noqa: F403
