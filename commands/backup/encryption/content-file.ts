import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { HashedFile } from '../durable';
import type { BackupFile } from '../manifest';
import { decrypted, Encryption, type Recipient } from './age';

/** A file of a backup on disk, encrypted if there are recipients. Its size is that of the content. */
export class ContentFile {
  private encryption: Encryption | undefined;
  private hash: Hash | undefined;
  private contentSize = 0;

  private constructor(
    private readonly file: HashedFile,
    private readonly recipients: readonly Recipient[],
  ) {
    this.restart();
  }

  /** @param keep Whether the current contents stay. The encryption of a file cannot be continued, so it starts again. */
  static async open(path: string, recipients: readonly Recipient[], keep = false): Promise<ContentFile> {
    return new ContentFile(await HashedFile.open(path, keep && recipients.length === 0), recipients);
  }

  /** Bytes of the content. */
  get size(): number {
    return this.encryption ? this.contentSize : this.file.size;
  }

  async append(piece: Buffer): Promise<void> {
    if (!this.encryption) {
      return this.file.append(piece);
    }
    this.hash!.update(piece);
    this.contentSize += piece.length;
    for (const sealed of this.encryption.add(piece)) {
      await this.file.append(sealed);
    }
  }

  /** Drops the contents. */
  async empty(): Promise<void> {
    await this.file.empty();
    this.restart();
  }

  /** Syncs the file to disk. @returns The file, and the content of an encrypted file. */
  async finish(): Promise<Pick<BackupFile, 'size' | 'sha256' | 'content'>> {
    for (const sealed of this.encryption?.end() ?? []) {
      await this.file.append(sealed);
    }
    const sha256 = await this.file.finish();
    const content = this.hash && { content: { size: this.contentSize, sha256: this.hash.digest('hex') } };
    return { size: this.file.size, sha256, ...content };
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /** Reads the content of the finished file, in this run: no private key is needed. */
  read(): AsyncIterable<Buffer> {
    const source = createReadStream(this.file.path) as AsyncIterable<Buffer>;
    return this.encryption ? decrypted(source, this.encryption.fileKey) : source;
  }

  private restart(): void {
    const isEncrypted = this.recipients.length > 0;
    this.encryption = isEncrypted ? new Encryption(this.recipients) : undefined;
    this.hash = isEncrypted ? createHash('sha256') : undefined;
    this.contentSize = 0;
  }
}
