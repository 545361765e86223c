"""The `attachment` processor and PDF: files of our own making through a running server (docs/decisions/0007-text-of-files.md)."""

import base64
import json
import zlib

import pytest

from extract.files import PIPELINE, attach
from harness.pdf import Pdf, composite_font, stream
from harness.sync import documents, make_connector, ok, sync


def text_of(client, content):
    attachment, error = attach(client, content)
    assert error is None, error
    assert attachment["content_type"] == "application/pdf"
    return attachment.get("content", "")


def reason_of(client, content):
    attachment, error = attach(client, content)
    assert attachment is None, attachment
    assert error["type"] == "parse_exception"
    reason = error["reason"]
    assert reason.startswith("Error parsing document in field [data]: "), reason
    return reason.removeprefix("Error parsing document in field [data]: ")


@pytest.fixture(scope="module")
def client(api_server):  # noqa: F811
    yield api_server.client
    api_server.check_alive()


def page(content, **more):
    pdf = Pdf()
    pdf.add_page(content, **more)
    return pdf.bytes()


def lines(*texts):
    pdf = Pdf()
    pdf.add_lines(*texts)
    return pdf


def test_text_and_what_the_file_says_of_itself(client):
    pdf = lines("Grüße – “quoted” € 5", "second line (with brackets) \\")
    pdf.set_information(Title="Der Bericht", Author="Ann Ünal", Keywords="mill, wheel", Creator="a tool", CreationDate="D:20240131093000+02'00'",
                        ModDate="D:2024")
    attachment, error = attach(client, pdf.bytes())
    assert error is None
    assert attachment == {
        "content": "Grüße – “quoted” € 5\nsecond line (with brackets) \\", "content_length": 50, "content_type": "application/pdf",
        "title": "Der Bericht", "author": "Ann Ünal", "keywords": "mill, wheel", "creator_tool": "a tool", "date": "2024-01-31T07:30:00Z",
        "modified": "2024-01-01T00:00:00Z", "format": "application/pdf; version=1.7"}


def test_only_the_wanted_properties(client):
    pdf = lines("text")
    pdf.set_information(Title="T", Author="A")
    pipeline = {"processors": [{"attachment": {"field": "data", "properties": ["content", "TITLE"]}}]}
    assert attach(client, pdf.bytes(), pipeline)[0] == {"content": "text", "title": "T"}
    refused = client.put("/_ingest/pipeline/p", {"processors": [{"attachment": {"field": "data", "properties": ["pages"]}}]})
    assert refused.status == 400 and "illegal field option [pages]. valid values are [CONTENT, TITLE, " in refused.json()["error"]["reason"]


def test_the_language_is_what_the_file_says(client):
    pdf = lines("Wasser")
    pdf.objects[1] = b"<< /Type /Catalog /Pages 2 0 R /Lang (de-AT) >>"
    assert attach(client, pdf.bytes())[0]["language"] == "de"


def test_indexed_chars_are_characters(client):
    content = lines("äöü€ more").bytes()
    pipeline = {"processors": [{"attachment": {"field": "data", "indexed_chars": 3, "indexed_chars_field": "most"}}]}
    assert attach(client, content, pipeline)[0]["content"] == "äöü"
    assert attach(client, content, pipeline, most=4)[0]["content"] == "äöü€"
    assert attach(client, content, pipeline, most=-1)[0]["content"] == "äöü€ more"


@pytest.mark.parametrize("font, shown, text", [
    ("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", r"(f\256 \341 \320 it's)", "ffi Æ — it’s"),
    ("<< /Type /Font /Subtype /TrueType /BaseFont /Arial /Encoding /MacRomanEncoding >>", r"(\200\212\237 \336)", "Ääü fi"),
    ("<< /Type /Font /Subtype /TrueType /BaseFont /Arial /Encoding /WinAnsiEncoding >>", r"(\200\344 \223x\224)", "€ä “x”"),
    ("<< /Type /Font /Subtype /Type1 /BaseFont /Own /Encoding << /Type /Encoding /Differences [1 /eacute /uni20AC /f_f_i 65 /afii10017 /Omega /a.alt] >> >>",
     r"(\001\002\003 ABC)", "é€ffi АΩa"),
    ("<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>", "(abG)", "αβΓ"),
], ids=["standard", "MacRoman", "WinAnsi", "differences", "symbol"])
def test_encodings(client, font, shown, text):
    pdf = Pdf()
    pdf.add_page(f"BT /F2 10 Tf {shown} Tj ET", fonts={"F2": pdf.add(font)})
    assert text_of(client, pdf.bytes()) == text


