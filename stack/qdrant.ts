import { Failure } from '../cli/failure';
import type { Explain, RequestError } from '../clients/errors';
import { isUntrusted } from '../clients/http';
import { BrokenAnswer } from '../clients/qdrant/errors';
import { GrpcError, type GrpcOptions, QdrantGrpc } from '../clients/qdrant/grpc';
import { QdrantClient, type QdrantOptions } from '../clients/qdrant/qdrant-client';

/** A client of one node, with errors that say what a person can do. */
export function openQdrant(options: QdrantOptions): Promise<QdrantClient> {
  return QdrantClient.open(options, explain);
}

/** A gRPC client of one node, with errors that say what a person can do. */
export function openQdrantGrpc(options: GrpcOptions): QdrantGrpc {
  return new QdrantGrpc(options, explain);
}

const explain: Explain = error => new Failure(error.message, fixOf(error), { cause: error });

function fixOf(error: RequestError): string {
  if (error instanceof GrpcError) {
    return error.isRefusedKey
      ? 'put a key that Qdrant knows into the environment variable QDRANT_API_KEY'
      : 'read the log of Qdrant: kubectl logs -l app.kubernetes.io/name=qdrant; service.grpc_port must be 6334';
  }
  switch (error.status) {
    case 301:
    case 302:
    case 307:
    case 308:
      return 'use the address of the API; the host of the dashboard redirects requests to the sign-in page';
    case 401:
      return 'set the environment variable QDRANT_API_KEY to the API key of the server';
    case 403:
      return 'set QDRANT_API_KEY to a key that can manage all collections';
    case 404:
      return 'check the name in the message; each --url must always reach the same node, not a Service of several nodes';
    case 413:
      return 'let the proxy in front of Qdrant accept bodies of any size (proxy-body-size "0"), or bypass the proxy with kubectl port-forward';
    case undefined:
      break;
    default:
      return 'read the message and the log of the server (kubectl logs); a full disk is one possible cause';
  }
  if (error.cause instanceof BrokenAnswer) {
    return 'check that the URL is the URL of Qdrant and that no proxy changes its responses';
  }
  if (isUntrusted(error)) {
    return 'set --ca-file to the certificate authority that signed the certificate of the server; for pods, it is ca.crt in the Secret of qdrant.tls';
  }
  return 'check that the server runs and that the URL reaches it (curl URL/readyz), then run the command again';
}
