import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A mail server on 127.0.0.1 that accepts every message and keeps the passwords of the senders. */
export class MailServer {
  readonly passwords: string[] = [];
  private readonly server: Server = createServer(socket => this.serve(socket));

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async start(): Promise<void> {
    await new Promise<void>(done => this.server.listen(0, '127.0.0.1', done));
  }

  async stop(): Promise<void> {
    await new Promise(done => this.server.close(done));
  }

  private serve(socket: Socket): void {
    let unread = '';
    let isMessage = false;
    const answer = (line: string) => {
      if (isMessage) {
        isMessage = line !== '.';
        return isMessage ? '' : '250 ok\r\n';
      }
      const [command = '', , initial] = line.split(' ');
      switch (command.toUpperCase()) {
        case 'EHLO':
          return '250-localhost\r\n250 AUTH PLAIN\r\n';
        case 'AUTH':
          this.passwords.push(Buffer.from(initial!, 'base64').toString().split('\0')[2]!);
          return '235 ok\r\n';
        case 'DATA':
          isMessage = true;
          return '354 go on\r\n';
        case 'QUIT':
          return '221 bye\r\n';
        default:
          return '250 ok\r\n';
      }
    };
    socket.write('220 localhost ESMTP\r\n');
    socket.on('error', () => socket.destroy());
    socket.on('data', data => {
      const lines = (unread + data.toString('latin1')).split('\r\n');
      unread = lines.pop()!;
      lines.forEach(line => socket.write(answer(line)));
    });
  }
}