def test_codes_that_only_a_cmap_knows(client):
    pdf = Pdf()
    font = composite_font(pdf, {1: "Г", 2: "ffi", 3: "😀"}, [(0x10, 0x19, "0"), (0x20, 0x22, "中")])
    pdf.add_page("BT /F2 10 Tf <0001 0002 0003 0012 0020 0022> Tj <00FF> Tj ET", fonts={"F2": font})
    assert text_of(client, pdf.bytes()) == "Гffi😀2中丯"


def test_codes_that_are_unicode(client):
    pdf = Pdf()
    descendant = pdf.add("<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Ming /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>")
    font = pdf.add(f"<< /Type /Font /Subtype /Type0 /BaseFont /Ming /Encoding /UniGB-UCS2-H /DescendantFonts [{descendant} 0 R] >>")
    pdf.add_page("BT /F2 10 Tf <6C344E95> Tj ET", fonts={"F2": font})
    assert text_of(client, pdf.bytes()) == "水井"


@pytest.mark.parametrize("content, text", [
    ("[(Wa) 20 (ter) -300 (mill)] TJ", "Water mill"),
    ("(a) Tj 30 0 Td (b) Tj", "a b"),
    ("(a) Tj 5.56 0 Td (b) Tj", "ab"),
    ("(left) Tj 0 -14 Td (below) Tj", "left\nbelow"),
    ("(x) Tj 4 Ts (2) Tj 0 Ts (y) Tj", "x2y"),
    ("2 Tc (spread) Tj", "spread"),
    ("20 Tc (abc) Tj", "a b c"),
    ("14 TL (one) ' (two) '", "one\ntwo"),
    ("14 TL 1 0 (one) \" (two) '", "one\ntwo"),
    ("0 14 TD (a) Tj T* (b) Tj", "a\nb"),
    ("0 1 -1 0 100 100 Tm (turned) Tj", "turned"),
    ("50 Tz (half) Tj 11 0 Td (on) Tj", "half on"),
    ("(a\\\nb\\053\\(\\)) Tj <6364 6> Tj", "ab+()cd`"),
])
def test_places_make_words_and_lines(client, content, text):
    assert text_of(client, page(f"BT /F1 10 Tf 100 500 Td {content} ET")) == text


