import { fault, type Item } from './item.ts';

const key = 'client/key.test.ts';
const client = 'client/client.test.ts';
const badInput = 'e2e/bad-input.test.ts';
const policyFile = 'guard/policy-file.test.ts';
const plan = 'guard/plan.property.test.ts';
const given = 'reliability/arguments.test.ts';
const local = 'reliability/local.test.ts';

export const keys: readonly Item[] = [
  fault(1, 'a key that others can read', [
    [key, 'that others can read is refused, with the remedy'],
    [badInput, '%s: serves its list, and every call says what to do'],
  ]),
  fault(2, 'a key that is a folder, a pipe, too large, or a link out of its folder', [
    [
      key,
      'that is no file, too large or missing is refused without hanging',
      'may not be a pipe',
      'may be a link inside its folder, but not out of it',
    ],
  ]),
  fault(3, 'keys of other kinds and in other clothes', [
    [key, 'may be %s', 'is refused when it is %s', 'is read as PEM or DER'],
    [badInput, 'takes a key that is fine in each form'],
  ]),
  fault(4, 'stray spaces and wrong fields of credentials', [
    [key, 'lose stray spaces', 'name the field that is wrong'],
    ['client/token.test.ts', 'of an individual key has a subject and no issuer'],
  ]),
  fault(5, 'a key id that does not fit its file', [
    [client, 'stops after the second 401 with the list of causes'],
  ]),
  fault(6, 'a policy file that cannot be meant', [
    [local, 'fault 6: a policy file with %s stops the start, and the line is named'],
    [
      policyFile,
      'must be nobody else’s to write',
      'must be a plain file',
      'is an operation that does not exist',
    ],
  ]),
  fault(7, 'a key that changes during a call', [
    [local, 'fault 7: a call ends with the key that it began with, whatever becomes of the file'],
    [
      'e2e/accounts.test.ts',
      'fault 7: accounts that are exchanged in mid-call change nothing of it, nor of later ones',
      'fault 7: two accounts with one key are two accounts: plans and log are their own',
    ],
  ]),
  fault(8, 'a key in the environment', [
    [local, 'fault 8: what the server starts finds no key and no token in its environment'],
  ]),
];

export const callArguments: readonly Item[] = [
  fault(9, 'confirmed: true', [[given, 'fault 9: %s refuses confirmed, code and approve by name']]),
  fault(10, 'ids that are paths', [
    [
      badInput,
      'never lets a false id become part of a path',
      'sends nothing at all for those that are no name either',
    ],
    ['guard/paths.test.ts', 'stands in the path as it was given, in its place, or is refused'],
  ]),
  fault(11, 'values of parameters that are none', [
    [given, 'fault 11: %j is refused with what is allowed', 'fault 11: "50" is a number, and legal'],
    ['catalog/oracle.test.ts', 'the catalogue has every operation of the document'],
  ]),
  fault(12, 'a body with another id than the path', [
    [given, 'fault 12: there is one id, of the path; a second is refused'],
  ]),
  fault(13, 'unknown attributes, wrong types, enums in lower case', [
    [
      given,
      'fault 13: %j is refused with the field and the nearest name',
      'fault 13: an enum in lower case is refused with what is allowed',
    ],
  ]),
  fault(14, 'null', [
    [given, 'fault 14: null where the schema takes none is refused; where it does, a person is asked'],
    ['guard/tier.test.ts', 'a null raises every update by one tier, unless it was null already'],
  ]),
  fault(15, 'texts that are not what they look like', [
    [
      given,
      'fault 15: %s in a public text is refused',
      'fault 15: what turns text round cannot turn the question round',
    ],
  ]),
  fault(16, '1,000 things in one call', [
    [given, 'fault 16: 1,000 things in one call are refused with how to split them'],
    [plan, 'holds fifty steps'],
  ]),
  fault(17, 'a resource above its root', [[given, 'fault 17: %s is not found, and nothing is sent']]),
  fault(18, 'resources of other schemes', [[given, 'fault 18: %s is refused, and nothing is sent']]),
  fault(19, 'endless values of templates', [
    [given, 'fault 19: values of 50,000 characters or of braces take no time'],
  ]),
  fault(20, 'a resource that is nobody’s business', [
    [
      'e2e/resources.test.ts',
      'look alike when they do not exist and when they are nobody’s business; nothing is sent for the latter',
    ],
  ]),
];
