/*
 * The names that an answer can prove, in lower case. Every other name in a result comes from the port table
 * (nmap-services), which knows only port numbers. A test compares this list with the installed nmap.
 */

/** Names of nmap's soft matches. Only these come with the answers, because nmap keeps no answers of a full match. */
export const SOFT_MATCHES: ReadonlySet<string> = names(`
  adb adobe-crossdomain afp apachemq asf-rmcp beep bitcoin caldav clam clementine clickhouse coap crossfire daytime
  docker domain drda dtls echo elf-exe epp fhem filenet-pch filezilla firebird ftp giop gkrellm gopher hadoop-ipc
  haproxy-stats hptsvr http http-proxy ibm-mqseries icap imap informix insteon-plm isakmp jabber java-object
  jetbrains-lock kerberos-sec ldap lscp mdns memcached microsoft-ds minecraft-pe mongodb ms-pe-exe ms-sql-s
  ms-wbt-server mtap napster netbios-ns niagara-fox nntp openvpn openwebnet oracle-tns pi-hole-stats pkzip-file pop3
  postgresql ppp quake3 quic radmin reverse-ssl rotctld rtsp sharp-remote sieve sip slmp slp-srvreg smpp smtp snmp
  socks-proxy socks5 ssh stomp svrloc teamtalk telnet tftp tuya ubiquiti-discovery upnp uptime-agent vertica vnc
  vport webdav websocket ws-discovery x11
`);

/**
 * Names of match lines that RPC programs have too (nmap-rpc): a `snmp` may be the protocol, or the RPC program 100122.
 * `rpcbind` is missing, because nmap calls each RPC service so before it knows the program.
 */
export const ALSO_RPC_PROGRAMS: ReadonlySet<string> = names('radius snmp wdb');

