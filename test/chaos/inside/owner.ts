import { productFile } from './product.ts';

interface Starting {
  readonly parts: { readonly owner: string };
}

/** Learns the name under which the dispatcher of this process leases messages. */
export async function watchOwner(): Promise<() => string | undefined> {
  const { Dispatcher } = (await import(productFile('sms', 'delivery/dispatcher'))) as {
    Dispatcher: { prototype: { start(this: Starting): Promise<void> } };
  };
  let owner: string | undefined;
  const { start } = Dispatcher.prototype;
  Dispatcher.prototype.start = function (this: Starting) {
    owner = this.parts.owner;
    return start.call(this);
  };
  return () => owner;
}