def test_a_form_shows_its_text_where_it_is_used(client):
    pdf = Pdf()
    inner = pdf.add(stream("BT /F1 10 Tf (inside) Tj ET", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]"))
    pdf.add_page("BT /F1 10 Tf (before) Tj ET q 1 0 0 1 0 -20 cm /X1 Do Q BT /F1 10 Tf 0 -40 Td (after) Tj ET", resources=f"/XObject << /X1 {inner} 0 R >>")
    assert text_of(client, pdf.bytes()) == "before\ninside\nafter"


def test_fields_of_forms_show_their_values(client):
    pdf = Pdf()
    look = pdf.add(stream("BT /F1 10 Tf (filled in) Tj ET", "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 3 0 R >> >>"))
    pdf.add_lines("a form", extra=f"/Annots [<< /Type /Annot /Subtype /Widget /Rect [0 0 9 9] /AP << /N {look} 0 R >> >>]")
    assert text_of(client, pdf.bytes()) == "a form\nfilled in"


def test_an_image_between_words_is_no_text(client):
    image = "BI /W 2 /H 2 /BPC 8 /CS /G ID \x00(EI) Tj\xff\x00 EI"
    assert text_of(client, page(f"BT /F1 10 Tf (a) Tj ET {image} BT /F1 10 Tf 40 0 Td (b) Tj ET")) == "a b"


def test_object_streams_and_reference_streams(client):
    pdf = lines("packed away")
    pdf.set_information(Title="Packed")
    attachment, _ = attach(client, pdf.bytes_with_object_streams())
    assert (attachment["content"], attachment["title"]) == ("packed away", "Packed")


@pytest.mark.parametrize("damage", [
    lambda content: content.replace(b"startxref\n", b"startxref\n9"),
    lambda content: content[:content.rindex(b"xref\n0")],
    lambda content: content.replace(b"0000000", b"0000001"),
    lambda content: content + b"\n" * 5000,
], ids=["wrong place of the table", "no table", "wrong places in the table", "rubbish behind it"])
def test_a_damaged_table_of_references_is_made_anew(client, damage):
    assert text_of(client, damage(lines("still here").bytes())) == "still here"


def test_a_file_without_an_end_gives_what_is_there(client):
    content = lines("first").bytes()
    assert text_of(client, content[:content.index(b"xref\n0")]) == "first"


def test_a_damaged_stream_gives_what_comes_before_the_damage(client):
    pdf = Pdf()
    shown = "BT /F1 10 Tf (good) Tj " + "0 -14 Td (line) Tj " * 3000 + "ET"
    number = pdf.add(stream(shown, compress=True))
    content = pdf.objects[number]
    begin = content.index(b"stream\n") + 7
    middle = begin + (len(content) - begin) // 2
    pdf.objects[number] = content[:middle] + b"\xff" * 20 + content[middle + 20:]
    pdf.add_page(number)
    assert text_of(client, pdf.bytes()).startswith("good")


def test_encryption(client):
    def secret(password):
        return lines("not for everybody").encrypted(password)
    assert text_of(client, secret(b"")) == "not for everybody"
    assert reason_of(client, secret(b"password")) == "Unable to process: document is encrypted"


def test_failures_go_the_way_of_failures(client):
    broken = lines("secret").encrypted(b"password")
    pipeline = {"processors": [{"attachment": {"field": "data", "ignore_failure": True}}, {"remove": {"field": "data"}}]}
    assert attach(client, broken, pipeline) == (None, None)
    document = {"data": base64.b64encode(broken).decode()}
    ok(client.put("/_ingest/pipeline/strict", PIPELINE))
    refused = client.put("/failures/_doc/1?pipeline=strict", document)
    assert refused.status == 400 and refused.json()["error"]["type"] == "parse_exception"
    assert client.get("/failures/_doc/1").status == 404
    kept = {"_extract_binary_content": True, "_attachment": document["data"], "title": "t"}
    assert client.put("/failures/_doc/2?pipeline=search-default-ingestion", kept).status == 201
    [told] = ok(client.get("/failures/_doc/2"))["_source"]["_ingestion_errors"]
    assert told.startswith("Processor 'attachment' in pipeline 'search-default-ingestion' failed with message 'Error parsing document")
    assert "document is encrypted" in told


def test_bulk_keeps_the_order_of_its_items(client):
    ok(client.put("/_ingest/pipeline/read", PIPELINE))
    rows = []
    for number in range(6):
        content = lines(f"file {number}").bytes() if number != 3 else b"%PDF-1.4 nothing"
        rows += [{"index": {"_id": str(number)}}, {"data": base64.b64encode(content).decode()}]
    rows += [{"index": {"_id": "plain"}}, {"data": base64.b64encode(b"plain text").decode()}]
    answer = client.post("/bulk-files/_bulk?pipeline=read", "".join(json.dumps(row) + "\n" for row in rows))
    items = [item["index"] for item in answer.json()["items"]]
    assert [item["_id"] for item in items] == ["0", "1", "2", "3", "4", "5", "plain"]
    assert [item["status"] for item in items] == [201, 201, 201, 400, 201, 201, 201]
    found = {hit["_id"]: hit["_source"]["attachment"]["content"] for hit in ok(client.post("/bulk-files/_search", {"size": 20}))["hits"]["hits"]}
    assert found == {"plain": "plain text", **{str(n): f"file {n}" for n in range(6) if n != 3}}


def test_a_sync_reads_pdf(server, tmp_path):  # noqa: F811
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "good.PDF").write_bytes(lines("Das Wehr über", "dem Mühlbach").bytes())
    (folder / "secret.pdf").write_bytes(lines("secret").encrypted(b"password"))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4\n")
    make_connector(server.client, "c", folder, "content-pdf")
    assert sync(server.client, "c")["metadata"]["documents_without_text"] == 2
    found = {source["path"].rsplit("/", 1)[1]: source.get("body") for source in documents(server.client, "content-pdf").values()}
    assert found == {"good.PDF": "Das Wehr über\ndem Mühlbach", "secret.pdf": None, "broken.pdf": None}
    assert "document is encrypted" in server.log()


