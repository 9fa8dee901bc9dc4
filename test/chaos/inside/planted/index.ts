import { ACCEPTANCE_BUGS } from './acceptance.ts';
import { DATE_BUGS } from './dates.ts';
import { HANDOVER_BUGS } from './handover.ts';
import { MONEY_BUGS } from './money.ts';
import { OUTCOME_BUGS } from './outcomes.ts';
import { TELLING_BUGS } from './telling.ts';
import type { Bug } from './change.ts';

/** Every bug, by its name. */
export const BUGS: Readonly<Record<string, Bug>> = {
  ...ACCEPTANCE_BUGS,
  ...DATE_BUGS,
  ...MONEY_BUGS,
  ...HANDOVER_BUGS,
  ...OUTCOME_BUGS,
  ...TELLING_BUGS,
};

/** Plants one of them. */
export async function plant(name: string): Promise<void> {
  const bug = BUGS[name];
  if (!bug) throw new Error(`There is no bug called ${name}.`);
  await bug.plant();
}
