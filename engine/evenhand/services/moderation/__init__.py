"""Moderation of a casebook: its judgements read and decided, each part of the report, and the report.

Apart from the services beside it because its parts are many. Each is imported where it is used.
"""
