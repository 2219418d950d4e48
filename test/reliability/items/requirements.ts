import type { Item } from './item.ts';

const key = 'client/key.test.ts';
const client = 'client/client.test.ts';
const paging = 'client/paging.test.ts';
const retry = 'client/retry.test.ts';
const limiter = 'client/limiter.test.ts';
const stream = 'client/stream.test.ts';
const explain = 'client/explain.test.ts';
const lists = 'e2e/lists.test.ts';
const walk = 'e2e/guard-walk.test.ts';
const http = 'e2e/http.test.ts';
const uploadFile = 'guard/upload-file.test.ts';
const executor = 'guard/executor.test.ts';
const approve = 'guard/approve.test.ts';
const policy = 'guard/policy.test.ts';
const audit = 'guard/audit.test.ts';
const plan = 'guard/plan.property.test.ts';
const given = 'reliability/arguments.test.ts';
const network = 'reliability/network.test.ts';
const local = 'reliability/local.test.ts';
const frames = 'reliability/frames.test.ts';
const hostile = 'reliability/hostile-addresses.test.ts';
const classes = 'reliability/classes.test.ts';

export const frameRows: Item = {
  id: 'frames',
  says: 'what the two SDKs do with odd frames, and what we want',
  tests: [
    [
      frames,
      'frame: %s is answered as JSON-RPC says, and leaves it serving',
      'frame: an unknown method is −32601',
      'frame: %s in the text of a write sends nothing',
      'frame: an unknown argument is refused by name',
      'frame: 100,000 levels are an error',
      'frame: an argument of 9 MB is an error of a few lines',
      'frame: a line of 11 MB is refused, kept nowhere, and leaves it serving',
      'frame: a second request with the id of one that runs is refused, and the first is answered',
      'frame: call and cancel in one chunk: the call does not run',
      'frame: a character cut between two chunks arrives whole',
      'frame: closed stdout is a clean end',
      'frame: the text of an unexpected exception stays inside',
    ],
    [
      'frame.test.ts',
      'in %s is %j',
      'is judged without its words coming back, and in time that grows with its length',
    ],
    [http, 'refuses %s as JSON-RPC says'],
    [walk, 'a client that %s: nothing leaves'],
  ],
};

export const security: readonly Item[] = [
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
      ['tools/folders.property.test.ts', 'never leads out of the folder that it starts in'],
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
      [
        'client/scoped-reads.test.ts',
        'reads with a token for each read, which the sandbox takes for that read alone',
        'goes on with usual tokens when Apple answers %d to these, and says so once',
        'never signs a change with a usual token while Apple takes the others',
      ],
      [
        'reliability/scoped-tokens.test.ts',
        'R-SEC-5: in read-only mode each token opens one read, and nothing else',
      ],
      ['cli/doctor.test.ts', 'says whether tokens for one read each are taken, where they are wanted'],
    ],
    open: 'whether Apple takes tokens for one read each is for a live key to show: they are off unless asked for, and given up where they are refused',
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
        'costs at most … tokens and is the same from start to start',
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

export const guard: readonly Item[] = [
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
      ['guard/audit.property.test.ts', 'finds any single change, and points at its line'],
      [audit, 'misses the whole log of another process'],
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

export const reliability: readonly Item[] = [
  {
    id: 'R-REL-1',
    says: 'every request is legal',
    tests: [
      [walk, 'a person who agrees (%s client): every write arrives, once, legal'],
      ['e2e/reads.test.ts', 'sent only requests that the independent judge calls legal'],
      ['e2e/resources.test.ts', 'sent only requests that the independent judge calls legal'],
    ],
    scripts: ['test:prism'],
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
      [
        frames,
        'R-REL-11: stdin ends: exit 0 within 2 s',
        'frame: %s is answered as JSON-RPC says, and leaves it serving',
      ],
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
