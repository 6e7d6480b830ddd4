import { bytesOf, send } from '../../../clients/node-http';
import { stringifyJson } from '../../../clients/qdrant/json';
import { Qdrant, type Request } from '../../../clients/qdrant/qdrant';
import { waitingForLimit } from '../../../clients/qdrant/rate-limit';
import type { StreamedResponse } from '../../../clients/qdrant/snapshot-api';

/** The Qdrant beside the program of a drill. Its requests need no npm packages, no key and no timeout: the Job has a deadline. */
export class SidecarQdrant extends Qdrant {
  constructor(readonly url: string) {
    super(error => error);
  }

  protected override async bytes(
    _doing: string,
    path: string,
    { method = 'GET', json, stream, headers }: Request,
  ): Promise<Buffer> {
    const type: Record<string, string> = json === undefined ? {} : { 'content-type': 'application/json' };
    const text = json === undefined || Buffer.isBuffer(json) ? json : stringifyJson(json);
    return waitingForLimit(async () =>
      bytesOf(await send(method, this.url + path, { headers: { ...type, ...headers }, body: stream?.() ?? text })),
    );
  }

  protected override async stream(
    _doing: string,
    path: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<StreamedResponse> {
    const body = await send('GET', this.url + path, { headers });
    return { statusCode: body.statusCode!, body };
  }
}
