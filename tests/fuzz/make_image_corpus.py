#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the seeds of the fuzz programs for images: corpus/png, corpus/bmp, corpus/jpeg and corpus/exif, one small file of each kind.

JPEG files need Pillow (13.0); the others are made here, byte by byte.
"""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).resolve().parent / "corpus"


def chunk(kind, data=b""):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, kind, rows, interlace=0, before=b""):
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlace)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND")


def rows(height, size, filters=(0,)):
    return b"".join(bytes([filters[y % len(filters)]]) + bytes((37 * y + 11 * x) % 256 for x in range(size)) for y in range(height))


def bmp(width, height, depth, compression=0, head=40, palette=b"", masks=b""):
    row = (width * depth + 31) // 32 * 4
    pixels = bytes((7 * i) % 251 for i in range(row * abs(height)))
    if palette:
        pixels = bytes(byte & 0x11 for byte in pixels) if depth < 8 else bytes(byte % (len(palette) // 4) for byte in pixels)
    info = struct.pack("<IiiHHIIiiII", head, width, height, 1, depth, compression, len(pixels), 0, 0, len(palette) // 4, 0)
    start = info + masks
    offset = 14 + max(len(start), head) + len(palette)
    start += b"\0" * (offset - 14 - len(palette) - len(start))
    return b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset) + start + palette + pixels


def jpeg(mode, size, **options):
    image = Image.new(mode, size)
    bands = len(image.getbands())
    flat = bytes((5 * i * (i % 7) + 13 * (i // size[0])) % 256 for i in range(size[0] * size[1] * bands))
    out = io.BytesIO()
    Image.frombytes(mode, size, flat).save(out, "JPEG", optimize=True, **options)
    return out.getvalue()


def exif(orientation, order, before=0):
    """TIFF with `before` entries of other tags and the orientation; `order` is < or >."""
    entries = b"".join(struct.pack(order + "HHIHH", *entry) for entry in
                       [(0x100 + i, 3, 1, 7, 0) for i in range(before)] + [(0x112, 3, 1, orientation, 0)])
    return (b"II" if order == "<" else b"MM") + struct.pack(order + "HIH", 42, 8, before + 1) + entries + bytes(4)


COLOURS = bytes(range(12))
FOUR = b"".join(bytes([60 * i, 255 - 60 * i, 30 * i, 0]) for i in range(4))
SEEDS = {
    "png": {
        "gray1_interlaced": png(9, 7, 1, 0, bytes(60), 1),
        "gray8": png(7, 5, 8, 0, rows(5, 7, (0, 1, 2, 3, 4))),
        "gray16": png(3, 2, 16, 0, rows(2, 6)),
        "rgb8": png(4, 5, 8, 2, rows(5, 12, (4, 3, 2, 1, 0))),
        "rgb16_key": png(2, 2, 16, 2, rows(2, 12), 0, chunk(b"tRNS", bytes(6))),
        "palette2": png(5, 3, 2, 3, rows(3, 2), 0, chunk(b"PLTE", COLOURS) + chunk(b"tRNS", b"\x80\xff")),
        "palette8_short": png(4, 2, 8, 3, rows(2, 4), 0, chunk(b"PLTE", COLOURS)),
        "gray_alpha8": png(3, 3, 8, 4, rows(3, 6, (1, 4))),
        "rgba8_interlaced": png(8, 8, 8, 6, bytes(300), 1),
        "rgba16": png(2, 3, 16, 6, rows(3, 16, (2,))),
        "text": png(1, 1, 8, 0, b"\0\x7f", 0, chunk(b"gAMA", b"\0\0\xb1\x8f") + chunk(b"tEXt", b"Title\0linnet")),
    },
    "bmp": {
        "1": bmp(9, 2, 1, palette=FOUR[:8]),
        "4": bmp(5, 3, 4, palette=FOUR),
        "8": bmp(6, 3, 8, palette=FOUR),
        "16": bmp(3, 2, 16),
        "16_masks": bmp(3, 2, 16, 3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F)),
        "24": bmp(3, 3, 24),
        "24_top_down": bmp(2, -3, 24),
        "32": bmp(2, 2, 32),
        "32_v4": bmp(2, 2, 32, 3, 108, masks=struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)),
        "32_v5": bmp(2, 2, 32, 3, 124, masks=struct.pack("<IIII", 0xFF, 0xFF00, 0xFF0000, 0)),
    },
    "exif": {
        "little": exif(6, "<"),
        "big": exif(8, ">", 2),
    },
    "jpeg": {
        "gray": jpeg("L", (17, 9), quality=50),
        "rgb420": jpeg("RGB", (19, 18), quality=30, subsampling=2),
        "rgb422": jpeg("RGB", (18, 9), quality=30, subsampling=1),
        "rgb444": jpeg("RGB", (9, 9), quality=30, subsampling=0),
        "cmyk": jpeg("CMYK", (9, 9), quality=30),
        "restart": jpeg("L", (33, 17), quality=20, restart_marker_blocks=2),
        "progressive": jpeg("RGB", (19, 18), quality=50, progressive=True),
        "progressive_gray": jpeg("L", (33, 17), quality=80, progressive=True),
        "progressive_restart": jpeg("RGB", (33, 17), quality=20, progressive=True, restart_marker_blocks=1),
    },
}


def main():
    for name, seeds in SEEDS.items():
        (FOLDER / name).mkdir(parents=True, exist_ok=True)
        for seed, data in seeds.items():
            (FOLDER / name / seed).write_bytes(data)


if __name__ == "__main__":
    main()
