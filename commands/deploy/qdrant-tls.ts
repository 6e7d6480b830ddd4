import { parse } from 'yaml';
import { Failure } from '../../cli/failure';
import type { Manifest } from '../../stack/manifests';

type Settings = Manifest & { readonly data?: Readonly<Record<string, string>> };

/**
 * Whether the nodes may speak TLS with each other, or no longer. Each keeps the addresses of all, http or https, with its data,
 * and tells the others when its own has changed, at the addresses that it knows. Where all change nobody can be told, and one
 * node alone has nobody to tell: they do not start.
 *
 * @param live The ConfigMap of the database; nothing where there is none.
 * @throws Failure where it changes
 */
export function refuseOtherPeerTls(live: Settings | undefined, wanted: Settings): void {
  if (live && speakTls(live) !== speakTls(wanted)) {
    const { namespace, name } = wanted.metadata;
    const [now, then] = speakTls(live) ? ['TLS', 'no TLS'] : ['no TLS', 'TLS'];
    throw new Failure(
      `The nodes of StatefulSet ${namespace}/${name} speak ${now} with each other and would have to speak ${then}, which Qdrant cannot change on data that exists: no node would start`,
      `write qdrant.tls.p2p: ${speakTls(live)}; or back up, remove the stack with its data, deploy and restore: docs/hardening.md`,
    );
  }
}

/** What a person should know before REST and gRPC begin to speak TLS, or no longer do. */
export function notesOnServiceTls(live: Settings | undefined, wanted: Settings): string[] {
  return live && servesTls(live) !== servesTls(wanted)
    ? [
        `REST and gRPC of Qdrant will speak ${servesTls(wanted) ? 'TLS' : 'no TLS'}: until every node is replaced, some do and some do not, and clients of the others get errors`,
      ]
    : [];
}

function speakTls(settings: Settings): boolean {
  return read(settings)?.cluster?.p2p?.enable_tls === true;
}

function servesTls(settings: Settings): boolean {
  return read(settings)?.service?.enable_tls === true;
}

function read({ data }: Settings) {
  return parse(data?.['production.yaml'] ?? '');
}
