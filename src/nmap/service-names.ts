import { OVER_HTTP } from '../model/http-names.ts';
import { isNameless, SERVICE_ALIASES, TLS_NAMES } from '../model/service.ts';
import { FULL_MATCHES, SOFT_MATCHES } from './match-names.ts';

/** Names that nmap's version scan reports (nmap-service-probes, nmap-rpc), of kinds that people write in policies. */
const REPORTED = names(`
  1c-server adb afp ajp12 ajp13 amanda amqp apachemq apcupsd asterisk backdoor bacnet bacula-fd bacula-sd beep bgp
  bindshell bitcoin bitcoin-jsonrpc bittorrent bittorrent-tracker caldav cassandra-native castv2 ceph chargen
  citrix-ica citrix-ima citrix-licensing clam clickhouse coap commvault conference consul couchbase-tap cvspserver
  daap daytime dcc desktop-central dict directconnect distccd docker docker-swarm domain drac-console drb
  echo elasticsearch epmd epp erlang-node eth-jsonrpc exec fastcgi filezilla finger firebird firewall freeciv
  freeswitch-event ftp ftp-proxy galaxy gearman giop git git-daemon gkrellm gnutella goldengate gopher gpsd
  greenplum h.323-gatekeeper h2 h2-pg h323q931 hadoop-ipc haproxy-stats hasp-lm hazelcast hbase hddtemp hl7-mlp
  honeypot hp-pjl http http-proxy ibm-db2 ibm-mqseries icap icecream icy ident ilo imap imap-proxy inetd informix
  iperf3 ipfs ipp irc irc-proxy isakmp iscsi jabber java-message-service java-object java-rmi jboss-remoting jdbc
  jdwp jenkins-listener jetdirect junoscript kdb kerberos kerberos-sec klogin kshell ldap libvirt-rpc lmtp login
  lotusnotes maxdb mdns memcached metasploit metasploit-msgrpc meterpreter microsoft-ds minecraft modbus monetdb
  mongodb mosmig mountd mpd mqtt ms-sql-m ms-sql-s ms-wbt-server msdtc msrpc munin murmur mysql nagios-nsca
  nat-pmp nbd ncat-chat ndmp nessus netbackup netbios-ns netbios-ssn netbus netsaint nfs nfs_acl nlockmgr nntp
  nntp-proxy nomachine-nx nping-echo nrpep nsclient ntp nut nutcracker omniback openflow openvpn
  openvpn-management oracle oracle-tns ossec-agent pc-anywhere pcworx pgbouncer pgpool pop2 pop3 pop3-proxy pop3pw
  postgresql postgrey powerchute ppp pptp printer proconos qmqp qotd quake3 quic radius radmin rcon realport redis
  remoting rethinkdb-client rexec riak-pbc rmate routeros-api rpcbind rquotad rsync rtmp rtp rtsp rtsp-proxy
  sap-gui sap-its saprouter scalix-ual shell siemens-logo sieve sip sip-proxy slp-srvreg slurm smpp smtp
  smtp-proxy smux snmp snpp soap socks-proxy socks4 socks5 spamassassin sphinx-search spice ssdp ssh sstp
  status stomp stratum svnserve svrloc sybase-adaptive sybase-monitor synergy systat tarantool tcpmux teamspeak2
  teamviewer telnet telnet-proxy teradata tftp thrift-binary time tinc tor tor-control tor-orport tor-socks ts3
  upnp uucp varnish-cli ventrilo vertica vmware-auth vnc vnc-http vtun webdav webmin websocket whois winbox wins
  wms ws-discovery x11 xdmcp xml-rpc xmpp ypbind ypserv zabbix zebra zookeeper
`);

/** Names of RPC programs (/etc/rpc of the usual systems), which nmap reports if a program says its number. */
const RPC_PROGRAMS = names(`
  amd bootparam bwnfsd cmsd fypxfrd keyserv llockmgr mountd nfs nfs_acl nisd nlockmgr pcnfsd rexd rquotad rstatd
  rusersd sgi_fam sprayd status statmon ttdbserverd walld yppasswdd ypbind ypserv ypupdated ypxfrd
`);

/** Service names for any line: names of services inside TLS, aliases of this project, and names that people write. */
export const SERVICE_NAMES: readonly string[] = [
  ...new Set([...REPORTED, ...OVER_HTTP, ...Object.values(TLS_NAMES), ...Object.keys(SERVICE_ALIASES)]),
];

const FOR_ANY_LINE: ReadonlySet<string> = new Set(SERVICE_NAMES);

/** All other names that nmap can report, sorted: for `require` and `allow`. */
export const OTHER_NAMES: readonly string[] = [...new Set([...SOFT_MATCHES, ...FULL_MATCHES, ...RPC_PROGRAMS])]
  .filter((name) => !FOR_ANY_LINE.has(name) && !isNameless(name))
  .sort();

const KNOWN: ReadonlySet<string> = new Set([...SERVICE_NAMES, ...OTHER_NAMES]);

/**
 * @param name in lower case
 * @returns whether nmap can report the service under this name or one of its other names; `ssl/NAME` is NAME inside
 * TLS, `rpc/NAME` is an RPC program (nmap-rpc)
 */
export function isReportable(name: string): boolean {
  return KNOWN.has(name.replace(/^(?:ssl|tls)\//, '')) || /^rpc\/[a-z\d][a-z\d._+/-]{0,62}$/.test(name);
}

function names(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
