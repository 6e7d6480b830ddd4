#!/usr/bin/env bash
# Makes the types of the custom resources that the constructs make, a file for each API group: `npm run import`.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
scripts/fetch-crds.sh "$work/crds"
# Each file of a group would replace the one before it, so they are joined first. Older versions of a kind are left out.
node -e '
  const { parse, stringify } = require("yaml");
  for (const file of process.argv.slice(1)) {
    const crd = parse(fs.readFileSync(file, "utf8"));
    crd.spec.versions = crd.spec.versions.filter(({ name }) => name === "v1");
    console.log(`---\n${stringify(crd)}`);
  }' \
  "$work"/crds/*_httproutes.yaml "$work"/crds/*_grpcroutes.yaml "$work"/crds/*_certificates.yaml > "$work/joined.yaml"

CDK8S_CHECK_UPGRADE=false npx --no-install cdk8s import "$work/joined.yaml" --language typescript --output constructs/src/imports --no-save
