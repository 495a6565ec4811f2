"""evenhand: consistent judgement moderation, from declarative rules with a trace."""

__version__ = "0.1.0"
