"""Office formats: without an extraction service, and with one (docs/spec/connector-service.md 18.4)."""

import base64
import threading

import pytest

from extract.files import attach, configured
from harness.office import docx, odt, rtf
from harness.server import Server
from harness.sync import configure, documents, make_connector, ok, sync
from harness.tika import ExtractionService
from harness.wait import wait_until

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILES = {WORD: docx("one"), "application/vnd.oasis.opendocument.text": odt("one"), "application/rtf": rtf("one"),
         "application/x-tika-msoffice": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)}


def echo(content):
    if b"refuse" in content:
        raise ValueError("that is no file")
    return f"\n  {len(content)} bytes of größe \n"


@pytest.fixture
def service():
    with ExtractionService(echo) as running:
        yield running


@pytest.fixture
def with_service(binary, tmp_path, service):  # noqa: F811
    with Server(binary, tmp_path / "data", arguments=configured(tmp_path, service.url)) as running:
        yield running
        running.check_alive()


@pytest.mark.parametrize("kind", FILES)
def test_without_a_service_the_reason_names_the_setting(api_server, kind):
    attachment, error = attach(api_server.client, FILES[kind])
    assert attachment is None and error["type"] == "parse_exception"
    assert error["reason"] == (f"Error parsing document in field [data]: files of type {kind} are read by an extraction service, "
                               "and none is configured (extraction_service.host)")


def test_without_a_service_the_default_pipeline_keeps_the_document(api_server):
    document = {"title": "t", "_extract_binary_content": True, "_attachment": base64.b64encode(docx("x")).decode()}
    assert api_server.client.put("/office/_doc/1?pipeline=search-default-ingestion", document).status == 201
    kept = ok(api_server.client.get("/office/_doc/1"))["_source"]
    assert kept["title"] == "t" and "body" not in kept and "extraction_service.host" in kept["_ingestion_errors"][0]


def test_an_archive_is_no_office_file(api_server):
    _, error = attach(api_server.client, b"PK\x03\x04" + bytes(200))
    assert error["reason"] == "Error parsing document in field [data]: no text is taken from files of type application/zip"


@pytest.mark.parametrize("kind", FILES)
def test_the_processor_asks_the_service(with_service, service, kind):
    attachment, error = attach(with_service.client, FILES[kind])
    assert error is None, error
    text = f"{len(FILES[kind])} bytes of größe"
    assert attachment == {"content": text, "content_type": kind, "content_length": len(text)}
    [(target, headers, size)] = service.requests
    assert (target, size) == ("/extract_text/", len(FILES[kind]))
    assert headers["Content-Type"] == "application/octet-stream" and headers["Accept"] == "application/json"


def test_what_is_read_here_is_not_sent(with_service, service):
    assert attach(with_service.client, b"plain")[0]["content"] == "plain"
    assert service.requests == []


def test_what_the_service_says_is_told(with_service, service):
    _, error = attach(with_service.client, rtf("refuse"))
    assert error["reason"] == f"Error parsing document in field [data]: the extraction service at [{service.url}] gave no text: Unprocessable Content: that is no file"


def test_a_service_that_is_away_fails_the_document_and_nothing_else(with_service, service):
    service.__exit__()
    _, error = attach(with_service.client, rtf("x"))
    assert "cannot reach 127.0.0.1" in error["reason"]
    assert attach(with_service.client, b"plain")[0]["content"] == "plain"


def test_a_service_that_hangs_is_waited_for_no_longer_than_allowed(binary, tmp_path):  # noqa: F811
    goes_on = threading.Event()
    try:
        with ExtractionService(lambda content: goes_on.wait(60) and "late") as slow, \
                Server(binary, tmp_path / "data", arguments=("--no-service", *configured(tmp_path, slow.url, timeout=1))) as running:
            _, error = attach(running.client, rtf("x"))
            assert "no answer within 1000 ms" in error["reason"]
            goes_on.set()
    finally:
        goes_on.set()


def test_files_may_be_shared_in_place_of_their_bytes(binary, tmp_path, service):  # noqa: F811
    shared = tmp_path / "shared"
    shared.mkdir()
    with Server(binary, tmp_path / "data", arguments=("--no-service", *configured(tmp_path, service.url, use_file_pointers="true", shared_volume_dir=shared))) as running:
        content = docx("one")
        assert attach(running.client, content)[0]["content"] == f"{len(content)} bytes of größe"
    [(target, _, size)] = service.requests
    assert target.startswith("/extract_text/?local_file_path=") and size == 0
    assert list(shared.iterdir()) == []


def test_a_sync_sends_every_file_that_the_connector_wants_sent(with_service, service, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for name, content in {"a.docx": docx("one"), "b.txt": b"plain text", "large.RTF": rtf("x" * 5000), "c.png": b"\x89PNG", "bad.doc": b"refuse"}.items():
        (folder / name).write_bytes(content)
    wait_until("the service was greeted", lambda: "the extraction service answers" in with_service.log())
    client = with_service.client
    make_connector(client, "c", folder, "content-files")
    assert sync(client, "c")["metadata"]["documents_without_text"] == 4
    assert service.requests == [] and "use_text_extraction_service" in with_service.log()

    ok(client.put("/_connector/c/_configuration", {"values": {"use_text_extraction_service": True}}))
    assert sync(client, "c")["metadata"]["documents_without_text"] == 2
    found = {source["path"].rsplit("/", 1)[1]: source.get("body") for source in documents(client, "content-files").values()}
    size = {path.name: path.stat().st_size for path in folder.iterdir()}
    assert {name: (body or "").strip() for name, body in found.items()} == {
        "a.docx": f"{size['a.docx']} bytes of größe", "b.txt": "10 bytes of größe", "large.RTF": f"{size['large.RTF']} bytes of größe", "c.png": "", "bad.doc": ""}
    assert len(service.requests) == 4
    assert "that is no file" in with_service.log()
    configure(client, "c", folder)
