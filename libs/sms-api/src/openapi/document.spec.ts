import { Ajv2020 } from 'ajv/dist/2020.js';
import type { OpenAPIObject } from '@nestjs/swagger';
import { MemoryStorage } from '@chappe/testing';
import { METHODS, routes } from '../mounting/index.js';
import { problemTable } from '../problems/index.js';
import { openApi, type ApiUnderTest } from '../testing/api-under-test.contract-spec.js';
import { responseChecker } from './response-checker.js';

describe('the OpenAPI document', () => {
  let api: ApiUnderTest;
  let document: OpenAPIObject;
  beforeAll(async () => {
    api = await openApi('express', new MemoryStorage());
    document = api.document;
  });
  afterAll(() => api.close());

  it('is the same on both frameworks', async () => {
    const other = await openApi('fastify', new MemoryStorage());
    expect(other.document).toEqual(document);
    await other.close();
  });

  it('knows the routes of this door, and no other', () => {
    const documented = Object.entries(document.paths).map(([path, item]) => [
      path,
      METHODS.filter(method => Object.hasOwn(item, method.toLowerCase())),
    ]);
    const routed = Object.entries(routes).map(([path, methods]) => [
      `/v1/${path.replace(':id', '{id}')}`,
      methods,
    ]);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(routed));
  });

  it('names each operation once, and asks for a token everywhere', () => {
    const operations = Object.values(document.paths).flatMap(item =>
      METHODS.flatMap(method => item[method.toLowerCase() as 'get'] ?? []),
    );
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const operation of operations) expect(operation.security).toEqual([{ bearer: [] }]);
  });

  it('lists every code, in the order that decides', () => {
    const places = Object.keys(problemTable).map(code => document.info.description!.indexOf(`\`${code}\``));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('refers to nothing that it does not have', () => {
    const compiler = new Ajv2020({ strict: false, validateFormats: false });
    compiler.addSchema(document, 'openapi');
    for (const name of Object.keys(document.components!.schemas!)) {
      expect(() => compiler.compile({ $ref: `openapi#/components/schemas/${name}` })).not.toThrow();
    }
  });

  it('has the filters of the list as parameters', () => {
    const names = document.paths['/v1/messages']!.get!.parameters!.map(one =>
      'name' in one ? one.name : '',
    );
    expect(names).toEqual(
      expect.arrayContaining([
        'status',
        'to',
        'from',
        'tag',
        'campaignId',
        'since',
        'until',
        'cursor',
        'limit',
      ]),
    );
  });

  describe('holds an answer to its word', () => {
    const seen = {
      method: 'GET',
      path: '/v1/messages/count?tag=a',
      status: 200,
      contentType: 'application/json; charset=utf-8',
      body: { count: 3 },
    };
    const complaintsAbout = (change: object) =>
      responseChecker(
        document,
        new Ajv2020({ strict: false, validateFormats: false }),
      )({ ...seen, ...change });

    it('content with what it promises', () => {
      expect(complaintsAbout({})).toEqual([]);
    });

    it.each<[string, object]>([
      ['a field is missing', { body: {} }],
      ['a field is too much', { body: { count: 3, more: 1 } }],
      ['a field is of another type', { body: { count: '3' } }],
      ['the status is unknown', { status: 299 }],
      ['the type is another', { contentType: 'text/html' }],
      ['there is no such route', { path: '/v1/nowhere' }],
    ])('complains when %s', (_, change) => {
      expect(complaintsAbout(change)).not.toEqual([]);
    });
  });
});
