"""Install evenhand, and what it needs, into the environment whose Python runs this: `make` calls it.

    .venv/bin/python .ci/set_up.py [EXTRA]

durable-rules is built from C source. So a C compiler is made sure of: on Debian it is installed where that is
allowed, and elsewhere this says what to do. Without durable-rules everything else is installed all the same.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parent.parent
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
ENGINE = "durable-rules"

FLAG = "-DPyEval_CallObject=PyObject_CallObject"
"""What durable-rules 2.0.28 is built with on Python 3.13, which no longer has the function that it calls."""

LOADS = f"""
import importlib.metadata, sys, durable_rules_engine
sys.exit(sys.argv[1] != f"{ENGINE}=={{importlib.metadata.version('{ENGINE}')}}")
"""
"""Ends well where the version that is asked for can be loaded."""


def main(extras: list[str]) -> None:
    """Set up; ends with what pip ends with where evenhand itself cannot be installed."""
    with (PROJECT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    (engine,) = project["optional-dependencies"]["durable"]
    problem = None if is_there(engine) else build(engine)
    editable = ["--editable", f".[{','.join(extras)}]" if extras else "."]
    if problem is not None:
        # pip has no way to leave one dependency out.
        install([one for one in needed(project, extras) if not one.startswith(ENGINE)])
        editable = ["--no-deps", *editable]
    install(editable)
    if problem is not None:
        tell(problem)


def install(what: list[str]) -> None:
    """Have pip install something. Ends the program where it cannot."""
    done = subprocess.run([*PIP, "install", "--quiet", *what], cwd=PROJECT, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def needed(project: dict[str, Any], extras: list[str]) -> Iterator[str]:
    """The requirements of the project and of some extras, which may name others."""
    yield from project["dependencies"]
    waiting = list(extras)
    while waiting:
        for requirement in project["optional-dependencies"][waiting.pop()]:
            own = re.fullmatch(rf"{project['name']}\[(.+)\]", requirement)
            if own is None:
                yield requirement
            else:
                waiting += own[1].split(",")


# --- durable-rules ------------------------------------------------------------------------------------


def is_there(requirement: str) -> bool:
    """Whether durable-rules can be loaded. One that was built wrongly is installed and cannot be."""
    asked = [sys.executable, "-c", LOADS, requirement]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def build(requirement: str) -> str | None:
    """Build and install durable-rules; why that did not work, if it did not."""
    compiler = working_compiler()
    if compiler is None and may_install():
        packages = debian_packages()
        say(f"{ENGINE} is built from C source. Installing {', '.join(packages)}.")
        install_on_debian(packages)
        compiler = working_compiler()
    environment = dict(os.environ)
    if compiler is not None:
        environment["CC"] = compiler
    command = [*PIP, "install", "--quiet", "--no-deps", "--force-reinstall"]
    if sys.version_info >= (3, 13):
        environment["CPPFLAGS"] = f"{environment.get('CPPFLAGS', '')} {FLAG}".strip()
        # pip would take a wheel that it made earlier, without the flag.
        command += ["--no-cache-dir", "--no-binary", ENGINE]
    # Tried without a compiler too: there may be a wheel.
    done = subprocess.run(
        [*command, requirement], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode == 0 and is_there(requirement):
        return None
    if compiler is None:
        return (
            f"{ENGINE} is built from C source, and there is no C compiler that works with {python()}.\n"
            f"Install one: {advice()}"
        )
    said = "\n".join(f"  {line}" for line in (done.stdout + done.stderr).strip().splitlines()[-15:])
    return f"{ENGINE} could not be built, or not loaded once it was built.\n{said}".rstrip()


def tell(problem: str) -> None:
    """Say what does not work, and what to do."""
    say(
        f"\n{problem}\n"
        "Then run: make set-up\n"
        "Until then `evenhand live` and `evenhand check --second-opinion` do not work. "
        "Everything else is installed and works.\n"
    )


# --- compilers ----------------------------------------------------------------------------------------


def working_compiler() -> str | None:
    """A C compiler that finds its own headers and Python's."""
    named = [os.environ.get("CC", ""), str(sysconfig.get_config_var("CC") or ""), "cc", "gcc", "clang"]
    return next((compiler for compiler in named if compiler and compiles(compiler)), None)


def compiles(compiler: str) -> bool:
    """Whether a compiler gets through what every extension of Python begins with."""
    include = sysconfig.get_path("include")
    asked = [*shlex.split(compiler), "-fsyntax-only", "-I", include, "-x", "c", "-"]
    try:
        done = subprocess.run(
            asked, input="#include <Python.h>\n", capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def debian_packages() -> list[str]:
    """The packages of a C compiler. A Python that is not Debian's own brings its headers with it."""
    packages = ["gcc", "libc6-dev"]
    if sys.base_prefix == "/usr":
        packages.append(f"{python()}-dev")
    return packages


def may_install() -> bool:
    """Whether this is a Debian machine on which packages may be installed."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_on_debian(packages: list[str]) -> None:
    """Install packages. What goes wrong shows in the compiler that is still not there."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-qq", *command], env=environment, stdout=sys.stderr, check=False)


def advice() -> str:
    """How people get a C compiler."""
    if sys.platform == "darwin":
        return "xcode-select --install"
    if shutil.which("apt-get") is not None:
        return f"sudo apt-get install {' '.join(debian_packages())}"
    return f"gcc or clang, the headers of the C library, and those of {python()}"


def python() -> str:
    """The name of this Python: python3.12."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}"


def say(words: str) -> None:
    """Tell whoever runs make."""
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