# What a file can do to its reader.

def test_links_of_the_page_tree_may_go_round(client):
    pdf = lines("once")
    pdf.objects[2] = f"<< /Type /Pages /Count 9 /Kids [2 0 R {pdf.kids[0]} 0 R 1 0 R {pdf.kids[0]} 0 R] >>".encode()
    assert text_of(client, pdf.bytes()) == "once"


def test_a_form_may_show_itself(client):
    pdf = Pdf()
    number = max(pdf.objects) + 1
    pdf.add(stream("BT /F1 10 Tf (again) Tj ET /X1 Do /X1 Do", f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 3 0 R >> /XObject << /X1 {number} 0 R >> >>"))
    pdf.add_page("/X1 Do", resources=f"/XObject << /X1 {number} 0 R >>")
    assert "again" in text_of(client, pdf.bytes())


def test_forms_that_multiply_end(client):
    pdf = Pdf()
    number = pdf.add(stream("BT /F1 10 Tf (x) Tj ET", "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 3 0 R >> >>"))
    for _ in range(11):
        number = pdf.add(stream("/X Do " * 20, f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {number} 0 R >> >>"))
    pdf.add_page("/X Do", resources=f"/XObject << /X {number} 0 R >>")
    content = pdf.bytes()
    assert len(attach(client, content)[0]["content"]) <= 100_000
    everything = {"processors": [{"attachment": {"field": "data", "indexed_chars": -1}}]}
    assert attach(client, content, everything)[1]["reason"].endswith(("its pages hold too many instructions", "its text is too long"))


def test_deep_nesting(client):
    assert "deep" in text_of(client, page("[" * 200_000 + "<<" * 200_000 + "q " * 200_000 + ">>] BT /F1 10 Tf (deep) Tj ET"))
    pdf = lines("text")
    pdf.objects[1] = b"<< /Type /Catalog /Pages 2 0 R /X " + b"[" * 100_000 + b"]" * 100_000 + b" >>"
    attach(client, pdf.bytes())  # text or an error; the server stays


def test_ten_thousand_pages_and_one_more(client):
    def pages(count, content):
        pdf = Pdf()
        shown = pdf.add(stream(content))
        pdf.kids = [pdf.add(f"<< /Type /Page /Parent 2 0 R /Contents {shown} 0 R /Resources << /Font << /F1 3 0 R >> >> >>") for _ in range(count)]
        return pdf.bytes()
    everything = {"processors": [{"attachment": {"field": "data", "indexed_chars": -1}}]}
    content = pages(10_000, "BT /F1 10 Tf (page) Tj ET")
    assert attach(client, content, everything)[0]["content"].count("page") == 10_000
    more = pages(10_001, "BT /F1 10 Tf (p) Tj ET")
    assert "it has more than 10000 pages" in attach(client, more, everything)[1]["reason"]
    few = {"processors": [{"attachment": {"field": "data", "indexed_chars": 100}}]}
    assert len(attach(client, more, few)[0]["content"]) <= 100  # what comes later is not asked for


def test_a_stream_that_unpacks_to_gigabytes(client):
    once = zlib.compress(b"\n" * (1 << 28), 9)
    twice = zlib.compress(once, 9)
    pdf = Pdf()
    number = pdf.add(f"<< /Filter [/FlateDecode /FlateDecode] /Length {len(twice)} >>\nstream\n".encode() + twice + b"\nendstream")
    pdf.add_page(number)
    assert "a stream in it is too large when it is unpacked" in reason_of(client, pdf.bytes())
    # A stream of objects is unpacked by the library, which knows no such bound: there the limit on memory holds.
    pdf = lines("never seen")
    content = pdf.bytes_with_object_streams()
    bomb = zlib.compress(b" " * (1 << 30), 9)
    begin, end = content.index(b"stream\n", content.index(b"/ObjStm")) + 7, content.index(b"\nendstream", content.index(b"/ObjStm"))
    packed = content[:begin] + bomb + content[end:]
    _, error = attach(client, packed)
    assert error is not None


def test_an_empty_file_and_bytes_that_are_no_pdf(client):
    assert "cannot be read as PDF" in reason_of(client, b"%PDF-1.7\n" + b"\0" * 1000)
    assert "cannot be read as PDF" in reason_of(client, b"%PDF-")
    assert text_of(client, page("")) == ""
