import type { Heard, Listened } from '../model/observation.ts';

/**
 * Milliseconds that nmap waits for a service that speaks first (nmap-service-probes, probe NULL). Mail servers pause
 * for so long.
 */
export const GREETING_WAIT = 6_000;

/** A script that nmap reads from its standard input. In nmap's XML, this is its name. */
export const SCRIPT_FROM_INPUT = '/dev/stdin';

/**
 * Connections of one process at the same time: two to each of 300 services. Without the option, nmap's scripts have 20
 * (measured with 150 silent ports: 92 s; 7 s with the option).
 */
const MOST_CONNECTIONS = '600';

/** @returns the arguments of a scan that only listens */
export function listenScan(): readonly string[] {
  return ['--script', SCRIPT_FROM_INPUT, '--script-timeout', '60s', '--max-parallelism', MOST_CONNECTIONS];
}

/**
 * Writes a script that connects to each open port and sends nothing: at once in clear text, and through TLS if the port
 * is silent. It says for both what it heard, so that silence is proven by words and not by their absence. A service
 * that greets is not asked for TLS, which some servers take for an attack.
 * @param wait milliseconds that quick version detection waits: a greeting within half of it is heard by both scans; TLS
 * may take twice as long to begin
 */
export function listenScript(wait: number): string {
  return `local nmap = require "nmap"
local stdnse = require "stdnse"
categories = {"safe"}
portrule = function(_, port) return port.protocol == "tcp" and port.state == "open" end

local function listen(host, port, protocol, patience)
  local socket, heard = nmap.new_socket(), "failed"
  socket:set_timeout(patience)
  if socket:connect(host, port, protocol) then
    socket:set_timeout(${GREETING_WAIT})
    local began = nmap.clock_ms()
    local received, why = socket:receive()
    local after = string.format("%d", nmap.clock_ms() - began)
    heard = received and after or why == "TIMEOUT" and "silent" or "closed"
  end
  socket:close()
  return heard
end

action = function(host, port)
  local clear, tls = nil, "failed"
  local thread = stdnse.new_thread(function() clear = listen(host, port, "tcp", ${GREETING_WAIT}) end)
  local function hears() return clear == nil and coroutine.status(thread) ~= "dead" end
  local began = nmap.clock_ms()
  while hears() and nmap.clock_ms() - began < ${wait / 2} do stdnse.sleep(0.05) end
  if clear == nil or not clear:match("^%d") then tls = listen(host, port, "ssl", ${2 * wait}) end
  while hears() do stdnse.sleep(0.05) end
  return string.format("%s %s", clear or "failed", tls)
end
`;
}

/** @returns what the output of the script says; null: it is not from the script */
export function readListened(output: string): Listened | null {
  const [, clear, tls] = /^(\d{1,6}|silent|closed|failed) (\d{1,6}|silent|closed|failed)$/.exec(output) ?? [];
  return clear === undefined || tls === undefined ? null : { clear: readHeard(clear), tls: readHeard(tls) };
}

function readHeard(word: string): Heard {
  return word === 'silent' || word === 'closed' || word === 'failed' ? word : Number(word);
}
