"""Draws docs/images/watershed-patches.png from a sheet of examples/watershed_patches/run.sh:

    make_watershed_patches.py OUTPUT_OF_RUN/HUC12_180702030410_Redonda_Canyon/sheet.png

Half its colours' depth is enough for a page, and makes it a third as large.
"""

import sys
from pathlib import Path

from qgis.PyQt.QtGui import QImage

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sheet = QImage(sys.argv[1])
    if sheet.isNull():
        sys.exit(f"{sys.argv[1]} is no image")
    small = sheet.convertToFormat(QImage.Format.Format_Indexed8)
    small.save(str(Path(__file__).with_name("watershed-patches.png")), "PNG")
