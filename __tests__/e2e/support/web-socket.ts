import { createHash } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { type Duplex } from 'node:stream';

const BINARY = 2;
const CLOSE = 8;

/** The server's side of a WebSocket, as far as exec needs it: whole binary messages, and the end. */
export class WebSocket {
  private received = Buffer.alloc(0);

  /** @param onMessage Gets each message of the client. */
  constructor(
    private readonly socket: Duplex,
    private readonly onMessage: (message: Buffer) => void,
  ) {
    socket.on('data', (data: Buffer) => this.receive(data)).on('error', () => undefined);
  }

  /** Answers the client's handshake. */
  static accept({ headers }: IncomingMessage, socket: Duplex, protocol: string): void {
    const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const lines = [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${createHash('sha1').update(key).digest('base64')}`,
      `Sec-WebSocket-Protocol: ${protocol}`,
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  }

  send(channel: number, data: Buffer): void {
    this.frame(BINARY, Buffer.concat([Buffer.from([channel]), data]));
  }

  close(): void {
    this.frame(CLOSE, Buffer.alloc(0));
    this.socket.end();
  }

  private frame(opcode: number, payload: Buffer): void {
    const header = Buffer.alloc(10);
    header[0] = 0x80 | opcode;
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(payload.length), 2);
    const short = payload.length < 126 ? Buffer.from([header[0], payload.length]) : header;
    this.socket.write(Buffer.concat([short, payload]));
  }

  private receive(data: Buffer): void {
    this.received = Buffer.concat([this.received, data]);
    for (;;) {
      const { received } = this;
      const kind = received[1]! & 0x7f;
      const start = kind === 126 ? 4 : kind === 127 ? 10 : 2;
      if (received.length < start) return;
      const length = start === 2 ? kind : start === 4 ? received.readUInt16BE(2) : Number(received.readBigUInt64BE(2));
      if (received.length < start + 4 + length) return;
      const mask = received.subarray(start, start + 4);
      const message = received.subarray(start + 4, start + 4 + length).map((byte, index) => byte ^ mask[index % 4]!);
      this.received = received.subarray(start + 4 + length);
      if ((received[0]! & 0xf) === BINARY) this.onMessage(Buffer.from(message));
    }
  }
}
