"""`evenhand demo`: what a newcomer sees first."""

from __future__ import annotations


def test_the_demo_says_that_nothing_explains_the_published_difference(evenhand):
    done = evenhand("demo")
    assert (done.status, done.err) == (0, "")
    told = " ".join(done.out.split())
    assert "The two traces are the same, step by step:" in told
    verdict = "Nothing in the recorded areas explains why Trafford was inadequate overall and Herefordshire"
    assert f"{verdict} was not." in told


def test_the_demo_shows_one_inspection_with_draft_trace_and_why_not(evenhand):
    told = " ".join(evenhand("demo").out.split())
    assert "Inverleigh (invented)" in told
    assert "how the rules come to inadequate" in told
    assert "why not requires improvement, which is the draft?" in told
    assert "People decide." in told


def test_the_demo_writes_the_page_where_it_says_and_can_be_run_again(evenhand, workspace):
    page = workspace / "evenhand-demo" / "inverleigh-2025.html"
    for _ in range(2):
        assert "evenhand-demo/inverleigh-2025.html" in " ".join(evenhand("demo").out.split())
        assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_demo_fits_80_columns_without_colour(evenhand):
    out = evenhand("demo").out
    own = [line for line in out.splitlines() if not line.startswith("  evenhand ")]
    assert max(len(line) for line in own) <= 80
    assert "\x1b" not in out


def test_a_folder_that_cannot_be_made_is_told(evenhand, workspace):
    (workspace / "evenhand-demo").write_text("in the way")
    done = evenhand("demo")
    assert done.status == 3
    assert "I331" in done.err
    assert "a file is in its place or above it, and a folder is needed" in done.err


def test_the_demo_fits_40_columns_but_for_commands(evenhand):
    out = evenhand("demo", COLUMNS="40").out
    own = [line for line in out.splitlines() if not line.startswith("  evenhand ")]
    assert max(len(line) for line in own) <= 40


def test_the_demo_replays_published_judgements_and_names_those_that_stand_apart(evenhand):
    told = " ".join(evenhand("demo").out.split())
    assert "It is the one awarded in 419 of 430." in told
    assert "429 of them can be compared with others under the same framework. 10 are the fewest" in told
    named = "Bradford (23 May 2014), Brighton and Hove (22 Jun 2015) and Portsmouth (1 Sep 2014)"
    assert f"15 were good overall. Requires improvement: {named}." in told
    assert "Good: Salford (6 Nov 2023)." in told


def test_the_demo_ends_with_a_proposed_change_and_what_its_parts_do(evenhand):
    told = " ".join(evenhand("demo").out.split())
    assert "8 of 98 cases moved" in told
    assert "lift_the_cap alone would move Bristol (16 Jan 2023) to good" in told
