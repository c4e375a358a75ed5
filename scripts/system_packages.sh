#!/usr/bin/env bash
# Makes sure of the libraries that pip cannot bring. "run": Pango and a font for the PDF. "test": also a real browser
# and pdftotext. As root on Debian or Ubuntu it installs what is missing; elsewhere it says what to install.
set -euo pipefail

has_library() { python3 -c "import ctypes.util, sys; sys.exit(ctypes.util.find_library('$1') is None)"; }
wanted=()
has_library pango-1.0 || wanted+=(libpango-1.0-0)
has_library pangoft2-1.0 || wanted+=(libpangoft2-1.0-0)
has_library harfbuzz-subset || wanted+=(libharfbuzz-subset0)
[ -n "$(command -v fc-list && fc-list 2>/dev/null | head -n 1)" ] || wanted+=(fontconfig fonts-dejavu-core)
if [ "${1:-run}" = test ]; then
    # The shell alone takes a quarter less processor time than the whole browser without a window.
    command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || command -v google-chrome >/dev/null ||
        wanted+=(chromium-headless-shell)
    command -v pdftotext >/dev/null || wanted+=(poppler-utils)
fi
[ ${#wanted[@]} -eq 0 ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing system packages: ${wanted[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
elif [ "${1:-run}" = run ]; then
    # The platform runs without them, apart from the PDF; `verbatim doctor` says so again.
    echo "For PDF reports please install: ${wanted[*]} (Debian/Ubuntu names; Fedora: pango; macOS: brew install pango)"
else
    echo "The tests need these packages: ${wanted[*]} (Debian/Ubuntu names)" >&2
    exit 1
fi
