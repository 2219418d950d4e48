import { fault, type Item } from './item.ts';

const client = 'client/client.test.ts';
const stream = 'client/stream.test.ts';
const explain = 'client/explain.test.ts';
const operations = 'client/upload-operations.test.ts';
const life = 'e2e/life.test.ts';
const lists = 'e2e/lists.test.ts';
const walk = 'e2e/guard-walk.test.ts';
const http = 'e2e/http.test.ts';
const uploadFile = 'guard/upload-file.test.ts';
const executor = 'guard/executor.test.ts';
const approve = 'guard/approve.test.ts';
const plan = 'guard/plan.property.test.ts';
const given = 'reliability/arguments.test.ts';
const network = 'reliability/network.test.ts';
const local = 'reliability/local.test.ts';
const frames = 'reliability/frames.test.ts';
const hostile = 'reliability/hostile-addresses.test.ts';

export const files: readonly Item[] = [
  fault(47, 'paths that lead elsewhere', [
    [
      uploadFile,
      '%j is refused: %s',
      '%j leads nowhere: %s',
      'is no device, and nothing of this server, even where a policy opens such a folder',
      'never comes from outside, whatever the path says',
    ],
    [
      'guard/upload-file.exchanged.test.ts',
      'never comes from elsewhere when its folder is exchanged for a link during the call',
    ],
    ['tools/folders.property.test.ts', 'never leads out of the folder that it starts in'],
    ['tools/folders.test.ts', 'is not used any more once something else took its place'],
  ]),
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

export const together: readonly Item[] = [
  fault(57, '50 calls at once', [
    [client, 'is signed once for 50 calls at expiry', 'never sends more than what remains'],
  ]),
  fault(58, 'a plan applied twice', [
    [executor, 'has one effect however many apply it at the same time'],
    [
      'redis/state.test.ts',
      'are made by one server, approved through another, and taken once by either',
      'are sent no further when Redis forgot that they are being sent, or another server sends them',
    ],
    ['e2e/redis-accounts.test.ts', 'keep a plan to its account and to its client'],
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
      'frame: %s is answered as JSON-RPC says, and leaves it serving',
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
    ['guard/executor.property.test.ts', 'has at most one effect a plan, and none without a yes'],
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
