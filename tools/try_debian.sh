#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs the README's two commands unchanged in a fresh Debian, and prints their cost: wall-clock and CPU seconds.
#
#   tools/try_debian.sh trixie [folder]      default folder: build/debian/<name>, which is replaced; bookworm is Debian 12
#
# Needs root and debootstrap. The Debian comes from the mirror of this system's apt. The script tests the last commit.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
name=${1:?a Debian, as bookworm or trixie}
folder=$(realpath -m "${2:-build/debian/$name}")
mirror=$(apt-get indextargets --format '$(REPO_URI)' "Created-By: Packages" "Origin: Debian" "Component: main" | awk "!/security/ && !found++")

rm -rf "$folder"
mkdir -p "$folder"
debootstrap --variant=minbase "$name" "$folder" "$mirror"
cp --dereference /etc/resolv.conf "$folder/etc/"
mkdir "$folder/root/linnet"
git archive HEAD | tar -x -C "$folder/root/linnet"
mount -t proc proc "$folder/proc"
mount --bind /dev/pts "$folder/dev/pts"  # a test of the progress bar opens a terminal
trap 'umount "$folder/dev/pts" "$folder/proc"' EXIT

for preset in mnist test; do
  printf '#!/bin/bash\nset -euo pipefail\ncd /root/linnet\nexport DEBIAN_FRONTEND=noninteractive\nTIMEFORMAT="%s: %%0R s, %%0U s + %%0S s of CPU"\ntime {\n%s\n}\n' \
    "$name, preset $preset" "$(grep -E -- "--preset $preset\$" README.md)" >"$folder/root/$preset"
  env --ignore-environment HOME=/root LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin "$(command -v chroot)" "$folder" /bin/bash "/root/$preset"
done
