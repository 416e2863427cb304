"""Pictures: their type, size and preview."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.files.content import Content, Unreadable

#: Pillow opens a photo of several pictures (MPO) as a JPEG, and names it only then.
FORMATS = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}

#: A picture of more is no photo but a bomb: a few kilobytes that unpack to gigabytes.
MOST_PIXELS = 60_000_000
PREVIEW_SIDE, PREVIEW_QUALITY = 480, 78


def inspect_picture(path: Path) -> Content:
    try:
        with Image.open(path, formats=[name for name in FORMATS if name != "MPO"]) as image:
            type, (width, height) = FORMATS[image.format or ""], image.size
            if width * height > MOST_PIXELS:
                raise Unreadable("picture_too_large", f"A picture has at most {MOST_PIXELS // 1_000_000} megapixels.")
            image.draft("RGB", (2 * PREVIEW_SIDE, 2 * PREVIEW_SIDE))  # a JPEG is read at a fraction of its size
            image.load()
            return Content(type, *_upright(image, width, height), _small(image))
    except UnidentifiedImageError as error:
        raise Unreadable("file_type", "Photos (JPEG, PNG, WebP, GIF), PDF, Word and Excel files are kept.") from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable("damaged_file", "This picture is damaged.") from error


def _upright(image: Image.Image, width: int, height: int) -> tuple[int, int]:
    """As a camera held on its side means it."""
    return (height, width) if image.getexif().get(0x0112) in (5, 6, 7, 8) else (width, height)


def _small(image: Image.Image) -> bytes:
    """A JPEG without anything that the camera wrote: no place, no owner."""
    small = ImageOps.exif_transpose(image)
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    if small.mode != "RGB":
        clear = small.convert("RGBA")
        small = Image.new("RGB", clear.size, "white")
        small.paste(clear, mask=clear.getchannel("A"))
    written = BytesIO()
    small.save(written, "JPEG", quality=PREVIEW_QUALITY, exif=b"", icc_profile=b"")
    return written.getvalue()
