"""Backups: one moment while everybody writes, and whole or not at all."""

import hashlib
import io
import json
import random
import resource
import shutil
import signal
import subprocess
import tarfile
import threading
import time

import pytest

from harness.command import assert_complains, clean_environment
from harness.server import Server
from harness.sync import JOBS, ok
from harness.wait import wait_until
from upkeep_tools import Killed, fill, read

WRITERS = 8


class Writer(threading.Thread):
    """Writes documents and jobs with growing numbers, and keeps which were acknowledged, and when each was sent and answered."""

    def __init__(self, server, number, stop):
        super().__init__()
        self.client, self.number, self.stop, self.acknowledged, self.failure = server.new_client(), number, stop, 0, None

    def run(self):
        try:
            while not self.stop.is_set():
                i = self.acknowledged
                ok(self.client.put(f"/.elastic-connectors-sync-jobs/_doc/w{self.number}-{i:06}", {"status": "pending", "created_at": "2026-01-01T00:00:00Z"}))
                ok(self.client.put(f"/books/_doc/w{self.number}-{i:06}", {"i": i, "text": "x" * 500}))
                self.acknowledged = i + 1
        except Exception as failure:  # told by the test
            self.failure = failure


def numbers(ids, writer):
    return sorted(int(identity.split("-")[1]) for identity in ids if identity.startswith(f"w{writer}-"))


def all_ids(client, index):
    ids, after = [], None
    while True:
        page = ok(client.post(f"/{index}/_search", {"size": 5000, "_source": False, "sort": ["_id"], **({"search_after": after} if after else {})}))["hits"]["hits"]
        ids += [hit["_id"] for hit in page]
        if not page:
            return ids
        after = page[-1]["sort"]


@pytest.mark.slow
def test_a_backup_shows_one_moment_while_eight_write(made, headrace, restored, tmp_path):
    server = made("data").start()
    ok(server.client.put("/books"))
    stop = threading.Event()
    writers = [Writer(server, number, stop) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        moments = []
        for round_ in range(3):
            while min(writer.acknowledged for writer in writers) < 20 * (round_ + 1):
                assert not any(writer.failure for writer in writers), [writer.failure for writer in writers]
                time.sleep(0.002)
            before = [writer.acknowledged for writer in writers]
            said = headrace("backup", f"backup-{round_}", url=server.url)
            assert said.status == 0, said
            moments.append((before, [writer.acknowledged for writer in writers]))
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert not any(writer.failure for writer in writers), [writer.failure for writer in writers]
    for round_, (before, after) in enumerate(moments):
        copy = restored(tmp_path / f"backup-{round_}", f"restored-{round_}")
        books, jobs = all_ids(copy.client, "books"), all_ids(copy.client, ".elastic-connectors-sync-jobs")
        for number in range(WRITERS):
            found, found_jobs = numbers(books, number), numbers(jobs, number)
            assert found == list(range(len(found))), "a gap: something later without something earlier"
            assert before[number] <= len(found) <= after[number] + 1, (before, len(found), after)
            # The job is written before the document: at one moment it is ahead by one at most.
            assert found_jobs == list(range(len(found_jobs))) and len(found_jobs) - len(found) in (0, 1), (len(found_jobs), len(found))
        assert ok(copy.client.get(f"{JOBS}?size=0"))["count"] == len(jobs)
        copy.stop()
        said = headrace("check", "--data", copy.data)
        assert said.status == 0, said


def test_what_comes_back_is_what_there_was_to_the_byte(filled, headrace, restored, tmp_path):
    server, before = filled
    said = headrace("backup", "backup", url=server.url)
    assert said.status == 0 and "sealing key is not in it" in said.stdout, said
    ok(server.client.put("/books/_doc/later", {"title": "not there yet"}))
    assert read(restored(tmp_path / "backup").client) == before
    wait_until("the checkpoint is removed", lambda: not list((server.data / "checkpoints").iterdir()))


def test_sums_are_those_of_sha256sum(filled, headrace, tmp_path):
    headrace("backup", "backup", url=filled[0].url)
    said = subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=tmp_path / "backup", capture_output=True, text=True)
    assert said.returncode == 0, said
    checked = {line.split(":")[0] for line in said.stdout.splitlines()}
    assert checked == {str(path.relative_to(tmp_path / "backup")) for path in (tmp_path / "backup").rglob("*") if path.is_file()} - {"SHA256SUMS"}


