import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { Explain } from '../../clients/errors';
import { codeOf, isUntrusted } from '../../clients/http';
import { RawHttp, type RawHttpOptions } from '../../clients/raw-http';

/** Requests to a host, with errors that say what a person can do. */
export function rawHttp(options: Omit<RawHttpOptions, 'explain'>): RawHttp {
  return new RawHttp({ ...options, explain });
}

const explain: Explain = error => new Failure(error.message, fixOf(error), { cause: error });

function fixOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'CERT_HAS_EXPIRED':
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `look at the check of the TLS Secret: if the Secret is ok, the ingress does not use it; otherwise renew it with ${commandLine('hook', '--only', 'tls')}`;
    case 'ENOTFOUND':
      return 'add a DNS record for the ingress, or name the address of the ingress with --ingress';
  }
  return isUntrusted(error)
    ? 'name the certificate authority that signed the certificate with --ca-file'
    : 'check that the ingress controller runs and can be reached from here; --ingress names another address';
}
