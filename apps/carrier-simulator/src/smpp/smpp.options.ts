/** A client that may bind. */
export interface SmppUser {
  readonly systemId: string;
  readonly password: string;
  /** Addresses, or networks as `10.0.0.0/8`, it may come from. Default: anywhere. */
  readonly allowedIps?: readonly string[];
}

/** A client that the centre calls (outbind, SMPP 3.4 section 2.2.1): it answers by binding on that connection. */
export interface OutbindTarget {
  readonly host: string;
  readonly port: number;
  /** What the centre calls itself there, and its password. */
  readonly systemId: string;
  readonly password: string;
}

/** Private key and certificate, PEM. */
export interface SmppKeyPair {
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
}

/** A second port, with TLS. */
export interface SmppTls extends Partial<SmppKeyPair> {
  /** 0 takes a free port. Default 3550, and a free one where somebody else has that; 0 where the plain port is 0. */
  readonly port?: number;
}

/** How the SMPP door is made. Every field may be left out. All times are real: links live by the wall clock. */
export interface SmppOptions {
  /** 0 takes a free port. Default 2775; 0 where the simulator's HTTP port is 0. */
  readonly port?: number;
  /** Who may bind. Default: every system id, from this machine (loopback). */
  readonly users?: readonly SmppUser[];
  /** `off` opens no such port. Without key and certificate the door makes its own, self-signed. */
  readonly tls?: SmppTls | 'off';
  readonly outbind?: readonly OutbindTarget[];
  /** Deliveries to one bind that may be unanswered at once. Default 1,000: with less, receipts fall behind the submissions of a client with such a window. */
  readonly window?: number;
  /** How long a client may take to answer a delivery. Default 10,000 ms. */
  readonly deliverTimeoutMs?: number;
  /** Silence after which a client is asked whether it is there; two unanswered questions end the line. Default 30,000 ms. */
  readonly enquireLinkIntervalMs?: number;
  /** How long a connection may stay without a bind. Default 10,000 ms. */
  readonly unboundTimeoutMs?: number;
  /** How long a PDU may take from its first octet to its last. Default 10,000 ms. */
  readonly unfinishedPduTimeoutMs?: number;
  /** Connections at once, bound or not. Default 1,000. */
  readonly maxLines?: number;
  /** After which an outbind is made again when its line has ended or nobody answered. Default 30,000 ms. */
  readonly outbindRetryMs?: number;
}

/** The defaults, all on one page. */
export const DEFAULT_SMPP_OPTIONS = {
  port: 2_775,
  tlsPort: 3_550,
  window: 1_000,
  deliverTimeoutMs: 10_000,
  enquireLinkIntervalMs: 30_000,
  unboundTimeoutMs: 10_000,
  unfinishedPduTimeoutMs: 10_000,
  maxLines: 1_000,
  outbindRetryMs: 30_000,
} as const;
