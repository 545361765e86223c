"""PDF files for tests, made from their parts, so that each can be right or wrong on purpose (ISO 32000-1)."""

import hashlib
import zlib


def stream(content, dictionary="", compress=False):
    content = content.encode("latin-1") if isinstance(content, str) else content
    if compress:
        content, dictionary = zlib.compress(content, 9), dictionary + " /Filter /FlateDecode"
    return f"<< {dictionary} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


class Pdf:
    """Objects are numbered as they come; 1 is the catalog, 2 the page tree, 3 a font with the encoding WinAnsi."""

    def __init__(self, version="1.7"):
        self.version = version
        self.objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: None, 3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"}
        self.kids, self.information, self.encryption, self.trailer_extra = [], None, None, ""

    def add(self, content):
        number = max(self.objects) + 1
        self.objects[number] = content.encode("latin-1") if isinstance(content, str) else content
        return number

    def add_page(self, content, fonts=None, resources="", compress=False, extra=""):
        """`fonts`: name to object number; F1 is there in any case."""
        contents = content if isinstance(content, int) else self.add(stream(content, compress=compress))
        names = " ".join(f"/{name} {number} 0 R" for name, number in {"F1": 3, **(fonts or {})}.items())
        page = self.add(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {contents} 0 R "
                        f"/Resources << /Font << {names} >> {resources} >> {extra} >>")
        self.kids.append(page)
        return page

    def add_lines(self, *lines, **more):
        """A page of lines of text."""
        def escaped(line):
            return line.encode("cp1252").decode("latin-1").replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        shown = "".join(f"({escaped(line)}) Tj T* " for line in lines)
        return self.add_page(f"BT /F1 12 Tf 14 TL 72 720 Td {shown}ET", **more)

    def add_font(self, text):
        return self.add(text)

    def _body(self):
        objects = dict(self.objects)
        if objects[2] is None:
            objects[2] = f"<< /Type /Pages /Count {len(self.kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in self.kids)}] >>".encode()
        return objects

    def _trailer(self):
        return f"/Root 1 0 R {self.trailer_extra}" + (f" /Info {self.information} 0 R" if self.information else "")

    def set_information(self, **members):
        def text(value):
            return f"({value})" if value.isascii() else "<FEFF" + value.encode("utf-16-be").hex() + ">"
        self.information = self.add("<< " + " ".join(f"/{name} {text(value)}" for name, value in members.items()) + " >>")

    def bytes(self):
        """With a table of references, as since PDF 1.0."""
        written, places = f"%PDF-{self.version}\n%\xe2\xe3\xcf\xd3\n".encode("latin-1"), {}
        objects = self._body()
        for number, content in objects.items():
            places[number] = len(written)
            written += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
        size, table = max(objects) + 1, len(written)
        lines = [f"{places[number]:010} 00000 n \n" if number in places else "0000000000 00000 f \n" for number in range(1, size)]
        written += f"xref\n0 {size}\n0000000000 65535 f \n{''.join(lines)}trailer\n<< /Size {size} {self._trailer()} >>\nstartxref\n{table}\n%%EOF\n".encode()
        return written

    def bytes_with_object_streams(self):
        """Everything but streams is packed into one stream, and the references are one, too (since PDF 1.5)."""
        objects = self._body()
        packed = {number: content for number, content in objects.items() if not content.endswith(b"endstream")}
        container, references = max(objects) + 1, max(objects) + 2
        index, bodies = "", b""
        for number, content in packed.items():
            index += f"{number} {len(bodies)} "
            bodies += content + b"\n"
        head = index.encode()
        written, rows = f"%PDF-{self.version}\n".encode(), {0: (0, 0, 65535)}
        for number, content in [*objects.items(), (container, stream(head + bodies, f"/Type /ObjStm /N {len(packed)} /First {len(head)}", compress=True))]:
            if number in packed:
                rows[number] = (2, container, list(packed).index(number))
                continue
            rows[number] = (1, len(written), 0)
            written += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
        rows[references] = (1, len(written), 0)
        table = b"".join(kind.to_bytes(1) + place.to_bytes(4) + rest.to_bytes(2) for kind, place, rest in (rows.get(n, (0, 0, 0)) for n in range(references + 1)))
        start = len(written)
        written += f"{references} 0 obj\n".encode() + stream(table, f"/Type /XRef /Size {references + 1} /W [1 4 2] {self._trailer()}", compress=True) + b"\nendobj\n"
        return written + f"startxref\n{start}\n%%EOF\n".encode()

    def encrypted(self, user_password=b""):
        """With RC4 and a key of 40 bits (revision 2 of the standard handler)."""
        padding = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
        identity = hashlib.md5(b"test").digest()
        owner = rc4(hashlib.md5((b"owner" + padding)[:32]).digest()[:5], (user_password + padding)[:32])
        permissions = -4 & 0xFFFFFFFF
        key = hashlib.md5((user_password + padding)[:32] + owner + permissions.to_bytes(4, "little") + identity).digest()[:5]
        user = rc4(key, padding)
        handler = self.add(f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{user.hex()}> >>")
        self.trailer_extra = f"/Encrypt {handler} 0 R /ID [<{identity.hex()}> <{identity.hex()}>]"
        for number, content in self._body().items():
            if content.endswith(b"endstream"):
                begin, end = content.index(b"stream\n") + 7, content.rindex(b"\nendstream")
                own = hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]
                self.objects[number] = content[:begin] + rc4(own, content[begin:end]) + content[end:]
        return self.bytes()


def rc4(key, content):
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in content:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def to_unicode(characters, ranges=()):
    """A CMap of two-byte codes. `characters`: code to text; `ranges`: (first, last, text of the first)."""
    def code(number):
        return f"<{number:04X}>"

    def text(value):
        return f"<{value.encode('utf-16-be').hex()}>"
    lines = [f"{code(number)} {text(value)}" for number, value in characters.items()]
    spans = [f"{code(low)} {code(high)} {text(value)}" for low, high, value in ranges]
    return "\n".join([
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Test def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
        f"{len(lines)} beginbfchar", *lines, "endbfchar", f"{len(spans)} beginbfrange", *spans, "endbfrange", "endcmap end end"])


def composite_font(pdf, characters, ranges=(), encoding="/Identity-H", widths=""):
    """A font of two-byte codes whose meaning only its CMap knows."""
    cmap = pdf.add(stream(to_unicode(characters, ranges), compress=True))
    descendant = pdf.add(f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 {widths} >>")
    return pdf.add(f"<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding {encoding} /DescendantFonts [{descendant} 0 R] /ToUnicode {cmap} 0 R >>")
