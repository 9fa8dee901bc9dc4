import { productFile } from './product.ts';

/** Changes the defaults of delivery in this process. */
export async function changeDefaults(changes: Readonly<Record<string, number>>): Promise<void> {
  const { defaultDeliveryOptions } = (await import(productFile('sms', 'delivery/delivery.options'))) as {
    defaultDeliveryOptions: Record<string, number>;
  };
  for (const name of Object.keys(changes)) {
    if (!Object.hasOwn(defaultDeliveryOptions, name)) throw new Error(`There is no delivery option ${name}.`);
  }
  Object.assign(defaultDeliveryOptions, changes);
}
