import type { Operator } from './operator.js';

/**
 * The operators of the world where none are given: four in France, some elsewhere, and one for all other numbers. The
 * names are invented; the country codes are real, and between them they speak every dialect. They
 * let everything through at any hour: what an operator refuses is for a scenario to say.
 */
export const DEFAULT_OPERATORS: readonly Operator[] = [
  {
    key: 'fr-1',
    name: 'Sémaphore',
    country: 'FR',
    mcc: '208',
    mnc: '01',
    prefixes: ['33607', '33608', '33630', '33631', '33632', '33633', '3367', '3368', '3374', '33600'],
    dialect: 'map',
  },
  {
    key: 'fr-2',
    name: 'Télégraphe',
    country: 'FR',
    mcc: '208',
    mnc: '10',
    prefixes: ['3361', '3362', '33634', '33635', '3346', '33601'],
    dialect: 'ovh',
  },
  {
    key: 'fr-3',
    name: 'Pigeon Mobile',
    country: 'FR',
    mcc: '208',
    mnc: '20',
    prefixes: ['3366', '33698', '33650', '33658', '33602'],
    dialect: 'sinch',
  },
  {
    key: 'fr-4',
    name: 'Estafette',
    country: 'FR',
    mcc: '208',
    mnc: '15',
    prefixes: ['336', '337', '33651', '3375'],
    dialect: 'vonage',
  },
  { key: 'gb-1', name: 'Beacon', country: 'GB', mcc: '234', mnc: '15', prefixes: ['447'], dialect: 'map' },
  {
    key: 'de-1',
    name: 'Rauchzeichen',
    country: 'DE',
    mcc: '262',
    mnc: '01',
    prefixes: ['4915', '4916', '4917'],
    dialect: 'map',
  },
  {
    key: 'es-1',
    name: 'Correo',
    country: 'ES',
    mcc: '214',
    mnc: '07',
    prefixes: ['346', '347'],
    dialect: 'sinch',
  },
  { key: 'it-1', name: 'Staffetta', country: 'IT', mcc: '222', mnc: '10', prefixes: ['393'], dialect: 'map' },
  { key: 'be-1', name: 'Duif', country: 'BE', mcc: '206', mnc: '01', prefixes: ['324'], dialect: 'map' },
  { key: 'ch-1', name: 'Alphorn', country: 'CH', mcc: '228', mnc: '01', prefixes: ['417'], dialect: 'map' },
  {
    key: 'us-1',
    name: 'Pony Express',
    country: 'US',
    mcc: '310',
    mnc: '260',
    prefixes: ['1'],
    dialect: 'twilio',
    // North America has no alphanumeric senders; long codes and short codes take their place.
    alphanumericSenders: 'replaced',
    shortCode: '72345',
  },
  {
    key: 'in-1',
    name: 'Dak',
    country: 'IN',
    mcc: '404',
    mnc: '10',
    prefixes: ['916', '917', '918', '919'],
    dialect: 'map',
  },
  {
    key: 'elsewhere',
    name: 'Elsewhere',
    country: 'ZZ',
    mcc: '901',
    mnc: '99',
    prefixes: [''],
    dialect: 'map',
  },
];
