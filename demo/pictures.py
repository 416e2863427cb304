"""Files as people hang them on a customer: a shop front, a licence, a contract; drawn, so that no real shop or paper is shown."""

import random
from io import BytesIO

from PIL import Image, ImageDraw

PHOTO, PAPER = (960, 720), (720, 960)
WALLS = ("#d9cbb8", "#c9d3d6", "#e3dccf", "#cdbfae", "#d8d8d2")
SIGNS = ("#a8322a", "#1f5f8b", "#2f6d46", "#8a5a1e", "#5b3a78")
GOODS = ("#d8a03c", "#c4504a", "#4c8f5d", "#4476a6", "#e6d9a8", "#8d6cab")
INK, STAMP, RULED = "#39414a", "#b3262d", "#c8ccd0"


def shop_front(rng: random.Random) -> bytes:
    """A shop from across the street: sign, door, shelves behind the window."""
    image = Image.new("RGB", PHOTO, rng.choice(WALLS))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 620, 960, 720), fill="#9a968f")
    draw.rectangle((70, 90, 890, 200), fill=rng.choice(SIGNS))
    for letter in range(rng.randint(4, 6)):
        left = 160 + letter * 120
        draw.rectangle((left, 115, left + 70, 175), outline="#f6efe0", width=9)
        draw.line((left + 10, 145, left + 60, 145), fill="#f6efe0", width=9)
    draw.rectangle((620, 250, 830, 640), fill="#5d4630")
    draw.rectangle((640, 270, 725, 620), fill="#aebdc2")
    draw.rectangle((735, 270, 810, 620), fill="#a3b4ba")
    draw.rectangle((110, 250, 570, 560), fill="#efeadd", outline="#5d4630", width=12)
    for shelf in range(3):
        floor = 340 + shelf * 90
        draw.rectangle((125, floor, 555, floor + 8), fill="#8b6f4e")
        for place in range(140, 530, 34):
            draw.rectangle((place, floor - rng.randint(28, 58), place + 25, floor), fill=rng.choice(GOODS))
    return _jpeg(image)


def licence(rng: random.Random) -> bytes:
    """A paper with a border, lines of writing and a round stamp."""
    image = Image.new("RGB", PAPER, "#f7f2e4")
    draw = ImageDraw.Draw(image)
    draw.rectangle((36, 36, 684, 924), outline="#b58a2a", width=10)
    draw.rectangle((220, 110, 500, 150), fill=INK)
    for line in range(9):
        top = 250 + line * 56
        draw.rectangle((110, top, 210, top + 16), fill="#7a828b")
        draw.rectangle((240, top, 240 + rng.randint(160, 360), top + 16), fill=INK)
    draw.ellipse((450, 740, 610, 900), outline=STAMP, width=8)
    draw.polygon([(530, 780), (546, 830), (515, 799), (545, 799), (514, 830)], fill=STAMP)
    return _jpeg(image)


def contract(title: str, lines: tuple[str, ...]) -> bytes:
    """One page of PDF, in letters that every reader has."""
    said = "".join(f"({line}) Tj 0 -22 Td " for line in lines)
    page = f"BT /F1 18 Tf 72 760 Td ({title}) Tj 0 -40 Td /F1 11 Tf {said}ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table, len(written),
    )  # fmt: skip


def _jpeg(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=82)
    return written.getvalue()
