#!/usr/bin/env bash
# Makes the types of the custom resources that the constructs use, from the CRDs of pinned versions: `npm run import`.
# The CRDs come from the Go module proxy, and `cdk8s import` writes a file for each API group. Needs Go 1.26 or later.
set -euo pipefail
cd "$(dirname "$0")/.."

# The standard channel. A cluster with these CRDs or later ones takes what is made with the types.
readonly GATEWAY_API=sigs.k8s.io/gateway-api@v1.5.1
readonly CERT_MANAGER=github.com/cert-manager/cert-manager@v1.21.2
readonly OUTPUT=constructs/src/imports

command -v go >/dev/null || { echo 'Go is not installed. Install Go 1.26 or later.' >&2; exit 1; }

# folder_of MODULE@VERSION: where Go keeps the module's files.
folder_of() {
  go mod download -json "$1" | node -p 'JSON.parse(fs.readFileSync(0)).Dir'
}

joined=$(mktemp --suffix=.yaml)
trap 'rm -f "$joined"' EXIT
gateway_api=$(cd / && folder_of "$GATEWAY_API")
cert_manager=$(cd / && folder_of "$CERT_MANAGER")
# Each file of a group replaces the one before it, so they are joined first. Older versions of a kind are left out.
node -e '
  const { parse, stringify } = require("yaml");
  for (const file of process.argv.slice(1)) {
    const crd = parse(fs.readFileSync(file, "utf8"));
    crd.spec.versions = crd.spec.versions.filter(({ name }) => name === "v1");
    console.log(`---\n${stringify(crd)}`);
  }' \
  "$gateway_api/config/crd/standard/gateway.networking.k8s.io_httproutes.yaml" \
  "$gateway_api/config/crd/standard/gateway.networking.k8s.io_grpcroutes.yaml" \
  "$cert_manager/deploy/crds/cert-manager.io_certificates.yaml" > "$joined"

CDK8S_CHECK_UPGRADE=false npx --no-install cdk8s import "$joined" --language typescript --output "$OUTPUT" --no-save
