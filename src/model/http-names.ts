/*
 * Names by which nmap knows what speaks HTTP: to answer with a status line is not to be something else.
 */

/** Names of match lines that read HTTP or its pages: what an HTTP answer makes more precise, and does not contradict. */
export const SPEAK_HTTP: ReadonlySet<string> = new Set(
  `
  adobe-crossdomain altiris-agent aperio-aaf apple-iphoto as2 aspi atalla backdoor bigant bitcoin-jsonrpc
  bittorrent-tracker boinc caldav check_mk cisco-lm clickhouse cryptonote csta daap directconnect dnet-keyproxy
  docker donkey durian egosecure-xmlrpc emc-pp-mgmtsvc eth-jsonrpc foolscap freenet ganglia gkrellm gnutella gopher
  gpsd-ng hadoop-ipc halfd hazelcast hillstone-vpn hnap honeypot hp-problemdiagnostics http http-ocsp http-proxy icy
  igel-remote inetd ingrian-xml intermapper intow iota-api ipp irc istat jabber jrpgt jsonrpc junoscript kapow-robot
  kazaa-http kazaa-peerpoint kdb keriopfservice kmldonkey litecoin-jsonrpc lsx metasploit-msgrpc metasploit-xmlrpc
  minecraft-socketapi mmouse mobilemouse mongodb monop monopd msn ncat-chat nessus netrek ntop-http nvidia-update
  oem-agent olsrd-jsoninfo olsrd-txtinfo omp opinionsquare oracle-mts ovs-agent pathfinder-xml pc-monitor rfbuoy
  rtsp seti-proxy shoutirc soap sopcast ssdp ssl stratum telematics tor-info tor-socks upnp vnc-http vzagent wbem
  webcache webdav websocket wincor-atm ws-discovery wsman xml-rpc xmpp zenworks
`
    .trim()
    .split(/\s+/),
);
