#!/usr/bin/env bash
# Makes the inputs that people bring and checks what the command line does with each: bash test/cases.sh [folder of the scripts]
set -eu
cases=$(realpath "${1:-../shared/cases}")
cd "$(dirname "$0")/.."
SADDLEPOINT_CASES="$cases" npx vitest run --project cases
