"""A real Apache Tika behind the interface of an extraction service, and as the measure of our own PDF reader."""

import re
from pathlib import Path

import pytest

from extract.files import attach, configured
from harness.office import docx, odt, rtf
from harness.peer import Unavailable
from harness.server import Server
from harness.tika import ExtractionService, Tika

PARAGRAPHS = ("Das Wehr über dem Mühlbach", "Second paragraph, мир")


@pytest.fixture(scope="module")
def tika(tmp_path_factory):
    peer = Tika(tmp_path_factory.mktemp("tika"))
    try:
        peer.start()
    except Unavailable as reason:
        pytest.skip(f"Tika cannot be had: {reason}")
    yield peer
    peer.stop()


@pytest.fixture(scope="module")
def client(binary, tmp_path_factory, tika):  # noqa: F811
    folder = tmp_path_factory.mktemp("server")
    with ExtractionService(tika.extract) as service, \
            Server(binary, folder / "data", arguments=("--no-service", *configured(folder, service.url))) as running:
        yield running.client
        running.check_alive()


@pytest.mark.slow
@pytest.mark.parametrize("content", [docx(*PARAGRAPHS), odt(*PARAGRAPHS), rtf("\\par ".join(PARAGRAPHS))], ids=["docx", "odt", "rtf"])
def test_office_files_become_text(client, content):
    attachment, error = attach(client, content)
    assert error is None, error
    assert [line.strip() for line in attachment["content"].splitlines() if line.strip()] == list(PARAGRAPHS)


@pytest.mark.slow
def test_what_tika_cannot_read_is_told(client):
    _, error = attach(client, docx("x")[:-300] + bytes(300))
    assert error is None or "gave no text" in error["reason"]


def words(text):
    return re.findall(r"\w+", text)


def reports(folder):
    """Files of a real tool: paragraphs in several fonts, a table, an embedded TrueType font."""
    reportlab = pytest.importorskip("reportlab")
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table
    pdfmetrics.registerFont(TTFont("Vera", str(Path(reportlab.__file__).parent / "fonts/Vera.ttf")))
    style = getSampleStyleSheet()["Normal"]
    embedded = style.clone("embedded", fontName="Vera")
    story = [Paragraph("Hello <b>bold</b> world äöü ß € “quoted” – <i>dash</i>. " * 20, style),
             Paragraph("Vera größe Ünïcödé <super>high</super> <sub>low</sub> x². " * 20, embedded), PageBreak(),
             Table([["left", "right"], ["below left", "below right"]]), Paragraph("end", style)]
    path = folder / "report.pdf"
    SimpleDocTemplate(str(path), title="Größe", author="Ann", keywords=["one", "two"]).build(story)
    return path.read_bytes()


@pytest.mark.slow
def test_our_reader_and_tika_find_the_same_words(client, tika, tmp_path):
    content = reports(tmp_path)
    attachment, error = attach(client, content, {"processors": [{"attachment": {"field": "data", "indexed_chars": -1}}]})
    assert error is None, error
    theirs = words(tika.extract(content))
    if theirs[:1] == ["Größe"]:
        theirs = theirs[1:]  # the title stands before the text
    assert words(attachment["content"]) == theirs
    assert (attachment["title"], attachment["author"]) == ("Größe", "Ann")
