import { IsString } from 'class-validator';
import { Refused } from '../problems/index.js';
import { dtoReader } from './dto-reader.js';
import { IsCursor, IsE164, IsLabel, IsWebAddress, Optional } from './validators.js';

class Letter {
  @IsString()
  text!: string;

  @Optional({ nullable: true })
  @IsLabel()
  tag?: string | null;

  @Optional()
  @IsWebAddress()
  url?: string;

  @Optional()
  @IsE164()
  phone?: string;

  @Optional()
  @IsCursor()
  cursor?: string;
}

const read = dtoReader(Letter);

function errorsOf(given: object) {
  try {
    read(given);
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.refusal.errors!.map(({ field, code }) => `${field} ${code}`);
    throw error;
  }
}

describe('reading a DTO', () => {
  it('copies what is declared', () => {
    expect({ ...read({ text: 'Bonjour', tag: null }) }).toEqual({ text: 'Bonjour', tag: null });
  });

  it.each<[object, string[]]>([
    [{}, ['text required']],
    [{ text: null }, ['text wrong_type']],
    [{ text: 'a', tag: 'b\n' }, ['tag malformed']],
    [{ text: 'a', tag: '\ud800' }, ['tag malformed']],
    [{ text: 'a', phone: '0612121515' }, ['phone malformed']],
    [{ text: 'a', cursor: 'é' }, ['cursor malformed']],
    [{ text: 'a', constructor: 'b' }, ['constructor unknown_field']],
    [JSON.parse('{"text":"a","__proto__":{"tag":"b"}}') as object, ['__proto__ unknown_field']],
  ])('refuses %j', (given, errors) => {
    expect(errorsOf(given)).toEqual(errors);
  });

  it.each([
    'javascript:alert(1)',
    'ftp://a.example',
    '//a.example',
    'https://user:secret@a.example',
    'https://a\n.example',
    `https://a.example/${'a'.repeat(2048)}`,
  ])('takes no address like %j', url => {
    expect(errorsOf({ text: 'a', url })).toEqual(['url malformed']);
  });

  it('names some of many unknown fields, and a part of a long name', () => {
    const many = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`${'x'.repeat(200)}${index}`, 1]),
    );
    const errors = errorsOf({ text: 'a', ...many });
    expect(errors).toHaveLength(20);
    expect(errors[0]).toBe(`${'x'.repeat(64)} unknown_field`);
  });
});
