#!/usr/bin/env bash
# Builds the Kubernetes binaries that the end-to-end checks start, from the Go module proxy, once.
# Usage: scripts/build-kubernetes.sh FOLDER   (the binaries are put into FOLDER)
# Needs Go 1.24 or later. From an empty Go build cache it takes about six minutes on two cores.
set -euo pipefail

readonly VERSION=1.34.4
readonly COMMANDS='kube-apiserver kube-controller-manager kube-scheduler kubectl'
# The staging modules of k8s.io/kubernetes: its go.mod points them at local folders, which a dependent module must not.
readonly STAGING='api apiextensions-apiserver apimachinery apiserver cli-runtime client-go cloud-provider
  cluster-bootstrap code-generator component-base component-helpers controller-manager cri-api cri-client
  csi-translation-lib dynamic-resource-allocation endpointslice externaljwt kms kube-aggregator
  kube-controller-manager kube-proxy kube-scheduler kubectl kubelet metrics mount-utils pod-security-admission
  sample-apiserver'

bin=$(mkdir -p "$1" && cd "$1" && pwd)
command -v go >/dev/null || { echo 'Go is not installed. Install Go 1.24 or later, or point KUBEBUILDER_ASSETS at built binaries.' >&2; exit 1; }

missing=''
for command in $COMMANDS; do
  [ -x "$bin/$command" ] || missing="$missing $command"
done
[ -n "$missing" ] || exit 0

module=$(mktemp -d)
trap 'rm -rf "$module"' EXIT
cd "$module"
{
  printf 'module kubernetes-binaries\n\ngo 1.24.0\ngodebug default=go1.24\nrequire k8s.io/kubernetes v%s\nreplace (\n' "$VERSION"
  for name in $STAGING; do printf '\tk8s.io/%s => k8s.io/%s v0.%s\n' "$name" "$name" "${VERSION#1.}"; done
  printf ')\n'
} > go.mod
{
  printf '//go:build tools\n\npackage tools\n\nimport (\n'
  for command in $COMMANDS; do printf '\t_ "k8s.io/kubernetes/cmd/%s"\n' "$command"; done
  printf ')\n'
} > tools.go

export GOFLAGS=-buildvcs=false CGO_ENABLED=0
go mod tidy >/dev/null 2>&1 || go mod tidy
version_package=k8s.io/component-base/version
for command in $missing; do
  echo "Building $command $VERSION ..." >&2
  go build -trimpath -o "$bin/$command.part" \
    -ldflags "-s -w -X $version_package.gitVersion=v$VERSION -X $version_package.gitMajor=1 -X $version_package.gitMinor=34" \
    "k8s.io/kubernetes/cmd/$command"
  mv "$bin/$command.part" "$bin/$command"
done
