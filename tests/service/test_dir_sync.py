"""Real syncs of real folders, seen from outside: what arrives, what is counted, what a second sync changes (docs/spec/sources.md 4)."""

import os
import stat

import pytest

from harness.sync import (assert_index_is_folder, configure, connector_after, count, document_id, documents, files_of, get_job, list_jobs,
                          make_connector, ok, start_job, sync, wait_for_status)

INDEX = "content-folder"
TEXT = {
    "notes.txt": ("A note about größe and мир.\n", "A note about größe and мир."),
    "readme.md": ("# Weir\n\nThe *headrace* feeds the wheel.\n", "headrace"),
    "page.html": ("<html><head><title>Mill</title><style>p{color:red}</style><script>var hidden=1;</script></head>"
                  "<body><p>Water &amp; stone</p></body></html>", "Water & stone"),
    "data.json": ('{"mill": {"name": "Obere Mühle", "wheels": 3}}', "Obere Mühle"),
    "UPPER.TXT": ("Loud text", "Loud text"),
    "a/b/c/deep.txt": ("Deep below", "Deep below"),
    ".hidden.txt": ("Not shown by ls", "Not shown by ls"),
    ".folder/inside.md": ("Inside a hidden folder", "Inside a hidden folder"),
    "мир/größe.txt": ("Names beyond ASCII", "Names beyond ASCII"),
    'odd "name", with\n a break.txt': ("Odd name", "Odd name"),
    "two.dots.in.txt": ("Dots", "Dots"),
}
BINARY = {"picture.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "archive.unknown": b"\x00\x01\x02", "report.pdf": b"%PDF-1.4\n\xe2\xe3",
          "broken.txt": b"half \xff\xfe utf-8 \xc3"}
STAT_FIELDS = {"inode_protection_mode": "st_mode", "inode_number": "st_ino", "device_inode_reside": "st_dev", "number_of_links": "st_nlink",
               "uid": "st_uid", "gid": "st_gid", "size": "st_size"}


@pytest.fixture
def folder(tmp_path):
    """Text, binary and oddly named files; one file outside that a link leads to; one name without a dot, which the default pattern leaves out."""
    root = tmp_path / "folder"
    for name, (content, _) in TEXT.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    for name, content in BINARY.items():
        (root / name).write_bytes(content)
    (root / "empty.txt").touch()
    (root / "nodot").write_text("no dot in the name")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "linked.txt").write_text("Behind a link")
    (root / "link.txt").symlink_to(outside / "linked.txt")
    (root / "link.folder").symlink_to(outside, target_is_directory=True)
    (root / "round.loop").symlink_to(root, target_is_directory=True)
    (root / "dangling.txt").symlink_to(root / "nowhere.txt")
    os.mkfifo(root / "pipe.txt")
    os.utime(root / "notes.txt", ns=(1714555801_500000000, 1714555800_250000000))
    os.utime(root / "readme.md", ns=(1714555800_000000000, 1714555800_000000000))
    return root


def synced(server, folder):
    make_connector(server.client, "c", folder, INDEX)
    return sync(server.client, "c")


def test_every_file_of_the_folder_becomes_a_document(server, folder):
    synced(server, folder)
    found = documents(server.client, INDEX)
    assert sorted(source["path"] for source in found.values()) == [str(path) for path in files_of(folder)]
    assert {identity: source["path"] for identity, source in found.items()} == {document_id(path): str(path) for path in files_of(folder)}
    names = {os.path.basename(source["path"]) for source in found.values()}
    assert "link.txt" in names  # a link to a file is read
    assert not names & {"nodot", "pipe.txt", "dangling.txt", "linked.txt"}


