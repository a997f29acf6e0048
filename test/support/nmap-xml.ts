/** One port as nmap lists it. */
interface ListedPort {
  readonly state: string;
  readonly reason: string;
  /** `name` alone: proven by a version scan. */
  readonly service?: string | { readonly name: string; readonly method: 'table' | 'probed'; readonly conf: number };
}

export interface ScannedHost {
  readonly address: string;
  readonly status?: 'up' | 'down';
  /** As the user of nmap wrote it, where that was a name. */
  readonly name?: string;
  readonly timedOut?: boolean;
  /** Open ports and the services proven there; the empty string for none. */
  readonly open?: Readonly<Record<number, string>>;
  readonly listed?: Readonly<Record<number, ListedPort>>;
  /** What is not listed: its state, and its ports in nmap's notation. */
  readonly folded?: { readonly state: 'closed' | 'filtered'; readonly ports: string; readonly count?: number };
}

export interface Scan {
  /** `<scaninfo services>`, in nmap's notation. */
  readonly asked: string;
  readonly hosts: readonly ScannedHost[];
  readonly protocol?: 'tcp' | 'udp';
  /** Whether versions were asked for (`-sV`). */
  readonly versions?: boolean;
  /** When the scan ended; left out: now, because results must be fresh to be believed. */
  readonly at?: Date;
}

const REASONS = { closed: 'reset', filtered: 'no-response' } as const;

/** @returns nmap 7.93's XML, line by line as nmap writes it. */
export function nmapXml({ asked, hosts, protocol = 'tcp', versions = false, at = new Date() }: Scan): string {
  const ended = Math.floor(at.getTime() / 1_000);
  const type = protocol === 'tcp' ? 'syn' : 'udp';
  const command = `nmap ${protocol === 'tcp' ? '-sS' : '-sU'}${versions ? ' -sV' : ''} -n -Pn -v -oX - -p ${asked}`;
  const up = hosts.filter(({ status }) => status !== 'down').length;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="${command}" start="${ended - 1}" version="7.93" xmloutputversion="1.05">
<scaninfo type="${type}" protocol="${protocol}" numservices="${count(asked)}" services="${asked}"/>
<verbose level="1"/>
${hosts.map((host) => hostXml(host, protocol, ended)).join('\n')}
<runstats><finished time="${ended}" elapsed="0.05" exit="success"/>
<hosts up="${up}" down="${hosts.length - up}" total="${hosts.length}"/>
</runstats>
</nmaprun>
`;
}

function hostXml(host: ScannedHost, protocol: string, ended: number): string {
  const { address, status = 'up', name, timedOut = false, open = {}, listed = {}, folded } = host;
  const ports: Readonly<Record<string, ListedPort>> = {
    ...Object.fromEntries(
      Object.entries(open).map(([port, service]) => [
        port,
        { state: 'open', reason: 'syn-ack', ...(service === '' ? {} : { service }) },
      ]),
    ),
    ...listed,
  };
  const lines = [
    `<host starttime="${ended - 1}" endtime="${ended}"${timedOut ? ' timedout="true"' : ''}>`,
    `<status state="${status}" reason="user-set" reason_ttl="0"/>`,
    `<address addr="${address}" addrtype="${address.includes(':') ? 'ipv6' : 'ipv4'}"/>`,
    name === undefined ? '<hostnames/>' : `<hostnames><hostname name="${name}" type="user"/></hostnames>`,
    ...(status === 'down' || timedOut
      ? []
      : ['<ports>', ...foldedXml(folded, protocol), ...Object.entries(ports).map(portXml(protocol)), '</ports>']),
    '</host>',
  ];
  return lines.join('\n');
}

function foldedXml(folded: ScannedHost['folded'], protocol: string): readonly string[] {
  if (folded === undefined) return [];
  const { state, ports, count: own = count(ports) } = folded;
  return [
    `<extraports state="${state}" count="${own}">`,
    `<extrareasons reason="${REASONS[state]}" count="${own}" proto="${protocol}" ports="${ports}"/>`,
    '</extraports>',
  ];
}

function portXml(protocol: string): (entry: readonly [string, ListedPort]) => string {
  return ([port, { state, reason, service }]) => {
    const known = typeof service === 'string' ? { name: service, method: 'probed', conf: 10 } : service;
    const { name = '', method = '', conf = 0 } = known ?? {};
    const [bare, tunnel] = name === 'https' ? ['http', ' tunnel="ssl"'] : [name, ''];
    const element = known === undefined ? '' : `<service name="${bare}"${tunnel} method="${method}" conf="${conf}"/>`;
    return `<port protocol="${protocol}" portid="${port}"><state state="${state}" reason="${reason}"/>${element}</port>`;
  };
}

function count(ports: string): number {
  return ports.split(',').reduce((sum, part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return sum + last - first + 1;
  }, 0);
}
