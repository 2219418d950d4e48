import { describe, expect, it } from 'vitest';
import { isAddress, merged, peopleOf } from '../../../src/tools/testflight/people.ts';

const ada = { email: 'ada@example.com', firstName: 'Ada', lastName: 'King' };

describe('testers in a file', () => {
  it.each([
    ['a heading in any order', 'Last Name,EMAIL,First-Name\nKing,ada@example.com,Ada\n'],
    ["Apple's order without a heading", 'Ada,King,ada@example.com'],
    ['the email first', 'ada@example.com,Ada,King'],
    [
      'a byte order mark, quotes and CRLF',
      '\uFEFFemail,first name,last name\r\n"ada@example.com"," Ada ","King"\r\n',
    ],
    ['semicolons', 'email;first name;last name\nada@example.com;Ada;King'],
    ['columns that nobody asked for', 'Groups,email,first,last,Devices\nOne,ada@example.com,Ada,King,3'],
  ])('are read with %s', (_name, source) => {
    expect(peopleOf(source)).toEqual([ada]);
  });

  it('may lack names', () => {
    expect(peopleOf('email\nada@example.com\n\n')).toEqual([
      { email: 'ada@example.com', firstName: undefined, lastName: undefined },
    ]);
  });

  it.each([
    ['', 'it has no lines'],
    ['first,last\nAda,King', 'line 1 has neither a column called email nor an e-mail address'],
    [
      'email\nada@example.com\nada\n\nbob@',
      'line 3 has no e-mail address ("ada"); line 5 has no e-mail address ("bob@")',
    ],
    ['email,first\nada@example.com,Ada,King,x', 'line 2 has 4 columns instead of 2'],
    ['email\n"ada@example.com', 'line 2'],
    ['email\n', 'it names nobody'],
  ])('are refused whole: %j', (source, says) => {
    expect(() => peopleOf(source)).toThrow(says);
  });

  it('are each taken once, however their address is written', () => {
    expect(
      merged([
        { ...ada, firstName: undefined },
        { ...ada, email: 'ADA@example.com' },
      ]),
    ).toEqual({
      people: [ada],
      doubles: 1,
    });
  });

  it('have addresses that can stand in a list', () => {
    for (const good of ['a@b.de', 'a+b@example.co.uk', "o'hara@example.com"])
      expect(isAddress(good)).toBe(true);
    for (const bad of [
      'a@b',
      'a,b@c.de',
      'a@b.de,c@d.de',
      '@b.de',
      'a@b.d',
      `${'x'.repeat(65)}@b.de`,
      'A <a@b.de>',
    ])
      expect(isAddress(bad), bad).toBe(false);
  });
});
