#!/usr/bin/env bash
# What the browser tests need beside Python: Chromium, Java (for the Nu checker and epubcheck), npm, fonts for Arabic.
# As root on Debian they are installed; elsewhere a sentence says what is missing.
set -euo pipefail
cd "$(dirname "$0")"
missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v java >/dev/null || missing+=(default-jre-headless)
command -v npm >/dev/null || missing+=(npm)
fc-list 2>/dev/null | grep -qi 'NotoSansArabic' || missing+=(fontconfig fonts-noto-core)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "The browser tests need: ${missing[*]}" >&2
    exit 1
  fi
fi
# Scripts off: one of the packages would fetch a newer checker than the locked one.
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
