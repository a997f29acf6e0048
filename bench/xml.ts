import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { random } from './random.ts';
import { HTTP_SCRIPTS, HTTPS_SCRIPTS, SSH_SCRIPTS } from './scripts.ts';

const RUNS = 3;
const BYTES = 100_000_000;

/**
 * Services as nmap 7.93 writes them, `PORT STATE ELEMENT`; the ports are spread so that lists of the rest have many
 * ranges.
 */
const SERVICES: readonly (readonly [port: number, service: string])[] = [
  [
    22,
    '<service name="ssh" product="OpenSSH" version="9.2p1 Debian 2+deb12u3" extrainfo="protocol 2.0" ' +
      'ostype="Linux" method="probed" ' +
      'conf="10"><cpe>cpe:/a:openbsd:openssh:9.2p1</cpe><cpe>cpe:/o:linux:linux_kernel</cpe></service>',
  ],
  [
    25,
    '<service name="smtp" product="Postfix smtpd" hostname="mail.example.com" method="probed" ' +
      'conf="10"><cpe>cpe:/a:postfix:postfix</cpe></service>',
  ],
  [
    53,
    '<service name="domain" product="ISC BIND" version="9.18.28" extrainfo="Debian Linux" ostype="Linux" ' +
      'method="probed" conf="10"><cpe>cpe:/a:isc:bind:9.18.28</cpe></service>',
  ],
  [
    80,
    '<service name="http" product="nginx" version="1.22.1" method="probed" ' +
      'conf="10"><cpe>cpe:/a:igor_sysoev:nginx:1.22.1</cpe></service>',
  ],
  [111, '<service name="rpcbind" version="2-4" extrainfo="RPC #100000" method="probed" conf="10"/>'],
  [
    443,
    '<service name="http" product="nginx" version="1.22.1" tunnel="ssl" method="probed" ' +
      'conf="10"><cpe>cpe:/a:igor_sysoev:nginx:1.22.1</cpe></service>',
  ],
  [
    445,
    '<service name="netbios-ssn" product="Samba smbd" version="4.6.2" method="probed" ' +
      'conf="10"><cpe>cpe:/a:samba:samba:4.6.2</cpe></service>',
  ],
  [
    3306,
    '<service name="mysql" product="MySQL" version="8.0.39" method="probed" ' +
      'conf="10"><cpe>cpe:/a:mysql:mysql:8.0.39</cpe></service>',
  ],
  [
    5432,
    '<service name="postgresql" product="PostgreSQL DB" version="9.6.0 or later" method="probed" ' +
      'conf="10"><cpe>cpe:/a:postgresql:postgresql</cpe></service>',
  ],
  [
    6379,
    '<service name="redis" product="Redis key-value store" version="7.0.15" method="probed" ' +
      'conf="10"><cpe>cpe:/a:redislabs:redis:7.0.15</cpe></service>',
  ],
  [8080, '<service name="http-proxy" method="table" conf="3"/>'],
  [9100, '<service name="jetdirect" method="table" conf="3"/>'],
];
/**
 * Writes nmap XML as `nmap -v -sSV -sC -p-` would, of hosts from 10.0.0.0/8.
 * @param enough the number of hosts, or the least size in bytes: the file ends with the host that reaches it
 * @param portsOf what is listed of a host; left out: 32 ports, 24 of them open
 * @returns how many hosts and how many open ports there are
 */
export async function makeScanXml(
  path: string,
  enough: { readonly hosts: number } | { readonly bytes: number },
  portsOf: (host: number) => readonly ListedPort[] = hostPorts,
): Promise<{ hosts: number; open: number }> {
  const out = createWriteStream(path);
  let written = 0;
  const write = async (text: string) => {
    written += text.length;
    if (!out.write(text)) await once(out, 'drain');
  };
  await write(HEADER);
  let hosts = 0;
  let open = 0;
  while ('hosts' in enough ? hosts < enough.hosts : written < enough.bytes) {
    const listed = portsOf(hosts);
    open += listed.filter(({ state }) => state === 'open').length;
    await write(hostXml(hosts++, listed));
  }
  await write(footer(hosts));
  out.end();
  await once(out, 'close');
  return { hosts, open };
}

/** Now: old results are not believed. */
const STARTED = Math.floor(Date.now() / 1_000);

const HEADER = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<?xml-stylesheet href="file:///usr/share/nmap/nmap.xsl" type="text/xsl"?>
<!-- Nmap 7.93 scan initiated Sat Nov 21 05:36:25 2026 as: nmap -v -sSV -sC -p- -oX - 10.0.0.0/8 -->
<nmaprun scanner="nmap" args="nmap -v -sSV -sC -p- -oX - 10.0.0.0/8" start="${STARTED}" version="7.93" xmloutputversion="1.05">
<scaninfo type="syn" protocol="tcp" numservices="65535" services="1-65535"/>
<verbose level="1"/>
<debugging level="0"/>
`;

function footer(hosts: number): string {
  return `<runstats><finished time="1795239392" timestr="Sat Nov 21 05:36:32 2026" summary="Nmap done" elapsed="6.38" exit="success"/><hosts up="${hosts}" down="0" total="${hosts}"/>
