import { jest } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../page/browser.contract-spec.js';
import { createSimulator, type Simulator } from '../simulator.js';

jest.setTimeout(60_000);

describe('the card in a browser', () => {
  let browser: Browser;
  let simulator: Simulator;

  beforeAll(async () => {
    browser = await openBrowser();
    simulator = await createSimulator({ port: 0, clockMode: 'manual' });
  });

  afterAll(async () => {
    await browser.close();
    await simulator.close();
  });

  const open = async (width: number, colorScheme: 'light' | 'dark'): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width, height: 800 },
      colorScheme,
      bypassCSP: true,
    });
    const page = await context.newPage();
    await page.goto(`${simulator.url}/numbers?msisdn=33612992000`);
    return page;
  };

  it.each([
    [1280, 'light'],
    [1280, 'dark'],
    [360, 'light'],
  ] as const)('has nothing that axe complains of, at %d pixels, %s', async (width, scheme) => {
    const page = await open(width, scheme);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
      'axe.run()',
    );
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });

  it('fits on a small screen without scrolling sideways', async () => {
    const page = await open(360, 'light');
    const [content, window] = await page.evaluate<number[]>(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    );
    expect(content).toBeLessThanOrEqual(window!);
  });

  it('answers its own form without any script', async () => {
    const page = await open(1280, 'light');
    await page.getByLabel('What happens to this number?').fill('+33612990029');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('status').getByText('The phone answers STOP').waitFor();
  });

  it('is printed on a few sheets, without the form', async () => {
    const page = await open(1280, 'light');
    const sheets = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g)!.length;
    expect(sheets).toBeLessThanOrEqual(4);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('form').isVisible()).toBe(false);
  });
});