def test_a_document_has_the_fields_of_the_specification(server, folder):
    synced(server, folder)
    for identity, source in documents(server.client, INDEX).items():
        info = os.stat(source["path"])
        assert source["id"] == identity
        assert {field: source[field] for field in STAT_FIELDS} == {field: getattr(info, name) for field, name in STAT_FIELDS.items()}
        assert stat.S_ISREG(source["inode_protection_mode"])
        assert source["_timestamp"] == source["last_modified_time"]
        assert source["ctime"] == pytest.approx(info.st_ctime, abs=0.001) and isinstance(source["last_access_time"], (int, float))
        assert not {"_attachment", "_extract_binary_content", "_reduce_whitespace", "_run_ml_inference"} & source.keys()


def test_times_have_six_digits_of_a_second_or_none(server, folder):
    synced(server, folder)
    found = documents(server.client, INDEX)
    assert found[document_id(folder / "notes.txt")]["_timestamp"] == "2024-05-01T09:30:00.250000+00:00"
    assert found[document_id(folder / "readme.md")]["_timestamp"] == "2024-05-01T09:30:00+00:00"


def test_the_text_of_a_file_is_its_body(server, folder):
    synced(server, folder)
    found = documents(server.client, INDEX)
    for name, (_, words) in TEXT.items():
        assert words in found[document_id(folder / name)]["body"], name
    page = found[document_id(folder / "page.html")]["body"]
    assert "hidden=1" not in page and "color" not in page and "<p>" not in page
    assert found[document_id(folder / "link.txt")]["body"] == "Behind a link"


def test_what_has_no_text_keeps_its_metadata_and_is_counted(server, folder):
    job = synced(server, folder)
    # .pdf, .png and what nobody knows; an empty text is a text.
    assert job["metadata"]["documents_without_text"] == 3
    for name in ("picture.png", "archive.unknown", "report.pdf"):
        assert name in server.log(), name
    found = documents(server.client, INDEX)
    for name in ("picture.png", "archive.unknown", "report.pdf", "empty.txt"):
        source = found[document_id(folder / name)]
        assert not source.get("body"), name
        assert source["size"] == (folder / name).stat().st_size
    # Bytes that are no UTF-8 must not reach the wire as they are; reading the answer as UTF-8 has shown that they did not.
    assert "half" in found[document_id(folder / "broken.txt")].get("body", "half")


def test_a_name_that_is_not_utf_8_is_told_and_harms_nothing_else(server, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "good.txt").write_text("good")
    with open(os.fsencode(folder) + b"/caf\xe9.txt", "wb") as odd:
        odd.write(b"text behind an odd name")
    make_connector(server.client, "c", folder, INDEX)
    job = sync(server.client, "c")
    assert set(documents(server.client, INDEX)) == {document_id(folder / "good.txt")}
    assert job["indexed_document_count"] == job["total_document_count"] == 1
    assert job["metadata"]["failed_document_count"] == 1
    reason = job["metadata"]["failed_documents"][0]["reason"]
    assert "caf\\xe9.txt" in reason and "UTF-8" in reason, reason


def test_the_counters_of_the_job_are_true(server, folder):
    job = synced(server, folder)
    number = len(files_of(folder))
    assert (job["indexed_document_count"], job["deleted_document_count"], job["total_document_count"]) == (number, 0, number)
    assert isinstance(job["indexed_document_volume"], int)
    assert job["created_at"] <= job["started_at"] <= job["completed_at"]
    assert job["worker_hostname"] and not job.get("error") and job["trigger_method"] == "on_demand"


def test_the_connector_shows_how_its_last_sync_went(server, folder):
    job = synced(server, folder)
    connector = connector_after(server.client, "c", job["id"])
    assert connector["last_sync_status"] == "completed" and connector["status"] == "connected"
    assert connector["last_indexed_document_count"] == job["indexed_document_count"]
    assert connector["last_deleted_document_count"] == 0
    assert connector["last_sync_error"] is None and connector["error"] is None


