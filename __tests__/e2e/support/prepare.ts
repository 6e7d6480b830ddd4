import { findBinaries } from './binaries';
import { fetchDefinitions } from './custom-resources';
import { findKeycloak, VERSIONS } from './keycloak-distribution';
import { findS3Gateway } from './s3-gateway';
import { findScanner } from './scanners';
import { valkeyFolder } from './valkey-server';

// Puts everything into the cache that the end-to-end tests start. From an empty cache that takes minutes.
VERSIONS.forEach(version => findKeycloak(version));
findBinaries();
findS3Gateway();
findScanner('kube-score');
findScanner('kubeconform');
findScanner('actionlint');
fetchDefinitions();
valkeyFolder();
