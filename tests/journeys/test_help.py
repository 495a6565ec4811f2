"""Help and completion."""

from __future__ import annotations

import pytest

from evenhand.cli.app import app
from evenhand.cli.pages import command_names

COMMANDS = [tuple(name.split()) for name in command_names(app)]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_shows_an_example_of_itself(evenhand, command):
    done = evenhand(*command, "--help")
    assert (done.status, done.err) == (0, "")
    assert "Example" in done.out
    assert f"  evenhand {' '.join(command)}" in done.out
    assert max(len(line) for line in done.out.splitlines()) <= 80


def test_the_help_lists_every_command(evenhand):
    done = evenhand("--help")
    for command in COMMANDS:
        assert f"\n  {command[0]} " in done.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_completion_script_is_made_for_each_shell(evenhand, shell):
    done = evenhand(_EVENHAND_COMPLETE=f"source_{shell}")
    assert done.status == 0
    assert "_EVENHAND_COMPLETE" in done.out


def complete(evenhand, line):
    words = line.split(" ")
    done = evenhand(
        _EVENHAND_COMPLETE="complete_bash", COMP_WORDS=line.rstrip(), COMP_CWORD=str(len(words) - 1)
    )
    assert done.err == ""
    return done.out.split()


def test_a_shell_completes_commands(evenhand):
    assert set(complete(evenhand, "evenhand ver")) == {"verify", "verify-record"}


def test_a_shell_completes_rule_sets(evenhand):
    assert complete(evenhand, "evenhand rules vis") == ["visits", "visits@1"]


def test_a_shell_completes_the_areas_of_the_inspection_named(evenhand, inspection):
    path = inspection()
    assert complete(evenhand, f"evenhand why {path} --area ") == ["care"]


def test_a_shell_completes_grades(evenhand, inspection):
    path = inspection()
    assert complete(evenhand, f"evenhand why {path} --area care --not ") == ["poor", "fair", "good"]


def test_a_shell_completes_formats(evenhand):
    assert complete(evenhand, "evenhand check --format h") == ["html"]


def test_completion_never_fails(evenhand, workspace):
    (workspace / "rules" / "visits" / "1" / "framework.yaml").write_text("framework: visits\n")
    assert complete(evenhand, "evenhand rules vis") == []


def test_a_broken_rule_set_takes_nothing_from_what_the_others_offer(evenhand, workspace):
    broken = workspace / "rules" / "broken" / "1"
    broken.mkdir(parents=True)
    framework = (workspace / "rules" / "visits" / "1" / "framework.yaml").read_text()
    (broken / "framework.yaml").write_text(framework.replace("framework: visits", "framework: broken"))
    (broken / "care.yaml").write_text("aera: care\n")
    assert "care" in complete(evenhand, "evenhand why missing.yaml --area ")
    assert complete(evenhand, "evenhand why missing.yaml --area care --not f") == ["fair"]
    assert "C1" in complete(evenhand, "evenhand explain C")
