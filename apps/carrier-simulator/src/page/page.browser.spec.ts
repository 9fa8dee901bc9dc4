import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { jest } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createSimulator, type Simulator } from '../simulator.js';
import { buildPage, openBrowser } from './browser.contract-spec.js';

const PHONE = '+33612345678';
const START = Date.UTC(2026, 2, 2, 9);

/** A page is given so long to show what a test waits for. */
const PATIENCE_MS = 8_000;

jest.setTimeout(60_000);

describe('the page in a browser', () => {
  let built: Awaited<ReturnType<typeof buildPage>>;
  let browser: Browser;
  let simulator: Simulator;
  let complaints: string[];

  beforeAll(async () => {
    built = await buildPage();
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await built.remove();
  });

  beforeEach(async () => {
    complaints = [];
    simulator = await createSimulator({
      port: 0,
      clockMode: 'manual',
      startAt: START,
      pageFolder: built.folder,
    });
  });

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await simulator.close();
    // What breaks the page's own rules (scripts, styles, addresses) is said in the console.
    expect(complaints).toEqual([]);
  });

  const open = async (hash = '', options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('console', message => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', error => complaints.push(error.message));
    await page.goto(`${simulator.url}/${hash}`);
    await page.getByText('Live', { exact: true }).waitFor();
    return page;
  };

  const submit = async (ref: string, changes: object = {}): Promise<void> => {
    const answer = await fetch(`${simulator.url}/carrier/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-chappe-client': 'shop' },
      body: JSON.stringify({ ref, from: '36180', to: PHONE, text: 'Bonjour from the telegraph', ...changes }),
    });
    expect(await answer.json()).toMatchObject({ ref });
  };

  const minutes = (count: number) => simulator.clock.advanceBy(count * 60_000);

  /** What axe finds wrong with all of what is shown. */
  const findings = async (page: Page): Promise<string[]> => {
    await page.evaluate(axe.source);
    return page.evaluate(async () => {
      const { axe: here } = globalThis as unknown as { axe: typeof axe };
      const { violations } = await here.run();
      return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)}`));
    });
  };

  it('is less than 250 kB on the line', async () => {
    const assets = join(built.folder, 'assets');
    const names = await readdir(assets);
    const files = await Promise.all(names.map(name => readFile(join(assets, name))));
    const octets = files.reduce((sum, file) => sum + gzipSync(file).length, 0);
    expect(octets).toBeGreaterThan(10_000);
    expect(octets).toBeLessThan(250_000);
  });

  it('is live in seven tabs of one browser, whose buttons work, and stays so when the first one is closed', async () => {
    const first = await open();
    const others: Page[] = [];
    for (let count = 0; count < 6; count += 1) {
      const tab = await first.context().newPage();
      tab.setDefaultTimeout(PATIENCE_MS);
      await tab.goto(simulator.url);
      await tab.getByText('Live', { exact: true }).waitFor();
      others.push(tab);
    }
    await others.at(-1)!.getByRole('button', { name: '+1 h' }).click();
    for (const tab of [first, ...others]) await tab.getByText('10:00:00').first().waitFor();
    await first.close();
    await submit('after the first tab');
    for (const tab of others) await tab.getByRole('link', { name: new RegExp(`\\${PHONE}`) }).waitFor();
  });

  it('says what to try while nothing has happened, and sends a first message itself', async () => {
    const page = await open();
    await page.getByText(`curl ${simulator.url}/carrier/messages`).waitFor();
    await page.getByRole('button', { name: 'Send it from here' }).click();
    await page.getByRole('link', { name: new RegExp(`\\${PHONE}`) }).waitFor();
  });

  it('shows a message on the phone, takes its reply, and tells how one to a phone that is off expires', async () => {
    const page = await open();
    await submit('hello');
    await minutes(1);
    await page.getByRole('link', { name: new RegExp(`\\${PHONE}`) }).click();
    const conversation = page.getByRole('log', { name: 'Conversation' });
    await conversation.getByText('Bonjour from the telegraph').waitFor();

    await page.getByRole('button', { name: 'STOP', exact: true }).click();
    await conversation.getByText('STOP', { exact: true }).waitFor();
    expect(simulator.centre.journal.find({ kind: 'inbound.sent', from: PHONE })).toMatchObject({
      to: '36180',
      text: 'STOP',
    });

    await page.getByRole('switch', { name: 'Off' }).click();
    await page.getByRole('switch', { name: 'Off', checked: true }).waitFor();
    await submit('never', { text: 'You will not see this' });
    await minutes(1);
    await conversation.getByText('36180, still at the centre').waitFor();
    await page.getByRole('link', { name: 'Queue 1' }).click();
    await page.getByText('tried once: The phone is off.').waitFor();

    await page.getByRole('button', { name: '+48 h' }).click();
    await page.getByText('No message waits at the centre.').waitFor();
    await page.getByRole('link', { name: 'Journal' }).click();
    await page.getByRole('searchbox').fill('status:expired');
    await page.getByText('1 match.').waitFor();
    await page.getByRole('link', { name: /Expired.*The phone is off/ }).click();
    const details = page.getByRole('region', { name: 'Entry' });
    await details.getByRole('heading', { name: 'Expired' }).waitFor();
    await details.getByRole('region', { name: 'The life of this message' }).getByText('Accepted').click();
    await details.getByText('POST /carrier/messages').waitFor();
    await details.getByText('GSM 7-bit, one part. data_coding 0').waitFor();
  });

  it('hears of what happens in the journal while it is open, search or not', async () => {
    const page = await open('#/journal?q=to%3A%2B33698765432');
    await page.getByText('Nothing matches.').waitFor();
    await submit('other');
    await submit('this', { to: '+33698765432', text: 'Found' });
    await page.getByText('1 match.').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByText('Bonjour from the telegraph').waitFor();
  });

  it('goes on where it was when the connection was lost', async () => {
    const page = await open('#/journal');
    await submit('before');
    await page.getByText('Bonjour from the telegraph').waitFor();
    const port = Number(new URL(simulator.url).port);
    await simulator.close();
    await page.getByText('Connection lost').waitFor();
    simulator = await createSimulator({
      port,
      smpp: { port: 0 },
      clockMode: 'manual',
      startAt: START,
      pageFolder: built.folder,
    });
    await page.getByText('Live', { exact: true }).waitFor();
    await submit('after', { text: 'A new world' });
    await page.getByText('A new world').waitFor();
    expect(await page.getByText('Bonjour from the telegraph').count()).toBe(0);
    complaints = complaints.filter(complaint => !/ERR_|Failed to load/.test(complaint));
  });

  it('turns the clock from event to event, lets it run, and stops it', async () => {
    simulator.time.after(5 * 60_000, () => undefined);
    const page = await open();
    await page.getByText('nothing is due').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Next event' }).click();
    await page.getByText('09:05:00').waitFor();
    await page.getByRole('button', { name: 'Let it run' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('stands still').waitFor();
    await page.getByLabel('Speed').selectOption('60');
    await page.getByRole('button', { name: '+1 h' }).click();
    await page.getByText(/^10:05:\d\d/).waitFor();
    expect(simulator.clock.read()).toMatchObject({ mode: 'manual', speed: 60 });
  });

  it('sets faults, one by one and by a press, and makes all well again', async () => {
    const page = await open('#/faults');
    await page.getByLabel('Receipt never leaves').fill('12.5');
    await page.getByLabel('Receipt never leaves').press('Enter');
    await page.getByText('One fault is set.').waitFor();
    expect(simulator.centre.faults.current).toEqual({ receiptLossProbability: 0.125 });
    await page.getByLabel('Receipt never leaves').fill('400');
    await page.getByLabel('Receipt never leaves').press('Enter');
    await page.getByRole('alert').getByText('From 0 to 100.').waitFor();
    expect(await page.getByLabel('Receipt never leaves').inputValue()).toBe('400');
    await page.getByRole('button', { name: 'Carrier outage' }).click();
    await page.getByLabel('Carrier down until').and(page.locator('[value^="2026"]')).waitFor();
    expect(Object.keys(simulator.centre.faults.current)).toEqual(['downUntil']);
    await page.getByRole('button', { name: 'Make all well' }).click();
    await page.getByText('All is well.').waitFor();
  });

  it('shows texts as they are, never as markup', async () => {
    const text = '<img src=x onerror="document.title=1"><b>bold</b> & "quoted"';
    await submit('markup', { text, from: '<i>x</i>' });
    await minutes(1);
    const page = await open(`#/phones/${PHONE}`);
    await page.getByRole('log').getByText(text, { exact: true }).waitFor();
    await page.getByRole('log').getByText('<i>x</i>').waitFor();
    expect(await page.locator('.conversation img, .conversation b, .conversation i').count()).toBe(0);
    expect(await page.title()).toBe('Chappe carrier simulator');
  });

  it('is used by keyboard alone: to a phone, to its answer, and back', async () => {
    await submit('hello');
    await minutes(1);
    const page = await open();
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    const tabTo = async (wanted: string) => {
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press('Tab');
        const label = await page.evaluate<string>(
          '[document.activeElement.textContent, document.activeElement.labels?.[0]?.textContent].join(" ")',
        );
        if (label.includes(wanted)) return;
      }
      throw new Error(`${wanted} cannot be reached with the tabulator.`);
    };
    await page.keyboard.press('Tab');
    expect(await focused()).toContain('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo(PHONE);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: PHONE }).waitFor();
    expect(await focused()).toBe(PHONE);
    await tabTo('Off');
    await page.keyboard.press('Space');
    await page.getByRole('switch', { name: 'Off', checked: true }).waitFor();
    // A phone that is off sends nothing.
    await page.keyboard.press('Space');
    await page.getByRole('switch', { name: 'Off', checked: false }).waitFor();
    await tabTo('Message from this phone');
    await page.keyboard.type('Merci');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('beaucoup');
    await page.keyboard.press('Enter');
    await page.getByRole('log').getByText('Merci').waitFor();
    expect(simulator.centre.journal.find({ kind: 'inbound.sent' })).toMatchObject({
      text: 'Merci\nbeaucoup',
    });
  });

  const looks: [string, BrowserContextOptions][] = [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['360 pixels wide', { viewport: { width: 360, height: 740 } }],
  ];

  it.each(looks)('gives axe nothing to find, %s, and never scrolls sideways', async (_look, options) => {
    const page = await open('', options);
    expect(await findings(page)).toEqual([]);
    await submit('first', { text: 'Bonjour “du télégraphe” {1794}' });
    await minutes(1);
    simulator.centre.subscribers.set('+33698765432', {
      state: 'off',
      dnd: { scope: 'all' },
      ported: { to: 'fr-1' },
    });
    await submit('second', { to: '+33698765432', from: 'Chappe' });
    simulator.centre.sendFromPhone(PHONE, { to: '36180', text: 'Merci' });
    simulator.centre.faults.set({ receiptLossProbability: 0.5, downUntil: '2026-03-02T10:00:00Z' });
    await minutes(1);
    const places: [string, string][] = [
      [`#/phones/${PHONE}`, '.bubble.mine'],
      ['#/phones/+33698765432', '.switches select'],
      ['#/phones', '.phone-list li'],
      ['#/queue', '.waiting-list li, .empty'],
      ['#/journal', '.entry'],
      ['#/journal/3', '.segments'],
      ['#/faults', '.is-set'],
    ];
    for (const [hash, sign] of places) {
      await page.goto(`${simulator.url}/${hash}`);
      await page.locator(sign).first().waitFor();
      expect({ hash, findings: await findings(page) }).toEqual({ hash, findings: [] });
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect({ hash, overflow }).toEqual({ hash, overflow: 0 });
    }
  });
});
