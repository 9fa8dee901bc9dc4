import { SmppCarrier } from '@chappe/carrier-smpp';
import { CARRIERS, type Carrier } from '@chappe/sms';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import { mistakesInCarrierOptions } from './carriers.js';
import { carrierOptionsIn, type CarrierOptions, type HostSettings } from './settings.js';

/** The host's settings, for what goes on reading them. */
export const HOST_SETTINGS = Symbol('HOST_SETTINGS');

/** What may be changed while the host runs. All else is taken at its start. */
const CHANGEABLE = ['errorMap', 'receiptErrorMap'] as const;

/** How often the file is looked at: by what it says, which works on every file system and when another is renamed over it. */
const LOOK_MS = 2_000;

/**
 * Reads the file of carrier options again when it changes, so that an operator's new error code needs no restart. The maps are
 * taken into use; of other options that changed it is said that they wait for a restart. A file with a mistake changes nothing.
 */
@Injectable()
export class CarrierOptionsFile implements OnApplicationBootstrap, OnApplicationShutdown {
  private inUse: CarrierOptions;
  /** What the file said when it was looked at last. */
  private seen: string | undefined = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(HOST_SETTINGS) private readonly settings: HostSettings,
    @Inject(CARRIERS) private readonly carriers: readonly Carrier[],
  ) {
    this.inUse = settings.carrierOptions;
  }

  onApplicationBootstrap(): void {
    if (this.settings.carrierOptionsPath !== '') this.timer = setInterval(() => this.look(), LOOK_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Reads the file now. Answers what there is to say of it, one line each. */
  reread(): readonly string[] {
    const { carrierOptionsPath: path } = this.settings;
    const mistakes: string[] = [];
    const found = carrierOptionsIn(path, why =>
      mistakes.push(`it is not a file of JSON, { "carrier-1": { … }, … } (${why}).`),
    );
    mistakes.push(...mistakesInCarrierOptions({ ...this.settings, carrierOptions: found }));
    if (mistakes.length > 0)
      return [
        `${path} has changed, and what was in use stays:`,
        ...mistakes.map(mistake => `  - ${mistake}`),
      ];
    return this.carriers.flatMap(carrier =>
      carrier instanceof SmppCarrier ? this.take(carrier, found[carrier.name] ?? {}) : [],
    );
  }

  private take(carrier: SmppCarrier, found: object): readonly string[] {
    const { name } = carrier;
    const before: Readonly<Record<string, unknown>> = { ...this.inUse[name] };
    const after: Readonly<Record<string, unknown>> = { ...found };
    const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
      key => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
    );
    const taken = CHANGEABLE.filter(key => changed.includes(key));
    const waiting = changed.filter(key => !CHANGEABLE.some(changeable => changeable === key));
    if (taken.length > 0) carrier.useErrorMaps(Object.fromEntries(taken.map(key => [key, after[key] ?? {}])));
    // What waits for a restart is compared with what is in use, and said again at each change.
    this.inUse = {
      ...this.inUse,
      [name]: { ...before, ...Object.fromEntries(taken.map(key => [key, after[key]])) },
    };
    return [
      ...(taken.length > 0 ? [`${name}: ${taken.join(' and ')} taken into use.`] : []),
      ...(waiting.length > 0
        ? [`${name}: ${waiting.join(', ')} changed, and will count after a restart.`]
        : []),
    ];
  }

  private look(): void {
    const text = textOf(this.settings.carrierOptionsPath);
    if (text === this.seen) return;
    this.seen = text;
    for (const line of this.reread()) console.log(line);
  }
}

/** What the file says; undefined when it cannot be read. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
