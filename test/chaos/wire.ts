import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line between a host and what it needs, such as its database or its carrier, which can be cut or fall silent. */
export class Wire {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private state: 'whole' | 'cut' | 'silent' = 'whole';
  private readonly server = createServer({ pauseOnConnect: true }, near => this.join(near));
  private readonly to: { readonly host: string; readonly port: number };

  private constructor(to: { readonly host: string; readonly port: number }) {
    this.to = to;
  }

  /** Lays a line to `host:port`, on a free port of this machine. */
  static async to(host: string, port: number): Promise<Wire> {
    const wire = new Wire({ host, port });
    await new Promise<void>(listening => wire.server.listen(0, '127.0.0.1', listening));
    return wire;
  }

  /** Where its near end is. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Ends all connections, in the middle of whatever goes over them, and lets nobody in. Answers how many there were. */
  cut(): number {
    this.state = 'cut';
    for (const pair of this.pairs) for (const socket of pair) socket.resetAndDestroy();
    return this.pairs.size;
  }

  /** Keeps all connections, lets new ones in, and passes nothing: nobody at either end is told. */
  silence(): void {
    this.state = 'silent';
    for (const [near, far] of this.pairs) {
      near.unpipe();
      far.unpipe();
      near.pause();
      far.pause();
    }
  }

  /** Is as it was; what was held back while it was silent is passed on. Answers on how many connections there was something. */
  mend(): number {
    const held = [...this.pairs].filter(pair => pair.some(socket => socket.readableLength > 0)).length;
    this.state = 'whole';
    for (const pair of this.pairs) flow(pair);
    return held;
  }

  /** Is gone for good. */
  remove(): void {
    this.cut();
    this.server.close();
  }

  private join(near: Socket): void {
    if (this.state === 'cut') {
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.to);
    const pair = [near, far] as const;
    this.pairs.add(pair);
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('error', () => undefined);
      one.on('close', () => {
        this.pairs.delete(pair);
        other.destroy();
      });
    }
    if (this.state === 'whole') flow(pair);
  }
}

function flow([near, far]: readonly [Socket, Socket]): void {
  near.pipe(far);
  far.pipe(near);
}
