#!/bin/sh
# Checks in the container, from the network of this machine, with the policy in the current folder. Arguments are options of check.
set -eu
exec docker run --rm --network host --cap-drop ALL --cap-add NET_RAW --user "$(id -u):$(id -g)" --volume "$PWD:/work" \
  ghcr.io/exposure-gate/exposure-gate:v0.1.0 check "$@"