</runstats>
</nmaprun>
`;
}

export interface ListedPort {
  readonly port: number;
  readonly state: 'open' | 'filtered';
  readonly service: string;
}

function hostPorts(host: number): readonly ListedPort[] {
  const silent = Array.from(
    { length: 8 },
    (_, index): ListedPort => ({
      port: 2_000 + index * 100 + (host % 90),
      state: 'filtered',
      service: '<service name="unknown" method="table" conf="3"/>',
    }),
  );
  return [...openPorts(host, 24), ...silent].sort((a, b) => a.port - b.port);
}

/**
 * @returns that many open ports: well-known services first, then services of the host's own. They differ from host to
 * host, so that neither port lists nor services are all the same.
 */
export function openPorts(host: number, count: number): readonly ListedPort[] {
  const known = SERVICES.slice(0, count).map(([port, service]): ListedPort => ({ port, state: 'open', service }));
  const next = random(host + 1);
  const own = new Map<number, ListedPort>();
  while (own.size < count - known.length) {
    const port = 10_000 + Math.floor(next() * 50_000);
    const build = Math.floor(next() * 3_000);
    const service =
      `<service name="http" product="Internal service" version="2.${build}" extrainfo="build ` +
      `${build}" method="probed" conf="10"/>`;
    own.set(port, { port, state: 'open', service });
  }
  return [...known, ...[...own.values()].sort((a, b) => a.port - b.port)];
}

function hostXml(host: number, listed: readonly ListedPort[]): string {
  const address = `10.${(host >> 16) & 255}.${(host >> 8) & 255}.${host & 255}`;
  const rest = 65_535 - listed.length;
  const ports = listed.map(({ port, state, service }) => {
    const reason = state === 'open' ? 'reason="syn-ack" reason_ttl="63"' : 'reason="no-response" reason_ttl="0"';
    const script = scriptsOf(port, service);
    return `<port protocol="tcp" portid="${port}"><state state="${state}" ${reason}/>${service}${script}</port>\n`;
  });
  return `<host starttime="${STARTED}" endtime="${STARTED}"><status state="up" reason="echo-reply" reason_ttl="63"/>
<address addr="${address}" addrtype="ipv4"/>
<hostnames>
<hostname name="host-${host}.example.com" type="PTR"/>
</hostnames>
<ports><extraports state="closed" count="${rest}">
<extrareasons reason="reset" count="${rest}" proto="tcp" ports="${gaps(listed)}"/>
</extraports>
${ports.join('')}</ports>
<times srtt="41000" rttvar="300" to="100000"/>
</host>
`;
}

/** As nmap's default scripts do: keys of SSH, titles of web servers, certificates of those behind TLS. */
function scriptsOf(port: number, service: string): string {
  if (port === 22) return SSH_SCRIPTS;
  if (port === 443) return HTTPS_SCRIPTS;
  return service.includes('name="http"') ? HTTP_SCRIPTS : '';
}

function gaps(listed: readonly ListedPort[]): string {
  const ranges: string[] = [];
  let from = 1;
  for (const { port } of [...listed, { port: 65_536 }]) {
    if (port > from) ranges.push(port - 1 === from ? `${from}` : `${from}-${port - 1}`);
    from = port + 1;
  }
  return ranges.join(',');
}

interface Cost {
  readonly readSeconds: number;
  readonly accountSeconds: number;
  readonly peakMegabytes: number;
  readonly hosts: number;
  readonly open: number;
  readonly unobserved: number;
  readonly fault: unknown;
}

/** Measures the judging of 100 MB of XML by a bundle, as it is shipped: speed and peak memory, the median of three. */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'exposure-gate-bench-'));
  try {
    const [program, xml] = [join(folder, 'judge.mjs'), join(folder, 'scan.xml')];
    const bundle = await rolldown({ input: fileURLToPath(new URL('xml-child.ts', import.meta.url)), platform: 'node' });
    await bundle.write({ file: program, format: 'esm' });
    const made = await makeScanXml(xml, { bytes: BYTES });
    const megabytes = (await stat(xml)).size / 1e6;
    console.log(`${megabytes.toFixed(0)} MB, ${made.hosts} hosts, ${made.open} open ports, Node ${process.version}`);
    const costs = Array.from({ length: RUNS }, () => measure(program, xml, made));
    const row = (name: string, of: (cost: Cost) => number, unit: string) =>
      console.log(`${name.padEnd(24)}${median(costs.map(of)).toFixed(1).padStart(8)} ${unit}`);
    row('read', ({ readSeconds }) => megabytes / readSeconds, 'MB/s');
    row('account', ({ accountSeconds }) => accountSeconds * 1_000, 'ms');
    row('read and account', (cost) => megabytes / (cost.readSeconds + cost.accountSeconds), 'MB/s');
    row('peak resident memory', ({ peakMegabytes }) => peakMegabytes, 'MB');
  } finally {
    await rm(folder, { recursive: true });
  }
}

function measure(program: string, xml: string, made: { hosts: number; open: number }): Cost {
  const { status, stdout, stderr } = spawnSync(execPath, [program, xml], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the measured program failed: ${stderr}`);
  const cost: Cost = JSON.parse(stdout);
  // Fast and wrong is no result.
  if (cost.fault !== null || cost.unobserved > 0 || cost.hosts !== made.hosts || cost.open !== made.open) {
    throw new Error(`the measured program misread the document: ${stdout}`);
  }
  return cost;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

if (argv[1] === fileURLToPath(import.meta.url)) await main();
