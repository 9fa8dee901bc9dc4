/**
 * A small message centre, the same for everybody who is measured against it: answers every submission at once, and sends the
 * receipt right behind. Run as a program, it prints its port; {@link startFarEnd} does that.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  buildEsmClass,
  buildReceiptText,
  EsmType,
  MessageState,
  SmppServer,
  type Pdu,
  type PduBody,
} from '@chappe/smpp';

/** Receipts that may be unanswered at once, and submissions. */
const WINDOW = 1_000;
/** A receipt that has to wait for its turn has as long: nothing is lost under load. */
const PATIENCE_MS = 300_000;

/** A message centre that listens. */
export interface FarEnd {
  readonly port: number;
  stop(): Promise<void>;
}

/** Listens on a free port, in this process; `onSubmitted` hears the recipient of each submission before it is answered. */
export async function openFarEnd(onSubmitted: (to: string) => void = () => undefined): Promise<FarEnd> {
  let count = 0;
  const server = new SmppServer({
    window: WINDOW,
    maxUnanswered: WINDOW,
    requestTimeoutMs: PATIENCE_MS,
    onBind: () => 0,
    handlers: {
      submit_sm: (pdu, session) => {
        onSubmitted(pdu.destinationAddr);
        const messageId = String((count += 1));
        // After the answer, which leaves as soon as this function has ended.
        queueMicrotask(() => void session.request('deliver_sm', receiptOf(pdu, messageId)));
        return { messageId };
      },
    },
  });
  const { port } = await server.listen();
  return { port, stop: () => server.close({ force: true }) };
}

/** Starts the message centre as a process of its own. */
export async function startFarEnd(): Promise<FarEnd & { readonly pid: number }> {
  const child = spawn(process.execPath, [import.meta.filename], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = (await once(child.stdout, 'data')) as [Buffer];
  const stop = async () => {
    child.kill();
    await once(child, 'exit');
  };
  return { port: Number(printed.toString()), pid: child.pid!, stop };
}

function receiptOf(pdu: Pdu<'submit_sm'>, id: string): PduBody<'deliver_sm'> {
  const now = new Date();
  const text = buildReceiptText({ id, submitDate: now, doneDate: now, stat: 'DELIVRD' });
  return {
    sourceAddrTon: pdu.destAddrTon,
    sourceAddrNpi: pdu.destAddrNpi,
    sourceAddr: pdu.destinationAddr,
    destAddrTon: pdu.sourceAddrTon,
    destAddrNpi: pdu.sourceAddrNpi,
    destinationAddr: pdu.sourceAddr,
    esmClass: buildEsmClass({ type: EsmType.receipt }),
    shortMessage: Buffer.from(text, 'latin1'),
    tlvs: { receiptedMessageId: id, messageState: MessageState.DELIVERED },
  };
}

if (process.argv[1] === import.meta.filename) console.log((await openFarEnd()).port);
