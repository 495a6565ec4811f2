"""How one file names another rule set: by its version, or by a path from where the file lies."""

from __future__ import annotations

import re

_VERSION = re.compile(r"[A-Za-z]\w*@[^\s@/\\+]*[^\s@/\\+.,;](\+[A-Za-z]\w*(\.[A-Za-z]\w*)*)*", re.ASCII)


def is_path(name: str) -> bool:
    """Whether a rule set is named by a path, be it there or not.

    >>> is_path("../2018"), is_path("mine.yaml"), is_path("ilacs@2023")
    (True, True, False)
    """
    return "/" in name or "\\" in name or name.endswith(".yaml")


def names_one_version(name: str) -> bool:
    """Whether a name is that of one rule set whatever the day: a version, an amended one, or a path.

    >>> names_one_version("ilacs@2023+ties_and_cap.ties"), names_one_version("ilacs")
    (True, False)
    """
    return is_path(name) or _VERSION.fullmatch(name) is not None
