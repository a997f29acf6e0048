/** What nmap 7.93 wrote with `-sC` of OpenSSH and of nginx, with and without TLS, as it stands in its XML. */
export const SSH_SCRIPTS = `<script id="ssh-hostkey" output="&#xa;  256 fe4ea8e6920ea035832f191bbfbb8741 (ECDSA)&#xa;  256 a0a1b7f5dab46ede6134a359736b6c32 (ED25519)"><table>
<elem key="key">AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBByLS+aBUlQj0SlOWy0hAb0ZFXwYHwYKHn8h5W5Qg+E9GKTiaMwOXGA+SBWOSbafRTgWgqPUXLzP/h5HAWZVQH0=</elem>
<elem key="type">ecdsa-sha2-nistp256</elem>
<elem key="bits">256</elem>
<elem key="fingerprint">fe4ea8e6920ea035832f191bbfbb8741</elem>
</table>
<table>
<elem key="key">AAAAC3NzaC1lZDI1NTE5AAAAIFOQwo26eModxVfgW4SODMhLQg3n7h4SUNfnB62ahfu/</elem>
<elem key="type">ssh-ed25519</elem>
<elem key="bits">256</elem>
<elem key="fingerprint">a0a1b7f5dab46ede6134a359736b6c32</elem>
</table>
</script>`;

export const HTTP_SCRIPTS = `<script id="http-title" output="Welcome to nginx!"><elem key="title">Welcome to nginx!</elem>
</script><script id="http-server-header" output="nginx/1.22.1"><elem>nginx/1.22.1</elem>
</script>`;

export const HTTPS_SCRIPTS = `<script id="ssl-cert" output="Subject: commonName=lab.example&#xa;Not valid before: 2026-11-21T07:31:01&#xa;Not valid after:  2026-12-21T07:31:01"><table key="subject">
<elem key="commonName">lab.example</elem>
</table>
<table key="issuer">
<elem key="commonName">lab.example</elem>
</table>
<table key="pubkey">
<elem key="type">rsa</elem>
<elem key="bits">2048</elem>
<elem key="modulus">A0E6CDE17B9841019C52CC8434F66E2459A13822A1B5EBD050D99B943587B132ADD7E279B303BE05FE74FAE667D5C75875180ECBBD6B5A41C85268EC9436D8C3E4C790C970721771B0C31B8794E2611850056DB08F37EA68893DDB6FADC98CA4AD5081ECFFA55E9106BABFB3A3DA3307D1DA49F6C21C4E1AB69B8A4490BEF78C58F88025707CF9CCE6872071B2FAE183710876370B2CCE650D1BE0E68407FEDDFDBF7C1D0FFA2E0A9EB68E126B596F258B7DA28AA2145A14ECDD1F9EF21B36AA5E53BFB2899D26C4C537D2C88EC9195A045C96EE755B9D6B1F926AD68524F8B7329CBCFBAA121A76D3F6C49821A5F1BC51C62A8FA7C7E9B288D69DFFE6389017</elem>
<elem key="exponent">65537</elem>
</table>
<table key="extensions">
<table>
<elem key="name">X509v3 Subject Key Identifier</elem>
<elem key="value">FB:6C:C0:6C:05:54:F9:16:EF:05:FE:90:E9:37:81:8F:79:7C:CE:AA</elem>
</table>
<table>
<elem key="name">X509v3 Authority Key Identifier</elem>
<elem key="value">FB:6C:C0:6C:05:54:F9:16:EF:05:FE:90:E9:37:81:8F:79:7C:CE:AA</elem>
</table>
<table>
<elem key="name">X509v3 Basic Constraints</elem>
<elem key="value">CA:TRUE</elem>
<elem key="critical">true</elem>
</table>
</table>
<elem key="sig_algo">sha256WithRSAEncryption</elem>
<table key="validity">
<elem key="notBefore">2026-11-21T07:31:01</elem>
<elem key="notAfter">2026-12-21T07:31:01</elem>
</table>
<elem key="md5">9809199ff5c8949653994f06161a1ed9</elem>
<elem key="sha1">c707cd210547aafa6a6b842bfa431bbac9593567</elem>
<elem key="pem">-&#45;&#45;&#45;&#45;BEGIN CERTIFICATE-&#45;&#45;&#45;&#45;&#xa;MIIDDTCCAfWgAwIBAgIUDj3fIc6avFWkTQVesJpmspw92ycwDQYJKoZIhvcNAQEL&#xa;BQAwFjEUMBIGA1UEAwwLbGFiLmV4YW1wbGUwHhcNMjYxMTIxMDczMTAxWhcNMjYx&#xa;MjIxMDczMTAxWjAWMRQwEgYDVQQDDAtsYWIuZXhhbXBsZTCCASIwDQYJKoZIhvcN&#xa;AQEBBQADggEPADCCAQoCggEBAKDmzeF7mEEBnFLMhDT2biRZoTgiobXr0FDZm5Q1&#xa;h7EyrdfiebMDvgX+dPrmZ9XHWHUYDsu9a1pByFJo7JQ22MPkx5DJcHIXcbDDG4eU&#xa;4mEYUAVtsI836miJPdtvrcmMpK1Qgez/pV6RBrq/s6PaMwfR2kn2whxOGrabikSQ&#xa;vveMWPiAJXB8+czmhyBxsvrhg3EIdjcLLM5lDRvg5oQH/t39v3wdD/ouCp62jhJr&#xa;WW8li32iiqIUWhTs3R+e8hs2ql5Tv7KJnSbExTfSyI7JGVoEXJbudVudax+SataF&#xa;JPi3Mpy8+6oSGnbT9sSYIaXxvFHGKo+nx+myiNad/+Y4kBcCAwEAAaNTMFEwHQYD&#xa;VR0OBBYEFPtswGwFVPkW7wX+kOk3gY95fM6qMB8GA1UdIwQYMBaAFPtswGwFVPkW&#xa;7wX+kOk3gY95fM6qMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEB&#xa;AHrVeTANahhV/EMGiY9hRgQlOnvh3fjyLoCBV58pR3RGBWJEeycmIuMagjc5v30x&#xa;hobwz/GEJiMXWBrabK5/yPnBd82aiBwEDTFk6zrS2a4JXE8+OujcktLy8Rga3uDz&#xa;2VbJit17Ew8i5vVVTy8S9hSg5J3fZEcxg9o3lT6oc4mj0TREIDAPSL4u/Pg0VwK+&#xa;8Dn2omNVJeYrNgml/twJCKn65zCiPATai0gfaHO+28FFV19xfXclB0EUhx4L3ZNH&#xa;LQMkP39PLPrzRtFlFqYZZLX81rbbqxHLdE7Kva3nTGBkhFL7X6Y6R/0eU7MNHzu8&#xa;DgBSzjYAKGE6qkbKpUfvqoE=&#xa;-&#45;&#45;&#45;&#45;END CERTIFICATE-&#45;&#45;&#45;&#45;&#xa;</elem>
</script><script id="http-title" output="Welcome to nginx!"><elem key="title">Welcome to nginx!</elem>
</script><script id="tls-alpn" output="&#xa;  http/1.1&#xa;  http/1.0&#xa;  http/0.9"><elem>http/1.1</elem>
<elem>http/1.0</elem>
<elem>http/0.9</elem>
</script><script id="http-server-header" output="nginx/1.22.1"><elem>nginx/1.22.1</elem>
</script><script id="ssl-date" output="TLS randomness does not represent time"></script>`;
