import { parse } from 'yaml';
import { Failure } from '../../cli/failure';
import { docsPage } from '../../cli/pages';
import type { Manifest } from '../../stack/manifests';

type Settings = Manifest & { readonly data?: Readonly<Record<string, string>> };

/**
 * Checks that TLS between the nodes does not change. Each node stores the addresses of all nodes, http or https, with its data.
 * A node reports its new address to the old addresses of the others. If all addresses change, no node can report, and no node
 * starts.
 *
 * @param live The ConfigMap of the running database, if there is one.
 * @throws Failure where TLS between the nodes changes
 */
export function refuseOtherPeerTls(live: Settings | undefined, wanted: Settings): void {
  if (live && hasPeerTls(live) !== hasPeerTls(wanted)) {
    const { namespace, name } = wanted.metadata;
    const [now, then] = hasPeerTls(live) ? ['TLS', 'no TLS'] : ['no TLS', 'TLS'];
    throw new Failure(
      `The nodes of StatefulSet ${namespace}/${name} use ${now} between each other, and the config says ${then}: nodes with data would not start after this change`,
      `write qdrant.tls.p2p: ${hasPeerTls(live)}; or back up, remove the stack with its data, deploy and restore: ${docsPage('hardening')}`,
    );
  }
}

/** What a person should know before TLS of REST and gRPC changes. */
export function notesOnServiceTls(live: Settings | undefined, wanted: Settings): string[] {
  return live && hasServiceTls(live) !== hasServiceTls(wanted)
    ? [
        `REST and gRPC of Qdrant will use ${hasServiceTls(wanted) ? 'TLS' : 'no TLS'}: until every node is replaced, some nodes use TLS and some do not, and clients get errors`,
      ]
    : [];
}

function hasPeerTls(settings: Settings): boolean {
  return read(settings)?.cluster?.p2p?.enable_tls === true;
}

function hasServiceTls(settings: Settings): boolean {
  return read(settings)?.service?.enable_tls === true;
}

function read({ data }: Settings) {
  return parse(data?.['production.yaml'] ?? '');
}
