import { z } from 'zod';
import { keys } from '../building-blocks';
import { objectName } from '../values';

const ISSUER_KINDS = ['ClusterIssuer', 'Issuer'] as const;

export const certificate = keys({
  issuer: objectName('letsencrypt').describe('Name of the issuer of cert-manager that signs the certificate.'),
  issuerKind: z
    .enum(ISSUER_KINDS, ISSUER_KINDS.join(' or '))
    .prefault('ClusterIssuer')
    .describe('Kind of the issuer: of the whole cluster (ClusterIssuer), or in the namespace above (Issuer).'),
})
  .optional()
  .describe(
    'Certificate that cert-manager keeps in the TLS Secret. Default: none; the hook copies the one of the cluster.',
  );
