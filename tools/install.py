"""Puts this checkout into the user's default QGIS profile, or takes it out again (make install, make uninstall).

Runs on the system's Python, the one QGIS embeds: its user site-packages is where QGIS finds packages.
"""

import os
import shutil
import site
import subprocess
import sys
from pathlib import Path

NAME = "multiscale_fusion"
ROOT = Path(__file__).resolve().parent.parent


def profile_folder() -> Path:
    """The profile named "default", the only one that qgis_process uses."""
    data_home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data_home) / "QGIS" / "QGIS3" / "profiles" / "default"


def link_path() -> Path:
    return profile_folder() / "python" / "plugins" / NAME


def pth_path() -> Path:
    return Path(site.getusersitepackages()) / f"{NAME}.pth"


def site_packages() -> Path:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return ROOT / ".venv" / "lib" / version / "site-packages"


def enable() -> None:
    """Sets PythonPlugins/multiscale_fusion in the profile's QGIS3.ini, which the desktop and qgis_process both read."""
    program = shutil.which("qgis_process")
    if program is None:
        sys.exit("qgis_process was not found: install QGIS 3.40 or later.")
    # As from a plain shell: without what would lead QGIS or its Python elsewhere.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("QGIS_", "PYQGIS_", "PYTHON"))
    }
    environment["QT_QPA_PLATFORM"] = "offscreen"
    enabled = subprocess.run(
        [program, "plugins", "enable", NAME], env=environment, capture_output=True, text=True, check=False
    )
    if enabled.returncode and "already enabled" not in enabled.stderr:
        uninstall()
        sys.exit(f"QGIS could not enable the plugin:\n{enabled.stdout}{enabled.stderr}")


def forget_enabled() -> bool:
    """Takes our one line out of QGIS3.ini and leaves every other byte as it is; was there one?"""
    ini = profile_folder() / "QGIS" / "QGIS3.ini"
    if not ini.exists():
        return False
    lines = ini.read_bytes().splitlines(keepends=True)
    section, kept = b"", []
    for line in lines:
        if line.startswith(b"["):
            section = line.strip()
        if section != b"[PythonPlugins]" or not line.startswith(f"{NAME}=".encode()):
            kept.append(line)
    if kept == lines:
        return False
    aside = ini.with_name(f"{ini.name}.{NAME}")
    aside.write_bytes(b"".join(kept))
    shutil.copymode(ini, aside)
    aside.replace(ini)
    return True


def install() -> None:
    link = link_path()
    if link.exists() and not link.is_symlink():
        sys.exit(f"{link} is a folder, not a link: uninstall that copy in QGIS's plugin manager first.")
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(ROOT)

    pth = pth_path()
    pth.parent.mkdir(parents=True, exist_ok=True)
    pth.write_text(f"{site_packages()}\n", encoding="utf-8")

    enable()
    print(f"Linked {link}\nMade {pth}\nThe plugin is enabled. A QGIS that is open sees it after a restart.")


def uninstall() -> None:
    done = []
    if forget_enabled():
        done.append("The plugin is no longer enabled.")
    link = link_path()
    if link.is_symlink():
        link.unlink()
        done.append(f"Removed {link}")
    elif link.exists():
        done.append(f"Left {link} alone: it is a folder, not a link made by make install.")
    pth = pth_path()
    if pth.exists():
        pth.unlink()
        done.append(f"Removed {pth}")
    print("\n".join(done) or "Nothing was installed.")


if __name__ == "__main__":
    {"install": install, "uninstall": uninstall}[sys.argv[1]]()
