#!/bin/bash
# Gives the benchmark its peers: rasterio from Debian, the rest from PyPI into .venv-bench, apart from the plugin's own.
# Says nothing and is quick when nothing is missing.
set -euo pipefail

unset PYTHONHOME PYTHONPATH PYTHONSTARTUP VIRTUAL_ENV PIP_TARGET PIP_PREFIX
export PIP_USER=0

cd "$(dirname "$0")/.."
python=/usr/bin/python3

stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

has_rasterio() {
    "$python" -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("rasterio") is None)'
}

install_rasterio() {
    command -v apt-get >/dev/null || stop "Install rasterio for $python, built on the GDAL of QGIS, then run this again."
    echo "Installing Debian packages: python3-rasterio"
    as_root apt-get install -y -q --no-install-recommends python3-rasterio ||
        stop "apt-get could not install python3-rasterio. Its own message is above."
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

checksum() {
    { cat requirements-bench.txt benchmarks/setup.sh; readlink -f "$python"; } | sha256sum
}

has_rasterio || install_rasterio
[ -r .venv-bench/stamp ] && [ "$(<.venv-bench/stamp)" = "$(checksum)" ] && exit 0

echo "Installing PyPI packages into .venv-bench"
"$python" -m venv --clear --system-site-packages .venv-bench
.venv-bench/bin/python -m pip install -qq --disable-pip-version-check --only-binary=:all: --no-deps \
    -r requirements-bench.txt ||
    stop "pip could not install the packages of requirements-bench.txt. Its own message is above."
checksum >.venv-bench/stamp
