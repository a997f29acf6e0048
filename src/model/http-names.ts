/*
 * Names by which nmap knows what speaks HTTP: to answer with a status line is not to be something else.
 */

/**
 * Services whose own protocol is HTTP: an HTTP answer of a product that nobody recognises may be any of them. A service that
 * answers HTTP only to say that it speaks something else (MongoDB, IRC) is recognised by its own protocol, and is not here.
 */
export const OVER_HTTP: ReadonlySet<string> = new Set(
  `
  bitcoin-jsonrpc bittorrent-tracker caldav clickhouse consul daap desktop-central docker docker-swarm elasticsearch
  eth-jsonrpc gnutella hadoop-ipc hazelcast http-proxy icy ipfs ipp jenkins-listener kdb metasploit-msgrpc sap-its soap ssdp
  sstp tor-socks upnp vnc-http webdav webmin websocket wms ws-discovery xml-rpc
`
    .trim()
    .split(/\s+/),
);

/** Names of match lines that read HTTP or its pages: what an HTTP answer makes more precise, and does not contradict. */
export const SPEAK_HTTP: ReadonlySet<string> = new Set([
  ...OVER_HTTP,
  ...`
  adobe-crossdomain altiris-agent aperio-aaf apple-iphoto as2 aspi atalla backdoor bigant boinc check_mk cisco-lm
  cryptonote csta directconnect dnet-keyproxy donkey durian egosecure-xmlrpc emc-pp-mgmtsvc foolscap freenet ganglia
  gkrellm gopher gpsd-ng halfd hillstone-vpn hnap honeypot hp-problemdiagnostics http http-ocsp igel-remote inetd
  ingrian-xml intermapper intow iota-api irc istat jabber jrpgt jsonrpc junoscript kapow-robot kazaa-http
  kazaa-peerpoint keriopfservice kmldonkey litecoin-jsonrpc lsx metasploit-xmlrpc minecraft-socketapi mmouse
  mobilemouse mongodb monop monopd msn ncat-chat nessus netrek ntop-http nvidia-update oem-agent olsrd-jsoninfo
  olsrd-txtinfo omp opinionsquare oracle-mts ovs-agent pathfinder-xml pc-monitor rfbuoy rtsp seti-proxy shoutirc
  sopcast ssl stratum telematics tor-info vzagent wbem webcache wincor-atm wsman xmpp zenworks
`
    .trim()
    .split(/\s+/),
]);

/** How products begin that are libraries: any service that HTTP carries may be built with them. */
const LIBRARIES =
  /^(?:aiohttp|BaseHTTPServer|CherryPy|Express\.js|Golang net|Gunicorn|Jetty|libmicrohttpd|Mongrel|Netty|Node\.js|PasteWSGIServer|Restlet|Tornado|TwistedWeb|uvicorn|WEBrick|Werkzeug|WSGIServer)/i;

/** @returns whether a product says nothing of what a web server serves: none is known, or only the library it is built with. */
export function isAnyWebServer(product: string | null): boolean {
  return product === null || LIBRARIES.test(product);
}
