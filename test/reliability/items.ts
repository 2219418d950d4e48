/**
 * What this server promises under bad input, faults and attack, and the tests that hold it to that: the 66 items of the
 * reliability plan, the frames that MCP servers stumble over, and the requirements of security, guard and reliability
 * (all written down on 2026-11-22). `items.test.ts` checks that each of the tests exists.
 */
export interface Item {
  /** `fault 17`, `frames`, `R-GRD-4`. */
  readonly id: string;
  readonly says: string;
  /** File below `test/`, then titles as they stand in its source. */
  readonly tests: readonly (readonly [file: string, ...titles: string[]])[];
  /** Scripts of package.json that measure what no single test can. */
  readonly scripts?: readonly string[];
  /** What of it nothing here proves, and why. */
  readonly open?: string;
}

const key = 'client/key.test.ts';
const client = 'client/client.test.ts';
const faults = 'client/faults.test.ts';
const paging = 'client/paging.test.ts';
const retry = 'client/retry.test.ts';
const limiter = 'client/limiter.test.ts';
const stream = 'client/stream.test.ts';
const explain = 'client/explain.test.ts';
const operations = 'client/upload-operations.test.ts';
const badInput = 'e2e/bad-input.test.ts';
const life = 'e2e/life.test.ts';
const lists = 'e2e/lists.test.ts';
const walk = 'e2e/guard-walk.test.ts';
const http = 'e2e/http.test.ts';
const uploadFile = 'guard/upload-file.test.ts';
const executor = 'guard/executor.test.ts';
const approve = 'guard/approve.test.ts';
const policy = 'guard/policy.test.ts';
const policyFile = 'guard/policy-file.test.ts';
const audit = 'guard/audit.test.ts';
const plan = 'guard/plan.property.test.ts';
const given = 'reliability/arguments.test.ts';
const network = 'reliability/network.test.ts';
const local = 'reliability/local.test.ts';
const frames = 'reliability/frames.test.ts';
const hostile = 'reliability/hostile-addresses.test.ts';
const classes = 'reliability/classes.test.ts';

const fault = (n: number, says: string, tests: Item['tests'], open?: string): Item => ({
  id: `fault ${n}`,
  says,
  tests,
  ...(open === undefined ? {} : { open }),
});

const keys: readonly Item[] = [
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
  fault(
    7,
    'a key that changes during a call',
    [[local, 'fault 7: a call ends with the key that it began with, whatever becomes of the file']],
    'several accounts in one process: there is one key a process here',
  ),
  fault(8, 'a key in the environment', [
    [local, 'fault 8: what the server starts finds no key and no token in its environment'],
  ]),
];

