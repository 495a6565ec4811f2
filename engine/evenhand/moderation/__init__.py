"""Floor 4: like cases and unlike grades, departures, agreement, severity and drift, over arrays.

Knows nothing of files. Each part is a package of its own, so that nobody loads more than is asked for.
"""
