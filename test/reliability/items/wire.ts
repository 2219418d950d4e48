import { fault, type Item } from './item.ts';

const client = 'client/client.test.ts';
const faults = 'client/faults.test.ts';
const paging = 'client/paging.test.ts';
const retry = 'client/retry.test.ts';
const limiter = 'client/limiter.test.ts';
const explain = 'client/explain.test.ts';
const given = 'reliability/arguments.test.ts';
const network = 'reliability/network.test.ts';
const hostile = 'reliability/hostile-addresses.test.ts';

export const wire: readonly Item[] = [
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
  fault(28, 'an address family that swallows packets', [
    [network, 'fault 28: an address family that does not answer is left for the other'],
    [
      'reliability/black-hole.test.ts',
      'fault 28: when packets of IPv6 are swallowed, reads and writes go by IPv4, once, and long before ten seconds',
    ],
  ]),
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
  fault(37, 'a clock two hours off', [
    [faults, 'learns of a wrong clock'],
    [client, 'signs by Apple’s clock when this one is two hours off'],
    [
      'cli/doctor.test.ts',
      'a clock that is wrong, a role that reaches little, a budget that is nearly used up',
    ],
  ]),
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