const callArguments: readonly Item[] = [
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

const wire: readonly Item[] = [
  fault(21, 'nobody listens', [
    [client, 'says at once when nobody listens, and that nothing was sent'],
    ['contract/errors.test.ts', 'tells of a host that is not there'],
  ]),
  fault(22, 'TLS that cannot be trusted', [
    [network, 'fault 22: a certificate that nobody vouches for is refused, and no header was sent'],
    [given, 'fault 22: no source has a switch that turns the check of certificates off'],
  ]),
  fault(23, 'resets before and after', [
    [faults, 'comes through %j', 'under %j'],
    ['guard/faults.test.ts', 'every write under one of them'],
  ]),
  fault(24, 'hanging, stalling, dripping', [
    [faults, 'ends at its deadline under %s', 'under %s'],
    [client, 'closes the socket of a read within 100 ms'],
  ]),
  fault(25, 'truncated, of another length', [[faults, 'comes through %j', 'under %j']]),
  fault(26, 'redirects to another host', [
    [hostile, 'fault 26: %i to another host is an error; nothing goes there'],
    [faults, 'does not follow a redirect'],
  ]),
  fault(27, 'sleep in mid-call', [
    [
      network,
      'fault 27: eight hours of sleep in mid-call: the deadline has passed, the next call signs anew',
    ],
  ]),
  fault(
    28,
    'an address family that swallows packets',
    [[network, 'fault 28: an address family that swallows packets is left for the other']],
    'a network that really swallows packets of IPv6: there is none to be had on loopback',
  ),
  fault(29, '401, once and twice', [
    [
      client,
      'is signed anew once after a 401, for writes too',
      'stops after the second 401 with the list of causes',
    ],
  ]),
  fault(30, 'agreements that are missing', [
    [explain, '%d %j', 'carry Apple’s page for agreements, and no other'],
  ]),
  fault(31, 'the telling code is not the first', [
    [explain, 'the telling one may be the second', 'are all kept, associated ones with their path'],
  ]),
  fault(32, 'Retry-After in every form', [
    [retry, '%s is %s ms'],
    [client, 'says when to come back when Retry-After %s does not fit the deadline'],
    [limiter, 'everybody waits for Retry-After'],
  ]),
  fault(33, 'rate headers of every kind', [[limiter, '%s', 'may come twice', 'never breaks']]),
  fault(34, '500 after the effect', [['guard/read-back.test.ts', 'is settled as applied']]),
  fault(35, '502 as a web page', [
    [faults, 'gives up after three attempts, with no markup in the error'],
    [explain, 'of 502 are a web page, of which nothing is shown'],
  ]),
  fault(36, 'another status than the document says', [
    [network, 'fault 36: %s is borne, or an error with a name'],
    [faults, 'under %j'],
    [client, 'reads gzip, text, 204 and large whole numbers'],
  ]),
  fault(
    37,
    'a clock two hours off',
    [
      [faults, 'learns of a wrong clock'],
      [client, 'signs by Apple’s clock when this one is two hours off'],
    ],
    'the warning of a doctor command',
  ),
  fault(38, 'values that nobody knows yet', [
    [network, 'fault 38: values, types and attributes that nobody knows yet come through'],
  ]),
  fault(39, 'answers of another shape', [
    [network, 'fault 39: %s is borne, or an error with a name'],
    [paging, 'takes a single or missing object as it is'],
  ]),
  fault(40, '__proto__', [[client, 'passes odd keys through without touching a prototype']]),
  fault(41, 'answers without end', [
    [faults, 'stops %s at the cap'],
    [client, 'refuses an answer nested beyond reason'],
    [network, 'R-REL-7: the server stays below 250 MB when it is sent 200 MB, or a bomb'],
  ]),
  fault(42, 'whole numbers above 2^53', [[client, 'reads gzip, text, 204 and large whole numbers']]),
  fault(43, 'next pages in circles', [
    [paging, 'goes round in a circle of %d', 'ends for any graph of links'],
  ]),
  fault(44, 'next pages elsewhere', [
    [paging, 'leads to %s', 'has user information'],
    [hostile, 'R-SEC-3: %j as the next page of a list is not followed'],
  ]),
  fault(45, 'page seven fails', [[paging, 'keeps what it has when a later page answers %d']]),
  fault(46, 'an item on two pages', [[paging, 'counts an item once that moved to the next page']]),
];

const files: readonly Item[] = [
  fault(
    47,
    'paths that lead elsewhere',
    [
      [uploadFile, '%j is refused: %s', 'never comes from outside, whatever the path says'],
      [
        'tools/folders.test.ts',
        'never leads out of the folder that it starts in',
        'is not used any more once something else took its place',
      ],
    ],
    'spellings that only a disk without case or with decomposed letters mixes up (macOS)',
  ),
  fault(48, 'a file that changes after planning', [
    [uploadFile, 'is copied privately, with its hashes, and the copy goes away'],
  ]),
  fault(49, 'upload operations that do not fit', [
    [operations, 'must cover the file exactly', 'with the method %s are refused', 'to %s are refused'],
  ]),
  fault(50, 'headers of an upload', [
    [operations, 'with the header %j: %j are refused'],
    [
      'client/upload.test.ts',
      'sends each part once, with exactly the headers that Apple listed and no token',
    ],
  ]),
  fault(51, 'parts that fail, kills, addresses that expire', [
    ['client/upload.test.ts', 'gives up after three tries, names the part and no address'],
    [
      'tools/upload.test.ts',
      'goes on after kill -9 at every part, with no accepted part sent twice',
      'is reserved anew when the addresses have expired, and the old reservation goes away',
    ],
  ]),
  fault(52, 'a commit that is lost, or refused later', [
    ['tools/upload.test.ts', 'whose commit loses its answer is committed once'],
    ['tools/sync-media.test.ts', 'tells Apple’s reasons for what fails after the commit'],
  ]),
  fault(53, 'gzip of every kind', [
    [
      stream,
      'that expands like a bomb is stopped',
      'that is cut off is an error, and is not repeated once the sink has some of it',
      'reads %s',
    ],
  ]),
  fault(54, 'disks and names', [
    [local, 'fault 54: a full disk is an error with a name, and leaves nothing half done'],
    ['tools/files.test.ts', 'never replace another', 'do not follow links', 'refuse the name %s'],
    [hostile, 'R-SEC-3: what is saved stays in the download folder, whatever it is called'],
  ]),
  fault(55, 'formulas and orders in cells', [
    [network, 'fault 55: a cell that begins like a formula stays what it is'],
    [lists, 'reads a gzip report, as a table and as a file'],
  ]),
  fault(56, 'no report yet', [
    ['sandbox/media.test.ts', 'nothing sold, not there yet, no longer there'],
    [explain, '%d %j'],
  ]),
];

const together: readonly Item[] = [
  fault(57, '50 calls at once', [
    [client, 'is signed once for 50 calls at expiry', 'never sends more than what remains'],
  ]),
  fault(58, 'a plan applied twice', [
    [executor, 'has one effect however many apply it at the same time'],
    ['redis/state.test.ts', 'are made by one server, approved through another, and taken once by either'],
    ['e2e/redis.test.ts', 'apply a plan once, however many ask for it at both'],
  ]),
  fault(59, 'cancelling at any time', [
    [
      client,
      'leaves the queue without sending',
      'closes the socket of a read within 100 ms',
      'waits for the answer of a write that is on its way',
    ],
    [frames, 'frame: call and cancel in one chunk: the call does not run'],
  ]),
  fault(60, 'two servers and one log', [
    [local, 'fault 60: two servers with one folder keep a log that verifies'],
  ]),
  fault(61, 'frames', [
    [
      frames,
      'frame: %s leaves it serving',
      'frame: what a package prints with console.log does not reach stdout',
      'frame: closed stdout is a clean end',
    ],
    [life, 'leave it serving, and stdout holds only the protocol'],
  ]),
  fault(62, 'HTTP from elsewhere', [
    [http, 'lets nobody in with %s', 'keeps the plans, files and questions of one client from the others'],
  ]),
  fault(63, 'orders in a review', [
    [
      lists,
      'shows words of other people without what is hidden in them, and inside a fence',
      'cannot have its fence closed by a review',
    ],
    ['e2e/resources.test.ts', 'raises later writes once a resource or a prompt has shown it'],
  ]),
  fault(64, 'names that would be part of the question', [
    [
      'guard/titles.test.ts',
      'cannot end their quotation',
      'are one line of at most 80 characters without hidden ones and without addresses',
    ],
    ['guard/approval-dialog.test.ts', 'lets no value look like a line of its own'],
    ['guard/approval-page.test.ts', 'shows hostile names as text, cut'],
  ]),
  fault(65, 'every way round the guard, over every write', [
    [walk, 'nobody to ask: no write of R2 or R3 leaves, every R1 does', 'a client that %s: nothing leaves'],
    [approve, 'that answers what nobody asked is asked'],
    [given, 'fault 9: %s refuses confirmed, code and approve by name'],
    [executor, 'has at most one effect a plan, and none without a yes'],
  ]),
  fault(66, 'policies, clocks and answers that are swapped', [
    [local, 'fault 66: a policy file that is edited while the server runs changes nothing'],
    [plan, 'fault 66: a clock that is set back revives nothing'],
    [
      approve,
      'that answers one question in the call of another changes neither',
      'that brings the state of another process gets nowhere',
    ],
    [walk, 'a client that %s: nothing leaves'],
  ]),
];

const frameRows: Item = {
  id: 'frames',
  says: 'what the two SDKs do with odd frames, and what we want',
  tests: [
    [
      frames,
      'frame: %s leaves it serving',
      'frame: an unknown method is −32601',
      'frame: %s in the text of a write sends nothing',
      'frame: an unknown argument is refused by name',
      'frame: 100,000 levels are an error',
      'frame: an argument of 9 MB is an error of a few lines',
      'frame: a line of 11 MB is a clean end with a word',
      'frame: the same id twice is answered as often as it was asked, and nothing is sent twice',
      'frame: call and cancel in one chunk: the call does not run',
      'frame: a character cut between two chunks arrives whole',
      'frame: closed stdout is a clean end',
      'frame: the text of an unexpected exception stays inside',
    ],
    [walk, 'a client that %s: nothing leaves'],
  ],
  open: 'malformed frames get no −32700 or −32600: the SDK drops them before anything of ours sees them. Of duplicate keys the last one counts.',
};

const security: readonly Item[] = [
  {
    id: 'R-SEC-1',
    says: 'no secret leaves',
    tests: [
      ['guard/redact.property.test.ts', 'lets no secret out, %s'],
      ['e2e/reads.test.ts', 'lets no secret out, neither into an answer nor into a file'],
      ['fuzz/tools.test.ts', 'R-SEC-1: no answer and no log line holds the key or a token'],
    ],
  },
  {
    id: 'R-SEC-2',
    says: 'no tool takes an address, a token or a command',
    tests: [
      [
        given,
        'R-SEC-2: no tool takes an address to ask, a token, a PIN, a code or a command line',
        'R-SEC-2: no source runs text as code, or a command through a shell',
      ],
    ],
  },
  {
    id: 'R-SEC-3',
    says: 'only to Apple',
    tests: [
      [
        hostile,
        'R-SEC-3: %j is no base URL, no upload, no download, no path',
        'R-SEC-3: no hostile address becomes a request, as path, id, cursor or file name',
      ],
    ],
  },
  {
    id: 'R-SEC-4',
    says: 'files only where a person said',
    tests: [
      [uploadFile, 'never comes from outside, whatever the path says'],
      ['tools/folders.test.ts', 'never leads out of the folder that it starts in'],
      ['tools/files.test.ts', 'appear whole, under their name, for their owner alone'],
    ],
  },
  {
    id: 'R-SEC-5',
    says: 'the key stays private, the token is short',
    tests: [
      [key, 'that others can read is refused, with the remedy'],
      [local, 'fault 8: what the server starts finds no key and no token in its environment'],
      ['client/token.test.ts', 'is dated back, lives ten minutes and is renewed at 80 %'],
    ],
    open: 'tokens that can only GET: not tried at Apple yet',
  },
  {
    id: 'R-SEC-6',
    says: 'texts of other people are marked',
    tests: [
      [
        classes,
        'R-SEC-6: each free text of the API has the class that was reviewed; a new one has to be given one',
        'R-SEC-6: the table of foreign texts names resources and attributes that exist',
      ],
      [lists, 'fences the words of others that were joined into an object of ours'],
    ],
  },
  {
    id: 'R-SEC-7',
    says: 'having read them raises what carries data out',
    tests: [
      [
        'guard/tier.test.ts',
        'raises every sink by one tier',
        'has sinks whose operations and attributes exist',
      ],
    ],
  },
  {
    id: 'R-SEC-8',
    says: 'HTTP only for who may',
    tests: [
      [
        http,
        'lets nobody in with %s',
        'does not start: %j %j',
        'refuses a token signed with another key, with none, or with a shared secret',
      ],
    ],
    scripts: ['conformance'],
  },
  {
    id: 'R-SEC-9',
    says: 'the list is the one that was reviewed',
    tests: [
      [
        'contract/tools.test.ts',
        'is the one that was reviewed',
        'costs at most 6,500 tokens and is the same from start to start',
      ],
      ['contract/schemas.test.ts', '%s: states all four hints'],
      ['tools/toolsets.test.ts', 'states all four hints, as its method and its tier say'],
    ],
  },
  {
    id: 'R-SEC-10',
    says: 'no foreign code at run time but what is bundled',
    tests: [
      [
        'contract/packages.test.ts',
        'needs no package at run time and runs nothing when it is installed',
        'is the same, byte for byte, each time it is packed',
      ],
    ],
    scripts: ['build'],
  },
];

const guard: readonly Item[] = [
  {
    id: 'R-GRD-1',
    says: 'each write has a tier',
    tests: [
      [classes, 'R-GRD-1: each of the 477 writes has a row, none of them is R0, and no row is for nothing'],
      ['guard/tier.test.ts', 'of an operation that nobody has classified is R3'],
    ],
  },
  {
    id: 'R-GRD-2',
    says: 'nothing outward leaves but an approved, fresh, unused plan',
    tests: [
      [
        walk,
        'nobody to ask: no write of R2 or R3 leaves, every R1 does',
        'a person who agrees (%s client): every write arrives, once, legal',
      ],
      [
        plan,
        'goes as the design says, whatever order things come in',
        'sends nothing that is not what was shown',
      ],
      [
        executor,
        'is stale when somebody else changed the object since, and gone then',
        'runs out after ten minutes, of R3 after five',
      ],
    ],
  },
  {
    id: 'R-GRD-3',
    says: 'only people approve',
    tests: [
      [
        approve,
        'sees no code but in the question, and none in the log',
        'says nothing of the code but where a person reads it',
      ],
      ['cli/approve.test.ts', 'takes nothing from a pipe'],
      ['guard/approval-page.test.ts', 'takes no answer with %s'],
    ],
  },
  {
    id: 'R-GRD-4',
    says: 'answers of clients, in both eras',
    tests: [
      [walk, 'a client that %s: nothing leaves'],
      [
        approve,
        'that answers what nobody asked is asked',
        'that accepts %s is asked again, and after three times the plan is void',
        'that changes, cuts or invents the state gets nowhere',
      ],
    ],
  },
  {
    id: 'R-GRD-5',
    says: 'nobody to ask',
    tests: [
      [walk, 'nobody to ask: no write of R2 or R3 leaves, every R1 does'],
      [http, 'refuses to change anything where nobody can be asked'],
    ],
  },
  {
    id: 'R-GRD-6',
    says: 'deny, ask, allow',
    tests: [
      [
        policy,
        'asks deny, then ask, then allow, wherever the rules stand',
        'is that of a plain reference on 10,000 random calls',
        'lets nothing pass in read-only mode, and flags only tighten',
      ],
      ['cli/policy.test.ts', 'prints the tier, the trace and the word that counts'],
    ],
  },
  {
    id: 'R-GRD-7',
    says: 'one app is not another',
    tests: [
      [
        'guard/scope.test.ts',
        'agrees with a walk over the whole store for every object that a write can change',
        'refuses links to two apps, in creates and in relationships',
        'cannot tell the app of what is not there, and looks only among the apps that matter',
      ],
      [policy, 'keeps to the apps it names, and refuses what cannot be told'],
    ],
  },
  {
    id: 'R-GRD-8',
    says: 'the log',
    tests: [
      [audit, 'finds any single change, and points at its line', 'misses the whole log of another process'],
      [
        executor,
        'that cannot be written stops writes, and only these',
        'has the intent before and the outcome after, and neither values nor codes',
      ],
    ],
  },
  {
    id: 'R-GRD-9',
    says: 'one question a task, none for drafts',
    tests: [
      [walk, 'a person who agrees (%s client): every write arrives, once, legal'],
      [
        'e2e/ship.test.ts',
        'sets what differs of the version in preparation, asks once, and finds nothing to do the second time',
      ],
      [
        'e2e/testflight.test.ts',
        'brings a build to an external group with one question, and has nothing to do the second time',
      ],
    ],
  },
];

const reliability: readonly Item[] = [
  {
    id: 'R-REL-1',
    says: 'every request is legal',
    tests: [
      [walk, 'a person who agrees (%s client): every write arrives, once, legal'],
      ['e2e/reads.test.ts', 'sent only requests that the independent judge calls legal'],
      ['e2e/resources.test.ts', 'sent only requests that the independent judge calls legal'],
    ],
    open: 'the second judge (Prism) is not run: the first one caught as much in the comparison',
  },
  {
    id: 'R-REL-2',
    says: 'no write has two effects',
    tests: [
      [
        'guard/faults.test.ts',
        'every write under one of them',
        'nobody knows what became of a write under %j',
      ],
      [
        'guard/settle-every-write.test.ts',
        'tells the truth about every write whose answer is lost, or that it does not know',
      ],
    ],
    scripts: ['test:faults'],
  },
  {
    id: 'R-REL-3',
    says: 'what is repeated, and when',
    tests: [
      [
        retry,
        'pays five for a repeat, ten for a timeout, and earns one per success',
        'lies between half a second and three times the one before, 20 s at most',
        '%s is %s ms',
      ],
    ],
  },
  { id: 'R-REL-4', says: 'deadlines hold', tests: [[network, 'R-REL-4: reads and writes under %s']] },
  {
    id: 'R-REL-5',
    says: 'one signature, the right time',
    tests: [
      [
        client,
        'is signed once for 50 calls at expiry',
        'is signed anew once after a 401, for writes too',
        'signs by Apple’s clock when this one is two hours off',
      ],
    ],
  },
  {
    id: 'R-REL-6',
    says: 'never more than Apple has left',
    tests: [
      [client, 'never sends more than what remains', 'keeps the reserve of the hour for verification'],
      ['e2e/redis.test.ts', 'at two servers never send more than Apple has left'],
      [limiter, 'never breaks'],
    ],
  },
  {
    id: 'R-REL-7',
    says: 'memory',
    tests: [
      [network, 'R-REL-7: the server stays below 250 MB when it is sent 200 MB, or a bomb'],
      ['tools/upload.test.ts', 'of 200 MB costs little memory'],
      [stream, 'of 40 MB waits for a slow sink and arrives whole'],
    ],
    scripts: ['test:long'],
  },
  {
    id: 'R-REL-8',
    says: 'uploads go on',
    tests: [
      [
        'tools/upload.test.ts',
        'goes on after kill -9 at every part, with no accepted part sent twice',
        'is reserved, sent without a token, committed with its checksum and judged',
      ],
    ],
  },
  {
    id: 'R-REL-9',
    says: 'lists end',
    tests: [
      [
        paging,
        'ends for any graph of links',
        'keeps what it has when a later page answers %d',
        'leads to %s',
      ],
    ],
  },
  {
    id: 'R-REL-10',
    says: 'cancelling',
    tests: [
      [
        client,
        'closes the socket of a read within 100 ms',
        'leaves the queue without sending',
        'waits for the answer of a write that is on its way',
      ],
      [stream, 'is cancelled with its socket, and ends at its deadline'],
    ],
  },
  {
    id: 'R-REL-11',
    says: 'frames',
    tests: [
      [frames, 'R-REL-11: stdin ends: exit 0 within 2 s', 'frame: %s leaves it serving'],
      [
        'fuzz/frames.test.ts',
        'R-REL-11: any frames: it answers, or ends cleanly, and stdout is the protocol',
      ],
    ],
  },
  {
    id: 'R-REL-12',
    says: 'hours of it, and tests that notice',
    tests: [['reliability/items.test.ts', 'each names tests that exist']],
    scripts: ['test:soak', 'test:mutants'],
  },
  {
    id: 'R-REL-13',
    says: 'errors that help',
    tests: [
      [
        'contract/errors.test.ts',
        'shows no stack, no HTML, no path of the machine, and says the next step',
        'reads as it was reviewed',
      ],
      [explain, 'are all kept, associated ones with their path'],
    ],
  },
];

export const items: readonly Item[] = [
  ...keys,
  ...callArguments,
  ...wire,
  ...files,
  ...together,
  frameRows,
  ...security,
  ...guard,
  ...reliability,
];
