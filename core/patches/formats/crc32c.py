"""Compiled: the checksum CRC-32C (Castagnoli), eight bytes at a time."""

import numpy as np
from numba import njit

_POLYNOMIAL = 0x82F63B78   # reversed


def crc32c(content: bytes) -> int:
    """The checksum of some bytes, as iSCSI and TFRecord have it."""
    return int(_crc(np.frombuffer(content, np.uint8), _TABLES))


def _tables() -> np.ndarray:
    """Slicing by eight: table k tells what a byte does to the checksum k bytes later."""
    tables = np.zeros((8, 256), np.uint32)
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ _POLYNOMIAL * (value & 1)
        tables[0, byte] = value
    for k in range(1, 8):
        tables[k] = tables[k - 1] >> 8 ^ tables[0, tables[k - 1] & 0xFF]
    return tables


_TABLES = _tables()


@njit(nogil=True, cache=True)
def _crc(content, tables):
    crc = np.uint32(0xFFFFFFFF)
    eights = len(content) // 8
    for block in range(eights):
        at = 8 * block
        crc ^= (np.uint32(content[at]) | np.uint32(content[at + 1]) << np.uint32(8)
                | np.uint32(content[at + 2]) << np.uint32(16) | np.uint32(content[at + 3]) << np.uint32(24))
        crc = (tables[7, crc & np.uint32(0xFF)] ^ tables[6, crc >> np.uint32(8) & np.uint32(0xFF)]
               ^ tables[5, crc >> np.uint32(16) & np.uint32(0xFF)] ^ tables[4, crc >> np.uint32(24)]
               ^ tables[3, content[at + 4]] ^ tables[2, content[at + 5]]
               ^ tables[1, content[at + 6]] ^ tables[0, content[at + 7]])
    for at in range(8 * eights, len(content)):
        crc = tables[0, (crc ^ np.uint32(content[at])) & np.uint32(0xFF)] ^ crc >> np.uint32(8)
    return crc ^ np.uint32(0xFFFFFFFF)