def test_the_answer_is_a_tar_archive_and_its_folder_a_backup(filled, restored, tmp_path):
    server, before = filled
    answer = server.client.post("/_headrace/backup")
    assert answer.status == 200 and answer.header("Content-Type") == "application/x-tar"
    with tarfile.open(fileobj=io.BytesIO(answer.body)) as archive:
        names = archive.getnames()
        archive.extractall(tmp_path / "unpacked")
    assert names[0] == "format" and names[-2:] == ["backup.json", "SHA256SUMS"]
    assert read(restored(tmp_path / "unpacked").client) == before


def test_json_says_what_was_made(filled, headrace, tmp_path):
    said = headrace("backup", "backup", "-o", "json", url=filled[0].url)
    told = json.loads(said.stdout)
    manifest = json.loads((tmp_path / "backup/backup.json").read_text())
    assert told["id"] == "backup" and told["made_at"] == manifest["made_at"] and told["sealing_key"] == "not in it"
    assert told["files"] == len(manifest["files"]) and told["bytes"] == manifest["bytes"] == sum(file["size"] for file in manifest["files"])
    assert manifest["version"] == 1 and manifest["data_format"] >= 3 and manifest["headrace"]


def test_of_a_stopped_server_from_its_folder(filled, headrace, restored, tmp_path):
    server, before = filled
    assert_complains(headrace("backup", "backup", "--data", server.data), 1, "is in use")
    server.stop()
    said = headrace("backup", "backup", "--data", server.data)
    assert said.status == 0, said
    assert read(restored(tmp_path / "backup").client) == before
    assert_complains(headrace("backup", "other", "--data", tmp_path / "nowhere"), 1, "There is no data folder")
    assert not (tmp_path / "nowhere").exists() and not (tmp_path / "other").exists()


def test_a_folder_that_is_not_empty_is_left_alone(filled, headrace, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter").write_text("dear reader")
    assert_complains(headrace("backup", "mine", url=filled[0].url), 1, "not an empty folder")
    assert_complains(headrace("backup", "mine/letter", url=filled[0].url), 1, "not an empty folder")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter"]
    (tmp_path / "empty").mkdir()
    assert headrace("backup", "empty/", url=filled[0].url).status == 0
    assert (tmp_path / "empty/SHA256SUMS").exists()


def test_no_server_and_no_right_are_told_and_nothing_is_left(made, headrace, tmp_path):
    assert_complains(headrace("backup", "backup", url="http://127.0.0.1:1"), 5, "No server answers")
    server = made("data", password="long-enough").start()
    manages = ok(server.client.post("/_security/api_key", {"name": "k", "role_descriptors": {"r": {"cluster": ["manage"], "indices": [{"names": ["*"], "privileges": ["all"]}]}}}))
    assert_complains(headrace("backup", "backup", url=server.url, HEADRACE_API_KEY=manages["encoded"]), 4, "[cluster:admin/headrace/backup]", "[all]")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("backup")) == []
    said = headrace("backup", "backup", url=server.url, HEADRACE_USER="elastic", HEADRACE_PASSWORD="long-enough")
    assert said.status == 0, said


