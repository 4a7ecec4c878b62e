# The recipes that the historical project had, by ./dev and the program. `just --list` shows them.

program := env("GS_BINARY", "build/dev/bin/governed-speed")
policy := "policies/adr-006.embedded-governance.yaml"

# What there is
default:
    @just --list

# Install what is missing, and build
dev-setup:
    ./dev build

# The gate on evaluation results: those of a folder, or synthetic ones that pass
ci-check artifacts="": dev-setup
    #!/usr/bin/env bash
    set -euo pipefail
    folder={{ quote(artifacts) }}
    if [ -z "$folder" ]; then
      folder=build/ci-check
      {{ quote(program) }} gate synth "$folder"
    fi
    {{ quote(program) }} policy lint {{ policy }}
    {{ quote(program) }} gate check --config {{ policy }} --artifacts "$folder"

# Every test
test:
    ./dev test

# The .deb and the tarball, in build/packages
package:
    ./dev package
