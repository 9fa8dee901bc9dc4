import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, listening } from './ports.ts';
import { numberOf, type BenchRequest } from './requests.ts';

const BOXES = ['bearerbox', 'smsbox'] as const;
/** Submissions that may be unanswered: more make Kannel no faster. */
const WINDOW = 300;
const STATUS_EVERY_MS = 100;
const STATUS_TRIES = 100;

/** Where Kannel keeps what it has taken: nowhere, or a file for each message and each receipt it waits for. */
export type KannelStore = 'none' | 'spool';

export function isKannelInstalled(): boolean {
  try {
    for (const box of BOXES) execFileSync('sh', ['-c', `command -v ${box}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Debian's Kannel as a gateway: bearerbox and smsbox, one bind to a message centre, receipts called back over HTTP. */
export class Kannel {
  /** Final receipts that were called back. */
  reported = 0;
  private readonly boxes: ChildProcess[] = [];
  private readonly sink: Server;
  private folder = '';
  private sendPort = 0;

  constructor() {
    this.sink = createServer((request, response) => {
      if (request.url?.endsWith('status=1')) this.reported += 1;
      response.end();
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.sendPort}`;
  }

  get pids(): readonly number[] {
    return this.boxes.map(box => box.pid!);
  }

  async start(store: KannelStore, smppPort: number): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'chappe-bench-kannel-'));
    const [admin, box, send] = [await freePort(), await freePort(), await freePort()];
    this.sendPort = send;
    for (const spool of ['queue', 'dlr']) await mkdir(join(this.folder, spool));
    const path = join(this.folder, 'kannel.conf');
    await writeFile(path, configuration({ store, folder: this.folder, admin, box, send, smppPort }));
    this.sink.listen(0, '127.0.0.1');
    await once(this.sink, 'listening');
    for (const [name, port] of [
      ['bearerbox', box],
      ['smsbox', send],
    ] as const) {
      this.boxes.push(spawn(name, ['-v', '4', path], { stdio: 'ignore' }));
      await listening(port);
    }
    for (let tries = 0; !(await this.isOnline(admin)); tries += 1) {
      if (tries === STATUS_TRIES) throw new Error('Kannel has not bound to the message centre.');
      await pause(STATUS_EVERY_MS);
    }
  }

  /** Asks it to send one message and to call back with the last word. */
  requestOf(index: number): BenchRequest {
    const { port } = this.sink.address() as AddressInfo;
    const query = new URLSearchParams({
      ...{ username: 'bench', password: 'bench', from: '36180', to: numberOf(index) },
      text: `Votre code : ${100_000 + (index % 900_000)}`,
      'dlr-mask': '3',
      'dlr-url': `http://127.0.0.1:${port}/?status=%d`,
    });
    return { method: 'GET', path: `/cgi-bin/sendsms?${query.toString()}` };
  }

  async stop(): Promise<void> {
    for (const box of this.boxes.splice(0).reverse()) {
      const ended = once(box, 'exit');
      box.kill('SIGKILL');
      await ended;
    }
    this.sink.close();
    this.sink.closeAllConnections();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async isOnline(admin: number): Promise<boolean> {
    const answer = await fetch(`http://127.0.0.1:${admin}/status.txt?password=bench`);
    return (await answer.text()).includes('(online');
  }
}

interface Settings {
  readonly store: KannelStore;
  readonly folder: string;
  readonly admin: number;
  readonly box: number;
  readonly send: number;
  readonly smppPort: number;
}

/** Its configuration: groups of `name = value`, as its user guide describes them. */
function configuration({ store, folder, admin, box, send, smppPort }: Settings): string {
  const stores = {
    none: { 'dlr-storage': 'internal' },
    spool: {
      'store-type': 'spool',
      'store-location': `"${join(folder, 'queue')}"`,
      'dlr-storage': 'spool',
      'dlr-spool': `"${join(folder, 'dlr')}"`,
    },
  };
  const loopback = '127.0.0.1';
  const groups: readonly Readonly<Record<string, string | number>>[] = [
    {
      ...{ group: 'core', 'admin-port': admin, 'admin-password': 'bench', 'status-password': 'bench' },
      ...{ 'admin-interface': loopback, 'smsbox-port': box, 'smsbox-interface': loopback, 'log-level': 4 },
      ...stores[store],
    },
    {
      ...{ group: 'smsc', smsc: 'smpp', 'smsc-id': 'bench', host: loopback, port: smppPort },
      ...{
        'transceiver-mode': 'true',
        'smsc-username': 'bench',
        'smsc-password': 'bench',
        'system-type': '""',
      },
      ...{ 'max-pending-submits': WINDOW, 'reconnect-delay': 1 },
    },
    {
      ...{ group: 'smsbox', 'bearerbox-host': loopback, 'bearerbox-port': box, 'sendsms-port': send },
      ...{
        'sendsms-interface': loopback,
        'global-sender': 36180,
        'max-pending-requests': 512,
        'log-level': 4,
      },
    },
    { group: 'sendsms-user', username: 'bench', password: 'bench', 'max-messages': 1 },
    { group: 'sms-service', keyword: 'default', text: '""', 'max-messages': 0 },
  ];
  return groups
    .map(group =>
      Object.entries(group)
        .map(([name, value]) => `${name} = ${value}\n`)
        .join(''),
    )
    .join('\n');
}
