"""A damaged data folder: the damage is told at start in three lines, or everything is still there; it is never silently less.

After each refusal the damaged file is put back, and the server must find all documents as they were: a refusal changes nothing."""

import random
import shutil

import pytest

from harness.command import assert_complains
from harness.server import Server, free_port
from harness.sync import list_jobs, ok, start_job

STORES = ("state", "content")
# RocksDB's own diary and bookkeeping: nothing is read from them.
DISPENSABLE = ("LOG", "LOCK", "IDENTITY", "OPTIONS")
JOBS = 300


def fill(server):
    client = server.client
    ok(client.put("/_connector/c", {"service_type": "dir", "index_name": "content-c", "is_native": True}))
    for i in range(JOBS):
        start_job(client, "c")
        ok(client.put(f"/books/_doc/{i}", {"title": f"Book {i}", "text": "water " * 40}))


def read(server):
    client = server.client
    books = ok(client.post("/books/_search", {"size": 1000, "seq_no_primary_term": True}))["hits"]["hits"]
    assert len(books) == JOBS
    return [list_jobs(client), ok(client.get("/_connector/c")), sorted(books, key=lambda hit: hit["_id"])]


@pytest.fixture(scope="module", params=["ended by SIGTERM", "killed"])
def original(request, binary, tmp_path_factory):
    """(data folder, what is in it): after a clean end, and after a crash that leaves everything in the write-ahead log."""
    server = Server(binary, tmp_path_factory.mktemp("original") / "data")
    server.start()
    fill(server)
    before = read(server)
    server.stop() if request.param == "ended by SIGTERM" else server.kill()
    return server.data, before


@pytest.fixture
def copy(original, binary, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(original[0], folder)
    return Server(binary, folder)


def read_by(folder, store):
    return sorted(path for path in (folder / store).iterdir()
                  if path.is_file() and path.stat().st_size and not path.name.startswith(DISPENSABLE))


def tells_or_has_everything(copy, headrace, before, path, whole):
    """Starts with the damage. True when it was told. Then the file as it was is put back, and nothing else."""
    said = None
    try:
        copy.start()
        # The damage lies where nothing was read from, or can be made good: then nothing may be missing.
        assert read(copy) == before
        copy.stop()
    except AssertionError as fault:
        copy.kill()
        if "ended at start" not in str(fault):
            raise
        said = headrace("serve", "--data", copy.data, "--port", free_port(), "--no-auth", "--no-service")
        assert_complains(said, 1, str(copy.data))
    if said is None:
        return False
    path.write_bytes(whole)
    copy.start()
    assert read(copy) == before
    copy.stop()
    return True


def flip_the_middle(whole):
    middle = len(whole) // 2
    return whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1:]


DAMAGES = {
    "a byte in the middle is wrong": flip_the_middle,
    "the first half is rubbish": lambda whole: random.Random(1).randbytes(len(whole) // 2) + whole[len(whole) // 2:],
}


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("store", STORES)
def test_a_damaged_file_is_told_or_nothing_is_missing(original, copy, headrace, store, damage):
    folder, before = original
    files = read_by(folder, store)
    assert files
    for file in files:
        path = copy.data / store / file.name
        whole = file.read_bytes()
        path.write_bytes(DAMAGES[damage](whole))
        tells_or_has_everything(copy, headrace, before, path, whole)
        shutil.rmtree(copy.data)
        shutil.copytree(folder, copy.data)


@pytest.mark.parametrize("store", STORES)
def test_a_lost_or_empty_table_of_contents_is_told(original, copy, headrace, store):
    folder, before = original
    for name, damaged in (("CURRENT", b""), ("CURRENT", b"rubbish\n"), ("CURRENT", None), ("MANIFEST", b""), ("MANIFEST", b"x" * 64)):
        path = next(path for path in (copy.data / store).iterdir() if path.name.startswith(name))
        whole = path.read_bytes()
        path.unlink() if damaged is None else path.write_bytes(damaged)
        assert tells_or_has_everything(copy, headrace, before, path, whole), f"{name} as {damaged!r} was not noticed"
        shutil.rmtree(copy.data)
        shutil.copytree(folder, copy.data)


@pytest.mark.parametrize("store", STORES)
def test_a_store_that_is_gone_is_told_when_the_other_is_there(original, copy, headrace, store, tmp_path):
    _, before = original
    (copy.data / store).rename(tmp_path / "aside")
    said = headrace("serve", "--data", copy.data, "--port", free_port(), "--no-auth", "--no-service")
    assert_complains(said, 1, str(copy.data))
    shutil.rmtree(copy.data / store, ignore_errors=True)
    (tmp_path / "aside").rename(copy.data / store)
    with copy:
        assert read(copy) == before


def test_a_newer_format_is_told_with_both_numbers(original, copy, headrace):
    _, before = original
    path = copy.data / "format"
    whole = path.read_text()
    format_of_today = "".join(filter(str.isdigit, whole))
    path.write_text(whole.replace(format_of_today, "99"))
    said = headrace("serve", "--data", copy.data, "--port", free_port(), "--no-auth", "--no-service")
    assert_complains(said, 1, str(copy.data), "99", format_of_today, "newer")
    path.write_text(whole)
    with copy:
        assert read(copy) == before


def test_a_format_file_of_rubbish_is_told(original, copy, headrace):
    _, before = original
    path = copy.data / "format"
    whole = path.read_text()
    for rubbish in ("", "one", "-1\n", "99999999999999999999999\n", "\x00\xff"):
        path.write_text(rubbish)
        said = headrace("serve", "--data", copy.data, "--port", free_port(), "--no-auth", "--no-service")
        assert_complains(said, 1, str(copy.data))
    path.write_text(whole)
    with copy:
        assert read(copy) == before


def test_somebody_elses_folder_is_left_alone(headrace, tmp_path):
    """A folder with other files in it is taken only if nothing of it can be hurt: they stay as they are either way."""
    folder = tmp_path / "documents"
    (folder / "state").mkdir(parents=True)
    (folder / "letter.txt").write_text("dear reader")
    (folder / "state" / "CURRENT").write_text("not a database")
    said = headrace("serve", "--data", folder, "--port", free_port(), "--no-auth", "--no-service")
    assert_complains(said, 1, str(folder))
    assert (folder / "letter.txt").read_text() == "dear reader"
    assert (folder / "state" / "CURRENT").read_text() == "not a database"
