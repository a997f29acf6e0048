/**
 * Names of products, which people write instead of a service name → the services as which nmap reports the product,
 * the usual one first. Empty: nmap has no match line for it, and reports nothing or `unknown`.
 */
export const PRODUCTS: Readonly<Record<string, readonly string[]>> = {
  ...eachIs(
    ['http', 'https'],
    `
    airflow alertmanager apache apache2 argocd artifactory caddy cockpit couchdb django drupal envoy etcd express
    fastapi flask gitea gitlab gotify grafana gunicorn harbor home-assistant icecast iis influxdb istio jaeger jenkins jetty
    jupyter keycloak kibana kong laravel lighttpd loki mailhog metabase minio nexus nextcloud nginx
    node nodejs nomad openresty opensearch phpmyadmin pgadmin php plex portainer prometheus rails solr
    sonarqube splunk spring superset tomcat traefik uvicorn varnish vault wildfly winrm wordpress zipkin
  `,
  ),
  ...eachIs(['https', 'http'], 'kube-apiserver kubelet kubernetes proxmox esxi'),
  ...eachIs(['http-proxy'], 'privoxy squid tinyproxy'),
  ...eachIs(['http', 'https', 'http-proxy'], 'haproxy'),
  ...eachIs(['domain', 'domain-s'], 'bind bind9 coredns dnsmasq knot named nsd powerdns unbound'),
  ...eachIs(['imap', 'imaps', 'pop3', 'pop3s'], 'courier cyrus dovecot'),
  ...eachIs(['smtp', 'smtps'], 'exchange exim opensmtpd postfix sendmail'),
  ...eachIs(['ssh'], 'dropbear openssh sshd'),
  ...eachIs(['ftp', 'ftps'], 'proftpd pure-ftpd vsftpd'),
  ...eachIs(['mysql'], 'mariadb percona'),
  ...eachIs(['postgresql'], 'cockroachdb pgsql timescaledb'),
  ...eachIs(['redis'], 'keydb valkey'),
  ...eachIs(['mqtt', 'mqtts'], 'emqx hivemq mosquitto vernemq'),
  ...eachIs(['amqp', 'amqps'], 'qpid rabbitmq'),
  ...eachIs(['microsoft-ds'], 'samba smbd'),
  ...eachIs(['ldap', 'ldaps'], '389ds active-directory openldap slapd'),
  ...eachIs(['ntp'], 'chrony ntpd ntpsec'),
  ...eachIs(['ipp'], 'cups'),
  ...eachIs(['isakmp'], 'ike strongswan'),
  ...eachIs(['snmp'], 'snmpd'),
  ...eachIs(['rsync'], 'rsyncd'),
  ...eachIs(['jabber'], 'ejabberd prosody'),
  ...eachIs(['irc', 'ircs'], 'inspircd ngircd unrealircd'),
  ...eachIs(['ms-wbt-server'], 'xrdp'),
  ...eachIs(['vnc'], 'tigervnc tightvnc x11vnc'),
  ...eachIs(['radius'], 'freeradius'),
  ...eachIs(['cassandra-native'], 'scylla scylladb'),
  ...eachIs([], 'fluentd kafka logstash pulsar rsyslog statsd syslog wireguard'),
};

function eachIs(services: readonly string[], products: string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    products
      .trim()
      .split(/\s+/)
      .map((product) => [product, services]),
  );
}

/** Ports on which a service usually runs inside TLS. They decide which name of a product's services is suggested. */
const USUAL_NAMES: Readonly<Record<number, string>> = {
  25: 'smtp',
  110: 'pop3',
  143: 'imap',
  443: 'https',
  465: 'smtps',
  636: 'ldaps',
  853: 'domain-s',
  990: 'ftps',
  993: 'imaps',
  995: 'pop3s',
  2376: 'https',
  5671: 'amqps',
  6443: 'https',
  6697: 'ircs',
  8443: 'https',
  8883: 'mqtts',
  9443: 'https',
};

/** @returns the services of a product, the likeliest on this port first; undefined: not a known product */
export function servicesOfProduct(product: string, port: number | null): readonly string[] | undefined {
  const services = Object.hasOwn(PRODUCTS, product) ? PRODUCTS[product] : undefined;
  const usual = port === null ? undefined : USUAL_NAMES[port];
  return usual !== undefined && services?.includes(usual)
    ? [usual, ...services.filter((one) => one !== usual)]
    : services;
}
