import { hashOf, numberOf, routeOf, type Route } from './route.js';

describe('a place on the page', () => {
  const places: Route[] = [
    { view: 'phones', msisdn: undefined },
    { view: 'phones', msisdn: '+33612345678' },
    { view: 'queue' },
    { view: 'faults' },
    { view: 'journal', seq: undefined, search: '' },
    { view: 'journal', seq: 42, search: '' },
    { view: 'journal', seq: 42, search: 'to:+33612345678 text:"a & b = 100 %?#"' },
  ];

  it.each(places)('is written and read: %j', place => {
    expect(routeOf(hashOf(place))).toEqual(place);
  });

  it.each(['', '#', '#/', '#/nowhere', '#/phones/../..', '#/phones/%', '#/phones/hello', '#javascript:x'])(
    'is the first view for %s, which means nothing',
    hash => {
      expect(routeOf(hash)).toEqual({ view: 'phones', msisdn: undefined });
    },
  );

  it('has no entry where none is named', () => {
    expect(routeOf('#/journal/x')).toEqual({ view: 'journal', seq: undefined, search: '' });
  });
});

describe('a number as somebody writes it', () => {
  it.each(['+33612345678', '33612345678', '0033612345678', '+33 6 12.34-56 78', '+33 (6) 12345678'])(
    '%s is one number',
    given => {
      expect(numberOf(given)).toBe('+33612345678');
    },
  );

  it.each(['', '0612345678', 'hello', '+33', '+1234567890123456', '+33/612345678'])('%s is none', given => {
    expect(numberOf(given)).toBeUndefined();
  });
});
