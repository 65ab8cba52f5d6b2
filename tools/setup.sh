#!/bin/bash
# Gives a checkout what it runs on: Debian's packages, then .venv with the ones from PyPI (make setup).
# Says nothing and is quick when nothing is missing.
set -euo pipefail

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
unset PYTHONHOME PYTHONPATH PYTHONSTARTUP VIRTUAL_ENV PIP_TARGET PIP_PREFIX
export PIP_USER=0

cd "$(dirname "$0")/.."

python=/usr/bin/python3
qgis_minimum=3.40
requirement_files=(requirements.txt requirements-test.txt constraints.txt)
# Whatever links GDAL, PROJ or GEOS comes from here and never from PyPI, so that QGIS's process holds one of each.
debian_packages=(
    qgis python3-qgis qgis-providers gdal-bin python3-gdal proj-bin python3-pyproj python3-shapely
    python3-numpy python3-scipy python3-h5py python3-hdf4 python3-rasterio python3-plotly python3-affine python3-attr
    python3-venv python3-markdown python3-skimage qttools5-dev-tools
    ca-certificates xvfb xauth
)
modules=(
    qgis.core osgeo.gdal numpy scipy.sparse h5py pyhdf rasterio plotly shapely pyproj affine attr numba cachetools odc.geo
    pyarrow sklearn earthaccess zarr numcodecs markdown pytest pytestqt xdist hypothesis exactextract webdataset tfrecord
    crc32c pystac
)

stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

is_debian_12() {
    [ -r /etc/os-release ] && (
        # shellcheck disable=SC1091
        . /etc/os-release
        [ "${ID:-}" = debian ] && [ "${VERSION_ID:-}" = 12 ]
    )
}

checksum() {
    { cat "${requirement_files[@]}" tools/setup.sh; readlink -f "$python" || true; } | sha256sum
}

missing_debian_packages() {
    local installed package
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${debian_packages[@]}" 2>/dev/null || true)
    for package in "${debian_packages[@]}"; do
        [[ $'\n'$installed$'\n' == *$'\n'"installed $package"$'\n'* ]] || echo "$package"
    done
    if [[ $'\n'$installed$'\n' == *$'\n'"installed qgis"$'\n'* ]] &&
        ! is_recent_qgis "$(dpkg-query -W -f '${Version}' qgis)"; then
        echo qgis
    fi
}

is_recent_qgis() {
    dpkg --compare-versions "${1#*:}" ge "$qgis_minimum"
}

is_venv_ready() {
    [ -x .venv/bin/python ] && [ -r .venv/stamp ] && [ "$(<.venv/stamp)" = "$(checksum)" ]
}

is_ready() {
    is_venv_ready && { ! is_debian_12 || [ -z "$(missing_debian_packages)" ]; }
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

write_as_root() {
    as_root tee "$1" >/dev/null
}

use_backports() {
    local targets mirror
    # shellcheck disable=SC2016  # apt's own variables
    targets=$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages')
    if ! grep -q '^bookworm-backports ' <<<"$targets"; then
        mirror=$(awk '$1 == "bookworm" { print $2; exit }' <<<"$targets")
        write_as_root /etc/apt/sources.list.d/bookworm-backports.sources <<-SOURCE
			Types: deb
			URIs: ${mirror:-http://deb.debian.org/debian}
			Suites: bookworm-backports
			Components: main
			Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
		SOURCE
    fi
    write_as_root /etc/apt/preferences.d/qgis-backports <<-'PREFERENCE'
		Package: src:qgis
		Pin: release n=bookworm-backports
		Pin-Priority: 500
	PREFERENCE
}

update_lists() {
    as_root apt-get update -q ||
        stop "apt-get update failed: check the network and the sources in /etc/apt, then run this again."
}

qgis_candidate() {
    apt-cache policy qgis | awk '$1 == "Candidate:" { print $2 }'
}

install_debian_packages() {
    local missing
    missing=$(missing_debian_packages | sort -u | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
        stop "Debian packages are missing and installing them needs root. Run this as root, or install sudo," \
            "or ask an administrator to install: ${missing% } (QGIS $qgis_minimum or later, from bookworm-backports)."
    echo "Installing Debian packages: ${missing% }"
    update_lists
    if ! is_recent_qgis "$(qgis_candidate)"; then
        use_backports
        update_lists
        is_recent_qgis "$(qgis_candidate)" ||
            stop "apt offers no QGIS $qgis_minimum or later: check that bookworm-backports in /etc/apt can be reached."
    fi
    # shellcheck disable=SC2086  # a list of package names
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing ||
        stop "apt-get could not install: ${missing% }. Its own message is above."
}

pip_install() {
    .venv/bin/python -m pip install -qq --disable-pip-version-check --only-binary=:all: -c constraints.txt "$@" ||
        stop "pip could not install the packages of requirements.txt and requirements-test.txt." \
            "Its own message is above; check the network, then run this again."
}

# The test packages lie in a folder of their own, which pytest sees and QGIS does not (`make install` shows QGIS the
# site-packages of .venv, and a .pth file found there is not followed).
install_pypi_packages() {
    local site_packages
    echo "Installing PyPI packages into .venv"
    "$python" -m venv --clear --system-site-packages .venv
    pip_install -r requirements.txt
    pip_install -r requirements-test.txt --prefix .venv/testing
    site_packages=(.venv/lib/python3.*/site-packages)
    echo "../../../testing/${site_packages[0]#.venv/}" >"${site_packages[0]}/testing.pth"
}

missing_modules() {
    "$1" - "${modules[@]}" <<-'CODE'
		import importlib.util
		import sys

		def is_missing(name):
		    try:
		        return importlib.util.find_spec(name) is None
		    except ImportError:
		        return True

		print(" ".join(name for name in sys.argv[1:] if is_missing(name)))
	CODE
}

# Elsewhere nothing is installed: packages and their names differ. What is there already is used.
accept_other_system() {
    local missing=""
    [ -x "$python" ] || stop "This needs Debian 12, or a system with $python, QGIS $qgis_minimum or later," \
        "and these Python modules: ${modules[*]}."
    [ -x .venv/bin/python ] || "$python" -m venv --system-site-packages --without-pip .venv
    missing=$(missing_modules .venv/bin/python)
    command -v qgis_process >/dev/null || missing="qgis_process $missing"
    [ -z "$missing" ] ||
        stop "This is not Debian 12, so nothing is installed for you. Install QGIS $qgis_minimum or later with its" \
            "Python packages, then the rest (versions that work together are in constraints.txt) with:" \
            "$python -m pip --python .venv/bin/python install -r requirements.txt -r requirements-test.txt." \
            "Missing here: ${missing% }."
}

is_ready && exit 0

# Two makes started together must not build the same .venv.
exec 9<tools/setup.sh
flock 9
is_ready && exit 0

if is_debian_12; then
    install_debian_packages 9<&-
    is_venv_ready || install_pypi_packages 9<&-
    missing=$(missing_modules .venv/bin/python)
    [ -z "$missing" ] || stop "These Python modules are still missing in .venv: $missing."
else
    accept_other_system
fi
checksum >.venv/stamp
