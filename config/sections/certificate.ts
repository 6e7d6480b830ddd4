import * as z from 'zod';
import { partOf } from '../library-props';
import { objectName } from '../values/kubernetes';

const ISSUER_KINDS = ['ClusterIssuer', 'Issuer'] as const;

export const certificate = partOf('certificate', {
  issuer: objectName('letsencrypt').describe('The name of the cert-manager issuer that signs the certificate.'),
  issuerKind: z
    .enum(ISSUER_KINDS, ISSUER_KINDS.join(' or '))
    .prefault('ClusterIssuer')
    .describe('The kind of the issuer: cluster-wide (ClusterIssuer), or in the namespace of the stack (Issuer).'),
})
  .optional()
  .describe(
    "A certificate that cert-manager renews in the TLS Secret. Default: none. The hook command copies the cluster's certificate.",
  );
