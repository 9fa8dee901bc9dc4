import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { problemTable } from '../problems/index.js';
import { SmsApiModule } from '../sms-api.module.js';

/** The version of the interface, not of the software. */
const API_VERSION = '1';

/**
 * The OpenAPI 3.1 document of this door, with the addresses as the application has them. Complete: every answer of every
 * route, errors included. Ask once the application is made, and serve it where you like.
 *
 * @example
 * SwaggerModule.setup('docs', app, () => openApiDocument(app), { jsonDocumentUrl: 'openapi.json' });
 */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Chappe: SMS')
    .setDescription(description())
    .setVersion(API_VERSION)
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'opaque',
      description: 'A token of the account: chp_live_… or chp_test_…',
    })
    .build();
  return SwaggerModule.createDocument(app, config, {
    include: [SmsApiModule],
    operationIdFactory: (_controller, method) => method,
  });
}

function description(): string {
  const rows = Object.entries(problemTable).map(
    ([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`,
  );
  return [
    'Dates are ISO 8601 in UTC, durations ISO 8601, amounts decimal strings, phone numbers E.164 with +.',
    'Errors are `application/problem+json` (RFC 9457). When two apply, the earlier of this table is told:',
    ['| code | status | |', '|---|---|---|', ...rows].join('\n'),
  ].join('\n\n');
}