/** Names of nmap's other match lines, and of its scripts that probe and name a service (nmap 7.93 to 7.99). */
export const FULL_MATCHES: ReadonlySet<string> = names(`
  1c-server 3cx-tunnel 3m-sip 4d-server aastra-pbx abc acap acarsd access-remote-pc achat acmp acpc acti-control
  activefax activesync adabas adabas-d afarianotify afbackup afs afs3-fileserver afsmain airdroid airhid
  airmedia-audio airport-admin airserv-ng ajp12 ajp13 aleph allseeingeye altiris-agent am-pdp amanda amqp amx-icsp
  andromouse antivir anynet-sna anyremote apcupsd aperio-aaf aplus apollo-server app appguard-db apple-iphoto
  apple-sasl appleevents arcserve arcserve-gdd argus arkeia arkstats articy-server artsd arucer as-servermap
  as-signon as-sts as2 ase aspi asterisk asterisk-proxy asus-nfc asus-transfer atalla athinfod audioworks audit
  authpoint automate autonomic-mrad autosys avaya-aom avg avk backdoor backorifice backupexec-remote bacnet
  bacula-fd bacula-sd bandwidth-test banner-ivu barracuda-bcp barracuda-dcagent bas basestation beidpcscd
  bentley-projectwise bf2rcon bgp biff bigant bindshell bitcoin-jsonrpc bitdefender-ctrl bitkeeper bittorrent
  bittorrent-tracker bittorrent-udp-tracker bittorrent-utp bluecoat-logd bmc-perform-service bmc-tmart bnetd boinc
  bprd brassmonkey brio bro bru bruker-axs buildservice burk-autopilot byond bzfs bzr ca-mq ca-unicenter caicci
  caigos-conductus caigos-conspectus caigos-fundus caigos-pactor caigos-paratus calibre-json cassandra
  cassandra-native castv2 cccam ccirmtd ccnet cddbp ceph chargen chat chat-ctrl check_mk chess chilliworx
  cirrato-client cisco-lm cisco-sla-responder cisco-smartinstall cisco7200sim ciscopsdm citadel citrix-ica
  citrix-ima citrix-licensing citynet clementine-remote clsbd cmae cmrcservice code42-messaging codeforge commvault
  complex-link computone-intelliserver compuware-lm concertosendlog concertotimesync conference conserver consul
  consul-rpc control-gc-ports control-m cops couchbase-tap cpu crestron-control crestron-ctp crestron-xsig
  crossmatchverifier cryptonote cso csta csync cvspserver cvsup cyrus-sync d-mp daap damewaremr darkcomet datamaxdb
  dbsnmp dcc dec-notes decomsrv desktop-central devonthink dgld diablo2 dicom dict digi-usb digifort
  digifort-analytics digifort-lpr digital-sprite-status digitalwatchdog directconnect directconnect-admin directfb
  directupdate diskmonitor distccd dlswpn dnastar dnet-keyproxy dnsix docbroker docker-swarm doka5 domaintime
  dominoconsole donkey dps-shell drac-console dragon drawpile drb drobo-dsvc drobo-nasd drweb dslcpe dsr-video
  durian dusk dvr-video dynast-solver echolink econtagt ecopy ed2klink efi-webtools efi-workstation eftserv eggdrop
  egosecure-xmlrpc elasticsearch electra elm-agent elm-manager emc-datadomain emc-pp-mgmtsvc emco-remote-screenshot
  encase enemyterritory enistic-manager envisalink epmd epoptes-client ericom ericssontimestep erlang-node essnet
  eth-jsonrpc ethernet-ip-2 etrayz-setup ets2 eve-online exacqvision exalead exec exportfs extron-serial fastcgi
  fastobjects-db fcgiwrap fcp fcpv2 fiesta-online file-replication filemaker-xdbc finger fins firewall flashconnect
  flexlm flume-master fms-core font-service foolscap fortinet-sso freeciv freedoko freelancer freenet
  freeswitch-event freevcs frozen-bubble fsae fsd ftp-proxy fw1-log fw1-pslogon fw1-rlogin fw1-secureremote
  fw1-topology fyre g-data-sec g15daemon g6-remote gadu galaxy gamebots gamebots-control ganglia gcs-clientgw
  gd-comm gearman genetec-5400 genetec-5500 genetec-directory geovision-audio geovision-control geovision-mobile
  gipc git git-daemon gms gnatbox gnats gntp gnupg gnuserv gnutella go-login goldengate goldsync gopher-proxy
  gopro-json goverlan gpsd gpsd-ng greenplum groupwise grpc guildwars2-heartbeat h.239 h.323-gatekeeper
  h.323-gatekeeper-discovery h.323/q.931 h2 h2-pg h323q931 hadoop-datanode hadoop-jobtracker hadoop-namenode
  hadoop-secondary-namenode hadoop-tasktracker halfd hama-radio hama-radio2 hasp-lm hazelcast hbase hbase-master
  hbase-region hbn3 hddtemp helpdesklog hik-connect hillstone-vpn hl7-mlp hnap honeypot honeywell-confd
  honeywell-hscodbcn honeywell-ripsd hp-gsg hp-logic-analyzer hp-pjl hp-problemdiagnostics hp-radia hpdss hpiod
  hpssd http-ocsp http-proxy-ctrl httpd hue-link hylafax iax2 ibank2 ibm-db2 ibm-hmc icabrowser ice icecream ichat
  icontrolav2 icy ident igel-remote ilo ilo-console ilo-vm imap-proxy imaze-game imond impress-remote imsp inetd
  infopark ingrian-xml inspircd-spanning-tree instrument-manager intelatrac intermapper intermec-bri intersys-cache
  intertel-ctl intow intranetchat iodine iota-api ipcam iperf2 iperf3 ipfs ipmi-advertiserd ipmi-usb ipp ipremote
  ipsi ir-alerts irc irc-proxy ircbot irods irr iscp iscsi iso-tsap iss-realsecure issc istat isymphony-cli
  isymphony-client isymphony-status itach ixia ixia-unknown james-admin java-cim java-message-service java-rmi
  jboss-remoting jd-gui jdbc jdwp jenkins-listener jetadmin jetdirect jicp jmon jmond jrpgt jsonrpc jtag junoscript
  jute jxta kapow-robot kazaa-http kazaa-peerpoint kdb keepnote kerberos keriopfgui keriopfservice keyence-pc kguard
  kismet kismet-drone klogin kmldonkey kshell ksystemguard kumo-manager kumo-server kvm labtech-redirector landesk
  landesk-rc lanforge lanrev-agent lantronix-config laserfiche lastfm lcdproc ldminfod lexlm lexmark-objectstore
  libp2p-multistream libvirt-rpc lineage-ii linuxconf lirc lisa listserv litecoin-jsonrpc lmtp lns loadrunner-vts
  logevent login loginserver loglogic logpad lorex-monitor lotusnotes lsf-mbd lsx lucent-fwadm maas-rpc magent
  mail-admin mailq maplestory mapreduce mas-financial maxdb maya mc-nmf mcms-command medcart mediad meetingmaker
  megafillers megaraid-monitor melange mentorbs mep metasploit metasploit-msgrpc metasploit-xmlrpc metatrader
  meterpreter midas millennium millennium-ils minebuilder minecraft minecraft-classic minecraft-socketapi
  minecraft-votifier minisql misys-loaniq mitsubishi-qj71e71 mmouse mobilemouse modbus modem mogilefs mohaa
  mohaa-gamespy mon monetdb monetdb-ctl moneyworks monop monopd monsoon moo mosmig motorola-devmgr mp-automation mpd
  mpich2 mqtt mrtgext-nlm ms-kms ms-sirep ms-sql-m ms-wbt-server-proxy msdtc mserv msexchange-logcopier msn msrpc
  mu-connect mu-game mud mudnames multicraft multiplicity munin mupdate murmur musicvr mwti-rpc mxie mydoom myproxy
  mysql mysqlx nagios-nsca nameserver nat-pmp nbd ncacn_http ncat-chat ncd-diag ncid ncp ndb_mgmd ndmp ndv nessus
  net-rpc netapp-filer netasq-admin netassistant netbackup netbackup-bpdbm netbios-ssn netbus netdevil netman
  netmotionmobility netop netprobe netradio netrek netsaint netsoul netstat netsupport netsupport-dna netsync netusb
  netwareip networkaudio nightwatchman nim nimbud-netmon nimp niprint nje nmea-0183 nngs nnsrv nntp-proxy
  nomachine-nx novastor-backup nping-echo nrpe nrpep nsclient nsi nsunicast ntop-http ntp ntrip nut nutcracker
  nuttcp nuuo-vnc nvidia-update obiee oem-agent oftp olsrd-jsoninfo olsrd-txtinfo omapi omniback omniinet omp
  oo-defrag openerp openflow openfpc openlookup opentable opentable-listener openttd openvas openvpn-management
  opinionsquare opsec-ufp optommp oracle oracle-db-rmi oracle-mts oracle-nm oracle-vs ormi osiris ossec-agent
  osu-nms ouman-trend outpost-ctl ovhcheckout ovs-agent p4d pafserver palace palm-hotsync paloalto-agent papouch-tme
  para-ups parallels-server paromed partimage pathfinder-xml patrol pblocald pbmasterd pbs pbs-maui pbx-alarm
  pc-anywhere pc-duo pc-duo-gw pc-monitor pcanywheredata pcmeasure pcmiler pcp pcs-partner pcworx perfd pfservice
  pgas pgbouncer pgpool ph-addressbook pharos pigpio pioneers pioneers-meta pjlink pksd pmcd pmud policy polycom-mgc
  pop2 pop3-proxy pop3pw portlistener postgrey postx-reporting pot powerchute poweroff pppctl pptp precomd
  prelude-manager print-monitor printer printer-admin printer-json printeron prisontale priv-print proconos progress
  pso-gate pso-login psql psql-btrieve ptcp ptp-ip pvx pwdgen pycharm pyro python-mp qaweb qcheck qconn qds
  qemu-vlan qmqp qnap-rtrr qnap-transcode qotd qsp-proxy qtopia-transfer quagga quake quake2 quake3-master quasar
  quest_launcher r1soft-cdp radius radmind raid-mon raop rationalsoft ratnj razor2 rbnb rcon rconj rds realplayfavs
  realport redcarpet redis relp remote-control remote-rac remote-volume remoteanything remotemouse remoting renderer
  resin-watchdog resvc rethinkdb-client rethinkdb-intracluster retrospect rexec rfactor-monitor rfbuoy rfidquery
  rgpsp rhapsody rhpp riak-pbc riegl-license rifa-dvr righteous-backup ripbot riverbed-stats rlm rmate rmmd roku
  roku-remote routeros-api routersetup rowmote rpacd rpcap rpcapd rpcbind rpd rsa-appliance rsa-authmgr rse rsync
  rtdscchcch rtmp rtp rtrdb rtsp-proxy runes-of-magic s2-emerge saft samsung-sap samsung-twain sand-db sap-gui
  sap-its sap-logviewer saprouter sarad sassafras satstrat sauerbraten scalix-ual scanager scifinder scmbug scmm
  sdcomm sdlog seagull-lm secure-socket securepath securetransport sentinel-lm serial serialnumber serversettingsd
  service-monitor servicetags seti-proxy sftp sgms sguil shaiya sharefolder sharp-twain shell shivahose shoutcast
  shoutirc siebel siemens-logo siemens-xtrace signiant silc silkroad-online sip-proxy skype2 slimp3 slingbox slnp
  slurm slx sma-solar smtp-proxy smtp-stats smux snapmirror snpp soap sobby socks4 softether-rpc softplc softros-im
  softwarepatrol soldat solfe solidworks-remotesolve solproxy sonicmq sonork sopcast sophos sourceoffice
  sourceviewerserver spamassassin spark spectraport speech speechd sphereicall sphinx-search spice spideroak
  splashtop spmd spotify spotify-login spy-net sqlmonitor squeezecenter squeezecli srcds srun srvloc ssc-agent ssdp
  ssl sstp stageremote starbound stargazer starutil statd steam stingray stockfish storagecraft-image stratum stun
  sumatra-ds sun-alom sunscreen-adm svnserve sybase-adaptive sybase-backup sybase-monitor sybaseanywhere symantec-av
  symantec-esm synchroedit syncplay-json syncsort-cmagent synergy synobtrfsreplicad sysinfo systat t-doc-2000
  talesofpirates-gate talk tally-census tandem-print tarantool taxinav tcpmux tcpwrapped tcsd tdm teamspeak-tcpquery
  teamspeak2 teamviewer telecom-misc telematics telemecanique telnet-proxy teradata terraria textui tgcmd thinprint
  thrift-binary tibia timbuktu time timeedit tina tinc tinyfw tivo-remote tmail tn3270 tng-dts togamelogin topdesk
  tor tor-control tor-info tor-orport tor-socks trackerlink trackmania-gbx traficon-flux transbase transferimg
  trasker trendnet-webcam trillian trinitycore trustwave ts3 tsd tsdns ttscp tunnel-test tunnelvision tuxedo-wsl uc4
  ums-webviewer unicorn-ils unitrends-backup univention-json unknown unknown-camera unreal unreal-media ups upsd
  urbackup urp usher utorrent-udp utrmcd utsessiond utsvc uucp valentinadb valve-steam varnish-cli vdr venti
  ventrilo versant vhcs video vidyoroom virtualgl virtualhere visitview vizio-tv vmware-aam vmware-auth vmware-print
  vnc-http vnetd vp3 vspe vss vtp vtun vulnserver vuze-dht vzagent warcraft watchguard wbem wcbackup wdb weather
  webcache weblogic-nm webmin websense-eim websm webster weprint wesnoth whois wifi-mouse wikidpad
  winagents-hyperconf winbox wincomm wincor-atm wingate wingate-control winlog wins winshell wms wolfssl workrave
  wow wrproxy wsman wtam wub-command wyse-devmgr xamarin xbmsp xboxdebug xdmcp xfce-session xfs xine-remote xinetd
  xmail-ctrl xmbmon xml-print xml-rpc xmlsysd xmpp xmpp-transport xns xplorer xtel xtunnels yamaha-comm yiff zabbix
  zebedee zebra zeiss-axio zend-java-bridge zenimaging zenius-sms zenworks zeo zeo-monitor zftp-admin zmodem zmtp
  zookeeper zos-commserver
`);

function names(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
