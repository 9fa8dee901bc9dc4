/**
 * Loaded into a host under test before its own program (`node --import`), so that the product needs no hooks: counts and
 * kills at write boundaries, notes the facts that are published, and opens a door by which the test turns clocks and disks.
 * What to do comes as JSON in `CHAPPE_CHAOS`.
 */
import { flushCompileCache } from 'node:module';
import 'reflect-metadata';
import { Boundaries } from './boundaries.ts';
import { openDoor } from './door.ts';
import { noteFacts } from './facts.ts';
import type { Orders } from './orders.ts';
import { changeDefaults } from './options.ts';
import { watchOwner } from './owner.ts';
import { plant } from './planted/index.ts';
import { watchSqlite } from './sqlite.ts';
import { watchPostgres } from './postgres.ts';
import { watchHttp } from './http.ts';
import { watchSmpp } from './smpp.ts';
import { SkewedTime } from './time.ts';

/** When everything has been loaded; what is killed would keep nothing of it for those after it. */
const LOADED_AFTER_MS = 2_000;

const orders = JSON.parse(process.env.CHAPPE_CHAOS ?? '{}') as Orders;
if (orders.diesAfterMs !== undefined)
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), orders.diesAfterMs).unref();
const boundaries = new Boundaries();
const time = new SkewedTime();
if (orders.planted !== undefined) await plant(orders.planted);
const owner = await watchOwner();
const sqlite = watchSqlite(orders.boundaries === true ? boundaries : undefined);
if (orders.boundaries === true) {
  watchPostgres(boundaries);
  watchHttp(boundaries);
  watchSmpp(boundaries);
}
if (orders.facts !== undefined) noteFacts(orders.facts);
if (orders.delivery !== undefined) await changeDefaults(orders.delivery);
setTimeout(flushCompileCache, LOADED_AFTER_MS).unref();
await openDoor({ boundaries, sqlite, time, owner });
