"""Reading a whole file: text stays text, limits hold, and nothing raises."""

from __future__ import annotations

import json
import os
import socket
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evenhand.diagnostics import Problems, codes
from evenhand.source import Limits, Mapping, Scalar, plain, read_file, read_yaml, reading

posix = pytest.mark.skipif(os.name != "posix", reason="pipes, devices and links as POSIX has them")


@pytest.mark.parametrize(
    "written",
    ["no", "yes", "on", "012", "1:30", "1.10", "2024-01-02", "0x1F", "1_000", "1e3", ".inf", "true"],
)
def test_what_other_readers_turn_into_numbers_dates_or_truth_stays_text(read, written):
    node, _ = read(f"value: {written}\n")
    assert plain(node) == {"value": written}


def test_quoted_and_empty_quoted_text_is_text(read):
    node, _ = read("a: ''\nb: \"null\"\nc: '~'\n'': d\n")
    assert plain(node) == {"a": "", "b": "null", "c": "~", "": "d"}


def test_json_is_accepted(read):
    data = {"title": "Grip", "levels": ["low", "high"], "empty": {}, "none": []}
    node, _ = read(json.dumps(data, indent=2))
    assert plain(node) == data


def test_windows_line_ends_give_the_same_tree_as_others(read):
    written = "a: b\nc:\n  - |\n    two\n    lines\n  - 'folded\n    text'\n"
    assert plain(read(written)[0]) == plain(read(written.replace("\n", "\r\n"))[0])


def test_bytes_and_text_read_alike(read):
    assert plain(read("a: Café 😀\n".encode())[0]) == plain(read("a: Café 😀\n")[0]) == {"a": "Café 😀"}


def test_places_count_characters_from_one_and_end_after_the_last(read):
    node, _ = read("# 😀\né: [x, 'y z']\nrules:\n  - id: HP3\n\n\nlast: |\n  one\n  two\n\n")
    assert isinstance(node, Mapping)
    places = [
        (
            entry.key.text,
            entry.value.span.line,
            entry.value.span.column,
            entry.value.span.end_line,
            entry.value.span.end_column,
        )
        for entry in node.entries
    ]
    assert places == [("é", 2, 4, 2, 14), ("rules", 4, 3, 4, 12), ("last", 7, 7, 9, 6)]
    assert (node.span.line, node.span.column, node.span.end_line, node.span.end_column) == (2, 1, 9, 6)


def test_a_scalar_remembers_how_it_was_written(read):
    node, _ = read("- plain\n- 'single'\n- \"double\"\n- |\n  block\n- >\n  folded\n")
    assert [item.style for item in node.items] == ["", "'", '"', "|", ">"]


@pytest.mark.parametrize("written", ["", "\n\n", "# only a comment\n", "---\n", "~\n", b""])
def test_a_file_that_says_nothing_is_reported(told, written):
    assert told(written) == [("S001", 1, 1)]


def test_a_file_over_the_size_limit_is_refused_before_it_is_read():
    for written in ("a: b\n" * 2_000_000, b"a: b\n" * 2_000_000):
        problems = Problems()
        start = time.process_time()
        assert read_yaml(written, "big.yaml", problems) is None
        assert time.process_time() - start < 1
        assert [d.code for d in problems] == [codes.TOO_BIG]


def test_the_size_limit_counts_bytes_not_characters():
    problems = Problems()
    assert read_yaml("é" * 6, "small.yaml", problems, Limits(size=10)) is None
    assert [d.message for d in problems] == ["this file is larger than 10 bytes"]


@pytest.mark.parametrize(
    "written",
    [
        "[" * 5000,
        "[" * 5000 + "]" * 5000,
        "- " * 5000 + "x",
        "{a: " * 5000,
        "".join(" " * depth + "a:\n" for depth in range(1000)),
    ],
    ids=["open brackets", "brackets", "items", "braces", "indented names"],
)
def test_thousands_of_levels_are_refused_at_once(read, written):
    start = time.process_time()
    _, found = read(written)
    # A fraction of a second; more is allowed because measuring coverage slows PyYAML's own parser tenfold.
    assert time.process_time() - start < 4
    assert [d.code for d in found] == [codes.TOO_DEEP]


def test_the_depth_limit_itself_is_allowed(read):
    assert read("[" * 50 + "]" * 50)[0] is not None
    assert read("[" * 51 + "]" * 51)[0] is None


@given(st.binary(max_size=200))
def test_any_bytes_give_a_node_or_problems_and_never_raise(written):
    problems = Problems()
    assert (read_yaml(written, "any.yaml", problems) is None) == problems.has_errors


@given(
    st.text(
        alphabet=st.sampled_from(list("ab:-?,[]{}#&*!|>'\"%@`\\xuU0 \t\n\r.~<=é\u00a0\ufeff\x00\ud800")),
        max_size=60,
    )
)
def test_any_mixture_of_special_characters_gives_a_node_or_problems(written):
    for parser in (yaml.SafeLoader, reading._PARSER):
        problems = Problems()
        chosen, reading._PARSER = reading._PARSER, parser
        try:
            assert (read_yaml(written, "any.yaml", problems) is None) == problems.has_errors
        finally:
            reading._PARSER = chosen


