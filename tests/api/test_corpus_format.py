"""The reader of *.api files: what README.md promises, and how it refuses what does not follow."""

import pytest

from corpus_format import Bulk, FormatError, Parallel, Pause, Repeat, Request, load


def read(folder, text, name="some.api"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load(path)


def only_step(folder, text):
    (case,) = read(folder, text).cases
    (step,) = case.steps
    return step


def test_a_request_has_method_path_headers_body_and_answer(tmp_path):
    step = only_step(tmp_path, "## A01 one\nPOST /a?b=c {\"d\":1}\nX-One: two\n=> 200|201\nid = \"x\"\n")
    assert isinstance(step, Request)
    assert (step.method, step.path, step.headers, step.body) == ("POST", "/a?b=c", {"X-One": "two"}, '{"d":1}')
    assert step.replies[0].statuses == (200, 201)
    assert [check.text for check in step.replies[0].checks] == ['id = "x"']


def test_a_body_may_have_lines_of_its_own(tmp_path):
    assert only_step(tmp_path, "## A01 one\nPUT /a\n{\"b\":\n  1}\n=> 200\n").body == '{"b":\n1}'


def test_path_names_are_replaced_at_the_front_alone(tmp_path):
    text = "path SJ = /_connector/_sync_job\n## A01 one\nGET SJ/SJ?size=1\n=> 200\n"
    assert only_step(tmp_path, text).path == "/_connector/_sync_job/SJ?size=1"


def test_modes_may_differ_in_answers_and_in_lines(tmp_path):
    step = only_step(tmp_path, "## A01 one\nGET /\ndefault => 200\ncount = 1\nstrict => 400\nerror x\n")
    assert [(reply.mode, reply.statuses) for reply in step.replies] == [("default", (200,)), ("strict", (400,))]
    step = only_step(tmp_path, "## A01 one\nGET /\n=> 200\ndefault: count = 1\nstrict: count = 2\ncount > 0\n")
    assert [(check.mode, check.text) for check in step.replies[0].checks] == [("default", "count = 1"), ("strict", "count = 2"), (None, "count > 0")]


def test_definitions_take_positions_names_and_defaults(tmp_path):
    text = "define job name type=full\nPOST /jobs {\"type\":\"<type>\"}\n=> 201\nid -> $<name>\n"
    cases = read(tmp_path, text + "## A01 one\ngiven: job J1; job J2 type=incremental\n## A02 two\ngiven: job J1 {\"a\"=1}\n").cases
    assert [(step.body, step.replies[0].checks[0].text) for step in cases[0].steps] == [
        ('{"type":"full"}', "id -> $J1"), ('{"type":"incremental"}', "id -> $J2")]
    assert cases[1].steps[0].body == '{"type":"{"a"=1}"}'


def test_a_definition_may_use_others_and_files_may_use_files(tmp_path):
    read(tmp_path, "path A = /a\ndefine one\nGET A\n=> 200\ndefine two\ngiven: one; one\n", "fixtures.api")
    (case,) = read(tmp_path, "use fixtures.api\n## A01 one\ngiven: two\n").cases
    assert [step.path for step in case.steps] == ["/a", "/a"]


def test_blocks(tmp_path):
    text = "## A01 one\nrepeat 3\n  GET /a\n  => 200\n  parallel 2\n    GET /b\n    => 200\n    some 200\n  and 1\n    DELETE /b\n    => 200\n  end\nend\npause 5 ms\n" \
           "bulk 10 index id-$i\n{\"a\":$i}\n"
    repeat, pause, bulk = read(tmp_path, text).cases[0].steps
    assert isinstance(repeat, Repeat) and repeat.count == 3
    assert isinstance(repeat.steps[1], Parallel) and [count for count, _ in repeat.steps[1].groups] == [2, 1]
    assert isinstance(pause, Pause) and pause.milliseconds == 5
    assert bulk == Bulk(bulk.where, 10, "index", "id-$i", '{"a":$i}')


def test_what_stands_at_the_head_of_a_case(tmp_path):
    case, skipped = read(tmp_path, "## A01 one\nonly: strict\nstore: new\nGET /\n=> 200\n## A02 two\nskip: for a reason\n").cases
    assert (case.only, case.store, case.skip) == ("strict", "new", None)
    assert (skipped.skip, skipped.steps) == ("for a reason", [])


def test_retries_are_not_checks(tmp_path):
    step = only_step(tmp_path, "## A01 one\nPUT /a\n=> 200\nagain on 409\n")
    assert (step.retry_on, step.replies[0].checks) == ((409,), [])


@pytest.mark.parametrize("text,words", [
    ("GET /\n=> 200\n", "before the first case"),
    ("## A01\nGET /\n=> 200\n", "NUMBER title"),
    ("## A01 one\n", "does nothing"),
    ("## A01 one\nGET /\n", "no `=> STATUS`"),
    ("## A01 one\nGET /\nstrict => 200\nstrict => 400\n", "one for each"),
    ("## A01 one\nGET /\n=> 200\ndefault => 200\n", "one for each"),
    ("## A01 one\nonly: sometimes\nGET /\n=> 200\n", "default or strict"),
    ("## A01 one\nstore: old\nGET /\n=> 200\n", "new"),
    ("## A01 one\ngiven: nothing\n", "not defined"),
    ("define a b\nGET /\n=> 200\n## A01 one\ngiven: a\n", "needs"),
    ("define a b\nGET /\n=> 200\n## A01 one\ngiven: a 1 2\n", "takes"),
    ("define a\nGET /\n=> 200\ndefine a\nGET /\n=> 200\n", "defined twice"),
    ("## A01 one\nrepeat 2\nGET /\n=> 200\n", "no `end`"),
    ("## A01 one\nGO /\n", "neither a request nor a step"),
])
def test_what_does_not_follow_the_format_is_refused_with_its_place(tmp_path, text, words):
    with pytest.raises(FormatError, match=r"some\.api:\d+") as refused:
        read(tmp_path, text)
    assert words in str(refused.value)
