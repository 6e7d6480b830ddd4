import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Daemon } from './daemon';
import { freePorts } from './ports';
import { cacheFolder } from './repository';

const PACKAGE = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0';
const START_TIMEOUT = 30_000;

/** A server that speaks the protocol of S3 and keeps each object as a file, so that a test sees what is in a bucket. */
export class S3Gateway {
  readonly region = 'us-east-1';
  readonly bucket = 'backups';
  /** What signs a program in. */
  readonly env = { AWS_ACCESS_KEY_ID: 'writer', AWS_SECRET_ACCESS_KEY: 'only-for-this-test' };

  private constructor(
    readonly endpoint: string,
    /** Folder with the objects of the bucket. */
    readonly objects: string,
    private readonly daemon: Daemon,
  ) {}

  /** Builds the server from the Go module proxy, once, which takes minutes. */
  static async start(folder: string): Promise<S3Gateway> {
    const binary = findS3Gateway();
    const [root, metadata] = [join(folder, 'objects'), join(folder, 'metadata')];
    mkdirSync(join(root, 'backups'), { recursive: true });
    mkdirSync(metadata);
    const [port] = await freePorts(1);
    const args = ['--quiet', '--port', `127.0.0.1:${port}`, 'posix', '--sidecar', metadata, root];
    const env = { ...process.env, ROOT_ACCESS_KEY: 'writer', ROOT_SECRET_KEY: 'only-for-this-test' };
    const daemon = new Daemon(binary, args, folder, { env });
    const gateway = new S3Gateway(`http://127.0.0.1:${port}`, join(root, 'backups'), daemon);
    await gateway.ready();
    return gateway;
  }

  stop(): void {
    this.daemon.kill();
  }

  private async ready(): Promise<void> {
    for (const deadline = Date.now() + START_TIMEOUT; ; await sleep(50)) {
      this.daemon.assertRunning();
      if (await fetch(this.endpoint).catch(() => undefined)) {
        return;
      }
      if (Date.now() > deadline) {
        throw new Error(`The S3 server does not answer.\n${this.daemon.tail()}`);
      }
    }
  }
}

/** The server, built into the cache where it is not there yet. */
export function findS3Gateway(): string {
  const folder = join(cacheFolder(process.env), 's3');
  const binary = join(folder, 'versitygw');
  if (!existsSync(binary)) {
    const env = { ...process.env, GOBIN: folder, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' };
    execFileSync('go', ['install', '-trimpath', PACKAGE], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  }
  return binary;
}
