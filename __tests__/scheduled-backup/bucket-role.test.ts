import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { QdrantDouble } from '../e2e/support/qdrant-double';
import { fill, pointsOf } from '../support/backups';
import { temporaryFolder } from '../support/folders';
import { runCommand } from '../support/run-command';
import { runBackup } from '../support/run-scheduled-backup';
import { S3Double } from '../support/s3-double';

test('a scheduled backup and a restore sign in with a role, and ask for encryption with a key', async () => {
  const [s3, qdrant] = await Promise.all([S3Double.start(), QdrantDouble.start()]);
  try {
    const [url] = qdrant.urls as [string];
    await fill(url, 'docs', 100);
    const before = await pointsOf(url, 'docs');
    const token = join(temporaryFolder(), 'token');
    writeFileSync(token, s3.identity.token);
    const role = { AWS_ROLE_ARN: s3.identity.role, AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ENDPOINT_URL_STS: s3.url };
    s3.requiredEncryption = 'aws:kms alias/backups';
    const { url: endpoint, bucket, region } = s3;
    const encryption = { algorithm: 'aws:kms', keyId: 'alias/backups' };

    const run = await runBackup({ nodes: [url], s3: { endpoint, bucket, region, prefix: 'team', encryption } }, role);

    expect(run.log).not.toMatch(/failed|secret-of-session|session\+token|web-identity/);
    expect(run.status).toBe(0);
    const place = `s3://${bucket}/team/latest`;
    const restored = await runCommand(['restore', place, '--url', url, '--collection', 'docs=copy', '--no-aliases'], {
      env: { ...role, AWS_REGION: region, AWS_ENDPOINT_URL_S3: endpoint },
    });
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(await pointsOf(url, 'copy')).toBe(before);
  } finally {
    s3.stop();
    await qdrant.stop();
  }
});
