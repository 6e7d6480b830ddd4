#!/usr/bin/env bash
# Puts the definitions of the custom resources that the constructs make into a folder, from the Go module proxy, once.
# Usage: scripts/fetch-crds.sh FOLDER [gitops]
# With gitops: the definitions of Argo CD and Flux, for the examples of the documentation.
# Needs Go 1.26 or later. A cluster with these versions or later ones takes what is made with their types.
set -euo pipefail

readonly GATEWAY_API=sigs.k8s.io/gateway-api@v1.5.1
readonly CERT_MANAGER=github.com/cert-manager/cert-manager@v1.21.2
readonly ARGO_CD=github.com/argoproj/argo-cd/v3@v3.4.0
readonly FLUX_SOURCE=github.com/fluxcd/source-controller@v1.8.5
readonly FLUX_KUSTOMIZE=github.com/fluxcd/kustomize-controller@v1.7.3
readonly PROMETHEUS_OPERATOR=github.com/prometheus-operator/prometheus-operator@v0.85.0

folder=$(mkdir -p "$1" && cd "$1" && pwd)
command -v go >/dev/null || { echo 'Go is not installed. Install Go 1.26 or later.' >&2; exit 1; }

# fetch MODULE@VERSION FILE...: copies files of a module, unless they are there.
fetch() {
  local module=$1 file missing=''
  shift
  for file in "$@"; do
    [ -f "$folder/${file##*/}" ] || missing=yes
  done
  [ -n "$missing" ] || return 0
  local from
  from=$(cd / && go mod download -json "$module" | node -p 'JSON.parse(fs.readFileSync(0)).Dir')
  for file in "$@"; do
    install -m 644 "$from/$file" "$folder/${file##*/}"
  done
}

if [ "${2:-}" = gitops ]; then
  fetch "$ARGO_CD" manifests/crds/application-crd.yaml
  fetch "$FLUX_SOURCE" config/crd/bases/source.toolkit.fluxcd.io_gitrepositories.yaml
  fetch "$FLUX_KUSTOMIZE" config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml
  exit
fi

# The standard channel.
readonly STANDARD=config/crd/standard/gateway.networking.k8s.io
fetch "$GATEWAY_API" "${STANDARD}_httproutes.yaml" "${STANDARD}_grpcroutes.yaml"
fetch "$CERT_MANAGER" deploy/crds/cert-manager.io_certificates.yaml
readonly MONITORING=example/prometheus-operator-crd/monitoring.coreos.com
fetch "$PROMETHEUS_OPERATOR" "${MONITORING}_servicemonitors.yaml" "${MONITORING}_prometheusrules.yaml"
