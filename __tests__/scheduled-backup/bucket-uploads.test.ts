import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BucketDestination } from '../../commands/backup/scheduled/bucket-destination';

const PAGE_SIZE = 2;
const KEY = { AWS_ACCESS_KEY_ID: 'writer', AWS_SECRET_ACCESS_KEY: 'only-for-this-test' };

let server: Server;
let uploads: { readonly key: string; readonly id: string }[];
let destination: BucketDestination;

/** A page of ListMultipartUploads, as the documentation of Amazon describes it. */
function page(prefix: string, keyMarker: string, idMarker: string): string {
  const after = ({ key, id }: (typeof uploads)[number]) => key > keyMarker || (key === keyMarker && id > idMarker);
  const rest = uploads.filter(upload => upload.key.startsWith(prefix) && (!keyMarker || after(upload)));
  const listed = rest.slice(0, PAGE_SIZE);
  const last = listed.at(-1);
  const isTruncated = rest.length > PAGE_SIZE;
  const next = isTruncated
    ? `<NextKeyMarker>${last!.key}</NextKeyMarker><NextUploadIdMarker>${last!.id}</NextUploadIdMarker>`
    : '';
  const entries = listed.map(({ key, id }) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`);
  return `<ListMultipartUploadsResult>${next}<IsTruncated>${isTruncated}</IsTruncated>${entries.join('')}</ListMultipartUploadsResult>`;
}

beforeEach(async () => {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://bucket');
    const parameter = (name: string) => searchParams.get(name) ?? '';
    if (request.method === 'DELETE') {
      const id = parameter('uploadId');
      uploads = uploads.filter(upload => !(upload.id === id && pathname === `/backups/${upload.key}`));
      response.writeHead(204).end();
    } else if (searchParams.has('uploads')) {
      response.end(page(parameter('prefix'), parameter('key-marker'), parameter('upload-id-marker')));
    } else {
      response.end('<ListBucketResult></ListBucketResult>');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  destination = new BucketDestination({ endpoint, region: 'us-east-1', bucket: 'backups', prefix: 'team' }, KEY);
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test('a folder is removed with its unfinished uploads of every page, two of one key included', async () => {
  const ofFolder = ['1', '2', '3', '4', '5'].map(id => ({ key: `team/old/${id < '3' ? 'a' : `b-${id}`}`, id }));
  const others = [{ key: 'team/old-two/a', id: '6' }];
  uploads = [...others, ...ofFolder];

  await destination.remove('old');

  expect(uploads).toEqual(others);
});