def test_a_second_sync_brings_the_index_to_the_state_of_the_folder(server, folder):
    first = synced(server, folder)
    (folder / "notes.txt").write_text("The note was rewritten")
    (folder / "new.md").write_text("A new page")
    (folder / "new.folder").mkdir()
    (folder / "new.folder" / "page.txt").write_text("In a new folder")
    for name in ("page.html", "a/b/c/deep.txt", "picture.png"):
        (folder / name).unlink()
    second = sync(server.client, "c")
    found = documents(server.client, INDEX)
    assert {identity: source["path"] for identity, source in found.items()} == {document_id(path): str(path) for path in files_of(folder)}
    assert found[document_id(folder / "notes.txt")]["body"] == "The note was rewritten"
    number = len(files_of(folder))
    assert (second["indexed_document_count"], second["deleted_document_count"], second["total_document_count"]) == (number, 3, number)
    connector = connector_after(server.client, "c", second["id"])
    assert (connector["last_indexed_document_count"], connector["last_deleted_document_count"]) == (number, 3)
    assert [job["id"] for job in list_jobs(server.client, connector_id="c")] == [first["id"], second["id"]]
    assert [job["id"] for job in list_jobs(server.client, order="desc")] == [second["id"], first["id"]]


def test_a_pattern_chooses_the_files(server, folder):
    make_connector(server.client, "c", folder, INDEX, pattern="**/*.md")
    sync(server.client, "c")
    paths = sorted(source["path"] for source in documents(server.client, INDEX).values())
    assert paths == [str(path) for path in files_of(folder, "**/*.md")]


def test_an_empty_folder_is_a_complete_read(server, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "only.txt").write_text("the only one")
    synced(server, folder)
    (folder / "only.txt").unlink()
    job = sync(server.client, "c")
    assert (job["indexed_document_count"], job["deleted_document_count"], job["total_document_count"]) == (0, 1, 0)
    assert count(server.client, INDEX) == 0


@pytest.mark.parametrize("loss", ["moved away", "a file in its place", "never there"])
def test_a_missing_folder_fails_the_job_and_deletes_nothing(server, folder, loss):
    synced(server, folder)
    before = documents(server.client, INDEX)
    lost = folder
    if loss == "never there":
        lost = folder.parent / "never-there"
        configure(server.client, "c", lost)
    else:
        folder.rename(folder.parent / "elsewhere")
        if loss == "a file in its place":
            folder.write_text("no folder any more")
    job = wait_for_status(server.client, start_job(server.client, "c"), "error")
    assert str(lost) in job["error"]
    assert (job["indexed_document_count"], job["deleted_document_count"]) == (0, 0)
    assert documents(server.client, INDEX) == before
    connector = connector_after(server.client, "c", job["id"])
    assert connector["status"] == "error" and str(lost) in connector["last_sync_error"]


def test_after_the_folder_is_back_the_next_sync_completes(server, folder):
    synced(server, folder)
    folder.rename(folder.parent / "elsewhere")
    wait_for_status(server.client, start_job(server.client, "c"), "error")
    (folder.parent / "elsewhere").rename(folder)
    job = sync(server.client, "c")
    assert_index_is_folder(server.client, INDEX, folder)
    connector = connector_after(server.client, "c", job["id"])
    assert connector["status"] == "connected" and connector["error"] is None and connector["last_sync_error"] is None


def test_two_connectors_keep_to_their_own_index(server, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(name)
        make_connector(server.client, name, tmp_path / name, f"content-{name}")
    jobs = [start_job(server.client, name) for name in ("one", "two")]
    for name, job in zip(("one", "two"), jobs):
        wait_for_status(server.client, job, "completed")
        assert [source["body"] for source in documents(server.client, f"content-{name}").values()] == [name]
        assert get_job(server.client, job)["connector"]["index_name"] == f"content-{name}"


def test_a_soft_deleted_connector_is_left_alone(server, folder):
    make_connector(server.client, "gone", folder, "content-gone")
    ok(server.client.delete("/_connector/gone"))
    left = start_job(server.client, "gone")  # docs/spec/sync-jobs.md 3.1: the API still takes it
    make_connector(server.client, "c", folder, INDEX)
    sync(server.client, "c")  # later than `left`, and the service takes the oldest first
    assert get_job(server.client, left)["status"] == "pending"