_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufffe\uffff")
    | st.sampled_from("\n\t")
)
_TREES = st.recursive(
    _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(_TREES, st.sampled_from([None, True, False]))
def test_what_is_written_as_yaml_reads_back_equal(tree, flow):
    problems = Problems()
    written = yaml.safe_dump(tree, default_flow_style=flow)
    node = read_yaml(written, "dumped.yaml", problems)
    assert not problems, written
    assert plain(node) == tree


@given(_TREES)
def test_what_is_written_as_json_reads_back_equal(tree):
    problems = Problems()
    written = json.dumps(tree, ensure_ascii=False)
    node = read_yaml(written, "written.json", problems)
    if not problems:
        assert plain(node) == tree
    else:
        # JSON writes invisible characters as they are, and a very long name is none to YAML.
        assert {d.code for d in problems} <= {
            codes.INVISIBLE_CHARACTER,
            codes.CONTROL_CHARACTER,
            codes.BYTE_ORDER_MARK,
        }


def test_a_file_is_read_under_its_own_name_or_the_name_given(tmp_path):
    path = tmp_path / "visit.yaml"
    path.write_text("a: b\n", encoding="utf-8")
    problems = Problems()
    node = read_file(path, problems)
    assert node == Mapping(node.entries, node.span)
    assert node.span.file == path.as_posix()
    assert read_file(path, problems, shown_as="visits/visit.yaml").span.file == "visits/visit.yaml"
    assert not problems


def test_a_missing_file_is_named_with_the_nearest_name_in_its_folder(tmp_path):
    (tmp_path / "visit-01.yaml").write_text("a: b\n", encoding="utf-8")
    problems = Problems()
    assert read_file(tmp_path / "visit-01.yml", problems, shown_as="visit-01.yml") is None
    assert [(d.message, d.hint) for d in problems] == [
        ("there is no file `visit-01.yml`", "did you mean `visit-01.yaml`?")
    ]


def test_a_missing_folder_is_a_missing_file(tmp_path):
    problems = Problems()
    (tmp_path / "a file").write_text("x", encoding="utf-8")
    assert read_file(tmp_path / "nowhere" / "visit.yaml", problems) is None
    assert read_file(tmp_path / "a file" / "visit.yaml", problems) is None
    assert [d.code for d in problems] == [codes.FILE_MISSING] * 2


def test_a_folder_is_not_a_file(tmp_path):
    problems = Problems()
    assert read_file(tmp_path, problems) is None
    assert [d.code for d in problems] == [codes.NOT_A_FILE]


@posix
@pytest.mark.parametrize("name", ["leaders.yaml", "a link.yaml"])
def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path, name):
    os.mkfifo(tmp_path / "leaders.yaml")
    (tmp_path / "a link.yaml").symlink_to("leaders.yaml")
    problems = Problems()
    assert read_file(tmp_path / name, problems, shown_as=name) is None
    assert [(d.code, d.message, d.hint) for d in problems] == [
        (
            codes.NOT_PLAIN,
            f"`{name}` is a named pipe, and a file is needed",
            "put what it gives into a file, and name that",
        )
    ]


@posix
def test_a_device_is_refused():
    problems = Problems()
    assert read_file(Path("/dev/zero"), problems) is None
    assert [(d.code.id, d.message) for d in problems] == [
        ("S012", "`/dev/zero` is a device, and a file is needed")
    ]


@posix
def test_a_socket_is_refused(tmp_path, monkeypatch):
    # The name of a socket has to be short.
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("talk.yaml")
        problems = Problems()
        assert read_file(Path("talk.yaml"), problems) is None
    assert [d.message for d in problems] == ["`talk.yaml` is a socket, and a file is needed"]


@posix
@pytest.mark.parametrize("folder", ["/dev/fd", "/proc/self/fd", "/proc/{pid}/fd"])
def test_what_the_program_was_given_open_is_read(folder):
    folder = folder.format(pid=os.getpid())
    if not Path(folder).is_dir():
        pytest.skip(f"there is no {folder} here")
    reading_end, writing_end = os.pipe()
    try:
        os.write(writing_end, b"title: Leaders\n")
        os.close(writing_end)
        problems = Problems()
        assert plain(read_file(Path(folder) / str(reading_end), problems)) == {"title": "Leaders"}
    finally:
        os.close(reading_end)


def test_a_file_that_may_not_be_opened_is_reported_with_the_reason(tmp_path):
    class Locked(type(Path())):
        def open(self, *_, **__):
            raise PermissionError(13, "Permission denied")

    (tmp_path / "locked.yaml").touch()
    problems = Problems()
    assert read_file(Locked(tmp_path / "locked.yaml"), problems, shown_as="locked.yaml") is None
    assert [d.message for d in problems] == ["`locked.yaml` cannot be opened: permission denied"]


def test_a_name_that_no_file_can_have_is_reported():
    problems = Problems()
    assert read_file(Path("a\0b.yaml"), problems) is None
    assert problems.has_errors


def test_of_a_file_that_is_too_big_only_the_start_is_read(tmp_path):
    path = tmp_path / "big.yaml"
    with path.open("wb") as stream:
        stream.truncate(3 * 1024**3) if os.name == "posix" else stream.write(b"a" * 2_000_000)
    problems = Problems()
    start = time.process_time()
    assert read_file(path, problems) is None
    assert time.process_time() - start < 1
    assert [d.code for d in problems] == [codes.TOO_BIG]


def test_problems_found_earlier_are_kept_and_do_not_spoil_a_good_file():
    problems = Problems([codes.EMPTY_FILE.at(None)])
    assert isinstance(read_yaml("fine", "visit.yaml", problems), Scalar)
    assert len(problems) == 1