def test_sealed_values_open_with_their_key_and_with_no_other(made, headrace, tmp_path):
    server = made("data").start()
    ok(server.client.put("/_connector/_secret/s", {"value": "first"}))
    ok(server.client.put("/_connector/c", {"service_type": "dir", "index_name": "i"}))
    field = {"default_value": "", "depends_on": [], "display": "textbox", "label": "Password", "options": [], "order": 1, "required": True, "sensitive": True,
             "tooltip": "", "type": "str", "ui_restrictions": [], "validations": [], "value": "water-under-the-wheel"}
    ok(server.client.put("/_connector/c/_configuration", {"configuration": {"password": field}}))
    assert headrace("backup", "backup", url=server.url).status == 0
    server.stop()
    key = server.environment["HEADRACE_SEALING_KEY_FILE"]
    whole = b"".join(path.read_bytes() for path in (tmp_path / "backup").rglob("*") if path.is_file())
    assert b"water-under-the-wheel" not in whole and b"first" not in whole and open(key).read().split()[-1].encode() not in whole
    assert headrace("restore", "backup", "--data", "restored").status == 0
    assert headrace("check", "--data", "restored", HEADRACE_SEALING_KEY_FILE=key).status == 0
    said = headrace("check", "--data", "restored")
    assert said.status == 0 and "sealed values were not opened: no key file" in said.stdout, said
    (tmp_path / "other.key").write_text("ab" * 32 + "\n")
    (tmp_path / "other.key").chmod(0o600)
    said = headrace("check", "--data", "restored", "--sealing-key-file", tmp_path / "other.key")
    assert said.status == 1 and "the secret cannot be opened" in said.stdout and "a sealed value cannot be opened" in said.stdout, said
    copy = made("restored")
    copy.environment["HEADRACE_SEALING_KEY_FILE"] = key
    copy.start()
    assert ok(copy.client.get("/_connector/_secret/s"))["value"] == "first"
    assert ok(copy.client.get("/_connector/c"))["configuration"]["password"]["value"] == "water-under-the-wheel"


def test_a_server_of_a_restored_folder_has_an_identity_of_its_own(filled, headrace, restored, tmp_path):
    """Sequence numbers go on from the backup: an ETag of the first server must not be good for what the second one has."""
    server, _ = filled
    assert headrace("backup", "backup", url=server.url).status == 0
    copy = restored(tmp_path / "backup")
    assert ok(server.client.get("/"))["cluster_uuid"] != ok(copy.client.get("/"))["cluster_uuid"]
    assert server.client.get("/_connector/c").header("ETag") != copy.client.get("/_connector/c").header("ETag")


