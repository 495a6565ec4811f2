"""Like cases and unlike grades: which judgements contradict each other, and the fewest to reconsider.

Over arrays of ranks. Each module is imported where it is used, so that nobody loads more than is asked for.
"""
