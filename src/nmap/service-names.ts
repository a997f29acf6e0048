import { SERVICE_ALIASES, TLS_NAMES } from '../model/service.ts';

/** Names that nmap's version scan reports (nmap-service-probes, nmap-rpc), of kinds that people write in policies. */
const REPORTED = `
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
`
  .trim()
  .split(/\s+/);

/** All known service names: nmap's names, names of services inside TLS, and aliases of this project. */
export const SERVICE_NAMES: readonly string[] = [
  ...new Set([...REPORTED, ...Object.values(TLS_NAMES), ...Object.keys(SERVICE_ALIASES)]),
];

/** Names of products, which people write instead of a service name. nmap reports these products as these services. */
export const PRODUCTS: Readonly<Record<string, string>> = {
  apache: 'http or https',
  bind: 'domain',
  caddy: 'http or https',
  dovecot: 'imap or imaps',
  etcd: 'http or https',
  exim: 'smtp',
  grafana: 'http or https',
  haproxy: 'http or https',
  iis: 'http or https',
  jenkins: 'http or https',
  jupyter: 'http or https',
  kibana: 'http or https',
  kubelet: 'https',
  kubernetes: 'https',
  mariadb: 'mysql',
  nginx: 'http or https',
  openssh: 'ssh',
  postfix: 'smtp',
  prometheus: 'http or https',
  samba: 'microsoft-ds',
  sshd: 'ssh',
  tomcat: 'http or https',
  traefik: 'http or https',
  unbound: 'domain',
};
