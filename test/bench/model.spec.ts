import { ASSUMPTIONS, needOf, predict, type MeasuredSetUp, type Measurement } from './model.ts';

const setUp = (of: Partial<MeasuredSetUp>): MeasuredSetUp => ({
  database: 'PostgreSQL',
  carrier: 'SMPP',
  hosts: 1,
  livesPerSecond: 850,
  hostMs: 1,
  databaseMs: 0.5,
  simulatorMs: 0.25,
  meterMs: 0.25,
  commits: 0.1,
  walOctets: 10_000,
  storedOctets: 2_000,
  networkOctets: 8_000,
  ...of,
});
const onCores = (cores: number, ...setUps: readonly MeasuredSetUp[]): Measurement => ({ cores, setUps });

describe('the model of what a rate takes', () => {
  it('lets one process do what one core does', () => {
    const [prediction] = predict(onCores(8, setUp({})));
    expect(prediction!.livesPerSecond).toBeCloseTo(1000 * ASSUMPTIONS.saturation);
    expect(prediction!.error).toBeCloseTo(0);
  });

  it('lets all processes share the cores of the machine, by what a life takes with one of them', () => {
    const three = setUp({ hosts: 3, hostMs: 9, livesPerSecond: 500 });
    const [, prediction] = predict(onCores(4, setUp({}), three));
    expect(prediction!.livesPerSecond).toBeCloseTo((4000 / 2) * ASSUMPTIONS.saturation);
    expect(prediction!.error).toBeCloseTo(2.4);
  });

  it('plans cores, disk and network in proportion to the rate, with room to spare', () => {
    const need = needOf(onCores(2, setUp({})), 10_000);
    expect(need).toMatchObject({ hosts: 17, databaseCores: 9, partitions: 1 });
    expect(need.commitsPerSecond).toBeCloseTo(1_000);
    expect(need.walOctetsPerSecond).toBeCloseTo(100e6);
    expect(need.networkOctetsPerSecond).toBeCloseTo(80e6);
    expect(need.storedOctetsPerDay).toBeCloseTo(1.728e12);
    expect(need.storedOctetsKept).toBeCloseTo(30 * need.storedOctetsPerDay);
  });

  it('divides the accounts where one server of a database is not enough', () => {
    expect(needOf(onCores(2, setUp({ databaseMs: 1 })), 10_000)).toMatchObject({
      databaseCores: 17,
      partitions: 2,
    });
  });

  it('says what is missing when nothing was measured with one process', () => {
    expect(() => needOf(onCores(2), 1)).toThrow('Nothing was measured over SMPP on PostgreSQL');
  });
});