def grown(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.exists() else 0


@pytest.fixture
def large(made):
    """A server with some 40 MB that do not compress."""
    server = made("data").start()
    chance = random.Random(1)
    for start in range(0, 400, 50):
        lines = "".join(json.dumps({"index": {"_id": str(i)}}) + "\n" + json.dumps({"text": chance.randbytes(50_000).hex()}) + "\n" for i in range(start, start + 50))
        assert ok(server.client.post("/books/_bulk", lines))["errors"] is False
    return server


@pytest.mark.slow
def test_killed_in_the_middle_nothing_half_is_taken_for_a_backup(large, binary, headrace, restored, tmp_path):
    partial = tmp_path / "backup.partial"
    assert Killed(binary, tmp_path, "backup", "backup", HEADRACE_URL=large.url).when(lambda: grown(partial) > 1_000_000)
    assert not (tmp_path / "backup").exists() and partial.exists()
    assert_complains(headrace("restore", partial, "--data", "restored"), 1, "SHA256SUMS cannot be read")
    said = headrace("backup", "backup", url=large.url)
    assert said.status == 0 and not partial.exists(), said
    assert Killed(binary, tmp_path, "restore", "backup", "--data", "restored").when(lambda: grown(tmp_path / "restored.partial") > 1_000_000)
    assert not (tmp_path / "restored").exists()
    copy = restored(tmp_path / "backup")
    assert ok(copy.client.get("/books/_count"))["count"] == 400
    assert not (tmp_path / "restored.partial").exists()


@pytest.mark.slow
def test_a_server_that_is_killed_meanwhile_is_told_and_leaves_nothing(large, binary, headrace, tmp_path):
    process = Killed(binary, tmp_path, "backup", "backup", HEADRACE_URL=large.url).process
    while grown(tmp_path / "backup.partial") < 1_000_000 and process.poll() is None:
        time.sleep(0.001)
    large.kill()
    _, said = process.communicate()
    assert process.returncode in (1, 5) and said.count(b"\n") == 3, (process.returncode, said)
    assert not (tmp_path / "backup").exists() and not (tmp_path / "backup.partial").exists()
    large.start()
    assert not (large.data / "checkpoints").exists()
    assert ok(large.client.get("/books/_count"))["count"] == 400


def limited(binary, tmp_path, bytes_, *arguments, **environment):
    """Runs a command that may write no file of more than some bytes: as if the disk was full then."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, bytes_))
    return subprocess.run([str(binary), *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=tmp_path, timeout=180,
                          env=clean_environment(tmp_path / "home", **environment), preexec_fn=limit)


@pytest.mark.slow
def test_a_disk_that_fills_up_leaves_nothing_half(large, binary, headrace, tmp_path):
    said = limited(binary, tmp_path, 1_000_000, "backup", "backup", HEADRACE_URL=large.url)
    assert said.returncode == 1 and said.stderr.count("\n") == 3 and "cannot be written" in said.stderr, said
    assert not (tmp_path / "backup").exists() and not (tmp_path / "backup.partial").exists()
    assert headrace("backup", "backup", url=large.url).status == 0
    said = limited(binary, tmp_path, 1_000_000, "restore", "backup", "--data", "restored")
    assert said.returncode == 1 and said.stderr.count("\n") == 3 and "cannot be written" in said.stderr, said
    assert not (tmp_path / "restored").exists() and not (tmp_path / "restored.partial").exists()


@pytest.mark.slow
def test_a_reader_that_goes_away_leaves_nothing_on_the_server(large, binary, tmp_path):
    Killed(binary, tmp_path, "backup", "backup", HEADRACE_URL=large.url).when(lambda: grown(tmp_path / "backup.partial") > 1_000_000)
    wait_until("the checkpoint of nobody is removed", lambda: not list((large.data / "checkpoints").iterdir()))


@pytest.fixture(scope="module")
def original(binary, tmp_path_factory):
    """A backup with tables and a log."""
    root = tmp_path_factory.mktemp("original")
    with Server(binary, root / "data") as server:
        fill(server.client, 20)
        (root / "backup.tar").write_bytes(server.client.post("/_headrace/backup").body)
    with tarfile.open(root / "backup.tar") as archive:
        archive.extractall(root / "backup")
    return root / "backup"


@pytest.mark.parametrize("damage", ["flipped", "cut", "missing", "longer"])
def test_a_damaged_backup_is_refused_and_nothing_is_made(original, headrace, tmp_path, damage):
    files = sorted(path.relative_to(original) for path in original.rglob("*") if path.is_file())
    assert len(files) >= 9
    backup = tmp_path / "backup"
    for name in files:
        shutil.copytree(original, backup)
        whole = (backup / name).read_bytes()
        middle = len(whole) // 2
        damaged = {"flipped": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1:], "cut": whole[:-1], "longer": whole + b"\n"}
        (backup / name).unlink() if damage == "missing" else (backup / name).write_bytes(damaged[damage])
        assert_complains(headrace("restore", backup, "--data", "restored"), 1, str(backup))
        assert not (tmp_path / "restored").exists() and not (tmp_path / "restored.partial").exists()
        shutil.rmtree(backup)


@pytest.mark.parametrize("member", ["version", "data_format"])
def test_a_backup_of_a_newer_headrace_is_refused(original, headrace, tmp_path, member):
    shutil.copytree(original, tmp_path / "backup")
    path = tmp_path / "backup/backup.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), member: 99, "headrace": "7.0"}))
    sums = tmp_path / "backup/SHA256SUMS"
    lines = [line for line in sums.read_text().splitlines() if not line.endswith("backup.json")]
    sums.write_text("\n".join([*lines, hashlib.sha256(path.read_bytes()).hexdigest() + "  backup.json"]) + "\n")
    assert_complains(headrace("restore", "backup", "--data", "restored"), 1, "newer Headrace (7.0)", "99")
    assert not (tmp_path / "restored").exists() and not (tmp_path / "restored.partial").exists()


def test_restore_makes_no_folder_anew_that_has_data(original, headrace, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/format").write_text("headrace 1\n")
    assert_complains(headrace("restore", original, "--data", "data"), 1, "not an empty folder")
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["format"]
    said = headrace("restore", original, HEADRACE_DATA=str(tmp_path / "other/deeper"))
    assert said.status == 0 and (tmp_path / "other/deeper/format").exists(), said
    assert_complains(headrace("restore", "nothing", "--data", "third"), 1, "cannot be restored")
