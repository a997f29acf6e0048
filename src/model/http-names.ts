import { anyOf } from './text.ts';
/* nmap's names for what speaks HTTP. An HTTP answer does not contradict any of them. */

/**
 * Services that are carried by HTTP. An HTTP answer of an unrecognised product may be any of them. Services that answer
 * HTTP only to report another protocol (MongoDB, IRC) are not here: nmap recognises their own protocol.
 */
export const OVER_HTTP: ReadonlySet<string> = new Set(
  `
  apple-iphoto as2 aspi bitcoin-jsonrpc bittorrent-tracker caldav clickhouse consul cryptonote daap desktop-central
  dnet-keyproxy docker docker-swarm elasticsearch eth-jsonrpc foolscap freenet gnutella hadoop-ipc hazelcast
  hillstone-vpn hnap http-ocsp http-proxy icy iota-api ipfs ipp jenkins-listener kazaa-http kazaa-peerpoint kdb
  kmldonkey litecoin-jsonrpc metasploit-msgrpc mmouse mobilemouse ntop-http nvidia-update oem-agent olsrd-txtinfo
  opinionsquare oracle-mts ovs-agent sap-its seti-proxy shoutirc soap sopcast ssdp sstp tor-info tor-socks upnp
  vnc-http wbem webcache webdav webmin websocket wms ws-discovery wsman xml-rpc
`
    .trim()
    .split(/\s+/),
);

/**
 * Names of match lines that read HTTP or its pages. An HTTP answer refines these names and does not contradict them.
 */
export const SPEAK_HTTP: ReadonlySet<string> = new Set([
  ...OVER_HTTP,
  ...`
  adobe-crossdomain altiris-agent aperio-aaf atalla backdoor bigant boinc check_mk cisco-lm csta directconnect donkey
  durian egosecure-xmlrpc emc-pp-mgmtsvc ganglia gkrellm gopher gpsd-ng halfd honeypot hp-problemdiagnostics http
  igel-remote inetd ingrian-xml intermapper intow irc istat jabber jrpgt jsonrpc junoscript kapow-robot keriopfservice
  lsx metasploit-xmlrpc minecraft-socketapi mongodb monop monopd msn ncat-chat nessus netrek olsrd-jsoninfo omp
  pathfinder-xml pc-monitor rfbuoy rtsp ssl stratum telematics vzagent wincor-atm xmpp zenworks
`
    .trim()
    .split(/\s+/),
]);

/** Services for which ordinary web servers have modules or applications. No web server product rules them out. */
const SERVED_BY_ANY: ReadonlySet<string> = new Set(['caldav', 'http-proxy', 'soap', 'webdav', 'websocket', 'xml-rpc']);

/**
 * Products (nmap's names, in lower case) that are only web servers or proxies. Any other product that answers HTTP,
 * such as a library or an application, may be a service that HTTP carries. No list of those can be complete.
 */
const WEB_SERVERS: ReadonlySet<string> = new Set([
  'akamaighost',
  'amazon cloudfront httpd',
  'apache httpd',
  'apache traffic server',
  'caddy httpd',
  'cherokee httpd',
  'cloudflare http proxy',
  'cloudflare nginx',
  'cloudflare-nginx',
  'haproxy http proxy',
  'lighttpd',
  'litespeed httpd',
  'microsoft iis httpd',
  'nginx',
  'openresty web app server',
  'pound http reverse proxy',
  'squid http proxy',
  'tengine httpd',
  'thttpd',
  'varnish',
  'varnish http accelerator',
]);

/** @returns whether a product that answers HTTP cannot be the service, which is a name without TLS */
export function rulesOut(product: string | null, service: string): boolean {
  if (!OVER_HTTP.has(service)) return true;
  return product !== null && WEB_SERVERS.has(product.toLowerCase()) && !SERVED_BY_ANY.has(service);
}

/**
 * Services that nmap calls http if it recognises only their pages or their API. The words stand in the product or its
 * details.
 */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  apachemq: ['activemq'],
  asterisk: ['asterisk'],
  bittorrent: ['bittorrent'],
  h2: ['h2'],
  jabber: ['jabberd', 'ejabberd', 'xmpp'],
  metasploit: ['metasploit'],
  nessus: ['nessus', 'nessuswww'],
  openvpn: ['openvpn'],
  powerchute: ['powerchute'],
  teamviewer: ['teamviewer'],
  tor: ['tor'],
  webmin: ['miniserv', 'webmin'],
  xmpp: ['jabberd', 'ejabberd', 'xmpp'],
};

/** @returns whether nmap's text about a web server names the service, which is a name without TLS */
export function isNamedBy(text: string, service: string): boolean {
  const words = text.toLowerCase().split(/[^a-z\d]+/);
  return Object.hasOwn(WORDS, service) && (WORDS[service] ?? []).some((word) => words.includes(word));
}

/** Beginnings of nmap's products, in lower case, that are only a service over HTTP. nmap calls them http. */
const OWN_PRODUCTS: Readonly<Record<string, readonly string[]>> = {
  consul: ['hashicorp consul'],
  elasticsearch: ['elasticsearch rest api'],
  icy: ['icecast streaming media server', 'shoutcast'],
  webmin: ['miniserv', 'webmin'],
};

/** @returns whether a web server with this product is the service over HTTP, which is a name without TLS */
export function isProductOf(product: string | null, service: string): boolean {
  const own = Object.hasOwn(OWN_PRODUCTS, service) ? (OWN_PRODUCTS[service] ?? []) : [];
  return own.some((beginning) => product?.toLowerCase().startsWith(beginning) === true);
}

/** Prefixes of products that are libraries. Any service that HTTP carries may use them. */
const LIBRARIES = anyOf(
  [
    /^(?:aiohttp|Apache Tomcat|BaseHTTPServer|CherryPy|Cowboy|Express\.js|Golang net|Gunicorn|Jetty|Kestrel)/,
    /^(?:libmicrohttpd|Microsoft HTTPAPI|MochiWeb|Mongoose|Mongrel|Netty|Node\.js|PasteWSGIServer|Python|Restlet)/,
    /^(?:SimpleHTTPServer|Tornado|TwistedWeb|Undertow|uvicorn|WEBrick|Werkzeug|WSGIServer)/,
  ],
  'i',
);

/** @returns whether a product contradicts no service: there is none, or it is only a library */
export function isAnyWebServer(product: string | null): boolean {
  return product === null || LIBRARIES.test(product);
}
