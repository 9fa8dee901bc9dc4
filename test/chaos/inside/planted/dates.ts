import { change, type Bug } from './change.ts';

/** Bugs in what a process takes for the date. */
export const DATE_BUGS: Readonly<Record<string, Bug>> = {
  own_clock_trusted: {
    story: 'A process dates by the clock of its machine, though it shares a database that tells the date.',
    finds: 'dated_ahead',
    onMachines: true,
    plant: () => change('sms', 'kernel/system-clock', 'SystemClock', 'follow', () => () => Promise.resolve()),
  },
};
