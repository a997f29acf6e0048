import { nmapXml } from '../support/nmap-xml.ts';
import { HONEST } from './box.ts';
import type { Row } from './scanner-ends.ts';

/** A false nmap that ends well with status 0 and this text for the sweep. */
const sweep = (text: string) => ({ sweep: `await say(${JSON.stringify(text)})` });
const identify = (text: string) => ({ identify: `await say(${JSON.stringify(text)})` });

/** The honest sweep with one thing changed. */
function altered(before: string | RegExp, after: string): ReturnType<typeof sweep> {
  const text = HONEST.sweep.replace(before, after);
  if (text === HONEST.sweep) throw new Error(`${before} is not in the honest sweep`);
  return sweep(text);
}

const host = { address: '127.0.0.1', open: { 80: '' } } as const;
const asked = '22,80,443,8000-8003';
const folded = { state: 'closed', ports: '22,443,8000-8003' } as const;
const CUT = ['scan-truncated'];
const FAILED = ['scan-failed'];
const LEFT_OUT = ['not-accounted'];
const bomb = `<!DOCTYPE nmaprun [<!ENTITY a "aaaaaaaaaa">${[...'bcdefghij']
  .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghi'[index]};`.repeat(10)}">`)
  .join('')}]>`;

/** What a scanner that exits 0 can write in place of the truth. */
export const LIES: readonly Row[] = [
  { name: 'writes nothing', fake: { sweep: '' }, reasons: CUT },
  ...[0.1, 0.4, 0.7, 0.95].map((part) => ({
    name: `writes ${part * 100} % of its XML`,
    fake: sweep(HONEST.sweep.slice(0, HONEST.sweep.length * part)),
    reasons: CUT,
  })),
  { name: 'leaves out </nmaprun>', fake: altered('</nmaprun>\n', ''), reasons: CUT },
  { name: 'leaves out <finished>', fake: altered(/<finished.*/, ''), reasons: CUT },
  { name: 'leaves out <runstats>', fake: altered(/<runstats>[\s\S]*<\/runstats>/, ''), reasons: CUT },
  {
    name: 'finishes with an error',
    fake: altered('exit="success"', 'exit="error" errormsg="out of luck"'),
    reasons: FAILED,
  },
  {
    name: 'finishes twice, the second time with an error',
    fake: altered('</runstats>', '<finished exit="error"/></runstats>'),
    reasons: FAILED,
  },
  { name: 'writes garbage', fake: sweep('\u0000\u0001\u0002 nothing that anybody could read \ufffd'), reasons: FAILED },
  {
    name: 'writes what it writes for people',
    fake: sweep('Starting Nmap 7.93\nNmap done: 1 IP address (1 host up)\n'),
    reasons: FAILED,
  },
  { name: "writes masscan's XML", fake: altered('scanner="nmap"', 'scanner="masscan"'), reasons: FAILED },
  {
    name: "writes another program's XML",
    fake: sweep('<testsuite tests="1"><testcase name="80"/></testsuite>'),
    reasons: FAILED,
  },
  { name: 'writes a web page', fake: sweep('<!DOCTYPE html><html><p>Sign in to the hotel network'), reasons: FAILED },
  { name: 'writes two documents', fake: sweep(HONEST.sweep + HONEST.sweep), reasons: FAILED },
  { name: 'writes an XML bomb', fake: altered('<!DOCTYPE nmaprun>', bomb), reasons: FAILED },
  { name: 'nests elements without end', fake: altered('<verbose level="1"/>', '<a>'.repeat(100_000)), reasons: FAILED },
  {
    name: 'scanned fewer ports than it was asked for',
    fake: sweep(nmapXml({ asked: '80', hosts: [host] })),
    reasons: LEFT_OUT,
  },
  {
    name: 'accounts for all ports, and says that it was asked for fewer',
    fake: altered('numservices="7" services="22,80,443,8000-8003"', 'numservices="2" services="22,80"'),
    reasons: LEFT_OUT,
  },
  {
    name: 'says another number of ports than it lists',
    fake: altered('numservices="7"', 'numservices="65535"'),
    reasons: FAILED,
  },
  { name: 'says nothing of what it was asked for', fake: altered(/<scaninfo.*/, ''), reasons: LEFT_OUT },
  { name: 'lists the open port and nothing else', fake: sweep(nmapXml({ asked, hosts: [host] })), reasons: LEFT_OUT },
  {
    name: 'counts the ports that it leaves out wrongly, without naming them',
    fake: sweep(HONEST.sweep.replace(/<extraports[\s\S]*<\/extraports>/, '<extraports state="closed" count="5"/>')),
    reasons: LEFT_OUT,
  },
  {
    name: 'counts more ports than it names',
    fake: sweep(nmapXml({ asked, hosts: [{ ...host, folded: { ...folded, ports: '22,443', count: 6 } }] })),
    reasons: LEFT_OUT,
  },
  {
    name: 'counts the ports that it names in two ways',
    fake: altered('<extraports state="closed" count="6">', '<extraports state="closed" count="5">'),
    reasons: LEFT_OUT,
  },
  {
    name: 'names other ports than it was asked for',
    fake: sweep(nmapXml({ asked, hosts: [{ ...host, folded: { state: 'closed', ports: '23,444,9000-9003' } }] })),
    reasons: LEFT_OUT,
  },
  {
    name: 'gives a state that nmap does not have',
    fake: altered('<extraports state="closed"', '<extraports state="shut"'),
    reasons: LEFT_OUT,
  },
  { name: "writes another host's answer", fake: altered('127.0.0.1', '127.0.0.9'), reasons: ['host-absent'] },
  { name: 'leaves the host out', fake: sweep(nmapXml({ asked, hosts: [] })), reasons: ['host-absent'] },
  {
    name: 'found the host down',
    fake: sweep(nmapXml({ asked, hosts: [{ address: '127.0.0.1', status: 'down' }] })),
    reasons: ['host-down'],
  },
  {
    name: 'found the host down and lists its ports all the same',
    fake: altered('state="up"', 'state="down"'),
    reasons: ['host-down'],
  },
  {
    name: 'gave the host up for lack of time',
    fake: sweep(nmapXml({ asked, hosts: [{ address: '127.0.0.1', timedOut: true }] })),
    reasons: ['host-timeout'],
  },
  {
    name: 'gave the host up and lists its ports all the same',
    fake: altered('<host ', '<host timedout="true" '),
    reasons: ['host-timeout'],
  },
  {
    name: 'says nothing of the ports of a host that is up',
    fake: altered(/<ports>[\s\S]*<\/ports>/, ''),
    reasons: LEFT_OUT,
  },
  { name: 'scanned UDP in place of TCP', fake: sweep(HONEST.sweep.replaceAll('"tcp"', '"udp"')), reasons: LEFT_OUT },
  {
    name: 'identifies nothing',
    fake: identify(nmapXml({ asked: '80', versions: true, hosts: [] })),
    reasons: ['not-identified'],
  },
  {
    name: 'identifies half',
    fake: identify(HONEST.identify.slice(0, HONEST.identify.length / 2)),
    reasons: ['not-identified'],
  },
  {
    name: "identifies another host's port",
    fake: identify(HONEST.identify.replace('127.0.0.1', '127.0.0.9')),
    reasons: ['not-identified'],
  },
  {
    name: 'identifies another port than it was asked for, and one that is closed',
    fake: identify(
      nmapXml({
        asked: '443',
        versions: true,
        hosts: [{ address: '127.0.0.1', folded: { state: 'closed', ports: '443' } }],
      }),
    ),
    reasons: ['not-identified'],
  },
  {
    name: 'finds the port closed when it is asked for its service',
    fake: identify(
      nmapXml({
        asked: '80',
        versions: true,
        hosts: [{ address: '127.0.0.1', folded: { state: 'closed', ports: '80' } }],
      }),
    ),
    reasons: ['answers-disagree', 'not-identified'],
  },
  {
    name: 'guesses a service from the port number',
    fake: identify(HONEST.identify.replace('method="probed" conf="10"', 'method="table" conf="3"')),
    status: 1,
  },
  {
    name: 'saw an open port that is not allowed and was then killed',
    fake: { sweep: `await say(SWEEP.replaceAll('"80"', '"443"').split('</host>')[0]); await die('SIGKILL')` },
    reasons: ['not-identified', 'scan-failed'],
    status: 1,
  },
];
