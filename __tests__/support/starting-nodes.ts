import { type Chart, Testing } from 'cdk8s';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { find, type K8sObject } from './objects';

/** A Perl module that maps the DNS names of the nodes to addresses of this machine. */
const ADDRESSES = `package Addresses;
use IO::Socket::IP;
my $new = \\&IO::Socket::IP::new;
no warnings 'redefine';
*IO::Socket::IP::new = sub {
    my ($class, %args) = @_;
    $args{PeerHost} = "NETWORK." . ($1 + 10) if defined $args{PeerHost} && $args{PeerHost} =~ /^[a-z]+-(\\d+)\\./;
    return undef if ($args{LocalHost} // '') eq '::';
    $args{LocalHost} = "NETWORK." . (($ENV{HOSTNAME} =~ /(\\d+)$/)[0] + 10) if $args{LocalHost};
    return $new->($class, %args);
};
1;
`;

/** Stands in for Qdrant: keeps its arguments, and listens for other nodes once it is in a cluster. */
const QDRANT = `#!/bin/sh
printf '%s\\n' "$@" > started
printf '{"state":{"hard_state":{"term":2,"vote":0,"commit":9}}}' > storage/raft_state.json
exec perl -MIO::Socket::IP -e '
  my $server = IO::Socket::IP->new(LocalHost => "0.0.0.0", LocalPort => 6335, Listen => 9, ReuseAddr => 1) or die $!;
  print STDERR "Qdrant listens.\\n";
  while (1) { my $client = $server->accept }'
`;

/** The state of a node that was in a cluster. */
export const DATA = '{"state":{"hard_state":{"term":2,"vote":0,"commit":9}}}';
/** The state that an attempt to join leaves. */
export const FAILED_JOIN =
  '{"state":{"hard_state":{"term":0,"vote":0,"commit":0},"conf_state":{"voters":[],"learners":[]}}}';

/** Runs the start scripts of a chart on this machine, each node at an address of its own. */
export class StartingNodes {
  private static count = 0;
  private readonly folder = mkdtempSync(join(tmpdir(), 'qdrant-nodes-'));
  private readonly processes: ChildProcess[] = [];
  private readonly objects: K8sObject[];

  constructor(chart: Chart) {
    this.objects = Testing.synth(chart);
    const network = `127.${50 + StartingNodes.count++}.${process.pid % 250}`;
    writeFileSync(join(this.folder, 'Addresses.pm'), ADDRESSES.replaceAll('NETWORK', network));
  }

  /** The node starts, with the content of its raft_state.json if it has one. */
  start(node: number, state?: string): StartedNode {
    const pod = `qdrant-${node}`;
    const folder = join(this.folder, pod);
    mkdirSync(join(folder, 'storage'), { recursive: true });
    mkdirSync(join(folder, 'config'), { recursive: true });
    const { data } = find(this.objects, 'ConfigMap');
    for (const [name, text] of Object.entries(data)) {
      writeFileSync(join(folder, 'config', name), String(text));
    }
    writeFileSync(join(folder, 'entrypoint.sh'), QDRANT, { mode: 0o755 });
    if (state !== undefined) {
      writeFileSync(join(folder, 'storage', 'raft_state.json'), state);
    }
    const child = spawn('/bin/sh', ['config/initialize.sh', '--of-the-user'], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOSTNAME: pod,
        QDRANT_NODES: data.nodes,
        PERL5OPT: `-I${this.folder} -MAddresses`,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.processes.push(child);
    return new StartedNode(child, folder);
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map(killed));
    rmSync(this.folder, { recursive: true });
  }
}

/** A node whose script runs, or whose Qdrant does. */
export class StartedNode {
  /** What the node has said. */
  log = '';

  constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {
    child.stderr!.on('data', bytes => (this.log += String(bytes)));
  }

  /** The arguments of Qdrant, once it listens. */
  async arguments(): Promise<string[]> {
    await this.says('Qdrant listens.');
    return readFileSync(join(this.folder, 'started'), 'utf8').trimEnd().split('\n');
  }

  /** Waits for a line of the log. */
  async says(text: string): Promise<void> {
    for (let attempt = 0; !this.log.includes(text); attempt++) {
      if (attempt === 300 || this.child.exitCode !== null) {
        throw new Error(`The node has not said "${text}", but: ${this.log}`);
      }
      await sleep(100);
    }
  }

  get hasStarted(): boolean {
    return existsSync(join(this.folder, 'started'));
  }

  /** Ends the node as the kubelet does. */
  async terminate(): Promise<number | null> {
    this.child.kill('SIGTERM');
    const [code] = (await once(this.child, 'exit')) as [number | null];
    return code;
  }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}
