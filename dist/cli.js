#!/usr/bin/env node
import { createRequire } from "node:module";
import { parseArgs, styleText } from "node:util";
import { lookup } from "node:dns/promises";
import { constants, createReadStream } from "node:fs";
import { access, lstat, mkdir, open, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir, networkInterfaces } from "node:os";
import { basename, delimiter, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Socket, connect, createServer, isIPv4, isIPv6 } from "node:net";
import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { execFile, spawn, spawnSync } from "node:child_process";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { isAscii } from "node:buffer";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { createServer as createServer$1 } from "node:http";

// \0rolldown/runtime.js
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __commonJSMin = (cb, mod) => () => (mod || (cb((mod = { exports: {} }).exports, mod, mod.exports), cb = null), mod.exports);
var __copyProps = (to, from, except, desc) => {
	if (from && typeof from === "object" || typeof from === "function") {
		for (var keys = __getOwnPropNames(from), i = 0, n = keys.length, key; i < n; i++) {
			key = keys[i];
			if (!__hasOwnProp.call(to, key) && key !== except) {
				__defProp(to, key, {
					get: ((k) => from[k]).bind(null, key),
					enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable
				});
			}
		}
	}
	return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(isNodeMode || !mod || !mod.__esModule || !__hasOwnProp.call(mod, "default") ? __defProp(target, "default", {
	value: mod,
	enumerable: true
}) : target, mod));
var __require = /* #__PURE__ */ (() => createRequire(import.meta.url))();

// src/model/finding.ts
const FINDING_CODES = [
	"unexpected-port",
	"forbidden-port",
	"forbidden-service",
	"wrong-service",
	"unverified-service",
	"missing-port",
	"unfiltered-port",
	"possibly-open",
	"suspicious-host",
	"incomplete-scan",
	"expired-waiver",
	"unused-waiver"
];
const WAIVABLE_CODES = [
	"unexpected-port",
	"forbidden-port",
	"forbidden-service",
	"wrong-service",
	"unverified-service",
	"missing-port",
	"unfiltered-port",
	"possibly-open"
];
const ADJUSTABLE_CODES = FINDING_CODES.filter((code) => code !== "incomplete-scan");
const LEVELS = [
	"error",
	"warning",
	"note"
];
const SEVERITIES = [
	"critical",
	"high",
	"medium",
	"low",
	"note"
];
function atLeast(severity, threshold) {
	return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}

// src/model/version.ts
const TOOL_NAME = "exposure-gate";
const TOOL_VERSION = "0.1.0";
const TOOL_URL = "https://github.com/exposure-gate/exposure-gate";

// src/compare/help.ts
function helpMarkdown(code, text, depth = 2) {
	const heading = "#".repeat(depth);
	return `${heading} What it means

${text.meaning}

${heading} Why it matters

${text.why}

${heading} How to fix it

${text.fix}

\`\`\`yaml
${text.policy}
\`\`\`

${heading} How to waive it

${"instead" in text.waiver ? text.waiver.instead : waiverHelp(code, text.waiver.beside)}
`;
}
function helpPlain(markdown) {
	return markdown.replace(/^```\w*\n(.*?)\n```$/gms, (_, lines) => lines.replace(/^/gm, "    ")).replace(/^#+ /gm, "").replaceAll("`", "").trim();
}
function waiverHelp(code, beside) {
	return `A waiver suppresses this finding on one port until the end of a day (UTC). It stays visible in every report.

\`\`\`yaml
targets:
  edge:
${beside === "" ? "" : `    ${beside}\n`}    waive:
      - finding: ${code}
        port: 8443/tcp
        reason: legacy console, being removed
        owner: team-edge
        expires: 2027-01-31
\`\`\``;
}
const ALLOW = `targets:
  edge:
    allow:
      - port: 8443/tcp
        service: https
        reason: console of the load balancer`;
const REQUIRE = `targets:
  edge:
    require:
      - 443/tcp https`;
const HELP$1 = {
	"unexpected-port": {
		meaning: "A port is open that no line of the policy allows, or that a `filtered` line says a firewall must drop. What no line mentions is denied.",
		why: "An open port that nobody declared is a door that nobody watches. The severity comes from what listens there, or from what usually uses the port where nothing was identified.",
		fix: "Stop the service, bind it to another address, or close the port in the firewall. If it is meant to be open, declare it, as narrowly as you can:",
		policy: ALLOW,
		waiver: { beside: "" }
	},
	"forbidden-port": {
		meaning: "A port is open that a `forbid` line of the policy names.",
		why: "Somebody decided, in writing, that this port must never be open here. `forbid` beats every `allow`, so that no other line can have meant it.",
		fix: "Stop the service or close the port. Change the `forbid` line only if the decision has changed, and say who changed it:",
		policy: `targets:
  edge:
    forbid: [2375/tcp]`,
		waiver: { beside: "forbid: [8443/tcp]" }
	},
	"forbidden-service": {
		meaning: "A service that a `forbid` line names was identified on an open port, whatever the number of the port. The scanner recognised it by its answers, not by the port. A plain name also forbids its TLS form (`imap` also `imaps`); only `http` leaves alone a port for which the policy declares `https`.",
		why: "A forbidden service on an unusual port is either forgotten or hidden. An `allow` line for the port does not excuse it.",
		fix: "Stop the service. If the name in the policy is too wide, forbid the port in its place:",
		policy: `targets:
  edge:
    forbid: [telnet, ftp]`,
		waiver: { beside: "forbid: [telnet]" }
	},
	"wrong-service": {
		meaning: "The port may be open, but for another service than the one that was identified there. The identification is evidence, with a confidence at or above `service-confidence`, not a guess from the port number.",
		why: "The permission was given to a service, not to a number. Something else may have taken its place, or TLS may have been lost (`http` where `https` was declared).",
		fix: "Find out what listens and restore what was declared. If the change is wanted, change the line:",
		policy: REQUIRE,
		waiver: { beside: "allow: [8443/tcp https]" }
	},
	"unverified-service": {
		meaning: "The port may be open for one service, and the scanner could not establish which service listens: nothing answered its questions, or its confidence is below `service-confidence`.",
		why: "A guess from the port number proves nothing. What cannot be verified is not counted as agreeing.",
		fix: "Look at what listens. If it answers only clients that it knows, or speaks a protocol of your own, leave the service out of the line; a lower threshold is the wider remedy:",
		policy: `defaults:
  service-confidence: 7
targets:
  edge:
    allow:
      - 9443/tcp`,
		waiver: { beside: "allow: [8443/tcp https]" }
	},
	"missing-port": {
		meaning: "A port that the policy requires to be open is closed, or does not answer.",
		why: "The service is down, has moved, or is cut off by a firewall. It may also show that the scan does not see what its users see, and then its silence elsewhere proves less.",
		fix: "Start the service, or open the way from where the scan runs. If the port may be open and need not be, use `allow`:",
		policy: `targets:
  edge:
    allow:
      - 443/tcp https`,
		waiver: { beside: "require: [8443/tcp https]" }
	},
	"unfiltered-port": {
		meaning: "A firewall is supposed to drop what is sent to this port, and the host answered: the port is closed or unfiltered, not filtered.",
		why: "Nothing listens there now, and nothing stops it from being reached once it does. The rule that the policy relies on does not work.",
		fix: "Repair the firewall: drop, do not reject. If an answer of \"closed\" is good enough, leave the line out; a port that nothing mentions must not be open, and may be closed:",
		policy: `targets:
  db:
    filtered: [5432/tcp]`,
		waiver: { beside: "filtered: [8443/tcp]" }
	},
	"possibly-open": {
		meaning: "The port did not answer, and the protocol does not tell silence from a closed door: it is open or filtered (`open|filtered`), as UDP often is.",
		why: "Silence is no proof that the port is closed. Where the policy requires the port this is a warning, else a note; `levels` makes it stricter.",
		fix: "Make the firewall reject, or the service answer. Where silence is what you want, say so:",
		policy: `defaults:
  levels:
    possibly-open: error
targets:
  edge:
    filtered: [161/udp]`,
		waiver: { beside: "" }
	},
	"suspicious-host": {
		meaning: "Nearly every port of the host answers as open. That is one finding, and its open ports are not reported one by one.",
		why: "This is how a SYN proxy, a tarpit, a honeypot or a middlebox on the way behaves. Nothing can be said about the services behind it.",
		fix: "Scan from a place where no device answers for the host, or exclude the address if it is meant to behave so:",
		policy: `targets:
  edge:
    exclude: [192.0.2.13]`,
		waiver: { instead: "A waiver concerns one port, and this finding concerns a host: exclude the address." }
	},
	"incomplete-scan": {
		meaning: "The policy declares ports that were not answered for: the scan ended early, a host timed out or was down, a name did not resolve, an excluded name leads to an address of a target (`excluded-by-name`: exclude the address itself if it is meant), or this machine lacks a privilege or a route. Or the answers prove nothing: results made elsewhere were made with options that miss open ports (`refused-options`) or too long ago (`results-age`), two probes of a port disagree (`answers-disagree`), the run was stopped before a second probe could confirm what one found (`not-confirmed`), ports known to be open stopped answering in the middle of the scan, because something began to block this scanner (`blocked`), or so many packets were lost that open ports may have been missed (`too-lossy`). The message says which.",
		why: "What was not seen may be open. The run is inconclusive: it is not a pass, and it closes no alert.",
		fix: "Remove the reason that the message names, and run again. Do not declare what cannot be seen from here:",
		policy: `targets:
  edge:
    hosts: [www.example.com]
    families: [ipv4]        # this machine has no IPv6`,
		waiver: { instead: "It cannot be waived, and its level cannot be changed. `on-incomplete: warn` lets the build go on, unless what would have failed it was not confirmed or not identified by a later probe; the verdict stays inconclusive." }
	},
	"expired-waiver": {
		meaning: "A waiver is past the end of its last day (UTC). It suppresses nothing any more.",
		why: "A waiver is a promise to repair something by a day. The day has come, and the finding that it suppressed has returned if the cause is still there.",
		fix: "Repair the cause and remove the waiver. If more time was agreed on, write the new day and the reason:",
		policy: `targets:
  edge:
    waive:
      - finding: unexpected-port
        port: 8443/tcp
        reason: removal moved to the spring release
        owner: team-edge
        expires: 2027-03-31`,
		waiver: { instead: "It cannot be waived: renew or remove the waiver." }
	},
	"unused-waiver": {
		meaning: "A waiver suppressed nothing: the finding that it names was not there, on a port that was answered for.",
		why: "The cause is gone, or the waiver names the wrong port, host or finding. Left in place, it would silently excuse the same fault later.",
		fix: "Remove the waiver, or correct what it names. To insist on it, raise the level:",
		policy: `defaults:
  levels:
    unused-waiver: error`,
		waiver: { instead: "It cannot be waived: remove the waiver." }
	}
};

// src/compare/catalogue.ts
const EXPOSED = "external/cwe/cwe-668";
const UNPROTECTED = "external/cwe/cwe-693";
const CATALOGUE = {
	"unexpected-port": rule("unexpected-port", {
		title: "Open port that the policy does not allow",
		description: "A port is open that no line of the policy allows, or that a firewall is supposed to drop. Graded by what listens there.",
		graded: true,
		level: "error",
		severity: "medium",
		precision: "very-high",
		tags: [
			"network",
			"exposure",
			EXPOSED
		]
	}),
	"forbidden-port": rule("forbidden-port", {
		title: "Open port that the policy forbids",
		description: "A port is open that the policy forbids by its number. Graded by what listens there.",
		graded: true,
		level: "error",
		severity: "high",
		precision: "very-high",
		tags: [
			"network",
			"exposure",
			EXPOSED
		]
	}),
	"forbidden-service": rule("forbidden-service", {
		title: "Service that the policy forbids",
		description: "A service that the policy forbids on any port was identified on an open port. Graded by how dangerous its exposure is.",
		graded: true,
		level: "error",
		severity: "high",
		precision: "high",
		tags: [
			"network",
			"exposure",
			EXPOSED
		]
	}),
	"wrong-service": rule("wrong-service", {
		title: "Another service than the policy expects",
		description: "The policy allows or requires the port for one service, and another one was identified there, with evidence. Graded by what listens there.",
		graded: true,
		level: "error",
		severity: "medium",
		precision: "high",
		tags: [
			"network",
			"exposure",
			EXPOSED
		]
	}),
	"unverified-service": rule("unverified-service", {
		title: "Service that could not be verified",
		description: "The policy allows or requires the port for one service, and there is no evidence which service listens there.",
		graded: false,
		level: "warning",
		severity: "low",
		precision: "medium",
		tags: ["network", "evidence"]
	}),
	"missing-port": rule("missing-port", {
		title: "Required port that is not open",
		description: "The policy requires the port to be open, and it is closed or filtered.",
		graded: false,
		level: "error",
		severity: "medium",
		precision: "high",
		tags: ["network", "availability"]
	}),
	"unfiltered-port": rule("unfiltered-port", {
		title: "Port that the firewall does not drop",
		description: "The policy says that a firewall drops what is sent to the port, and the host answered.",
		graded: false,
		level: "error",
		severity: "medium",
		precision: "very-high",
		tags: [
			"network",
			"firewall",
			UNPROTECTED
		]
	}),
	"possibly-open": rule("possibly-open", {
		title: "Port that may be open",
		description: "The port gave no answer, which in its protocol is no proof that it is closed.",
		graded: false,
		level: "note",
		severity: "note",
		precision: "low",
		tags: [
			"network",
			"evidence",
			EXPOSED
		]
	}),
	"suspicious-host": rule("suspicious-host", {
		title: "Host that answers on nearly every port",
		description: "Nearly every port of the host answers as open, as behind a SYN proxy or a tarpit: its open ports say nothing about its services. Graded by the worst of what may listen there.",
		graded: true,
		level: "error",
		severity: "medium",
		precision: "high",
		tags: [
			"network",
			"evidence",
			EXPOSED
		]
	}),
	"incomplete-scan": rule("incomplete-scan", {
		title: "Scan that does not answer for what the policy declares",
		description: "Some of the ports that the policy declares were not probed to the end. The run is inconclusive: it is not a pass.",
		graded: false,
		level: "error",
		severity: "high",
		precision: "very-high",
		tags: ["network", "coverage"]
	}),
	"expired-waiver": rule("expired-waiver", {
		title: "Waiver that has expired",
		description: "A waiver is past its last day and suppresses nothing any more.",
		graded: false,
		level: "warning",
		severity: "low",
		precision: "very-high",
		tags: ["policy", "waiver"]
	}),
	"unused-waiver": rule("unused-waiver", {
		title: "Waiver that suppresses nothing",
		description: "The finding that a waiver is written for was not there, although the port was answered for.",
		graded: false,
		level: "note",
		severity: "note",
		precision: "high",
		tags: ["policy", "waiver"]
	})
};
const RULES = FINDING_CODES.map((code) => CATALOGUE[code]);
function rule(code, entry) {
	const markdown = helpMarkdown(code, HELP$1[code]);
	return {
		code,
		...entry,
		help: {
			text: helpPlain(markdown),
			markdown
		},
		helpUri: `${TOOL_URL}/blob/main/docs/findings/${code}.md`
	};
}

// src/model/text.ts
const FOREIGN_TEXT_LIMIT = 200;
function printable(text, limit = 200) {
	return (text.length > limit ? `${text.slice(0, limit)}...` : text).replace(/[^\x20-\x7e\p{Script=Latin}]/gu, escapeCharacter);
}
function withoutCommands(text) {
	return text.replace(/^(\s*):(?=:)/gmu, "$1:\\").replace(/#(?=#\[)/g, "#\\");
}
function escapeCharacter(character) {
	const point = character.codePointAt(0);
	return point < 256 ? `\\x${point.toString(16).padStart(2, "0")}` : `\\u{${point.toString(16)}}`;
}

// src/model/problem.ts
var InputError = class extends Error {
	name = "InputError";
	problems;
	constructor(problems) {
		super(problems.map(formatProblem).join("\n"));
		this.problems = problems;
	}
};
function refuse$1(problems) {
	const [first, ...rest] = [...problems].sort(compareProblems);
	if (first !== void 0) throw new InputError([first, ...rest]);
}
var ToolError = class extends Error {
	name = "ToolError";
};
function formatProblem({ code, message, location, ...rest }) {
	const level = "level" in rest ? `${rest.level}: ` : "";
	const place = location === void 0 ? "" : `${printable(location.file, 1e3)}:${location.line}:${location.column}: `;
	return withoutCommands(`${place}${level}${message} [${code}]`);
}
function compareProblems(a, b) {
	return compareLocations(a.location, b.location) || compareText(a.code, b.code) || compareText(a.message, b.message);
}
function compareLocations(a, b) {
	if (a === void 0 || b === void 0) return Number(a !== void 0) - Number(b !== void 0);
	return compareText(a.file, b.file) || a.line - b.line || a.column - b.column;
}
function compareText(a, b) {
	return a < b ? -1 : a > b ? 1 : 0;
}

// src/model/repository.ts
const DEFAULT_POLICIES = ["exposure-policy.yml", ".github/exposure-policy.yml"];

// src/policy/source.ts
const MAX_POLICY_BYTES = 262144;
function decodePolicy(bytes, file) {
	if (bytes.length > 262144) throw new InputError([tooLarge(file)]);
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		const location = {
			file,
			...firstInvalid(bytes)
		};
		throw new InputError([problem$6("invalid-utf8", "this is not UTF-8: save the file as UTF-8", location)]);
	}
}
function textProblems(text, file) {
	if (Buffer.byteLength(text, "utf8") > 262144) return [tooLarge(file)];
	return text.split("\n").flatMap((line, index) => {
		const found = DECEPTIVE.exec(line.replace(/\r$/, ""));
		if (found === null) return [];
		const [character] = found;
		const location = {
			file,
			line: index + 1,
			column: found.index + 1
		};
		return [problem$6("invalid-character", `${describe$4(character)} is not allowed in a policy: remove it`, location)];
	});
}
function endWarnings(text, file) {
	if (text.endsWith("\n")) return [];
	const lines = text.split("\n");
	return [{
		level: "note",
		code: "unfinished-line",
		message: "the file does not end with a line feed: check that nothing is missing, and add one",
		location: {
			file,
			line: lines.length,
			column: (lines.at(-1) ?? "").length + 1
		}
	}];
}
const DECEPTIVE = /[^\t\x20-\x7e\u00a0-\ud7ff\ue000-\ufffc\u{10000}-\u{10ffff}]|[\u2028\u2029\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;
function describe$4(character) {
	const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
	return `the character U+${point}${{
		"0000": " (NUL)",
		"000D": " (a carriage return without a line feed)",
		FFFD: " (invalid text)"
	}[point] ?? ""}`;
}
function firstInvalid(bytes) {
	const lines = (new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).split("�", 1)[0] ?? "").split("\n");
	return {
		line: lines.length,
		column: (lines.at(-1) ?? "").length + 1
	};
}
function tooLarge(file) {
	return problem$6("file-too-large", `a policy may have at most ${`${MAX_POLICY_BYTES / 1024} KiB`}: split it by environment`, {
		file,
		line: 1,
		column: 1
	});
}
function problem$6(code, message, location) {
	return {
		code,
		message,
		location
	};
}

// src/repository.ts
const LONGEST$2 = 8388608;
async function repositoryOf(policyFile, environment) {
	const workingDirectory = await realpath(".");
	const folder = await real(policyFile === "" ? workingDirectory : dirname(resolve(workingDirectory, policyFile)));
	const workspace = environment.GITHUB_WORKSPACE ? await real(environment.GITHUB_WORKSPACE) : null;
	const root = await rootAbove(folder);
	if (root !== null) return {
		root,
		workingDirectory,
		revision: await revisionOf(root).catch(() => null) ?? (root === workspace ? runnerRevision(environment) : null)
	};
	const fallback = [workspace, workingDirectory].find((one) => one !== null && contains(one, folder)) ?? folder;
	return {
		root: fallback,
		workingDirectory,
		revision: fallback === workspace ? runnerRevision(environment) : null
	};
}
function real(path) {
	return realpath(path).catch(() => resolve(path));
}
function contains(folder, path) {
	const below = relative(folder, path);
	return below !== ".." && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}
async function rootAbove(folder) {
	const found = await stat(join(folder, ".git")).catch(() => null);
	if (found?.isDirectory() === true || found?.isFile() === true) return folder;
	const above = dirname(folder);
	return above === folder ? null : rootAbove(above);
}
function runnerRevision({ GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_REF }) {
	const uri = publicUri(`${GITHUB_SERVER_URL ?? ""}/${GITHUB_REPOSITORY ?? ""}`);
	return uri === null ? null : {
		uri,
		commit: hashIn(GITHUB_SHA ?? ""),
		branch: branchIn(GITHUB_REF ?? "")
	};
}
async function revisionOf(root) {
	const own = join(root, ".git");
	const pointer = (await stat(own)).isFile() ? /^gitdir: (.+)$/m.exec(await text$1(own))?.[1] : null;
	if (pointer === void 0) return null;
	const folder = pointer === null ? own : resolve(root, pointer);
	const common = resolve(folder, (await text$1(join(folder, "commondir")).catch(() => ".")).trim());
	const uri = originIn(await text$1(join(common, "config")));
	if (uri === null) return null;
	const head = (await text$1(join(folder, "HEAD"))).trim();
	const ref = /^ref: (refs\/\S+)$/.exec(head)?.[1];
	if (ref === void 0) return {
		uri,
		commit: hashIn(head),
		branch: null
	};
	return {
		uri,
		commit: await commitOf(ref, common),
		branch: branchIn(ref)
	};
}
async function commitOf(ref, folder) {
	const loose = await text$1(join(folder, ...ref.split("/"))).catch(() => null);
	if (loose !== null) return hashIn(loose.trim());
	return hashIn((await text$1(join(folder, "packed-refs")).catch(() => "")).split("\n").find((one) => one.endsWith(` ${ref}`))?.split(" ", 1)[0] ?? "");
}
function originIn(config) {
	const [, section = ""] = config.split(/^\[remote "origin"\]\s*$/m);
	const url = /^\s*url\s*=\s*"?([^\s"]+)"?\s*$/m.exec(section.split(/^\[/m, 1)[0] ?? "")?.[1];
	return url === void 0 ? null : publicUri(url.replace(/^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)\/?/, "ssh://$1/"));
}
function publicUri(url) {
	if (!URL.canParse(url)) return null;
	const { protocol, host, pathname } = new URL(url);
	if (![
		"https:",
		"http:",
		"ssh:",
		"git:"
	].includes(protocol) || host === "") return null;
	return `${protocol}//${host}${pathname.replace(/(?:\.git)?\/*$/, "")}`;
}
function hashIn(word) {
	return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(word) ? word : null;
}
function branchIn(ref) {
	return /^refs\/heads\/([^.].*)$/.exec(ref)?.[1] ?? null;
}
async function text$1(file) {
	const found = await stat(file);
	if (!found.isFile() || found.size > LONGEST$2) throw new Error(`${file} is not a file of Git`);
	return readFile(file, "utf8");
}

// src/effects.ts
function systemEffects(signal, { say, progress }) {
	return {
		now: () => /* @__PURE__ */ new Date(),
		resolve: resolve$1,
		readPolicy: readPolicy$1,
		openResults,
		environment: {
			path: absoluteFolders(process.env.PATH ?? ""),
			home: process.env.HOME ?? homedir()
		},
		signal,
		say,
		progress,
		saveMemory
	};
}
function saveMemory() {
	setFlagsFromString("--heap-growing-percent=10");
	setFlagsFromString("--semi-space-growth-factor=1");
}
function absoluteFolders(path) {
	const folders = path.split(delimiter).filter(isAbsolute);
	return (folders.length > 0 ? folders : [
		"/usr/local/bin",
		"/usr/bin",
		"/bin"
	]).join(delimiter);
}
async function findPolicy(named) {
	if (named !== null) return presentable(named);
	const present = [];
	for (const file of DEFAULT_POLICIES) if (await stat(file).then(() => true, () => false)) present.push(file);
	const [first, second] = present;
	if (first === void 0) {
		const message = `there is no ${DEFAULT_POLICIES.join(" and no ")}; write one (the policies folder has some to start from), or name yours`;
		throw new InputError([{
			code: "no-policy",
			message
		}]);
	}
	if (second !== void 0) {
		const message = `there are two policies, ${present.join(" and ")}; remove one, or name the one that counts`;
		throw new InputError([{
			code: "two-policies",
			message
		}]);
	}
	return presentable(first);
}
async function presentable(file) {
	const real = await realpath(file).catch(() => null);
	if (real === null) return file;
	const here = await realpath(".");
	const below = belowFolder(here, real);
	if (below !== null) return below;
	if (belowFolder(process.cwd(), resolve(file)) !== null || belowFolder(here, resolve(file)) !== null) {
		const message = `${printable(file)} is a symbolic link that leads out of the working directory; put the policy itself there`;
		throw new InputError([{
			code: "policy-outside",
			message
		}]);
	}
	return real;
}
function belowFolder(folder, file) {
	const below = relative(folder, file);
	return below === "" || isAbsolute(below) || below === ".." || below.startsWith(`..${sep}`) ? null : below;
}
async function locationOptions(file) {
	const repository = await repositoryOf(file, process.env);
	const found = await stat(file).catch(() => null);
	const text = found?.isFile() === true && found.size <= 262144 ? await readFile(file, "utf8").catch(() => null) : null;
	return {
		repository,
		sources: new Map(text === null ? [] : [[file, text.replace(/^\ufeff/, "")]])
	};
}
async function resolve$1(name, family) {
	try {
		return (await lookup(name, {
			family: family === "ipv4" ? 4 : 6,
			all: true
		})).map(({ address }) => address);
	} catch (error) {
		const code = error instanceof Error && "code" in error ? String(error.code) : "";
		if ([
			"ENOTFOUND",
			"ENODATA",
			"EAI_NODATA",
			"EAI_ADDRFAMILY"
		].includes(code)) return [];
		throw error;
	}
}
async function readPolicy$1(file) {
	await requireFile(file, "policy");
	const handle = await open(file).catch((error) => unreadable(file, error));
	try {
		const buffer = Buffer.alloc(MAX_POLICY_BYTES + 1);
		let length = 0;
		for (let read = -1; read !== 0 && length < buffer.length; length += read) read = (await handle.read(buffer, length, buffer.length - length)).bytesRead;
		return buffer.subarray(0, length);
	} catch (error) {
		return unreadable(file, error);
	} finally {
		await handle.close();
	}
}
async function openResults(file) {
	await requireFile(file, "results");
	return createReadStream(file, { highWaterMark: 1 << 18 });
}
async function requireFile(file, what) {
	const found = await stat(file).catch(() => null);
	if (found?.isFile() === true) return;
	const why = found === null ? "there is no such file" : "it is not a file";
	throw new InputError([{
		code: `no-${what}`,
		message: `${printable(file)}: ${why}`
	}]);
}
function unreadable(file, error) {
	const why = error instanceof Error ? error.message : String(error);
	throw new InputError([{
		code: "unreadable-file",
		message: `${printable(file)} can't be read: ${printable(why)}`
	}]);
}

// node_modules/ipaddr.js/lib/ipaddr.js
var require_ipaddr = /* @__PURE__ */ __commonJSMin(((exports, module, this$1) => {
	(function(root) {
		"use strict";
		const ipv4Part = "(0?\\d+|0x[a-f0-9]+)";
		const ipv4Regexes = {
			fourOctet: new RegExp(`^${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}$`, "i"),
			threeOctet: new RegExp(`^${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}$`, "i"),
			twoOctet: new RegExp(`^${ipv4Part}\\.${ipv4Part}$`, "i"),
			longValue: new RegExp(`^${ipv4Part}$`, "i")
		};
		const octalRegex = new RegExp(`^0[0-7]+$`, "i");
		const hexRegex = new RegExp(`^0x[a-f0-9]+$`, "i");
		const zoneIndex = "%[0-9a-z]{1,}";
		const ipv6Part = "(?:[0-9a-f]+::?)+";
		const ipv6Regexes = {
			zoneIndex: new RegExp(zoneIndex, "i"),
			"native": new RegExp(`^(::)?(${ipv6Part})?([0-9a-f]+)?(::)?(${zoneIndex})?$`, "i"),
			deprecatedTransitional: new RegExp(`^(?:::)(${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}(${zoneIndex})?)$`, "i"),
			transitional: new RegExp(`^((?:${ipv6Part})|(?:::)(?:${ipv6Part})?)${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}(${zoneIndex})?$`, "i")
		};
		function expandIPv6(string, parts) {
			if (string.indexOf("::") !== string.lastIndexOf("::")) return null;
			let colonCount = 0;
			let lastColon = -1;
			let zoneId = (string.match(ipv6Regexes.zoneIndex) || [])[0];
			let replacement, replacementCount;
			if (zoneId) {
				zoneId = zoneId.substring(1);
				string = string.replace(/%.+$/, "");
			}
			while ((lastColon = string.indexOf(":", lastColon + 1)) >= 0) colonCount++;
			if (string.substr(0, 2) === "::") colonCount--;
			if (string.substr(-2, 2) === "::") colonCount--;
			if (colonCount >= parts) return null;
			replacementCount = parts - colonCount;
			replacement = ":";
			while (replacementCount--) replacement += "0:";
			string = string.replace("::", replacement);
			if (string[0] === ":") string = string.slice(1);
			if (string[string.length - 1] === ":") string = string.slice(0, -1);
			parts = (function() {
				const ref = string.split(":");
				const results = [];
				for (let i = 0; i < ref.length; i++) results.push(ref[i].length > 4 ? NaN : parseInt(ref[i], 16));
				return results;
			})();
			return {
				parts,
				zoneId
			};
		}
		function matchCIDR(first, second, partSize, cidrBits) {
			if (first.length !== second.length) throw new Error("ipaddr: cannot match CIDR for objects with different lengths");
			let part = 0;
			let shift;
			while (cidrBits > 0) {
				shift = partSize - cidrBits;
				if (shift < 0) shift = 0;
				if (first[part] >> shift !== second[part] >> shift) return false;
				cidrBits -= partSize;
				part += 1;
			}
			return true;
		}
		function parseIntAuto(string) {
			if (hexRegex.test(string)) return parseInt(string, 16);
			if (string[0] === "0" && !isNaN(parseInt(string[1], 10))) {
				if (octalRegex.test(string)) return parseInt(string, 8);
				throw new Error(`ipaddr: cannot parse ${string} as octal`);
			}
			return parseInt(string, 10);
		}
		function padPart(part, length) {
			while (part.length < length) part = `0${part}`;
			return part;
		}
		const ipaddr = {};
		ipaddr.IPv4 = (function() {
			function IPv4(octets) {
				if (octets.length !== 4) throw new Error("ipaddr: ipv4 octet count should be 4");
				let i, octet;
				for (i = 0; i < octets.length; i++) {
					octet = octets[i];
					if (!(0 <= octet && octet <= 255)) throw new Error("ipaddr: ipv4 octet should fit in 8 bits");
				}
				this.octets = octets;
			}
			IPv4.prototype.SpecialRanges = {
				unspecified: [[new IPv4([
					0,
					0,
					0,
					0
				]), 8]],
				broadcast: [[new IPv4([
					255,
					255,
					255,
					255
				]), 32]],
				multicast: [[new IPv4([
					224,
					0,
					0,
					0
				]), 4]],
				linkLocal: [[new IPv4([
					169,
					254,
					0,
					0
				]), 16]],
				loopback: [[new IPv4([
					127,
					0,
					0,
					0
				]), 8]],
				carrierGradeNat: [[new IPv4([
					100,
					64,
					0,
					0
				]), 10]],
				"private": [
					[new IPv4([
						10,
						0,
						0,
						0
					]), 8],
					[new IPv4([
						172,
						16,
						0,
						0
					]), 12],
					[new IPv4([
						192,
						168,
						0,
						0
					]), 16]
				],
				reserved: [
					[new IPv4([
						192,
						0,
						0,
						0
					]), 24],
					[new IPv4([
						192,
						0,
						2,
						0
					]), 24],
					[new IPv4([
						192,
						88,
						99,
						0
					]), 24],
					[new IPv4([
						198,
						18,
						0,
						0
					]), 15],
					[new IPv4([
						198,
						51,
						100,
						0
					]), 24],
					[new IPv4([
						203,
						0,
						113,
						0
					]), 24],
					[new IPv4([
						240,
						0,
						0,
						0
					]), 4]
				],
				as112: [[new IPv4([
					192,
					175,
					48,
					0
				]), 24], [new IPv4([
					192,
					31,
					196,
					0
				]), 24]],
				amt: [[new IPv4([
					192,
					52,
					193,
					0
				]), 24]]
			};
			IPv4.prototype.kind = function() {
				return "ipv4";
			};
			IPv4.prototype.match = function(other, cidrRange) {
				let ref;
				if (cidrRange === void 0) {
					ref = other;
					other = ref[0];
					cidrRange = ref[1];
				}
				if (other.kind() !== "ipv4") throw new Error("ipaddr: cannot match ipv4 address with non-ipv4 one");
				return matchCIDR(this.octets, other.octets, 8, cidrRange);
			};
			IPv4.prototype.prefixLengthFromSubnetMask = function() {
				let cidr = 0;
				let stop = false;
				const zerotable = {
					0: 8,
					128: 7,
					192: 6,
					224: 5,
					240: 4,
					248: 3,
					252: 2,
					254: 1,
					255: 0
				};
				let i, octet, zeros;
				for (i = 3; i >= 0; i -= 1) {
					octet = this.octets[i];
					if (octet in zerotable) {
						zeros = zerotable[octet];
						if (stop && zeros !== 0) return null;
						if (zeros !== 8) stop = true;
						cidr += zeros;
					} else return null;
				}
				return 32 - cidr;
			};
			IPv4.prototype.range = function() {
				return ipaddr.subnetMatch(this, this.SpecialRanges);
			};
			IPv4.prototype.toByteArray = function() {
				return this.octets.slice(0);
			};
			IPv4.prototype.toIPv4MappedAddress = function() {
				return ipaddr.IPv6.parse(`::ffff:${this.toString()}`);
			};
			IPv4.prototype.toNormalizedString = function() {
				return this.toString();
			};
			IPv4.prototype.toString = function() {
				return this.octets.join(".");
			};
			return IPv4;
		})();
		ipaddr.IPv4.broadcastAddressFromCIDR = function(string) {
			try {
				const cidr = this.parseCIDR(string);
				const ipInterfaceOctets = cidr[0].toByteArray();
				const subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
				const octets = [];
				let i = 0;
				while (i < 4) {
					octets.push(parseInt(ipInterfaceOctets[i], 10) | parseInt(subnetMaskOctets[i], 10) ^ 255);
					i++;
				}
				return new this(octets);
			} catch (e) {
				throw new Error("ipaddr: the address does not have IPv4 CIDR format", { cause: e });
			}
		};
		ipaddr.IPv4.isIPv4 = function(string) {
			return this.parser(string) !== null;
		};
		ipaddr.IPv4.isValid = function(string) {
			try {
				new this(this.parser(string));
				return true;
			} catch {
				return false;
			}
		};
		ipaddr.IPv4.isValidCIDR = function(string) {
			try {
				this.parseCIDR(string);
				return true;
			} catch {
				return false;
			}
		};
		ipaddr.IPv4.isValidFourPartDecimal = function(string) {
			if (ipaddr.IPv4.isValid(string) && string.match(/^(0|[1-9]\d*)(\.(0|[1-9]\d*)){3}$/)) return true;
			else return false;
		};
		ipaddr.IPv4.isValidCIDRFourPartDecimal = function(string) {
			const match = string.match(/^(.+)\/(\d+)$/);
			if (!ipaddr.IPv4.isValidCIDR(string) || !match) return false;
			return ipaddr.IPv4.isValidFourPartDecimal(match[1]);
		};
		ipaddr.IPv4.networkAddressFromCIDR = function(string) {
			let cidr, i, ipInterfaceOctets, octets, subnetMaskOctets;
			try {
				cidr = this.parseCIDR(string);
				ipInterfaceOctets = cidr[0].toByteArray();
				subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
				octets = [];
				i = 0;
				while (i < 4) {
					octets.push(parseInt(ipInterfaceOctets[i], 10) & parseInt(subnetMaskOctets[i], 10));
					i++;
				}
				return new this(octets);
			} catch (e) {
				throw new Error("ipaddr: the address does not have IPv4 CIDR format", { cause: e });
			}
		};
		ipaddr.IPv4.parse = function(string) {
			const parts = this.parser(string);
			if (parts === null) throw new Error("ipaddr: string is not formatted like an IPv4 Address");
			return new this(parts);
		};
		ipaddr.IPv4.parseCIDR = function(string) {
			let match;
			if (match = string.match(/^(.+)\/(\d+)$/)) {
				const maskLength = parseInt(match[2]);
				if (maskLength >= 0 && maskLength <= 32) {
					const parsed = [this.parse(match[1]), maskLength];
					Object.defineProperty(parsed, "toString", { value: function() {
						return this.join("/");
					} });
					return parsed;
				}
			}
			throw new Error("ipaddr: string is not formatted like an IPv4 CIDR range");
		};
		ipaddr.IPv4.parser = function(string) {
			let match, part, value;
			if (match = string.match(ipv4Regexes.fourOctet)) return (function() {
				const ref = match.slice(1, 6);
				const results = [];
				for (let i = 0; i < ref.length; i++) {
					part = ref[i];
					results.push(parseIntAuto(part));
				}
				return results;
			})();
			else if (match = string.match(ipv4Regexes.longValue)) {
				value = parseIntAuto(match[1]);
				if (value > 4294967295 || value < 0) throw new Error("ipaddr: address outside defined range");
				return (function() {
					const results = [];
					let shift = 0;
					for (; shift <= 24; shift += 8) results.push(value >> shift & 255);
					return results;
				})().reverse();
			} else if (match = string.match(ipv4Regexes.twoOctet)) return (function() {
				const ref = match.slice(1, 4);
				const results = [];
				value = parseIntAuto(ref[1]);
				if (value > 16777215 || value < 0) throw new Error("ipaddr: address outside defined range");
				results.push(parseIntAuto(ref[0]));
				results.push(value >> 16 & 255);
				results.push(value >> 8 & 255);
				results.push(value & 255);
				return results;
			})();
			else if (match = string.match(ipv4Regexes.threeOctet)) return (function() {
				const ref = match.slice(1, 5);
				const results = [];
				value = parseIntAuto(ref[2]);
				if (value > 65535 || value < 0) throw new Error("ipaddr: address outside defined range");
				results.push(parseIntAuto(ref[0]));
				results.push(parseIntAuto(ref[1]));
				results.push(value >> 8 & 255);
				results.push(value & 255);
				return results;
			})();
			else return null;
		};
		ipaddr.IPv4.subnetMaskFromPrefixLength = function(prefix) {
			prefix = parseInt(prefix);
			if (Number.isNaN(prefix) || prefix < 0 || prefix > 32) throw new Error("ipaddr: invalid IPv4 prefix length");
			const octets = [
				0,
				0,
				0,
				0
			];
			let j = 0;
			const filledOctetCount = Math.floor(prefix / 8);
			while (j < filledOctetCount) {
				octets[j] = 255;
				j++;
			}
			if (filledOctetCount < 4) octets[filledOctetCount] = Math.pow(2, prefix % 8) - 1 << 8 - prefix % 8;
			return new this(octets);
		};
		ipaddr.IPv6 = (function() {
			function IPv6(parts, zoneId) {
				let i, part;
				if (parts.length === 16) {
					this.parts = [];
					for (i = 0; i <= 14; i += 2) this.parts.push(parts[i] << 8 | parts[i + 1]);
				} else if (parts.length === 8) this.parts = parts;
				else throw new Error("ipaddr: ipv6 part count should be 8 or 16");
				for (i = 0; i < this.parts.length; i++) {
					part = this.parts[i];
					if (!(0 <= part && part <= 65535)) throw new Error("ipaddr: ipv6 part should fit in 16 bits");
				}
				if (zoneId) this.zoneId = zoneId;
			}
			IPv6.prototype.SpecialRanges = {
				unspecified: [new IPv6([
					0,
					0,
					0,
					0,
					0,
					0,
					0,
					0
				]), 128],
				linkLocal: [new IPv6([
					65152,
					0,
					0,
					0,
					0,
					0,
					0,
					0
				]), 10],
				multicast: [new IPv6([
					65280,
					0,
					0,
					0,
					0,
					0,
					0,
					0
				]), 8],
				loopback: [new IPv6([
					0,
					0,
					0,
					0,
					0,
					0,
					0,
					1
				]), 128],
				uniqueLocal: [new IPv6([
					64512,
					0,
					0,
					0,
					0,
					0,
					0,
					0
				]), 7],
				ipv4Mapped: [new IPv6([
					0,
					0,
					0,
					0,
					0,
					65535,
					0,
					0
				]), 96],
				deprecatedSiteLocal: [new IPv6([
					65216,
					0,
					0,
					0,
					0,
					0,
					0,
					0
				]), 10],
				discard: [new IPv6([
					256,
					0,
					0,
					0,
					0,
					0,
					0,
					0
				]), 64],
				rfc6145: [new IPv6([
					0,
					0,
					0,
					0,
					65535,
					0,
					0,
					0
				]), 96],
				rfc6052: [[new IPv6([
					100,
					65435,
					0,
					0,
					0,
					0,
					0,
					0
				]), 96], [new IPv6([
					100,
					65435,
					1,
					0,
					0,
					0,
					0,
					0
				]), 48]],
				"6to4": [new IPv6([
					8194,
					0,
					0,
					0,
					0,
					0,
					0,
					0
				]), 16],
				teredo: [new IPv6([
					8193,
					0,
					0,
					0,
					0,
					0,
					0,
					0
				]), 32],
				benchmarking: [new IPv6([
					8193,
					2,
					0,
					0,
					0,
					0,
					0,
					0
				]), 48],
				amt: [new IPv6([
					8193,
					3,
					0,
					0,
					0,
					0,
					0,
					0
				]), 32],
				as112v6: [[new IPv6([
					8193,
					4,
					274,
					0,
					0,
					0,
					0,
					0
				]), 48], [new IPv6([
					9760,
					79,
					32768,
					0,
					0,
					0,
					0,
					0
				]), 48]],
				deprecatedOrchid: [new IPv6([
					8193,
					16,
					0,
					0,
					0,
					0,
					0,
					0
				]), 28],
				orchid2: [new IPv6([
					8193,
					32,
					0,
					0,
					0,
					0,
					0,
					0
				]), 28],
				droneRemoteIdProtocolEntityTags: [new IPv6([
					8193,
					48,
					0,
					0,
					0,
					0,
					0,
					0
				]), 28],
				segmentRouting: [new IPv6([
					24320,
					0,
					0,
					0,
					0,
					0,
					0,
					0
				]), 16],
				reserved: [
					[new IPv6([
						8193,
						0,
						0,
						0,
						0,
						0,
						0,
						0
					]), 23],
					[new IPv6([
						8193,
						3512,
						0,
						0,
						0,
						0,
						0,
						0
					]), 32],
					[new IPv6([
						16383,
						0,
						0,
						0,
						0,
						0,
						0,
						0
					]), 20]
				]
			};
			IPv6.prototype.isIPv4MappedAddress = function() {
				return this.range() === "ipv4Mapped";
			};
			IPv6.prototype.kind = function() {
				return "ipv6";
			};
			IPv6.prototype.match = function(other, cidrRange) {
				let ref;
				if (cidrRange === void 0) {
					ref = other;
					other = ref[0];
					cidrRange = ref[1];
				}
				if (other.kind() !== "ipv6") throw new Error("ipaddr: cannot match ipv6 address with non-ipv6 one");
				return matchCIDR(this.parts, other.parts, 16, cidrRange);
			};
			IPv6.prototype.prefixLengthFromSubnetMask = function() {
				let cidr = 0;
				let stop = false;
				const zerotable = {
					0: 16,
					32768: 15,
					49152: 14,
					57344: 13,
					61440: 12,
					63488: 11,
					64512: 10,
					65024: 9,
					65280: 8,
					65408: 7,
					65472: 6,
					65504: 5,
					65520: 4,
					65528: 3,
					65532: 2,
					65534: 1,
					65535: 0
				};
				let part, zeros;
				for (let i = 7; i >= 0; i -= 1) {
					part = this.parts[i];
					if (part in zerotable) {
						zeros = zerotable[part];
						if (stop && zeros !== 0) return null;
						if (zeros !== 16) stop = true;
						cidr += zeros;
					} else return null;
				}
				return 128 - cidr;
			};
			IPv6.prototype.range = function() {
				return ipaddr.subnetMatch(this, this.SpecialRanges);
			};
			IPv6.prototype.toByteArray = function() {
				let part;
				const bytes = [];
				const ref = this.parts;
				for (let i = 0; i < ref.length; i++) {
					part = ref[i];
					bytes.push(part >> 8);
					bytes.push(part & 255);
				}
				return bytes;
			};
			IPv6.prototype.toFixedLengthString = function() {
				const addr = (function() {
					const results = [];
					for (let i = 0; i < this.parts.length; i++) results.push(padPart(this.parts[i].toString(16), 4));
					return results;
				}).call(this).join(":");
				let suffix = "";
				if (this.zoneId) suffix = `%${this.zoneId}`;
				return addr + suffix;
			};
			IPv6.prototype.toIPv4Address = function() {
				if (!this.isIPv4MappedAddress()) throw new Error("ipaddr: trying to convert a generic ipv6 address to ipv4");
				const ref = this.parts.slice(-2);
				const high = ref[0];
				const low = ref[1];
				return new ipaddr.IPv4([
					high >> 8,
					high & 255,
					low >> 8,
					low & 255
				]);
			};
			IPv6.prototype.toNormalizedString = function() {
				const addr = (function() {
					const results = [];
					for (let i = 0; i < this.parts.length; i++) results.push(this.parts[i].toString(16));
					return results;
				}).call(this).join(":");
				let suffix = "";
				if (this.zoneId) suffix = `%${this.zoneId}`;
				return addr + suffix;
			};
			IPv6.prototype.toRFC5952String = function() {
				const regex = /((^|:)(0(:|$)){2,})/g;
				let suffix = "";
				if (this.zoneId) suffix = `%${this.zoneId}`;
				const normalized = this.toNormalizedString();
				const string = normalized.slice(0, normalized.length - suffix.length);
				let bestMatchIndex = 0;
				let bestMatchLength = -1;
				let bestMatchGroups = -1;
				let match;
				while (match = regex.exec(string)) {
					const groups = (match[0].match(/0/g) || []).length;
					if (groups > bestMatchGroups) {
						bestMatchGroups = groups;
						bestMatchIndex = match.index;
						bestMatchLength = match[0].length;
					}
				}
				if (bestMatchLength < 0) return string + suffix;
				return `${string.substring(0, bestMatchIndex)}::${string.substring(bestMatchIndex + bestMatchLength)}${suffix}`;
			};
			IPv6.prototype.toString = function() {
				return this.toRFC5952String();
			};
			return IPv6;
		})();
		ipaddr.IPv6.broadcastAddressFromCIDR = function(string) {
			try {
				const cidr = this.parseCIDR(string);
				const ipInterfaceOctets = cidr[0].toByteArray();
				const subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
				const octets = [];
				let i = 0;
				while (i < 16) {
					octets.push(parseInt(ipInterfaceOctets[i], 10) | parseInt(subnetMaskOctets[i], 10) ^ 255);
					i++;
				}
				return new this(octets);
			} catch (e) {
				throw new Error("ipaddr: the address does not have IPv6 CIDR format", { cause: e });
			}
		};
		ipaddr.IPv6.isIPv6 = function(string) {
			return this.parser(string) !== null;
		};
		ipaddr.IPv6.isValid = function(string) {
			if (typeof string === "string" && string.indexOf(":") === -1) return false;
			try {
				const addr = this.parser(string);
				new this(addr.parts, addr.zoneId);
				return true;
			} catch {
				return false;
			}
		};
		ipaddr.IPv6.isValidCIDR = function(string) {
			if (typeof string === "string" && string.indexOf(":") === -1) return false;
			try {
				this.parseCIDR(string);
				return true;
			} catch {
				return false;
			}
		};
		ipaddr.IPv6.networkAddressFromCIDR = function(string) {
			let cidr, i, ipInterfaceOctets, octets, subnetMaskOctets;
			try {
				cidr = this.parseCIDR(string);
				ipInterfaceOctets = cidr[0].toByteArray();
				subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
				octets = [];
				i = 0;
				while (i < 16) {
					octets.push(parseInt(ipInterfaceOctets[i], 10) & parseInt(subnetMaskOctets[i], 10));
					i++;
				}
				return new this(octets);
			} catch (e) {
				throw new Error("ipaddr: the address does not have IPv6 CIDR format", { cause: e });
			}
		};
		ipaddr.IPv6.parse = function(string) {
			const addr = this.parser(string);
			if (addr === null) throw new Error("ipaddr: string is not formatted like an IPv6 Address");
			return new this(addr.parts, addr.zoneId);
		};
		ipaddr.IPv6.parseCIDR = function(string) {
			let maskLength, match, parsed;
			if (match = string.match(/^(.+)\/(\d+)$/)) {
				maskLength = parseInt(match[2]);
				if (maskLength >= 0 && maskLength <= 128) {
					parsed = [this.parse(match[1]), maskLength];
					Object.defineProperty(parsed, "toString", { value: function() {
						return this.join("/");
					} });
					return parsed;
				}
			}
			throw new Error("ipaddr: string is not formatted like an IPv6 CIDR range");
		};
		ipaddr.IPv6.parser = function(string) {
			let addr, i, match, octet, octets, zoneId;
			if (match = string.match(ipv6Regexes.deprecatedTransitional)) return this.parser(`::ffff:${match[1]}`);
			if (ipv6Regexes.native.test(string)) return expandIPv6(string, 8);
			if (match = string.match(ipv6Regexes.transitional)) {
				zoneId = match[6] || "";
				addr = match[1];
				if (!match[1].endsWith("::")) addr = addr.slice(0, -1);
				addr = expandIPv6(addr + zoneId, 6);
				if (addr && addr.parts) {
					octets = [
						parseInt(match[2]),
						parseInt(match[3]),
						parseInt(match[4]),
						parseInt(match[5])
					];
					for (i = 0; i < octets.length; i++) {
						octet = octets[i];
						if (!(0 <= octet && octet <= 255)) return null;
					}
					addr.parts.push(octets[0] << 8 | octets[1]);
					addr.parts.push(octets[2] << 8 | octets[3]);
					return {
						parts: addr.parts,
						zoneId: addr.zoneId
					};
				}
			}
			return null;
		};
		ipaddr.IPv6.subnetMaskFromPrefixLength = function(prefix) {
			prefix = parseInt(prefix);
			if (Number.isNaN(prefix) || prefix < 0 || prefix > 128) throw new Error("ipaddr: invalid IPv6 prefix length");
			const octets = [
				0,
				0,
				0,
				0,
				0,
				0,
				0,
				0,
				0,
				0,
				0,
				0,
				0,
				0,
				0,
				0
			];
			let j = 0;
			const filledOctetCount = Math.floor(prefix / 8);
			while (j < filledOctetCount) {
				octets[j] = 255;
				j++;
			}
			if (filledOctetCount < 16) octets[filledOctetCount] = Math.pow(2, prefix % 8) - 1 << 8 - prefix % 8;
			return new this(octets);
		};
		ipaddr.fromByteArray = function(bytes) {
			const length = bytes.length;
			if (length === 4) return new ipaddr.IPv4(bytes);
			else if (length === 16) return new ipaddr.IPv6(bytes);
			else throw new Error("ipaddr: the binary input is neither an IPv6 nor IPv4 address");
		};
		ipaddr.isValid = function(string) {
			return ipaddr.IPv6.isValid(string) || ipaddr.IPv4.isValid(string);
		};
		ipaddr.isValidCIDR = function(string) {
			return ipaddr.IPv6.isValidCIDR(string) || ipaddr.IPv4.isValidCIDR(string);
		};
		ipaddr.parse = function(string) {
			if (ipaddr.IPv6.isValid(string)) return ipaddr.IPv6.parse(string);
			else if (ipaddr.IPv4.isValid(string)) return ipaddr.IPv4.parse(string);
			else throw new Error("ipaddr: the address has neither IPv6 nor IPv4 format");
		};
		ipaddr.parseCIDR = function(string) {
			try {
				return ipaddr.IPv6.parseCIDR(string);
			} catch {
				try {
					return ipaddr.IPv4.parseCIDR(string);
				} catch (e) {
					throw new Error("ipaddr: the address has neither IPv6 nor IPv4 CIDR format", { cause: e });
				}
			}
		};
		ipaddr.process = function(string) {
			const addr = this.parse(string);
			if (addr.kind() === "ipv6" && addr.isIPv4MappedAddress()) return addr.toIPv4Address();
			else return addr;
		};
		ipaddr.subnetMatch = function(address, rangeList, defaultName) {
			let i, rangeName, rangeSubnets, subnet;
			if (defaultName === void 0 || defaultName === null) defaultName = "unicast";
			for (rangeName in rangeList) if (Object.prototype.hasOwnProperty.call(rangeList, rangeName)) {
				rangeSubnets = rangeList[rangeName];
				if (rangeSubnets[0] && !(rangeSubnets[0] instanceof Array)) rangeSubnets = [rangeSubnets];
				for (i = 0; i < rangeSubnets.length; i++) {
					subnet = rangeSubnets[i];
					if (address.kind() === subnet[0].kind() && address.match.apply(address, subnet)) return rangeName;
				}
			}
			return defaultName;
		};
		if (typeof module !== "undefined" && module.exports) module.exports = ipaddr;
		else root.ipaddr = ipaddr;
	})(this$1);
}));

// src/model/address.ts
var import_ipaddr = /* @__PURE__ */ __toESM(require_ipaddr(), 1);
const FAMILIES = ["ipv4", "ipv6"];
function parseAddress(text) {
	if (text.includes(":")) {
		if (text.includes("%") || !import_ipaddr.default.IPv6.isValid(text)) return void 0;
		const parsed = import_ipaddr.default.IPv6.parse(text);
		return (parsed.isIPv4MappedAddress() ? parsed.toIPv4Address() : parsed).toString();
	}
	return isIPv4(text) ? text : void 0;
}
function familyOf(address) {
	return address.includes(":") ? "ipv6" : "ipv4";
}
function octetsOf(address) {
	return address.split(".").map(Number);
}
function addressValue(address) {
	if (familyOf(address) === "ipv4") return BigInt(octetsOf(address).reduce((value, octet) => value * 256 + octet, 0));
	return import_ipaddr.default.IPv6.parse(address).parts.reduce((value, part) => value << 16n | BigInt(part), 0n);
}
function ipv4FromValue(value) {
	return [
		24n,
		16n,
		8n,
		0n
	].map((shift) => value >> shift & 255n).join(".");
}
function ipv6FromValue(value) {
	const bytes = Array.from({ length: 16 }, (_, index) => Number(value >> BigInt(8 * (15 - index)) & 255n));
	return import_ipaddr.default.fromByteArray(bytes).toString();
}
function compareAddresses(a, b) {
	const [familyA, familyB] = [familyOf(a), familyOf(b)];
	if (familyA !== familyB) return familyA === "ipv4" ? -1 : 1;
	const [valueA, valueB] = [addressValue(a), addressValue(b)];
	return valueA < valueB ? -1 : valueA > valueB ? 1 : 0;
}
function isLoopback(address) {
	return address === "::1" || address.startsWith("127.");
}
function patternCount(pattern) {
	if (pattern.family === "ipv6") return pattern.last - pattern.first + 1n;
	return pattern.octets.reduce((product, octet) => product * BigInt(octet.reduce((sum, [first, last]) => sum + last - first + 1, 0)), 1n);
}
function patternHas(pattern, address) {
	if (pattern.family !== familyOf(address)) return false;
	if (pattern.family === "ipv6") {
		const value = addressValue(address);
		return pattern.first <= value && value <= pattern.last;
	}
	const values = octetsOf(address);
	return pattern.octets.every((octet, index) => {
		const value = values[index];
		return octet.some(([first, last]) => first <= value && value <= last);
	});
}
function patternCovers(outer, inner) {
	if (outer.family === "ipv6") return inner.family === "ipv6" && outer.first <= inner.first && inner.last <= outer.last;
	return inner.family === "ipv4" && outer.octets.every((octet, index) => inner.octets[index].every(([first, last]) => octet.some(([outerFirst, outerLast]) => outerFirst <= first && last <= outerLast)));
}
function* patternAddresses(pattern) {
	if (pattern.family === "ipv6") {
		for (let value = pattern.first; value <= pattern.last; value++) yield ipv6FromValue(value);
		return;
	}
	const [a, b, c, d] = pattern.octets.map((octet) => [...octetValues(octet)]);
	for (const w of a) for (const x of b) for (const y of c) for (const z of d) yield `${w}.${x}.${y}.${z}`;
}
function* octetValues(octet) {
	for (const [first, last] of octet) for (let value = first; value <= last; value++) yield value;
}
const RANGES_SHOWN = 8;
function addressRanges(addresses) {
	const ranges = [];
	for (const address of [...new Set(addresses)].sort(compareAddresses)) {
		const value = addressValue(address);
		const range = ranges.at(-1);
		if (range !== void 0 && range.next === value && familyOf(range.last) === familyOf(address)) Object.assign(range, {
			last: address,
			next: value + 1n,
			count: range.count + 1
		});
		else ranges.push({
			first: address,
			last: address,
			next: value + 1n,
			count: 1
		});
	}
	const shown = ranges.slice(0, RANGES_SHOWN).map(({ first, last }) => first === last ? first : `${first}-${last}`);
	const more = ranges.slice(RANGES_SHOWN).reduce((sum, { count }) => sum + count, 0);
	return more === 0 ? shown.join(", ") : `${shown.join(", ")} and ${more} more`;
}

// src/model/group.ts
function groupBy(items, keyOf) {
	const groups = /* @__PURE__ */ new Map();
	for (const item of items) {
		const key = keyOf(item);
		const group = groups.get(key);
		if (group === void 0) groups.set(key, [item]);
		else group.push(item);
	}
	return groups;
}

// src/model/port.ts
const PROTOCOLS = [
	"tcp",
	"udp",
	"sctp"
];
const MAX_PORT = 65535;
const NO_PORTS = [];
const ALL_PORTS = [[1, MAX_PORT]];
function portSet(ranges) {
	const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
	const merged = [];
	for (const [first, last] of sorted) {
		const previous = merged.at(-1);
		if (previous !== void 0 && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
		else merged.push([first, last]);
	}
	return merged;
}
function union$1(...sets) {
	const present = sets.filter((set) => set.length > 0);
	return present.length < 2 ? present[0] ?? NO_PORTS : portSet(present.flat());
}
function intersect(a, b) {
	if (spans(b, a)) return a;
	if (spans(a, b)) return b;
	const common = [];
	for (let i = 0, j = 0; i < a.length && j < b.length;) {
		const [aFirst, aLast] = a[i];
		const [bFirst, bLast] = b[j];
		const first = Math.max(aFirst, bFirst);
		const last = Math.min(aLast, bLast);
		if (first <= last) common.push([first, last]);
		if (aLast < bLast) i++;
		else j++;
	}
	return common;
}
function overlap(a, b) {
	for (let i = 0, j = 0; i < a.length && j < b.length;) {
		const left = a[i];
		const right = b[j];
		if (left[1] < right[0]) i++;
		else if (right[1] < left[0]) j++;
		else return true;
	}
	return false;
}
function subtract(a, b) {
	if (a.length === 0 || b.length === 0) return a;
	if (spans(b, a)) return NO_PORTS;
	const left = [];
	let j = 0;
	for (const [first, last] of a) {
		let from = first;
		while (j < b.length && b[j][1] < from) j++;
		for (let k = j; k < b.length && b[k][0] <= last; k++) {
			const [cutFirst, cutLast] = b[k];
			if (cutFirst > from) left.push([from, cutFirst - 1]);
			from = cutLast + 1;
		}
		if (from <= last) left.push([from, last]);
	}
	return left;
}
function spans(outer, inner) {
	const [first] = inner;
	const last = inner[inner.length - 1];
	const [range] = outer;
	if (first === void 0 || last === void 0) return true;
	return outer.length === 1 && range !== void 0 && range[0] <= first[0] && last[1] <= range[1];
}
function portCount(set) {
	return set.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}
function hasPort(set, port) {
	let low = 0;
	let high = set.length - 1;
	while (low <= high) {
		const middle = low + high >> 1;
		const [first, last] = set[middle];
		if (port < first) high = middle - 1;
		else if (port > last) low = middle + 1;
		else return true;
	}
	return false;
}
function isSubset(a, b) {
	return subtract(a, b).length === 0;
}
function comparePorts$1(a, b) {
	for (let i = 0; i < a.length && i < b.length; i++) {
		const [left, right] = [a[i], b[i]];
		if (left[0] !== right[0] || left[1] !== right[1]) return left[0] - right[0] || left[1] - right[1];
	}
	return a.length - b.length;
}
function* eachPort(set) {
	for (const [first, last] of set) for (let port = first; port <= last; port++) yield port;
}
function formatPorts(set) {
	return set.map(([first, last]) => first === last ? `${first}` : `${first}-${last}`).join(",");
}
function parsePorts(text) {
	if (text === "") return NO_PORTS;
	const ranges = [];
	let sorted = true;
	for (let at = 0; at <= text.length; at++) {
		const first = readNumber$2(text, at);
		if (first === void 0) return void 0;
		at = first.end;
		const last = text.charCodeAt(at) === HYPHEN ? readNumber$2(text, at + 1) : first;
		if (last === void 0 || first.value > last.value || last.value > 65535) return void 0;
		at = last.end;
		if (at < text.length && text.charCodeAt(at) !== COMMA) return void 0;
		sorted &&= first.value > (ranges.at(-1)?.[1] ?? -2) + 1;
		ranges.push([first.value, last.value]);
	}
	return sorted ? ranges : portSet(ranges);
}
const HYPHEN = 45;
const COMMA = 44;
const ZERO$1 = 48;
function readNumber$2(text, from) {
	let value = 0;
	let end = from;
	for (; end < text.length; end++) {
		const digit = text.charCodeAt(end) - ZERO$1;
		if (digit < 0 || digit > 9) break;
		value = value * 10 + digit;
	}
	return end === from || end - from > 5 ? void 0 : {
		value,
		end
	};
}

// src/model/coverage.ts
function countGaps(gaps) {
	const counted = /* @__PURE__ */ new Map();
	return gaps.map(({ target, host, address, protocol, ports }) => {
		if (protocol === null) return 1;
		const key = address === null ? `${target} ${host} ${protocol}` : `${address} ${protocol}`;
		const known = counted.get(key) ?? [];
		counted.set(key, union$1(known, ports));
		return portCount(subtract(ports, known));
	});
}
function foldGaps(gaps) {
	return [...groupBy(gaps, ({ target, host, address, protocol, ports, reason }) => [
		target,
		host === address ? "" : `${host} ${address}`,
		protocol,
		formatPorts(ports),
		reason.code,
		reason.text
	].join("|")).values()].map((group) => {
		const [{ target, host, address, protocol, ports, reason }] = group;
		const named = host === address ? addressRanges(group.flatMap((gap) => gap.address ?? [])) : host;
		return {
			target,
			where: address === null || host === address ? named : `${host} (${address})`,
			hosts: group.length,
			protocol,
			ports,
			reason
		};
	});
}

// src/report/words.ts
function grouped(count) {
	return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
function counted(count, singular, plural = `${singular}s`) {
	return `${grouped(count)} ${count === 1 ? singular : plural}`;
}
function duration$1(seconds) {
	if (seconds < 60) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	const pair = (count) => String(count).padStart(2, "0");
	if (whole < 3600) return `${Math.floor(whole / 60)} min ${pair(whole % 60)} s`;
	return `${Math.floor(whole / 3600)} h ${pair(Math.floor(whole % 3600 / 60))} min`;
}
function elapsed({ startedAt, finishedAt }) {
	return duration$1((finishedAt.getTime() - startedAt.getTime()) / 1e3);
}
function gradeOf(finding) {
	return finding.severity ?? "incomplete";
}
function placeOf$1({ waived, location }) {
	return waived?.location ?? location;
}
function bySeverity(findings) {
	return [...SEVERITIES, "incomplete"].map((word) => ({
		word,
		count: findings.filter((finding) => gradeOf(finding) === word).length
	})).filter(({ count }) => count > 0).map(({ word, count }) => `${grouped(count)} ${word}`).join(", ");
}
function portsOf$2({ port, ports, protocol }) {
	const which = port === null ? ports : String(port);
	return which === null ? null : protocol === null ? which : `${which}/${protocol}`;
}
function hostOf$1({ host, address }) {
	if (host === null || address === null || host === address) return host ?? address;
	return `${host} (${address})`;
}
const PRIVILEGE_WORDS = {
	root: "as root",
	capabilities: "with file capabilities",
	sudo: "through sudo",
	unprivileged: "without privileges",
	none: "results from files, nothing was sent"
};
function scannerWords({ name, version, privilege, data }) {
	return `${name} ${version}${privilege === "none" ? `, ${PRIVILEGE_WORDS.none}` : ` ${PRIVILEGE_WORDS[privilege]}`}${data === void 0 ? "" : `, data files in ${data}`}`;
}
function owedWords({ owed, addresses }) {
	if (addresses === 0) return "ports";
	return addresses === owed ? "addresses" : "ports and addresses";
}
function coverageWords(coverage) {
	return `${grouped(coverage.answered)} of ${grouped(coverage.owed)} ${owedWords(coverage)} answered`;
}
function isComplete({ owed, answered, unobserved }) {
	return unobserved.length === 0 && answered === owed;
}
function isCompleteRun(outcome) {
	return outcome.kind === "report" && outcome.verdict !== "inconclusive" && isComplete(outcome.coverage);
}
function byReason$1(unobserved) {
	const groups = /* @__PURE__ */ new Map();
	const counts = countGaps(unobserved);
	for (const [index, { reason, host, address, protocol }] of unobserved.entries()) {
		const key = `${reason.code} ${reason.text}`;
		const group = groups.get(key) ?? {
			reason,
			hosts: /* @__PURE__ */ new Set(),
			ports: 0
		};
		group.hosts.add(address ?? host);
		group.ports += protocol === null ? 0 : counts[index];
		groups.set(key, group);
	}
	return [...groups.values()].map(({ reason, hosts, ports }) => ({
		reason,
		hosts: hosts.size,
		ports
	}));
}
function lookedAtWords(looksAt) {
	return `${PROTOCOLS.flatMap((protocol) => {
		const counts = looksAt.map((ports) => portCount(ports[protocol] ?? []));
		const [least, most] = [Math.min(...counts), Math.max(...counts)];
		if (most === 0) return [];
		const name = `${protocol.toUpperCase()} ports`;
		if (least >= ALL_COUNT) return [`all ${name}`];
		return [`${least === most ? "" : `${grouped(least)} to `}${grouped(most)} of 65,535 ${name}`];
	}).join(" and ")} of each host${looksAt.length > 1 ? ", as its target says" : ""}`;
}
const ALL_COUNT = 65535;
function meaning(report) {
	const standing = report.findings.filter(({ waived }) => waived === null);
	const failing = standing.filter(({ severity }) => severity !== null && atLeast(severity, report.failOn));
	const { owed, answered } = report.coverage;
	switch (report.verdict) {
		case "pass": {
			if (report.coverage.addresses === owed) return "Every address that the policy names was asked whether it is up. No port was probed, so nothing is known about what is open there.";
			const looked = `Every port that the policy asks about was probed to the end (${lookedAtWords(report.policy.looksAt)})`;
			if (report.findings.length === 0) return `${looked}, and none of these is open that the policy does not allow.`;
			return standing.length === 0 ? `${looked}, and what the policy does not allow is waived.` : `${looked}, and no finding is as severe as "${report.failOn}" (fail-on).`;
		}
		case "fail": {
			const found = `The network differs from the policy: ${counted(failing.length, "finding")} at or above "${report.failOn}" (fail-on).`;
			return isComplete(report.coverage) ? found : `${found} The scan was incomplete too, so there may be more.`;
		}
		case "inconclusive": {
			const unknown = `${grouped(owed - answered)} of ${grouped(owed)} ${owedWords(report.coverage)} got no trustworthy answer, so nobody knows whether the policy holds. Silence is not counted as closed.`;
			return report.exitCode === 0 ? `${unknown} The exit status is 0 only because on-incomplete is "warn".` : unknown;
		}
		default: return report.verdict;
	}
}
function failureMeaning({ exitCode }) {
	return exitCode === 2 ? "Nothing was probed: the policy, the input or the authorization has to be corrected first." : "The tool could not do its work, so nothing is known about the network.";
}

// src/progress.ts
const NO_PROGRESS = {
	event: null,
	at: 0
};
const INERTIA = 5;
const LEAST_SHARE = .02;
const LEAST_SECONDS = 3;
function advance(state, event, elapsed) {
	const share = event.share === null ? null : Math.max(within$3(event.share), state.event?.share ?? 0);
	const estimate = event.etaSeconds ?? fromShare(share, elapsed);
	const before = remaining(state, elapsed);
	const weight = 1 - Math.exp(-Math.max(0, elapsed - state.at) / INERTIA);
	const etaSeconds = estimate === null || !Number.isFinite(estimate) ? before : before === null ? Math.max(0, estimate) : Math.max(1, before) * (Math.max(1, estimate) / Math.max(1, before)) ** weight;
	return {
		event: {
			...event,
			share,
			etaSeconds
		},
		at: elapsed
	};
}
function remaining({ event, at }, elapsed) {
	const eta = event?.etaSeconds ?? null;
	return eta === null ? null : Math.max(0, eta - (elapsed - at));
}
function fromShare(share, elapsed) {
	if (share === null || share < LEAST_SHARE || elapsed < LEAST_SECONDS) return null;
	return elapsed * (1 - share) / share;
}
function stateLine(state, elapsed) {
	return state.event === null ? null : progressLine({
		...state.event,
		etaSeconds: remaining(state, elapsed)
	}, elapsed);
}
function progressLine(event, elapsedSeconds) {
	const { step, share, etaSeconds, hosts, hostsDone, open, rate, loss, pass } = event;
	return `${`${step}${pass > 1 ? `, pass ${grouped(pass)}` : ""}:`} ${[
		...share === null ? [] : [`${Math.min(99, Math.floor(within$3(share) * 100))} %`],
		hostsDone > 0 && hostsDone < hosts ? `${grouped(hostsDone)} of ${counted(hosts, "host")}` : counted(hosts, "host"),
		...open === 0 && step !== "sweep" ? [] : [`${grouped(open)} open`],
		...rate === null ? [] : [`${grouped(significant(rate, 2))} packets/s`],
		...loss === null ? [] : [`loss ${(within$3(loss) * 100).toFixed(1)} %`],
		etaSeconds === null ? `${about$1(elapsedSeconds)} so far` : `about ${about$1(etaSeconds)} left`
	].join(" · ")}`;
}
function within$3(share) {
	return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
}
function significant(value, digits) {
	return Number.isFinite(value) ? Number(Math.round(value).toPrecision(digits)) : 0;
}
function about$1(seconds) {
	const rounded = Math.max(1, Math.round(seconds));
	if (rounded < 10) return `${rounded} s`;
	if (rounded < 55) return `${Math.round(rounded / 5) * 5} s`;
	const minutes = Math.max(1, Math.round(rounded / 60));
	if (minutes < 60) return `${minutes} min`;
	const [hours, rest] = [Math.floor(minutes / 60), Math.round(minutes % 60 / 10) * 10];
	const [whole, part] = rest === 60 ? [hours + 1, 0] : [hours, rest];
	return part === 0 ? `${grouped(whole)} h` : `${grouped(whole)} h ${part} min`;
}
const PORT_SCAN = /^(?!.*Ping)(?:.* )?Scan$/;
const PARTS = {
	discover: [[
		/Ping Scan$/,
		0,
		1
	]],
	sweep: [[
		PORT_SCAN,
		0,
		1
	]],
	identify: [
		[
			PORT_SCAN,
			0,
			.1
		],
		[
			/^Service scan$/,
			.1,
			.95
		],
		[
			/^NSE$/,
			.95,
			1
		]
	],
	confirm: [[
		PORT_SCAN,
		0,
		.9
	], [
		/^Service scan$/,
		.9,
		1
	]],
	facts: [[
		PORT_SCAN,
		0,
		.1
	], [
		/^NSE$/,
		.1,
		1
	]]
};
function taskShare(step, task, percent) {
	const part = PARTS[step].find(([name]) => name.test(task));
	return part === void 0 ? null : part[1] + (part[2] - part[1]) * within$3(percent / 100);
}
function budgetNotice({ seconds, steps }, timeout) {
	const budget = timeout / 1e3;
	if (seconds <= budget) return null;
	let left = budget;
	let [missing, all] = [0, 0];
	for (const { step, probes, seconds: takes } of steps) {
		if (step === "sweep") {
			all += probes;
			missing += takes <= left ? 0 : probes * (1 - Math.max(0, left) / takes);
		}
		left -= takes;
	}
	const consequence = missing === 0 ? "what is open may not be asked for its service in time" : `about ${Math.max(1, Math.round(100 * missing / all))} % of the ports will be left unobserved, so it can not pass`;
	return `This scan is expected to take about ${about$1(seconds)}, and its time budget is ${duration$1(budget)}: ${consequence}. Raise the timeout or max-rate, or look at fewer ports or hosts.`;
}

// src/lifecycle.ts
function failClosed() {
	for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
	process.on("uncaughtException", (error) => {
		complain(printable(error.stack ?? String(error), 1e3));
		process.exit(3);
	});
}
function complain(text) {
	process.stderr.write(prefixed(text));
}
function prefixed(text) {
	return withoutCommands(`${TOOL_NAME}: ${text}\n`);
}
const STOP_SIGNALS = [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
];
const STOP_LIMIT = 7e3;
const HEARTBEAT = 30;
function stopSignal() {
	const controller = new AbortController();
	const stop = () => {
		if (controller.signal.aborted) return;
		controller.abort();
		setTimeout(() => process.exit(3), STOP_LIMIT).unref();
	};
	for (const name of STOP_SIGNALS) process.on(name, stop);
	return controller.signal;
}
const SYSTEM_CLOCK = {
	now: () => performance.now(),
	every: (milliseconds, run) => {
		const timer = setInterval(run, milliseconds).unref();
		return () => clearInterval(timer);
	}
};
const REDRAW = 200;
const USUAL_WIDTH = 80;
function showProgress(screen, clock = SYSTEM_CLOCK) {
	const started = clock.now();
	const elapsed = () => (clock.now() - started) / 1e3;
	let state = NO_PROGRESS;
	let said = "starting";
	const line = () => said ?? stateLine(state, elapsed()) ?? "";
	screen.on("error", () => {});
	const since = () => `${Math.round(elapsed())} s`;
	const view = screen.isTTY === true ? onTerminal(screen, clock, () => said === null ? line() : `${said} (${since()})`) : inLog(screen, clock, () => `after ${since()}: ${line()}`);
	return {
		say: (text) => {
			said = text;
			view.say(text);
		},
		progress: (event) => {
			state = advance(state, event, elapsed());
			said = null;
			view.changed();
		},
		end: view.end
	};
}
const CLEAR = "\r\x1B[2K";
function onTerminal(screen, clock, line) {
	let drawn = Number.NEGATIVE_INFINITY;
	let shown = "";
	const draw = () => {
		const width = Math.max(1, (screen.columns || USUAL_WIDTH) - 1);
		const text = [...line()].slice(0, width).join("");
		if (text === shown) return;
		drawn = clock.now();
		shown = text;
		screen.write(CLEAR + text);
	};
	const changed = () => {
		if (clock.now() - drawn >= REDRAW) draw();
	};
	const stop = clock.every(REDRAW, changed);
	return {
		say: changed,
		changed,
		end: () => {
			stop();
			screen.write(CLEAR);
		}
	};
}
function inLog(screen, clock, line) {
	return {
		say: (text) => screen.write(prefixed(text)),
		changed: () => {},
		end: clock.every(HEARTBEAT * 1e3, () => screen.write(prefixed(line())))
	};
}
function wantsColor(stream, environment) {
	if (environment.NO_COLOR) return false;
	return environment.FORCE_COLOR ? environment.FORCE_COLOR !== "0" : stream.isTTY === true;
}

// src/model/policy.ts
const EXPECTATIONS = [
	"require",
	"allow",
	"filtered",
	"forbid"
];
function expectedPorts(target) {
	return mentionedPorts(entriesOf$1(target, ["require", "allow"]), target.waivers);
}
function requiredPorts(target) {
	return mentionedPorts(entriesOf$1(target, ["require"]), []);
}
function owedPorts(target) {
	return mentionedPorts(target.entries, target.waivers, target.ports);
}
function spokenOf$1({ entries, waivers }) {
	return mentionedPorts(entries, waivers);
}
function entriesOf$1({ entries }, expectations) {
	return entries.filter(({ expectation }) => expectations.includes(expectation));
}
function mentionedPorts(entries, waivers, others = {}) {
	const mentioned = {};
	for (const protocol of PROTOCOLS) {
		const written = entries.filter((entry) => entry.protocol === protocol).map(({ ports }) => ports);
		const waived = waivers.filter((waiver) => waiver.protocol === protocol);
		const ports = union$1(others[protocol] ?? [], ...written, ...waived.map(({ port }) => [[port, port]]));
		if (ports.length > 0) mentioned[protocol] = ports;
	}
	return mentioned;
}

// src/model/expectation.ts
const STRENGTH$1 = {
	forbid: 0,
	filtered: 1,
	require: 2,
	allow: 3
};
function expectations(entries) {
	const ranked = [...entries].sort((a, b) => STRENGTH$1[a.expectation] - STRENGTH$1[b.expectation] || portCount(a.ports) - portCount(b.ports) || comparePorts$1(a.ports, b.ports));
	const segments = (protocol) => segmentsOf(ranked.filter((entry) => entry.protocol === protocol));
	return {
		tcp: segments("tcp"),
		udp: segments("udp"),
		sctp: segments("sctp")
	};
}
function governingEntry(expected, protocol, port) {
	const segments = expected[protocol];
	let low = 0;
	let high = segments.length - 1;
	while (low <= high) {
		const middle = low + high >> 1;
		const segment = segments[middle];
		if (port < segment.first) high = middle - 1;
		else if (port > segment.last) low = middle + 1;
		else return segment.entries[0];
	}
	return null;
}
function governedPorts(expected, protocol) {
	const ranges = /* @__PURE__ */ new Map();
	for (const { first, last, entries } of expected[protocol]) {
		const governed = ranges.get(entries[0]);
		if (governed === void 0) ranges.set(entries[0], [[first, last]]);
		else governed.push([first, last]);
	}
	return new Map([...ranges].map(([entry, parts]) => [entry, portSet(parts)]));
}
function identification(targets) {
	const forbids = targets.some(({ forbiddenServices }) => forbiddenServices.length > 0);
	const expected = targets.map(({ entries }) => expectations(entries));
	const owed = {};
	const named = {};
	for (const protocol of PROTOCOLS) {
		const all = union$1(...targets.map((target) => owedPorts(target)[protocol] ?? NO_PORTS));
		const governed = expected.flatMap((one) => [...governedPorts(one, protocol)]);
		const portsOf = (test) => union$1(...governed.flatMap(([entry, ports]) => test(entry) ? [ports] : []));
		const anyService = portsOf((entry) => mayBeOpen(entry) && entry.service === null);
		named[protocol] = portsOf((entry) => mayBeOpen(entry) && entry.service !== null);
		const decided = portsOf((entry) => !mayBeOpen(entry));
		owed[protocol] = forbids ? all : union$1(subtract(all, anyService), named[protocol], decided);
	}
	return {
		owed,
		named
	};
}
function mayBeOpen({ expectation }) {
	return expectation === "require" || expectation === "allow";
}
function segmentsOf(ranked) {
	const events = [];
	ranked.forEach((entry, rank) => {
		for (const [first, last] of entry.ports) events.push({
			port: first,
			rank,
			begins: true
		}, {
			port: last + 1,
			rank,
			begins: false
		});
	});
	events.sort((a, b) => a.port - b.port);
	const segments = [];
	const active = [];
	for (let i = 0; i < events.length;) {
		const from = events[i].port;
		for (; events[i]?.port === from; i++) {
			const { rank, begins } = events[i];
			const place = active.findIndex((other) => other >= rank);
			if (!begins) active.splice(place, 1);
			else active.splice(place === -1 ? active.length : place, 0, rank);
		}
		const [strongest, ...weaker] = active.map((rank) => ranked[rank]);
		const next = events[i];
		if (strongest !== void 0 && next !== void 0) segments.push({
			first: from,
			last: next.port - 1,
			entries: [strongest, ...weaker]
		});
	}
	return segments;
}

// src/model/service.ts
const SERVICE_ALIASES = {
	activemq: "apachemq",
	ajp: "ajp13",
	cassandra: "cassandra-native",
	cifs: "microsoft-ds",
	db2: "ibm-db2",
	dns: "domain",
	dot: "domain-s",
	ipsec: "isakmp",
	"ircs-u": "ircs",
	kerberos: "kerberos-sec",
	ldapssl: "ldaps",
	memcache: "memcached",
	mongo: "mongodb",
	mssql: "ms-sql-s",
	mssqlserver: "ms-sql-s",
	netbios: "netbios-ssn",
	oracle: "oracle-tns",
	portmapper: "rpcbind",
	postgres: "postgresql",
	rdp: "ms-wbt-server",
	"secure-mqtt": "mqtts",
	"sip-tls": "sips",
	smb: "microsoft-ds",
	snews: "nntps",
	socks: "socks5",
	submission: "smtp",
	submissions: "smtps",
	sunrpc: "rpcbind",
	svn: "svnserve",
	www: "http"
};
const TLS_NAMES = {
	amqp: "amqps",
	domain: "domain-s",
	ftp: "ftps",
	http: "https",
	imap: "imaps",
	irc: "ircs",
	ldap: "ldaps",
	mqtt: "mqtts",
	nntp: "nntps",
	pop3: "pop3s",
	sip: "sips",
	smtp: "smtps",
	telnet: "telnets"
};
const ALREADY_TLS = new Set(Object.values(TLS_NAMES));
const PLAIN_NAMES = Object.fromEntries(Object.entries(TLS_NAMES).map(([plain, overTls]) => [overTls, plain]));
const EQUIVALENTS = {
	http: ["http-proxy"],
	https: ["ssl/http-proxy"],
	jabber: ["xmpp"],
	"microsoft-ds": ["netbios-ssn"],
	"ms-sql-s": ["ssl/ms-sql-s"],
	"ms-wbt-server": ["ssl/ms-wbt-server"],
	"netbios-ssn": ["microsoft-ds"],
	socks5: ["socks4", "socks-proxy"],
	xmpp: ["jabber"]
};
function normaliseService(name) {
	const lower = name.trim().toLowerCase();
	const overTls = /^(?:ssl|tls)\/(.+)$/.exec(lower)?.[1];
	if (overTls !== void 0) return insideTls(alias(overTls));
	return alias(lower);
}
function observedService(evidence) {
	const name = normaliseService(evidence.name);
	return evidence.tunnel === "ssl" ? insideTls(name) : name;
}
const NAMELESS = /* @__PURE__ */ new Set([
	"tcpwrapped",
	"unknown",
	"ssl",
	"tls",
	"dtls",
	""
]);
function bareName({ name }) {
	return name.toLowerCase().replace(/^(?:ssl|tls)\//, "");
}
function isRecognised(evidence) {
	return !NAMELESS.has(bareName(evidence));
}
function sameService(expected, observed) {
	return expected === observed || (lookUp$1(EQUIVALENTS, expected)?.includes(observed) ?? false);
}
function withoutTls(name) {
	return lookUp$1(PLAIN_NAMES, name) ?? name.replace(/^ssl\//, "");
}
function insideTls(name) {
	if (ALREADY_TLS.has(name) || name.startsWith("ssl/") || name === "ssl") return name;
	return lookUp$1(TLS_NAMES, name) ?? `ssl/${name}`;
}
function alias(name) {
	return lookUp$1(SERVICE_ALIASES, name) ?? name;
}
function lookUp$1(table, key) {
	return Object.hasOwn(table, key) ? table[key] : void 0;
}

// src/compare/words.ts
const PORTS_SHOWN = 120;
function describe$3(draft, states, reason) {
	const place = `${describePlace(draft.host, draft.address)} ${describePorts(draft.ports)}/${draft.protocol}`;
	const target = `target "${draft.target.name}"`;
	const what = describeService(draft.detail);
	const state = states.join(" or ");
	switch (draft.code) {
		case "unexpected-port": return `${place} is open${what}: ${draft.entry === null ? `nothing in ${target} allows it` : "a firewall should drop it, says this line"}.${reason === null ? "" : ` ${reason}`}`;
		case "forbidden-port": return `${place} is open${what}: this line forbids it.${reason === null ? "" : ` ${reason}`}`;
		case "forbidden-service": return `${place} is open${what}: ${draft.service} is forbidden on any port.${reason === null ? "" : ` ${reason}`}`;
		case "wrong-service": return `${place} is open${what}: the service should be ${draft.service}.`;
		case "unverified-service": return draft.entry?.service === draft.service ? `${place} is open${what}: nothing proves that it is ${draft.service}.` : `${place} is open${what}, and its service is not known: nothing proves that it is not ${draft.service}, which is forbidden on any port.`;
		case "missing-port": return `${place} is ${state}: it is required to be open.`;
		case "unfiltered-port": return `${place} is ${state}: it answers, and a firewall should drop it.`;
		case "possibly-open": return `${place} may be open: nothing came back (${draft.state}), which proves neither that it is open nor that it is not.`;
		case "suspicious-host": return `${describePlace(draft.host, draft.address)} answers on ${portCount(draft.ports)} ${draft.protocol} ports that nothing allows: a SYN proxy, a tarpit or a honeypot. They are not listed one by one, because their answers say nothing about services.`;
		default: return draft.code;
	}
}
function describePorts(ports) {
	const text = formatPorts(ports);
	return text.length <= PORTS_SHOWN ? text : `${text.slice(0, text.lastIndexOf(",", PORTS_SHOWN))},... (${portCount(ports)} ports)`;
}
function describePlace(host, address) {
	return address === null || address === host ? host : `${host} (${address})`;
}
function describeService(detail) {
	const service = detail?.service;
	if (service === null || service === void 0 || service.method === "table") return "";
	const product = [service.product, service.version].filter((text) => text !== null).join(" ");
	return ` (${[observedService(service), product].filter((text) => text !== "").join(", ")})`;
}
const HOSTS_SHOWN = 5;
function hostsAsWritten({ hosts }) {
	const texts = hosts.map(({ value }) => value.text).sort();
	const more = texts.length - HOSTS_SHOWN;
	return more <= 0 ? texts.join(", ") : `${texts.slice(0, HOSTS_SHOWN).join(", ")} and ${more} more`;
}

// src/compare/discovered.ts
const NOT_LOOKED = {
	code: "not-accounted",
	text: "no scan looked whether the address is up"
};
const LEFT_OUT = {
	code: "not-accounted",
	text: "the address is not known to be down, and these ports were not probed"
};
function discoveredGaps(targets, grant, { discovery, hosts }) {
	const dues = new Map(targets.map((target) => [target.name, {
		target,
		all: owedPorts(target)
	}]));
	const looking = [...dues.values()].every(({ all }) => Object.keys(all).length > 0);
	if (discovery === null && looking) return NOTHING;
	const gaps = [];
	const partly = /* @__PURE__ */ new Set();
	let known = 0;
	for (const [address, here] of groupBy(grant.hosts, (host) => host.address)) {
		const down = discovery?.down.has(address) === true;
		if (down) for (const { target } of here) partly.add(target);
		const under = here.flatMap(({ target, host }) => {
			const due = dues.get(target);
			return due === void 0 ? [] : [{
				...due,
				host
			}];
		});
		if (under.every(({ all }) => Object.keys(all).length === 0)) {
			const reason = notKnown(address, discovery, hosts.get(address)?.state === "up");
			if (reason === null) known += under.length;
			else for (const { target, host } of under) gaps.push({
				target,
				host,
				address,
				protocol: null,
				ports: [],
				reason
			});
			continue;
		}
		if (discovery === null) continue;
		for (const { target, host, all } of under) {
			const due = down ? requiredPorts(target) : all;
			gaps.push(...leftOut$1(due, grant.owed.get(address) ?? {}).map((gap) => ({
				target,
				host,
				address,
				...gap
			})));
		}
	}
	const dead = discovery === null ? [] : deadTargets(targets, grant.hosts, discovery);
	return {
		gaps: [...gaps, ...dead],
		known,
		partly
	};
}
const NOTHING = {
	gaps: [],
	known: 0,
	partly: /* @__PURE__ */ new Set()
};
function notKnown(address, discovery, up) {
	if (up || discovery?.up.has(address) === true || discovery?.down.has(address) === true) return null;
	return discovery?.unknown.get(address) ?? NOT_LOOKED;
}
function leftOut$1(due, owed) {
	return PROTOCOLS.flatMap((protocol) => {
		const ports = subtract(due[protocol] ?? NO_PORTS, owed[protocol] ?? NO_PORTS);
		return portCount(ports) === 0 ? [] : [{
			protocol,
			ports,
			reason: LEFT_OUT
		}];
	});
}
function deadTargets(targets, granted, { down, probes }) {
	const hostsOf = groupBy(granted, ({ target }) => target);
	const how = probes === "" ? "" : ` (${probes})`;
	return targets.flatMap((target) => {
		const here = hostsOf.get(target.name);
		if (here === void 0 || here.some(({ address }) => !down.has(address))) return [];
		const count = new Set(here.map(({ address }) => address)).size;
		const reason = {
			code: "host-down",
			text: `none of ${count === 1 ? "its addresses (1)" : `its ${count} addresses`} answered host discovery${how}; it may be down, or shut this scanner out`
		};
		return [{
			target,
			host: hostsAsWritten(target),
			address: null,
			protocol: null,
			ports: [],
			reason
		}];
	});
}

// src/model/observation.ts
const PORT_STATES = [
	"open",
	"closed",
	"filtered",
	"unfiltered",
	"open|filtered",
	"closed|filtered"
];
const POSSIBLE = {
	open: ["open"],
	closed: ["closed"],
	filtered: ["filtered"],
	unfiltered: ["open", "closed"],
	"open|filtered": ["open", "filtered"],
	"closed|filtered": ["closed", "filtered"]
};
function compatibleStates(a, b) {
	return POSSIBLE[a].some((possible) => POSSIBLE[b].includes(possible));
}
const UNOBSERVED_CODES = [
	"host-down",
	"host-timeout",
	"host-absent",
	"not-accounted",
	"ambiguous-states",
	"scan-failed",
	"scan-truncated",
	"scan-timeout",
	"scan-interrupted",
	"refused-options",
	"results-age",
	"name-unresolved",
	"excluded-by-name",
	"no-privilege",
	"no-route",
	"not-identified",
	"answers-disagree",
	"not-confirmed",
	"blocked",
	"too-lossy"
];
function answersEverywhere(open, owed) {
	return open > 500 || owed >= 50 && open >= owed * .9;
}

// src/compare/exposure/row.ts
const HTTP = [
	"http",
	"https",
	"http-proxy",
	"soap",
	"websocket",
	"json-rpc"
];
const CWE_MISSING_AUTHENTICATION = "https://cwe.mitre.org/data/definitions/306.html";
const CWE_CLEARTEXT = "https://cwe.mitre.org/data/definitions/319.html";
const CWE_DEBUG_CODE = "https://cwe.mitre.org/data/definitions/489.html";
const CWE_INSECURE_DEFAULT = "https://cwe.mitre.org/data/definitions/1188.html";
const CWE_INFORMATION = "https://cwe.mitre.org/data/definitions/200.html";
const CISA_MANAGEMENT = "https://www.cisa.gov/news-events/directives/binding-operational-directive-23-02";
const CISA_AMPLIFICATION = "https://www.cisa.gov/news-events/alerts/2014/01/17/udp-based-amplification-attacks";
const CISA_INDUSTRIAL = "https://www.cisa.gov/topics/industrial-control-systems";
function cve(id) {
	return `https://nvd.nist.gov/vuln/detail/${id}`;
}

// src/compare/exposure/access.ts
const ACCESS = [
	{
		name: "backdoor",
		severity: "critical",
		services: [
			"backdoor",
			"bindshell",
			"meterpreter",
			"metasploit",
			"netbus",
			"backorifice",
			"darkcomet",
			"spy-net",
			"winshell"
		],
		ports: [
			"1524/tcp",
			"31337/tcp",
			"12345/tcp"
		],
		reason: "This is how an intruder comes back: treat the host as compromised.",
		source: "https://attack.mitre.org/techniques/T1571/"
	},
	{
		name: "telnet",
		severity: "high",
		services: ["telnet"],
		ports: ["23/tcp", "2323/tcp"],
		reason: "Telnet sends passwords in clear text and is what botnets look for first.",
		source: CWE_CLEARTEXT
	},
	{
		name: "r-services",
		severity: "critical",
		services: [
			"exec",
			"rexec",
			"login",
			"shell",
			"rlogin",
			"rsh",
			"klogin",
			"kshell"
		],
		ports: [
			"512/tcp",
			"513/tcp",
			"514/tcp"
		],
		reason: "rexec, rlogin and rsh believe the address of the client, and encrypt nothing.",
		source: cve("CVE-1999-0651")
	},
	{
		name: "rdp",
		severity: "high",
		services: ["ms-wbt-server"],
		products: ["Microsoft Terminal Service", "xrdp"],
		ports: ["3389/tcp", "3389/udp"],
		reason: "Remote Desktop is a main way in for ransomware, by guessed passwords and by faults before the login.",
		source: cve("CVE-2019-0708")
	},
	{
		name: "vnc",
		severity: "high",
		services: [
			"vnc",
			"vnc-http",
			"rfb"
		],
		products: ["VNC"],
		ports: [
			"5900/tcp",
			"5901/tcp",
			"5902/tcp",
			"5800/tcp"
		],
		over: HTTP,
		reason: "VNC gives the screen and the keyboard for a short password, or for none.",
		source: "https://attack.mitre.org/techniques/T1021/005/"
	},
	{
		name: "x11",
		severity: "critical",
		services: [
			"x11",
			"xdmcp",
			"font-service"
		],
		ports: [
			"6000/tcp",
			"6001/tcp",
			"6002/tcp",
			"177/udp",
			"7100/tcp"
		],
		reason: "An open X display lets anyone watch the screen and type.",
		source: cve("CVE-1999-0526")
	},
	{
		name: "remote-desktop-tools",
		severity: "high",
		services: [
			"radmin",
			"teamviewer",
			"nomachine-nx",
			"spice",
			"pc-anywhere",
			"damewaremr",
			"remote-rac",
			"landesk-rc",
			"netop"
		],
		ports: [
			"4899/tcp",
			"5938/tcp",
			"5631/tcp",
			"5632/udp",
			"6129/tcp"
		],
		reason: "Remote control of a desktop belongs behind a VPN; these tools are attacked, and installed by attackers.",
		source: "https://attack.mitre.org/techniques/T1219/"
	},
	{
		name: "ipmi",
		severity: "critical",
		services: [
			"asf-rmcp",
			"ipmi-usb",
			"ipmi-advertiserd"
		],
		products: ["IPMI"],
		ports: [
			"623/udp",
			"623/tcp",
			"664/udp"
		],
		reason: "IPMI controls the machine below its system, and hands out the password hash of any user who is asked for.",
		source: cve("CVE-2013-4786")
	},
	{
		name: "server-management",
		severity: "high",
		services: [
			"drac-console",
			"ilo-vm",
			"ilo",
			"ilo-console",
			"sun-alom",
			"webmin"
		],
		products: [
			"iDRAC",
			"Integrated Lights-Out",
			"HP iLO",
			"Supermicro",
			"Webmin",
			"MiniServ",
			"Cockpit"
		],
		ports: [
			"10000/tcp",
			"17990/tcp",
			"17988/tcp"
		],
		over: HTTP,
		reason: "Management controllers and panels give full control of the machine and are seldom updated.",
		source: CISA_MANAGEMENT
	},
	{
		name: "network-management",
		severity: "high",
		services: [
			"cisco-smartinstall",
			"winbox",
			"routeros-api",
			"ubiquiti-discovery",
			"ciscopsdm"
		],
		products: ["MikroTik WinBox", "Cisco Switch Smart Install"],
		ports: [
			"4786/tcp",
			"8291/tcp",
			"8728/tcp",
			"8729/tcp",
			"10001/udp"
		],
		reason: "Whoever administers the routers and switches decides where all traffic goes.",
		source: cve("CVE-2018-0171")
	},
	{
		name: "winrm",
		severity: "high",
		services: [
			"wsman",
			"wsmans",
			"wbem"
		],
		products: ["Openwsman"],
		ports: ["5985/tcp", "5986/tcp"],
		over: HTTP,
		reason: "Windows Remote Management runs commands for whoever logs in.",
		source: "https://attack.mitre.org/techniques/T1021/006/"
	},
	{
		name: "msrpc",
		severity: "high",
		services: [
			"msrpc",
			"ncacn_http",
			"msdtc"
		],
		ports: ["135/tcp", "593/tcp"],
		reason: "Windows remote procedure calls are for the local network; worms came through this port.",
		source: cve("CVE-2003-0352")
	},
	{
		name: "ssh",
		severity: "medium",
		services: ["ssh"],
		ports: ["22/tcp", "2222/tcp"],
		reason: "SSH is encrypted and has a login, yet it is a way to administer the host that nobody declared.",
		source: CISA_MANAGEMENT
	},
	{
		name: "jdwp",
		severity: "critical",
		services: ["jdwp"],
		products: ["Java Debug Wire Protocol"],
		ports: ["5005/tcp"],
		reason: "The Java debugger runs any code in the process, without a login.",
		source: "https://docs.oracle.com/en/java/javase/17/docs/specs/jdwp/jdwp-spec.html"
	},
	{
		name: "node-inspector",
		severity: "critical",
		products: ["Node.js inspector", "Chrome DevTools"],
		ports: [
			"9229/tcp",
			"9222/tcp",
			"5858/tcp"
		],
		over: HTTP,
		reason: "The inspector of Node.js or Chrome runs any code in the process, without a login.",
		source: "https://nodejs.org/en/learn/getting-started/debugging"
	},
	{
		name: "native-debugger",
		severity: "critical",
		services: [
			"gdb",
			"gdbserver",
			"jtag",
			"qconn",
			"pycharm",
			"xboxdebug"
		],
		products: ["gdbserver", "Delve"],
		ports: [
			"2345/tcp",
			"1234/tcp",
			"5678/tcp"
		],
		reason: "A debugger (gdbserver, Delve, debugpy, OpenOCD) runs any code in what it debugs, without a login.",
		source: CWE_DEBUG_CODE
	},
	{
		name: "xdebug",
		severity: "high",
		products: ["Xdebug"],
		ports: ["9003/tcp"],
		reason: "A listening Xdebug client is a developer machine that accepts debugging sessions from strangers.",
		source: "https://xdebug.org/docs/step_debug"
	},
	{
		name: "pprof",
		severity: "high",
		products: ["pprof"],
		ports: ["6060/tcp"],
		over: HTTP,
		reason: "Go profiles show the command line and the inner state of a process, and can slow it down at will.",
		source: "https://pkg.go.dev/net/http/pprof"
	},
	{
		name: "werkzeug",
		severity: "high",
		products: ["Werkzeug"],
		reason: "This is a development server; its debugger runs code for whoever guesses its PIN.",
		source: "https://werkzeug.palletsprojects.com/en/stable/debug/"
	},
	{
		name: "java-rmi",
		severity: "critical",
		services: [
			"java-rmi",
			"java-object",
			"ormi",
			"jmond",
			"oracle-db-rmi",
			"rmiregistry",
			"jboss-remoting"
		],
		products: [
			"Java RMI",
			"JMXMP",
			"grmiregistry"
		],
		ports: [
			"1099/tcp",
			"1098/tcp",
			"9010/tcp",
			"4447/tcp",
			"9999/tcp"
		],
		reason: "Java RMI and JMX load and run code from whoever connects, unless authentication was set up.",
		source: "https://docs.oracle.com/javase/8/docs/technotes/guides/management/agent.html"
	},
	{
		name: "dotnet-remoting",
		severity: "high",
		services: ["remoting", "mc-nmf"],
		products: ["MS .NET Remoting"],
		reason: ".NET Remoting builds the objects that strangers send, which is enough to run code.",
		source: cve("CVE-2014-1806")
	},
	{
		name: "weblogic",
		severity: "critical",
		products: ["WebLogic"],
		ports: ["7001/tcp", "7002/tcp"],
		over: HTTP,
		reason: "The administration ports of WebLogic have run code without a login, again and again.",
		source: cve("CVE-2020-14882")
	},
	{
		name: "ajp13",
		severity: "high",
		services: ["ajp13", "ajp12"],
		products: ["Apache Jserv"],
		ports: ["8009/tcp"],
		reason: "AJP trusts its peer: a stranger reads files of the application, and may run code.",
		source: cve("CVE-2020-1938")
	},
	{
		name: "fastcgi",
		severity: "critical",
		services: ["fastcgi", "fcgiwrap"],
		products: ["FastCGI"],
		ports: ["9000/tcp"],
		reason: "FastCGI (PHP-FPM) runs the script and the settings that the client names.",
		source: CWE_MISSING_AUTHENTICATION
	},
	{
		name: "distccd",
		severity: "critical",
		services: [
			"distccd",
			"distcc",
			"icecream"
		],
		products: ["distccd"],
		ports: ["3632/tcp"],
		reason: "distcc runs commands for whoever connects.",
		source: cve("CVE-2004-2687")
	},
	{
		name: "adb",
		severity: "critical",
		services: ["adb"],
		products: ["Android Debug Bridge"],
		ports: ["5555/tcp"],
		reason: "The Android Debug Bridge over the network is a shell on the device.",
		source: "https://developer.android.com/tools/adb"
	}
];

// src/compare/exposure/databases.ts
const DATABASES = [
	{
		name: "redis",
		severity: "critical",
		services: ["redis"],
		products: ["Redis key-value store"],
		ports: [
			"6379/tcp",
			"6380/tcp",
			"16379/tcp",
			"26379/tcp"
		],
		reason: "Redis is built for trusted clients: without a password anyone reads the data, and writes files on the host.",
		source: "https://redis.io/docs/latest/operate/oss_and_stack/management/security/"
	},
	{
		name: "mongodb",
		severity: "critical",
		services: ["mongodb", "mongod"],
		products: ["MongoDB"],
		ports: [
			"27017/tcp",
			"27018/tcp",
			"27019/tcp"
		],
		over: HTTP,
		reason: "Access control is off by default, and open MongoDB servers are wiped for ransom within hours.",
		source: "https://www.mongodb.com/docs/manual/administration/security-checklist/"
	},
	{
		name: "memcached",
		severity: "high",
		services: ["memcached", "memcache"],
		products: ["Memcached"],
		ports: ["11211/tcp", "11211/udp"],
		reason: "memcached has no login by default; over UDP it multiplies attack traffic by tens of thousands.",
		source: cve("CVE-2018-1000115")
	},
	{
		name: "elasticsearch",
		severity: "critical",
		services: ["elasticsearch"],
		products: [
			"Elasticsearch REST API",
			"Elasticsearch binary API",
			"OpenSearch"
		],
		ports: ["9200/tcp", "9300/tcp"],
		over: HTTP,
		reason: "Before version 8 there is no login unless it was set up; open indices are read, and wiped for ransom.",
		source: "https://www.elastic.co/guide/en/elasticsearch/reference/current/security-minimal-setup.html"
	},
	{
		name: "kibana",
		severity: "high",
		products: ["Kibana"],
		ports: ["5601/tcp"],
		over: HTTP,
		reason: "Kibana reads and changes all that its search cluster holds, and has run code on request.",
		source: cve("CVE-2019-7609")
	},
	{
		name: "solr",
		severity: "high",
		products: ["Apache Solr"],
		ports: ["8983/tcp"],
		over: HTTP,
		reason: "The administration of Solr asks for no login by default, and has run code on request.",
		source: cve("CVE-2019-17558")
	},
	{
		name: "postgresql",
		severity: "high",
		services: [
			"postgresql",
			"pgbouncer",
			"greenplum",
			"h2-pg"
		],
		products: ["PostgreSQL DB", "PgBouncer"],
		ports: [
			"5432/tcp",
			"5433/tcp",
			"6432/tcp"
		],
		reason: "A database that the world can reach is one password, or one `trust` line, away from being read.",
		source: "https://www.postgresql.org/docs/current/auth-pg-hba-conf.html"
	},
	{
		name: "mysql",
		severity: "high",
		services: ["mysql", "mysqlx"],
		products: ["MySQL", "MariaDB"],
		ports: ["3306/tcp", "33060/tcp"],
		reason: "A database that the world can reach is one password away from being read; its port is scanned without pause.",
		source: "https://dev.mysql.com/doc/refman/8.4/en/security-guidelines.html"
	},
	{
		name: "ms-sql",
		severity: "high",
		services: ["ms-sql-s", "ms-sql-m"],
		products: ["Microsoft SQL Server"],
		ports: ["1433/tcp", "1434/udp"],
		reason: "SQL Server is attacked by password guessing, and an administrator of it runs commands on the host.",
		source: "https://learn.microsoft.com/en-us/sql/sql-server/install/security-considerations-for-a-sql-server-installation"
	},
	{
		name: "oracle",
		severity: "high",
		services: [
			"oracle-tns",
			"oracle",
			"oracle-mts",
			"oracle-vs"
		],
		products: ["Oracle TNS", "Oracle Database"],
		ports: [
			"1521/tcp",
			"1522/tcp",
			"1526/tcp"
		],
		reason: "An open TNS listener allows password guessing and, in old versions, taking over the sessions of others.",
		source: cve("CVE-2012-1675")
	},
	{
		name: "db2",
		severity: "high",
		services: [
			"ibm-db2",
			"drda",
			"ibm-db2-das"
		],
		products: ["IBM DB2", "IBM DRDA"],
		ports: [
			"50000/tcp",
			"523/tcp",
			"523/udp"
		],
		reason: "A database that the world can reach is one password away from being read.",
		source: CWE_MISSING_AUTHENTICATION
	},
	{
		name: "other-sql",
		severity: "high",
		services: [
			"firebird",
			"informix",
			"sybase-adaptive",
			"sybaseanywhere",
			"maxdb",
			"monetdb",
			"vertica",
			"teradata"
		],
		ports: [
			"3050/tcp",
			"2638/tcp",
			"26257/tcp",
			"4000/tcp"
		],
		reason: "A database that the world can reach is one password away from being read.",
		source: CWE_MISSING_AUTHENTICATION
	},
	{
		name: "cassandra",
		severity: "high",
		services: ["cassandra-native", "cassandra"],
		products: ["Apache Cassandra"],
		ports: [
			"9042/tcp",
			"9160/tcp",
			"7000/tcp",
			"7199/tcp"
		],
		over: ["java-rmi", "thrift-binary"],
		reason: "Cassandra lets everyone in by default (`AllowAllAuthenticator`).",
		source: "https://cassandra.apache.org/doc/latest/cassandra/managing/operating/security.html"
	},
	{
		name: "couchdb",
		severity: "high",
		services: ["couchdb"],
		products: ["CouchDB"],
		ports: ["5984/tcp", "6984/tcp"],
		over: HTTP,
		reason: "CouchDB has shipped open and with a known cluster cookie, which is enough to run code.",
		source: cve("CVE-2022-24706")
	},
	{
		name: "influxdb",
		severity: "high",
		products: ["InfluxDB"],
		ports: ["8086/tcp"],
		over: HTTP,
		reason: "InfluxDB 1 asks for no login by default.",
		source: "https://docs.influxdata.com/influxdb/v1/administration/authentication_and_authorization/"
	},
	{
		name: "clickhouse",
		severity: "high",
		services: ["clickhouse"],
		products: ["ClickHouse"],
		ports: [
			"8123/tcp",
			"9000/tcp",
			"9440/tcp"
		],
		over: HTTP,
		reason: "The default user of ClickHouse has no password.",
		source: "https://clickhouse.com/docs/operations/settings/settings-users"
	},
	{
		name: "graph-and-key-value-stores",
		severity: "high",
		services: [
			"rethinkdb-client",
			"rethinkdb-intracluster",
			"tarantool",
			"riak-pbc",
			"couchbase-tap",
			"hazelcast"
		],
		products: [
			"Neo4j",
			"ArangoDB",
			"RethinkDB",
			"Couchbase",
			"Hazelcast",
			"Tarantool"
		],
		ports: [
			"7474/tcp",
			"7687/tcp",
			"8529/tcp",
			"28015/tcp",
			"3301/tcp",
			"8087/tcp",
			"8091/tcp",
			"11210/tcp",
			"5701/tcp"
		],
		over: HTTP,
		reason: "Several of these stores start without a password, and none is meant to be reached by strangers.",
		source: CWE_INSECURE_DEFAULT
	},
	{
		name: "minio",
		severity: "high",
		products: ["MinIO"],
		ports: ["9001/tcp"],
		over: HTTP,
		reason: "MinIO has shipped with known credentials and has told its root password to anyone who asked.",
		source: cve("CVE-2023-28432")
	},
	{
		name: "zookeeper",
		severity: "high",
		services: ["zookeeper"],
		products: ["Zookeeper"],
		ports: [
			"2181/tcp",
			"2888/tcp",
			"3888/tcp"
		],
		reason: "ZooKeeper lets any client read and change the coordination data of a cluster unless access lists are set.",
		source: "https://zookeeper.apache.org/doc/current/zookeeperAdmin.html"
	},
	{
		name: "kafka",
		severity: "high",
		services: ["kafka"],
		products: ["Apache Kafka"],
		ports: ["9092/tcp", "9093/tcp"],
		reason: "A Kafka listener without SASL lets anyone read and write every topic.",
		source: "https://kafka.apache.org/documentation/#security"
	},
	{
		name: "amqp",
		severity: "medium",
		services: ["amqp", "stomp"],
		products: ["RabbitMQ", "Advanced Message Queue Protocol"],
		ports: [
			"5672/tcp",
			"5671/tcp",
			"61613/tcp"
		],
		reason: "A message broker carries the internal traffic of applications; it has a login, often in clear text.",
		source: "https://www.rabbitmq.com/docs/access-control"
	},
	{
		name: "rabbitmq-management",
		severity: "high",
		products: ["RabbitMQ management"],
		ports: ["15672/tcp", "15671/tcp"],
		over: HTTP,
		reason: "The management interface reads and removes every queue and makes new users.",
		source: "https://www.rabbitmq.com/docs/management"
	},
	{
		name: "activemq",
		severity: "high",
		services: ["apachemq", "openwire"],
		products: ["ActiveMQ"],
		ports: ["61616/tcp", "8161/tcp"],
		over: HTTP,
		reason: "The OpenWire port of ActiveMQ has run code without a login.",
		source: cve("CVE-2023-46604")
	},
	{
		name: "erlang-epmd",
		severity: "high",
		services: ["epmd", "erlang-node"],
		products: ["Erlang Port Mapper Daemon", "Erlang Distribution"],
		ports: ["4369/tcp", "25672/tcp"],
		reason: "Erlang distribution runs code for whoever knows the cookie, and the cookie has been a known one.",
		source: cve("CVE-2022-24706")
	},
	{
		name: "mqtt",
		severity: "medium",
		services: ["mqtt", "secure-mqtt"],
		ports: ["1883/tcp", "8883/tcp"],
		reason: "Many MQTT brokers let anonymous clients read every topic and command the devices behind them.",
		source: "https://docs.oasis-open.org/mqtt/mqtt/v5.0/mqtt-v5.0.html"
	}
];

// src/compare/exposure/industrial.ts
const INDUSTRIAL = [
	{
		name: "modbus",
		severity: "critical",
		services: ["modbus", "mbap"],
		products: ["Modbus"],
		ports: ["502/tcp", "802/tcp"],
		reason: "Modbus has no login: whoever connects reads and writes the registers of the machine.",
		source: CISA_INDUSTRIAL
	},
	{
		name: "s7",
		severity: "critical",
		services: [
			"iso-tsap",
			"s7comm",
			"siemens-logo"
		],
		products: [
			"Siemens S7",
			"Siemens SIMATIC",
			"Siemens LOGO"
		],
		ports: ["102/tcp", "10005/tcp"],
		reason: "Siemens controllers can be read, changed and stopped over this port.",
		source: CISA_INDUSTRIAL
	},
	{
		name: "bacnet",
		severity: "critical",
		services: ["bacnet"],
		products: ["BACnet"],
		ports: ["47808/udp", "47809/udp"],
		reason: "BACnet has no login: whoever reaches it operates the building.",
		source: CISA_INDUSTRIAL
	},
	{
		name: "dnp3",
		severity: "critical",
		services: ["dnp3", "dnp"],
		ports: [
			"20000/tcp",
			"20000/udp",
			"19999/udp"
		],
		reason: "DNP3 without secure authentication lets anyone operate the outstation.",
		source: CISA_INDUSTRIAL
	},
	{
		name: "ethernet-ip",
		severity: "critical",
		services: [
			"ethernetip-2",
			"ethernetip-1",
			"ethernet-ip",
			"enip"
		],
		ports: [
			"44818/tcp",
			"44818/udp",
			"2222/udp"
		],
		reason: "EtherNet/IP has no login: controllers can be read, changed and stopped.",
		source: CISA_INDUSTRIAL
	},
	{
		name: "other-controllers",
		severity: "critical",
		services: [
			"pcworx",
			"proconos",
			"slmp",
			"niagara-fox",
			"telemecanique",
			"softplc",
			"keyence-pc",
			"iec-104",
			"opc-ua",
			"knx"
		],
		products: [
			"Tridium Niagara",
			"ProConOS",
			"PCWorx",
			"Mitsubishi PLC",
			"CODESYS",
			"OMRON FINS"
		],
		ports: [
			"1962/tcp",
			"20547/tcp",
			"5007/tcp",
			"1911/tcp",
			"4911/tcp",
			"2404/tcp",
			"4840/tcp",
			"9600/udp",
			"11740/tcp",
			"3671/udp"
		],
		reason: "Controllers and building automation trust whoever connects.",
		source: CISA_INDUSTRIAL
	},
	{
		name: "coap",
		severity: "medium",
		services: ["coap"],
		ports: ["5683/udp", "5684/udp"],
		reason: "CoAP devices answer commands from anyone unless DTLS is on, and multiply attack traffic.",
		source: "https://www.rfc-editor.org/rfc/rfc7252"
	},
	{
		name: "cameras",
		severity: "high",
		services: [
			"rtsp",
			"rtsp-proxy",
			"ipcam",
			"geovision-control",
			"dvr-video"
		],
		products: [
			"Hikvision",
			"Dahua",
			"webcam",
			"network camera"
		],
		ports: [
			"554/tcp",
			"8554/tcp",
			"37777/tcp",
			"34567/tcp"
		],
		over: HTTP,
		reason: "Cameras and recorders show what they see, and are taken over in bulk.",
		source: cve("CVE-2021-36260")
	},
	{
		name: "printing",
		severity: "medium",
		services: ["ipp", "printer"],
		products: ["CUPS"],
		ports: [
			"631/tcp",
			"631/udp",
			"515/tcp"
		],
		over: HTTP,
		reason: "Print services accept jobs from strangers, and have run code on request.",
		source: cve("CVE-2024-47176")
	},
	{
		name: "jetdirect",
		severity: "high",
		services: ["jetdirect", "hp-pjl"],
		products: ["JetDirect"],
		ports: ["9100/tcp"],
		reason: "The raw port of a printer prints, stores and shows documents for anyone.",
		source: CWE_MISSING_AUTHENTICATION
	}
];

// src/compare/exposure/network.ts
const NETWORK = [
	{
		name: "smb",
		severity: "critical",
		services: [
			"microsoft-ds",
			"netbios-ssn",
			"smb"
		],
		products: ["Samba smbd", "microsoft-ds"],
		ports: ["445/tcp", "139/tcp"],
		reason: "Windows file sharing must not leave the local network: worms and ransomware spread through it.",
		source: cve("CVE-2017-0144")
	},
	{
		name: "netbios-ns",
		severity: "medium",
		services: [
			"netbios-ns",
			"netbios-dgm",
			"wins"
		],
		ports: ["137/udp", "138/udp"],
		reason: "NetBIOS names tell about the host and its domain, and multiply attack traffic.",
		source: CISA_AMPLIFICATION
	},
	{
		name: "ftp",
		severity: "high",
		services: ["ftp", "ftp-proxy"],
		ports: ["21/tcp"],
		reason: "FTP sends passwords and files in clear text, and often lets anonymous users in.",
		source: "https://www.rfc-editor.org/rfc/rfc2577"
	},
	{
		name: "tftp",
		severity: "high",
		services: ["tftp"],
		ports: ["69/udp"],
		reason: "TFTP has no login: device configurations, with their passwords, are read and replaced by name.",
		source: "https://www.rfc-editor.org/rfc/rfc1350"
	},
	{
		name: "nfs",
		severity: "high",
		services: [
			"nfs",
			"nfs_acl",
			"mountd",
			"nlockmgr",
			"exportfs"
		],
		ports: ["2049/tcp", "2049/udp"],
		reason: "NFS without Kerberos believes the user number that the client states.",
		source: "https://www.rfc-editor.org/rfc/rfc2623"
	},
	{
		name: "rpcbind",
		severity: "medium",
		services: ["rpcbind"],
		ports: ["111/tcp", "111/udp"],
		reason: "The port mapper lists the RPC services of the host, and over UDP multiplies attack traffic.",
		source: CISA_AMPLIFICATION
	},
	{
		name: "rsync",
		severity: "high",
		services: ["rsync"],
		ports: ["873/tcp"],
		reason: "An rsync daemon lists its modules to anyone, and serves them without a login unless one was set.",
		source: "https://download.samba.org/pub/rsync/rsyncd.conf.5"
	},
	{
		name: "afp",
		severity: "high",
		services: ["afp"],
		products: ["Netatalk"],
		ports: ["548/tcp"],
		reason: "Apple file sharing is for the local network; its free server has run code before the login.",
		source: cve("CVE-2018-1160")
	},
	{
		name: "block-storage",
		severity: "high",
		services: [
			"iscsi",
			"nbd",
			"ceph",
			"ndmp"
		],
		products: [
			"iSCSI",
			"Network Block Device",
			"Ceph"
		],
		ports: [
			"3260/tcp",
			"10809/tcp",
			"6789/tcp",
			"3300/tcp"
		],
		reason: "Disks over the network are often served to every initiator that asks.",
		source: CWE_MISSING_AUTHENTICATION
	},
	{
		name: "version-control",
		severity: "medium",
		services: [
			"git",
			"git-daemon",
			"svnserve",
			"cvspserver",
			"p4d"
		],
		ports: [
			"9418/tcp",
			"3690/tcp",
			"2401/tcp",
			"1666/tcp"
		],
		reason: "These daemons serve source code without encryption, and often without a login.",
		source: CWE_INFORMATION
	},
	{
		name: "snmp",
		severity: "high",
		services: ["snmp", "smux"],
		ports: [
			"161/udp",
			"161/tcp",
			"199/tcp"
		],
		reason: "SNMP tells all about a device for the community \"public\", and with a writable one changes it.",
		source: "https://www.cisa.gov/news-events/alerts/2017/06/05/reducing-risk-snmp-abuse"
	},
	{
		name: "ldap",
		severity: "high",
		services: [
			"ldap",
			"ldaps",
			"ldapssl"
		],
		ports: [
			"389/tcp",
			"636/tcp",
			"389/udp",
			"3268/tcp",
			"3269/tcp"
		],
		reason: "A directory lists the people and machines of an organisation, and receives passwords in clear text.",
		source: "https://www.rfc-editor.org/rfc/rfc4513"
	},
	{
		name: "kerberos",
		severity: "medium",
		services: [
			"kerberos-sec",
			"kerberos",
			"kpasswd5"
		],
		ports: [
			"88/tcp",
			"88/udp",
			"464/tcp",
			"464/udp"
		],
		reason: "A reachable domain controller allows guessing names and passwords from outside.",
		source: "https://attack.mitre.org/techniques/T1558/"
	},
	{
		name: "domain",
		severity: "medium",
		services: ["domain", "mdns"],
		ports: [
			"53/tcp",
			"53/udp",
			"5353/udp"
		],
		reason: "A resolver that answers strangers multiplies attack traffic; a name server tells about the inside.",
		source: "https://www.cisa.gov/news-events/alerts/2013/03/29/dns-amplification-attacks"
	},
	{
		name: "upnp",
		severity: "high",
		services: [
			"upnp",
			"ssdp",
			"ws-discovery",
			"nat-pmp"
		],
		ports: [
			"1900/udp",
			"5000/udp",
			"3702/udp",
			"5351/udp"
		],
		reason: "UPnP opens ports in the firewall for whoever asks, and multiplies attack traffic.",
		source: CISA_AMPLIFICATION
	},
	{
		name: "amplifiers",
		severity: "medium",
		services: [
			"chargen",
			"qotd",
			"echo"
		],
		ports: [
			"19/tcp",
			"19/udp",
			"17/tcp",
			"17/udp",
			"7/tcp",
			"7/udp"
		],
		reason: "These test services have no use today but to flood others.",
		source: CISA_AMPLIFICATION
	},
	{
		name: "old-information-services",
		severity: "low",
		services: [
			"finger",
			"systat",
			"netstat",
			"ident",
			"daytime",
			"time",
			"discard",
			"tcpmux",
			"gopher",
			"whois"
		],
		ports: [
			"79/tcp",
			"11/tcp",
			"15/tcp",
			"113/tcp",
			"13/tcp",
			"37/tcp",
			"9/tcp",
			"1/tcp",
			"70/tcp"
		],
		reason: "Old services tell a little about the host and its users; nobody needs them.",
		source: cve("CVE-1999-0612")
	},
	{
		name: "ntp",
		severity: "low",
		services: ["ntp"],
		ports: ["123/udp"],
		reason: "A time server answers strangers; old ones multiply attack traffic (`monlist`).",
		source: cve("CVE-2013-5211")
	},
	{
		name: "open-proxy",
		severity: "high",
		services: [
			"socks4",
			"socks5",
			"socks-proxy",
			"tor-socks",
			"squid-http"
		],
		products: [
			"Squid http proxy",
			"Tinyproxy",
			"Privoxy",
			"CCProxy",
			"3proxy"
		],
		ports: [
			"1080/tcp",
			"3128/tcp",
			"8118/tcp"
		],
		over: HTTP,
		reason: "A proxy that serves strangers lets them in to what only this host can reach, and hides them.",
		source: "https://cwe.mitre.org/data/definitions/441.html"
	},
	{
		name: "pptp",
		severity: "high",
		services: ["pptp"],
		ports: ["1723/tcp"],
		reason: "The authentication of PPTP is broken: a recorded login yields the password.",
		source: "https://learn.microsoft.com/en-us/security-updates/securityadvisories/2012/2743314"
	},
	{
		name: "prometheus",
		severity: "medium",
		products: [
			"Prometheus",
			"Alertmanager",
			"Pushgateway"
		],
		ports: [
			"9090/tcp",
			"9091/tcp",
			"9094/tcp"
		],
		over: HTTP,
		reason: "Prometheus has no login by default: its metrics and targets are a map of the inside.",
		source: "https://prometheus.io/docs/operating/security/"
	},
	{
		name: "prometheus-exporter",
		severity: "medium",
		products: ["Node Exporter", "node_exporter"],
		ports: [
			"9100/tcp",
			"9104/tcp",
			"9115/tcp",
			"9121/tcp",
			"9187/tcp"
		],
		over: HTTP,
		reason: "An exporter tells strangers about versions, mounts, load and peers; some probe any address they are given.",
		source: "https://prometheus.io/docs/operating/security/"
	},
	{
		name: "grafana",
		severity: "medium",
		products: ["Grafana"],
		ports: ["3000/tcp"],
		over: HTTP,
		reason: "Grafana has a login (`admin`, `admin` at first) and has served files to strangers.",
		source: cve("CVE-2021-43798")
	},
	{
		name: "monitoring-agents",
		severity: "medium",
		services: [
			"nrpep",
			"nsclient",
			"zabbix",
			"munin",
			"check_mk",
			"ganglia",
			"netsaint",
			"nagios-nsca"
		],
		products: [
			"Netdata",
			"Zabbix",
			"Nagios"
		],
		ports: [
			"5666/tcp",
			"10050/tcp",
			"10051/tcp",
			"4949/tcp",
			"6556/tcp",
			"19999/tcp",
			"8125/udp"
		],
		over: HTTP,
		reason: "Monitoring agents tell about the host, and some run the commands they are sent.",
		source: CWE_INFORMATION
	},
	{
		name: "syslog",
		severity: "medium",
		services: ["syslog", "relp"],
		ports: [
			"514/udp",
			"601/tcp",
			"6514/tcp"
		],
		reason: "A log collector that believes strangers can be filled, and its records forged.",
		source: CWE_MISSING_AUTHENTICATION
	},
	{
		name: "sip",
		severity: "medium",
		services: [
			"sip",
			"sip-proxy",
			"h.323-gatekeeper",
			"asterisk"
		],
		ports: [
			"5060/tcp",
			"5060/udp",
			"5061/tcp"
		],
		reason: "Telephony servers are searched without pause for accounts that can call at the cost of the owner.",
		source: "https://www.rfc-editor.org/rfc/rfc3261"
	},
	{
		name: "mail-access",
		severity: "medium",
		services: [
			"pop3",
			"imap",
			"pop2",
			"pop3pw",
			"pop3-proxy",
			"imap-proxy"
		],
		ports: [
			"110/tcp",
			"143/tcp",
			"106/tcp"
		],
		reason: "Mail is fetched here with passwords that may cross the network in clear text.",
		source: CWE_CLEARTEXT
	},
	{
		name: "web",
		severity: "medium",
		services: [
			"http",
			"https",
			"http-proxy",
			"soap",
			"websocket",
			"webdav"
		],
		ports: [
			"80/tcp",
			"443/tcp",
			"8000/tcp",
			"8080/tcp",
			"8443/tcp"
		],
		reason: "Nobody declared this web server: it may be anything from a default page to an administration console.",
		source: "https://cwe.mitre.org/data/definitions/1125.html"
	}
];

// src/compare/exposure/platforms.ts
const PLATFORMS = [
	{
		name: "docker",
		severity: "critical",
		services: ["docker"],
		products: ["Docker remote API"],
		ports: ["2375/tcp", "2376/tcp"],
		over: HTTP,
		reason: "Whoever may use the Docker API starts a privileged container and is root on the host.",
		source: "https://docs.docker.com/engine/security/protect-access/"
	},
	{
		name: "docker-swarm",
		severity: "high",
		services: ["docker-swarm", "swarm"],
		products: ["Docker Swarm"],
		ports: [
			"2377/tcp",
			"7946/tcp",
			"7946/udp",
			"4789/udp"
		],
		over: HTTP,
		reason: "The cluster traffic of Docker Swarm is meant for its own nodes; its overlay network is not encrypted by default.",
		source: "https://docs.docker.com/engine/swarm/swarm-tutorial/"
	},
	{
		name: "docker-registry",
		severity: "high",
		products: ["Docker Registry"],
		ports: ["5000/tcp"],
		over: HTTP,
		reason: "A registry without authentication lets anyone read the images, and replace the ones that are deployed next.",
		source: CWE_MISSING_AUTHENTICATION
	},
	{
		name: "kubelet",
		severity: "critical",
		products: ["kubelet"],
		ports: ["10250/tcp"],
		over: HTTP,
		reason: "The kubelet runs commands in every container of its node, and allows anonymous requests unless told otherwise.",
		source: "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/"
	},
	{
		name: "kubelet-read-only",
		severity: "high",
		ports: ["10255/tcp"],
		over: HTTP,
		reason: "The read-only port of the kubelet shows every pod of the node, with its environment, to anyone.",
		source: "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/"
	},
	{
		name: "kubernetes-api",
		severity: "high",
		services: ["kubernetes"],
		products: ["Kubernetes"],
		ports: ["6443/tcp", "8001/tcp"],
		over: HTTP,
		reason: "The API server controls the whole cluster; one leaked token or one open role is enough.",
		source: "https://kubernetes.io/docs/concepts/security/controlling-access/"
	},
	{
		name: "kubernetes-control-plane",
		severity: "high",
		ports: [
			"10257/tcp",
			"10259/tcp",
			"10256/tcp"
		],
		over: HTTP,
		reason: "Scheduler, controller manager and proxy serve the control plane alone, never its clients.",
		source: "https://kubernetes.io/docs/reference/networking/ports-and-protocols/"
	},
	{
		name: "etcd",
		severity: "critical",
		services: [
			"etcd",
			"etcd-client",
			"etcd-server"
		],
		products: ["etcd"],
		ports: [
			"2379/tcp",
			"2380/tcp",
			"4001/tcp"
		],
		over: HTTP,
		reason: "etcd holds the state and the secrets of a cluster, and asks for no credentials by default.",
		source: "https://etcd.io/docs/v3.5/op-guide/security/"
	},
	{
		name: "consul",
		severity: "critical",
		services: ["consul", "consul-rpc"],
		products: ["HashiCorp Consul"],
		ports: [
			"8500/tcp",
			"8501/tcp",
			"8300/tcp",
			"8301/tcp",
			"8400/tcp"
		],
		over: HTTP,
		reason: "Consul without access control lets anyone register a check that runs a script on its nodes.",
		source: "https://www.hashicorp.com/blog/protecting-consul-from-rce-risk-in-specific-configurations"
	},
	{
		name: "nomad",
		severity: "critical",
		products: ["HashiCorp Nomad"],
		ports: [
			"4646/tcp",
			"4647/tcp",
			"4648/tcp"
		],
		over: HTTP,
		reason: "Nomad without access control runs any job that anyone submits.",
		source: "https://developer.hashicorp.com/nomad/docs/concepts/security"
	},
	{
		name: "vault",
		severity: "high",
		products: ["HashiCorp Vault"],
		ports: ["8200/tcp", "8201/tcp"],
		over: HTTP,
		reason: "Vault holds the secrets of everything else; nobody but its clients needs to reach it.",
		source: "https://developer.hashicorp.com/vault/docs/internals/security"
	},
	{
		name: "portainer",
		severity: "high",
		products: ["Portainer"],
		ports: ["9443/tcp"],
		over: HTTP,
		reason: "Portainer administers Docker hosts; a fresh one belongs to whoever sets its first password.",
		source: CWE_INSECURE_DEFAULT
	},
	{
		name: "libvirt",
		severity: "critical",
		services: ["libvirt-rpc"],
		ports: ["16509/tcp"],
		reason: "Plain libvirt over TCP controls every virtual machine of the host.",
		source: "https://libvirt.org/remote.html"
	},
	{
		name: "vmware",
		severity: "high",
		services: ["vmware-auth"],
		products: ["VMware ESX", "VMware vCenter"],
		ports: ["902/tcp"],
		over: HTTP,
		reason: "The management interfaces of hypervisors are a first target of ransomware.",
		source: cve("CVE-2021-21974")
	},
	{
		name: "jupyter",
		severity: "critical",
		products: ["Jupyter", "IPython"],
		ports: ["8888/tcp"],
		over: HTTP,
		reason: "A notebook server is a shell: whoever has its token, or finds none set, runs code.",
		source: "https://jupyter-server.readthedocs.io/en/latest/operators/security.html"
	},
	{
		name: "jenkins",
		severity: "high",
		services: ["jenkins-listener"],
		products: ["Jenkins"],
		ports: ["50000/tcp"],
		over: HTTP,
		reason: "Jenkins runs builds with deployment credentials, and its command line has leaked files and run code without a login.",
		source: cve("CVE-2024-23897")
	},
	{
		name: "hadoop-yarn",
		severity: "critical",
		products: ["YARN ResourceManager"],
		ports: [
			"8088/tcp",
			"8032/tcp",
			"8042/tcp"
		],
		over: HTTP,
		reason: "YARN outside secure mode runs any application that anyone submits.",
		source: "https://hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-common/SecureMode.html"
	},
	{
		name: "hadoop",
		severity: "high",
		services: [
			"hadoop-ipc",
			"hbase",
			"mapreduce"
		],
		products: ["Hadoop", "HBase"],
		ports: [
			"50070/tcp",
			"9870/tcp",
			"50075/tcp",
			"9864/tcp",
			"16010/tcp"
		],
		over: HTTP,
		reason: "Hadoop outside secure mode believes the user name that the client states.",
		source: "https://hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-common/SecureMode.html"
	},
	{
		name: "spark",
		severity: "critical",
		services: ["spark"],
		products: ["Apache Spark"],
		ports: ["7077/tcp", "6066/tcp"],
		over: HTTP,
		reason: "A Spark master without a shared secret runs any job that anyone submits.",
		source: "https://spark.apache.org/docs/latest/security.html"
	},
	{
		name: "ray",
		severity: "critical",
		products: ["Ray Dashboard"],
		ports: ["8265/tcp", "10001/tcp"],
		over: HTTP,
		reason: "Ray runs the jobs it is sent, without authentication by design.",
		source: cve("CVE-2023-48022")
	},
	{
		name: "airflow",
		severity: "high",
		products: ["Airflow"],
		ports: ["8793/tcp"],
		over: HTTP,
		reason: "Airflow triggers workflows and holds the credentials they use.",
		source: cve("CVE-2020-13927")
	},
	{
		name: "salt",
		severity: "critical",
		ports: ["4505/tcp", "4506/tcp"],
		over: ["zmtp"],
		reason: "The ports of a Salt master have allowed running commands on every minion without a login.",
		source: cve("CVE-2020-11651")
	},
	{
		name: "proxmox",
		severity: "high",
		products: ["Proxmox"],
		ports: ["8006/tcp"],
		over: HTTP,
		reason: "The web interface of a hypervisor controls every machine on it.",
		source: CISA_MANAGEMENT
	}
];

// src/compare/exposure-table.ts
const EXPOSURE_SUBJECTS = [
	{
		title: "Platforms that run what they are given",
		rows: PLATFORMS
	},
	{
		title: "Databases, caches and message brokers",
		rows: DATABASES
	},
	{
		title: "Remote access, management and debuggers",
		rows: ACCESS
	},
	{
		title: "Files, directories, monitoring and the web",
		rows: NETWORK
	},
	{
		title: "Machines, buildings, cameras and printers",
		rows: INDUSTRIAL
	}
];
const EXPOSURES = EXPOSURE_SUBJECTS.flatMap(({ rows }) => rows);

// src/compare/service.ts
const normalised$1 = /* @__PURE__ */ new WeakMap();
function provenService(service, minConfidence) {
	if (service === null || service.method !== "probed" || service.confidence < minConfidence) return null;
	if (!isRecognised(service)) return null;
	let name = normalised$1.get(service);
	if (name === void 0) {
		name = observedService(service);
		normalised$1.set(service, name);
	}
	return name;
}
function agreement(expected, detail, minConfidence) {
	if (expected === null) return "agrees";
	const proven = provenService(detail?.service ?? null, minConfidence);
	if (proven === null) return "unproven";
	return sameService(expected, proven) ? "agrees" : "disagrees";
}

// src/compare/exposure.ts
const DEFAULT_GRADE = "medium";
const BY_PORT = index(({ ports = [] }) => ports);
function gradeExposure(input) {
	const { protocol, port, service, minConfidence } = input;
	const place = `${port}/${protocol}`;
	const suggested = BY_PORT.get(place) ?? [];
	if (service === null || provenService(service, minConfidence) === null) return gradeByPort(place, suggested);
	const name = bareName(service);
	const proven = worst(matching(name, service.product));
	const possible = worst(suggested.filter((row) => row.over?.includes(name) ?? false));
	if (possible !== void 0 && isWorse(possible.severity, proven?.severity ?? DEFAULT_GRADE)) return {
		severity: possible.severity,
		name: possible.name,
		reason: `${name} answers on ${place}, a port usually used by ${possible.name}. ${possible.reason}`
	};
	if (proven !== void 0) {
		const row = proven.name === name ? "" : `Identified as ${proven.name}. `;
		return {
			severity: proven.severity,
			name: proven.name,
			reason: `${row}${proven.reason}`
		};
	}
	return {
		severity: DEFAULT_GRADE,
		name: null,
		reason: `Identified as ${name}, which no rule grades: ${DEFAULT_GRADE} until someone decides.`
	};
}
function gradeByPort(place, suggested) {
	const row = worst(suggested);
	if (row === void 0) return {
		severity: DEFAULT_GRADE,
		name: null,
		reason: `Nothing is known about what listens on ${place}: ${DEFAULT_GRADE} until someone finds out.`
	};
	return {
		severity: isWorse(row.severity, DEFAULT_GRADE) ? row.severity : DEFAULT_GRADE,
		name: row.name,
		reason: `Not identified; ${place} is a port usually used by ${row.name}. ${row.reason}`
	};
}
function exposuresOf(service) {
	return matching(bareName(service), service.product);
}
function matching(name, product) {
	const text = product?.toLowerCase() ?? "";
	return EXPOSURES.filter(({ services = [], products = [] }) => services.includes(name) || products.some((pattern) => text.includes(pattern.toLowerCase())));
}
function worst(rows) {
	return rows.reduce((found, row) => found === void 0 || isWorse(row.severity, found.severity) ? row : found, void 0);
}
function isWorse(a, b) {
	return SEVERITIES.indexOf(a) < SEVERITIES.indexOf(b);
}
function index(keys) {
	const found = /* @__PURE__ */ new Map();
	for (const row of EXPOSURES) for (const key of keys(row)) found.set(key, [...found.get(key) ?? [], row]);
	return found;
}

// src/compare/fingerprint.ts
function fingerprint({ environment, code, target, host, protocol, port }) {
	const parts = [
		"v2",
		environment,
		code,
		target,
		host,
		protocol,
		port
	];
	return `${createHash("sha256").update(parts.join("|")).digest("hex").slice(0, 32)}:1`;
}
function hostIdentities(hosts) {
	const named = hosts.filter(({ host, address }) => host !== address);
	const keyOf = (target, host, address) => `${target}|${host}|${familyOf(address)}`;
	const groups = groupBy(named, ({ target, host, address }) => keyOf(target, host, address));
	return ({ target, host, address }) => {
		if (address === null || host === address) return host;
		const known = groups.get(keyOf(target, host, address)) ?? [];
		return `${host}/${known.length === 1 && known[0]?.address === address ? familyOf(address) : address}`;
	};
}

// src/compare/finding.ts
const RAISED = "medium";
function findingOf$1(policy, drafts, portSlot, identityOf) {
	const draft = together$2(drafts);
	const exposure = exposureOf(draft, policy.serviceConfidence);
	const level = levelOf(policy, draft);
	const single = portCount(draft.ports) === 1 ? draft.ports[0]?.[0] ?? null : null;
	const service = draft.detail?.service ?? null;
	const target = draft.target.name;
	const { environment } = policy;
	const host = identityOf({
		...draft,
		target
	});
	const identity = {
		environment,
		code: draft.code,
		target,
		host,
		protocol: draft.protocol
	};
	return {
		code: draft.code,
		severity: severityAt(level, draft.code, exposure),
		level,
		target,
		host: draft.host,
		address: draft.address,
		protocol: draft.protocol,
		port: single,
		ports: formatPorts(draft.ports),
		state: draft.state,
		service: provenService(service, policy.serviceConfidence),
		product: service?.product ?? null,
		version: service?.version ?? null,
		message: describe$3(draft, statesOf(drafts), exposure?.reason ?? null),
		location: draft.location,
		others: draft.others,
		fingerprint: fingerprint({
			...identity,
			port: portSlot
		}),
		waived: draft.waiver === null ? null : waiverRecord(draft.waiver)
	};
}
function together$2(drafts) {
	const [first] = [...drafts].sort((a, b) => Number(a.waiver !== null) - Number(b.waiver !== null) || Number(a.entry === null) - Number(b.entry === null) || compareText(a.service ?? "", b.service ?? "") || PORT_STATES.indexOf(a.state) - PORT_STATES.indexOf(b.state));
	return {
		...first ?? drafts[0],
		ports: union$1(...drafts.map(({ ports }) => ports))
	};
}
function statesOf(drafts) {
	return PORT_STATES.filter((state) => drafts.some((draft) => draft.state === state));
}
function incompleteFinding({ environment }, gaps, identityOf, folded) {
	const [{ target, protocol }] = gaps;
	const { host, address } = folded ? {
		host: hostsAsWritten(target),
		address: null
	} : gaps[0];
	const [reason] = gaps.map((gap) => gap.reason).sort((a, b) => compareText(a.text, b.text));
	const ports = union$1(...gaps.map((gap) => gap.ports));
	const addresses = new Set(gaps.flatMap((gap) => gap.address ?? []));
	const place = folded ? `${addressRanges(addresses)} (${addresses.size} addresses)` : describePlace(host, address);
	const identity = {
		environment,
		code: "incomplete-scan",
		target: target.name,
		protocol: protocol ?? "",
		port: reason.code,
		host: folded ? host : identityOf({
			target: target.name,
			host,
			address
		})
	};
	const what = protocol === null ? "" : ` ${describePorts(ports)}/${protocol}`;
	return {
		...NOTHING_SEEN,
		code: "incomplete-scan",
		severity: null,
		level: CATALOGUE["incomplete-scan"].level,
		target: target.name,
		host,
		address,
		protocol,
		port: portCount(ports) === 1 ? ports[0]?.[0] ?? null : null,
		ports: protocol === null ? null : formatPorts(ports),
		state: "unobserved",
		message: `${place}${what}: no trustworthy answer (${reason.code}): ${reason.text}.`,
		location: target.location,
		fingerprint: fingerprint(identity)
	};
}
function waiverFinding(policy, { code, target, waiver }) {
	const level = policy.levels[code] ?? CATALOGUE[code].level;
	const host = waiver.host?.text ?? null;
	const what = `${waiver.finding} on ${host === null ? "" : `${host} `}${waiver.port}/${waiver.protocol}`;
	const message = code === "expired-waiver" ? `The waiver of ${what} ended with ${waiver.expires} (UTC) and suppresses nothing any more: remove it, or have it renewed by ${waiver.owner}.` : `The waiver of ${what} suppresses nothing: what it waives was not found. Remove it.`;
	const { environment } = policy;
	const identity = {
		environment,
		code,
		target: target.name,
		host: host ?? "",
		protocol: waiver.protocol
	};
	return {
		...NOTHING_SEEN,
		code,
		severity: severityAt(level, code, null),
		level,
		target: target.name,
		host,
		address: null,
		protocol: waiver.protocol,
		port: waiver.port,
		ports: String(waiver.port),
		state: null,
		message,
		location: waiver.location,
		fingerprint: fingerprint({
			...identity,
			port: `${waiver.port}/${waiver.finding}`
		})
	};
}
const NOTHING_SEEN = {
	service: null,
	product: null,
	version: null,
	waived: null,
	others: []
};
function levelOf(policy, { code, entry }) {
	const changed = policy.levels[code];
	if (changed !== void 0) return changed;
	if (code === "possibly-open" && entry?.expectation === "require") return "warning";
	return CATALOGUE[code].level;
}
function severityAt(level, code, exposure) {
	switch (level) {
		case "error": return exposure?.severity ?? (CATALOGUE[code].level === "error" ? CATALOGUE[code].severity : RAISED);
		case "warning": return "low";
		case "note": return "note";
		default: return level;
	}
}
function exposureOf(draft, minConfidence) {
	const { code, protocol, ports, detail, details } = draft;
	if (code === "suspicious-host") return [...eachPort(ports)].map((port) => gradeExposure({
		protocol,
		port,
		service: details?.get(port)?.service ?? null,
		minConfidence
	})).reduce((worst, one) => rank(one) < rank(worst) ? one : worst, null);
	const port = ports[0]?.[0];
	if (!CATALOGUE[code].graded || port === void 0) return null;
	return gradeExposure({
		protocol,
		port,
		service: detail?.service ?? null,
		minConfidence
	});
}
function rank(exposure) {
	return exposure === null ? LEVELS.length : SEVERITIES.indexOf(exposure.severity);
}
function waiverRecord({ reason, owner, expires, ticket, location }) {
	return {
		reason,
		owner,
		expires,
		ticket,
		location
	};
}

// src/compare/merge.ts
const LISTED_ONE_BY_ONE = 32;
const HOSTS_ONE_BY_ONE = 8;
function mergeDrafts(policy, drafts, identityOf) {
	return [...groupBy(drafts.flatMap(spread$1), ({ draft: { code, target, host, address, protocol }, slot }) => [
		code,
		target.name,
		host,
		address,
		protocol,
		slot
	].join("|")).values()].map(([first, ...others]) => {
		const all = [first.draft, ...others.map(({ draft }) => draft)];
		return {
			finding: findingOf$1(policy, all, first.slot, identityOf),
			places: all
		};
	});
}
function spread$1(draft) {
	if (draft.code === "suspicious-host") return [{
		draft,
		slot: "*"
	}];
	if (portCount(draft.ports) > 32) return [{
		draft,
		slot: draft.entry === null ? "*" : formatPorts(draft.entry.ports)
	}];
	return draft.ports.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, index) => {
		const port = first + index;
		return {
			draft: {
				...draft,
				ports: [[port, port]]
			},
			slot: String(port)
		};
	}));
}
function mergeGaps(policy, gaps, identityOf) {
	const places = [...groupBy(gaps, ({ target, host, address, protocol, reason }) => [
		target.name,
		host,
		address ?? "",
		protocol ?? "",
		reason.code
	].join("|")).values()];
	return [...groupBy(places, ([{ target, protocol, host, address, reason }]) => host === address ? [
		target.name,
		protocol ?? "",
		reason.code
	].join("|") : null)].flatMap(([key, some]) => {
		const folded = key !== null && some.length > HOSTS_ONE_BY_ONE;
		const [first, ...others] = some;
		return (folded ? [[...first, ...others.flat()]] : some).map((group) => incompleteFinding(policy, group, identityOf, folded));
	});
}
function compareFindings(a, b) {
	return Number(a.waived !== null) - Number(b.waived !== null) || severityRank(a) - severityRank(b) || compareLocations(a.location, b.location) || compareHosts(a, b) || compareText(a.protocol ?? "", b.protocol ?? "") || (a.port ?? -1) - (b.port ?? -1) || compareText(a.code, b.code) || compareText(a.fingerprint, b.fingerprint);
}
function severityRank({ severity }) {
	return severity === null ? SEVERITIES.indexOf("note") - .5 : SEVERITIES.indexOf(severity);
}
function compareHosts(a, b) {
	if (a.address !== null && b.address !== null) return compareAddresses(a.address, b.address) || compareText(a.host ?? "", b.host ?? "");
	return Number(a.address !== null) - Number(b.address !== null) || compareText(a.host ?? "", b.host ?? "");
}

// src/compare/table.ts
const DECISIONS = {
	"open, agrees": {
		require: "ok",
		allow: "ok",
		filtered: "unexpected-port",
		forbid: "forbidden-port",
		nothing: "unexpected-port"
	},
	"open, disagrees": {
		require: "wrong-service",
		allow: "wrong-service",
		filtered: "unexpected-port",
		forbid: "forbidden-port",
		nothing: "unexpected-port"
	},
	"open, unproven": {
		require: "unverified-service",
		allow: "unverified-service",
		filtered: "unexpected-port",
		forbid: "forbidden-port",
		nothing: "unexpected-port"
	},
	closed: {
		require: "missing-port",
		allow: "ok",
		filtered: "unfiltered-port",
		forbid: "ok",
		nothing: "ok"
	},
	filtered: {
		require: "missing-port",
		allow: "ok",
		filtered: "ok",
		forbid: "ok",
		nothing: "ok"
	},
	unfiltered: {
		require: "incomplete-scan",
		allow: "incomplete-scan",
		filtered: "unfiltered-port",
		forbid: "incomplete-scan",
		nothing: "incomplete-scan"
	},
	"open|filtered": {
		require: "possibly-open",
		allow: "ok",
		filtered: "ok",
		forbid: "possibly-open",
		nothing: "possibly-open"
	},
	"closed|filtered": {
		require: "missing-port",
		allow: "ok",
		filtered: "incomplete-scan",
		forbid: "ok",
		nothing: "ok"
	},
	unobserved: {
		require: "incomplete-scan",
		allow: "incomplete-scan",
		filtered: "incomplete-scan",
		forbid: "incomplete-scan",
		nothing: "incomplete-scan"
	}
};
function undetermined(state) {
	return state === "closed|filtered" ? "not open, but closed or filtered: the scan does not say which (nmap before 7.92, or --defeat-rst-ratelimit)" : `the port is reachable, and whether it is open was not determined (nmap: ${state})`;
}

// src/compare/dispute.ts
function otherwiseDecided({ states, second = {} }, decided) {
	return NOT_OPEN$1.flatMap((one) => NOT_OPEN$1.filter((other) => !compatibleStates(one, other)).flatMap((other) => {
		const torn = intersect(states[one] ?? NO_PORTS, second[other] ?? NO_PORTS);
		if (torn.length === 0) return [];
		const ports = union$1(...decided.filter(({ entry }) => cell(one, entry) !== cell(other, entry)).map((some) => intersect(some.ports, torn)));
		const text = `the port was ${one} for one probe and ${other} for a second one`;
		return ports.length === 0 ? [] : [{
			ports,
			text
		}];
	}));
}
const NOT_OPEN$1 = PORT_STATES.filter((state) => state !== "open");
function cell(state, entry) {
	return DECISIONS[state][entry?.expectation ?? "nothing"];
}
function withoutDisputed(drafts, disputed, answers) {
	if (disputed.length === 0) return {
		drafts,
		doubtful: NO_PORTS
	};
	const doubtful = [];
	return {
		drafts: drafts.flatMap((draft) => {
			if (intersect(draft.ports, disputed).length === 0) return [draft];
			if (portCount(draft.ports) > 32 && intersect(draft.ports, confirmed$1(draft.state, answers)).length === 0) {
				doubtful.push(subtract(draft.ports, disputed));
				return [];
			}
			const ports = subtract(draft.ports, disputed);
			return ports.length === 0 ? [] : [{
				...draft,
				ports
			}];
		}),
		doubtful: union$1(...doubtful)
	};
}
function confirmed$1(state, answers) {
	const agreeing = PORT_STATES.filter((other) => compatibleStates(state, other));
	return union$1(...agreeing.map((other) => answers?.second?.[other] ?? NO_PORTS));
}

// src/compare/subject.ts
function deniedByDefault(subject, state, seen) {
	if (seen.length === 0) return [];
	const allowed = satisfiedPorts(subject, state);
	return subject.claimants.flatMap((claimant) => {
		const own = union$1(...claimant.governed.values());
		const ports = subtract(subtract(intersect(seen, claimant.owed), own), allowed);
		return ports.length === 0 ? [] : [{
			claimant,
			ports
		}];
	});
}
function satisfiedPorts(subject, state) {
	const allowing = subject.claimants.flatMap(({ governed }) => [...governed]).filter(([{ expectation }]) => expectation === "allow" || expectation === "require");
	return union$1(...allowing.map(([entry, ports]) => {
		if (state !== "open") return DECISIONS[state][entry.expectation] === "ok" ? ports : [];
		if (entry.service === null) return ports;
		const open = intersect(subject.answers?.states.open ?? [], ports);
		return portSet([...eachPort(open)].filter((port) => agrees(subject, entry, port)).map((port) => [port, port]));
	}));
}
function agrees(subject, { service }, port) {
	const proof = agreement(service, detailOf(subject, port), subject.minConfidence);
	return proof === "agrees" || proof === "unproven" && hasPort(subject.notIdentified, port);
}
function detailOf({ answers }, port) {
	return answers?.details.get(port) ?? null;
}
function draft(subject, { target, host }, part) {
	const entry = part.entry ?? null;
	return {
		target,
		host,
		address: subject.address,
		protocol: subject.protocol,
		detail: null,
		details: null,
		service: null,
		waiver: null,
		location: entry?.location ?? target.location,
		others: otherTargets$1(subject, target, part.ports),
		...part,
		entry
	};
}
function otherTargets$1({ claimants }, { name }, ports) {
	if (claimants.length < 2) return [];
	const first = ports[0]?.[0] ?? 0;
	const found = /* @__PURE__ */ new Map();
	for (const { target, governed } of claimants) {
		if (target.name === name || found.has(target.name)) continue;
		const [entry] = [...governed].find(([, decided]) => hasPort(decided, first)) ?? [];
		found.set(target.name, {
			target: target.name,
			location: entry?.location ?? target.location
		});
	}
	return [...found.values()].sort((a, b) => compareText(a.target, b.target));
}
function draftCode(cell) {
	switch (cell) {
		case "incomplete-scan":
		case "expired-waiver":
		case "unused-waiver": throw new Error(`${cell} is no expectation that can fail`);
		default: return cell;
	}
}

// src/compare/forbidden.ts
function forbiddenServices(subject, seen, judged) {
	const drafts = [];
	for (const claimant of subject.claimants) {
		const banned = [...claimant.target.forbiddenServices].sort((a, b) => compareText(a.service, b.service));
		if (banned.length === 0) continue;
		const failing = failingPorts(subject, claimant, judged);
		for (const port of eachPort(seen)) {
			const found = forbiddenHere(subject, claimant, banned, port);
			if (found !== null && (found.code === "forbidden-service" || !failing.has(port))) drafts.push(found);
		}
	}
	return drafts;
}
function forbiddenHere(subject, claimant, banned, port) {
	const detail = detailOf(subject, port);
	const proven = provenService(detail?.service ?? null, subject.minConfidence);
	const declared = servicesOf(subject, port);
	const [first] = proven === null || detail === null ? banned : banned.filter(({ service }) => isForbidden(service, proven, detail, declared));
	if (first === void 0 || proven === null && hasPort(subject.notIdentified, port)) return null;
	return draft(subject, claimant, {
		code: proven === null ? "unverified-service" : "forbidden-service",
		ports: [[port, port]],
		state: "open",
		detail,
		service: first.service,
		location: first.location
	});
}
function failingPorts(subject, { target, host }, judged) {
	const mine = judged.filter((draft) => draft.target === target && draft.host === host);
	const failing = new Set(mine.flatMap(({ ports }) => [...eachPort(ports)]));
	for (const { protocol, port } of target.waivers) if (protocol === subject.protocol) failing.delete(port);
	if (!subject.suspicionStands) return failing;
	const suspicious = judged.filter(({ code }) => code === "suspicious-host");
	for (const { ports } of suspicious) for (const port of eachPort(ports)) failing.add(port);
	return failing;
}
function servicesOf({ claimants }, port) {
	return claimants.flatMap((claimant) => [...claimant.governed]).flatMap(([{ service }, ports]) => hasPort(ports, port) ? [service] : []);
}
function isForbidden(forbidden, proven, { service }, declared) {
	const plainWeb = forbidden === "http" && proven === "https" && declared.includes("https");
	if (sameService(forbidden, proven) || sameService(forbidden, withoutTls(proven)) && !plainWeb) return true;
	return service !== null && exposuresOf(service).some(({ name }) => name === forbidden);
}

// src/compare/open.ts
function openPorts$1(subject, seen) {
	if (seen.length === 0) return [];
	const drafts = [];
	for (const claimant of subject.claimants) for (const [entry, ports] of claimant.governed) {
		if (entry.service === null && DECISIONS["open, agrees"][entry.expectation] === "ok") continue;
		for (const port of eachPort(intersect(seen, ports))) {
			const draft = openUnderEntry(subject, claimant, entry, port);
			if (draft !== null) drafts.push(draft);
		}
	}
	const judged = [...drafts, ...openByDefault(subject, seen)];
	return [...judged, ...forbiddenServices(subject, seen, judged)];
}
function openUnderEntry(subject, claimant, entry, port) {
	const detail = detailOf(subject, port);
	const seen = `open, ${agreement(entry.service, detail, subject.minConfidence)}`;
	const cell = DECISIONS[seen][entry.expectation];
	if (cell === "ok" || cell === "unverified-service" && hasPort(subject.notIdentified, port)) return null;
	const { service } = entry;
	const part = {
		code: draftCode(cell),
		ports: [[port, port]],
		state: "open"
	};
	return draft(subject, claimant, {
		...part,
		detail,
		entry,
		service
	});
}
function openByDefault(subject, seen) {
	const parts = deniedByDefault(subject, "open", seen);
	if (parts.length === 0) return [];
	const suspicious = answersEverywhere(countOf(parts), countOf(deniedByDefault(subject, "open", subject.owed)));
	const details = subject.answers?.details ?? null;
	const suspicions = suspicious ? parts.map(({ claimant, ports }) => draft(subject, claimant, {
		code: "suspicious-host",
		ports,
		state: "open",
		details
	})) : [];
	if (suspicious && subject.suspicionStands) return suspicions;
	const each = parts.flatMap(({ claimant, ports }) => [...eachPort(ports)].map((port) => {
		const detail = detailOf(subject, port);
		return draft(subject, claimant, {
			code: "unexpected-port",
			ports: [[port, port]],
			state: "open",
			detail
		});
	}));
	return [...suspicions, ...each];
}
function countOf(parts) {
	return portCount(union$1(NO_PORTS, ...parts.map(({ ports }) => ports)));
}

// src/compare/ports.ts
function comparePorts(subject) {
	const drafts = [];
	const unknown = [];
	const incomplete = [];
	let contradicted = subject.notIdentified;
	for (const state of PORT_STATES) {
		const seen = intersect(subject.answers?.states[state] ?? [], subject.owed);
		if (state === "open") {
			drafts.push(...openPorts$1(subject, seen));
			if (subject.unknown.length > 0) unknown.push(...openPorts$1({
				...subject,
				claimants: subject.unknown
			}, seen));
			const doubtful = disagreeing(subject, subtract(seen, subject.disputed));
			if (doubtful.length > 0) {
				contradicted = union$1(contradicted, doubtful);
				incomplete.push({
					ports: doubtful,
					code: "answers-disagree",
					text: "probes of the same port disagree: open, and not open"
				});
			}
			continue;
		}
		const compared = closedPorts(subject, state, subtract(seen, subject.unanswered));
		drafts.push(...compared.drafts);
		if (compared.incomplete.length > 0) incomplete.push({
			ports: compared.incomplete,
			code: "ambiguous-states",
			text: undetermined(state)
		});
	}
	const otherwise = subject.answers?.second === void 0 ? [] : otherwiseDecided(subject.answers, decidedBy(subject));
	const disputed = union$1(subject.disputed, ...otherwise.map(({ ports }) => ports));
	const undisputed = withoutDisputed(drafts, disputed, subject.answers);
	const text = "none of these ports that was probed once more gave the same answer";
	const doubts = [...otherwise, {
		ports: undisputed.doubtful,
		text
	}].filter(({ ports }) => ports.length > 0);
	return {
		drafts: undisputed.drafts,
		unknown,
		incomplete: [...incomplete, ...doubts.map((doubt) => ({
			...doubt,
			code: "answers-disagree"
		}))],
		withdrawn: overlap(union$1(disputed, contradicted), subject.owed)
	};
}
function decidedBy(subject) {
	return [...subject.claimants.flatMap((claimant) => [...claimant.governed]).map(([entry, ports]) => ({
		entry,
		ports
	})), ...deniedByDefault(subject, "closed", subject.owed).map(({ ports }) => ({
		entry: null,
		ports
	}))];
}
function closedPorts(subject, state, seen) {
	const incomplete = [];
	const drafts = [];
	const cells = DECISIONS[state];
	const judge = (cell, ports, make) => {
		if (ports.length === 0 || cell === "ok") return;
		if (cell === "incomplete-scan") incomplete.push(ports);
		else drafts.push(make(draftCode(cell)));
	};
	for (const claimant of subject.claimants) for (const [entry, ports] of claimant.governed) {
		const cell = cells[entry.expectation];
		if (cell === "ok") continue;
		const here = intersect(seen, ports);
		judge(cell, here, (code) => draft(subject, claimant, {
			code,
			ports: here,
			state,
			entry
		}));
	}
	if (cells.nothing === "ok") return {
		drafts,
		incomplete: union$1(...incomplete)
	};
	for (const { claimant, ports } of deniedByDefault(subject, state, seen)) judge(cells.nothing, ports, (code) => draft(subject, claimant, {
		code,
		ports,
		state
	}));
	return {
		drafts,
		incomplete: union$1(...incomplete)
	};
}
function disagreeing(subject, seen) {
	const required = intersect(seen, expected$1(subject, "require"));
	return union$1(...[...eachPort(required)].filter((port) => (detailOf(subject, port)?.disagreeing.length ?? 0) > 0).map((port) => [[port, port]]));
}
function expected$1({ claimants }, expectation) {
	const governed = claimants.flatMap((claimant) => [...claimant.governed]);
	return union$1(...governed.filter(([entry]) => entry.expectation === expectation).map(([, ports]) => ports));
}

// src/model/time.ts
function parseDay(text) {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return void 0;
	const date = /* @__PURE__ */ new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : void 0;
}
function isOver(day, now) {
	return now.getTime() >= endOf(day);
}
function endOf(day) {
	return Date.parse(`${day}T00:00:00Z`) + 864e5;
}

// src/compare/waive.ts
function waive(drafts, now) {
	const used = /* @__PURE__ */ new Set();
	return {
		drafts: drafts.flatMap((draft) => {
			const speaking = draft.target.waivers.filter((waiver) => !isOver(waiver.expires, now) && speaksOf(waiver, draft));
			for (const waiver of speaking) used.add(waiver);
			if (speaking.length === 0 || draft.code === "suspicious-host") return [draft];
			const waived = [...groupBy(speaking, ({ port }) => port)].map(([port, waivers]) => {
				const [waiver = null] = [...waivers].sort(longestFirst);
				return {
					...draft,
					ports: [[port, port]],
					waiver
				};
			});
			const left = subtract(draft.ports, union$1(...waived.map(({ ports }) => ports)));
			return portCount(left) > 0 ? [...waived, {
				...draft,
				ports: left
			}] : waived;
		}),
		used
	};
}
function longestFirst(a, b) {
	return compareText(b.expires, a.expires) || compareText(a.host?.text ?? "", b.host?.text ?? "");
}
function speaksOf({ finding, protocol, port, host }, draft) {
	if (finding !== (draft.code === "suspicious-host" ? "unexpected-port" : draft.code) || protocol !== draft.protocol || !hasPort(draft.ports, port)) return false;
	if (host === null) return true;
	return host.kind === "name" ? host.name === draft.host : patternHas(host.pattern, draft.address);
}
function idleWaivers(targets, used, isComplete, now) {
	return targets.flatMap((target) => target.waivers.flatMap((waiver) => {
		if (isOver(waiver.expires, now)) return [{
			code: "expired-waiver",
			target,
			waiver
		}];
		return used.has(waiver) || !isComplete(target) ? [] : [{
			code: "unused-waiver",
			target,
			waiver
		}];
	}));
}

// src/compare/compare.ts
function compare(policy, targets, grant, observation, now) {
	const parts = partsByTarget(policy.targets, targets);
	const granted = groupBy([...grant.hosts, ...grant.others], ({ address }) => address);
	const gapsOf = groupBy(observation.unobserved, ({ address }) => address);
	const drafts = [];
	const found = discoveredGaps(targets, grant, observation);
	const gaps = [...unresolvedGaps(targets, grant), ...found.gaps];
	let owedCount = missing$1(gaps) + found.known;
	let withdrawn = false;
	const suspicionStands = (policy.levels["suspicious-host"] ?? CATALOGUE["suspicious-host"].level) === "error";
	for (const [address, owedHere] of grant.owed) for (const protocol of PROTOCOLS) {
		const owed = owedHere[protocol];
		if (owed === void 0) continue;
		const here = claimantsOf(granted.get(address) ?? [], parts, protocol);
		const unobserved = (gapsOf.get(address) ?? []).filter((gap) => gap.protocol === protocol);
		const decides = grant.identification.get(address)?.owed[protocol] ?? NO_PORTS;
		const [identification, answers] = split(unobserved, ({ reason }) => reason.code === "not-identified");
		const unidentified = identification.map((one) => ({
			...one,
			ports: intersect(one.ports, decides)
		}));
		const compared = comparePorts({
			address,
			protocol,
			claimants: here,
			unknown: claimantsOf(unknownAt(grant.unknown, granted.get(address) ?? []), parts, protocol),
			owed,
			answers: observation.hosts.get(address)?.protocols[protocol] ?? null,
			unanswered: union$1(...answers.map(({ ports }) => ports)),
			disputed: union$1(...answers.filter(isDispute).map(({ ports }) => ports)),
			notIdentified: union$1(...unidentified.map(({ ports }) => ports)),
			minConfidence: policy.serviceConfidence,
			suspicionStands
		});
		for (const draft of compared.drafts) drafts.push(draft);
		withdrawn ||= compared.withdrawn;
		const open = [...[...answers, ...unidentified].map(({ ports, reason }) => ({
			ports,
			reason
		})), ...compared.incomplete.map(({ ports, code, text }) => ({
			ports,
			reason: {
				code,
				text
			}
		}))];
		for (const { ports, reason } of open) for (const { target, host, owed: claimed } of here) {
			const theirs = intersect(ports, claimed);
			if (theirs.length > 0) gaps.push({
				target,
				host,
				address,
				protocol,
				ports: theirs,
				reason
			});
		}
		for (const { target, host, ports, code } of compared.unknown) gaps.push({
			target,
			host,
			address,
			protocol,
			ports,
			reason: notKnownToBe(host, target, code)
		});
		owedCount += portCount(owed);
	}
	const waived = waive(drafts, now);
	const incomplete = /* @__PURE__ */ new Set([...gaps.map(({ target }) => target.name), ...found.partly]);
	const identityOf = hostIdentities([...grant.hosts, ...grant.others]);
	const merged = mergeDrafts(policy, waived.drafts, identityOf);
	return {
		findings: [
			...merged.map(({ finding }) => finding),
			...mergeGaps(policy, gaps, identityOf),
			...idleWaivers(targets, waived.used, ({ name }) => !incomplete.has(name), now).map((idle) => waiverFinding(policy, idle))
		].sort(compareFindings),
		places: new Map(merged.map(({ finding, places }) => [finding, places])),
		owed: owedCount,
		answered: owedCount - missing$1(gaps),
		addresses: found.known + gaps.filter(({ protocol }) => protocol === null).length,
		withdrawn,
		unobserved: gaps.map(({ target, ...gap }) => ({
			target: target.name,
			...gap
		})).sort(compareUnobserved)
	};
}
function partsByTarget(all, selected) {
	return new Map(all.map((target) => {
		const expected = expectations(target.entries);
		const isSelected = selected.includes(target);
		const owed = isSelected ? owedPorts(target) : {};
		const part = (protocol) => {
			const governed = governedPorts(expected, protocol);
			return {
				target,
				owed: owed[protocol] ?? NO_PORTS,
				governed: isSelected ? governed : notRequired(governed)
			};
		};
		return [target.name, {
			tcp: part("tcp"),
			udp: part("udp"),
			sctp: part("sctp")
		}];
	}));
}
function notRequired(governed) {
	return new Map([...governed].map(([entry, ports]) => [entry.expectation === "require" ? {
		...entry,
		expectation: "allow"
	} : entry, ports]));
}
function unknownAt(unknown, here) {
	return unknown.filter(({ target }) => !here.some((one) => one.target === target));
}
function notKnownToBe(host, { name }, code) {
	return {
		code: "name-unresolved",
		text: `whether ${host} of target "${name}" is this address is not known, and its lines do not allow what is there (${code}): select that target too, or write its addresses`
	};
}
function claimantsOf(granted, parts, protocol) {
	return granted.flatMap(({ target, host }) => {
		const part = parts.get(target)?.[protocol];
		return part === void 0 ? [] : [{
			...part,
			host
		}];
	});
}
function unresolvedGaps(targets, { unresolved }) {
	const byName = new Map(targets.map((target) => [target.name, target]));
	return unresolved.flatMap(({ target: name, host, address, reason }) => {
		const target = byName.get(name);
		if (target === void 0) return [];
		const owed = owedPorts(target);
		const gaps = PROTOCOLS.flatMap((protocol) => {
			const ports = owed[protocol];
			return ports === void 0 ? [] : [{
				target,
				host,
				address,
				protocol,
				ports,
				reason
			}];
		});
		return gaps.length > 0 ? gaps : [{
			target,
			host,
			address,
			protocol: null,
			ports: NO_PORTS,
			reason
		}];
	});
}
function compareUnobserved(a, b) {
	return compareText(a.target, b.target) || compareHosts(a, b) || compareText(a.protocol ?? "", b.protocol ?? "") || compareText(a.reason.code, b.reason.code) || compareText(a.reason.text, b.reason.text) || comparePorts$1(a.ports, b.ports);
}
function isDispute({ reason }) {
	return reason.code === "answers-disagree" || reason.code === "not-confirmed";
}
function split(items, test) {
	return [items.filter(test), items.filter((item) => !test(item))];
}
function missing$1(gaps) {
	return countGaps(gaps.map((gap) => ({
		...gap,
		target: gap.target.name
	}))).reduce((total, count) => total + count, 0);
}

// src/compare/confirm.ts
const MOST_CONFIRMED = 4096;
function toConfirm({ findings, places }, { confirm }, failOn) {
	if (!confirm) return [];
	const asked = /* @__PURE__ */ new Map();
	let count = 0;
	for (const finding of findings) {
		if (!decides(finding, failOn)) continue;
		for (const { address, protocol, ports } of places.get(finding) ?? []) {
			const key = `${address} ${protocol}`;
			const known = asked.get(key)?.ports ?? NO_PORTS;
			const fresh = subtract(sample(ports), known);
			count += portCount(fresh);
			if (count > MOST_CONFIRMED) return sorted(asked);
			asked.set(key, {
				address,
				protocol,
				ports: union$1(known, fresh)
			});
		}
	}
	return sorted(asked);
}
function decides({ code, severity, waived }, failOn) {
	return waived === null && severity !== null && (code === "missing-port" || atLeast(severity, failOn));
}
function sample(ports) {
	const count = portCount(ports);
	if (count <= 32) return ports;
	const wanted = new Set(Array.from({ length: 32 }, (_, index) => Math.floor(index * (count - 1) / (32 - 1))));
	return portSet([...eachPort(ports)].filter((_, index) => wanted.has(index)).map((port) => [port, port]));
}
function sorted(asked) {
	return [...asked.values()].sort((a, b) => compareAddresses(a.address, b.address) || PROTOCOLS.indexOf(a.protocol) - PROTOCOLS.indexOf(b.protocol));
}
function unconfirmed({ findings, places }, { confirm }, failOn, { hosts }, why) {
	if (!confirm) return [];
	const text = `one probe found it, and ${why} before a second one could confirm it`;
	return findings.filter((finding) => decides(finding, failOn)).flatMap((one) => places.get(one) ?? []).flatMap(({ address, protocol, ports }) => {
		const confirmed = intersect(ports, union$1(...Object.values(hosts.get(address)?.protocols[protocol]?.second ?? {})));
		if (confirmed.length > 0 && portCount(ports) > 32) return [];
		const left = subtract(ports, confirmed);
		return left.length === 0 ? [] : [{
			address,
			protocol,
			ports: left,
			reason: {
				code: "not-confirmed",
				text
			}
		}];
	});
}
const UNCONFIRMED_SHOWN = 20;
function unconfirmedNotice(gaps, { hosts }) {
	const open = gaps.flatMap(({ address, protocol, ports }) => {
		const seen = intersect(ports, hosts.get(address)?.protocols[protocol]?.states.open ?? NO_PORTS);
		return seen.length === 0 ? [] : [`${address} ${formatPorts(seen)}/${protocol}`];
	});
	const places = [...new Set(open)];
	if (places.length === 0) return null;
	const more = places.length > UNCONFIRMED_SHOWN ? ` and ${places.length - UNCONFIRMED_SHOWN} more` : "";
	return `Seen open once, and not confirmed: ${places.slice(0, UNCONFIRMED_SHOWN).join(", ")}${more}.`;
}
function confirmationNotice(asked, { hosts }, { unobserved }) {
	let answered = 0;
	let disputed = 0;
	for (const { address, protocol, ports } of asked) {
		const second = union$1(...Object.values(hosts.get(address)?.protocols[protocol]?.second ?? {}));
		const torn = unobserved.filter((gap) => gap.address === address && gap.protocol === protocol && gap.reason.code === "answers-disagree");
		const here = intersect(ports, second);
		answered += portCount(here);
		disputed += portCount(intersect(here, union$1(...torn.map((gap) => gap.ports))));
	}
	const total = asked.reduce((sum, { ports }) => sum + portCount(ports), 0);
	const stopped = unobserved.some(({ reason }) => reason.code === "not-confirmed");
	if (total === 0 || stopped && answered === 0) return null;
	const agreed = answered - disputed;
	return `${[
		`Before anything fails the build it is probed a second time: of ${total} ${total === 1 ? "port" : "ports"} ${agreed} gave the same answer`,
		...disputed === 0 ? [] : [`${disputed} another one and so count as not observed`],
		...answered === total ? [] : [`${total - answered} none, and what was found there ${stopped ? "does not count" : "counts unconfirmed"}`]
	].join(", ")}.`;
}
function stillSilent(asked, { hosts, unobserved }) {
	return asked.flatMap(({ address, protocol, ports }) => {
		const torn = unobserved.filter((gap) => gap.address === address && gap.protocol === protocol && gap.reason.code === "answers-disagree");
		const silent = hosts.get(address)?.protocols[protocol]?.second?.filtered ?? NO_PORTS;
		const left = intersect(intersect(ports, silent), union$1(...torn.map((gap) => gap.ports)));
		return left.length === 0 ? [] : [{
			address,
			protocol,
			ports: left
		}];
	});
}

// src/authorize/addresses.ts
const METADATA_ADDRESSES = /* @__PURE__ */ new Set([
	"169.254.169.254",
	"169.254.170.2",
	"169.254.170.23",
	"fd00:ec2::254",
	"fd00:ec2::23",
	"fd20:ce::254",
	"100.100.100.200",
	"168.63.129.16"
]);
function isMetadataAddress(address) {
	return METADATA_ADDRESSES.has(address);
}
function isHostAddress(address) {
	return ![
		"unspecified",
		"multicast",
		"broadcast"
	].includes(import_ipaddr.default.parse(address).range()) && !address.startsWith("0.");
}

// src/model/manner.ts
const PROFILES = [
	"discovery",
	"quick",
	"standard",
	"thorough",
	"deep",
	"udp",
	"stealth",
	"custom"
];
const ASSUMPTIONS = ["up", "discover"];
const USUAL_MANNER = {
	profile: "thorough",
	assume: "up",
	confidence: .01,
	options: []
};

// src/authorize/hosts.ts
const MOST_ADDRESSES_LISTED = 1n << 20n;
function matchesHost(pattern, host, address) {
	return pattern.kind === "name" ? pattern.name === host : patternHas(pattern.pattern, address);
}
function excludes(pattern, host, address, names) {
	if (matchesHost(pattern, host, address)) return true;
	return pattern.kind === "name" && (names.get(pattern.name)?.addresses.includes(address) ?? false);
}
function* candidates(target, names) {
	const seen = /* @__PURE__ */ new Set();
	for (const written of target.hosts) for (const [host, address] of hostAddresses(target, written.value, names)) {
		const key = `${host}|${address}`;
		if (seen.has(key)) continue;
		seen.add(key);
		yield {
			target,
			written,
			host,
			address
		};
	}
}
function* hostAddresses(target, pattern, names) {
	if (pattern.kind === "addresses") {
		for (const address of patternAddresses(pattern.pattern)) yield [address, address];
		return;
	}
	for (const address of names.get(pattern.name)?.addresses ?? []) if (target.families.includes(familyOf(address))) yield [pattern.name, address];
}
function tooManyToList(targets) {
	let total = 0n;
	for (const { value, location } of targets.flatMap(({ hosts }) => hosts)) {
		total += value.kind === "name" ? 1n : patternCount(value.pattern);
		if (total <= MOST_ADDRESSES_LISTED) continue;
		return [{
			code: "too-many-hosts",
			message: `with ${value.text} the targets name ${total} addresses; no run may probe so many`,
			location
		}];
	}
	return [];
}
function nothingLeft({ name, location }) {
	return {
		code: "nothing-to-scan",
		message: `target "${name}" has no address left after the exclusions; a target that owes nothing proves nothing`,
		location
	};
}
function unresolvedHosts(targets, names, explain) {
	return targets.flatMap((target) => target.hosts.flatMap(({ value }) => {
		if (value.kind !== "name" || target.exclude.some((excluded) => excluded.value.text === value.text)) return [];
		const text = explain(value.name, names.get(value.name), target) ?? allExcluded$1(value.name, target, names);
		return text === null ? [] : [{
			target: target.name,
			host: value.name,
			address: null,
			reason: {
				code: "name-unresolved",
				text
			}
		}];
	}));
}
function allExcluded$1(name, target, names) {
	const addresses = (names.get(name)?.addresses ?? []).filter((address) => target.families.includes(familyOf(address)));
	const left = addresses.filter((address) => !target.exclude.some(({ value }) => excludes(value, name, address, names)));
	return addresses.length > 0 && left.length === 0 ? `every address of ${name} is excluded` : null;
}
function byAddress(hosts, others = [], claims = {
	others: [],
	unknown: []
}) {
	const targetsOf = /* @__PURE__ */ new Map();
	const claimsOf = groupBy(claims.others, ({ address }) => address);
	for (const { target, address } of hosts) {
		const targets = targetsOf.get(address);
		if (targets === void 0) targetsOf.set(address, [target]);
		else if (!targets.includes(target)) targets.push(target);
	}
	const shared = /* @__PURE__ */ new Map();
	const owed = /* @__PURE__ */ new Map();
	const expected = /* @__PURE__ */ new Map();
	const mentioned = /* @__PURE__ */ new Map();
	const identification$1 = /* @__PURE__ */ new Map();
	const manners = /* @__PURE__ */ new Map();
	for (const [address, targets] of targetsOf) {
		const also = new Set([...claimsOf.get(address) ?? [], ...claims.unknown].map(({ target }) => target));
		const key = [
			...targets.map(({ name }) => name),
			"",
			...also
		].join("|");
		const one = shared.get(key) ?? {
			owed: unitePorts(targets.map(owedPorts)),
			expected: unitePorts(targets.map(expectedPorts)),
			mentioned: unitePorts([...targets, ...others.filter(({ name }) => also.has(name))].map(spokenOf$1)),
			identification: identification([...targets, ...others.filter(({ name }) => also.has(name))]),
			manner: gentlest(targets.map(({ manner }) => manner))
		};
		shared.set(key, one);
		owed.set(address, one.owed);
		expected.set(address, one.expected);
		mentioned.set(address, one.mentioned);
		identification$1.set(address, one.identification);
		manners.set(address, one.manner);
	}
	return {
		owed,
		expected,
		mentioned,
		identification: identification$1,
		manners
	};
}
const PREFERRED = [
	"stealth",
	"deep",
	"thorough",
	"udp",
	"standard",
	"quick",
	"custom",
	"discovery"
];
function gentlest(manners) {
	const looking = manners.filter(({ profile }) => profile !== "discovery");
	const [first = USUAL_MANNER] = [...manners].sort((a, b) => PREFERRED.indexOf(a.profile) - PREFERRED.indexOf(b.profile));
	return {
		...manners.some(({ options }) => options.join(" ") !== first.options.join(" ")) ? {
			...first,
			profile: first.profile === "stealth" ? "stealth" : "thorough",
			options: []
		} : first,
		assume: looking.some(({ assume }) => assume === "up") ? "up" : first.assume,
		confidence: Math.min(...manners.map(({ confidence }) => confidence))
	};
}
function unitePorts(all) {
	const united = {};
	for (const protocol of PROTOCOLS) {
		const ports = union$1(...all.map((one) => one[protocol] ?? []));
		if (ports.length > 0) united[protocol] = ports;
	}
	return united;
}

// src/authorize/exclude.ts
const MOST_LISTED = 1e3;
function sortCandidates(targets, authorization, names, excludedNames = names) {
	const sorted = {
		left: [],
		contradicting: [],
		byName: []
	};
	const taken = /* @__PURE__ */ new Map();
	const never = (authorization?.exclude ?? []).map((line) => ({
		...line,
		authorized: true
	}));
	for (const target of targets) {
		const lines = [...target.exclude.map((line) => ({
			...line,
			authorized: false
		})), ...never];
		for (const candidate of candidates(target, names)) {
			const { host, address, written } = candidate;
			const by = lines.filter(({ value }) => excludes(value, host, address, excludedNames));
			const [first] = by;
			const literal = by.filter(({ value }) => value.kind === "addresses");
			if (first === void 0) sorted.left.push(candidate);
			else if (written.value.kind === "name" && by.some(({ authorized }) => authorized)) sorted.contradicting.push(candidate);
			else if (literal.length === 0) sorted.byName.push(takenByName(candidate, first));
			for (const line of literal) {
				const key = `${target.name} ${line.location.line}:${line.location.column}`;
				const known = taken.get(key) ?? {
					target,
					by: line,
					addresses: /* @__PURE__ */ new Set()
				};
				taken.set(key, known);
				known.addresses.add(address);
			}
		}
	}
	const exclusions = [...taken.values()].map(({ target, by: { value, location }, addresses }) => ({
		target: target.name,
		exclude: value.text,
		location,
		count: addresses.size,
		addresses: [...addresses].slice(0, MOST_LISTED)
	}));
	return {
		...sorted,
		exclusions
	};
}
function takenByName({ target, host, address }, { value, location }) {
	const text = `${address} was not probed: ${value.text}, excluded on line ${location.line}, leads to it now; write ${address} under exclude if it is meant`;
	return {
		target: target.name,
		host,
		address,
		reason: {
			code: "excluded-by-name",
			text
		}
	};
}
const NAMED = 5;
function exclusionNotices(exclusions) {
	return exclusions.map(({ target, exclude, location, count, addresses }) => {
		const more = count > NAMED ? ` and ${count - NAMED} more` : "";
		const named = addresses.slice(0, NAMED).join(", ");
		return `Excluded by line ${location.line} (${exclude}): target "${target}" is not looked at on ${named}${more}.`;
	});
}

// src/authorize/others.ts
function otherTargets(others, addresses, names, isKnown) {
	const claims = [];
	const unknown = [];
	for (const target of others) for (const { value } of target.hosts) {
		if (value.kind === "name" && !isKnown(value.name, target)) unknown.push({
			target: target.name,
			host: value.name
		});
		for (const [host, address] of claimed(value, target, addresses, names)) if (!target.exclude.some((other) => excludes(other.value, host, address, names))) claims.push({
			target: target.name,
			host,
			address
		});
	}
	return {
		others: claims,
		unknown
	};
}
function claimed(pattern, target, addresses, names) {
	if (pattern.kind === "name") return [...hostAddresses(target, pattern, names)];
	return (patternCount(pattern.pattern) < addresses.size ? [...patternAddresses(pattern.pattern)].filter((address) => addresses.has(address)) : [...addresses].filter((address) => patternHas(pattern.pattern, address))).map((address) => [address, address]);
}

// src/authorize/resolve.ts
const LOOKUPS_AT_ONCE = 16;
async function resolveNames(names, resolve) {
	const resolutions = /* @__PURE__ */ new Map();
	const waiting = [...names];
	const worker = async () => {
		for (let name = waiting.shift(); name !== void 0; name = waiting.shift()) resolutions.set(name, await resolveName(name, resolve));
	};
	await Promise.all(Array.from({ length: LOOKUPS_AT_ONCE }, worker));
	return resolutions;
}
async function resolveName(name, resolve) {
	const answers = await Promise.all(FAMILIES.map((family) => lookUp(name, family, resolve)));
	return {
		addresses: [...new Set(answers.flatMap((answer) => answer.addresses))].sort(compareAddresses),
		failures: answers.flatMap(({ failures }) => failures)
	};
}
async function lookUp(name, family, resolve) {
	const record = family === "ipv4" ? "A" : "AAAA";
	try {
		const texts = await resolve(name, family);
		const addresses = texts.map(parseAddress).filter((address) => address !== void 0);
		return {
			addresses,
			failures: addresses.length < texts.length ? [{
				family,
				text: `its ${record} records hold no plain address`
			}] : []
		};
	} catch (error) {
		return {
			addresses: [],
			failures: [{
				family,
				text: `its ${record} records could not be looked up (${printable(error instanceof Error ? error.message : String(error))})`
			}]
		};
	}
}

// src/authorize/authorize.ts
async function authorize(policy, targets, { resolve, now }) {
	refuse$1(tooManyToList(targets));
	const unselected = policy.targets.filter((target) => !targets.includes(target));
	const names = await resolveNames(hostNames(policy.targets, policy.authorization), resolve);
	refuse$1(unknownExclusions(targets, policy.authorization, names));
	const { left: granted, contradicting, byName, exclusions } = sortCandidates(targets, policy.authorization, names);
	const unresolved = [...unresolvedHosts(targets, names, explainResolution), ...byName];
	const owing = /* @__PURE__ */ new Set([...granted.map(({ target }) => target.name), ...unresolved.map(({ target }) => target)]);
	refuse$1([
		...perLine(contradicting, "excluded-host", (host, address) => `${host} resolves to ${address}, which authorization.exclude says is never probed`),
		...refusals(policy, granted, now),
		...tooManyHosts(policy, granted),
		...targets.filter(({ name }) => !owing.has(name)).map(nothingLeft)
	]);
	const isKnown = (name, target) => explainResolution(name, names.get(name), target) === null;
	const addresses = new Set(granted.map(({ address }) => address));
	const claims = otherTargets(unselected, addresses, names, isKnown);
	return {
		hosts: granted.map(({ target, host, address }) => ({
			target: target.name,
			host,
			address
		})),
		unresolved,
		excluded: exclusions,
		...claims,
		...byAddress(granted, unselected, claims),
		maxRate: policy.authorization?.maxRate ?? null
	};
}
function hostNames(targets, authorization) {
	const written = [...targets.flatMap(({ hosts, exclude }) => [...hosts, ...exclude]), ...authorization?.exclude ?? []];
	return new Set(written.flatMap(({ value }) => value.kind === "name" ? value.name : []));
}
function unknownExclusions(targets, authorization, names) {
	return [...targets.flatMap(({ exclude }) => exclude), ...authorization?.exclude ?? []].flatMap(({ value, location }) => {
		const resolution = value.kind === "name" ? names.get(value.name) : void 0;
		const [failure] = resolution?.failures ?? [];
		if (resolution === void 0 || failure === void 0 && resolution.addresses.length > 0) return [];
		const why = failure?.text ?? "it has no address";
		return [{
			code: "unknown-exclusion",
			message: `${value.text} is excluded and did not resolve: ${why}; write its addresses instead`,
			location
		}];
	});
}
function explainResolution(name, resolution, { families }) {
	if (resolution === void 0) return `${name} was not resolved`;
	const failures = resolution.failures.filter(({ family }) => families.includes(family)).map(({ text }) => text);
	if (failures.length > 0) return `${name} did not resolve: ${failures.join("; ")}`;
	if (resolution.addresses.some((address) => families.includes(familyOf(address)))) return null;
	return `${name} did not resolve: it has no ${families.join(" or ")} address`;
}
function refusals(policy, granted, now) {
	const { authorization } = policy;
	const guarded = granted.filter((candidate) => !needsNoAuthorization(candidate));
	const always = [...perLine(granted.filter(({ address }) => !isHostAddress(address)), "not-a-host", (host, address) => `${describe$2(host, address)} is no host's address (unspecified, multicast or broadcast)`), ...perLine(granted.filter((candidate) => isMetadataAddress(candidate.address) && !isLiteral(candidate)), "metadata-address", (host, address) => `${describe$2(host, address)} is a cloud metadata address; write ${address} itself as a host if it is really meant`)];
	if (guarded.length === 0) return always;
	if (authorization === null) return [...always, ...perLine(guarded, "not-authorized", (host, address) => `${describe$2(host, address)} is not loopback, and the policy has no authorization; add authorization with by, reference, scope and expires`)];
	return [
		...always,
		...expiredAuthorization(authorization, now),
		...outsideScope(guarded, authorization)
	];
}
function expiredAuthorization({ expires: { value, location } }, now) {
	if (!isOver(value, now)) return [];
	return [{
		code: "authorization-expired",
		message: `the authorization ended with ${value} (UTC); have it renewed, then change this date`,
		location
	}];
}
function needsNoAuthorization({ host, address, written }) {
	if (!isLoopback(address)) return false;
	return written.value.kind === "addresses" || isLocalName(host);
}
function isLocalName(host) {
	return host === "localhost" || host.endsWith(".localhost");
}
function isLiteral({ written, address }) {
	return written.value.kind === "addresses" && written.value.text === address;
}
function outsideScope(guarded, { scope }) {
	const addressInScope = (address) => scope.some(({ value }) => value.kind === "addresses" && patternHas(value.pattern, address));
	return [...perLine(guarded.filter(({ written }) => written.value.kind === "name").filter(({ host }) => !nameInScope(scope, host)), "name-outside-scope", nameOutside), ...perLine(guarded.filter(({ address }) => !addressInScope(address)), "outside-scope", (host, address) => `${describe$2(host, address)} is outside authorization.scope; nothing was probed`)];
}
function nameInScope(scope, host) {
	return scope.some(({ value }) => {
		if (value.kind === "name") return value.name === host;
		return value.kind === "wildcard" && host.endsWith(`.${value.suffix}`);
	});
}
function nameOutside(host) {
	return `${host} is not in authorization.scope; have "${host}" added to it`;
}
function tooManyHosts({ maxHosts }, granted) {
	const count = new Set(granted.map(({ address }) => address)).size;
	if (count <= maxHosts.value) return [];
	const how = maxHosts.location === null ? `the default of ${maxHosts.value}; set authorization.max-hosts if that many are meant` : `max-hosts ${maxHosts.value}`;
	const location = maxHosts.location ?? granted[0]?.written.location;
	return [problem$5("too-many-hosts", `the targets name ${count} addresses, more than ${how}`, location)];
}
function perLine(refused, code, say) {
	const byLine = /* @__PURE__ */ new Map();
	for (const candidate of refused) {
		const same = byLine.get(candidate.written.location);
		if (same === void 0) byLine.set(candidate.written.location, [candidate]);
		else same.push(candidate);
	}
	return [...byLine].flatMap(([location, [first, ...others]]) => {
		if (first === void 0) return [];
		const more = others.length > 0 ? ` (and ${others.length} more on this line)` : "";
		return problem$5(code, `${say(first.host, first.address)}${more}`, location);
	});
}
function problem$5(code, message, location) {
	return location === void 0 ? {
		code,
		message
	} : {
		code,
		message,
		location
	};
}
function describe$2(host, address) {
	return host === address ? address : `${host}, which resolves to ${address},`;
}

// src/authorize/edges.ts
function rangeEdges({ owed }, targets, onLink) {
	const written = new Set(targets.flatMap(({ hosts }) => hosts.map(({ value }) => value.text)));
	return new Map([...onLink].filter(([address]) => owed.has(address) && !written.has(address)));
}
function withoutAddresses(grant, addresses) {
	const left = new Set(addresses);
	for (const [, hosts] of groupBy(grant.hosts, ({ target }) => target)) if (hosts.every(({ address }) => left.has(address))) for (const { address } of hosts) left.delete(address);
	if (left.size === 0) return grant;
	const others = (map) => new Map([...map].filter(([address]) => !left.has(address)));
	return {
		...grant,
		hosts: grant.hosts.filter(({ address }) => !left.has(address)),
		owed: others(grant.owed),
		expected: others(grant.expected),
		identification: others(grant.identification),
		manners: others(grant.manners)
	};
}
function edgeNotices(edges, { owed }) {
	return [...edges].flatMap(([address, { what, network }]) => owed.has(address) ? [] : [`${address} is left out: on this machine it is the ${what} address of ${network}, and no host answers there.`]);
}

// src/authorize/reduce.ts
function reduceGrant(grant, targets, discovery) {
	if (discovery === null) return {
		grant,
		sought: grant,
		unknown: []
	};
	const byName = new Map(targets.map((target) => [target.name, target]));
	const targetsOf = groupBy(grant.hosts, ({ address }) => address);
	const required = (address) => unitePorts((targetsOf.get(address) ?? []).flatMap(({ target: name }) => {
		const target = byName.get(name);
		return target === void 0 ? [] : [requiredPorts(target)];
	}));
	const owed = /* @__PURE__ */ new Map();
	const sought = /* @__PURE__ */ new Map();
	const unknown = [];
	for (const [address, ports] of grant.owed) {
		const due = discovery.down.has(address) ? required(address) : ports;
		owed.set(address, due);
		const reason = discovery.unknown.get(address);
		if (reason === void 0) sought.set(address, due);
		else for (const protocol of PROTOCOLS) {
			const missing = due[protocol];
			if (missing !== void 0) unknown.push({
				address,
				protocol,
				ports: missing,
				reason
			});
		}
	}
	return {
		grant: {
			...grant,
			owed
		},
		sought: {
			...grant,
			owed: sought
		},
		unknown
	};
}

// src/model/timeouts.ts
const UNMEASURED = 5e3;
const LONGEST_WAIT = 1e4;
const FAST$1 = {
	initial: 500,
	least: 100
};
const PATIENT = {
	initial: UNMEASURED,
	least: UNMEASURED
};
const FIRST = {
	initial: UNMEASURED,
	least: 300
};
function expectedWithin(roundTrip, variation) {
	return Math.min(LONGEST_WAIT, Math.ceil(Math.max(3 * roundTrip, roundTrip + 4 * variation)));
}
function timeoutsFor(within) {
	const waits = within.map((one) => one ?? 5e3);
	const slowest = Math.max(FAST$1.least, ...waits);
	return {
		initial: Math.max(FAST$1.initial, slowest),
		least: slowest
	};
}
function slowest(times) {
	let longest = null;
	for (const time of times) if (time !== null && time > (longest ?? 0)) longest = time;
	return longest;
}

// src/observe/document.ts
function failureOf$2({ document, failure }) {
	if (failure !== null) return failure;
	const { fault, finished, errorMessage } = document;
	if (finished === "error" && errorMessage !== null) return nmapError(errorMessage);
	if (fault !== null) return {
		code: fault.kind === "truncated" ? "scan-truncated" : "scan-failed",
		text: fault.text
	};
	switch (finished) {
		case "success": return null;
		case "error": return nmapError("it did not say which");
		case "absent": return {
			code: "scan-truncated",
			text: "the scan does not say that it finished"
		};
		default: return finished;
	}
}
function nmapError(message) {
	return {
		code: "scan-failed",
		text: `nmap reported an error: ${message}`
	};
}
function isDetailed(state) {
	return state === "open" || state === "open|filtered" || state === "unfiltered";
}
const NO_ANSWERS = {
	states: {},
	details: /* @__PURE__ */ new Map()
};

// src/observe/discovery.ts
const UNTOLD = {
	code: "host-absent",
	text: "host discovery ended without a result for this address"
};
const LISTED$1 = 1e3;
function discoveryOf(documents) {
	const asking = documents.filter(({ step }) => step === "discover");
	if (asking.length === 0) return null;
	const up = /* @__PURE__ */ new Set();
	const quiet = /* @__PURE__ */ new Set();
	const unknown = /* @__PURE__ */ new Map();
	for (const { document, verdict, covers } of asking) for (const address of covers?.keys() ?? document.hosts.keys()) {
		const host = document.hosts.get(address);
		if (host?.up === true) up.add(address);
		else if (verdict !== null || host === void 0) unknown.set(address, verdict ?? UNTOLD);
		else quiet.add(address);
	}
	for (const { step, document } of documents) {
		if (step === "discover") continue;
		for (const [address, host] of document.hosts) if ((quiet.has(address) || unknown.has(address)) && spokeIn(host)) up.add(address);
	}
	for (const address of up) {
		quiet.delete(address);
		unknown.delete(address);
	}
	for (const address of unknown.keys()) quiet.delete(address);
	return {
		up,
		down: quiet,
		probes: [...new Set(asking.map(({ document }) => document.pings).filter((text) => text !== ""))].join("; "),
		unknown
	};
}
function spokeIn({ protocols }) {
	return Object.values(protocols).some(({ answers: { states }, seen }) => seen !== null || PRESENT.some((state) => (states[state] ?? []).length > 0));
}
const PRESENT = [
	"open",
	"closed",
	"unfiltered"
];
function recordDiscovery({ up, down, unknown, probes }) {
	const downAddresses = [...down].sort(compareAddresses).slice(0, LISTED$1);
	return {
		asked: up.size + down.size + unknown.size,
		up: up.size,
		down: down.size,
		downAddresses,
		probes
	};
}
function readDiscovery(documents) {
	return discoveryOf(documents.map((judged) => ({
		...judged,
		verdict: failureOf$2(judged)
	})));
}
function withoutDown(documents) {
	return documents.map((judged) => {
		if (judged.step !== "discover") return judged;
		const hosts = new Map([...judged.document.hosts].filter(([, host]) => host.up));
		return {
			...judged,
			document: {
				...judged.document,
				hosts
			}
		};
	});
}
function withDownAlike(judged) {
	let one = null;
	const hosts = /* @__PURE__ */ new Map();
	for (const [address, host] of judged.document.hosts) {
		const silent = !host.up && !host.timedOut && !host.portsScanned;
		if (silent) one ??= host;
		hosts.set(address, silent && one !== null ? one : host);
	}
	return {
		...judged,
		document: {
			...judged.document,
			hosts
		}
	};
}
function spoke({ protocols }) {
	return Object.values(protocols).some(({ states }) => PRESENT.some((state) => (states[state] ?? []).length > 0));
}
function refineDiscovery({ up, down, unknown, probes }, hosts) {
	const woken = new Set([...hosts.values()].filter(spoke).map(({ address }) => address).filter((address) => down.has(address) || unknown.has(address)));
	if (woken.size === 0) return {
		up,
		down,
		unknown,
		probes
	};
	return {
		up: /* @__PURE__ */ new Set([...up, ...woken]),
		down: new Set([...down].filter((address) => !woken.has(address))),
		unknown: new Map([...unknown].filter(([address]) => !woken.has(address))),
		probes
	};
}

// src/observe/fingerprint.ts
const HTTP_ANSWER = /%r\((?:GetRequest|HTTPOptions|FourOhFourRequest),[0-9A-F]+,"HTTP\/1\\\.[01]\\x20[1-5]\d\d/;
function answersHttp(servicefp) {
	return servicefp !== void 0 && HTTP_ANSWER.test(servicefp);
}

// src/observe/pool.ts
const POOL_LIMIT = 16384;
function keepText(text, limit) {
	return Buffer.from(printable(text, limit), "utf8").toString("utf8");
}
function keepName(text) {
	return keepText(text.toLowerCase().replace(/\.$/, ""));
}
let shared = null;
function sharedPool() {
	shared ??= createPool();
	return shared;
}
function createPool() {
	const details = /* @__PURE__ */ new Map();
	const latest = new Array(MAX_PORT + 1);
	const ranges = new Array(MAX_PORT + 1);
	return {
		range: (port) => {
			const range = ranges[port] ?? [port, port];
			ranges[port] = range;
			return range;
		},
		detail: (port, reason, identified, service, cpes) => {
			const previous = latest[port];
			if (previous !== void 0 && isOf(previous, reason, identified, service, cpes)) return previous;
			const key = detailKey(reason, identified, service, cpes);
			let detail = details.get(key);
			if (detail === void 0) {
				if (details.size >= POOL_LIMIT) details.clear();
				const evidence = service === null ? null : serviceEvidence(service, cpes);
				detail = {
					reason: keepText(reason),
					service: evidence,
					identified,
					disagreeing: []
				};
				details.set(key, detail);
			}
			latest[port] = detail;
			return detail;
		}
	};
}
function isOf(detail, reason, identified, service, cpes) {
	if (detail.reason !== reason || detail.identified !== identified) return false;
	if (detail.service === null || service === null) return detail.service === service;
	const known = detail.service;
	return known.method === service.method && known.name === service.name && known.product === (service.product ?? null) && known.version === (service.version ?? null) && known.extraInfo === (service.extrainfo ?? null) && known.tunnel === (service.tunnel ?? null) && known.confidence === Number(service.conf) && (known.method === "probed" || service.servicefp === void 0) && known.cpes.length === cpes.length && known.cpes.every((cpe, index) => cpe === cpes[index]);
}
function detailKey(reason, identified, service, cpes) {
	if (service === null) return `${reason}\0${identified}`;
	const { name, method, conf, tunnel, product = "", version = "", extrainfo = "", servicefp } = service;
	const http = method !== "probed" && answersHttp(servicefp);
	return `${reason}\0${identified}\0${name}\0${method}\0${conf}\0${tunnel}\0${product}\0${version}\0${extrainfo}\0${cpes.length === 0 ? "" : cpes.join("\0")}\0${http}`;
}
function serviceEvidence(service, cpes) {
	const { name, method, conf = "", tunnel, product, version, extrainfo } = service;
	if (name === void 0 || name === "") return null;
	if (method !== "probed" && answersHttp(service.servicefp)) return recognisedHttp(tunnel);
	return {
		name: keepText(name),
		method: method === "probed" ? "probed" : "table",
		confidence: /^(?:\d|10)$/.test(conf) ? Number(conf) : 0,
		tunnel: tunnel === "ssl" ? "ssl" : null,
		product: product === void 0 ? null : keepText(product),
		version: version === void 0 ? null : keepText(version),
		extraInfo: extrainfo === void 0 ? null : keepText(extrainfo),
		cpes: cpes.map((cpe) => keepText(cpe))
	};
}
function recognisedHttp(tunnel) {
	return {
		name: "http",
		method: "probed",
		confidence: 8,
		tunnel: tunnel === "ssl" ? "ssl" : null,
		product: null,
		version: null,
		extraInfo: null,
		cpes: []
	};
}

// src/observe/facts.ts
const MAX_FACTS = 64;
const TEXT_LIMIT = 2e3;
const MAX_SYSTEMS = 3;
const SYSTEM = "os";
const FAILED = /^(?:ERROR: Script execution failed\b|(?:TIMEOUT|EOF|ERROR|KILL|CANCELLED|PROXY ERROR)\s*$|\n *ERROR: |Error getting (?:cluster name|version): |Protocol negotiation failed \(SMB2\)$)/;
function addFact(facts, place, id, output) {
	if (facts.length >= 64 || id === void 0 || output === void 0) return;
	if (FAILED.test(output)) return;
	const text = keepText(oneLine(output.slice(0, 4 * TEXT_LIMIT)), TEXT_LIMIT);
	if (text === "") return;
	facts.push({
		protocol: place?.protocol ?? null,
		port: place?.number ?? null,
		source: keepText(id),
		text
	});
}
function addSystem(facts, name, accuracy) {
	if (facts.length >= 64 || name === void 0 || facts.filter(isSystem).length >= MAX_SYSTEMS) return;
	const sure = accuracy === void 0 ? "" : ` (${accuracy} %)`;
	facts.push({
		protocol: null,
		port: null,
		source: SYSTEM,
		text: `${keepText(oneLine(name))}${sure}`
	});
}
function isSystem({ source, port }) {
	return source === SYSTEM && port === null;
}
function oneLine(text) {
	return text.split(/[\r\n]+/).map((line) => line.trim()).filter((line) => line !== "").join("; ");
}

// src/observe/gaps.ts
const SILENT = {
	code: "not-accounted",
	text: "the host is up, but the scan says nothing of its ports"
};
const NOT_ASKED = {
	code: "not-accounted",
	text: "the scan was not asked for these ports"
};
const NOT_SCANNED = {
	code: "not-accounted",
	text: "no scan looked at these ports"
};
const DOWN = {
	code: "host-down",
	text: "the scanner found the host down, so its ports were not scanned; write assume: discover if the address may be unused"
};
const ABSENT = {
	code: "host-absent",
	text: "the scan ended without a result for this host"
};
const TIMED_OUT = {
	code: "host-timeout",
	text: "the host timed out and nmap threw its partial results away; give it more time"
};
const UNLISTED = new Map([...PORT_STATES, null].map((state) => {
	return [state, {
		code: "not-identified",
		text: `the port was open, and the version scan after that ${state === null ? "got no answer from the host" : state === "open" ? { open: "found it open and did not ask for its service" }.open : `found it ${state}`}`
	}];
}));
function explainGaps(unanswered, address, protocol, documents, known) {
	const gaps = [];
	let left = unanswered;
	for (const { ports, reason } of reasons(unanswered, address, protocol, documents, known)) {
		const explained = intersect(left, ports);
		if (explained.length === 0) continue;
		gaps.push({
			ports: explained,
			reason
		});
		left = subtract(left, explained);
		if (left.length === 0) break;
	}
	return gaps;
}
function* reasons(unanswered, address, protocol, documents, known) {
	yield* known;
	const owing = documents.filter(({ step }) => step === "sweep").map(({ document, verdict, covers }) => ({
		document,
		verdict,
		host: document.hosts.get(address),
		ports: covers === null ? unanswered : covers.get(address)?.[protocol] ?? NO_PORTS
	}));
	const good = owing.filter(({ verdict }) => verdict === null);
	yield* inOrder(good.flatMap(({ host, ports }) => (host?.protocols[protocol]?.doubts ?? []).map(({ ports: doubted, reason }) => ({
		ports: intersect(doubted, ports),
		reason
	}))));
	for (const { host, ports } of good) if (host?.timedOut) yield {
		ports,
		reason: TIMED_OUT
	};
	yield* inOrder(owing.flatMap(({ verdict, ports }) => verdict === null ? [] : [{
		ports,
		reason: verdict
	}]));
	for (const { host, ports } of good) if (host !== void 0 && !host.up) yield {
		ports,
		reason: DOWN
	};
	yield* inOrder(good.flatMap(({ host, ports }) => host === void 0 ? [] : [{
		ports,
		reason: leftOut(host)
	}]));
	yield* inOrder(good.map(({ document, ports }) => ({
		ports,
		reason: absent(address, document)
	})));
	yield {
		ports: unanswered,
		reason: NOT_SCANNED
	};
}
function inOrder(doubts) {
	if (doubts.length < 2) return doubts;
	return [...doubts].sort((a, b) => compareText(a.reason.code, b.reason.code) || compareText(a.reason.text, b.reason.text));
}
function leftOut({ portsScanned }) {
	return portsScanned ? NOT_ASKED : SILENT;
}
function absent(address, { skipped }) {
	const why = skipped.get(address);
	return why === void 0 ? ABSENT : {
		code: "host-absent",
		text: `nmap skipped the target: ${why}`
	};
}
function unidentified(answers, address, protocol, documents) {
	let open = answers.states.open ?? NO_PORTS;
	const gaps = [];
	for (const { step, covers, verdict, document } of documents) {
		if (step !== "identify") continue;
		const covered = covers === null ? open : intersect(open, covers.get(address)?.[protocol] ?? NO_PORTS);
		const missing = [...eachPort(covered)].filter((port) => answers.details.get(port)?.identified !== true);
		if (missing.length === 0) continue;
		const ports = portSet(missing.map((port) => [port, port]));
		const states = document.hosts.get(address)?.protocols[protocol]?.answers.states ?? {};
		if (verdict !== null) gaps.push({
			ports,
			reason: {
				code: "not-identified",
				text: verdict.text
			}
		});
		else for (const [state, reason] of UNLISTED) {
			const said = state === null ? subtract(ports, union$1(...Object.values(states))) : states[state] ?? NO_PORTS;
			const here = intersect(ports, said);
			if (here.length > 0) gaps.push({
				ports: here,
				reason
			});
		}
		open = subtract(open, ports);
	}
	return gaps;
}
function unlistedPorts({ hosts, unobserved }, decides) {
	const unlisted = /* @__PURE__ */ new Map();
	for (const { address, protocol, ports, reason } of unobserved) {
		const details = hosts.get(address)?.protocols[protocol]?.details;
		if (details === void 0 || ![...UNLISTED.values()].includes(reason)) continue;
		const host = unlisted.get(address) ?? {
			protocols: {},
			answersWithin: hosts.get(address)?.answersWithin ?? null,
			needsConnect: hosts.get(address)?.needsConnect ?? false
		};
		const owed = intersect(ports, decides.get(address)?.owed[protocol] ?? NO_PORTS);
		if (owed.length === 0) continue;
		const open = union$1(owed, host.protocols[protocol]?.states.open ?? NO_PORTS);
		host.protocols[protocol] = {
			states: { open },
			details
		};
		unlisted.set(address, host);
	}
	return unlisted;
}
function sortGaps(gaps) {
	const merged = /* @__PURE__ */ new Map();
	for (const { ports, reason } of gaps) {
		const key = `${reason.code} ${reason.text}`;
		merged.set(key, {
			ports: union$1(merged.get(key)?.ports ?? NO_PORTS, ports),
			reason
		});
	}
	return [...merged.values()].sort((a, b) => UNOBSERVED_CODES.indexOf(a.reason.code) - UNOBSERVED_CODES.indexOf(b.reason.code) || compareText(a.reason.text, b.reason.text));
}

// src/observe/merge.ts
const STRICTEST = [
	"open",
	"open|filtered",
	"unfiltered",
	"closed",
	"closed|filtered",
	"filtered"
];
const STRONG = 8;
function mergeSources(sources) {
	const [only] = sources;
	if (only === void 0) return NO_ANSWERS;
	if (sources.length === 1 && only.weight === "answer") return only.answers;
	const states = mergeStates(sources);
	const details = /* @__PURE__ */ new Map();
	for (const { answers } of sources) for (const port of answers.details.keys()) {
		if (details.has(port)) continue;
		const state = stateOf(states, port);
		if (state !== void 0 && isDetailed(state)) details.set(port, mergeDetail(port, state, sources));
	}
	return {
		states,
		details
	};
}
function mergeStates(sources) {
	const states = {};
	let taken = [];
	for (const state of STRICTEST) {
		const said = sources.flatMap(({ answers, weight }) => weight === "answer" || state === "open" ? [answers.states[state] ?? []] : []);
		const ports = subtract(union$1(...said), taken);
		if (ports.length === 0) continue;
		states[state] = ports;
		taken = union$1(taken, ports);
	}
	return states;
}
function mergeDetail(port, state, sources) {
	const said = sources.flatMap(({ answers, weight, askedOnce = false }) => {
		const own = stateOf(answers.states, port);
		return own === void 0 || weight === "seen" && own !== "open" || askedOnce && own === "filtered" ? [] : [{
			state: own,
			weight,
			detail: answers.details.get(port)
		}];
	});
	const agreeing = said.filter((one) => one.state === state && one.detail !== void 0);
	const trusted = agreeing.filter(({ weight }) => weight !== "seen" && weight !== "repeat");
	const believed = trusted.length > 0 ? trusted : agreeing;
	const repeated = ({ weight }) => weight === "identify" || weight === "repeat";
	const found = said.some((one) => repeated(one) && one.state === "open");
	const lasting = said.filter((one) => !(found && repeated(one) && one.state === "filtered"));
	const others = /* @__PURE__ */ new Set([...lasting.map((one) => one.state).filter((other) => !compatibleStates(state, other)), ...said.flatMap((one) => one.detail?.disagreeing ?? [])]);
	return {
		reason: believed.map(({ detail }) => detail?.reason ?? "").sort()[0] ?? "",
		service: mergeServices(believed.flatMap(({ detail }) => detail?.service ?? [])),
		identified: trusted.some(({ detail }) => detail?.identified === true),
		disagreeing: PORT_STATES.filter((other) => others.has(other))
	};
}
function stateOf(states, port) {
	return STRICTEST.find((state) => hasPort(states[state] ?? [], port));
}
function mergeServices(all) {
	const [best] = [...all].sort((a, b) => Number(b.method === "probed") - Number(a.method === "probed") || Number(isRecognised(b)) - Number(isRecognised(a)) || b.confidence - a.confidence || compareText(JSON.stringify(a), JSON.stringify(b)));
	if (best === void 0 || best.method === "table") return best ?? null;
	const probed = all.filter(({ method }) => method === "probed");
	const rivals = probed.filter((one) => one.confidence >= Math.min(STRONG, best.confidence) && isRecognised(one));
	return probed.some(({ confidence }) => confidence === 0) || rivals.some((one) => !sameEvidence(one, best)) ? {
		...best,
		confidence: 0
	} : best;
}
function sameEvidence(a, b) {
	const [nameA, nameB] = [observedService(a), observedService(b)];
	return sameService(nameA, nameB) || sameService(nameB, nameA);
}

// src/observe/scanned.ts
function setAside(answers, doubtful) {
	if (doubtful.length === 0) return {
		answers,
		seen: null
	};
	return {
		answers: {
			states: mapStates(answers.states, (ports) => subtract(ports, doubtful)),
			details: new Map([...answers.details].filter(([port]) => !hasPort(doubtful, port)))
		},
		seen: openPorts(intersect(answers.states.open ?? NO_PORTS, doubtful), answers.details)
	};
}
function seenOnly({ answers, seen }) {
	const open = union$1(answers.states.open ?? NO_PORTS, seen?.states.open ?? NO_PORTS);
	return {
		answers: NO_ANSWERS,
		seen: openPorts(open, new Map([...answers.details, ...seen?.details ?? []])),
		doubts: []
	};
}
function mergePorts(a, b) {
	const doubts = mergeDoubts([...a.doubts, ...b.doubts]);
	const { answers, seen } = setAside(mergeSources([a, b].map(({ answers }) => ({
		answers,
		weight: "answer"
	}))), union$1(...doubts.map(({ ports }) => ports)));
	return {
		answers,
		seen: joinSeen([
			a.seen,
			b.seen,
			seen
		]),
		doubts
	};
}
function joinSeen(sightings) {
	const sources = sightings.flatMap((one) => one === null ? [] : [{
		answers: one,
		weight: "seen"
	}]);
	return sources.length === 0 ? null : mergeSources(sources);
}
function answeredPorts({ states }) {
	return union$1(...Object.values(states));
}
function mergeDoubts(doubts) {
	const byText = /* @__PURE__ */ new Map();
	for (const { ports, reason } of doubts) {
		const known = byText.get(reason.text);
		byText.set(reason.text, {
			ports: union$1(ports, known?.ports ?? NO_PORTS),
			reason
		});
	}
	return [...byText.values()];
}
function openPorts(open, details) {
	if (open.length === 0) return null;
	return {
		states: { open },
		details: new Map([...details].filter(([port]) => hasPort(open, port)))
	};
}
function mapStates(states, change) {
	const changed = {};
	for (const [state, ports] of Object.entries(states)) {
		const left = change(ports);
		if (left.length > 0) changed[state] = left;
	}
	return changed;
}

// src/observe/second.ts
function secondAnswers(sources) {
	const confirming = sources.filter(({ weight }) => weight === "confirm");
	if (confirming.length === 0) return null;
	return mergeSources(confirming.map(({ answers }) => ({
		answers,
		weight: "answer"
	})));
}
function disputes(first, second, address, protocol, documents) {
	const scan = (confirms) => scanWords(documents, address, protocol, confirms);
	const [before, after] = [scan(false), scan(true)];
	const reasonText = (state, other, reason) => {
		const [one, two] = state === "open" ? [`open${reason}`, other] : [state, `open${reason}`];
		return `${before} found it ${one}, ${after} after it ${two}`;
	};
	return PORT_STATES.filter((state) => !compatibleStates("open", state)).flatMap((state) => [...byReason(intersect(first.states.open ?? NO_PORTS, second.states[state] ?? NO_PORTS), first.details).map(({ ports, reason }) => doubt$1(ports, reasonText("open", state, reason))), ...byReason(intersect(first.states[state] ?? NO_PORTS, second.states.open ?? NO_PORTS), second.details).map(({ ports, reason }) => doubt$1(ports, reasonText(state, "open", reason)))]);
}
function doubt$1(ports, text) {
	return {
		ports,
		reason: {
			code: "answers-disagree",
			text
		}
	};
}
function byReason(ports, details) {
	const ranges = /* @__PURE__ */ new Map();
	for (const port of eachPort(ports)) {
		const said = details.get(port)?.reason ?? "";
		const reason = said === "" ? "" : ` (${said})`;
		const known = ranges.get(reason);
		if (known === void 0) ranges.set(reason, [[port, port]]);
		else known.push([port, port]);
	}
	return [...ranges].map(([reason, parts]) => ({
		reason,
		ports: portSet(parts)
	}));
}
const TECHNIQUES = {
	syn: "a SYN scan",
	connect: "a connect scan",
	udp: "a UDP scan",
	sctpinit: "an SCTP INIT scan"
};
function scanWords(documents, address, protocol, confirms) {
	const spoke = ({ hosts, techniques }) => hosts.has(address) && techniques[protocol] !== void 0;
	const of = documents.find(({ step, document }) => step === "confirm" === confirms && (confirms || step === "sweep") && spoke(document));
	return TECHNIQUES[of?.document.techniques[protocol] ?? ""] ?? "a scan";
}

// src/observe/account.ts
function account(owed, documents, known = []) {
	const weighed = documents.map((judged) => ({
		...judged,
		verdict: failureOf$2(judged)
	}));
	const knownOf = groupBy(known, ({ address }) => address);
	const hosts = /* @__PURE__ */ new Map();
	const unobserved = [];
	for (const address of sortAddresses([
		owing(owed),
		knownOf,
		...documents.map(({ document }) => document.hosts)
	])) {
		const answers = /* @__PURE__ */ new Map();
		for (const protocol of PROTOCOLS) {
			const sources = collect(address, protocol, weighed);
			const { merged, first, disputed } = mergeAll(sources, address, protocol, weighed);
			if (Object.keys(merged.states).length > 0) answers.set(protocol, merged);
			const before = (knownOf.get(address) ?? []).filter((one) => one.protocol === protocol);
			const overruled = overrule(before, first, disputed);
			const unanswered = [...disputed, ...overruled].map(({ ports }) => ports).reduce(subtract, withoutAnswers(owed.get(address)?.[protocol] ?? NO_PORTS, sources));
			const gaps = [
				...disputed,
				...overruled,
				...unanswered.length === 0 ? [] : explainGaps(unanswered, address, protocol, weighed, before.filter(isAnswerGap)),
				...unidentified(merged, address, protocol, weighed),
				...before.filter((one) => !isAnswerGap(one))
			];
			for (const { ports, reason } of sortGaps(gaps)) unobserved.push({
				address,
				protocol,
				ports,
				reason
			});
		}
		const host = describeHost(address, answers, weighed);
		if (host !== null) hosts.set(address, host);
	}
	return {
		hosts,
		unobserved,
		discovery: discoveryOf(weighed)
	};
}
function mergeAll(sources, address, protocol, documents) {
	const merged = mergeSources(sources);
	const second = secondAnswers(sources);
	if (second === null) return {
		merged,
		first: merged,
		disputed: []
	};
	const first = mergeSources(sources.filter(({ weight }) => weight !== "confirm"));
	return {
		merged: {
			...merged,
			second: second.states
		},
		first,
		disputed: disputes(first, second, address, protocol, documents)
	};
}
const PROVEN$1 = {
	blocked: ["open"],
	"too-lossy": [
		"open",
		"closed",
		"unfiltered"
	]
};
function overrule(known, { states }, disputed) {
	let taken = union$1(...disputed.map(({ ports }) => ports));
	return known.flatMap(({ ports, reason }) => {
		const proven = PROVEN$1[reason.code]?.map((state) => states[state] ?? NO_PORTS);
		const left = proven === void 0 ? NO_PORTS : [...proven, taken].reduce(subtract, ports);
		taken = union$1(taken, left);
		return left.length === 0 ? [] : [{
			ports: left,
			reason
		}];
	});
}
const WEIGHTS = {
	discover: "seen",
	sweep: "answer",
	identify: "identify",
	confirm: "confirm",
	facts: "repeat",
	recheck: "repeat"
};
function collect(address, protocol, documents) {
	const sources = [];
	for (const { document, step, covers, verdict } of documents) {
		const claimed = document.hosts.get(address)?.protocols[protocol];
		if (claimed === void 0) continue;
		const weight = verdict === null ? WEIGHTS[step] : "seen";
		const covered = covers === null ? null : covers.get(address)?.[protocol] ?? NO_PORTS;
		const { answers: told, seen } = weight === "seen" ? seenOnly(claimed) : within$2(claimed, covered);
		const { askedOnce } = document;
		const answers = document.ignoresResets ? perhapsClosed(told) : told;
		if (weight !== "seen") sources.push(askedOnce ? {
			answers,
			weight,
			askedOnce
		} : {
			answers,
			weight
		});
		if (seen !== null) sources.push({
			answers: seen,
			weight: "seen"
		});
	}
	return sources;
}
function perhapsClosed({ states: { filtered = NO_PORTS, ...states }, details }) {
	if (filtered.length === 0) return {
		states,
		details
	};
	return {
		states: {
			...states,
			"closed|filtered": union$1(states["closed|filtered"] ?? NO_PORTS, filtered)
		},
		details
	};
}
function withoutAnswers(owed, sources) {
	const [first] = sources;
	if (first?.weight === "answer") {
		if (Object.values(first.answers.states).reduce((sum, set) => sum + portCount(intersect(set, owed)), 0) === portCount(owed)) return NO_PORTS;
	}
	let left = owed;
	for (const { answers, weight } of sources) if (weight === "answer") left = Object.values(answers.states).reduce(subtract, left);
	return left;
}
function within$2(claimed, covered) {
	const outside = covered === null ? NO_PORTS : subtract(answeredPorts(claimed.answers), covered);
	if (outside.length === 0) return claimed;
	const { answers, seen } = setAside(claimed.answers, outside);
	return {
		answers,
		seen: joinSeen([claimed.seen, seen])
	};
}
function isAnswerGap({ reason }) {
	return reason.code !== "not-identified";
}
function describeHost(address, answers, documents) {
	const found = documents.flatMap(({ step, document }) => {
		const host = document.hosts.get(address);
		return host === void 0 || step === "discover" && !host.up ? [] : [host];
	});
	if (found.length === 0) return null;
	return {
		address,
		names: [...new Set(found.flatMap((host) => [...host.names, ...host.userNames]))].sort(compareText),
		state: found.some(({ up }) => up) ? "up" : "down",
		answersWithin: slowest(found.map((host) => host.answersWithin)),
		needsConnect: needsConnect(address, documents),
		protocols: Object.fromEntries(answers),
		facts: factsOf(address, documents)
	};
}
function needsConnect(address, documents) {
	const openBy = (technique) => {
		const scans = documents.filter(({ step, document }) => step === "sweep" && document.techniques.tcp === technique);
		return union$1(...scans.map(({ document }) => document.hosts.get(address)?.protocols.tcp?.answers.states.open ?? NO_PORTS));
	};
	const raw = openBy("syn");
	return documents.some(({ document }) => document.techniques.tcp === "syn" && document.hosts.has(address)) && subtract(openBy("connect"), raw).length > 0;
}
function factsOf(address, documents) {
	return documents.flatMap(({ step, document }) => step === "facts" ? document.hosts.get(address)?.facts ?? [] : []).slice(0, 64);
}
function owing(owed) {
	return new Map([...owed].filter(([, ports]) => PROTOCOLS.some((protocol) => (ports[protocol] ?? []).length > 0)));
}
function sortAddresses(maps) {
	return [...new Set(maps.flatMap((map) => [...map.keys()]))].map((address) => ({
		address,
		family: familyOf(address),
		value: addressValue(address)
	})).sort((a, b) => compareText(a.family, b.family) || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0)).map(({ address }) => address);
}

// src/observe/silent.ts
function silentHosts({ hosts }, judged) {
	const silent = [...hosts.values()].filter(({ protocols }) => {
		const states = Object.values(protocols).flatMap((answers) => Object.keys(answers.states));
		return states.length > 0 && states.every((state) => state === "filtered" || state === "open|filtered");
	});
	const isRejected = (address) => judged.some(({ document }) => (document.hosts.get(address)?.replies ?? 0) > 0);
	const addresses = silent.map(({ address }) => address);
	const rejected = addresses.filter(isRejected);
	const quiet = addresses.filter((address) => !isRejected(address));
	const tell = "Require a port of a host to tell them apart.";
	return [...quiet.length === 0 ? [] : [`No answer at all came from ${addressRanges(quiet)}: a firewall that drops everything, a host that is down and a scanner that is shut out look the same. ${tell}`], ...rejected.length === 0 ? [] : [`Probes of ${addressRanges(rejected)} were rejected as unreachable (ICMP), and no host answered: a firewall that rejects, a router without a host behind it and a scanner that is shut out look the same. ${tell}`]];
}

// src/plan/refused.ts
const WRITES = "it writes files: the results go to the gate alone";
const READS = "it reads a file of the machine that scans, which the policy does not show";
const TARGETS = "what is scanned comes from hosts and exclude alone, checked against the authorization";
const PORTS$1 = "which ports are scanned comes from ports and the entries alone";
const HIDES = "it hides who scans, which an authorized scan has no need of";
const PROVES = "what it reports as not open may be open: a scan of this type proves nothing";
const LADEN = "firewalls drop probes that carry data, and what is dropped reads as filtered";
const FAST = "packets forced out faster than the path carries are lost, and read as filtered; the sweep finds its own pace";
const SCRIPTS = "only scripts from the list of safe ones run, as they are: --script=ssl-cert,http-title";
const ELSEWHERE = "it sends packets to addresses that nobody authorized";
const RESOLVES = "names are resolved once, before the scan, and checked";
const PRIVILEGE = "how packets are sent depends on the machine that scans, and is found out there";
const TALKS = "it changes what nmap prints or waits for, and the results must stay readable";
const LONG = new Map([
	[
		WRITES,
		"believed",
		[
			"append-output",
			"oA",
			"oG",
			"oH",
			"oM",
			"oN",
			"oS",
			"oX",
			"log-errors",
			"webxml"
		]
	],
	[
		WRITES,
		"believed",
		[
			"stylesheet",
			"no-stylesheet",
			"script-updatedb",
			"deprecated-xml-osclass"
		]
	],
	[
		READS,
		"believed",
		[
			"iL",
			"excludefile",
			"script-args-file"
		]
	],
	[
		READS,
		"refused",
		[
			"resume",
			"datadir",
			"servicedb",
			"versiondb"
		]
	],
	[
		TARGETS,
		"believed",
		[
			"iR",
			"exclude",
			"resolve-all",
			"unique",
			"randomize-hosts"
		]
	],
	[
		PORTS$1,
		"believed",
		[
			"exclude-ports",
			"top-ports",
			"port-ratio",
			"allports"
		]
	],
	[
		HIDES,
		"refused",
		[
			"decoys",
			"decoy",
			"ip-options",
			"mtu",
			"ff",
			"spoof-mac",
			"badsum",
			"adler32",
			"data"
		]
	],
	[
		HIDES,
		"refused",
		[
			"data-string",
			"proxies",
			"proxy"
		]
	],
	[
		PROVES,
		"refused",
		[
			"scanflags",
			"sI",
			"open"
		]
	],
	[
		LADEN,
		"refused",
		["data-length"]
	],
	[
		FAST,
		"refused",
		["min-rate", "nsock-engine"]
	],
	[
		SCRIPTS,
		"believed",
		[
			"script-args",
			"script-help",
			"script-trace",
			"script-timeout",
			"vulnscan"
		]
	],
	[
		ELSEWHERE,
		"believed",
		[
			"traceroute",
			"dns-servers",
			"route-dst"
		]
	],
	[
		RESOLVES,
		"believed",
		["system-dns"]
	],
	[
		PRIVILEGE,
		"believed",
		[
			"privileged",
			"unprivileged",
			"send-eth",
			"send-ip",
			"disable-arp-ping"
		]
	],
	[
		PRIVILEGE,
		"believed",
		["discovery-ignore-rst"]
	],
	[
		TALKS,
		"believed",
		[
			"debug",
			"verbose",
			"vv",
			"packet-trace",
			"version-trace",
			"iflist",
			"help",
			"version"
		]
	],
	[
		TALKS,
		"believed",
		[
			"interactive",
			"noninteractive",
			"release-memory",
			"nogcc",
			"thc",
			"rH"
		]
	],
	[
		"the gate says this itself, where it is needed",
		"believed",
		[
			"stats-every",
			"timing",
			"M",
			"max-os-tries"
		]
	],
	[
		"results of a host are thrown away with it; \"timeout\" bounds the whole run",
		"refused",
		["host-timeout"]
	],
	[
		"silence would read as closed",
		"refused",
		["defeat-icmp-ratelimit"]
	],
	[
		"it guesses, and a guess is no fact",
		"believed",
		["osscan-guess", "fuzzy"]
	]
].flatMap(([why, results, names]) => names.map((name) => [name, {
	why,
	results
}])));
const REFUSED_NAMES = [...LONG.keys()].map((name) => `--${name}`);
const SHORT$3 = [
	[
		/^-[om]/,
		WRITES,
		"believed"
	],
	[
		/^-iL/,
		READS,
		"believed"
	],
	[
		/^-iR/,
		TARGETS,
		"believed"
	],
	[
		/^-i/,
		TARGETS,
		"believed"
	],
	[
		/^-[46]/,
		"the family of addresses follows from hosts and families",
		"believed"
	],
	[
		/^-(?:p|F|r)/,
		PORTS$1,
		"believed"
	],
	[
		/^-(?:D|S|e|f)/,
		HIDES,
		"refused"
	],
	[
		/^-b/,
		ELSEWHERE,
		"refused"
	],
	[
		/^-sI/,
		ELSEWHERE,
		"refused"
	],
	[
		/^-sC/,
		SCRIPTS,
		"believed"
	],
	[
		/^-s[VR]/,
		"open ports are always asked for their services",
		"believed"
	],
	[
		/^-s[YU]/,
		"which protocols are scanned comes from ports and the entries alone",
		"believed"
	],
	[
		/^-s[nPL]/,
		"a scan without ports answers for none; the profile discovery looks which hosts are up",
		"believed"
	],
	[
		/^-s[ST]./,
		"one scan type, and only -sS or -sT",
		"believed"
	],
	[
		/^-s/,
		PROVES,
		"refused"
	],
	[
		/^-(?:Pn|P0|PN|PD|PI|PB|PT)/,
		"whether hosts are looked for first is said by assume: up or discover",
		"believed"
	],
	[
		/^-PR/,
		"nmap asks by ARP where it can",
		"believed"
	],
	[
		/^-P/,
		"only -PS, -PA, -PU, -PY, -PE, -PP and -PM look for hosts here",
		"believed"
	],
	[
		/^-A/,
		"it stands for several options, scripts that are not safe among them; name -O and --script",
		"believed"
	],
	[
		/^-[nR]/,
		RESOLVES,
		"believed"
	],
	[
		/^-[dvhV]/,
		TALKS,
		"believed"
	],
	[
		/^-q/,
		TALKS,
		"refused"
	],
	[
		/^-M/,
		"write --max-parallelism",
		"believed"
	],
	[
		/^-I/,
		ELSEWHERE,
		"refused"
	]
];
function refusedInResults(name) {
	const row = name.startsWith("--") ? LONG.get(name.slice(2)) : void 0;
	if (row !== void 0) return row.results === "refused" ? row.why : null;
	const [, why, results] = SHORT$3.find(([begins]) => begins.test(name)) ?? [];
	if (why === void 0) return "nobody knows what it does";
	return results === "refused" ? why : null;
}
function refusalOf(text, allowed) {
	if (/^-{1,2}$/.test(text)) return forbidden("what follows would be targets: hosts come from the policy alone");
	if (!text.startsWith("-")) return forbidden(`it would be a target: ${TARGETS}`);
	const [name = ""] = text.replace(/^--?/, "").replaceAll("_", "-").split("=");
	const exact = LONG.get(name);
	if (exact !== void 0) return forbidden(exact.why);
	const isLong = text.startsWith("--");
	const short = SHORT$3.find(([begins]) => begins.test(text));
	if (!isLong && short !== void 0 && name.length <= 3) return forbidden(short[1]);
	const meant = name.length < 2 ? void 0 : allowed.find((one) => one.startsWith("--") && one.slice(2).startsWith(name));
	if (meant !== void 0) return {
		kind: "invalid",
		message: `write it out, as ${meant}`
	};
	const refused = name.length < 2 ? void 0 : [...LONG.keys()].find((one) => one.startsWith(name));
	if (refused !== void 0) return forbidden(`nmap takes it for --${refused}: ${LONG.get(refused)?.why}`);
	if (!isLong && short !== void 0) return forbidden(short[1]);
	return {
		kind: "unknown",
		message: "no option that a policy may name"
	};
}
function forbidden(why) {
	return {
		kind: "forbidden",
		message: why
	};
}

// src/plan/scripts.ts
const FACT_SCRIPTS = [
	"http-title",
	"ssh-hostkey",
	"ssh2-enum-algos",
	"ssl-cert",
	"ssl-date",
	"tls-alpn"
];
const SAFE_SCRIPTS = /* @__PURE__ */ new Set([
	...FACT_SCRIPTS,
	"ajp-headers",
	"ajp-methods",
	"amqp-info",
	"banner",
	"bitcoin-info",
	"cassandra-info",
	"cups-info",
	"daytime",
	"dict-info",
	"epmd-info",
	"ftp-syst",
	"hadoop-datanode-info",
	"hadoop-namenode-info",
	"hbase-master-info",
	"http-date",
	"http-favicon",
	"http-generator",
	"http-headers",
	"http-methods",
	"http-ntlm-info",
	"http-robots.txt",
	"icap-info",
	"imap-capabilities",
	"imap-ntlm-info",
	"ipmi-version",
	"iscsi-info",
	"isns-info",
	"ldap-rootdse",
	"maxdb-info",
	"memcached-info",
	"mongodb-info",
	"ms-sql-info",
	"ms-sql-ntlm-info",
	"mysql-info",
	"nbstat",
	"nntp-ntlm-info",
	"ntp-info",
	"oracle-tns-version",
	"pop3-capabilities",
	"pop3-ntlm-info",
	"rdp-enum-encryption",
	"rdp-ntlm-info",
	"redis-info",
	"rfc868-time",
	"rpcinfo",
	"rtsp-methods",
	"sip-methods",
	"smb-protocols",
	"smb2-capabilities",
	"smb2-security-mode",
	"smb2-time",
	"smtp-commands",
	"smtp-ntlm-info",
	"snmp-info",
	"sshv1",
	"sslv2",
	"stun-info",
	"telnet-encryption",
	"telnet-ntlm-info",
	"tls-nextprotoneg",
	"vmware-version",
	"vnc-info",
	"xmpp-info"
]);

// src/plan/options.ts
const readNumber$1 = (text) => /^\d{1,9}$/.test(text) ? Number(text) : void 0;
const number$2 = (least, most, read = readNumber$1) => ({
	shape: `a whole number from ${least} to ${most}`,
	accepts: (text) => /^(?:0|[1-9]\d{0,7})$/.test(text) && Number(text) >= least && Number(text) <= most,
	range: {
		least,
		most,
		read
	}
});
const TEMPLATES = [
	"paranoid",
	"sneaky",
	"polite",
	"normal",
	"aggressive",
	"insane"
];
const readTemplate = (text) => {
	const named = TEMPLATES.indexOf(text.toLowerCase());
	return named === -1 ? readNumber$1(text.slice(0, 1)) : named;
};
const MILLISECONDS = {
	ms: 1,
	s: 1e3,
	m: 6e4
};
function milliseconds(text) {
	const [, digits, unit = ""] = /^(0|[1-9]\d{0,6})(ms|s|m)$/.exec(text) ?? [];
	return digits === void 0 ? void 0 : Number(digits) * (MILLISECONDS[unit] ?? 0);
}
const NMAP_UNITS = {
	...MILLISECONDS,
	h: 36e5
};
const readTime$1 = (text) => {
	const [, digits, unit = ""] = /^(\d{1,9}(?:\.\d{1,9})?)(ms|[smh])?$/i.exec(text) ?? [];
	if (digits === void 0) return void 0;
	const usual = Number(digits) >= 50 ? "ms" : "s";
	return Number(digits) * (NMAP_UNITS[unit === "" ? usual : unit.toLowerCase()] ?? 0);
};
const time$1 = (least, most) => ({
	range: {
		least,
		most,
		read: readTime$1
	},
	shape: `a time from ${least}ms to ${most / 1e3}s with its unit, as in 1500ms or 2s`,
	accepts: (text) => {
		const value = milliseconds(text);
		return value !== void 0 && value >= least && value <= most;
	}
});
const MOST_PROBED_PORTS = 20;
const probedPorts$1 = {
	shape: `up to ${MOST_PROBED_PORTS} port numbers, as in 22,80,443`,
	accepts: (text) => {
		const ports = parsePorts(text);
		return text !== "" && ports !== void 0 && portCount(ports) <= MOST_PROBED_PORTS;
	}
};
const scripts = {
	shape: "names from the list of safe scripts, as in ssl-cert,http-title (no categories, paths or patterns)",
	accepts: (text) => {
		const names = text.split(",");
		return new Set(names).size === names.length && names.every((name) => SAFE_SCRIPTS.has(name));
	}
};
const timing$1 = (name, value, hasty) => {
	const row = {
		name,
		kind: "timing",
		value
	};
	return hasty === void 0 ? row : {
		...row,
		hasty
	};
};
const ROWS = [
	timing$1("-T", number$2(0, 4, readTemplate), "above"),
	timing$1("--max-retries", number$2(2, 10), "below"),
	timing$1("--scan-delay", time$1(0, 3e5)),
	timing$1("--max-scan-delay", time$1(10, 3e5), "below"),
	timing$1("--initial-rtt-timeout", time$1(500, 3e4), "below"),
	timing$1("--min-rtt-timeout", time$1(100, 3e4), "below"),
	timing$1("--max-rtt-timeout", time$1(1250, 3e4), "below"),
	timing$1("--min-parallelism", number$2(1, 10), "above"),
	timing$1("--max-parallelism", number$2(1, 300)),
	timing$1("--min-hostgroup", number$2(1, 256)),
	timing$1("--max-hostgroup", number$2(1, 256)),
	{
		name: "--max-rate",
		kind: "rate",
		value: number$2(1, 1e7)
	},
	{
		name: "-PS",
		kind: "probe",
		value: probedPorts$1,
		bare: true
	},
	{
		name: "-PA",
		kind: "probe",
		value: probedPorts$1,
		bare: true,
		raw: true
	},
	{
		name: "-PU",
		kind: "probe",
		value: probedPorts$1,
		bare: true,
		raw: true
	},
	{
		name: "-PY",
		kind: "probe",
		value: probedPorts$1,
		bare: true,
		raw: true
	},
	{
		name: "-PE",
		kind: "probe",
		value: null,
		raw: true
	},
	{
		name: "-PP",
		kind: "probe",
		value: null,
		raw: true
	},
	{
		name: "-PM",
		kind: "probe",
		value: null,
		raw: true
	},
	{
		name: "-sS",
		kind: "technique",
		value: null,
		raw: true
	},
	{
		name: "-sT",
		kind: "technique",
		value: null
	},
	{
		name: "--source-port",
		kind: "packet",
		value: number$2(1, 65535),
		raw: true
	},
	{
		name: "-g",
		kind: "packet",
		value: number$2(1, 65535),
		raw: true
	},
	{
		name: "--ttl",
		kind: "packet",
		value: number$2(37, 255),
		raw: true,
		hasty: "below"
	},
	{
		name: "--defeat-rst-ratelimit",
		kind: "packet",
		value: null,
		raw: true
	},
	{
		name: "--version-intensity",
		kind: "version",
		value: number$2(0, 9)
	},
	{
		name: "--version-light",
		kind: "version",
		value: null
	},
	{
		name: "--version-all",
		kind: "version",
		value: null
	},
	{
		name: "-O",
		kind: "facts",
		value: null,
		raw: true
	},
	{
		name: "--osscan-limit",
		kind: "facts",
		value: null
	},
	{
		name: "--script",
		kind: "facts",
		value: scripts
	},
	{
		name: "--reason",
		kind: "words",
		value: null
	}
];
const ROW = new Map(ROWS.map((row) => [row.name, row]));
const OPTION_NAMES = [...ROW.keys()];
function optionFault(name, value) {
	const row = ROW.get(name);
	if (row === void 0) return refusedInResults(name);
	const range = row.value?.range;
	if (row.hasty === void 0 || range === void 0) return null;
	const said = range.read(value ?? "");
	return said !== void 0 && (row.hasty === "below" ? said >= range.least : said <= range.most) ? null : `${name} takes ${row.value?.shape}`;
}
function readOption(text) {
	const strange = strangeness(text);
	if (strange !== void 0) return { fault: {
		kind: "invalid",
		message: strange
	} };
	const [name, value] = splitOption(text);
	const row = ROW.get(name);
	if (row === void 0) return { fault: refusalOf(text, OPTION_NAMES) };
	const shape = row.value === null ? "no value" : row.value.shape;
	if (!(value === null ? row.value === null || row.bare === true : row.value?.accepts(value) ?? false)) return { fault: {
		kind: "invalid",
		message: `${name} takes ${shape}`
	} };
	return { option: {
		name,
		kind: row.kind,
		value,
		argument: text
	} };
}
function strangeness(text) {
	if (text === "") return "an option is missing here";
	if (/^\p{Dash}/u.test(text) && !text.startsWith("-")) return "this begins with a dash that is no hyphen: write \"-\"";
	if (/\s/.test(text)) return "one option a line, without spaces: write a value as in --max-retries=3";
	return /[^\x21-\x7e]/.test(text) ? "an option has only visible ASCII characters" : void 0;
}
function splitOption(text) {
	if (text.startsWith("--")) {
		const at = text.indexOf("=");
		return at === -1 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
	}
	const [, name = text, value = ""] = /^(-(?:P[SAUY]|T|g))(.*)$/.exec(text) ?? [];
	return [name, value === "" ? null : value];
}
const ALTERNATIVES = [
	["-sS", "-sT"],
	[
		"--version-light",
		"--version-all",
		"--version-intensity"
	],
	["--source-port", "-g"]
];
const ORDERED = [
	["--min-parallelism", "--max-parallelism"],
	["--min-hostgroup", "--max-hostgroup"],
	["--min-rtt-timeout", "--max-rtt-timeout"],
	["--initial-rtt-timeout", "--max-rtt-timeout"],
	["--min-rtt-timeout", "--initial-rtt-timeout"],
	["--scan-delay", "--max-scan-delay"]
];
const RIVALS = [[
	/^--scan-delay=/,
	/^--(?:min|max)-parallelism=/,
	"with --scan-delay one probe at a time goes to a host"
], [
	/^-T[0-2]$/,
	/^--min-parallelism=/,
	"up to -T2 one probe goes out at a time"
]];
function optionConflicts(options) {
	return options.flatMap(({ name, kind, argument }, index) => {
		const earlier = options.slice(0, index);
		const alternatives = ALTERNATIVES.find((names) => names.includes(name)) ?? [name];
		const rival = earlier.find((other) => alternatives.includes(other.name));
		if (rival !== void 0) return [{
			index,
			message: rival.name === name ? `${name} is already in this list` : `${rival.name} stands before it: keep one`
		}];
		const unordered = ORDERED.find((pair) => pair.includes(name) && isBackwards(pair, options.slice(0, index + 1)));
		if (unordered !== void 0) return [{
			index,
			message: `${unordered[0]} is larger than ${unordered[1]}`
		}];
		const rivals = RIVALS.find(([one, that]) => one.test(argument) && earlier.some((option) => that.test(option.argument)) || that.test(argument) && earlier.some((option) => one.test(option.argument)));
		if (rivals !== void 0) return [{
			index,
			message: `${rivals[2]}: leave ${name} out, or the other`
		}];
		const other = (wanted) => options.some((option) => option.name === wanted);
		if (name === "--osscan-limit" && !other("-O")) return [{
			index,
			message: "this says nothing without -O"
		}];
		if (kind === "packet" && other("-sT")) return [{
			index,
			message: `${name} shapes packets, and with -sT the kernel makes them: leave one out`
		}];
		return [];
	});
}
function isBackwards([lower, higher], options) {
	const least = options.find(({ name }) => name === lower)?.value;
	const most = options.find(({ name }) => name === higher)?.value;
	if (least == null || most == null) return false;
	return (milliseconds(least) ?? Number(least)) > (milliseconds(most) ?? Number(most));
}
function optionsOf({ profile, options }) {
	if (profile !== "custom") return [];
	return options.map((text) => {
		const read = readOption(text);
		if ("fault" in read) throw new TypeError(`${JSON.stringify(text)} is not allowed: ${read.fault.message}`);
		return read.option;
	});
}
function rawOption(manner) {
	return optionsOf(manner).find(({ name }) => ROW.get(name)?.raw === true);
}

// src/plan/nmap.ts
const SCAN_TYPE = {
	tcp: "-sS",
	udp: "-sU",
	sctp: "-sY"
};
const PRINTER_PORTS = [[9100, 9107]];
const ADDRESSES_A_PLAN = 256;
const DEFAULT_RATE = 2e4;
const CONNECT_RATE = 2e3;
const STEALTH_RATE = 50;
const DISCOVERY_RATE = 2e3;
function discoveryRate({ profile }, maxRate) {
	if (profile === "stealth") return 50;
	return maxRate === null ? DISCOVERY_RATE : Math.min(maxRate, DEFAULT_RATE);
}
function nmapPlan(ask) {
	const { step, family, protocol, addresses, ports, manner } = ask;
	const said = optionsOf(manner);
	return {
		step,
		family,
		protocol,
		addresses,
		ports,
		argv: [
			...familyFlags(family),
			...privilegeFlags(ask.privilege),
			...scanType(ask, said),
			...purpose(ask, said),
			...[
				"-n",
				"-Pn",
				timing(ask, said),
				"-v"
			],
			...pacing(ask, said),
			...written(said, "words"),
			...["--stats-every", "1s"],
			...["-oX", "-"],
			...["-p", formatPorts(ports)],
			...addresses
		]
	};
}
function pingPlan({ family, addresses, privilege, maxRate, manner, ports, timeouts }) {
	const said = optionsOf(manner);
	const probe = (flag, set) => set.length === 0 ? [] : [`${flag}${formatPorts(set)}`];
	const raw = [
		"-PE",
		"-PP",
		...probe("-PA", ports.ack),
		...probe("-PU", ports.udp),
		...probe("-PY", ports.sctp)
	];
	const ours = [...probe("-PS", ports.syn), ...privilege === "unprivileged" ? [] : raw].filter(fits(family));
	const theirs = written(said, "probe").filter(fits(family));
	const rate = String(lowest(discoveryRate(manner, maxRate), maxRate, said));
	const argv = [
		...familyFlags(family),
		...privilegeFlags(privilege),
		...[
			"-sn",
			"-n",
			theirOr(said, "-T", manner.profile === "stealth" ? "-T3" : "-T4"),
			"-v"
		],
		...theirs.length > 0 ? theirs : ours,
		theirOr(said, "--max-retries", "--max-retries=2"),
		...otherTiming(said, [
			"-T",
			"--max-retries",
			...ROUND_TRIPS
		]),
		...waiting(timeouts, said),
		...[
			"--min-rate",
			rate,
			"--max-rate",
			rate
		],
		...written(said, "words"),
		...["--stats-every", "1s"],
		...["-oX", "-"],
		...addresses
	];
	return {
		step: "discover",
		family,
		protocol: "tcp",
		addresses,
		ports: NO_PORTS,
		argv
	};
}
function fits(family) {
	return (probe) => family === "ipv4" || probe !== "-PP" && probe !== "-PM";
}
function rateLimit(manner, maxRate) {
	const limit = lowest(manner.profile === "stealth" ? 50 : Number.POSITIVE_INFINITY, maxRate, optionsOf(manner));
	return limit === Number.POSITIVE_INFINITY ? null : limit;
}
function familyFlags(family) {
	return family === "ipv6" ? ["-6"] : [];
}
function privilegeFlags(privilege) {
	if (privilege === "unprivileged") return ["--unprivileged"];
	return privilege === "capabilities" ? ["--privileged"] : [];
}
function scanType({ protocol, privilege, technique }, said) {
	if (protocol !== "tcp") return [SCAN_TYPE[protocol]];
	const packets = written(said, "packet");
	const other = technique === "connect" && packets.length === 0;
	const connects = technique === "patient" && packets.length === 0 || said.some(({ name }) => name === "-sT") !== other;
	return privilege === "unprivileged" || connects ? ["-sT"] : [SCAN_TYPE.tcp, ...packets];
}
function purpose({ step, protocol, ports, privilege, manner }, said) {
	switch (step) {
		case "sweep": return [];
		case "identify": return [
			"-sV",
			...protocol === "tcp" && overlap(ports, PRINTER_PORTS) ? ["--allports"] : [],
			...manner.profile === "stealth" ? ["--version-light"] : written(said, "version")
		];
		case "confirm": return protocol === "udp" ? ["-sV"] : [];
		case "facts": {
			const system = privilege === "unprivileged" ? [] : ["-O"];
			return [
				"-sV",
				"--version-light",
				...manner.profile === "custom" ? written(said, "facts") : [...system, `--script=${FACT_SCRIPTS}`],
				"--script-timeout",
				"30s"
			];
		}
		default: return step;
	}
}
function timing({ step, technique, privilege, manner }, said) {
	if (technique === "patient" && step === "sweep") return "-T4";
	return theirOr(said, "-T", manner.profile === "stealth" || step === "confirm" && privilege === "unprivileged" ? "-T3" : "-T4");
}
function pacing({ step, technique, protocol, maxRate, pace, manner, timeouts }, said) {
	if (pace !== null) {
		const rate = technique === "patient" ? pace.toFixed(2) : String(lowest(pace, maxRate, said));
		const group = String(256);
		return [
			...[
				"--min-hostgroup",
				group,
				"--max-hostgroup",
				group
			],
			"--max-retries",
			"0",
			...waiting(timeouts, said),
			"--min-rate",
			rate,
			"--max-rate",
			rate
		];
	}
	const limit = rateLimit(manner, maxRate);
	return [
		...said.some(({ name }) => name.endsWith("-hostgroup")) ? [] : ["--max-hostgroup", "64"],
		...said.some(({ name }) => name === "--max-retries") ? [] : retries(step, protocol, manner),
		...otherTiming(said, ["-T", ...ROUND_TRIPS]),
		...waiting(timeouts, said),
		...manner.profile === "stealth" ? [
			"--min-rate",
			String(limit),
			"--max-scan-delay",
			"20ms"
		] : [],
		...limit === null ? [] : ["--max-rate", String(limit)]
	];
}
function retries(step, protocol, { profile }) {
	if (protocol === "udp") return ["--max-retries", step === "confirm" ? "3" : "2"];
	return profile === "stealth" ? ["--max-retries", "2"] : [];
}
const ROUND_TRIPS = [
	"--initial-rtt-timeout",
	"--min-rtt-timeout",
	"--max-rtt-timeout"
];
function waiting(timeouts, said) {
	const theirs = ROUND_TRIPS.map((name) => milliseconds(said.find((option) => option.name === name)?.value ?? "") ?? 0);
	const least = Math.max(timeouts.least, theirs[1]);
	const initial = Math.max(timeouts.initial, theirs[0], least);
	return [
		initial,
		least,
		Math.max(LONGEST_WAIT, theirs[2], initial)
	].flatMap((time, index) => [ROUND_TRIPS[index], `${time}ms`]);
}
function written(said, kind) {
	return said.filter((option) => option.kind === kind).map(({ argument }) => argument);
}
function otherTiming(said, names) {
	return said.filter(({ kind, name }) => kind === "timing" && !names.includes(name)).map(({ argument }) => argument);
}
function theirOr(said, name, ours) {
	return said.find((option) => option.name === name)?.argument ?? ours;
}
function lowest(wanted, maxRate, said) {
	const theirs = said.find(({ kind }) => kind === "rate")?.value ?? Number.POSITIVE_INFINITY;
	const rate = Math.min(wanted, maxRate ?? Number.POSITIVE_INFINITY, Number(theirs));
	return rate === Number.POSITIVE_INFINITY ? rate : Math.max(1, Math.floor(rate));
}

// src/plan/group.ts
const RANGES_A_PLAN = 8e3;
function groupByPorts(asked, protocol, manners) {
	const groups = /* @__PURE__ */ new Map();
	const texts = /* @__PURE__ */ new Map();
	const textOf = (value, write) => {
		const text = texts.get(value) ?? write(value);
		texts.set(value, text);
		return text;
	};
	for (const [address, byProtocol] of asked) {
		const ports = byProtocol[protocol];
		if (ports === void 0) continue;
		const manner = manners.get(address) ?? USUAL_MANNER;
		const family = familyOf(address);
		const loopback = isLoopback(address);
		const key = `${family} ${loopback} ${textOf(ports, formatPorts)} ${textOf(manner, mannerText)}`;
		const group = groups.get(key);
		if (group === void 0) groups.set(key, {
			family,
			loopback,
			manner,
			addresses: [address],
			ports
		});
		else group.addresses.push(address);
	}
	return [...groups.values()].sort((a, b) => FAMILIES.indexOf(a.family) - FAMILIES.indexOf(b.family)).flatMap((group) => chunks(group.addresses, 256).map((addresses) => ({
		...group,
		addresses
	})));
}
function mannerText({ profile, assume, confidence, options }) {
	return [
		profile,
		assume,
		confidence,
		...options
	].join(" ");
}
function firstPorts(ports, most) {
	let left = most;
	return ports.flatMap(([first, last]) => {
		if (left <= 0) return [];
		const end = Math.min(last, first + left - 1);
		left -= end - first + 1;
		return [[first, end]];
	});
}
function slices(ports) {
	return chunks(ports, RANGES_A_PLAN);
}
function chunks(items, size) {
	return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

// src/plan/discovery.ts
const ADDRESSES_A_DISCOVERY = 4096;
const MOST_PROBED = 20;
const USUALLY_ANSWERING = {
	tcp: [
		443,
		80,
		22,
		3389,
		445,
		8080,
		25,
		53,
		21,
		8443
	],
	udp: [
		53,
		161,
		123,
		500,
		40125
	],
	sctp: []
};
function isDiscovered(manner) {
	if (manner === void 0) return false;
	const { assume, profile } = manner;
	return assume === "discover" || profile === "discovery";
}
function planDiscovery(grant, { privilege, unroutable }, among = null) {
	const timeouts = among === null ? FIRST : PATIENT;
	const { manners, maxRate } = grant;
	const asked = [...manners].filter(([address, manner]) => {
		const possible = privilege !== "unprivileged" || rawOption(manner) === void 0;
		if (among !== null && !among.has(address)) return false;
		return isDiscovered(manner) && possible && !unroutable.has(address);
	});
	return {
		plans: [...groupBy(asked, ([address, { profile, options }]) => `${familyOf(address)} ${[profile, ...options].join(" ")}`).values()].flatMap((group) => chunks(group, ADDRESSES_A_DISCOVERY)).map((group) => {
			const [[first, manner]] = group;
			const addresses = group.map(([address]) => address);
			const ports = probedPorts(addresses, grant);
			return pingPlan({
				family: familyOf(first),
				manner,
				addresses,
				ports,
				privilege,
				maxRate,
				timeouts
			});
		}).sort((a, b) => FAMILIES.indexOf(a.family) - FAMILIES.indexOf(b.family)),
		unobserved: []
	};
}
function probedPorts(addresses, { expected }) {
	const ports = (protocol) => {
		const chosen = /* @__PURE__ */ new Set();
		const sets = new Set(addresses.map((address) => expected.get(address)?.[protocol] ?? NO_PORTS));
		for (const set of sets) for (const port of eachPort(firstPorts(set, MOST_PROBED / 2))) chosen.add(port);
		for (const port of USUALLY_ANSWERING[protocol]) chosen.add(port);
		return [...chosen].slice(0, MOST_PROBED);
	};
	const tcp = ports("tcp");
	return {
		syn: setOf(tcp),
		ack: setOf(tcp.slice(0, 5)),
		udp: setOf(ports("udp")),
		sctp: setOf(ports("sctp"))
	};
}
function setOf(ports) {
	return portSet(ports.map((port) => [port, port]));
}

// src/plan/batches.ts
const PACKETS_A_SERVICE = 40;
function batches$1(group, openOn, maxRate) {
	const limit = rateLimit(group.manner, maxRate);
	const most = limit === null ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(limit / 40));
	const pieces = [];
	let together = [];
	let services = 0;
	const close = () => {
		pieces.push(...slices(union$1(...together.map(openOn))).map((ports) => ({
			addresses: together,
			ports
		})));
		together = [];
		services = 0;
	};
	for (const address of group.addresses) {
		const open = openOn(address);
		const count = portCount(open);
		if (services + count > most && together.length > 0) close();
		if (count > most) pieces.push(...portions(open, most).map((ports) => ({
			addresses: [address],
			ports
		})));
		else {
			together.push(address);
			services += count;
		}
	}
	close();
	return pieces;
}
function portions(ports, size) {
	return chunks([...eachPort(ports)], size).map((some) => portSet(some.map((port) => [port, port])));
}

// src/policy/top-ports.ts
const TOP_100_TCP = ports$1([
	"7,9,13,21-23,25-26,37,53,79-81,88,106,110-111,113,119,135,139,143-144,179,199,389,427,443-445,465,513-515",
	"543-544,548,554,587,631,646,873,990,993,995,1025-1029,1110,1433,1720,1723,1755,1900,2000-2001,2049,2121",
	"2717,3000,3128,3306,3389,3986,4899,5000,5009,5051,5060,5101,5190,5357,5432,5631,5666,5800,5900,6000-6001",
	"6646,7070,8000,8008-8009,8080-8081,8443,8888,9100,9999-10000,32768,49152-49157"
]);
const TOP_1000_TCP = ports$1([
	"1,3-4,6-7,9,13,17,19-26,30,32-33,37,42-43,49,53,70,79-85,88-90,99-100,106,109-111,113,119,125,135,139",
	"143-144,146,161,163,179,199,211-212,222,254-256,259,264,280,301,306,311,340,366,389,406-407,416-417,425,427",
	"443-445,458,464-465,481,497,500,512-515,524,541,543-545,548,554-555,563,587,593,616-617,625,631,636,646,648",
	"666-668,683,687,691,700,705,711,714,720,722,726,749,765,777,783,787,800-801,808,843,873,880,888,898,900-903",
	"911-912,981,987,990,992-993,995,999-1002,1007,1009-1011,1021-1100,1102,1104-1108,1110-1114,1117,1119",
	"1121-1124,1126,1130-1132,1137-1138,1141,1145,1147-1149,1151-1152,1154,1163-1166,1169,1174-1175,1183",
	"1185-1187,1192,1198-1199,1201,1213,1216-1218,1233-1234,1236,1244,1247-1248,1259,1271-1272,1277,1287,1296",
	"1300-1301,1309-1311,1322,1328,1334,1352,1417,1433-1434,1443,1455,1461,1494,1500-1501,1503,1521,1524,1533",
	"1556,1580,1583,1594,1600,1641,1658,1666,1687-1688,1700,1717-1721,1723,1755,1761,1782-1783,1801,1805,1812",
	"1839-1840,1862-1864,1875,1900,1914,1935,1947,1971-1972,1974,1984,1998-2010,2013,2020-2022,2030,2033-2035",
	"2038,2040-2043,2045-2049,2065,2068,2099-2100,2103,2105-2107,2111,2119,2121,2126,2135,2144,2160-2161,2170",
	"2179,2190-2191,2196,2200,2222,2251,2260,2288,2301,2323,2366,2381-2383,2393-2394,2399,2401,2492,2500,2522",
	"2525,2557,2601-2602,2604-2605,2607-2608,2638,2701-2702,2710,2717-2718,2725,2800,2809,2811,2869,2875",
	"2909-2910,2920,2967-2968,2998,3000-3001,3003,3005-3007,3011,3013,3017,3030-3031,3052,3071,3077,3128,3168",
	"3211,3221,3260-3261,3268-3269,3283,3300-3301,3306,3322-3325,3333,3351,3367,3369-3372,3389-3390,3404,3476",
	"3493,3517,3527,3546,3551,3580,3659,3689-3690,3703,3737,3766,3784,3800-3801,3809,3814,3826-3828,3851,3869",
	"3871,3878,3880,3889,3905,3914,3918,3920,3945,3971,3986,3995,3998,4000-4006,4045,4111,4125-4126,4129,4224",
	"4242,4279,4321,4343,4443-4446,4449,4550,4567,4662,4848,4899-4900,4998,5000-5004,5009,5030,5033,5050-5051",
	"5054,5060-5061,5080,5087,5100-5102,5120,5190,5200,5214,5221-5222,5225-5226,5269,5280,5298,5357,5405,5414",
	"5431-5432,5440,5500,5510,5544,5550,5555,5560,5566,5631,5633,5666,5678-5679,5718,5730,5800-5802,5810-5811",
	"5815,5822,5825,5850,5859,5862,5877,5900-5904,5906-5907,5910-5911,5915,5922,5925,5950,5952,5959-5963",
	"5987-5989,5998-6007,6009,6025,6059,6100-6101,6106,6112,6123,6129,6156,6346,6389,6502,6510,6543,6547",
	"6565-6567,6580,6646,6666-6669,6689,6692,6699,6779,6788-6789,6792,6839,6881,6901,6969,7000-7002,7004,7007",
	"7019,7025,7070,7100,7103,7106,7200-7201,7402,7435,7443,7496,7512,7625,7627,7676,7741,7777-7778,7800,7911",
	"7920-7921,7937-7938,7999-8002,8007-8011,8021-8022,8031,8042,8045,8080-8090,8093,8099-8100,8180-8181",
	"8192-8194,8200,8222,8254,8290-8292,8300,8333,8383,8400,8402,8443,8500,8600,8649,8651-8652,8654,8701,8800",
	"8873,8888,8899,8994,9000-9003,9009-9011,9040,9050,9071,9080-9081,9090-9091,9099-9103,9110-9111,9200,9207",
	"9220,9290,9415,9418,9485,9500,9502-9503,9535,9575,9593-9595,9618,9666,9876-9878,9898,9900,9917,9929",
	"9943-9944,9968,9998-10004,10009-10010,10012,10024-10025,10082,10180,10215,10243,10566,10616-10617,10621",
	"10626,10628-10629,10778,11110-11111,11967,12000,12174,12265,12345,13456,13722,13782-13783,14000,14238",
	"14441-14442,15000,15002-15004,15660,15742,16000-16001,16012,16016,16018,16080,16113,16992-16993,17877,17988",
	"18040,18101,18988,19101,19283,19315,19350,19780,19801,19842,20000,20005,20031,20221-20222,20828,21571,22939",
	"23502,24444,24800,25734-25735,26214,27000,27352-27353,27355-27356,27715,28201,30000,30718,30951,31038,31337",
	"32768-32785,33354,33899,34571-34573,35500,38292,40193,40911,41511,42510,44176,44442-44443,44501,45100,48080",
	"49152-49161,49163,49165,49167,49175-49176,49400,49999-50003,50006,50300,50389,50500,50636,50800,51103,51493",
	"52673,52822,52848,52869,54045,54328,55055-55056,55555,55600,56737-56738,57294,57797,58080,60020,60443,61532",
	"61900,62078,63331,64623,64680,65000,65129,65389"
]);
const COMMON_UDP = ports$1([
	"7,13,17,19,37,53,67-69,88,111,123,137-138,161-162,177,389,427,443,464,500,514,520,523,546-547,623,631,853,1194,1434",
	"1604,1645-1646,1701,1812-1813,1900,2049,2123,2152,2427,3283,3389,3391,3478,3544,3702,4500,4789,5060-5061,5093",
	"5246-5247,5349,5351,5353,5355,5405,5632,5683-5684,6081,7400-7401,8125,8472,9600,10001,11211,17185,20000,27015,30718",
	"34964,37810,41641,44818,47808,51820,64738"
]);
function ports$1(lines) {
	const set = parsePorts(lines.join(","));
	if (set === void 0) throw new TypeError("a list of top ports is malformed");
	return set;
}

// src/plan/patient.ts
const MOST_SILENT = 2e3;
const PACKETS_A_CONNECT = 3;
const PROCESSES = 4;
const CONNECTS_A_SECOND = 180;
const WORTH_A_PROCESS = 400;
const SPARE$1 = 200;
function patientProcesses({ manner }, maxRate) {
	const limit = rateLimit(manner, maxRate) ?? 2e4;
	return Math.max(1, Math.min(PROCESSES, Math.floor(limit / 3)));
}
function planPatient(field, silent, { privilege }, maxRate) {
	const { protocol, manner } = field;
	const share = (rateLimit(manner, maxRate) ?? 2e4) / 3 / patientProcesses(field, maxRate);
	const gentle = optionsOf(manner).some(({ argument }) => /^-T[0-2]$/.test(argument));
	const ask = {
		step: "sweep",
		technique: "patient",
		protocol,
		privilege,
		maxRate,
		pace: Math.min(gentle ? 1 : CONNECTS_A_SECOND, share),
		manner
	};
	return together$1(silent).flatMap(({ addresses, ports, within }) => {
		const timeouts = timeoutsFor([UNMEASURED, ...within]);
		const family = familyOf(addresses[0]);
		return slices(ports).map((some) => nmapPlan({
			...ask,
			family,
			timeouts,
			addresses,
			ports: some
		}));
	});
}
function usuallyAsked(field) {
	return field.addresses.map((address) => ({
		address,
		ports: alwaysAsked(field.ports, field.mentioned.get(address) ?? NO_PORTS),
		within: null
	}));
}
function alwaysAsked(silent, mentioned) {
	return union$1(intersect(silent, TOP_100_TCP), firstPorts(intersect(silent, mentioned), MOST_SILENT));
}
function patientSeconds(connects, field, maxRate) {
	const limit = rateLimit(field.manner, maxRate) ?? 2e4;
	return UNMEASURED / 1e3 + connects / Math.min(720, limit / 3);
}
function together$1(silent) {
	const groups = [];
	let current = [];
	let [ports, wanted] = [NO_PORTS, 0];
	for (const one of [...silent].sort((a, b) => portCount(a.ports) - portCount(b.ports))) {
		const wider = union$1(ports, one.ports);
		const more = wanted + portCount(one.ports);
		const fits = current.length < 256 && portCount(wider) * (current.length + 1) <= 2 * more + SPARE$1;
		if (current.length > 0 && !fits) {
			groups.push(current);
			[current, ports, wanted] = [
				[],
				NO_PORTS,
				0
			];
		}
		current.push(one);
		[ports, wanted] = [union$1(ports, one.ports), wanted + portCount(one.ports)];
	}
	if (current.length > 0) groups.push(current);
	return groups.flatMap(cut$1);
}
function cut$1(group) {
	const ports = union$1(...group.map((one) => one.ports));
	const parts = Math.min(PROCESSES, Math.ceil(portCount(ports) * group.length / WORTH_A_PROCESS));
	const whole = (some, asked) => ({
		addresses: some.map(({ address }) => address),
		ports: asked,
		within: some.map(({ within }) => within)
	});
	if (parts <= 1) return [whole(group, ports)];
	if (group.length > 1) return chunks(group, Math.ceil(group.length / parts)).map((some) => whole(some, union$1(...some.map((one) => one.ports))));
	const width = Math.ceil(65536 / parts);
	return Array.from({ length: parts }, (_, index) => [[index * width, Math.min(65535, (index + 1) * width - 1)]]).map((range) => intersect(ports, range)).filter((some) => some.length > 0).map((some) => whole(group, some));
}

// src/plan/plan.ts
const MOST_IDENTIFIED = 500;
const NO_ROUTE = {
	code: "no-route",
	text: "this machine has no route to the address, or takes it for a broadcast address"
};
const NEEDS_PRIVILEGE = {
	tcp: false,
	udp: true,
	sctp: true
};
function planFields({ owed, expected, mentioned, manners }, { privilege, unroutable }) {
	const fields = [];
	const unobserved = [];
	const reachable = /* @__PURE__ */ new Map();
	for (const [address, ports] of owed) {
		const option = privilege === "unprivileged" ? rawOption(manners.get(address) ?? USUAL_MANNER) : void 0;
		if (unroutable.has(address)) unobserved.push(...missing(address, ports, PROTOCOLS, NO_ROUTE));
		else if (option !== void 0) unobserved.push(...missing(address, ports, PROTOCOLS, noPrivilege(option.name)));
		else reachable.set(address, ports);
	}
	for (const protocol of PROTOCOLS) {
		if (privilege === "unprivileged" && NEEDS_PRIVILEGE[protocol]) {
			const reason = noPrivilege(`the scan of ${protocol.toUpperCase()}`);
			for (const [address, ports] of reachable) unobserved.push(...missing(address, ports, [protocol], reason));
			continue;
		}
		for (const { family, loopback, manner, addresses, ports } of groupByPorts(reachable, protocol, manners)) {
			const own = (all) => new Map(addresses.map((address) => [address, intersect(all.get(address)?.[protocol] ?? NO_PORTS, ports)]));
			const way = loopback || protocol === "udp" || setsOwnPace(manner) ? "plain" : "paced";
			fields.push({
				family,
				protocol,
				addresses,
				ports,
				expected: own(expected),
				mentioned: own(mentioned),
				manner,
				way
			});
		}
	}
	return {
		fields,
		unobserved
	};
}
function setsOwnPace(manner) {
	return manner.profile === "stealth" || optionsOf(manner).some(({ kind }) => kind === "timing");
}
function noPrivilege(what) {
	return {
		code: "no-privilege",
		text: `${what} needs root, sudo without a password, or file capabilities on nmap`
	};
}
function planChunk({ family, protocol, manner }, { addresses, ports, rate, timeouts }, { privilege }, maxRate) {
	const ask = {
		step: "sweep",
		technique: "usual",
		family,
		protocol,
		addresses,
		privilege,
		maxRate,
		manner,
		timeouts
	};
	return slices(ports).map((slice) => nmapPlan({
		...ask,
		ports: slice,
		pace: rate
	}));
}
function waysOf({ hosts }, addresses) {
	const seen = addresses.map((address) => hosts.get(address));
	const technique = seen.some((host) => host?.needsConnect === true) ? "patient" : "usual";
	return {
		timeouts: timeoutsFor(seen.map((host) => host?.answersWithin ?? null)),
		technique
	};
}
function planIdentify({ owed, identification, manners, maxRate }, seen, { privilege }) {
	const { hosts } = seen;
	const plans = [];
	const unobserved = [];
	for (const protocol of PROTOCOLS) {
		const unasked = protocol === "tcp" ? PRINTER_PORTS : NO_PORTS;
		const usual = /* @__PURE__ */ new Map();
		const printers = /* @__PURE__ */ new Map();
		for (const [address, ports] of owed) {
			const open = intersect(hosts.get(address)?.protocols[protocol]?.states.open ?? [], ports[protocol] ?? []);
			if (open.length === 0) continue;
			const { owed: decides = {}, named = {} } = identification.get(address) ?? {};
			const needed = intersect(open, decides[protocol] ?? NO_PORTS);
			const wanted = portCount(open) <= MOST_IDENTIFIED ? open : needed;
			const printing = intersect(intersect(open, unasked), named[protocol] ?? NO_PORTS);
			const left = subtract(intersect(needed, unasked), printing);
			if (portCount(wanted) > MOST_IDENTIFIED) {
				unobserved.push({
					address,
					protocol,
					ports: needed,
					reason: tooMany(portCount(wanted))
				});
				continue;
			}
			if (left.length > 0) unobserved.push({
				address,
				protocol,
				ports: left,
				reason: PRINTER
			});
			const others = subtract(wanted, unasked);
			if (others.length > 0) usual.set(address, others);
			if (printing.length > 0) printers.set(address, { [protocol]: printing });
		}
		const ask = {
			step: "identify",
			protocol,
			privilege,
			maxRate,
			pace: null
		};
		const openOn = (address) => usual.get(address) ?? NO_PORTS;
		const answering = new Map([...usual.keys()].map((address) => [address, owed.get(address) ?? {}]));
		for (const group of groupByPorts(answering, protocol, manners)) {
			const ways = waysOf(seen, group.addresses);
			plans.push(...batches$1(group, openOn, maxRate).map((batch) => nmapPlan({
				...ask,
				...group,
				...batch,
				...ways
			})));
		}
		for (const group of groupByPorts(printers, protocol, manners)) plans.push(nmapPlan({
			...ask,
			...group,
			...waysOf(seen, group.addresses)
		}));
	}
	return {
		plans,
		unobserved
	};
}
const PRINTER = {
	code: "not-identified",
	text: "printer ports (9100-9107) are not asked for their service, because printers print what they receive; allow the port in a target that forbids no service, or name its service if no printer is there"
};
function tooMany(count) {
	return {
		code: "not-identified",
		text: `${count} open ports are to be asked for their service, more than ${MOST_IDENTIFIED}: none was asked`
	};
}
function planConfirm(doubts, { owed, manners, maxRate }, seen, { privilege, unroutable }) {
	const plans = [];
	for (const protocol of PROTOCOLS) {
		if (privilege === "unprivileged" && NEEDS_PRIVILEGE[protocol]) continue;
		const doubtful = /* @__PURE__ */ new Map();
		for (const doubt of doubts) {
			if (doubt.protocol !== protocol || unroutable.has(doubt.address)) continue;
			const ports = intersect(doubt.ports, owed.get(doubt.address)?.[protocol] ?? NO_PORTS);
			if (ports.length > 0) doubtful.set(doubt.address, union$1(doubtful.get(doubt.address) ?? NO_PORTS, ports));
		}
		const asked = new Map([...doubtful.keys()].map((address) => [address, owed.get(address) ?? {}]));
		const ask = {
			step: "confirm",
			technique: "connect",
			protocol,
			privilege,
			maxRate,
			pace: null
		};
		const doubtedOn = (address) => doubtful.get(address) ?? NO_PORTS;
		for (const group of groupByPorts(asked, protocol, manners)) {
			const all = {
				...group,
				ports: union$1(...group.addresses.map(doubtedOn))
			};
			const parts = protocol === "udp" ? batches$1(group, doubtedOn, maxRate) : slices(all.ports).map((ports) => ({ ports }));
			const { timeouts } = waysOf(seen, group.addresses);
			plans.push(...parts.map((batch) => nmapPlan({
				...ask,
				...all,
				...batch,
				timeouts
			})));
		}
	}
	return {
		plans,
		unobserved: []
	};
}
function planFacts({ owed, manners, maxRate }, seen, { privilege, unroutable }) {
	const { hosts } = seen;
	const openOn = (address) => intersect(hosts.get(address)?.protocols.tcp?.states.open ?? NO_PORTS, owed.get(address)?.tcp ?? NO_PORTS);
	const asked = /* @__PURE__ */ new Map();
	for (const [address, ports] of owed) {
		const count = portCount(openOn(address));
		if (!wantsFacts(manners.get(address) ?? USUAL_MANNER) || count === 0 || count > MOST_IDENTIFIED || unroutable.has(address)) continue;
		asked.set(address, ports);
	}
	const ask = {
		step: "facts",
		protocol: "tcp",
		privilege,
		maxRate,
		pace: null
	};
	return {
		plans: groupByPorts(asked, "tcp", manners).flatMap((group) => batches$1(group, openOn, maxRate).map((batch) => nmapPlan({
			...ask,
			...group,
			...batch,
			...waysOf(seen, group.addresses)
		}))),
		unobserved: []
	};
}
function wantsFacts(manner) {
	return manner.profile === "deep" || optionsOf(manner).some(({ kind }) => kind === "facts");
}
function missing(address, ports, protocols, reason) {
	return protocols.flatMap((protocol) => {
		const owed = ports[protocol];
		return owed === void 0 ? [] : [{
			address,
			protocol,
			ports: owed,
			reason
		}];
	});
}

// src/plan/estimate.ts
const PASSES = 2;
const CHUNK_SECONDS = 4;
const CHUNK_OVERHEAD = .8;
const OWN_RATE = {
	one: 1470,
	many: 2700
};
const OWN_UDP_RATE = {
	one: 18,
	many: 67
};
const LOOPBACK_RATE = 5e4;
const SERVICE_SECONDS = 7;
const SERVICES_AT_ONCE = 30;
const DISCOVERY_PACKETS = 90;
const MOST_UP = 512;
const SUPPOSED_OPEN = [
	[22, 22],
	[80, 80],
	[443, 443]
];
const MOST_SUPPOSED = 10;
function estimate$1(grant, machine) {
	const up = supposedUp(grant);
	const { fields } = planFields(up, machine);
	const seen = supposed(fields);
	const steps = [
		...discovery(grant, machine),
		...fields.map((field) => estimateSweep(field, up, machine)),
		...fields.flatMap((field) => estimatePatience(field, up, machine)),
		...services("identify", planIdentify(up, seen, machine).plans, seen, up),
		...services("facts", planFacts(up, seen, machine).plans, seen, up)
	];
	return {
		steps,
		packets: steps.reduce((sum, { packets }) => sum + packets, 0),
		seconds: steps.reduce((sum, { seconds }) => sum + seconds, 0)
	};
}
function supposedUp(grant) {
	let up = 0;
	const owed = [...grant.owed].filter(([address]) => !isDiscovered(grant.manners.get(address)) || up++ < MOST_UP);
	return {
		...grant,
		owed: new Map(owed)
	};
}
function discovery(grant, machine) {
	const { plans } = planDiscovery(grant, machine);
	const probes = plans.reduce((sum, { addresses }) => sum + addresses.length, 0);
	if (probes === 0) return [];
	const packets = probes * DISCOVERY_PACKETS;
	const seconds = packets / discoveryRate(USUAL_MANNER, grant.maxRate) + 2 * plans.length;
	const few = probes > MOST_UP ? `, supposing that no more than ${MOST_UP} are` : "";
	return [{
		step: "discover",
		what: `which are up of ${count(probes, "address")}${few}`,
		probes,
		packets,
		seconds,
		plans
	}];
}
function estimateSweep(field, { maxRate }, machine) {
	const probes = field.addresses.length * portCount(field.ports);
	const name = `${field.protocol.toUpperCase()}, ${count(portCount(field.ports), "port")} of ${count(field.addresses.length, "address")}`;
	return field.way === "paced" ? pacedSweep(field, maxRate, machine, probes, name) : plainSweep(field, maxRate, machine, probes, name);
}
function estimatePatience(field, { maxRate }, machine) {
	if (field.protocol !== "tcp" || field.addresses.every(isLoopback)) return [];
	const silent = usuallyAsked(field).filter(({ ports }) => ports.length > 0);
	const probes = silent.reduce((sum, { ports }) => sum + portCount(ports), 0);
	if (probes === 0) return [];
	const what = `silent TCP ports once more by connect(), waiting 5 s: of ${count(silent.length, "address")} those that the policy speaks of and the 100 most common, and all where few are silent`;
	const seconds = patientSeconds(probes, field, maxRate);
	const plans = planPatient(field, silent, machine, maxRate);
	return [{
		step: "sweep",
		what,
		probes,
		packets: probes * 3,
		seconds,
		plans
	}];
}
function pacedSweep(field, maxRate, machine, probes, name) {
	const usual = machine.privilege === "unprivileged" ? CONNECT_RATE : DEFAULT_RATE;
	const limit = rateLimit(field.manner, maxRate);
	const rate = machine.privilege === "unprivileged" ? Math.min(usual, limit ?? usual) : limit ?? usual;
	const chunks = Math.ceil(probes / (rate * CHUNK_SECONDS));
	const packets = probes * PASSES;
	const ports = firstPorts(field.ports, Math.ceil(portCount(field.ports) / chunks));
	const pieces = chunks === 1 ? "one chunk" : `about ${chunks} chunks`;
	return {
		step: "sweep",
		what: `${name}: at least ${PASSES} passes of ${pieces} at up to ${rate} packets a second, slower where the path asks for it`,
		probes,
		packets,
		seconds: packets / rate + chunks * PASSES * CHUNK_OVERHEAD,
		plans: planChunk(field, {
			addresses: field.addresses,
			ports,
			rate,
			timeouts: FAST$1
		}, machine, maxRate)
	};
}
function plainSweep(field, maxRate, machine, probes, name) {
	const plans = planChunk(field, {
		addresses: field.addresses,
		ports: field.ports,
		rate: null,
		timeouts: FAST$1
	}, machine, maxRate);
	const limit = rateLimit(field.manner, maxRate) ?? Number.POSITIVE_INFINITY;
	const local = field.addresses.every(isLoopback);
	const rates = field.protocol === "udp" ? OWN_UDP_RATE : OWN_RATE;
	const own = local ? LOOPBACK_RATE : field.addresses.length === 1 ? rates.one : rates.many;
	const packets = probes * (local ? 1 : PASSES);
	const sent = packets / Math.min(own, limit);
	const common = {
		step: "sweep",
		probes,
		packets,
		plans
	};
	if (field.protocol !== "udp") {
		const how = field.manner.profile === "stealth" ? `, at most ${Math.min(50, limit)} packets a second` : "";
		return {
			...common,
			what: `${name}: once, at nmap's own pace${how}`,
			seconds: sent + plans.length
		};
	}
	const closed = "hosts usually tell of one closed port a second (RFC 1812, 4.3.2.8), and the others count as open|filtered";
	return {
		...common,
		what: `${name}: once, at nmap's own pace; ${closed}`,
		seconds: sent + plans.length
	};
}
function services(step, plans, { hosts }, { maxRate }) {
	if (plans.length === 0) return [];
	const each = plans.map(({ addresses, protocol, ports }) => addresses.reduce((sum, address) => {
		const open = hosts.get(address)?.protocols[protocol]?.states.open ?? NO_PORTS;
		return sum + portCount(intersect(open, ports));
	}, 0));
	const probes = each.reduce((sum, one) => sum + one, 0);
	const once = step === "identify" ? SERVICE_SECONDS : 27;
	const seconds = each.reduce((sum, one) => sum + Math.max(1, Math.ceil(one / SERVICES_AT_ONCE)) * once, 0);
	const packets = probes * 40;
	const asked = step === "identify" ? "the service of each open port" : "operating systems, and scripts on open ports";
	const silent = step === "identify" ? "; one that stays silent takes up to three minutes" : "";
	const few = maxRate === null ? "" : `; in ${count(plans.length, "part")}, to keep to ${maxRate} packets a second`;
	return [{
		step,
		what: `${asked}, supposing ${count(probes, "open port")}${silent}${few}`,
		probes,
		packets,
		seconds,
		plans
	}];
}
function supposed(fields) {
	const hosts = /* @__PURE__ */ new Map();
	for (const { protocol, addresses, ports, expected } of fields) for (const address of addresses) {
		const declared = expected.get(address) ?? NO_PORTS;
		const usual = protocol === "tcp" ? intersect(SUPPOSED_OPEN, ports) : NO_PORTS;
		const open = firstPorts(declared.length > 0 ? declared : usual, MOST_SUPPOSED);
		if (open.length === 0) continue;
		const host = hosts.get(address) ?? {
			protocols: {},
			answersWithin: FAST$1.least,
			needsConnect: false
		};
		host.protocols[protocol] = {
			states: { open },
			details: /* @__PURE__ */ new Map()
		};
		hosts.set(address, host);
	}
	return { hosts };
}
function count(number, noun) {
	const plural = noun.endsWith("s") ? `${noun}es` : `${noun}s`;
	return `${`${number}`.replace(/\B(?=(?:\d{3})+$)/g, ",")} ${number === 1 ? noun : plural}`;
}

// src/scan/ending.ts
const UNTRUSTWORTHY = [
	/^Failed to resolve/,
	/^WARNING: No targets were specified/,
	/^WARNING: Your ports include/,
	/^WARNING: a TCP scan type was requested, but no tcp ports/,
	/^(?:Sendto|sendto) in /i,
	/^(?:nexthost|route_dst|setup_target|getinterfaces|dnet|pcap|send_ip|eth_send|netutil)[^ ]*:? /i,
	/Operation not permitted|Permission denied|Network is unreachable|No route to host|No buffer space available/,
	/Too many open files|Cannot allocate memory|No space left on device/,
	/^QUITTING|^Fatal|Assertion .* failed|Segmentation fault|Strange error|^Skipping /i
];
const EXPECTED = [/^Warning: You specified a highly aggressive --min-hostgroup/];
function judgeEnding(ending) {
	const { exitCode, signal, stopped, error, stderr } = ending;
	if (stopped === "timeout") return {
		code: "scan-timeout",
		text: "the time budget ran out before the scan was done"
	};
	if (stopped === "interrupt") return {
		code: "scan-interrupted",
		text: "the run was interrupted before the scan was done"
	};
	if (error !== null) return {
		code: "scan-failed",
		text: `the scanner could not be run: ${printable(error)}`
	};
	const said = lastLine(stderr);
	if (signal !== null) return {
		code: "scan-failed",
		text: `the scanner was killed by ${signal}${said}`
	};
	if (exitCode !== 0) return {
		code: "scan-failed",
		text: `the scanner ended with status ${exitCode}${said}`
	};
	const [doubtful] = doubtfulLines(stderr);
	return doubtful === void 0 ? null : {
		code: "scan-failed",
		text: `the scanner's results are in doubt: ${printable(doubtful)}`
	};
}
function harmlessLines({ stderr }) {
	return lines(stderr).filter((line) => !isDoubtful(line) && !EXPECTED.some((pattern) => pattern.test(line))).map((line) => printable(line));
}
function doubtfulLines(stderr) {
	return lines(stderr).filter(isDoubtful);
}
function isDoubtful(line) {
	return UNTRUSTWORTHY.some((pattern) => pattern.test(line));
}
function lastLine(stderr) {
	const last = lines(stderr).at(-1);
	return last === void 0 ? "" : `: ${printable(last)}`;
}
function lines(stderr) {
	return stderr.split(/[\r\n]+/).map((line) => line.trim()).filter((line) => line !== "");
}

// src/scan/guard.ts
const PROGRAM = `
const { spawnSync } = require('node:child_process');
const groups = new Set();
const signal = (name) => {
  for (const group of groups) {
    try {
      process.kill(-group, name);
    } catch (error) {
      if (error.code === 'EPERM') spawnSync('sudo', ['-n', 'kill', '-' + name.slice(3), '--', '-' + group]);
    }
  }
};
let rest = '';
process.stdin.setEncoding('latin1');
process.stdin.on('data', (text) => {
  const lines = (rest + text).split('\\n');
  rest = lines.pop();
  for (const line of lines) groups[line[0] === '+' ? 'add' : 'delete'](Number(line.slice(1)));
});
process.stdin.on('end', () => {
  if (groups.size === 0) return;
  signal('SIGTERM');
  setTimeout(signal, 500, 'SIGKILL');
});
`;
let running = null;
function guardGroup(pid, environment) {
	running ??= startGuard(environment);
	const { stdin } = running;
	stdin?.write(`+${pid}\n`);
	return () => void stdin?.write(`-${pid}\n`);
}
function startGuard(environment) {
	const guard = spawn(process.execPath, ["-e", PROGRAM], {
		stdio: [
			"pipe",
			"ignore",
			"ignore"
		],
		detached: true,
		env: environment
	});
	const forget = () => {
		if (running === guard) running = null;
	};
	guard.on("error", forget).on("exit", forget).unref();
	guard.stdin?.on("error", forget);
	if (guard.stdin instanceof Socket) guard.stdin.unref();
	return guard;
}

// src/scan/process.ts
const GRACE = 1e3;
const STDERR_KEPT = 32768;
const DOUBTS_KEPT = 20;
const DOUBT_LENGTH = 500;
function runScanner(argv, environment, signal, limit) {
	const child = start(argv, {
		stdio: [
			"ignore",
			"pipe",
			"pipe"
		],
		detached: true,
		env: variables(environment)
	});
	if (child instanceof Error || child.stdout === null || child.stderr === null) {
		const ending = {
			exitCode: null,
			signal: null,
			stopped: null,
			error: child instanceof Error ? child.message : "its output could not be connected",
			stderr: ""
		};
		return {
			output: nothing$1(),
			ended: Promise.resolve(ending)
		};
	}
	const ended = watch(child, child.stdout, child.stderr, environment, signal, limit);
	if (child.pid !== void 0) ended.then(guardGroup(child.pid, variables(environment)));
	return {
		output: untilClosed(child.stdout),
		ended
	};
}
function watch(child, stdout, stderr, environment, signal, limit) {
	let stopped = null;
	const timers = [];
	const stop = (why) => {
		if (stopped !== null) return;
		stopped = why;
		signalGroup(child, "SIGTERM", environment);
		timers.push(setTimeout(() => signalGroup(child, "SIGKILL", environment), GRACE));
		timers.push(setTimeout(() => [stdout, stderr].map((pipe) => pipe.destroy()), 3e3));
	};
	const interrupt = () => stop("interrupt");
	timers.push(setTimeout(() => stop("timeout"), Math.min(Math.max(0, limit), 2147483647)));
	signal.addEventListener("abort", interrupt);
	if (signal.aborted) interrupt();
	let said = "";
	stderr.setEncoding("utf8").on("data", (text) => {
		said = bounded(said + text);
	});
	return new Promise((resolve) => {
		let error = null;
		const end = (exitCode, endSignal) => {
			for (const timer of timers) clearTimeout(timer);
			signal.removeEventListener("abort", interrupt);
			signalGroup(child, "SIGKILL", environment);
			resolve({
				exitCode,
				signal: endSignal,
				stopped,
				error,
				stderr: said
			});
		};
		child.on("error", (cause) => {
			error = cause.message;
			if (child.pid === void 0) end(null, null);
		});
		child.on("close", end);
	});
}
function runCommand([program, ...args], environment, limit, signal) {
	return new Promise((resolve) => {
		const options = {
			env: variables(environment),
			timeout: limit,
			killSignal: "SIGKILL",
			maxBuffer: 1 << 20
		};
		const child = execFile(program, args, options, (error, stdout) => {
			signal?.removeEventListener("abort", stop);
			resolve({
				status: error === null ? 0 : typeof error.code === "number" ? error.code : null,
				stdout
			});
		});
		const stop = () => void child.kill("SIGKILL");
		signal?.addEventListener("abort", stop);
		if (signal?.aborted === true) stop();
	});
}
function start([program, ...args], options) {
	try {
		return spawn(program, args, options);
	} catch (error) {
		return error instanceof Error ? error : new Error(String(error));
	}
}
function variables({ path, home }) {
	return {
		PATH: path,
		HOME: home,
		LANG: "C",
		LC_ALL: "C"
	};
}
async function* nothing$1() {}
async function* untilClosed(stream) {
	try {
		for await (const chunk of stream) yield chunk;
	} catch {}
}
function bounded(text) {
	if (text.length <= STDERR_KEPT) return text;
	const half = STDERR_KEPT / 2;
	const from = text.lastIndexOf("\n", half) + 1 || half;
	const to = text.indexOf("\n", text.length - half) + 1 || text.length - half;
	const kept = doubtfulLines(text.slice(from, to)).slice(0, DOUBTS_KEPT).map((line) => line.slice(0, DOUBT_LENGTH));
	return [
		text.slice(0, from).trimEnd(),
		...kept,
		text.slice(to)
	].join("\n");
}
function signalGroup({ pid }, signal, environment) {
	if (pid === void 0) return;
	try {
		process.kill(-pid, signal);
	} catch (error) {
		if (error.code !== "EPERM") return;
		spawnSync("sudo", [
			"-n",
			"kill",
			`-${signal.slice(3)}`,
			"--",
			`-${pid}`
		], {
			stdio: "ignore",
			timeout: 2e3,
			env: variables(environment)
		});
	}
}

// src/scan/machine.ts
const CAP_NET_RAW = 13n;
const PROBE_LIMIT = 2e4;
const SOCKETS_AT_ONCE = 64;
async function findPrivilege({ program, data }, environment, signal) {
	if (process.getuid?.() === 0) return await mayUseRawSockets() ? "root" : "unprivileged";
	const probe = [
		"--datadir",
		data,
		"-n",
		"-Pn",
		"-sS",
		"-p",
		"9",
		"-oX",
		"-",
		"127.0.0.1"
	];
	const capable = await runCommand([
		program,
		"--privileged",
		...probe
	], environment, PROBE_LIMIT, signal);
	if (capable.status === 0 && capable.stdout.includes("exit=\"success\"")) return "capabilities";
	const asRoot = await runCommand([
		"sudo",
		"-n",
		"--",
		program,
		...probe
	], environment, PROBE_LIMIT, signal);
	if (asRoot.status === 0 && asRoot.stdout.includes("exit=\"success\"")) return "sudo";
	return "unprivileged";
}
async function mayUseRawSockets() {
	const status = await readFile("/proc/self/status", "utf8").catch(() => "");
	const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1];
	return mask === void 0 || (BigInt(`0x${mask}`) >> CAP_NET_RAW & 1n) === 1n;
}
function ownAddresses() {
	return new Set(Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)));
}
function linkEdges(interfaces = Object.values(networkInterfaces()).flatMap((all) => all ?? [])) {
	const networks = interfaces.flatMap(({ family, internal, cidr }) => {
		const [text = "", prefix] = (cidr ?? "").split("/");
		const [address, length] = [parseAddress(text), Number(prefix)];
		if (family !== "IPv4" || internal || address === void 0 || !(length >= 1 && length <= 30)) return [];
		const size = 1n << BigInt(32 - length);
		const first = addressValue(address) / size * size;
		return [{
			first,
			last: first + size - 1n,
			network: `${ipv4FromValue(first)}/${length}`
		}];
	});
	const edges = networks.flatMap(({ first, last, network }) => [[first, {
		what: "network",
		network
	}], [last, {
		what: "broadcast",
		network
	}]]);
	const inner = (value) => networks.some(({ first, last }) => first < value && value < last);
	return new Map(edges.filter(([value]) => !inner(value)).map(([value, edge]) => [ipv4FromValue(value), edge]));
}
async function findUnroutable(addresses) {
	const unroutable = /* @__PURE__ */ new Set();
	const waiting = [...addresses].reverse();
	const worker = async () => {
		const sockets = /* @__PURE__ */ new Map();
		for (let address = waiting.pop(); address !== void 0; address = waiting.pop()) {
			const family = familyOf(address);
			const socket = sockets.get(family) ?? createSocket(family === "ipv4" ? "udp4" : "udp6");
			sockets.set(family, socket);
			if (!await hasRoute(socket, address)) unroutable.add(address);
		}
		for (const socket of sockets.values()) socket.removeAllListeners().on("error", () => {}).close();
	};
	await Promise.all(Array.from({ length: SOCKETS_AT_ONCE }, worker));
	return unroutable;
}
function hasRoute(socket, address) {
	return new Promise((resolve) => {
		const end = (routed) => {
			socket.removeAllListeners();
			resolve(routed);
		};
		socket.once("error", () => end(false)).once("connect", () => {
			socket.disconnect();
			end(true);
		});
		socket.connect(9, address);
	});
}

// src/scan/data.ts
const NEEDED = [
	"nmap-services",
	"nmap-service-probes",
	"nmap-protocols",
	"nmap-rpc",
	"nmap-mac-prefixes",
	"nmap-os-db",
	"nse_main.lua",
	"nselib/stdnse.lua",
	"nselib/shortport.lua",
	"scripts/script.db"
];
const USUAL$1 = [
	"/usr/share/nmap",
	"/usr/local/share/nmap",
	"/opt/homebrew/share/nmap",
	"/opt/local/share/nmap",
	"/snap/nmap/current/usr/share/nmap"
];
const ASK_LIMIT = 1e4;
async function findData(program, environment, signal) {
	const found = await firstWithData([await realpath(program).catch(() => program), program].flatMap((file) => [dirname(file), join(dirname(file), "..", "share", "nmap")])) ?? await firstWithData(await toldData(program, environment, signal)) ?? await firstWithData(USUAL$1);
	if (found === void 0) throw new ToolError(`the data files of ${printable(program)} were not found: install nmap completely (nmap-common or nmap-scripts belong to it in some distributions)`);
	const missing = await missingIn(found);
	if (missing.length > 0) throw new ToolError(`the data files of ${printable(program)} in ${printable(found)} are not complete (no ${missing.join(", ")}): install nmap anew (nmap-common or nmap-scripts belong to it in some distributions)`);
	return found;
}
async function firstWithData(folders) {
	for (const folder of folders) if ((await missingIn(folder)).length < NEEDED.length) return realpath(folder);
}
async function missingIn(folder) {
	const there = await Promise.all(NEEDED.map((name) => isReadable(join(folder, name))));
	return NEEDED.filter((_, index) => there[index] !== true);
}
async function isReadable(file) {
	try {
		await access(file, constants.R_OK);
		const found = await stat(file);
		return found.isFile() && found.size > 0;
	} catch {
		return false;
	}
}
async function toldData(program, environment, signal) {
	const { stdout } = await runCommand([
		program,
		"-dd",
		"-n",
		"-sL",
		"127.0.0.1"
	], environment, ASK_LIMIT, signal);
	const folder = /^Fetchfile found (\/.*)\/nmap\.xsl$/m.exec(stdout)?.[1];
	return folder === void 0 || basename(folder) === ".nmap" ? [] : [folder];
}

// src/scan/install.ts
const PACKAGE_MANAGERS = [
	{
		program: "apt-get",
		commands: [[
			"apt-get",
			"-q",
			"-o",
			"DPkg::Lock::Timeout=120",
			"update"
		], [
			"apt-get",
			"-q",
			"-y",
			"-o",
			"DPkg::Lock::Timeout=120",
			"--no-install-recommends",
			"install",
			"nmap"
		]],
		needsRoot: true
	},
	{
		program: "dnf",
		commands: [[
			"dnf",
			"-y",
			"install",
			"nmap"
		]],
		needsRoot: true
	},
	{
		program: "apk",
		commands: [[
			"apk",
			"add",
			"--no-cache",
			"nmap",
			"nmap-scripts"
		]],
		needsRoot: true
	},
	{
		program: "brew",
		commands: [[
			"brew",
			"install",
			"nmap"
		]],
		needsRoot: false
	}
];
const INSTALL_LIMIT = 300;
const STOP_GRACE = 4e3;
const INTERRUPTED = "the run was interrupted before anything was scanned";
async function installNmap(environment, say, signal) {
	for (const { program, commands, needsRoot } of PACKAGE_MANAGERS) {
		if (await which(program, environment) === null) continue;
		const sudo = needsRoot && process.getuid?.() !== 0 ? ["sudo", "-n"] : [];
		const bound = needsRoot ? ["timeout", String(INSTALL_LIMIT)] : [];
		for (const command of commands) {
			if (signal?.aborted === true) throw new ToolError(INTERRUPTED);
			const argv = [
				...sudo,
				...bound,
				...command
			];
			say(`nmap is not installed: running ${argv.join(" ")}`);
			await runStep(argv, environment, signal);
		}
		return;
	}
	const known = PACKAGE_MANAGERS.map(({ program }) => program).join(", ");
	throw new ToolError(`nmap is not installed, and none of ${known} is here to install it; install nmap and run again`);
}
async function runStep([program, ...args], environment, signal) {
	const file = await which(program, environment);
	if (file === null) throw new ToolError(`nmap is not installed, and can't be: there is no ${program}`);
	const { ended, said } = await runUntilStopped(file, args, environment, signal);
	if (signal?.aborted === true) throw new ToolError(INTERRUPTED);
	if (ended === 0) return;
	const last = said.trim().split(/[\r\n]+/).at(-1) ?? "";
	const why = last === "" ? "" : `: ${printable(last)}`;
	throw new ToolError(`nmap could not be installed: ${program} ${args.join(" ")} ended with ${ended}${why}`);
}
function runUntilStopped(file, args, environment, signal) {
	const { path, home } = environment;
	const env = {
		PATH: path,
		HOME: home,
		LANG: "C",
		LC_ALL: "C",
		DEBIAN_FRONTEND: "noninteractive"
	};
	return new Promise((resolve) => {
		const child = spawn(file, args, {
			stdio: [
				"ignore",
				"pipe",
				"pipe"
			],
			env
		});
		let said = "";
		let grace;
		const end = (ended) => {
			clearTimeout(grace);
			signal?.removeEventListener("abort", stop);
			resolve({
				ended,
				said
			});
		};
		const stop = () => {
			interrupt(child, env);
			grace = setTimeout(() => {
				letGo(child);
				end(null);
			}, STOP_GRACE);
		};
		for (const pipe of [child.stdout, child.stderr]) pipe?.setEncoding("utf8").on("data", (text) => {
			said = (said + text).slice(-4096);
		});
		child.on("error", ({ message }) => end(printable(message)));
		child.on("close", (status, killed) => end(status ?? killed));
		signal?.addEventListener("abort", stop);
		if (signal?.aborted === true) stop();
	});
}
function interrupt({ pid }, env) {
	if (pid === void 0) return;
	try {
		process.kill(pid, "SIGINT");
	} catch (error) {
		if (error.code !== "EPERM") return;
		spawnSync("sudo", [
			"-n",
			"kill",
			"-INT",
			"--",
			String(pid)
		], {
			stdio: "ignore",
			timeout: 1e3,
			env
		});
	}
}
function letGo(child) {
	child.stdout?.destroy();
	child.stderr?.destroy();
	child.unref();
}
async function which(program, { path }) {
	for (const folder of path.split(delimiter)) {
		const file = join(folder, program);
		if (await access(file, constants.X_OK).then(() => true, () => false)) return file;
	}
	return null;
}

// src/scan/nmap.ts
const OLDEST_NMAP = "7.80";
const INSTALL_MODES = ["auto", "never"];
async function findScanner(nmap, install, environment, say, signal) {
	if (nmap !== null) return identify(resolve(nmap), environment, signal);
	const found = await which("nmap", environment);
	if (found !== null) return identify(found, environment, signal);
	if (install === "never") throw new ToolError("nmap is not installed; install it, or let it be installed with install: auto");
	await installNmap(environment, say, signal);
	const installed = await which("nmap", environment);
	if (installed === null) throw new ToolError("nmap was installed, but is not on the PATH");
	return identify(installed, environment, signal);
}
async function identify(program, environment, signal) {
	const { status, stdout } = await runCommand([program, "--version"], environment, 1e4, signal);
	if (signal?.aborted === true) throw new ToolError(INTERRUPTED);
	const version = /^Nmap version (\d+\.\d+\S*)/m.exec(stdout)?.[1];
	if (status !== 0 || version === void 0) throw new ToolError(`${printable(program)} is not a working nmap: it does not tell its version`);
	if (Number.parseFloat(version) < Number.parseFloat("7.80")) throw new ToolError(`${printable(program)} is nmap ${printable(version)}; ${OLDEST_NMAP} or newer is needed: install the distribution's current package, or see https://nmap.org/download`);
	const data = await findData(program, environment, signal);
	return {
		program,
		version: printable(version),
		data
	};
}

// src/sweep/chunk.ts
const BLIND_PORTS = /* @__PURE__ */ new Set([
	21,
	22,
	23,
	25,
	53,
	80,
	110,
	111,
	113,
	135,
	139,
	143,
	199,
	256,
	443,
	445,
	554,
	587,
	993,
	995,
	1025,
	1720,
	1723,
	3306,
	3389,
	5900,
	8080,
	8888
]);

// src/sweep/hosts.ts
const WITNESSES = [
	"declared",
	"found",
	"sign"
];
function startHost$1(address, declared, slices) {
	return {
		address,
		declared,
		open: /* @__PURE__ */ new Map(),
		answersWithin: null,
		answered: slices.map(() => NO_PORTS),
		unanswered: Int32Array.from(slices, ({ count }) => count),
		asks: new Uint8Array(slices.length),
		exposures: slices.map(() => []),
		silences: /* @__PURE__ */ new Map(),
		signs: /* @__PURE__ */ new Map(),
		refused: false,
		mutes: [],
		rejects: [],
		overdue: {
			declared: 0,
			found: 0,
			sign: 0
		},
		voided: 0,
		unproven: false,
		shyness: 0,
		condition: "well",
		rechecks: 0
	};
}
function isShy({ shyness }) {
	return shyness >= 2;
}
const CANARIES_A_HOST = 8;
function canariesOf({ open }, blind) {
	const fit = [...open.keys()].filter((port) => BLIND_PORTS.has(port) === blind).sort((a, b) => a - b);
	if (fit.length <= CANARIES_A_HOST) return fit;
	const step = fit.length / CANARIES_A_HOST;
	return Array.from({ length: CANARIES_A_HOST }, (_, index) => fit[Math.floor(index * step)]);
}
function answeredShare({ unanswered, asks }, slices) {
	let asked = 0;
	let silent = 0;
	for (const [index, { count }] of slices.entries()) {
		if (asks[index] === 0) continue;
		asked += count;
		silent += unanswered[index] ?? 0;
	}
	return asked === 0 ? 0 : 1 - silent / asked;
}

// src/sweep/recall.ts
const HOST_PRIOR = 10;
const PATH_PRIOR = 20;
const EXPOSURE_PRIOR = 4;
const FEW = 8;
const ASSUMED_LOSS = .15;
const RETRIED_LOSS = 1e-4;
function measureLoss(sightings) {
	const all = {
		known: 0,
		missed: 0
	};
	const byExposure = /* @__PURE__ */ new Map();
	const byHost = /* @__PURE__ */ new Map();
	const ofHost = /* @__PURE__ */ new Map();
	for (const { address, asked, heard } of sightings) for (const id of asked) {
		if (heard.size - (heard.has(id) ? 1 : 0) === 0) continue;
		const missed = heard.has(id) ? 0 : 1;
		const host = byHost.get(address) ?? /* @__PURE__ */ new Map();
		byHost.set(address, host);
		for (const tally of [
			all,
			entry$1(byExposure, id),
			entry$1(host, id),
			entry$1(ofHost, address)
		]) {
			tally.known++;
			tally.missed += missed;
		}
	}
	const overall = all.known < FEW ? ASSUMED_LOSS : (all.missed + .5) / (all.known + 1);
	const least = Math.min(overall, .5 / (all.known + 1));
	const pooled = /* @__PURE__ */ new Map();
	const ofExposure = (id) => {
		const known = pooled.get(id);
		if (known !== void 0) return known;
		const { known: n, missed } = byExposure.get(id) ?? {
			known: 0,
			missed: 0
		};
		const share = (missed + EXPOSURE_PRIOR * (n === 0 ? Math.max(overall, ASSUMED_LOSS) : overall)) / (n + EXPOSURE_PRIOR);
		pooled.set(id, share);
		return share;
	};
	const measured = [...ofHost.values()].filter(({ known }) => known >= FEW).length;
	const expected = (id, address) => {
		const shared = ofExposure(id);
		const own = ofHost.get(address);
		if (own === void 0) return Math.max(shared, overall + (ASSUMED_LOSS - overall) * (2 / (2 + measured)));
		return Math.min(1, shared * Math.max(1, (own.missed / overall + PATH_PRIOR) / (own.known + PATH_PRIOR)));
	};
	return {
		missed: ({ id, retried }, address) => {
			if (retried) return RETRIED_LOSS;
			const own = byHost.get(address)?.get(id);
			const prior = expected(id, address);
			return Math.max(least, ((own?.missed ?? 0) + HOST_PRIOR * prior) / ((own?.known ?? 0) + HOST_PRIOR));
		},
		together: (exposures) => {
			if (all.known < FEW || all.missed === 0) return 1;
			let factor = 1;
			for (let others = 1; others < exposures; others++) factor *= (all.missed + .5 + others) / (all.known + 1 + others) / overall;
			return factor;
		},
		share: all.known < FEW ? null : all.missed / all.known,
		known: all.known,
		knownOf: (address) => ofHost.get(address)?.known ?? 0
	};
}
function entry$1(tallies, id) {
	const tally = tallies.get(id) ?? {
		known: 0,
		missed: 0
	};
	tallies.set(id, tally);
	return tally;
}
function expectedMissed(heard, missed) {
	return missed >= 1 ? Number.POSITIVE_INFINITY : heard * missed / (1 - missed);
}
function recapture(first, second, both, later) {
	const there = (first + 1) * (second + 1) / (both + 1) - 1;
	return Math.max(0, there - (first + second - both)) * later;
}
function evidenceOf(loss, address, host) {
	if (host.retried) return "retries";
	if (loss.knownOf(address) >= 5) return "canaries";
	if (host.answeredShare >= .5) return "resets";
	return loss.share === null ? "none" : "path";
}

// src/sweep/ledger.ts
const PRIOR_OPEN = .5;
const WORST = .95;
function estimate(hosts, slices, exposures) {
	const counted = hosts.filter((host) => !isEverywhere(host, slices));
	const loss = measureLoss(counted.flatMap(sightingsOf));
	const total = slices.reduce((sum, { count }) => sum + count, 0);
	const openIn = new Map(counted.map((host) => [host, openBySlice(host, slices)]));
	const unheard = chanceUnheard(exposures, loss);
	const missedIn = (host, slice) => {
		const unanswered = host.unanswered[slice] ?? 0;
		const open = openIn.get(host);
		if (unanswered === 0 || open === void 0) return 0;
		const { count, share } = slices[slice];
		const there = ((open[slice] ?? 0) + host.open.size * (count / total)) / 2 + PRIOR_OPEN * share;
		const ids = host.exposures[slice] ?? [];
		const silent = Math.min(1, unanswered / Math.max(1, count - (open[slice] ?? 0)));
		if (ids.length === 0) return there * silent;
		return expectedMissed(there, Math.min(unheard(host, ids) * loss.together(ids.length), WORST, silent));
	};
	let missed = 0;
	let evidence = counted.length === 0 && hosts.length > 0 ? "none" : "retries";
	for (const host of counted) {
		let ofHost = 0;
		for (let slice = 0; slice < slices.length; slice++) ofHost += missedIn(host, slice);
		missed += ofHost;
		if (ofHost === 0) continue;
		const retried = host.exposures.every((ids) => ids.some((id) => exposures.get(id)?.retried === true));
		const own = evidenceOf(loss, host.address, {
			retried,
			answeredShare: answeredShare(host, slices)
		});
		if (STRENGTH.indexOf(own) > STRENGTH.indexOf(evidence)) evidence = own;
	}
	const recaptured = recaptureOf(counted, slices, unheard);
	return {
		loss,
		missed: Math.max(missed, recaptured ?? 0),
		recaptured,
		evidence,
		missedIn
	};
}
function chanceUnheard(exposures, loss) {
	const known = /* @__PURE__ */ new Map();
	return (host, ids) => {
		const own = known.get(host) ?? /* @__PURE__ */ new Map();
		known.set(host, own);
		let product = 1;
		for (const id of ids) {
			let missed = own.get(id);
			if (missed === void 0) {
				const exposure = exposures.get(id);
				missed = exposure === void 0 ? 1 : loss.missed(exposure, host.address);
				missed = Math.max(missed, host.silences.get(id) ?? 0);
				own.set(id, missed);
			}
			product *= missed;
		}
		return product;
	};
}
const STRENGTH = [
	"retries",
	"canaries",
	"resets",
	"connects",
	"path",
	"none"
];
function isEverywhere({ open, declared, asks }, slices) {
	if (open.size < 50) return false;
	if (answersEverywhere(open.size, 0)) return true;
	let asked = 0;
	for (const [index, { ports }] of slices.entries()) if ((asks[index] ?? 0) > 0) asked += portCount(subtract(ports, declared));
	const unmentioned = [...open.keys()].filter((port) => !hasPort(declared, port));
	return answersEverywhere(unmentioned.length, asked);
}
function openBySlice({ open }, slices) {
	const counts = new Int32Array(slices.length);
	for (const { slice } of open.values()) if (slice !== -1) counts[slice] = counts[slice] + 1;
	return counts;
}
function sliceOf(slices, port) {
	return slices.findIndex(({ ports }) => hasPort(ports, port));
}
function sightingsOf(host) {
	const { address, open, signs, declared } = host;
	const telling = [...[...open].flatMap(([port, one]) => hasPort(declared, port) ? [] : [one]), ...signs.values()];
	return (isShy(host) && telling.length > 0 ? telling : [...open.values(), ...signs.values()]).map(({ asked, heard }) => ({
		address,
		asked,
		heard
	}));
}
function recaptureOf(hosts, slices, unheard) {
	const pairs = /* @__PURE__ */ new Map();
	for (const host of hosts) {
		const silent = expectedMissed(1, 1 - answeredShare(host, slices));
		for (const [port, { slice, heard }] of host.open) {
			if (BLIND_PORTS.has(port)) continue;
			const [first, second, ...others] = host.exposures[slice] ?? [];
			if (first === void 0 || second === void 0) continue;
			const [inFirst, inSecond] = [heard.has(first), heard.has(second)];
			const one = {
				first: Number(inFirst),
				second: Number(inSecond),
				both: Number(inFirst && inSecond),
				ports: 1,
				later: unheard(host, others),
				silent
			};
			const key = first * 2 ** 26 + second;
			pairs.set(key, together(pairs.get(key) ?? NOTHING_CAUGHT, one));
		}
	}
	const strata = [];
	let rest = NOTHING_CAUGHT;
	for (const [, pair] of [...pairs].sort(([a], [b]) => a - b)) {
		rest = together(rest, pair);
		if (Math.min(rest.first, rest.second) < 10) continue;
		strata.push(rest);
		rest = NOTHING_CAUGHT;
	}
	const last = strata.pop();
	if (last === void 0) return null;
	return [...strata, together(last, rest)].reduce((sum, { first, second, both, ports, later, silent }) => sum + Math.min(silent, recapture(first, second, both, later / ports)), 0);
}
const NOTHING_CAUGHT = {
	first: 0,
	second: 0,
	both: 0,
	ports: 0,
	later: 0,
	silent: 0
};
function together(a, b) {
	return {
		first: a.first + b.first,
		second: a.second + b.second,
		both: a.both + b.both,
		ports: a.ports + b.ports,
		later: a.later + b.later,
		silent: a.silent + b.silent
	};
}

// src/sweep/books.ts
const MOST_ASKS = 16;
function present({ hosts }) {
	return hosts.filter(({ condition }) => condition !== "blocked" && condition !== "absent");
}
function estimateNow(books) {
	if (books.estimated?.chunks !== books.chunks) books.estimated = {
		chunks: books.chunks,
		estimate: estimate(present(books), books.slices, books.exposures)
	};
	return books.estimated.estimate;
}
function fewestAsks(books, hosts = present(books)) {
	let fewest = 16;
	for (const host of hosts) for (let index = 0; index < host.asks.length; index++) {
		const asks = host.asks[index];
		if (asks < fewest && host.unanswered[index] !== 0) fewest = asks;
	}
	return fewest;
}
function voidKey(chunk, address) {
	return `${chunk} ${address}`;
}
function passesOf(books) {
	let fewest = 16;
	for (const host of present(books)) for (const asks of host.asks) fewest = Math.min(fewest, asks);
	return present(books).length === 0 ? 0 : fewest;
}

// src/sweep/life.ts
const IMPLAUSIBLE = .001;
const LEAST_LOSS = .05;
const MOST_RECHECKS = 2;
const MOST_VOIDED = 8;
const SIGNS = 4;
function signsOf(closed) {
	const signs = [];
	for (const [first, last] of closed) {
		for (let port = first; port <= last && signs.length < SIGNS; port++) if (!BLIND_PORTS.has(port)) signs.push(port);
		if (signs.length === SIGNS) break;
	}
	return signs;
}
function dueOf(host, chunk, heard) {
	const answer = heard.hosts.get(host.address);
	const companion = heard.companion?.get(host.address);
	const asked = union$1(chunk.ports, chunk.canaries);
	const due = [];
	for (const port of host.open.keys()) if (BLIND_PORTS.has(port)) {
		if (!asksBeside(chunk, heard, host, port)) continue;
		due.push({
			port,
			witness: witnessOf(host, port),
			heard: isIn(companion?.open, port),
			beside: true
		});
	} else if (hasPort(asked, port)) due.push({
		port,
		witness: witnessOf(host, port),
		heard: isIn(answer?.open, port),
		beside: false
	});
	if (due.some((one) => one.witness === "found")) return due;
	return [...due, ...dueSigns(host, asked, answer)];
}
function dueSigns({ signs }, asked, answer) {
	return [...signs.keys()].filter((port) => hasPort(asked, port)).map((port) => ({
		port,
		witness: "sign",
		heard: isIn(answer?.closed, port),
		beside: false
	}));
}
function witnessOf({ declared }, port) {
	return hasPort(declared, port) ? "declared" : "found";
}
function asksBeside({ companion }, heard, { address }, port) {
	return companion !== null && heard.companion !== null && companion.addresses.includes(address) && hasPort(companion.ports, port);
}
function isIn(ports, port) {
	return ports !== void 0 && hasPort(ports, port);
}
function isBelieved(host, chunk, heard, due, loss, patient) {
	const answer = heard.hosts.get(host.address);
	if (answer?.complete !== true) {
		if (host.open.size === 0 && host.exposures.every((ids) => ids.length === 0) && host.voided > 0) host.condition = "absent";
		return host.condition === "absent" ? false : doubt(host, false);
	}
	const beside = heard.companion?.get(host.address);
	for (const witness of ["declared", "found"]) {
		const known = [...host.open.keys()].filter((port) => witnessOf(host, port) === witness);
		const refused = known.filter((port) => isIn(answer.closed, port) || isIn(beside?.closed, port));
		const spoken = known.filter((port) => isIn(answer.open, port) || isIn(beside?.open, port));
		if (refused.length === 0 || refused.length < spoken.length) continue;
		host.overdue[witness] += refused.length;
		return doubt(host, true);
	}
	const asked = union$1(chunk.ports, chunk.canaries);
	if (hasTurned(host, asked, answer)) return doubt(host, true);
	if (chunk.kind === "plain" && (due.some((one) => !one.heard) || answer.replies < .9 * portCount(asked))) return doubt(host, false);
	const telling = isShy(host) && due.some(({ witness }) => witness !== "declared");
	let silent = due.length > 0;
	let suspect = false;
	for (const witness of WITNESSES) {
		const those = due.filter((one) => one.witness === witness);
		if (those.length === 0) continue;
		const spoke = those.some((one) => one.heard) || witness === "found" && hasNews(host, answer.open);
		host.overdue[witness] = spoke ? 0 : host.overdue[witness] + those.length;
		if (!telling || witness !== "declared") silent &&= !spoke;
		if (patient) continue;
		suspect ||= Math.max(LEAST_LOSS, loss) ** host.overdue[witness] < IMPLAUSIBLE;
	}
	if (silent || suspect) return doubt(host, suspect);
	host.voided = 0;
	const signs = due.some((one) => one.witness === "found") && host.silences.size > 0 ? dueSigns(host, asked, answer) : [];
	if (signs.length > 0) host.overdue.sign = signs.some((one) => one.heard) ? 0 : host.overdue.sign + signs.length;
	const lives = (witness) => witness === "sign" === (host.open.size === 0);
	host.unproven = host.open.size + host.signs.size > 0 && (!due.some((one) => one.heard && lives(one.witness)) || signs.length > 0 && host.overdue.sign > 0);
	return true;
}
function hasTurned({ mutes }, asked, { closed }) {
	const those = mutes.filter((port) => hasPort(asked, port));
	const refusing = those.filter((port) => hasPort(closed, port));
	return refusing.length > 0 && refusing.length >= those.length / 2;
}
function doubt(host, suspect) {
	host.voided++;
	host.unproven = host.open.size + host.signs.size + host.mutes.length > 0;
	if (suspect || host.voided >= 16) host.condition = "suspect";
	return false;
}
function hasNews({ open, declared }, seen) {
	for (const port of eachPort(seen)) if (!open.has(port) && !hasPort(declared, port)) return true;
	return false;
}
function revive(host, heard, rejecting) {
	const answer = heard.failed ? void 0 : heard.hosts.get(host.address);
	const { declared } = host;
	const open = [...host.open.keys()];
	const speaks = {
		declared: open.some((port) => hasPort(declared, port) && isIn(answer?.open, port)),
		found: open.some((port) => !hasPort(declared, port) && isIn(answer?.open, port)),
		sign: [...host.signs.keys()].some((port) => isIn(answer?.closed, port))
	};
	const overdue = WITNESSES.filter((witness) => host.overdue[witness] > 0);
	const quiet = host.open.size + host.signs.size === 0 && host.mutes.length + host.rejects.length > 0 && answer !== void 0;
	if (!(!(answer === void 0 || hasTurned(host, portSet(host.mutes.map((port) => [port, port])), answer) || host.rejects.length > 0 && !rejecting) && overdue.every((witness) => speaks[witness]) && (quiet || WITNESSES.some((witness) => speaks[witness]))) || open.length > 0 && !speaks.declared && !speaks.found) {
		host.rechecks++;
		host.condition = host.rechecks >= MOST_RECHECKS ? "blocked" : "suspect";
		return false;
	}
	if (overdue.length === 1 && overdue[0] === "sign" && !isShy(host)) {
		host.shyness++;
		host.voided = 0;
	}
	host.condition = host.voided >= MOST_VOIDED ? "blocked" : "well";
	for (const witness of WITNESSES) host.overdue[witness] = 0;
	host.rechecks = 0;
	host.unproven = false;
	return true;
}

// src/sweep/pace-model.ts
const LOSSES = [
	.001,
	.005,
	.01,
	.02,
	.03,
	.05,
	.07,
	.1,
	.14,
	.2,
	.3,
	.4,
	.5
];
const SPREADS = [
	.003,
	.08,
	.35
];
const SPREAD_PRIOR = [
	.85,
	.1,
	.05
];
const STEP$1 = 1.08;
const UNLIMITED_PRIOR = .4;
const JUMP = .01;
const DRIFT = .04;
const LOSS_JUMP = .005;
const DELAY_IF_UNDER = .03;
const LEAST_MISS = .01;
function startBelief(slowest, fastest) {
	const steps = Math.max(1, Math.ceil(Math.log(fastest / slowest) / Math.log(STEP$1)));
	const all = [...Array.from({ length: steps + 1 }, (_, step) => fastest / STEP$1 ** (steps - step)), Number.POSITIVE_INFINITY];
	const weights = new Float64Array(SPREADS.length * LOSSES.length * all.length);
	const capacity = capacityPrior(all.length);
	const loss = lossPrior();
	let at = 0;
	for (const spread of SPREAD_PRIOR) for (const ofLoss of loss) for (const ofCapacity of capacity) weights[at++] = spread * ofLoss * ofCapacity;
	return {
		capacities: all,
		weights
	};
}
function update(belief, evidence) {
	const { capacities } = belief;
	const size = capacities.length;
	const weights = changed(belief);
	let at = 0;
	let total = 0;
	for (const spread of SPREADS) for (const loss of LOSSES) {
		const free = likelihood(evidence, 1 - loss, spread);
		for (let index = 0; index < size; index++, at++) {
			const share = capacities[index] / evidence.rate;
			const answers = share >= 1 ? free : likelihood(evidence, (1 - loss) * share, spreadOver(spread, loss, share));
			const weight = weights[at] * answers * delayLikelihood(evidence.delayed, share);
			weights[at] = weight;
			total += weight;
		}
	}
	if (!(total > 0)) return {
		capacities,
		weights: changed(belief)
	};
	for (let index = 0; index < weights.length; index++) weights[index] = weights[index] / total;
	return {
		capacities,
		weights
	};
}
function outlook({ capacities, weights }) {
	const size = capacities.length;
	const chances = new Array(size).fill(0);
	const losses = new Array(size).fill(0);
	for (let at = 0; at < weights.length; at++) {
		const index = at % size;
		const weight = weights[at];
		const loss = LOSSES[Math.floor(at / size) % LOSSES.length];
		chances[index] = chances[index] + weight;
		losses[index] = losses[index] + weight * loss;
	}
	return {
		capacities,
		chances,
		losses: losses.map((sum, index) => {
			const chance = chances[index];
			return chance > 0 ? sum / chance : 0;
		})
	};
}
function bestRate(of, slowest, fastest) {
	const likely = of.capacities.flatMap((capacity, index) => {
		const chance = of.chances[index];
		return chance < 1e-4 ? [] : [{
			capacity,
			chance,
			loss: of.losses[index]
		}];
	});
	let best = {
		rate: slowest,
		worth: 0
	};
	for (const rate of [
		slowest,
		...of.capacities.filter((rate) => rate > slowest && rate < fastest),
		fastest
	]) {
		let worth = 0;
		for (const { capacity, chance, loss } of likely) worth += chance * certaintyGain(rate, capacity, loss);
		if (worth > best.worth) best = {
			rate,
			worth
		};
	}
	return best.rate;
}
function certaintyGain(rate, capacity, loss) {
	const miss = 1 - (1 - loss) * Math.min(1, capacity / rate);
	return -rate * Math.log(Math.max(LEAST_MISS, miss));
}
function capacityPrior(size) {
	const raw = Array.from({ length: size - 1 }, (_, index) => STEP$1 ** (index / 4));
	const total = raw.reduce((sum, weight) => sum + weight, 0);
	return [...raw.map((weight) => .6 * weight / total), UNLIMITED_PRIOR];
}
function lossPrior() {
	const raw = LOSSES.map((loss) => (loss + .03) ** -1.25);
	const total = raw.reduce((sum, weight) => sum + weight, 0);
	return raw.map((weight) => weight / total);
}
function changed({ capacities, weights }) {
	const size = capacities.length;
	const limited = size - 1;
	const capacity = capacityPrior(size);
	const loss = lossPrior();
	const next = new Float64Array(weights.length);
	for (let start = 0; start < weights.length; start += size) {
		let row = 0;
		for (let index = 0; index < size; index++) row += weights[start + index];
		for (let index = 0; index < size; index++) {
			const stay = weights[start + index];
			const below = weights[start + Math.max(0, index - 1)];
			const above = weights[start + Math.min(limited - 1, index + 1)];
			const drifted = index === limited ? stay : (1 - 2 * DRIFT) * stay + DRIFT * (below + above);
			next[start + index] = .985 * drifted + JUMP * row * capacity[index];
		}
	}
	const block = size * LOSSES.length;
	for (let start = 0; start < weights.length; start += block) for (let index = 0; index < size; index++) {
		let column = 0;
		for (let at = start + index; at < start + block; at += size) column += weights[at];
		for (let row = 0; row < LOSSES.length; row++) {
			const at = start + row * size + index;
			next[at] = next[at] + LOSS_JUMP * column * loss[row];
		}
	}
	return next;
}
function likelihood({ known, heard }, chance, spread) {
	if (known === 0) return 1;
	const weight = 1 / spread - 1;
	const alpha = Math.max(.001, chance) * weight;
	const beta = weight - alpha;
	return Math.exp(logGamma(heard + alpha) - logGamma(alpha) + logGamma(known - heard + beta) - logGamma(beta) - logGamma(known + weight) + logGamma(weight));
}
function spreadOver(spread, loss, share) {
	return Math.max(SPREADS[0], spread * share * loss / (1 - share * (1 - loss)));
}
function delayLikelihood(delayed, share) {
	if (delayed === null) return 1;
	const over = Math.min(1, Math.max(0, (1.05 - share) / .1));
	const chance = DELAY_IF_UNDER + over * .57;
	return delayed ? chance : 1 - chance;
}
function logGamma(x) {
	let shifted = x;
	let product = 1;
	while (shifted < 8) product *= shifted++;
	const inverse = 1 / shifted;
	const square = inverse * inverse;
	const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
	return (shifted - .5) * Math.log(shifted) - shifted + .9189385332046727 + series - Math.log(product);
}

// src/sweep/pace-search.ts
const PROOF = 8;
const SILENCE = 5;
const STEPS = {
	largest: 4,
	unproven: 2,
	smallest: 1.25,
	growth: 1.4
};
const LESS = .5;
const PATIENCE$1 = {
	more: 4,
	less: 2,
	longest: 12,
	growth: 1.5
};
const SUSPECT = .1;
function startSearch(rate) {
	return {
		more: {
			quiet: 0,
			patience: PATIENCE$1.more
		},
		less: {
			quiet: 0,
			patience: PATIENCE$1.less
		},
		step: STEPS.largest,
		answers: 0,
		last: rate,
		attempt: null
	};
}
function learnSearch(search, lesson) {
	const { achieved, clean, heard } = lesson;
	const answers = clean ? search.answers + heard : 0;
	const grows = clean && achieved > 1.1 * search.last && answers >= PROOF;
	const step = grows ? Math.min(STEPS.largest, STEPS.growth * search.step) : search.step;
	return {
		more: learnMore(search, grows),
		less: learnLess(search, lesson),
		step: clean ? step : Math.max(STEPS.smallest, Math.sqrt(search.step)),
		answers: grows ? 0 : answers,
		last: achieved,
		attempt: null
	};
}
function ceilingOf(before, after, { achieved, clean, known, heard }) {
	if (heard === 0 && known >= SILENCE) return achieved / STEPS.largest;
	if (!clean) return achieved;
	const accepted = before.attempt?.kind === "less" ? before.attempt.best : 0;
	return Math.max(accepted, achieved * (heard >= PROOF ? after.step : Math.min(after.step, STEPS.unproven)));
}
function nextRate(search, best, ceiling, loss) {
	const { more, less } = search;
	if (loss > SUSPECT && less.quiet >= less.patience) return {
		rate: LESS * best,
		search: {
			...search,
			less: {
				...less,
				quiet: 0
			},
			attempt: {
				kind: "less",
				best
			}
		}
	};
	const faster = Math.min(ceiling, search.step * best);
	if (more.quiet >= more.patience && faster > 1.1 * best) return {
		rate: faster,
		search: {
			...search,
			more: {
				...more,
				quiet: 0
			},
			attempt: {
				kind: "more",
				best
			}
		}
	};
	return {
		rate: best,
		search
	};
}
function learnMore({ more, attempt }, grows) {
	if (grows) return {
		quiet: PATIENCE$1.more,
		patience: PATIENCE$1.more
	};
	return waited(more, attempt?.kind === "more");
}
function learnLess({ less, attempt }, { loss, known, heard }) {
	if (loss <= SUSPECT) return {
		quiet: 0,
		patience: PATIENCE$1.less
	};
	return waited(less, attempt?.kind === "less" && 1 - heard / known > loss / 2);
}
function waited({ quiet, patience }, inVain) {
	return {
		quiet: quiet + 1,
		patience: inVain ? Math.min(PATIENCE$1.longest, PATIENCE$1.growth * patience) : patience
	};
}

// src/sweep/pace.ts
const DOUBT = .25;
const DELAYED = {
	factor: 1.3,
	milliseconds: 3
};
const BOUND = .7;
const BEYOND = 1.3;
const CARRIED = .9;
const TRIAL = .4;
const DELAYING = .8;
function startPace(settings) {
	const { maxRate, minRate, startRate } = settings;
	return {
		settings,
		belief: startBelief(Math.min(minRate, maxRate) / 2, maxRate),
		rate: within$1(settings, startRate),
		delay: {
			base: null,
			slack: 1,
			risen: null
		},
		search: startSearch(startRate),
		proven: within$1(settings, settings.gentleRate),
		tried: 0
	};
}
function learnPace(pace, outcome) {
	const { settings } = pace;
	const { achieved, known } = outcome;
	if (!(achieved > 0 && Number.isFinite(achieved) && known > 0)) {
		const search = {
			...pace.search,
			attempt: null
		};
		return {
			...pace,
			search,
			rate: Math.min(pace.rate, within$1(settings, settings.gentleRate))
		};
	}
	const heard = Math.min(known, Math.max(0, outcome.heard));
	const { delay, delayed } = learnDelay(pace.delay, outcome, heard / known);
	const belief = update(pace.belief, {
		rate: achieved,
		known,
		heard,
		delayed
	});
	const seen = outlook(belief);
	const clean = heard > 0 && delayed !== true && chanceBelow(seen, .9 * achieved) < DOUBT;
	const loss = expectedLoss(seen);
	const lesson = {
		achieved,
		clean,
		known,
		heard,
		loss
	};
	const search = learnSearch(pace.search, lesson);
	const bound = clean && achieved < BOUND * outcome.asked ? outcome.asked : Number.POSITIVE_INFINITY;
	const ceiling = within$1(settings, Math.min(ceilingOf(pace.search, search, lesson), bound));
	const next = nextRate(search, bestRate(seen, within$1(settings, 0), ceiling), ceiling, loss);
	const rate = within$1(settings, next.rate);
	const proven = learnProven(pace, achieved, clean, rate);
	const tried = clean || heard < CARRIED * known ? 0 : achieved;
	return {
		settings,
		belief,
		delay,
		search: next.search,
		rate,
		proven,
		tried
	};
}
function learnProven({ settings, proven }, achieved, clean, next) {
	if (clean) return Math.max(proven, achieved);
	if (achieved > 1.1 * proven) return proven;
	return next < .8 * achieved ? within$1(settings, settings.gentleRate) : Math.min(proven, next);
}
function rateOf(pace) {
	return pace.rate;
}
function longestOf({ rate, proven, tried, search }) {
	if (search.attempt?.kind !== "more" && rate <= BEYOND * proven) return Number.POSITIVE_INFINITY;
	return rate <= 1.1 * tried ? DELAYING : TRIAL;
}
function expectedLoss({ chances, losses }) {
	return chances.reduce((sum, chance, index) => sum + chance * losses[index], 0);
}
function within$1({ minRate, maxRate }, rate) {
	return Math.max(1, Math.floor(Math.min(maxRate, Math.max(minRate, rate))));
}
function chanceBelow({ capacities, chances }, rate) {
	return chances.reduce((sum, chance, index) => capacities[index] < rate ? sum + chance : sum, 0);
}
function learnDelay(delay, { roundTrip, achieved }, share) {
	const { base, slack, risen } = delay;
	if (roundTrip === null) return {
		delay,
		delayed: null
	};
	if (base === null) return {
		delay: {
			base: roundTrip,
			slack,
			risen: null
		},
		delayed: null
	};
	if (roundTrip <= slack * (DELAYED.factor * base + DELAYED.milliseconds)) return {
		delay: {
			base: Math.min(roundTrip, base + .02 * (roundTrip - base)),
			slack: Math.max(1, .98 * slack),
			risen: null
		},
		delayed: false
	};
	if (risen !== null && achieved < .7 * risen.rate && roundTrip > .8 * risen.roundTrip && share > .85) return {
		delay: {
			base: roundTrip,
			slack: Math.min(8, 1.5 * slack),
			risen: null
		},
		delayed: null
	};
	return {
		delay: {
			base,
			slack,
			risen: {
				rate: achieved,
				roundTrip
			}
		},
		delayed: true
	};
}

// src/sweep/learn.ts
const OVERHEAD = .45;
const OWN_WAIT = 160;
const MEASURED = 20;
const FEWEST_REJECTIONS = 3;
function learn(books, chunk, heard) {
	const loss = estimateNow(books).loss.share ?? 0;
	books.chunks++;
	books.probes += chunk.addresses.length * portCount(union$1(chunk.ports, chunk.canaries));
	if (chunk.kind === "recheck") {
		recheck(books, chunk, heard);
		return;
	}
	if (heard.failed) {
		if (chunk.kind === "plain") books.direct = [];
		else books.failures++;
		return;
	}
	books.failures = 0;
	const hosts = chunk.addresses.flatMap((address) => books.byAddress.get(address) ?? []);
	const swept = hosts.filter(({ condition }) => condition === "well");
	const waitedFor = new Set(swept.filter((host) => isWaitedFor(host, chunk, heard.hosts.get(host.address))));
	for (const host of hosts) learnRoundTrip(host, heard);
	const patient = books.patient && (chunk.rate ?? 0) > 2 * 100;
	const dues = new Map(swept.map((host) => [host, dueOf(host, chunk, heard)]));
	const believed = new Set(swept.filter((host) => waitedFor.has(host) && isBelieved(host, chunk, heard, dues.get(host) ?? [], loss, patient)));
	if (chunk.rate !== null) {
		books.fastest = Math.max(books.fastest ?? 0, chunk.rate);
		const suspects = swept.filter(({ condition }) => condition === "suspect");
		const others = swept.filter(({ condition, answersWithin }) => condition !== "suspect" && answersWithin !== null);
		books.disputed = suspects.length > 0 ? outcomeOf$1(books, chunk, dues, swept, heard) : null;
		if (others.length > 0) books.pace = paceAfter(books, chunk, outcomeOf$1(books, chunk, dues, others, heard));
	}
	books.exposures.set(chunk.id, {
		id: chunk.id,
		retried: chunk.kind === "plain"
	});
	const touched = books.slices.flatMap(({ ports }, index) => overlap(chunk.ports, ports) ? [index] : []);
	for (const host of swept) {
		const due = (dues.get(host) ?? []).filter(({ witness }) => believed.has(host) || witness !== "sign");
		if (heard.hosts.get(host.address)?.complete === true) recordDue(host, chunk, due);
		if (believed.has(host)) note(books, chunk, touched, host, heard);
		else {
			books.voided.add(voidKey(chunk.id, host.address));
			hearAll(books, host, heard.hosts.get(host.address)?.open ?? NO_PORTS, chunk.id, false);
		}
	}
	if (chunk.kind === "plain") {
		books.direct = [];
		books.ownPace = true;
	}
	if (books.chunks === 1) books.direct = books.hosts.filter((host) => isDirect(host, heard.hosts.get(host.address)));
}
function isWaitedFor(host, { timeouts: { least } }, answer) {
	if (answer?.complete !== true) return true;
	if (answer.roundTrip !== null) return least >= Math.min(LONGEST_WAIT, 1.5 * answer.roundTrip);
	return host.answersWithin !== null || least >= 5e3;
}
function learnRoundTrip(host, { hosts, companion }) {
	const now = slowest([hosts, companion].map((answers) => answers?.get(host.address)?.answersWithin ?? null));
	if (now !== null) host.answersWithin = Math.ceil(Math.max(now, .75 * (host.answersWithin ?? 0)));
}
function paceAfter({ pace }, { rate, companion }, outcome) {
	return (rate ?? 0) + (companion?.rate ?? 0) < .9 * rateOf(pace) && outcome.heard === outcome.known ? pace : learnPace(pace, outcome);
}
function outcomeOf$1({ slices }, chunk, dues, hosts, heard) {
	const asked = union$1(chunk.ports, chunk.canaries);
	let known = 0;
	let answered = 0;
	const roundTrips = [];
	for (const host of hosts) {
		const roundTrip = heard.hosts.get(host.address)?.roundTrip ?? null;
		if (roundTrip !== null) roundTrips.push(roundTrip);
		if (isEverywhere(host, slices)) continue;
		const due = tellingOf(host, dues.get(host) ?? []);
		known += due.length;
		answered += due.filter((one) => one.heard).length;
	}
	const rate = chunk.rate ?? 1;
	const probes = chunk.addresses.length * portCount(asked);
	const sending = Math.max(probes / rate, heard.seconds - OVERHEAD - waitAfter(chunk));
	roundTrips.sort((a, b) => a - b);
	return {
		asked: rate,
		achieved: Math.min(rate, probes / sending),
		known,
		heard: answered,
		roundTrip: roundTrips[roundTrips.length >> 1] ?? null
	};
}
function waitAfter({ timeouts: { least } }) {
	return Math.max(0, least - OWN_WAIT) / 1e3;
}
function tellingOf(host, due) {
	const others = due.filter(({ witness }) => witness !== "declared");
	return isShy(host) && others.length > 0 ? others : due;
}
function chooseOthers(host, chunk, { open, closed, replies, rejected }) {
	host.refused ||= closed.length > 0;
	const awake = replies > 0 || host.exposures.some((ids) => ids.length > 1);
	if (host.mutes.length === 0 && !host.refused && awake && portCount(chunk.ports) >= MEASURED) host.mutes.push(...signsOf(subtract(chunk.ports, open)));
	if (host.rejects.length === 0 && rejected.length >= FEWEST_REJECTIONS) host.rejects.push(...rejected);
	if (host.rejects.length > 0) host.unproven = true;
}
function recordDue(host, chunk, due) {
	for (const { port, witness, heard } of due) {
		const known = (witness === "sign" ? host.signs : host.open).get(port);
		known.asked.push(chunk.id);
		if (heard) known.heard.add(chunk.id);
	}
}
function note(books, chunk, touched, host, heard) {
	const { slices } = books;
	const answer = heard.hosts.get(host.address);
	const open = answer?.open ?? NO_PORTS;
	const answered = union$1(open, answer?.closed ?? NO_PORTS);
	if (host.signs.size === 0) for (const port of signsOf(answer?.closed ?? NO_PORTS)) host.signs.set(port, {
		slice: sliceOf(slices, port),
		asked: [],
		heard: /* @__PURE__ */ new Set([chunk.id])
	});
	if (answer !== void 0) chooseOthers(host, chunk, answer);
	hearAll(books, host, open, chunk.id, true);
	let [asked, silent] = [0, 0];
	for (const index of touched) {
		const { ports, count } = slices[index];
		asked += host.unanswered[index];
		host.asks[index] = Math.min(255, host.asks[index] + 1);
		host.exposures[index].push(chunk.id);
		const fresh = intersect(answered, ports);
		if (fresh.length > 0) {
			const all = union$1(host.answered[index], fresh);
			host.answered[index] = all;
			host.unanswered[index] = count - portCount(all);
		}
		silent += host.unanswered[index];
	}
	if (chunk.kind === "paced" && asked >= MEASURED && silent < asked / 2) host.silences.set(chunk.id, silent / asked);
}
function hearAll(books, host, open, id, counts) {
	if (isEverywhere(host, books.slices)) return;
	for (const [first, last] of open) for (let port = first; port <= last; port++) hear(books, host, port, id, counts);
}
function hear({ slices }, host, port, id, counts) {
	const known = host.open.get(port);
	if (known !== void 0) {
		if (!BLIND_PORTS.has(port)) known.heard.add(id);
		return;
	}
	const slice = sliceOf(slices, port);
	const earlier = BLIND_PORTS.has(port) ? [] : host.exposures[slice] ?? [];
	const asked = BLIND_PORTS.has(port) || !counts ? earlier : [...earlier, id];
	host.open.set(port, {
		slice,
		asked: [...asked],
		heard: /* @__PURE__ */ new Set([id])
	});
}
function recheck(books, chunk, heard) {
	const rejecting = chunk.addresses.some((address) => (heard.hosts.get(address)?.rejected.length ?? 0) > 0);
	let revived = false;
	for (const address of chunk.addresses) {
		const host = books.byAddress.get(address);
		if (host !== void 0) learnRoundTrip(host, heard);
		if (host !== void 0) revived = revive(host, heard, rejecting) || revived;
	}
	if (revived && books.disputed !== null) books.pace = learnPace(books.pace, books.disputed);
	books.disputed = null;
}
function isDirect(host, answer) {
	if (answer === void 0 || answer.roundTrip === null || answer.roundTrip > 3) return false;
	const answers = portCount(answer.closed) + portCount(answer.open);
	return answers > 0 && answers >= .9 * (answers + (host.unanswered[0] ?? 0));
}

// src/sweep/riders.ts
const CANARY_SHARE = .02;
const CANARIES = 16;
const FEW_CANARIES = 3;
const COMPANION_PORTS = 12;
const SHORTEST_COMPANION = .25;
const MUTES = 8;
const MOST_TURNS = 12;
function chooseCanaries({ slices }, hosts, ports) {
	const most = Math.max(CANARIES, Math.floor(CANARY_SHARE * portCount(ports)));
	const offers = hosts.filter((host) => !isEverywhere(host, slices)).map((host) => [...canariesOf(host, false), ...host.signs.keys()]);
	const chosen = /* @__PURE__ */ new Set();
	for (let turn = 0; turn < MOST_TURNS; turn++) for (const offer of offers) {
		const port = offer[turn];
		if (port !== void 0 && chosen.size < most) chosen.add(port);
	}
	const mutes = new Set(hosts.flatMap((host) => host.mutes));
	return portSet([...chosen, ...[...mutes].slice(0, MUTES)].map((port) => [port, port]));
}
function audibleRate(books, hosts, asked, probes, wanted) {
	if (mute(books, hosts, asked).length === 0) return wanted;
	return Math.max(1, Math.min(wanted, Math.floor(probes / SHORTEST_COMPANION)));
}
function companionOf(books, hosts, asked, seconds) {
	const those = mute(books, hosts, asked);
	if (those.length === 0) return null;
	const blind = new Set(those.flatMap((host) => canariesOf(host, true)));
	const ports = portSet([...blind].slice(0, COMPANION_PORTS).map((port) => [port, port]));
	return {
		addresses: those.map(({ address }) => address),
		ports,
		rate: Math.max(1, Math.ceil(those.length * portCount(ports) / (.9 * seconds)))
	};
}
function mute({ slices }, hosts, asked) {
	return hosts.filter((host) => !isEverywhere(host, slices) && canariesOf(host, false).filter((port) => hasPort(asked, port)).length < FEW_CANARIES && canariesOf(host, true).length > 0);
}

// src/sweep/select.ts
const FIRST_SECONDS = .4;
const FIRST_CHUNKS = 2;
const SHORTEST = .8;
const LONGEST$1 = 4;
const PATIENT_RATE = 1e3;
const NEAR = 1e3;
const WORTH_WAITING = 3;
const MOST_RANGES = 6e3;
const RECHECK_PAUSE = 2e3;
const PLAIN_RATE = 8e3;
const PLAIN_LEAST = 5e3;
function nextChunk(books) {
	const hosts = present(books);
	const suspects = hosts.filter(({ condition }) => condition === "suspect");
	if (suspects.length > 0) return recheckChunk(books, suspects);
	const direct = books.direct.filter((host) => hosts.includes(host) && wanting(host, 2).length > 0);
	if (direct.length > 0) return plainChunk(books, direct);
	const unheard = hosts.filter((host) => host.answersWithin === null && host.asks[0] === 0);
	if (books.chunks > 0 && unheard.length > 0) return pacedChunk(books, [0], () => unheard);
	const shy = hosts.filter(isShy);
	const others = hosts.filter((host) => !isShy(host));
	if (!books.patient) {
		const chunk = nextOf(books, others.filter(isNear)) ?? nextFar(books, others);
		if (chunk !== null) return chunk;
		if (shy.length > 0) {
			books.patient = true;
			for (const { asks } of shy) for (const [index, times] of asks.entries()) asks[index] = Math.min(times, 2);
			books.pace = startPace({
				...books.pace.settings,
				startRate: PATIENT_RATE,
				gentleRate: PATIENT_RATE
			});
		}
	}
	const chunk = nextOf(books, shy);
	if (chunk !== null) return chunk;
	const unproven = hosts.filter((host) => host.unproven);
	return unproven.length > 0 ? recheckChunk(books, unproven) : null;
}
function isNear({ answersWithin }) {
	return timeoutsFor([answersWithin]).least <= NEAR;
}
function nextFar(books, hosts) {
	const far = hosts.filter((host) => !isNear(host));
	if (!books.far && far.some(({ answersWithin }) => answersWithin !== null)) {
		books.far = true;
		books.pace = startPace(books.pace.settings);
	}
	return nextOf(books, far);
}
function nextOf(books, hosts) {
	if (hosts.length === 0) return null;
	const fewest = fewestAsks(books, hosts);
	return fewest < 2 ? passChunk(books, hosts, fewest) : furtherChunk(books, hosts);
}
function wanting(host, asks) {
	const slices = [];
	for (let index = 0; index < host.asks.length; index++) if (wants(host, index, asks)) slices.push(index);
	return slices;
}
function wants(host, slice, asks) {
	return host.asks[slice] < asks && host.unanswered[slice] !== 0;
}
const EARLY_ASKS = 6;
function early(books, host) {
	const [first] = books.slices;
	const all = portCount(books.field.ports);
	const asks = first !== void 0 && first.count * EARLY_ASKS < .02 * all ? EARLY_ASKS : 2;
	return books.chunks > 0 && first !== void 0 && wants(host, 0, asks) ? [0] : [];
}
function passChunk(books, hosts, pass) {
	const open = new Map(hosts.map((host) => [host, /* @__PURE__ */ new Set([...early(books, host), ...wanting(host, pass + 1)])]));
	const slices = [...books.slices.keys()].filter((index) => hosts.some((host) => open.get(host)?.has(index)));
	return pacedChunk(books, books.chunks === 0 ? slices.slice(0, 1) : slices, (index) => hosts.filter((host) => open.get(host)?.has(index)));
}
function furtherChunk(books, hosts) {
	const { missed, missedIn, recaptured } = estimateNow(books);
	const confidence = goalOf(books, hosts);
	if (missed < confidence) return null;
	const ownMissed = hosts.reduce((sum, host) => sum + books.slices.reduce((all, _, index) => all + missedIn(host, index), 0), 0);
	if (hosts.length < present(books).length && ownMissed < confidence / 2) return null;
	const inSlice = books.slices.map((_, index) => hosts.reduce((sum, host) => sum + (canAskAgain(host, index) ? missedIn(host, index) : 0), 0));
	const order = [...inSlice.keys()].sort((a, b) => inSlice[b] - inSlice[a] || a - b);
	const total = inSlice.reduce((sum, one) => sum + one, 0);
	const goal = recaptured !== null && recaptured >= confidence ? 0 : SPARE * confidence;
	let left = total;
	const chosen = [];
	for (const index of order) {
		if (left <= goal || inSlice[index] === 0) break;
		chosen.push(index);
		left -= inSlice[index];
	}
	return pacedChunk(books, chosen, (index) => {
		const least = NEGLIGIBLE * inSlice[index] / hosts.length;
		return hosts.filter((host) => canAskAgain(host, index) && missedIn(host, index) > least);
	});
}
const SPARE = .75;
const NEGLIGIBLE = .1;
const CHEAP_PASS = 2;
function goalOf({ settings, slices, pace }, hosts) {
	const probes = hosts.length * slices.reduce((sum, { count }) => sum + count, 0);
	return settings.confidence / (probes / rateOf(pace) < CHEAP_PASS ? 50 : 2);
}
function canAskAgain({ asks, unanswered }, index) {
	return asks[index] < 16 && unanswered[index] !== 0;
}
function pacedChunk(books, slices, hostsOf) {
	if (slices.length === 0) return null;
	const rate = rateOf(books.pace);
	const left = slices.reduce((sum, index) => sum + (books.slices[index]?.count ?? 0) * hostsOf(index).length, 0);
	const all = left / rate;
	const hosts = /* @__PURE__ */ new Set();
	const most = books.chunks < FIRST_CHUNKS ? FIRST_SECONDS : longestOf(books.pace);
	const asking = new Set(slices.flatMap(hostsOf));
	const longest = Math.max(LONGEST$1, WORTH_WAITING * timeoutsOf(books, [...asking]).least / 1e3);
	const seconds = Math.min(most, Math.max(SHORTEST, all / Math.max(1, Math.ceil(all / longest))));
	const ports = [];
	let count = 0;
	let ranges = 0;
	for (const index of slices) {
		const here = hostsOf(index);
		const wider = /* @__PURE__ */ new Set([...hosts, ...here]);
		const asked = pendingPorts(books, here, index);
		ranges += asked.length;
		if (ports.length > 0 && ranges > MOST_RANGES) break;
		if (ports.length > 0 && (count + portCount(asked)) * wider.size > rate * seconds) {
			if (left > 1.3 * rate * seconds) break;
		}
		for (const host of here) hosts.add(host);
		ports.push(asked);
		count += portCount(asked);
	}
	return hosts.size === 0 ? null : paced(books, [...hosts], union$1(...ports), rate);
}
function pendingPorts({ slices }, hosts, index) {
	const { ports, count } = slices[index];
	const silent = union$1(...hosts.map((host) => subtract(ports, host.answered[index])));
	if (portCount(silent) > .8 * count) return ports;
	const open = portSet(hosts.flatMap((host) => [...host.open.keys()].map((port) => [port, port])).slice(0, 500));
	return union$1(silent, subtract(ports, subtract(ports, open)));
}
function timeoutsOf({ chunks }, hosts) {
	return chunks === 0 ? FIRST : timeoutsFor(hosts.map(({ answersWithin }) => answersWithin));
}
function paced(books, hosts, ports, wanted) {
	const canaries = subtract(chooseCanaries(books, hosts, ports), ports);
	const asked = union$1(ports, canaries);
	const probes = portCount(asked) * hosts.length;
	const rate = audibleRate(books, hosts, asked, probes, wanted);
	const companion = companionOf(books, hosts, asked, probes / rate);
	const share = companion?.rate ?? 0;
	const addresses = hosts.map(({ address }) => address);
	const own = Math.max(1, Math.floor(share < rate ? rate - share : rate));
	const useful = share < rate / 2 ? companion : null;
	return {
		id: books.chunks,
		kind: "paced",
		addresses,
		ports,
		canaries,
		rate: useful === null ? rate : own,
		companion: useful,
		timeouts: timeoutsOf(books, hosts),
		pause: 0,
		limit: null
	};
}
function plainChunk(books, hosts) {
	const ports = union$1(...[...books.slices.entries()].flatMap(([index, slice]) => hosts.some((host) => wants(host, index, 2)) ? [slice.ports] : []));
	const probes = portCount(ports) * hosts.length;
	const rate = Math.min(PLAIN_RATE, books.settings.maxRate / 2);
	return {
		id: books.chunks,
		kind: "plain",
		addresses: hosts.map(({ address }) => address),
		ports,
		canaries: subtract(chooseCanaries(books, hosts, ports), ports),
		rate: null,
		companion: null,
		timeouts: FAST$1,
		pause: 0,
		limit: PLAIN_LEAST + probes / rate * 1e3
	};
}
function recheckChunk(books, hosts) {
	const ports = hosts.flatMap((host) => {
		return [
			...[...canariesOf(host, false), ...canariesOf(host, true)].slice(0, 8),
			...host.signs.keys(),
			...host.mutes,
			...host.rejects
		];
	});
	const again = hosts.some(({ rechecks }) => rechecks > 0);
	return {
		id: books.chunks,
		kind: "recheck",
		addresses: hosts.map(({ address }) => address),
		ports: NO_PORTS,
		canaries: portSet(ports.map((port) => [port, port])),
		rate: null,
		companion: null,
		timeouts: again ? PATIENT : timeoutsFor(hosts.map(({ answersWithin }) => answersWithin)),
		pause: again ? RECHECK_PAUSE : 0,
		limit: 6e4
	};
}

// src/sweep/slices.ts
const SHARE_OF_FIRST = .5;
const PROBES_A_SLICE = 2e3;
const MOST_SLICES = 256;
const RANGES_A_SLICE = 500;
function cutSlices(ports, first, addresses) {
	return cutPorts(ports, first, Math.max(Math.ceil(PROBES_A_SLICE / addresses), Math.ceil(portCount(ports) / MOST_SLICES)));
}
function cutPorts(ports, first, size) {
	const early = cut(intersect(ports, first), Number.POSITIVE_INFINITY);
	const late = cut(subtract(ports, first), size);
	if (early.length === 0 || late.length === 0) return weigh([...early, ...late], 1);
	return [...weigh(early, SHARE_OF_FIRST), ...weigh(late, .5)];
}
function weigh(parts, share) {
	const total = parts.reduce((sum, { count }) => sum + count, 0);
	return parts.map((part) => ({
		...part,
		share: share * part.count / total
	}));
}
function cut(ports, size) {
	const slices = [];
	let ranges = [];
	let count = 0;
	const close = () => {
		if (count > 0) slices.push({
			ports: ranges,
			count
		});
		ranges = [];
		count = 0;
	};
	for (const range of ports) {
		let [from] = range;
		while (from <= range[1]) {
			const last = Math.min(range[1], from + size - count - 1);
			ranges.push([from, last]);
			count += last - from + 1;
			from = last + 1;
			if (count >= size || ranges.length >= RANGES_A_SLICE) close();
		}
	}
	close();
	return slices;
}

// src/sweep/sweep.ts
const GENTLE_RATE = 5e3;
const MOST_FAILURES = 3;
function startSweep(field, settings) {
	const { expected } = field;
	const slices = cutSlices(field.ports, field.first, field.addresses.length);
	const hosts = field.addresses.map((address) => startHost$1(address, expected.get(address) ?? NO_PORTS, slices));
	const start = Math.min(GENTLE_RATE, settings.maxRate);
	const books = {
		field,
		settings,
		slices,
		hosts,
		exposures: /* @__PURE__ */ new Map(),
		voided: /* @__PURE__ */ new Set(),
		disputed: null,
		far: false,
		patient: false,
		byAddress: new Map(hosts.map((host) => [host.address, host])),
		pace: startPace({
			maxRate: settings.maxRate,
			startRate: start,
			gentleRate: start,
			minRate: Math.min(100, settings.maxRate)
		}),
		chunks: 0,
		failures: 0,
		direct: [],
		probes: 0,
		estimated: null,
		fastest: null,
		ownPace: false
	};
	return {
		next: () => books.failures >= MOST_FAILURES ? null : nextChunk(books),
		learn: (chunk, heard) => learn(books, chunk, heard),
		progress: () => progressOf(books),
		conclude: (stopped) => conclude(books, stopped)
	};
}
function progressOf(books) {
	const { loss } = estimateNow(books);
	const open = books.hosts.reduce((sum, host) => sum + host.open.size, 0);
	const passes = 2 + (loss.share === null ? 0 : Math.min(3, Math.floor(loss.share * 60)));
	let done = 0;
	let owed = 0;
	for (const host of present(books)) for (const [index, { count }] of books.slices.entries()) {
		owed += count;
		const asks = host.unanswered[index] === 0 ? passes : Math.min(passes, host.asks[index]);
		done += count * asks / passes;
	}
	return {
		share: owed === 0 ? 1 : done / owed,
		open,
		loss: loss.share,
		pass: fewestAsks(books) + 1
	};
}
function conclude(books, stopped) {
	const now = estimateNow(books);
	const settled = settledParts(books, now);
	const lossy = tooLossy(now.missed, now.loss.share);
	return {
		unsettled: books.hosts.flatMap((host) => {
			const reasons = /* @__PURE__ */ new Map();
			for (const [index, { ports }] of books.slices.entries()) {
				if (host.unanswered[index] === 0 && host.condition === "well" && !host.unproven) continue;
				const reason = doubtOf(host, index, settled.has(host) && settled.get(host)?.has(index) === true);
				if (reason === null) continue;
				const silent = reason === BLOCKED || host.unproven ? ports : subtract(ports, host.answered[index]);
				reasons.set(reason, union$1(reasons.get(reason) ?? NO_PORTS, silent));
			}
			return [...reasons].map(([reason, ports]) => ({
				address: host.address,
				ports,
				reason
			}));
		}),
		counts: (chunk, address) => !books.voided.has(voidKey(chunk, address)),
		passes: passesOf(books),
		probes: books.probes,
		rate: books.ownPace ? null : books.fastest,
		loss: now.loss.share,
		missed: now.missed,
		recaptured: now.recaptured,
		evidence: now.evidence
	};
	function doubtOf(host, index, settled) {
		if (host.condition === "absent") return null;
		if (host.condition !== "well") return BLOCKED;
		if (host.unproven) return stopped ?? BLOCKED;
		if (host.asks[index] < 2 && host.unanswered[index] !== 0) return stopped ?? UNFINISHED;
		if (settled) return null;
		return stopped ?? lossy;
	}
}
const BLOCKED = {
	code: "blocked",
	text: "ports that were open stopped answering while the scan ran: the host is gone, or it began to block this scanner"
};
const UNFINISHED = {
	code: "scan-failed",
	text: "the scanner failed again and again"
};
function settledParts(books, { missedIn, missed }) {
	const { confidence } = books.settings;
	const parts = present(books).flatMap((host) => books.slices.map((_, slice) => ({
		host,
		slice,
		missed: missedIn(host, slice)
	})));
	parts.sort((a, b) => a.missed - b.missed);
	const total = parts.reduce((all, part) => all + part.missed, 0);
	const scale = total === 0 ? 1 : Math.max(1, missed / total);
	const settled = /* @__PURE__ */ new Map();
	let sum = 0;
	for (const { host, slice, missed: own } of parts) {
		sum += own * scale;
		if (missed >= confidence && sum >= confidence) break;
		settled.set(host, (settled.get(host) ?? /* @__PURE__ */ new Set()).add(slice));
	}
	return settled;
}
function tooLossy(missed, share) {
	const lost = share === null ? "nothing tells how many answers get lost" : `${(100 * share).toFixed(1)} % of the answers get lost`;
	return {
		code: "too-lossy",
		text: `an estimated ${missed.toPrecision(1)} open ports are still missed: ${lost}`
	};
}

// src/survey/discover.ts
const FEWEST_TRIES = 3;
const MOST_TRIES = 8;
const CONFIDENCE = .01;
async function discover(grant, machine, asking) {
	await asking.run(planDiscovery(grant, machine).plans);
	let tries = 1;
	for (let down = asking.seen()?.down; down !== void 0 && down.size > 0 && tries < MOST_TRIES; tries++) {
		await asking.run(planDiscovery(grant, machine, down).plans);
		const left = asking.seen()?.down ?? down;
		if (tries + 1 >= FEWEST_TRIES && left.size === down.size) return tries + 1;
		down = left;
	}
	return tries;
}
function doubtDown(grant, discovery, sweeps, tries) {
	if (discovery === null) return [];
	const loss = Math.max(0, ...sweeps.map((sweep) => sweep.loss ?? 0));
	if (loss ** tries * discovery.down.size < CONFIDENCE) return [];
	const reason = {
		code: "too-lossy",
		text: `host discovery asked ${tries} times, and ${`${(100 * loss).toFixed(1)} % of the answers get lost`}: it may be up`
	};
	return [...discovery.down].flatMap((address) => allOf(grant, address, reason));
}
async function doubtUp(grant, { up, down }, hosts, again) {
	const owing = [...up].filter((address) => Object.keys(grant.owed.get(address) ?? {}).length > 0);
	const mute = owing.filter((address) => {
		const host = hosts.get(address);
		return host === void 0 || !spoke(host);
	});
	let left = new Map(mute.map((address) => [address, BLOCKED]));
	for (let attempt = 0; attempt < FEWEST_TRIES && left.size > 0; attempt++) {
		const seen = await again(new Set(left.keys()));
		left = new Map([...left.keys()].filter((address) => seen?.up.has(address) !== true).map((address) => [address, seen?.unknown.get(address) ?? BLOCKED]));
	}
	const doubted = [...left].flatMap(([address, reason]) => allOf(grant, address, reason));
	return left.size > 0 && left.size === owing.length ? [...doubted, ...[...down].flatMap((address) => allOf(grant, address, BLOCKED))] : doubted;
}
function allOf({ owed }, address, reason) {
	return PROTOCOLS.flatMap((protocol) => {
		const ports = owed.get(address)?.[protocol];
		return ports === void 0 ? [] : [{
			address,
			protocol,
			ports,
			reason
		}];
	});
}

// src/scan/egress.ts
const PATIENCE = 1400;
const CONNECTIONS_AT_ONCE = 128;
const ONE_BY_ONE = 16;
async function findHeldBack(asked, rate, signal) {
	if (asked.size === 0) return /* @__PURE__ */ new Set();
	const all = await unsent(asked, rate, signal);
	if (all === null) return null;
	if (all === 0) return /* @__PURE__ */ new Set();
	const parts = asked.size <= ONE_BY_ONE ? [...asked].map((one) => new Map([one])) : [asked];
	const held = /* @__PURE__ */ new Set();
	for (const part of parts) if ((await unsent(part, rate, signal) ?? 1) > 0) for (const address of part.keys()) held.add(address);
	return new Set([...held].sort(compareAddresses));
}
async function unsent(asked, rate, signal) {
	const before = await readCounters();
	if (before === null) return null;
	const waiting = [...asked].flatMap(([address, ports]) => ports.map((port) => ({
		address,
		port
	}))).reverse();
	let turn = Promise.resolve();
	const paced = () => {
		if (rate !== null) turn = turn.then(() => setTimeout$1(1e3 / rate, void 0, { signal })).catch(() => {});
		return turn;
	};
	const worker = async () => {
		for (let one = waiting.pop(); one !== void 0 && !signal.aborted; one = waiting.pop()) {
			await paced();
			await tryConnection(one.address, one.port);
		}
	};
	await Promise.all(Array.from({ length: CONNECTIONS_AT_ONCE }, worker));
	const after = await readCounters();
	return after === null ? null : Math.max(0, after - before);
}
function tryConnection(address, port) {
	return new Promise((resolve) => {
		const socket = connect({
			host: address,
			port
		});
		const end = () => {
			clearTimeout(timer);
			socket.removeAllListeners().on("error", () => {});
			socket.destroy();
			resolve();
		};
		const timer = setTimeout(end, PATIENCE);
		socket.once("connect", end).once("error", end);
	});
}
async function readCounters() {
	const [netstat = "", snmp = "", snmp6 = ""] = await Promise.all([
		"netstat",
		"snmp",
		"snmp6"
	].map((name) => readFile(`/proc/self/net/${name}`, "utf8").catch(() => "")));
	const counters = new Map([
		...inPairs(netstat),
		...inPairs(snmp),
		...inLines(snmp6)
	]);
	const of = (name) => counters.get(name) ?? 0;
	if (!counters.has("TcpExt.TCPRetransFail")) return null;
	const kept = (family) => {
		if (!counters.has(`${family}OutTransmits`)) return 0;
		const forwarded = of(`${family}ForwDatagrams`) + of(`${family}OutForwDatagrams`);
		return of(`${family}OutRequests`) + forwarded - of(`${family}OutTransmits`);
	};
	const rejected = of("Icmp.OutDestUnreachs") + of("Icmp6OutDestUnreachs");
	return of("TcpExt.TCPRetransFail") + rejected + kept("Ip.") + kept("Ip6");
}
function inPairs(text) {
	const lines = text.split("\n").map((line) => line.split(" "));
	return lines.flatMap((values, index) => {
		const names = lines[index - 1];
		if (index % 2 === 0 || names === void 0 || names[0] !== values[0]) return [];
		const group = (names[0] ?? "").replace(":", ".");
		return names.slice(1).map((name, place) => [group + name, Number(values[place + 1])]);
	});
}
function inLines(text) {
	return text.split("\n").flatMap((line) => {
		const [name, value] = line.split(/\s+/);
		return name === void 0 || value === void 0 ? [] : [[name, Number(value)]];
	});
}

// src/survey/egress.ts
const MOST_ASKED = 512;
const MOST_ASKED_OF_ONE = 24;
const HELD_BACK = "a firewall of this machine drops or rejects connections to the address; let them out, or run as root";
const UNKNOWN = "the run ended before it was known whether this machine lets connections to the address out";
async function heldBack({ owed, expected, maxRate }, hosts, { unroutable }, { signal, remaining }) {
	const own = ownAddresses();
	const silent = /* @__PURE__ */ new Map();
	for (const [address, { tcp = NO_PORTS }] of owed) {
		const ports = subtract(tcp, hosts.get(address)?.protocols.tcp?.states.open ?? NO_PORTS);
		if (!isLoopback(address) && !own.has(address) && !unroutable.has(address) && ports.length > 0) silent.set(address, ports);
	}
	const asked = questions(silent, expected);
	const time = AbortSignal.timeout(Math.max(1, Math.min(remaining(), 2 ** 31 - 1)));
	const both = AbortSignal.any([signal, time]);
	const held = await findHeldBack(asked, maxRate, both);
	if (held === null) return {
		unobserved: [],
		notices: silent.size === 0 ? [] : ["Whether a firewall of this machine holds connections back is not known here: run as root to know."]
	};
	const all = both.aborted || held.size > 0 && asked.size < silent.size;
	const reason = {
		code: "blocked",
		text: both.aborted ? UNKNOWN : HELD_BACK
	};
	return {
		unobserved: [...silent].flatMap(([address, ports]) => all || held.has(address) ? [{
			address,
			protocol: "tcp",
			ports,
			reason
		}] : []),
		notices: []
	};
}
function questions(silent, expected) {
	const step = Math.max(1, Math.ceil(silent.size / MOST_ASKED));
	const some = [...silent].filter((_, index) => index % step === 0);
	const each = Math.min(MOST_ASKED_OF_ONE, Math.floor(MOST_ASKED / Math.max(1, some.length)));
	return new Map(some.map(([address, ports]) => {
		const first = [...eachPort(intersect(ports, expected.get(address)?.tcp ?? NO_PORTS))].slice(0, each);
		const common = [...eachPort(intersect(ports, TOP_100_TCP))];
		const left = each - first.length;
		const chosen = [
			...first,
			...spread(common, Math.ceil(left / 2)),
			...spread([...eachPort(ports)], left)
		];
		return [address, [...new Set(chosen)].slice(0, each)];
	}));
}
function spread(ports, count) {
	if (ports.length <= count) return ports;
	return Array.from({ length: count }, (_, index) => ports[Math.floor(index * ports.length / count)]);
}

// src/observe/draft.ts
const LIST_LENGTH_LIMIT = 4e5;
const CACHED_LISTS = 1024;
const CACHED_LENGTH = 2048;
function createDraft(wants, progress = null, facts = false) {
	return {
		wants,
		facts,
		progress,
		told: 0,
		pool: sharedPool(),
		parseList: createListParser(),
		fault: null,
		stopped: false,
		zenmap: false,
		scanner: "",
		args: "",
		command: [],
		started: null,
		versionScan: false,
		askedOnce: false,
		ignoresResets: false,
		pings: "",
		techniques: {},
		asked: {},
		hosts: /* @__PURE__ */ new Map(),
		sawHost: false,
		skipped: /* @__PURE__ */ new Map(),
		finished: "absent",
		endings: 0,
		errorMessage: null,
		counted: null,
		host: null,
		extra: null,
		port: null
	};
}
function elements(table) {
	return new Map(Object.entries(table));
}
function fault$1(draft, kind, text) {
	flaw(draft, kind, text);
	draft.stopped = true;
}
function flaw(draft, kind, text) {
	draft.fault ??= {
		kind,
		text
	};
}
function createListParser() {
	const known = /* @__PURE__ */ new Map();
	return (text) => {
		const cached = known.get(text);
		if (cached !== void 0) return cached;
		const ports = text.length > LIST_LENGTH_LIMIT ? void 0 : parsePorts(text);
		if (ports !== void 0 && text.length <= CACHED_LENGTH) {
			if (known.size >= CACHED_LISTS) known.clear();
			known.set(Buffer.from(text, "latin1").toString("latin1"), ports);
		}
		return ports;
	};
}

// src/observe/arguments.ts
const VERSION_OPTION = /^(?:-s[A-Za-z]*[VR][A-Za-z]*|-[46FfnhRrq]*A)$/;
function asksForVersions(args) {
	return words(args).some((argument) => VERSION_OPTION.test(argument));
}
function asksOnce(args) {
	return words(args).some((argument, index, all) => argument === "--max-retries=0" || argument === "--max-retries" && all[index + 1] === "0");
}
function ignoresResets(args) {
	return words(args).some((argument) => /^--?defeat[-_]r/.test(argument));
}
function pingOptions(args) {
	return [...new Set(words(args).filter((argument) => /^-P[A-Z][\d,-]*$/.test(argument)))].join(" ");
}
function words(args) {
	return splitArguments(args) ?? [];
}
const MAX_LENGTH = 4 * 1024 ** 2;
function splitArguments(args) {
	if (args.length > MAX_LENGTH) return null;
	const split = [];
	let argument = "";
	let quoted = false;
	for (let index = 0; index < args.length; index++) {
		const character = args[index];
		const next = args[index + 1];
		if (character === "\\" && (next === "\\" || next === "\"")) {
			argument += next;
			index++;
		} else if (character === "\"") quoted = !quoted;
		else if (quoted || !/\s/.test(character)) argument += character;
		else {
			split.push(argument);
			argument = "";
		}
	}
	return quoted ? null : [...split, argument];
}

// src/observe/coverage.ts
const NOT_OPEN = /* @__PURE__ */ new Set([
	"closed",
	"filtered",
	"closed|filtered"
]);
const NOTHING_LISTED = {
	ports: [],
	states: [],
	details: /* @__PURE__ */ new Map()
};
function proveCoverage(asked, claims) {
	const claimed = PROTOCOLS.flatMap((protocol) => {
		const listed = claims.listed[protocol];
		const folded = claims.folded.filter((fold) => fold.protocol === protocol);
		return asked[protocol] === void 0 && listed === void 0 ? [] : [{
			protocol,
			...checkClaims(asked[protocol] ?? NO_PORTS, listed, folded)
		}];
	});
	const rest = claimed.reduce((sum, one) => sum + portCount(one.rest), 0);
	const remainder = rest === 0 ? null : judgeRemainder(claims, rest);
	return Object.fromEntries(claimed.map(({ protocol, ...one }) => [protocol, withRemainder(one, remainder)]));
}
function checkClaims(asked, listed, folded) {
	const states = {};
	const doubts = [];
	const { byState, all, repeated } = sortListed(listed ?? NOTHING_LISTED);
	const sets = [all, ...folded.map(({ ports }) => ports)];
	let doubtful = NO_PORTS;
	const doubt = (ports, text) => {
		const fresh = subtract(ports, doubtful);
		if (fresh.length === 0) return;
		doubtful = union$1(doubtful, fresh);
		doubts.push({
			ports: fresh,
			reason: notAccounted(text)
		});
	};
	doubt(union$1(...sets.map((ports) => subtract(ports, asked))), "the scan reports ports that it was not asked for");
	doubt(union$1(repeated, overlaps(sets)), "the scan claims the port more than once");
	doubt(byState.get(null) ?? NO_PORTS, "the scan gives a state that nmap does not have");
	for (const { ports, flaw } of folded) if (flaw !== null) doubt(ports, flaw);
	for (const [state, ports] of byState) if (state !== null) states[state] = ports;
	for (const { state, ports } of folded) if (state !== null) states[state] = union$1(states[state] ?? NO_PORTS, ports);
	const { answers, seen } = setAside({
		states,
		details: (listed ?? NOTHING_LISTED).details
	}, doubtful);
	return {
		answers,
		seen,
		doubts,
		rest: sets.reduce(subtract, asked)
	};
}
function overlaps(sets) {
	let seen = NO_PORTS;
	let twice = NO_PORTS;
	sets.forEach((ports, index) => {
		twice = union$1(twice, intersect(seen, ports));
		if (index < sets.length - 1) seen = union$1(seen, ports);
	});
	return twice;
}
function sortListed({ ports, states }) {
	const all = [];
	const repeated = [];
	const byState = /* @__PURE__ */ new Map();
	for (const index of ascending(ports)) {
		const port = ports[index];
		const state = states[index] ?? null;
		if (!append(all, port)) append(repeated, port);
		const ranges = byState.get(state);
		if (ranges === void 0) byState.set(state, [port]);
		else append(ranges, port);
	}
	return {
		all,
		repeated,
		byState
	};
}
function ascending(ports) {
	const first = (index) => ports[index][0];
	if (ports.every(([port], index) => index === 0 || port > first(index - 1))) return ports.keys();
	return [...ports.keys()].sort((a, b) => first(a) - first(b));
}
function append(ranges, port) {
	const last = ranges.at(-1);
	if (last === void 0 || port[0] > last[1] + 1) ranges.push(port);
	else if (port[0] === last[1]) return false;
	else ranges[ranges.length - 1] = [last[0], port[0]];
	return true;
}
function judgeRemainder({ uncounted, flaw }, rest) {
	if (flaw !== null) return { reason: notAccounted(flaw) };
	const total = uncounted.reduce((sum, { count }) => sum + count, 0);
	if (uncounted.length === 0) return { reason: notAccounted("the scan neither lists the port nor accounts for it") };
	if (total !== rest) return { reason: notAccounted(`the scan leaves ${rest} ports unlisted and accounts for ${total}`) };
	const states = [...new Set(uncounted.map(({ state }) => state))];
	const [state] = states;
	if (states.length === 1 && state !== void 0 && state !== null) return { state };
	if (states.every((one) => one !== null && NOT_OPEN.has(one))) return { state: "closed|filtered" };
	return { reason: {
		code: "ambiguous-states",
		text: `the scan does not say which of the unlisted ports are ${states.map((one) => one ?? "an unknown state").sort().join(" and which ")}; nmap 7.92 and newer do`
	} };
}
function withRemainder({ answers, seen, doubts, rest }, remainder) {
	if (rest.length === 0 || remainder === null) return {
		answers,
		seen,
		doubts
	};
	if ("reason" in remainder) return {
		answers,
		seen,
		doubts: [...doubts, {
			ports: rest,
			reason: remainder.reason
		}]
	};
	const ports = union$1(answers.states[remainder.state] ?? NO_PORTS, rest);
	return {
		answers: {
			...answers,
			states: {
				...answers.states,
				[remainder.state]: ports
			}
		},
		seen,
		doubts
	};
}
function notAccounted(text) {
	return {
		code: "not-accounted",
		text
	};
}

// src/observe/host.ts
const MAX_LISTED_PORTS = 196608;
const MAX_NAMES = 64;
function startHost(timedOut, started) {
	return {
		address: null,
		status: null,
		timedOut,
		started,
		wanted: null,
		names: /* @__PURE__ */ new Set(),
		userNames: /* @__PURE__ */ new Set(),
		portsScanned: false,
		roundTrip: null,
		answersWithin: null,
		replies: 0,
		rejected: [],
		prohibited: [],
		listed: {},
		listedCount: 0,
		folded: [],
		uncounted: [],
		flaw: null,
		facts: []
	};
}
const MAX_REJECTED = 4;
function addRejected(host, ports, protocol) {
	if (protocol === "tcp") host?.prohibited.push(...ports);
	for (const port of eachPort(ports)) {
		if (host === null || host.rejected.length >= MAX_REJECTED) return;
		host.rejected.push(port);
	}
}
function addName(names, name) {
	if (name !== "" && names.size < MAX_NAMES) names.add(name);
}
function addListed(host, protocol, range, state, detail) {
	const listed = host.listed[protocol] ?? {
		ports: [],
		states: [],
		details: /* @__PURE__ */ new Map()
	};
	host.listed[protocol] = listed;
	listed.ports.push(range);
	listed.states.push(state);
	host.listedCount++;
	const [port] = range;
	if (detail !== null && (state === "open" || !listed.details.has(port))) listed.details.set(port, detail);
}
function addExtra(host, { state, count, reasons }) {
	if (count === void 0) host.flaw ??= "the scan does not say how many ports it left unlisted";
	else if (reasons.length === 0) host.uncounted.push({
		state,
		count
	});
	const sum = reasons.reduce((total, reason) => total + (reason.count ?? NaN), 0);
	const miscounted = reasons.length === 0 || sum === count ? null : "the scan counts unlisted ports in two ways that differ";
	host.flaw ??= miscounted;
	for (const { count: own = 0, protocol, ports } of reasons) if (ports === "unlisted") host.uncounted.push({
		state,
		count: own
	});
	else if (ports === "unreadable") host.flaw ??= "the scan has a list of ports that can not be read";
	else if (protocol !== void 0) {
		const unequal = portCount(ports) === own ? null : "the scan counts other unlisted ports than it names";
		const unknown = state === null ? "the scan gives a state that nmap does not have" : null;
		host.flaw ??= unequal;
		host.folded.push({
			protocol,
			ports,
			state,
			flaw: miscounted ?? unequal ?? unknown
		});
	}
}
function finishHost(host, address, asked) {
	return {
		address,
		names: [...host.names],
		userNames: [...host.userNames],
		up: host.status === "up",
		timedOut: host.timedOut,
		started: host.started,
		portsScanned: host.portsScanned,
		roundTrip: host.replies > 0 ? host.roundTrip : null,
		answersWithin: host.replies > 0 ? host.answersWithin : null,
		replies: host.replies,
		rejected: host.rejected,
		prohibited: portSet(host.prohibited),
		protocols: judgePorts(host, asked),
		facts: host.facts
	};
}
function judgePorts(host, asked) {
	if (!host.portsScanned) return {};
	const proven = proveCoverage(asked, host);
	if (host.status === "up" && !host.timedOut) return proven;
	return Object.fromEntries(Object.entries(proven).map(([protocol, ports]) => [protocol, seenOnly(ports)]));
}
function mergeHosts(a, b) {
	const protocols = {};
	for (const protocol of PROTOCOLS) {
		const [first, second] = [a.protocols[protocol], b.protocols[protocol]];
		const merged = first === void 0 || second === void 0 ? first ?? second : mergePorts(first, second);
		if (merged !== void 0) protocols[protocol] = merged;
	}
	return {
		address: a.address,
		names: [.../* @__PURE__ */ new Set([...a.names, ...b.names])].slice(0, MAX_NAMES),
		userNames: [.../* @__PURE__ */ new Set([...a.userNames, ...b.userNames])].slice(0, MAX_NAMES),
		up: a.up || b.up,
		timedOut: a.timedOut || b.timedOut,
		started: a.started === null || b.started === null ? null : Math.min(a.started, b.started),
		portsScanned: a.portsScanned || b.portsScanned,
		roundTrip: a.roundTrip ?? b.roundTrip,
		answersWithin: slowest([a.answersWithin, b.answersWithin]),
		replies: a.replies + b.replies,
		rejected: [...a.rejected, ...b.rejected].slice(0, MAX_REJECTED),
		prohibited: union$1(a.prohibited, b.prohibited),
		protocols,
		facts: [...a.facts, ...b.facts].slice(0, 64)
	};
}

// src/observe/words.ts
const STATES = new Map(PORT_STATES.map((state) => [state, state]));
const KNOWN$1 = new Map(PROTOCOLS.map((protocol) => [protocol, protocol]));
function readState(word) {
	return STATES.get(word) ?? null;
}
function readProtocol(word) {
	return KNOWN$1.get(word);
}
const ZERO = 48;
const MAX_DIGITS = 9;
function readNumber(word) {
	if (word === void 0 || word === "" || word.length > MAX_DIGITS) return void 0;
	let number = 0;
	for (let index = 0; index < word.length; index++) {
		const digit = word.charCodeAt(index) - ZERO;
		if (digit < 0 || digit > 9) return void 0;
		number = number * 10 + digit;
	}
	return number;
}
function readPort(word) {
	const port = readNumber(word);
	return port !== void 0 && port <= 65535 ? port : void 0;
}

// src/observe/host-elements.ts
const MAX_REASONS = 64;
const MAX_CPES = 16;
const STATUS = { open: ({ host }, { state = "" }) => {
	if (host !== null) host.status = host.status === null || host.status === state ? state : "contradictory";
	return false;
} };
const ADDRESS = { open: (draft, { addr = "", addrtype }) => {
	if (draft.host === null || addrtype !== "ipv4" && addrtype !== "ipv6") return false;
	const address = parseAddress(addr);
	if (address === void 0) flaw(draft, "malformed", "a host has an address that cannot be read");
	else if (draft.host.address !== null && draft.host.address !== address) flaw(draft, "malformed", "a host has two addresses");
	else draft.host.address = address;
	return false;
} };
const HOSTNAME = { open: ({ host }, { name, type }) => {
	if (host !== null && name !== void 0) addName(type === "user" ? host.userNames : host.names, keepName(name));
	return false;
} };
const PORTS = { open: ({ host, wants }) => {
	if (host === null) return false;
	host.portsScanned = true;
	if (host.address !== null) host.wanted ??= wants(host.address, [...host.userNames]);
	return host.wanted !== false;
} };
const EXTRAPORTS = {
	open: (draft, { state, count }) => {
		draft.extra = {
			state: readState(state),
			count: readNumber(count),
			reasons: []
		};
		return true;
	},
	close: ({ host, extra }) => {
		if (host !== null && extra !== null) addExtra(host, extra);
	}
};
const EXTRAREASONS = { open: (draft, { count, proto, ports, reason }) => {
	if (draft.extra === null) return false;
	if (draft.host !== null && isReply(reason)) draft.host.replies += readNumber(count) ?? 0;
	if (draft.extra.reasons.length >= MAX_REASONS) fault$1(draft, "too-large", "a host has too many <extrareasons>");
	else {
		const list = ports === void 0 ? "unlisted" : draft.parseList(ports) ?? "unreadable";
		draft.extra.reasons.push({
			count: readNumber(count),
			protocol: readProtocol(proto),
			ports: list
		});
		if (draft.extra.state === "filtered" && isRejection(reason) && typeof list !== "string") addRejected(draft.host, list, readProtocol(proto));
	}
	return false;
} };
const PORT$1 = {
	open: (draft, { protocol, portid }) => {
		const { host } = draft;
		const known = readProtocol(protocol);
		if (host === null || known === void 0) return false;
		const number = readPort(portid);
		if (number === void 0) {
			host.flaw ??= "the scan lists a port whose number can not be read";
			return false;
		}
		if (host.listedCount >= 196608) {
			fault$1(draft, "too-large", "a host lists more ports than there are");
			return false;
		}
		draft.port = {
			protocol: known,
			number,
			state: void 0,
			reason: "",
			service: null,
			services: 0,
			cpes: [],
			cpe: ""
		};
		return true;
	},
	close: (draft) => {
		bookPort(draft);
		draft.port = null;
	}
};
function isReply(reason) {
	return reason !== void 0 && reason !== "" && !reason.startsWith("no-response");
}
function isRejection(reason) {
	return reason !== void 0 && /prohibited$|^(?:port|proto)-unreach|^reject-route$/.test(reason);
}
const TIMES = { open: ({ host }, { srtt = "", rttvar = "" }) => {
	const microseconds = readNumber(srtt);
	if (host === null || microseconds === void 0 || microseconds <= 0) return false;
	host.roundTrip = microseconds / 1e3;
	host.answersWithin = expectedWithin(host.roundTrip, (readNumber(rttvar) ?? 0) / 1e3);
	return false;
} };
const STATE$1 = { open: (draft, { state, reason = "" }) => {
	const { port } = draft;
	if (port === null) return false;
	if (port.state !== void 0) bookPort(draft);
	port.state = readState(state);
	if (draft.host !== null && isReply(reason)) draft.host.replies++;
	if (port.state === "filtered" && isRejection(reason)) addRejected(draft.host, [[port.number, port.number]], port.protocol);
	port.reason = reason;
	return false;
} };
const SERVICE$1 = { open: ({ port }, attributes) => {
	if (port === null || port.state === void 0 || port.state === null || !isDetailed(port.state)) return false;
	port.service = port.services++ === 0 ? attributes : null;
	return true;
} };
const CPE = {
	text: ({ port }, text) => {
		if (port !== null) port.cpe += text;
	},
	close: ({ port }) => {
		if (port === null) return;
		if (port.cpes.length < MAX_CPES) port.cpes.push(port.cpe);
		port.cpe = "";
	}
};
const SCRIPT = { open: ({ facts, host, port }, { id, output }) => {
	if (facts && host !== null) addFact(host.facts, port, id, output);
	return false;
} };
const OSMATCH = { open: ({ host }, { name, accuracy }) => {
	if (host !== null) addSystem(host.facts, name, readNumber(accuracy));
	return false;
} };
const HOST_CHILDREN = elements({
	status: STATUS,
	address: ADDRESS,
	hostnames: { children: elements({ hostname: HOSTNAME }) },
	times: TIMES,
	os: {
		open: ({ facts }) => facts,
		children: elements({ osmatch: OSMATCH })
	},
	hostscript: {
		open: ({ facts }) => facts,
		children: elements({ script: SCRIPT })
	},
	ports: {
		...PORTS,
		children: elements({
			extraports: {
				...EXTRAPORTS,
				children: elements({ extrareasons: EXTRAREASONS })
			},
			port: {
				...PORT$1,
				children: elements({
					state: STATE$1,
					service: {
						...SERVICE$1,
						children: elements({ cpe: CPE })
					},
					script: SCRIPT
				})
			}
		})
	}
});
function wasAsked({ protocol, number, service }) {
	return protocol !== "tcp" || number < 9100 || number > 9107 || service?.method === "probed";
}
function bookPort({ host, port, pool, versionScan }) {
	if (host === null || port === null) return;
	const { protocol, number, state = null, reason, service, cpes } = port;
	const detail = state !== null && isDetailed(state) ? pool.detail(number, reason, versionScan && state === "open" && wasAsked(port), service, cpes) : null;
	addListed(host, protocol, pool.range(number), state, detail);
}

// src/observe/elements.ts
const MAX_SKIPPED = 1e3;
const PROVING_TYPES = {
	tcp: ["syn", "connect"],
	udp: ["udp"],
	sctp: ["sctpinit"]
};
const SCANINFO = { open: (draft, { type = "", protocol, services = "", numservices, scanflags }) => {
	if (scanflags !== void 0 && draft.command !== null) draft.command = [
		...draft.command,
		"--scanflags",
		scanflags
	];
	const known = readProtocol(protocol);
	if (known === void 0 || !PROVING_TYPES[known].includes(type)) return false;
	const ports = draft.parseList(services);
	if (draft.sawHost) flaw(draft, "malformed", "a <scaninfo> follows the first host");
	else if (ports === void 0) flaw(draft, "malformed", "the list of ports in <scaninfo services> cannot be read");
	else if (portCount(ports) !== readNumber(numservices)) flaw(draft, "malformed", "<scaninfo> counts other ports in numservices than it lists in services");
	else {
		draft.asked[known] = union$1(draft.asked[known] ?? NO_PORTS, ports);
		draft.techniques[known] = type;
	}
	return false;
} };
const HOST$1 = {
	open: (draft, { timedout, starttime, endtime }) => {
		draft.sawHost = true;
		const times = [starttime, endtime].flatMap((time) => readTime(time) ?? []);
		const started = times.length > 0 ? Math.min(...times) : draft.started?.getTime() ?? null;
		draft.host = startHost(timedout !== void 0 && timedout !== "false", started);
		return true;
	},
	close: closeHost,
	children: HOST_CHILDREN
};
const TARGET = { open: ({ skipped }, { specification, status, reason }) => {
	if (status === "skipped" && specification !== void 0 && skipped.size < MAX_SKIPPED) skipped.set(keepText(specification), keepText(reason ?? "no reason given"));
	return false;
} };
const FINISHED = { open: (draft, { exit, errormsg }) => {
	const ending = exit === void 0 ? "absent" : exit === "success" ? "success" : "error";
	if (draft.endings++ === 0 || ending !== "success") draft.finished = ending;
	if (errormsg !== void 0) draft.errorMessage = keepText(errormsg);
	return false;
} };
const HOSTS = { open: (draft, attributes) => {
	const [up, down, total] = [
		attributes.up,
		attributes.down,
		attributes.total
	].map(readNumber);
	if (up !== void 0 && down !== void 0 && total !== void 0) draft.counted = {
		up,
		down,
		total
	};
	return false;
} };
function readTime(seconds) {
	return seconds !== void 0 && /^\d{1,11}$/.test(seconds) ? Number(seconds) * 1e3 : null;
}
const MAX_TOLD = 1e5;
const TASK_LENGTH = 60;
function task(percent) {
	return { open: (draft, attributes) => {
		if (draft.progress === null || draft.told >= MAX_TOLD) return false;
		const reached = percent ?? readPercent(attributes.percent);
		if (reached === void 0) return false;
		draft.told++;
		const remaining = percent === 100 ? 0 : readNumber(attributes.remaining) ?? null;
		draft.progress({
			task: keepText(attributes.task ?? "", TASK_LENGTH),
			percent: reached,
			remaining
		});
		return false;
	} };
}
function readPercent(text = "") {
	return /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Math.min(100, Number(text)) : void 0;
}
const NMAPRUN = {
	open: (draft, { scanner, version = "", args = "", start, profile_name }) => {
		if (scanner === void 0) flaw(draft, "malformed", "<nmaprun> does not say that nmap wrote it (scanner=\"nmap\")");
		else if (scanner !== "nmap") fault$1(draft, "not-nmap", `${keepText(scanner)} wrote the XML, and not nmap`);
		draft.zenmap ||= profile_name !== void 0;
		draft.scanner = keepText(version);
		draft.args = keepText(args, 2e3);
		draft.command = splitArguments(args);
		const started = readTime(start);
		draft.started = started === null ? null : new Date(started);
		draft.versionScan = asksForVersions(args);
		draft.askedOnce = asksOnce(args);
		draft.ignoresResets = ignoresResets(args);
		draft.pings = keepText(pingOptions(args));
		return true;
	},
	children: elements({
		scaninfo: SCANINFO,
		host: HOST$1,
		target: TARGET,
		taskbegin: task(0),
		taskprogress: task(null),
		taskend: task(100),
		output: { open: (draft) => {
			draft.zenmap = true;
			return false;
		} },
		runstats: { children: elements({
			finished: FINISHED,
			hosts: HOSTS
		}) }
	})
};
const DOCUMENT = { children: elements({ nmaprun: NMAPRUN }) };
function closeDraft(draft) {
	bookPort(draft);
	closeHost(draft);
}
function closeHost(draft) {
	const { host } = draft;
	draft.host = null;
	if (host === null || host.address === null) return;
	if (!(host.wanted ?? draft.wants(host.address, [...host.userNames]))) return;
	const before = draft.hosts.get(host.address);
	const finished = finishHost(host, host.address, draft.asked);
	draft.hosts.set(host.address, before === void 0 ? finished : mergeHosts(before, finished));
}

// node_modules/xmlchars/xml/1.0/ed5.js
var require_ed5 = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* Character classes and associated utilities for the 5th edition of XML 1.0.
	*
	* @author Louis-Dominique Dubeau
	* @license MIT
	* @copyright Louis-Dominique Dubeau
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.CHAR = "	\n\r -퟿-�𐀀-􏿿";
	exports.S = " 	\r\n";
	exports.NAME_START_CHAR = ":A-Z_a-zÀ-ÖØ-öø-˿Ͱ-ͽͿ-῿‌‍⁰-↏Ⰰ-⿯、-퟿豈-﷏ﷰ-�𐀀-󯿿";
	exports.NAME_CHAR = "-" + exports.NAME_START_CHAR + ".0-9·̀-ͯ‿-⁀";
	exports.CHAR_RE = new RegExp("^[" + exports.CHAR + "]$", "u");
	exports.S_RE = new RegExp("^[" + exports.S + "]+$", "u");
	exports.NAME_START_CHAR_RE = new RegExp("^[" + exports.NAME_START_CHAR + "]$", "u");
	exports.NAME_CHAR_RE = new RegExp("^[" + exports.NAME_CHAR + "]$", "u");
	exports.NAME_RE = new RegExp("^[" + exports.NAME_START_CHAR + "][" + exports.NAME_CHAR + "]*$", "u");
	exports.NMTOKEN_RE = new RegExp("^[" + exports.NAME_CHAR + "]+$", "u");
	var TAB = 9;
	var NL = 10;
	var CR = 13;
	var SPACE = 32;
	exports.S_LIST = [
		SPACE,
		NL,
		CR,
		TAB
	];
	function isChar(c) {
		return c >= SPACE && c <= 55295 || c === NL || c === CR || c === TAB || c >= 57344 && c <= 65533 || c >= 65536 && c <= 1114111;
	}
	exports.isChar = isChar;
	function isS(c) {
		return c === SPACE || c === NL || c === CR || c === TAB;
	}
	exports.isS = isS;
	function isNameStartChar(c) {
		return c >= 65 && c <= 90 || c >= 97 && c <= 122 || c === 58 || c === 95 || c === 8204 || c === 8205 || c >= 192 && c <= 214 || c >= 216 && c <= 246 || c >= 248 && c <= 767 || c >= 880 && c <= 893 || c >= 895 && c <= 8191 || c >= 8304 && c <= 8591 || c >= 11264 && c <= 12271 || c >= 12289 && c <= 55295 || c >= 63744 && c <= 64975 || c >= 65008 && c <= 65533 || c >= 65536 && c <= 983039;
	}
	exports.isNameStartChar = isNameStartChar;
	function isNameChar(c) {
		return isNameStartChar(c) || c >= 48 && c <= 57 || c === 45 || c === 46 || c === 183 || c >= 768 && c <= 879 || c >= 8255 && c <= 8256;
	}
	exports.isNameChar = isNameChar;
}));

// node_modules/xmlchars/xml/1.1/ed2.js
var require_ed2 = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* Character classes and associated utilities for the 2nd edition of XML 1.1.
	*
	* @author Louis-Dominique Dubeau
	* @license MIT
	* @copyright Louis-Dominique Dubeau
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.CHAR = "-퟿-�𐀀-􏿿";
	exports.RESTRICTED_CHAR = "-\b\v\f---";
	exports.S = " 	\r\n";
	exports.NAME_START_CHAR = ":A-Z_a-zÀ-ÖØ-öø-˿Ͱ-ͽͿ-῿‌‍⁰-↏Ⰰ-⿯、-퟿豈-﷏ﷰ-�𐀀-󯿿";
	exports.NAME_CHAR = "-" + exports.NAME_START_CHAR + ".0-9·̀-ͯ‿-⁀";
	exports.CHAR_RE = new RegExp("^[" + exports.CHAR + "]$", "u");
	exports.RESTRICTED_CHAR_RE = new RegExp("^[" + exports.RESTRICTED_CHAR + "]$", "u");
	exports.S_RE = new RegExp("^[" + exports.S + "]+$", "u");
	exports.NAME_START_CHAR_RE = new RegExp("^[" + exports.NAME_START_CHAR + "]$", "u");
	exports.NAME_CHAR_RE = new RegExp("^[" + exports.NAME_CHAR + "]$", "u");
	exports.NAME_RE = new RegExp("^[" + exports.NAME_START_CHAR + "][" + exports.NAME_CHAR + "]*$", "u");
	exports.NMTOKEN_RE = new RegExp("^[" + exports.NAME_CHAR + "]+$", "u");
	var TAB = 9;
	var NL = 10;
	var CR = 13;
	var SPACE = 32;
	exports.S_LIST = [
		SPACE,
		NL,
		CR,
		TAB
	];
	function isChar(c) {
		return c >= 1 && c <= 55295 || c >= 57344 && c <= 65533 || c >= 65536 && c <= 1114111;
	}
	exports.isChar = isChar;
	function isRestrictedChar(c) {
		return c >= 1 && c <= 8 || c === 11 || c === 12 || c >= 14 && c <= 31 || c >= 127 && c <= 132 || c >= 134 && c <= 159;
	}
	exports.isRestrictedChar = isRestrictedChar;
	function isCharAndNotRestricted(c) {
		return c === 9 || c === 10 || c === 13 || c > 31 && c < 127 || c === 133 || c > 159 && c <= 55295 || c >= 57344 && c <= 65533 || c >= 65536 && c <= 1114111;
	}
	exports.isCharAndNotRestricted = isCharAndNotRestricted;
	function isS(c) {
		return c === SPACE || c === NL || c === CR || c === TAB;
	}
	exports.isS = isS;
	function isNameStartChar(c) {
		return c >= 65 && c <= 90 || c >= 97 && c <= 122 || c === 58 || c === 95 || c === 8204 || c === 8205 || c >= 192 && c <= 214 || c >= 216 && c <= 246 || c >= 248 && c <= 767 || c >= 880 && c <= 893 || c >= 895 && c <= 8191 || c >= 8304 && c <= 8591 || c >= 11264 && c <= 12271 || c >= 12289 && c <= 55295 || c >= 63744 && c <= 64975 || c >= 65008 && c <= 65533 || c >= 65536 && c <= 983039;
	}
	exports.isNameStartChar = isNameStartChar;
	function isNameChar(c) {
		return isNameStartChar(c) || c >= 48 && c <= 57 || c === 45 || c === 46 || c === 183 || c >= 768 && c <= 879 || c >= 8255 && c <= 8256;
	}
	exports.isNameChar = isNameChar;
}));

// node_modules/xmlchars/xmlns/1.0/ed3.js
var require_ed3 = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* Character class utilities for XML NS 1.0 edition 3.
	*
	* @author Louis-Dominique Dubeau
	* @license MIT
	* @copyright Louis-Dominique Dubeau
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.NC_NAME_START_CHAR = "A-Z_a-zÀ-ÖØ-öø-˿Ͱ-ͽͿ-῿‌-‍⁰-↏Ⰰ-⿯、-퟿豈-﷏ﷰ-�𐀀-󯿿";
	exports.NC_NAME_CHAR = "-" + exports.NC_NAME_START_CHAR + ".0-9·̀-ͯ‿-⁀";
	exports.NC_NAME_START_CHAR_RE = new RegExp("^[" + exports.NC_NAME_START_CHAR + "]$", "u");
	exports.NC_NAME_CHAR_RE = new RegExp("^[" + exports.NC_NAME_CHAR + "]$", "u");
	exports.NC_NAME_RE = new RegExp("^[" + exports.NC_NAME_START_CHAR + "][" + exports.NC_NAME_CHAR + "]*$", "u");
	function isNCNameStartChar(c) {
		return c >= 65 && c <= 90 || c === 95 || c >= 97 && c <= 122 || c >= 192 && c <= 214 || c >= 216 && c <= 246 || c >= 248 && c <= 767 || c >= 880 && c <= 893 || c >= 895 && c <= 8191 || c >= 8204 && c <= 8205 || c >= 8304 && c <= 8591 || c >= 11264 && c <= 12271 || c >= 12289 && c <= 55295 || c >= 63744 && c <= 64975 || c >= 65008 && c <= 65533 || c >= 65536 && c <= 983039;
	}
	exports.isNCNameStartChar = isNCNameStartChar;
	function isNCNameChar(c) {
		return isNCNameStartChar(c) || c === 45 || c === 46 || c >= 48 && c <= 57 || c === 183 || c >= 768 && c <= 879 || c >= 8255 && c <= 8256;
	}
	exports.isNCNameChar = isNCNameChar;
}));

// node_modules/saxes/saxes.js
var require_saxes = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.SaxesParser = exports.EVENTS = void 0;
	const ed5 = require_ed5();
	const ed2 = require_ed2();
	const NSed3 = require_ed3();
	var isS = ed5.isS;
	var isChar10 = ed5.isChar;
	var isNameStartChar = ed5.isNameStartChar;
	var isNameChar = ed5.isNameChar;
	var S_LIST = ed5.S_LIST;
	var NAME_RE = ed5.NAME_RE;
	var isChar11 = ed2.isChar;
	var isNCNameStartChar = NSed3.isNCNameStartChar;
	var isNCNameChar = NSed3.isNCNameChar;
	var NC_NAME_RE = NSed3.NC_NAME_RE;
	const XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";
	const XMLNS_NAMESPACE = "http://www.w3.org/2000/xmlns/";
	const rootNS = {
		__proto__: null,
		xml: XML_NAMESPACE,
		xmlns: XMLNS_NAMESPACE
	};
	const XML_ENTITIES = {
		__proto__: null,
		amp: "&",
		gt: ">",
		lt: "<",
		quot: "\"",
		apos: "'"
	};
	const EOC = -1;
	const NL_LIKE = -2;
	const S_BEGIN = 0;
	const S_BEGIN_WHITESPACE = 1;
	const S_DOCTYPE = 2;
	const S_DOCTYPE_QUOTE = 3;
	const S_DTD = 4;
	const S_DTD_QUOTED = 5;
	const S_DTD_OPEN_WAKA = 6;
	const S_DTD_OPEN_WAKA_BANG = 7;
	const S_DTD_COMMENT = 8;
	const S_DTD_COMMENT_ENDING = 9;
	const S_DTD_COMMENT_ENDED = 10;
	const S_DTD_PI = 11;
	const S_DTD_PI_ENDING = 12;
	const S_TEXT = 13;
	const S_ENTITY = 14;
	const S_OPEN_WAKA = 15;
	const S_OPEN_WAKA_BANG = 16;
	const S_COMMENT = 17;
	const S_COMMENT_ENDING = 18;
	const S_COMMENT_ENDED = 19;
	const S_CDATA = 20;
	const S_CDATA_ENDING = 21;
	const S_CDATA_ENDING_2 = 22;
	const S_PI_FIRST_CHAR = 23;
	const S_PI_REST = 24;
	const S_PI_BODY = 25;
	const S_PI_ENDING = 26;
	const S_XML_DECL_NAME_START = 27;
	const S_XML_DECL_NAME = 28;
	const S_XML_DECL_EQ = 29;
	const S_XML_DECL_VALUE_START = 30;
	const S_XML_DECL_VALUE = 31;
	const S_XML_DECL_SEPARATOR = 32;
	const S_XML_DECL_ENDING = 33;
	const S_OPEN_TAG = 34;
	const S_OPEN_TAG_SLASH = 35;
	const S_ATTRIB = 36;
	const S_ATTRIB_NAME = 37;
	const S_ATTRIB_NAME_SAW_WHITE = 38;
	const S_ATTRIB_VALUE = 39;
	const S_ATTRIB_VALUE_QUOTED = 40;
	const S_ATTRIB_VALUE_CLOSED = 41;
	const S_ATTRIB_VALUE_UNQUOTED = 42;
	const S_CLOSE_TAG = 43;
	const S_CLOSE_TAG_SAW_WHITE = 44;
	const TAB = 9;
	const NL = 10;
	const CR = 13;
	const SPACE = 32;
	const BANG = 33;
	const DQUOTE = 34;
	const AMP = 38;
	const SQUOTE = 39;
	const MINUS = 45;
	const FORWARD_SLASH = 47;
	const SEMICOLON = 59;
	const LESS = 60;
	const EQUAL = 61;
	const GREATER = 62;
	const QUESTION = 63;
	const OPEN_BRACKET = 91;
	const CLOSE_BRACKET = 93;
	const NEL = 133;
	const LS = 8232;
	const isQuote = (c) => c === DQUOTE || c === SQUOTE;
	const QUOTES = [DQUOTE, SQUOTE];
	const DOCTYPE_TERMINATOR = [
		...QUOTES,
		OPEN_BRACKET,
		GREATER
	];
	const DTD_TERMINATOR = [
		...QUOTES,
		LESS,
		CLOSE_BRACKET
	];
	const XML_DECL_NAME_TERMINATOR = [
		EQUAL,
		QUESTION,
		...S_LIST
	];
	const ATTRIB_VALUE_UNQUOTED_TERMINATOR = [
		...S_LIST,
		GREATER,
		AMP,
		LESS
	];
	function nsPairCheck(parser, prefix, uri) {
		switch (prefix) {
			case "xml":
				if (uri !== XML_NAMESPACE) parser.fail(`xml prefix must be bound to ${XML_NAMESPACE}.`);
				break;
			case "xmlns": if (uri !== XMLNS_NAMESPACE) parser.fail(`xmlns prefix must be bound to ${XMLNS_NAMESPACE}.`);
		}
		switch (uri) {
			case XMLNS_NAMESPACE:
				parser.fail(prefix === "" ? `the default namespace may not be set to ${uri}.` : `may not assign a prefix (even "xmlns") to the URI \
${XMLNS_NAMESPACE}.`);
				break;
			case XML_NAMESPACE: switch (prefix) {
				case "xml": break;
				case "":
					parser.fail(`the default namespace may not be set to ${uri}.`);
					break;
				default: parser.fail("may not assign the xml namespace to another prefix.");
			}
		}
	}
	function nsMappingCheck(parser, mapping) {
		for (const local of Object.keys(mapping)) nsPairCheck(parser, local, mapping[local]);
	}
	const isNCName = (name) => NC_NAME_RE.test(name);
	const isName = (name) => NAME_RE.test(name);
	const FORBIDDEN_START = 0;
	const FORBIDDEN_BRACKET = 1;
	const FORBIDDEN_BRACKET_BRACKET = 2;
	exports.EVENTS = [
		"xmldecl",
		"text",
		"processinginstruction",
		"doctype",
		"comment",
		"opentagstart",
		"attribute",
		"opentag",
		"closetag",
		"cdata",
		"error",
		"end",
		"ready"
	];
	const EVENT_NAME_TO_HANDLER_NAME = {
		xmldecl: "xmldeclHandler",
		text: "textHandler",
		processinginstruction: "piHandler",
		doctype: "doctypeHandler",
		comment: "commentHandler",
		opentagstart: "openTagStartHandler",
		attribute: "attributeHandler",
		opentag: "openTagHandler",
		closetag: "closeTagHandler",
		cdata: "cdataHandler",
		error: "errorHandler",
		end: "endHandler",
		ready: "readyHandler"
	};
	var SaxesParser = class {
		constructor(opt) {
			this.opt = opt !== null && opt !== void 0 ? opt : {};
			this.fragmentOpt = !!this.opt.fragment;
			const xmlnsOpt = this.xmlnsOpt = !!this.opt.xmlns;
			this.trackPosition = this.opt.position !== false;
			this.fileName = this.opt.fileName;
			if (xmlnsOpt) {
				this.nameStartCheck = isNCNameStartChar;
				this.nameCheck = isNCNameChar;
				this.isName = isNCName;
				this.processAttribs = this.processAttribsNS;
				this.pushAttrib = this.pushAttribNS;
				this.ns = Object.assign({ __proto__: null }, rootNS);
				const additional = this.opt.additionalNamespaces;
				if (additional != null) {
					nsMappingCheck(this, additional);
					Object.assign(this.ns, additional);
				}
			} else {
				this.nameStartCheck = isNameStartChar;
				this.nameCheck = isNameChar;
				this.isName = isName;
				this.processAttribs = this.processAttribsPlain;
				this.pushAttrib = this.pushAttribPlain;
			}
			this.stateTable = [
				this.sBegin,
				this.sBeginWhitespace,
				this.sDoctype,
				this.sDoctypeQuote,
				this.sDTD,
				this.sDTDQuoted,
				this.sDTDOpenWaka,
				this.sDTDOpenWakaBang,
				this.sDTDComment,
				this.sDTDCommentEnding,
				this.sDTDCommentEnded,
				this.sDTDPI,
				this.sDTDPIEnding,
				this.sText,
				this.sEntity,
				this.sOpenWaka,
				this.sOpenWakaBang,
				this.sComment,
				this.sCommentEnding,
				this.sCommentEnded,
				this.sCData,
				this.sCDataEnding,
				this.sCDataEnding2,
				this.sPIFirstChar,
				this.sPIRest,
				this.sPIBody,
				this.sPIEnding,
				this.sXMLDeclNameStart,
				this.sXMLDeclName,
				this.sXMLDeclEq,
				this.sXMLDeclValueStart,
				this.sXMLDeclValue,
				this.sXMLDeclSeparator,
				this.sXMLDeclEnding,
				this.sOpenTag,
				this.sOpenTagSlash,
				this.sAttrib,
				this.sAttribName,
				this.sAttribNameSawWhite,
				this.sAttribValue,
				this.sAttribValueQuoted,
				this.sAttribValueClosed,
				this.sAttribValueUnquoted,
				this.sCloseTag,
				this.sCloseTagSawWhite
			];
			this._init();
		}
		get closed() {
			return this._closed;
		}
		_init() {
			var _a;
			this.openWakaBang = "";
			this.text = "";
			this.name = "";
			this.piTarget = "";
			this.entity = "";
			this.q = null;
			this.tags = [];
			this.tag = null;
			this.topNS = null;
			this.chunk = "";
			this.chunkPosition = 0;
			this.i = 0;
			this.prevI = 0;
			this.carriedFromPrevious = void 0;
			this.forbiddenState = FORBIDDEN_START;
			this.attribList = [];
			const { fragmentOpt } = this;
			this.state = fragmentOpt ? S_TEXT : S_BEGIN;
			this.reportedTextBeforeRoot = this.reportedTextAfterRoot = this.closedRoot = this.sawRoot = fragmentOpt;
			this.xmlDeclPossible = !fragmentOpt;
			this.xmlDeclExpects = ["version"];
			this.entityReturnState = void 0;
			let { defaultXMLVersion } = this.opt;
			if (defaultXMLVersion === void 0) {
				if (this.opt.forceXMLVersion === true) throw new Error("forceXMLVersion set but defaultXMLVersion is not set");
				defaultXMLVersion = "1.0";
			}
			this.setXMLVersion(defaultXMLVersion);
			this.positionAtNewLine = 0;
			this.doctype = false;
			this._closed = false;
			this.xmlDecl = {
				version: void 0,
				encoding: void 0,
				standalone: void 0
			};
			this.line = 1;
			this.column = 0;
			this.ENTITIES = Object.create(XML_ENTITIES);
			(_a = this.readyHandler) === null || _a === void 0 || _a.call(this);
		}
		get position() {
			return this.chunkPosition + this.i;
		}
		get columnIndex() {
			return this.position - this.positionAtNewLine;
		}
		on(name, handler) {
			this[EVENT_NAME_TO_HANDLER_NAME[name]] = handler;
		}
		off(name) {
			this[EVENT_NAME_TO_HANDLER_NAME[name]] = void 0;
		}
		makeError(message) {
			var _a;
			let msg = (_a = this.fileName) !== null && _a !== void 0 ? _a : "";
			if (this.trackPosition) {
				if (msg.length > 0) msg += ":";
				msg += `${this.line}:${this.column}`;
			}
			if (msg.length > 0) msg += ": ";
			return new Error(msg + message);
		}
		fail(message) {
			const err = this.makeError(message);
			const handler = this.errorHandler;
			if (handler === void 0) throw err;
			else handler(err);
			return this;
		}
		write(chunk) {
			if (this.closed) return this.fail("cannot write after close; assign an onready handler.");
			let end = false;
			if (chunk === null) {
				end = true;
				chunk = "";
			} else if (typeof chunk === "object") chunk = chunk.toString();
			if (this.carriedFromPrevious !== void 0) {
				chunk = `${this.carriedFromPrevious}${chunk}`;
				this.carriedFromPrevious = void 0;
			}
			let limit = chunk.length;
			const lastCode = chunk.charCodeAt(limit - 1);
			if (!end && (lastCode === CR || lastCode >= 55296 && lastCode <= 56319)) {
				this.carriedFromPrevious = chunk[limit - 1];
				limit--;
				chunk = chunk.slice(0, limit);
			}
			const { stateTable } = this;
			this.chunk = chunk;
			this.i = 0;
			while (this.i < limit) stateTable[this.state].call(this);
			this.chunkPosition += limit;
			return end ? this.end() : this;
		}
		close() {
			return this.write(null);
		}
		getCode10() {
			const { chunk, i } = this;
			this.prevI = i;
			this.i = i + 1;
			if (i >= chunk.length) return EOC;
			const code = chunk.charCodeAt(i);
			this.column++;
			if (code < 55296) {
				if (code >= SPACE || code === TAB) return code;
				switch (code) {
					case NL:
						this.line++;
						this.column = 0;
						this.positionAtNewLine = this.position;
						return NL;
					case CR:
						if (chunk.charCodeAt(i + 1) === NL) this.i = i + 2;
						this.line++;
						this.column = 0;
						this.positionAtNewLine = this.position;
						return NL_LIKE;
					default:
						this.fail("disallowed character.");
						return code;
				}
			}
			if (code > 56319) {
				if (!(code >= 57344 && code <= 65533)) this.fail("disallowed character.");
				return code;
			}
			const final = 65536 + (code - 55296) * 1024 + (chunk.charCodeAt(i + 1) - 56320);
			this.i = i + 2;
			if (final > 1114111) this.fail("disallowed character.");
			return final;
		}
		getCode11() {
			const { chunk, i } = this;
			this.prevI = i;
			this.i = i + 1;
			if (i >= chunk.length) return EOC;
			const code = chunk.charCodeAt(i);
			this.column++;
			if (code < 55296) {
				if (code > 31 && code < 127 || code > 159 && code !== LS || code === TAB) return code;
				switch (code) {
					case NL:
						this.line++;
						this.column = 0;
						this.positionAtNewLine = this.position;
						return NL;
					case CR: {
						const next = chunk.charCodeAt(i + 1);
						if (next === NL || next === NEL) this.i = i + 2;
					}
					case NEL:
					case LS:
						this.line++;
						this.column = 0;
						this.positionAtNewLine = this.position;
						return NL_LIKE;
					default:
						this.fail("disallowed character.");
						return code;
				}
			}
			if (code > 56319) {
				if (!(code >= 57344 && code <= 65533)) this.fail("disallowed character.");
				return code;
			}
			const final = 65536 + (code - 55296) * 1024 + (chunk.charCodeAt(i + 1) - 56320);
			this.i = i + 2;
			if (final > 1114111) this.fail("disallowed character.");
			return final;
		}
		getCodeNorm() {
			const c = this.getCode();
			return c === NL_LIKE ? NL : c;
		}
		unget() {
			this.i = this.prevI;
			this.column--;
		}
		captureTo(chars) {
			let { i: start } = this;
			const { chunk } = this;
			while (true) {
				const c = this.getCode();
				const isNLLike = c === NL_LIKE;
				const final = isNLLike ? NL : c;
				if (final === EOC || chars.includes(final)) {
					this.text += chunk.slice(start, this.prevI);
					return final;
				}
				if (isNLLike) {
					this.text += `${chunk.slice(start, this.prevI)}\n`;
					start = this.i;
				}
			}
		}
		captureToChar(char) {
			let { i: start } = this;
			const { chunk } = this;
			while (true) {
				let c = this.getCode();
				switch (c) {
					case NL_LIKE:
						this.text += `${chunk.slice(start, this.prevI)}\n`;
						start = this.i;
						c = NL;
						break;
					case EOC:
						this.text += chunk.slice(start);
						return false;
				}
				if (c === char) {
					this.text += chunk.slice(start, this.prevI);
					return true;
				}
			}
		}
		captureNameChars() {
			const { chunk, i: start } = this;
			while (true) {
				const c = this.getCode();
				if (c === EOC) {
					this.name += chunk.slice(start);
					return EOC;
				}
				if (!isNameChar(c)) {
					this.name += chunk.slice(start, this.prevI);
					return c === NL_LIKE ? NL : c;
				}
			}
		}
		skipSpaces() {
			while (true) {
				const c = this.getCodeNorm();
				if (c === EOC || !isS(c)) return c;
			}
		}
		setXMLVersion(version) {
			this.currentXMLVersion = version;
			if (version === "1.0") {
				this.isChar = isChar10;
				this.getCode = this.getCode10;
			} else {
				this.isChar = isChar11;
				this.getCode = this.getCode11;
			}
		}
		sBegin() {
			if (this.chunk.charCodeAt(0) === 65279) {
				this.i++;
				this.column++;
			}
			this.state = S_BEGIN_WHITESPACE;
		}
		sBeginWhitespace() {
			const iBefore = this.i;
			const c = this.skipSpaces();
			if (this.prevI !== iBefore) this.xmlDeclPossible = false;
			switch (c) {
				case LESS:
					this.state = S_OPEN_WAKA;
					if (this.text.length !== 0) throw new Error("no-empty text at start");
					break;
				case EOC: break;
				default:
					this.unget();
					this.state = S_TEXT;
					this.xmlDeclPossible = false;
			}
		}
		sDoctype() {
			var _a;
			const c = this.captureTo(DOCTYPE_TERMINATOR);
			switch (c) {
				case GREATER:
					(_a = this.doctypeHandler) === null || _a === void 0 || _a.call(this, this.text);
					this.text = "";
					this.state = S_TEXT;
					this.doctype = true;
					break;
				case EOC: break;
				default:
					this.text += String.fromCodePoint(c);
					if (c === OPEN_BRACKET) this.state = S_DTD;
					else if (isQuote(c)) {
						this.state = S_DOCTYPE_QUOTE;
						this.q = c;
					}
			}
		}
		sDoctypeQuote() {
			const q = this.q;
			if (this.captureToChar(q)) {
				this.text += String.fromCodePoint(q);
				this.q = null;
				this.state = S_DOCTYPE;
			}
		}
		sDTD() {
			const c = this.captureTo(DTD_TERMINATOR);
			if (c === EOC) return;
			this.text += String.fromCodePoint(c);
			if (c === CLOSE_BRACKET) this.state = S_DOCTYPE;
			else if (c === LESS) this.state = S_DTD_OPEN_WAKA;
			else if (isQuote(c)) {
				this.state = S_DTD_QUOTED;
				this.q = c;
			}
		}
		sDTDQuoted() {
			const q = this.q;
			if (this.captureToChar(q)) {
				this.text += String.fromCodePoint(q);
				this.state = S_DTD;
				this.q = null;
			}
		}
		sDTDOpenWaka() {
			const c = this.getCodeNorm();
			this.text += String.fromCodePoint(c);
			switch (c) {
				case BANG:
					this.state = S_DTD_OPEN_WAKA_BANG;
					this.openWakaBang = "";
					break;
				case QUESTION:
					this.state = S_DTD_PI;
					break;
				default: this.state = S_DTD;
			}
		}
		sDTDOpenWakaBang() {
			const char = String.fromCodePoint(this.getCodeNorm());
			const owb = this.openWakaBang += char;
			this.text += char;
			if (owb !== "-") {
				this.state = owb === "--" ? S_DTD_COMMENT : S_DTD;
				this.openWakaBang = "";
			}
		}
		sDTDComment() {
			if (this.captureToChar(MINUS)) {
				this.text += "-";
				this.state = S_DTD_COMMENT_ENDING;
			}
		}
		sDTDCommentEnding() {
			const c = this.getCodeNorm();
			this.text += String.fromCodePoint(c);
			this.state = c === MINUS ? S_DTD_COMMENT_ENDED : S_DTD_COMMENT;
		}
		sDTDCommentEnded() {
			const c = this.getCodeNorm();
			this.text += String.fromCodePoint(c);
			if (c === GREATER) this.state = S_DTD;
			else {
				this.fail("malformed comment.");
				this.state = S_DTD_COMMENT;
			}
		}
		sDTDPI() {
			if (this.captureToChar(QUESTION)) {
				this.text += "?";
				this.state = S_DTD_PI_ENDING;
			}
		}
		sDTDPIEnding() {
			const c = this.getCodeNorm();
			this.text += String.fromCodePoint(c);
			if (c === GREATER) this.state = S_DTD;
		}
		sText() {
			if (this.tags.length !== 0) this.handleTextInRoot();
			else this.handleTextOutsideRoot();
		}
		sEntity() {
			let { i: start } = this;
			const { chunk } = this;
			loop: while (true) switch (this.getCode()) {
				case NL_LIKE:
					this.entity += `${chunk.slice(start, this.prevI)}\n`;
					start = this.i;
					break;
				case SEMICOLON: {
					const { entityReturnState } = this;
					const entity = this.entity + chunk.slice(start, this.prevI);
					this.state = entityReturnState;
					let parsed;
					if (entity === "") {
						this.fail("empty entity name.");
						parsed = "&;";
					} else {
						parsed = this.parseEntity(entity);
						this.entity = "";
					}
					if (entityReturnState !== S_TEXT || this.textHandler !== void 0) this.text += parsed;
					break loop;
				}
				case EOC:
					this.entity += chunk.slice(start);
					break loop;
			}
		}
		sOpenWaka() {
			const c = this.getCode();
			if (isNameStartChar(c)) {
				this.state = S_OPEN_TAG;
				this.unget();
				this.xmlDeclPossible = false;
			} else switch (c) {
				case FORWARD_SLASH:
					this.state = S_CLOSE_TAG;
					this.xmlDeclPossible = false;
					break;
				case BANG:
					this.state = S_OPEN_WAKA_BANG;
					this.openWakaBang = "";
					this.xmlDeclPossible = false;
					break;
				case QUESTION:
					this.state = S_PI_FIRST_CHAR;
					break;
				default:
					this.fail("disallowed character in tag name");
					this.state = S_TEXT;
					this.xmlDeclPossible = false;
			}
		}
		sOpenWakaBang() {
			this.openWakaBang += String.fromCodePoint(this.getCodeNorm());
			switch (this.openWakaBang) {
				case "[CDATA[":
					if (!this.sawRoot && !this.reportedTextBeforeRoot) {
						this.fail("text data outside of root node.");
						this.reportedTextBeforeRoot = true;
					}
					if (this.closedRoot && !this.reportedTextAfterRoot) {
						this.fail("text data outside of root node.");
						this.reportedTextAfterRoot = true;
					}
					this.state = S_CDATA;
					this.openWakaBang = "";
					break;
				case "--":
					this.state = S_COMMENT;
					this.openWakaBang = "";
					break;
				case "DOCTYPE":
					this.state = S_DOCTYPE;
					if (this.doctype || this.sawRoot) this.fail("inappropriately located doctype declaration.");
					this.openWakaBang = "";
					break;
				default: if (this.openWakaBang.length >= 7) this.fail("incorrect syntax.");
			}
		}
		sComment() {
			if (this.captureToChar(MINUS)) this.state = S_COMMENT_ENDING;
		}
		sCommentEnding() {
			var _a;
			const c = this.getCodeNorm();
			if (c === MINUS) {
				this.state = S_COMMENT_ENDED;
				(_a = this.commentHandler) === null || _a === void 0 || _a.call(this, this.text);
				this.text = "";
			} else {
				this.text += `-${String.fromCodePoint(c)}`;
				this.state = S_COMMENT;
			}
		}
		sCommentEnded() {
			const c = this.getCodeNorm();
			if (c !== GREATER) {
				this.fail("malformed comment.");
				this.text += `--${String.fromCodePoint(c)}`;
				this.state = S_COMMENT;
			} else this.state = S_TEXT;
		}
		sCData() {
			if (this.captureToChar(CLOSE_BRACKET)) this.state = S_CDATA_ENDING;
		}
		sCDataEnding() {
			const c = this.getCodeNorm();
			if (c === CLOSE_BRACKET) this.state = S_CDATA_ENDING_2;
			else {
				this.text += `]${String.fromCodePoint(c)}`;
				this.state = S_CDATA;
			}
		}
		sCDataEnding2() {
			var _a;
			const c = this.getCodeNorm();
			switch (c) {
				case GREATER:
					(_a = this.cdataHandler) === null || _a === void 0 || _a.call(this, this.text);
					this.text = "";
					this.state = S_TEXT;
					break;
				case CLOSE_BRACKET:
					this.text += "]";
					break;
				default:
					this.text += `]]${String.fromCodePoint(c)}`;
					this.state = S_CDATA;
			}
		}
		sPIFirstChar() {
			const c = this.getCodeNorm();
			if (this.nameStartCheck(c)) {
				this.piTarget += String.fromCodePoint(c);
				this.state = S_PI_REST;
			} else if (c === QUESTION || isS(c)) {
				this.fail("processing instruction without a target.");
				this.state = c === QUESTION ? S_PI_ENDING : S_PI_BODY;
			} else {
				this.fail("disallowed character in processing instruction name.");
				this.piTarget += String.fromCodePoint(c);
				this.state = S_PI_REST;
			}
		}
		sPIRest() {
			const { chunk, i: start } = this;
			while (true) {
				const c = this.getCodeNorm();
				if (c === EOC) {
					this.piTarget += chunk.slice(start);
					return;
				}
				if (!this.nameCheck(c)) {
					this.piTarget += chunk.slice(start, this.prevI);
					const isQuestion = c === QUESTION;
					if (isQuestion || isS(c)) {
						if (this.piTarget === "xml") {
							if (!this.xmlDeclPossible) this.fail("an XML declaration must be at the start of the document.");
							this.state = isQuestion ? S_XML_DECL_ENDING : S_XML_DECL_NAME_START;
						} else this.state = isQuestion ? S_PI_ENDING : S_PI_BODY;
					} else {
						this.fail("disallowed character in processing instruction name.");
						this.piTarget += String.fromCodePoint(c);
					}
					break;
				}
			}
		}
		sPIBody() {
			if (this.text.length === 0) {
				const c = this.getCodeNorm();
				if (c === QUESTION) this.state = S_PI_ENDING;
				else if (!isS(c)) this.text = String.fromCodePoint(c);
			} else if (this.captureToChar(QUESTION)) this.state = S_PI_ENDING;
		}
		sPIEnding() {
			var _a;
			const c = this.getCodeNorm();
			if (c === GREATER) {
				const { piTarget } = this;
				if (piTarget.toLowerCase() === "xml") this.fail("the XML declaration must appear at the start of the document.");
				(_a = this.piHandler) === null || _a === void 0 || _a.call(this, {
					target: piTarget,
					body: this.text
				});
				this.piTarget = this.text = "";
				this.state = S_TEXT;
			} else if (c === QUESTION) this.text += "?";
			else {
				this.text += `?${String.fromCodePoint(c)}`;
				this.state = S_PI_BODY;
			}
			this.xmlDeclPossible = false;
		}
		sXMLDeclNameStart() {
			const c = this.skipSpaces();
			if (c === QUESTION) {
				this.state = S_XML_DECL_ENDING;
				return;
			}
			if (c !== EOC) {
				this.state = S_XML_DECL_NAME;
				this.name = String.fromCodePoint(c);
			}
		}
		sXMLDeclName() {
			const c = this.captureTo(XML_DECL_NAME_TERMINATOR);
			if (c === QUESTION) {
				this.state = S_XML_DECL_ENDING;
				this.name += this.text;
				this.text = "";
				this.fail("XML declaration is incomplete.");
				return;
			}
			if (!(isS(c) || c === EQUAL)) return;
			this.name += this.text;
			this.text = "";
			if (!this.xmlDeclExpects.includes(this.name)) switch (this.name.length) {
				case 0:
					this.fail("did not expect any more name/value pairs.");
					break;
				case 1:
					this.fail(`expected the name ${this.xmlDeclExpects[0]}.`);
					break;
				default: this.fail(`expected one of ${this.xmlDeclExpects.join(", ")}`);
			}
			this.state = c === EQUAL ? S_XML_DECL_VALUE_START : S_XML_DECL_EQ;
		}
		sXMLDeclEq() {
			const c = this.getCodeNorm();
			if (c === QUESTION) {
				this.state = S_XML_DECL_ENDING;
				this.fail("XML declaration is incomplete.");
				return;
			}
			if (isS(c)) return;
			if (c !== EQUAL) this.fail("value required.");
			this.state = S_XML_DECL_VALUE_START;
		}
		sXMLDeclValueStart() {
			const c = this.getCodeNorm();
			if (c === QUESTION) {
				this.state = S_XML_DECL_ENDING;
				this.fail("XML declaration is incomplete.");
				return;
			}
			if (isS(c)) return;
			if (!isQuote(c)) {
				this.fail("value must be quoted.");
				this.q = SPACE;
			} else this.q = c;
			this.state = S_XML_DECL_VALUE;
		}
		sXMLDeclValue() {
			const c = this.captureTo([this.q, QUESTION]);
			if (c === QUESTION) {
				this.state = S_XML_DECL_ENDING;
				this.text = "";
				this.fail("XML declaration is incomplete.");
				return;
			}
			if (c === EOC) return;
			const value = this.text;
			this.text = "";
			switch (this.name) {
				case "version": {
					this.xmlDeclExpects = ["encoding", "standalone"];
					const version = value;
					this.xmlDecl.version = version;
					if (!/^1\.[0-9]+$/.test(version)) this.fail("version number must match /^1\\.[0-9]+$/.");
					else if (!this.opt.forceXMLVersion) this.setXMLVersion(version);
					break;
				}
				case "encoding":
					if (!/^[A-Za-z][A-Za-z0-9._-]*$/.test(value)) this.fail("encoding value must match /^[A-Za-z0-9][A-Za-z0-9._-]*$/.");
					this.xmlDeclExpects = ["standalone"];
					this.xmlDecl.encoding = value;
					break;
				case "standalone":
					if (value !== "yes" && value !== "no") this.fail("standalone value must match \"yes\" or \"no\".");
					this.xmlDeclExpects = [];
					this.xmlDecl.standalone = value;
			}
			this.name = "";
			this.state = S_XML_DECL_SEPARATOR;
		}
		sXMLDeclSeparator() {
			const c = this.getCodeNorm();
			if (c === QUESTION) {
				this.state = S_XML_DECL_ENDING;
				return;
			}
			if (!isS(c)) {
				this.fail("whitespace required.");
				this.unget();
			}
			this.state = S_XML_DECL_NAME_START;
		}
		sXMLDeclEnding() {
			var _a;
			if (this.getCodeNorm() === GREATER) {
				if (this.piTarget !== "xml") this.fail("processing instructions are not allowed before root.");
				else if (this.name !== "version" && this.xmlDeclExpects.includes("version")) this.fail("XML declaration must contain a version.");
				(_a = this.xmldeclHandler) === null || _a === void 0 || _a.call(this, this.xmlDecl);
				this.name = "";
				this.piTarget = this.text = "";
				this.state = S_TEXT;
			} else this.fail("The character ? is disallowed anywhere in XML declarations.");
			this.xmlDeclPossible = false;
		}
		sOpenTag() {
			var _a;
			const c = this.captureNameChars();
			if (c === EOC) return;
			const tag = this.tag = {
				name: this.name,
				attributes: Object.create(null)
			};
			this.name = "";
			if (this.xmlnsOpt) this.topNS = tag.ns = Object.create(null);
			(_a = this.openTagStartHandler) === null || _a === void 0 || _a.call(this, tag);
			this.sawRoot = true;
			if (!this.fragmentOpt && this.closedRoot) this.fail("documents may contain only one root.");
			switch (c) {
				case GREATER:
					this.openTag();
					break;
				case FORWARD_SLASH:
					this.state = S_OPEN_TAG_SLASH;
					break;
				default:
					if (!isS(c)) this.fail("disallowed character in tag name.");
					this.state = S_ATTRIB;
			}
		}
		sOpenTagSlash() {
			if (this.getCode() === GREATER) this.openSelfClosingTag();
			else {
				this.fail("forward-slash in opening tag not followed by >.");
				this.state = S_ATTRIB;
			}
		}
		sAttrib() {
			const c = this.skipSpaces();
			if (c === EOC) return;
			if (isNameStartChar(c)) {
				this.unget();
				this.state = S_ATTRIB_NAME;
			} else if (c === GREATER) this.openTag();
			else if (c === FORWARD_SLASH) this.state = S_OPEN_TAG_SLASH;
			else this.fail("disallowed character in attribute name.");
		}
		sAttribName() {
			const c = this.captureNameChars();
			if (c === EQUAL) this.state = S_ATTRIB_VALUE;
			else if (isS(c)) this.state = S_ATTRIB_NAME_SAW_WHITE;
			else if (c === GREATER) {
				this.fail("attribute without value.");
				this.pushAttrib(this.name, this.name);
				this.name = this.text = "";
				this.openTag();
			} else if (c !== EOC) this.fail("disallowed character in attribute name.");
		}
		sAttribNameSawWhite() {
			const c = this.skipSpaces();
			switch (c) {
				case EOC: return;
				case EQUAL:
					this.state = S_ATTRIB_VALUE;
					break;
				default:
					this.fail("attribute without value.");
					this.text = "";
					this.name = "";
					if (c === GREATER) this.openTag();
					else if (isNameStartChar(c)) {
						this.unget();
						this.state = S_ATTRIB_NAME;
					} else {
						this.fail("disallowed character in attribute name.");
						this.state = S_ATTRIB;
					}
			}
		}
		sAttribValue() {
			const c = this.getCodeNorm();
			if (isQuote(c)) {
				this.q = c;
				this.state = S_ATTRIB_VALUE_QUOTED;
			} else if (!isS(c)) {
				this.fail("unquoted attribute value.");
				this.state = S_ATTRIB_VALUE_UNQUOTED;
				this.unget();
			}
		}
		sAttribValueQuoted() {
			const { q, chunk } = this;
			let { i: start } = this;
			while (true) switch (this.getCode()) {
				case q:
					this.pushAttrib(this.name, this.text + chunk.slice(start, this.prevI));
					this.name = this.text = "";
					this.q = null;
					this.state = S_ATTRIB_VALUE_CLOSED;
					return;
				case AMP:
					this.text += chunk.slice(start, this.prevI);
					this.state = S_ENTITY;
					this.entityReturnState = S_ATTRIB_VALUE_QUOTED;
					return;
				case NL:
				case NL_LIKE:
				case TAB:
					this.text += `${chunk.slice(start, this.prevI)} `;
					start = this.i;
					break;
				case LESS:
					this.text += chunk.slice(start, this.prevI);
					this.fail("disallowed character.");
					return;
				case EOC:
					this.text += chunk.slice(start);
					return;
			}
		}
		sAttribValueClosed() {
			const c = this.getCodeNorm();
			if (isS(c)) this.state = S_ATTRIB;
			else if (c === GREATER) this.openTag();
			else if (c === FORWARD_SLASH) this.state = S_OPEN_TAG_SLASH;
			else if (isNameStartChar(c)) {
				this.fail("no whitespace between attributes.");
				this.unget();
				this.state = S_ATTRIB_NAME;
			} else this.fail("disallowed character in attribute name.");
		}
		sAttribValueUnquoted() {
			const c = this.captureTo(ATTRIB_VALUE_UNQUOTED_TERMINATOR);
			switch (c) {
				case AMP:
					this.state = S_ENTITY;
					this.entityReturnState = S_ATTRIB_VALUE_UNQUOTED;
					break;
				case LESS:
					this.fail("disallowed character.");
					break;
				case EOC: break;
				default:
					if (this.text.includes("]]>")) this.fail("the string \"]]>\" is disallowed in char data.");
					this.pushAttrib(this.name, this.text);
					this.name = this.text = "";
					if (c === GREATER) this.openTag();
					else this.state = S_ATTRIB;
			}
		}
		sCloseTag() {
			const c = this.captureNameChars();
			if (c === GREATER) this.closeTag();
			else if (isS(c)) this.state = S_CLOSE_TAG_SAW_WHITE;
			else if (c !== EOC) this.fail("disallowed character in closing tag.");
		}
		sCloseTagSawWhite() {
			switch (this.skipSpaces()) {
				case GREATER:
					this.closeTag();
					break;
				case EOC: break;
				default: this.fail("disallowed character in closing tag.");
			}
		}
		handleTextInRoot() {
			let { i: start, forbiddenState } = this;
			const { chunk, textHandler: handler } = this;
			scanLoop: while (true) switch (this.getCode()) {
				case LESS:
					this.state = S_OPEN_WAKA;
					if (handler !== void 0) {
						const { text } = this;
						const slice = chunk.slice(start, this.prevI);
						if (text.length !== 0) {
							handler(text + slice);
							this.text = "";
						} else if (slice.length !== 0) handler(slice);
					}
					forbiddenState = FORBIDDEN_START;
					break scanLoop;
				case AMP:
					this.state = S_ENTITY;
					this.entityReturnState = S_TEXT;
					if (handler !== void 0) this.text += chunk.slice(start, this.prevI);
					forbiddenState = FORBIDDEN_START;
					break scanLoop;
				case CLOSE_BRACKET:
					switch (forbiddenState) {
						case FORBIDDEN_START:
							forbiddenState = FORBIDDEN_BRACKET;
							break;
						case FORBIDDEN_BRACKET:
							forbiddenState = FORBIDDEN_BRACKET_BRACKET;
							break;
						case FORBIDDEN_BRACKET_BRACKET: break;
						default: throw new Error("impossible state");
					}
					break;
				case GREATER:
					if (forbiddenState === FORBIDDEN_BRACKET_BRACKET) this.fail("the string \"]]>\" is disallowed in char data.");
					forbiddenState = FORBIDDEN_START;
					break;
				case NL_LIKE:
					if (handler !== void 0) this.text += `${chunk.slice(start, this.prevI)}\n`;
					start = this.i;
					forbiddenState = FORBIDDEN_START;
					break;
				case EOC:
					if (handler !== void 0) this.text += chunk.slice(start);
					break scanLoop;
				default: forbiddenState = FORBIDDEN_START;
			}
			this.forbiddenState = forbiddenState;
		}
		handleTextOutsideRoot() {
			let { i: start } = this;
			const { chunk, textHandler: handler } = this;
			let nonSpace = false;
			outRootLoop: while (true) {
				const code = this.getCode();
				switch (code) {
					case LESS:
						this.state = S_OPEN_WAKA;
						if (handler !== void 0) {
							const { text } = this;
							const slice = chunk.slice(start, this.prevI);
							if (text.length !== 0) {
								handler(text + slice);
								this.text = "";
							} else if (slice.length !== 0) handler(slice);
						}
						break outRootLoop;
					case AMP:
						this.state = S_ENTITY;
						this.entityReturnState = S_TEXT;
						if (handler !== void 0) this.text += chunk.slice(start, this.prevI);
						nonSpace = true;
						break outRootLoop;
					case NL_LIKE:
						if (handler !== void 0) this.text += `${chunk.slice(start, this.prevI)}\n`;
						start = this.i;
						break;
					case EOC:
						if (handler !== void 0) this.text += chunk.slice(start);
						break outRootLoop;
					default: if (!isS(code)) nonSpace = true;
				}
			}
			if (!nonSpace) return;
			if (!this.sawRoot && !this.reportedTextBeforeRoot) {
				this.fail("text data outside of root node.");
				this.reportedTextBeforeRoot = true;
			}
			if (this.closedRoot && !this.reportedTextAfterRoot) {
				this.fail("text data outside of root node.");
				this.reportedTextAfterRoot = true;
			}
		}
		pushAttribNS(name, value) {
			var _a;
			const { prefix, local } = this.qname(name);
			const attr = {
				name,
				prefix,
				local,
				value
			};
			this.attribList.push(attr);
			(_a = this.attributeHandler) === null || _a === void 0 || _a.call(this, attr);
			if (prefix === "xmlns") {
				const trimmed = value.trim();
				if (this.currentXMLVersion === "1.0" && trimmed === "") this.fail("invalid attempt to undefine prefix in XML 1.0");
				this.topNS[local] = trimmed;
				nsPairCheck(this, local, trimmed);
			} else if (name === "xmlns") {
				const trimmed = value.trim();
				this.topNS[""] = trimmed;
				nsPairCheck(this, "", trimmed);
			}
		}
		pushAttribPlain(name, value) {
			var _a;
			const attr = {
				name,
				value
			};
			this.attribList.push(attr);
			(_a = this.attributeHandler) === null || _a === void 0 || _a.call(this, attr);
		}
		end() {
			var _a, _b;
			if (!this.sawRoot) this.fail("document must contain a root element.");
			const { tags } = this;
			while (tags.length > 0) {
				const tag = tags.pop();
				this.fail(`unclosed tag: ${tag.name}`);
			}
			if (this.state !== S_BEGIN && this.state !== S_TEXT) this.fail("unexpected end.");
			const { text } = this;
			if (text.length !== 0) {
				(_a = this.textHandler) === null || _a === void 0 || _a.call(this, text);
				this.text = "";
			}
			this._closed = true;
			(_b = this.endHandler) === null || _b === void 0 || _b.call(this);
			this._init();
			return this;
		}
		resolve(prefix) {
			var _a, _b;
			let uri = this.topNS[prefix];
			if (uri !== void 0) return uri;
			const { tags } = this;
			for (let index = tags.length - 1; index >= 0; index--) {
				uri = tags[index].ns[prefix];
				if (uri !== void 0) return uri;
			}
			uri = this.ns[prefix];
			if (uri !== void 0) return uri;
			return (_b = (_a = this.opt).resolvePrefix) === null || _b === void 0 ? void 0 : _b.call(_a, prefix);
		}
		qname(name) {
			const colon = name.indexOf(":");
			if (colon === -1) return {
				prefix: "",
				local: name
			};
			const local = name.slice(colon + 1);
			const prefix = name.slice(0, colon);
			if (prefix === "" || local === "" || local.includes(":")) this.fail(`malformed name: ${name}.`);
			return {
				prefix,
				local
			};
		}
		processAttribsNS() {
			var _a;
			const { attribList } = this;
			const tag = this.tag;
			{
				const { prefix, local } = this.qname(tag.name);
				tag.prefix = prefix;
				tag.local = local;
				const uri = tag.uri = (_a = this.resolve(prefix)) !== null && _a !== void 0 ? _a : "";
				if (prefix !== "") {
					if (prefix === "xmlns") this.fail("tags may not have \"xmlns\" as prefix.");
					if (uri === "") {
						this.fail(`unbound namespace prefix: ${JSON.stringify(prefix)}.`);
						tag.uri = prefix;
					}
				}
			}
			if (attribList.length === 0) return;
			const { attributes } = tag;
			const seen = /* @__PURE__ */ new Set();
			for (const attr of attribList) {
				const { name, prefix, local } = attr;
				let uri;
				let eqname;
				if (prefix === "") {
					uri = name === "xmlns" ? XMLNS_NAMESPACE : "";
					eqname = name;
				} else {
					uri = this.resolve(prefix);
					if (uri === void 0) {
						this.fail(`unbound namespace prefix: ${JSON.stringify(prefix)}.`);
						uri = prefix;
					}
					eqname = `{${uri}}${local}`;
				}
				if (seen.has(eqname)) this.fail(`duplicate attribute: ${eqname}.`);
				seen.add(eqname);
				attr.uri = uri;
				attributes[name] = attr;
			}
			this.attribList = [];
		}
		processAttribsPlain() {
			const { attribList } = this;
			const attributes = this.tag.attributes;
			for (const { name, value } of attribList) {
				if (attributes[name] !== void 0) this.fail(`duplicate attribute: ${name}.`);
				attributes[name] = value;
			}
			this.attribList = [];
		}
		openTag() {
			var _a;
			this.processAttribs();
			const { tags } = this;
			const tag = this.tag;
			tag.isSelfClosing = false;
			(_a = this.openTagHandler) === null || _a === void 0 || _a.call(this, tag);
			tags.push(tag);
			this.state = S_TEXT;
			this.name = "";
		}
		openSelfClosingTag() {
			var _a, _b, _c;
			this.processAttribs();
			const { tags } = this;
			const tag = this.tag;
			tag.isSelfClosing = true;
			(_a = this.openTagHandler) === null || _a === void 0 || _a.call(this, tag);
			(_b = this.closeTagHandler) === null || _b === void 0 || _b.call(this, tag);
			if ((this.tag = (_c = tags[tags.length - 1]) !== null && _c !== void 0 ? _c : null) === null) this.closedRoot = true;
			this.state = S_TEXT;
			this.name = "";
		}
		closeTag() {
			const { tags, name } = this;
			this.state = S_TEXT;
			this.name = "";
			if (name === "") {
				this.fail("weird empty close tag.");
				this.text += "</>";
				return;
			}
			const handler = this.closeTagHandler;
			let l = tags.length;
			while (l-- > 0) {
				const tag = this.tag = tags.pop();
				this.topNS = tag.ns;
				handler === null || handler === void 0 || handler(tag);
				if (tag.name === name) break;
				this.fail("unexpected close tag.");
			}
			if (l === 0) this.closedRoot = true;
			else if (l < 0) {
				this.fail(`unmatched closing tag: ${name}.`);
				this.text += `</${name}>`;
			}
		}
		parseEntity(entity) {
			if (entity[0] !== "#") {
				const defined = this.ENTITIES[entity];
				if (defined !== void 0) return defined;
				this.fail(this.isName(entity) ? "undefined entity." : "disallowed character in entity name.");
				return `&${entity};`;
			}
			let num = NaN;
			if (entity[1] === "x" && /^#x[0-9a-f]+$/i.test(entity)) num = parseInt(entity.slice(2), 16);
			else if (/^#[0-9]+$/.test(entity)) num = parseInt(entity.slice(1), 10);
			if (!this.isChar(num)) {
				this.fail("malformed character entity.");
				return `&${entity};`;
			}
			return String.fromCodePoint(num);
		}
	};
	exports.SaxesParser = SaxesParser;
}));

// src/observe/parser.ts
var import_saxes = require_saxes();
const MAX_DEPTH$1 = 32;
const MAX_STRETCH = 8 * 1024 ** 2;
const CONTROL_REFERENCE = /&#x(?:[1-8bcef]|1[0-9a-f]);$/;
const REFERENCE_COMPLAINT = "malformed character entity.";
const REFERENCE_LENGTH = 6;
function createParser(draft) {
	const saxes = new import_saxes.SaxesParser({
		xmlns: false,
		position: false,
		defaultXMLVersion: "1.0",
		forceXMLVersion: true
	});
	const path = [DOCUMENT];
	let current = DOCUMENT;
	const input = {
		before: "",
		text: "",
		start: 0,
		bytes: 0,
		ended: 0
	};
	let ignored = 0;
	let started = false;
	let ended = false;
	let ending = false;
	let moved = false;
	let stretch = 0;
	saxes.on("opentag", ({ name, attributes }) => {
		moved = true;
		if (draft.stopped) return;
		if (path.length + ignored > MAX_DEPTH$1) return fault$1(draft, "too-deep", `elements nest deeper than ${MAX_DEPTH$1}`);
		if (ignored > 0) {
			ignored++;
			return;
		}
		const element = current.children?.get(name);
		if (!started && element === void 0) fault$1(draft, "not-nmap", "the document's root is not <nmaprun>");
		started = true;
		if (element === void 0 || element.open?.(draft, attributes) === false) {
			ignored = 1;
			return;
		}
		path.push(element);
		current = element;
		const { text } = element;
		if (text !== void 0) saxes.on("text", (value) => text(draft, value));
	});
	saxes.on("closetag", () => {
		moved = true;
		if (draft.stopped) return;
		if (ignored > 0) ignored--;
		else {
			const element = path.pop();
			current = path[path.length - 1] ?? DOCUMENT;
			if (element?.text !== void 0) saxes.off("text");
			element?.close?.(draft);
		}
		ended = path.length === 1 && ignored === 0;
	});
	saxes.on("doctype", (doctype) => {
		if (doctype.includes("[")) fault$1(draft, "malformed", "the document has a document type of its own");
	});
	const checkPlace = () => {
		moved = true;
		if (ended) fault$1(draft, "malformed", "something follows </nmaprun>");
	};
	saxes.on("comment", checkPlace);
	saxes.on("processinginstruction", checkPlace);
	saxes.on("error", ({ message }) => {
		if (message === REFERENCE_COMPLAINT && CONTROL_REFERENCE.test(textBefore(input, saxes.position))) return;
		const place = `at byte ${bytesBefore(input, saxes.position)} (line ${saxes.line})`;
		const early = started ? `the document ends before </nmaprun>, ${place}` : "the document is empty";
		if (ending) fault$1(draft, "truncated", early);
		else if (!started) fault$1(draft, "not-nmap", `the document is not nmap's XML: ${keepText(message)} (${place})`);
		else fault$1(draft, "malformed", `the document is not well-formed ${place}: ${keepText(message)}`);
	});
	return {
		write: (text, bytes) => {
			input.before = textBefore(input, input.start + input.text.length);
			input.start += input.text.length;
			input.text = text;
			input.bytes = input.ended;
			input.ended += bytes;
			moved = false;
			saxes.write(text);
			stretch = moved ? 0 : stretch + text.length;
			if (stretch > MAX_STRETCH) fault$1(draft, "too-large", "the document has an element or a text of absurd length");
		},
		end: () => {
			ending = true;
			saxes.close();
		}
	};
}
function bytesBefore({ text, start, bytes, ended }, position) {
	const share = position - start;
	return share >= text.length ? ended : bytes + Buffer.byteLength(text.slice(0, Math.max(0, share)));
}
function textBefore(input, position) {
	const end = position - input.start;
	const text = end >= REFERENCE_LENGTH ? input.text : input.before + input.text;
	const offset = end >= REFERENCE_LENGTH ? end : end + input.before.length;
	return text.slice(Math.max(0, offset - REFERENCE_LENGTH), offset);
}

// src/observe/read.ts
const MAX_BYTES = 4 * 1024 ** 3;
const SLICE = 65536;
async function readScan(chunks, options) {
	const { wants, progress, facts, maxBytes = MAX_BYTES } = options;
	const draft = createDraft(wants, progress, facts);
	const parser = createParser(draft);
	const decode = createDecoder();
	let bytes = 0;
	for await (const chunk of chunks) {
		bytes += chunk.length;
		if (bytes > maxBytes) fault$1(draft, "too-large", `the document is longer than ${maxBytes} bytes`);
		for (let from = 0; from < chunk.length && !draft.stopped; from += SLICE) {
			const { text, bytes, legal } = decode(chunk.subarray(from, from + SLICE));
			if (!legal) flaw(draft, "malformed", "the document is not UTF-8");
			parser.write(text, bytes);
		}
		if (draft.stopped) break;
	}
	if (!draft.stopped) {
		if (!decode(null).legal) flaw(draft, "truncated", "the document ends in the middle of a character");
		parser.end();
	}
	closeDraft(draft);
	const { scanner, args, command, started, versionScan, askedOnce, ignoresResets, techniques, pings } = draft;
	const { asked, hosts, skipped, finished, errorMessage, counted } = draft;
	return {
		scanner,
		args,
		command,
		started,
		versionScan,
		askedOnce,
		ignoresResets,
		techniques,
		pings,
		asked,
		hosts,
		skipped,
		finished,
		errorMessage,
		counted,
		fault: faultOf$2(draft)
	};
}
function faultOf$2({ fault, zenmap, finished }) {
	if (!zenmap || fault === null && finished === "success") return fault;
	return {
		kind: "truncated",
		text: "Zenmap saved this file, without how the scan ended; write results with nmap -oX FILE, and judge that file"
	};
}
function createDecoder() {
	const decoder = new TextDecoder("utf-8", { fatal: true });
	let mode = "ascii";
	const asBytes = (bytes) => {
		const text = bytes === null ? "" : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
		return {
			text,
			bytes: text.length,
			legal: mode !== "bytes"
		};
	};
	return (bytes) => {
		if (mode === "ascii" && bytes !== null && !isAscii(bytes)) mode = "utf-8";
		if (mode !== "utf-8") return asBytes(bytes);
		try {
			const text = bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true });
			return {
				text,
				bytes: Buffer.byteLength(text),
				legal: true
			};
		} catch {
			mode = "bytes";
			return asBytes(bytes);
		}
	};
}

// src/scan/retry.ts
const RETRIES = 2;
const PAUSE$1 = 1e3;
const TRANSIENT = [
	/No buffer space available|Resource temporarily unavailable|Cannot allocate memory|Device or resource busy/,
	/Too many open files|Interrupted system call|Text file busy/,
	/failed to allocate temporary memory|pcap_open_live\(\) failed|failed three times/,
	/(?:could ?n[o']t|failed to|cannot) (?:open|activate) (?:device|ethernet|interface|capture|pcap)/i,
	/Assertion .* failed|Segmentation fault/i,
	/\b(?:EAGAIN|ENOMEM|EMFILE|ENFILE|ETXTBSY|EBUSY)\b/
];
const PERMANENT = /Operation not permitted|Permission denied|root privileges|requires? (?:root|privileges)|a password is required|No space left on device|No such device|unrecognized option|\bE(?:PERM|ACCES|NOENT)\b/i;
const CRASHES = [
	["SIGILL", 4],
	["SIGABRT", 6],
	["SIGBUS", 7],
	["SIGFPE", 8],
	["SIGSEGV", 11]
];
function isTransient(ending) {
	const { exitCode, signal, stopped, error, stderr } = ending;
	if (stopped !== null || judgeEnding(ending) === null) return false;
	const said = `${error ?? ""}\n${stderr}`;
	if (PERMANENT.test(said)) return false;
	if (CRASHES.some(([name, number]) => signal === name || exitCode === 128 + number)) return true;
	return signal === null && TRANSIENT.some((pattern) => pattern.test(said));
}
async function withRetries(run, { say, signal, pause = PAUSE$1 }) {
	for (let retry = 1;; retry++) {
		const attempt = await run();
		if (retry > 2 || signal.aborted || !isTransient(attempt.ending)) return attempt;
		say(`${judgeEnding(attempt.ending)?.text}; this may pass: scanning again (${retry} of ${2})`);
		await setTimeout$1(pause, void 0, { signal }).catch(() => {});
		if (signal.aborted) return attempt;
	}
}

// src/scan/scan.ts
function startScan({ argv }, setup) {
	const command = commandOf(argv, setup);
	const remaining = setup.remaining();
	const stopped = setup.signal.aborted ? "interrupt" : remaining <= 0 ? "timeout" : null;
	if (stopped !== null) {
		const ending = {
			exitCode: null,
			signal: null,
			stopped,
			error: null,
			stderr: ""
		};
		return {
			command,
			output: nothing(),
			ended: Promise.resolve({
				ending,
				failure: judgeEnding(ending),
				warnings: []
			})
		};
	}
	const { output, ended } = runScanner(command, setup.environment, setup.signal, remaining);
	return {
		command,
		output,
		ended: ended.then((ending) => ({
			ending,
			failure: judgeEnding(ending),
			warnings: harmlessLines(ending)
		}))
	};
}
function commandOf(argv, { program, data, privilege }) {
	const command = [
		program,
		"--datadir",
		data,
		...argv
	];
	return privilege === "sudo" ? [
		"sudo",
		"-n",
		"--",
		...command
	] : command;
}
async function* nothing() {}

// src/survey/run.ts
async function runPlan(plan, setup, { now, say }, progress) {
	const { scan, document, ended, started } = await withRetries(async () => {
		const started = now();
		const scan = startScan(plan, setup);
		const options = {
			wants: () => true,
			facts: plan.step === "facts",
			progress
		};
		const document = await readScan(scan.output, options);
		const ended = await scan.ended;
		return {
			scan,
			document,
			ended,
			started,
			ending: ended.ending
		};
	}, {
		say,
		signal: setup.signal
	});
	return {
		judged: {
			step: plan.step,
			document,
			failure: ended.failure,
			covers: planCovers(plan)
		},
		scan: {
			command: printable(scan.command.join(" "), 2e3),
			seconds: (now().getTime() - started.getTime()) / 1e3,
			failure: ended.failure?.text ?? null
		},
		warnings: ended.warnings
	};
}
function planCovers({ addresses, protocol, ports }) {
	const covered = { [protocol]: ports };
	return new Map(addresses.map((address) => [address, covered]));
}

// src/survey/result.ts
function told(runs) {
	return {
		judged: runs.map(({ judged }) => judged),
		scans: runs.map(({ scan }) => scan),
		warnings: runs.flatMap(({ warnings }) => warnings)
	};
}

// src/survey/paced.ts
async function sweepField(field, machine, maxRate, setup, tools) {
	const { family, protocol, addresses, ports, expected, manner } = field;
	const common = protocol === "tcp" ? TOP_100_TCP : NO_PORTS;
	const most = machine.privilege === "unprivileged" ? CONNECT_RATE : DEFAULT_RATE;
	const limit = rateLimit(manner, maxRate);
	const sweep = startSweep({
		addresses,
		ports,
		expected,
		first: union$1(common, ...new Set(expected.values()))
	}, {
		maxRate: machine.privilege === "unprivileged" ? Math.min(most, limit ?? most) : limit ?? most,
		confidence: manner.confidence
	});
	const started = tools.now().getTime();
	const done = [];
	let stopped = null;
	for (let chunk = sweep.next(); chunk !== null; chunk = sweep.next()) {
		if (chunk.pause > 0) await setTimeout$1(chunk.pause, void 0, { signal: setup.signal }).catch(() => {});
		const from = tools.now().getTime();
		const { main, beside } = await runChunk(field, chunk, machine, maxRate, setup, tools);
		done.push({
			chunk,
			runs: main
		}, ...beside.length > 0 ? [{
			chunk: besideOf(chunk),
			runs: beside
		}] : []);
		const heard = heardOf(main, beside, protocol, (tools.now().getTime() - from) / 1e3);
		stopped = stopOf(main, setup);
		if (stopped !== null) break;
		sweep.learn(chunk, heard);
		const { share, open, loss, pass } = sweep.progress();
		tools.progress({
			step: "sweep",
			share,
			etaSeconds: null,
			hosts: addresses.length,
			hostsDone: 0,
			open,
			rate: chunk.rate,
			loss,
			pass
		});
	}
	const conclusion = sweep.conclude(stopped);
	const runs = done.flatMap((one) => one.runs);
	const open = openByAddress(runs, protocol);
	const { passes, probes, rate, loss, missed, recaptured, evidence } = conclusion;
	const record = {
		family,
		protocol,
		addresses: addresses.length,
		owed: addresses.length * portCount(ports),
		probes,
		passes,
		rate,
		seconds: (tools.now().getTime() - started) / 1e3,
		loss,
		missed,
		recaptured,
		evidence,
		patient: null
	};
	return {
		...told(runs),
		judged: done.flatMap((one) => settle$1(one, open, conclusion, protocol)),
		unobserved: conclusion.unsettled.map((gap) => ({
			...gap,
			protocol
		})),
		sweeps: [record]
	};
}
function besideOf(chunk) {
	return {
		...chunk,
		kind: "recheck",
		ports: NO_PORTS,
		canaries: chunk.companion?.ports ?? NO_PORTS
	};
}
function stopOf(runs, { signal, remaining }) {
	if (!signal.aborted && remaining() > 0) return null;
	return runs.find(({ judged }) => judged.failure !== null)?.judged.failure ?? OUT_OF_TIME;
}
const OUT_OF_TIME = {
	code: "scan-timeout",
	text: "the time budget ran out before the scan was done"
};
async function runChunk(field, chunk, machine, maxRate, setup, tools) {
	const { limit } = chunk;
	const bounded = limit === null ? setup : {
		...setup,
		remaining: () => Math.min(limit, setup.remaining())
	};
	const most = rateLimit(field.manner, maxRate) ?? 2e4;
	const asks = partsOf(chunk, most);
	const share = Math.max(1, Math.floor(most / asks.length));
	const companion = chunk.companion;
	const [main, beside] = await Promise.all([Promise.all(asks.map((ask) => runInTurn(planChunk(field, {
		...ask,
		timeouts: chunk.timeouts
	}, machine, share), bounded, tools))), companion === null ? [] : runCompanion(field, {
		...companion,
		timeouts: chunk.timeouts
	}, machine, maxRate, bounded, tools)]);
	return {
		main: main.flat(),
		beside
	};
}
async function runInTurn(plans, setup, tools) {
	const runs = [];
	for (const plan of plans) runs.push(await runPlan(plan, setup, tools));
	return runs;
}
async function runCompanion(field, companion, machine, maxRate, setup, tools) {
	await setTimeout$1(500 / companion.rate, void 0, { signal: setup.signal }).catch(() => {});
	return runInTurn(planChunk(field, companion, machine, maxRate), setup, tools);
}
const WORTH_SPLITTING = 2e4;
function partsOf({ kind, addresses, ports, canaries, rate }, most) {
	const asked = union$1(ports, canaries);
	const whole = [{
		addresses,
		ports: asked,
		rate
	}];
	if (kind !== "plain" || most < 2 || addresses.length * portCount(asked) < WORTH_SPLITTING) return whole;
	const half = addresses.length >> 1;
	if (half > 0) return [addresses.slice(0, half), addresses.slice(half)].map((some) => ({
		addresses: some,
		ports: asked,
		rate
	}));
	const lower = lowerHalf(asked);
	return [lower, subtract(asked, lower)].map((some) => ({
		addresses,
		ports: some,
		rate
	}));
}
function lowerHalf(ports) {
	let left = portCount(ports) >> 1;
	const taken = ports.flatMap(([first, last]) => {
		if (left <= 0) return [];
		const end = Math.min(last, first + left - 1);
		left -= end - first + 1;
		return [[first, end]];
	});
	return portSet(taken);
}
function heardOf(main, beside, protocol, seconds) {
	const good = beside.length > 0 && beside.every(({ judged }) => failureOf$2(judged) === null);
	return {
		failed: main.some(({ judged }) => failureOf$2(judged) !== null),
		seconds,
		hosts: hostsOf(main, protocol),
		companion: good ? hostsOf(beside, protocol) : null
	};
}
function hostsOf(runs, protocol) {
	const hosts = /* @__PURE__ */ new Map();
	for (const { judged } of runs) for (const [address, host] of judged.document.hosts) {
		const states = host.protocols[protocol]?.answers.states ?? {};
		const before = hosts.get(address);
		const asked = judged.covers?.get(address)?.[protocol] ?? NO_PORTS;
		const accounted = Object.values(states).reduce((sum, ports) => sum + portCount(intersect(ports, asked)), 0);
		hosts.set(address, {
			complete: (before?.complete ?? true) && host.up && accounted === portCount(asked),
			open: union$1(before?.open ?? NO_PORTS, states.open ?? NO_PORTS),
			closed: union$1(before?.closed ?? NO_PORTS, states.closed ?? NO_PORTS),
			replies: (before?.replies ?? 0) + host.replies,
			rejected: [...before?.rejected ?? [], ...host.rejected],
			roundTrip: slowest([before?.roundTrip ?? null, host.roundTrip]),
			answersWithin: slowest([before?.answersWithin ?? null, host.answersWithin])
		});
	}
	return hosts;
}
function openByAddress(runs, protocol) {
	const open = /* @__PURE__ */ new Map();
	for (const { judged } of runs) for (const [address, host] of judged.document.hosts) {
		const seen = host.protocols[protocol]?.answers.states.open ?? NO_PORTS;
		if (seen.length > 0) open.set(address, union$1(open.get(address) ?? NO_PORTS, seen));
	}
	return open;
}
function settle$1({ chunk, runs }, open, { unsettled, counts }, protocol) {
	const doubtful = /* @__PURE__ */ new Map();
	for (const { address, ports } of unsettled) doubtful.set(address, union$1(doubtful.get(address) ?? NO_PORTS, ports));
	return runs.map(({ judged }) => {
		if (failureOf$2(judged) !== null) return judged;
		const covers = new Map([...judged.covers ?? []].map(([address, ports]) => {
			const states = judged.document.hosts.get(address)?.protocols[protocol]?.answers.states;
			const seen = states?.open ?? NO_PORTS;
			const closed = states?.closed ?? NO_PORTS;
			const silent = chunk.kind === "recheck" ? NO_PORTS : [seen, closed].reduce(subtract, ports[protocol] ?? NO_PORTS);
			const heard = open.get(address) ?? NO_PORTS;
			const shut = subtract(union$1(closed, subtract(silent, heard)), doubtful.get(address) ?? NO_PORTS);
			const believed = counts(chunk.id, address) || states === void 0;
			return [address, { [protocol]: believed ? union$1(seen, shut) : seen }];
		}));
		return {
			...judged,
			covers
		};
	});
}

// src/survey/patient.ts
const FEW_SILENT = 100;
async function askSilentPorts(field, survey, machine, maxRate, { setup, slots, early }, tools) {
	if (field.protocol !== "tcp") return survey;
	const before = knownOf(survey.judged);
	const silences = silencesOf(field, survey, before);
	const ask = async (asked) => {
		const wanted = asked.filter(({ ports }) => ports.length > 0);
		if (wanted.length === 0) return [];
		const total = wanted.reduce((sum, { ports }) => sum + portCount(ports), 0);
		tools.say(`${total} silent ports of ${wanted.length} addresses are asked again by connect(), with more patience`);
		const plans = planPatient(field, wanted, machine, maxRate);
		return Promise.all(plans.map((plan) => slots(() => runPlan(plan, setup, tools))));
	};
	const good = early.filter(({ judged }) => failureOf$2(judged) === null);
	const left = silences.map((one) => ({
		...one,
		ports: subtract(one.ports, coveredBy(good, one.address))
	}));
	const first = [...good, ...await ask(left)];
	const heard = knownOf(first.map(({ judged }) => judged));
	const late = silences.filter(({ address }) => isContradicted(before.get(address), heard.get(address))).map((one) => ({
		...one,
		ports: one.others,
		within: slowest([one.within, heard.get(one.address)?.within ?? null])
	}));
	const second = await ask(late);
	const runs = [...first, ...second].map((run) => ({
		...run,
		judged: narrowed(run.judged, silences, late)
	}));
	const gaps = [...unanswered(silences, first, field), ...unanswered(late, second, field)];
	const asked = [...silences, ...late].filter(({ ports }) => ports.length > 0);
	const ours = told(runs);
	return {
		judged: [...survey.judged.map((judged) => without(judged, gaps)), ...ours.judged],
		scans: [...survey.scans, ...ours.scans],
		warnings: [...survey.warnings, ...ours.warnings],
		unobserved: [...survey.unobserved, ...gaps],
		sweeps: survey.sweeps.map((sweep) => ({
			...sweep,
			patient: recordOf(asked, before, runs)
		}))
	};
}
const BESIDE = {
	rate: 1080,
	processes: 2
};
async function askEarly(field, machine, maxRate, setup, tools) {
	const asked = usuallyAsked(field).filter(({ ports }) => ports.length > 0);
	const slots = slotsFor(BESIDE.processes);
	const plans = planPatient(field, asked, machine, maxRate);
	return Promise.all(plans.map((plan) => slots(() => runPlan(plan, setup, tools))));
}
function coveredBy(runs, address) {
	return union$1(...runs.map(({ judged }) => judged.covers?.get(address)?.tcp ?? NO_PORTS));
}
function knownOf(documents) {
	const known = /* @__PURE__ */ new Map();
	for (const judged of documents) {
		if (failureOf$2(judged) !== null) continue;
		for (const [address, host] of judged.document.hosts) {
			if (!host.up) continue;
			const { open = NO_PORTS, closed = NO_PORTS, unfiltered = NO_PORTS } = host.protocols.tcp?.answers.states ?? {};
			const so = known.get(address);
			known.set(address, {
				open: union$1(so?.open ?? NO_PORTS, open),
				answered: union$1(so?.answered ?? NO_PORTS, open, closed, unfiltered, host.prohibited),
				within: slowest([so?.within ?? null, host.answersWithin])
			});
		}
	}
	return known;
}
function silencesOf(field, survey, known) {
	return field.addresses.flatMap((address) => {
		const host = known.get(address);
		if (host === void 0) return [];
		const gaps = survey.unobserved.filter((gap) => gap.address === address).map(({ ports }) => ports);
		const silent = [host.answered, ...gaps].reduce(subtract, field.ports);
		if (silent.length === 0) return [];
		const ports = chosen(silent, portCount(host.answered), field.mentioned.get(address) ?? NO_PORTS);
		return [{
			address,
			ports,
			others: subtract(silent, ports),
			within: host.within
		}];
	});
}
function chosen(silent, answered, mentioned) {
	const count = portCount(silent);
	if (count <= FEW_SILENT || count <= 2e3 && answered >= count) return silent;
	return alwaysAsked(silent, mentioned);
}
function isContradicted(before, now) {
	if (now === void 0 || now.answered.length === 0) return false;
	return before === void 0 || before.answered.length === 0 || subtract(now.open, before.answered).length > 0;
}
function slotsFor(count) {
	let free = count;
	const waiting = [];
	return async (task) => {
		if (free === 0) await new Promise((resolve) => waiting.push(resolve));
		else free--;
		try {
			return await task();
		} finally {
			const next = waiting.shift();
			if (next === void 0) free++;
			else next();
		}
	};
}
function narrowed(judged, ...asked) {
	const own = /* @__PURE__ */ new Map();
	for (const { address, ports } of asked.flat()) own.set(address, union$1(own.get(address) ?? NO_PORTS, ports));
	const covers = [...judged.covers ?? []].map(([address, { tcp = NO_PORTS }]) => [address, { tcp: intersect(tcp, own.get(address) ?? NO_PORTS) }]);
	return {
		...judged,
		covers: new Map(covers)
	};
}
function unanswered(asked, runs, field) {
	return asked.flatMap(({ address, ports }) => {
		let left = ports;
		let reason = null;
		for (const { judged } of runs) {
			if (judged.covers?.get(address)?.tcp === void 0) continue;
			const host = judged.document.hosts.get(address);
			const failure = failureOf$2(judged);
			if (failure !== null) reason ??= failure;
			else if (host?.up === true) left = Object.values(host.protocols.tcp?.answers.states ?? {}).reduce(subtract, left);
		}
		if (left.length === 0) return [];
		const text = `silent ports could not be asked again by connect(): ${reason?.text ?? "the scan has no result for them"}`;
		return [{
			address,
			protocol: field.protocol,
			ports: left,
			reason: {
				code: reason?.code ?? "scan-failed",
				text
			}
		}];
	});
}
function without(judged, gaps) {
	if (judged.covers === null || gaps.length === 0) return judged;
	const covers = [...judged.covers].map(([address, ports]) => {
		const held = gaps.filter((gap) => gap.address === address).map((gap) => gap.ports);
		return [address, held.length === 0 ? ports : {
			...ports,
			tcp: held.reduce(subtract, ports.tcp ?? NO_PORTS)
		}];
	});
	return {
		...judged,
		covers: new Map(covers)
	};
}
function recordOf(asked, before, runs) {
	const now = knownOf(runs.map(({ judged }) => judged));
	const heard = asked.map(({ address, ports }) => portCount(intersect(now.get(address)?.answered ?? NO_PORTS, ports)));
	return {
		ports: asked.reduce((sum, { ports }) => sum + portCount(ports), 0),
		hosts: new Set(asked.map(({ address }) => address)).size,
		answered: heard.reduce((sum, count) => sum + count, 0),
		answersWithin: slowest([...before.values(), ...now.values()].map(({ within }) => within))
	};
}

// src/survey/paths.ts
function pathsOf(runs) {
	const measured = /* @__PURE__ */ new Map();
	for (const { judged } of runs) for (const [address, { answersWithin }] of judged.document.hosts) measured.set(address, slowest([measured.get(address) ?? null, answersWithin]));
	const within = (address) => measured.get(address) ?? null;
	return {
		within,
		timeouts: (addresses) => timeoutsFor(addresses.map(within))
	};
}

// src/survey/last-word.ts
const OPEN_ASKED = 8;
const PAUSE = 2e3;
async function askLastWord(field, before, machine, maxRate, setup, tools) {
	const runs = [];
	const those = new Set(field.addresses);
	let asked = new Map([...witnessesOf(before, field.protocol)].filter(([address]) => those.has(address)));
	let failure = null;
	for (let attempt = 0; attempt < 2 && asked.size > 0; attempt++) {
		if (attempt > 0) await setTimeout$1(PAUSE, void 0, { signal: setup.signal }).catch(() => {});
		const ports = union$1(...[...asked.values()].flatMap(({ open, closed }) => [open, closed]));
		const now = [];
		const addresses = [...asked.keys()];
		const timeouts = attempt > 0 ? PATIENT : pathsOf(before).timeouts(addresses);
		for (const plan of planChunk(field, {
			addresses,
			ports,
			rate: null,
			timeouts
		}, machine, maxRate)) now.push(await runPlan(plan, setup, tools));
		runs.push(...now);
		failure = now.map(({ judged }) => failureOf$2(judged)).find((one) => one !== null) ?? null;
		const said = answersOf(now, field.protocol);
		asked = new Map([...asked].filter(([address, witnesses]) => !speaks(witnesses, said.get(address))));
	}
	const reason = failure === null ? BLOCKED : {
		code: "blocked",
		text: `it could not be asked once more whether it still answers: ${failure.text}`
	};
	const { protocol, ports } = field;
	return {
		runs,
		gaps: [...asked.keys()].map((address) => ({
			address,
			protocol,
			ports,
			reason
		}))
	};
}
function witnessesOf(runs, protocol) {
	const chosen = [...answersOf(runs, protocol)].map(([address, { open, closed }]) => {
		const signs = signsOf(closed).map((port) => [port, port]);
		return [address, {
			open: some(open),
			closed: portSet(signs)
		}];
	});
	return new Map(chosen.filter(([, { open, closed }]) => open.length + closed.length > 0));
}
function some(open) {
	const first = open.slice(0, OPEN_ASKED).map(([port]) => [port, port]);
	return portSet(first);
}
function answersOf(runs, protocol) {
	const answers = /* @__PURE__ */ new Map();
	for (const { judged } of runs) for (const [address, host] of judged.document.hosts) {
		const states = host.protocols[protocol]?.answers.states ?? {};
		const known = answers.get(address);
		answers.set(address, {
			open: union$1(known?.open ?? NO_PORTS, states.open ?? NO_PORTS),
			closed: union$1(known?.closed ?? NO_PORTS, states.closed ?? NO_PORTS)
		});
	}
	return answers;
}
function speaks({ open, closed }, said) {
	const heard = (asked, answered = NO_PORTS) => asked.length === 0 || intersect(asked, answered).length > 0;
	return heard(open, said?.open) && heard(closed, said?.closed);
}

// src/survey/plain.ts
async function surveyPlainly(field, machine, maxRate, setup, tools) {
	const { family, protocol, addresses, ports } = field;
	const runs = [];
	const parts = plainParts(field);
	const lonely = protocol === "udp" || addresses.every(isLoopback);
	const words = [];
	const gaps = [];
	let unproven = 0;
	for (const [index, { ports: some }] of parts.entries()) {
		const ask = async (asked, timeouts) => {
			const plans = planChunk(field, {
				addresses: asked,
				ports: some,
				rate: null,
				timeouts
			}, machine, maxRate);
			for (const plan of plans) runs.push(await runPlan(plan, setup, tools, ({ task, percent }) => {
				const share = taskShare("sweep", task, percent);
				if (share !== null) tools.progress(plainEvent(addresses.length, (index + share) / parts.length));
			}));
		};
		await askPart(addresses, index, lonely, runs, ask);
		unproven += addresses.length * portCount(some);
		if (lonely || unproven < WORD_PROBES * addresses.length && index + 1 < parts.length) continue;
		const left = addresses.filter((address) => !gaps.some((gap) => gap.address === address));
		const word = await askLastWord({
			...field,
			addresses: left
		}, runs, machine, maxRate, setup, tools);
		words.push(...word.runs);
		gaps.push(...word.gaps);
		unproven = 0;
	}
	const owed = addresses.length * portCount(ports);
	const passes = runs.every(({ judged }) => failureOf$2(judged) === null) ? 1 : 0;
	const record = {
		family,
		protocol,
		addresses: addresses.length,
		owed,
		probes: owed,
		passes,
		rate: null,
		seconds: runs.reduce((sum, { scan }) => sum + scan.seconds, 0),
		loss: null,
		missed: 0,
		recaptured: null,
		evidence: "retries",
		patient: null
	};
	const asked = words.map((run) => ({
		...run,
		judged: {
			...run.judged,
			step: "recheck"
		}
	}));
	return {
		...told([...runs, ...asked]),
		unobserved: gaps,
		sweeps: [record]
	};
}
async function askPart(addresses, index, lonely, runs, ask) {
	if (lonely) return ask(addresses, FAST$1);
	if (index > 0) return ask(addresses, pathsOf(runs).timeouts(addresses));
	await ask(addresses, FIRST);
	const paths = pathsOf(runs);
	const late = addresses.filter((address) => paths.timeouts([address]).least > 2 * FIRST.least);
	return late.length === 0 ? void 0 : ask(late, paths.timeouts(late));
}
function plainEvent(hosts, share) {
	return {
		step: "sweep",
		share,
		etaSeconds: null,
		hosts,
		hostsDone: 0,
		open: 0,
		rate: null,
		loss: null,
		pass: 1
	};
}
const WORD_PROBES = 500;
const PLAIN_PROBES = 4e3;
function plainParts({ addresses, ports, expected }) {
	if (addresses.every(isLoopback)) return [{ ports }];
	const first = union$1(...new Set(expected.values()));
	const size = Math.max(1, Math.ceil(PLAIN_PROBES / addresses.length));
	return portCount(ports) <= size ? [{ ports }] : cutPorts(ports, first, size);
}

// src/survey/survey.ts
async function surveyFields(fields, machine, maxRate, setup, tools) {
	const parts = [];
	const early = [];
	const expected = fields.map((field) => estimateSweep(field, { maxRate }, machine).seconds * 1e3);
	let left = expected.reduce((sum, time) => sum + time, 0);
	for (const [index, field] of fields.entries()) {
		const some = `${field.addresses.length} ${field.family} addresses, ${field.protocol}`;
		tools.say(`sweep ${index + 1} of ${fields.length}: ${some}`);
		const own = expected[index];
		const survey = field.way === "plain" ? surveyPlainly : sweepField;
		const share = fields.filter(({ manner, way }) => way === field.way && manner === field.manner).length;
		const allowed = field.manner.confidence / share;
		const part = {
			...field,
			manner: {
				...field.manner,
				confidence: allowed
			}
		};
		const [from, to] = [index / fields.length, (index + 1) / fields.length];
		const progress = (event) => tools.progress({
			...event,
			share: event.share === null ? null : from + (to - from) * event.share
		});
		const limited = sharing(setup, own, left);
		const room = own <= SHORT$2 ? roomBeside(field, machine, maxRate) : null;
		const [done, beside] = await Promise.all([survey(part, machine, room ?? maxRate, limited, {
			...tools,
			progress
		}), room === null ? [] : askEarly(field, machine, maxRate, limited, tools)]);
		parts.push(done);
		early.push(beside);
		left -= own;
	}
	const slots = slotsFor(Math.min(...fields.map((field) => patientProcesses(field, maxRate))));
	const patient = fields.map((field, index) => askSilentPorts(field, parts[index], machine, maxRate, {
		setup,
		slots,
		early: early[index] ?? []
	}, tools));
	return joinSurveys(await Promise.all(patient));
}
const SHORT$2 = 6e4;
const WIDE = 1e4;
function roomBeside({ protocol, manner, way }, { privilege }, maxRate) {
	const limit = rateLimit(manner, maxRate) ?? 2e4;
	if (protocol !== "tcp" || way !== "paced" || privilege === "unprivileged" || limit < WIDE) return null;
	return limit - BESIDE.rate;
}
function sharing(setup, own, left) {
	const remaining = setup.remaining();
	if (left <= remaining) return setup;
	const others = remaining * (1 - own / left);
	return {
		...setup,
		remaining: () => setup.remaining() - others
	};
}
function joinSurveys(parts) {
	return {
		judged: parts.flatMap(({ judged }) => judged),
		scans: parts.flatMap(({ scans }) => scans),
		warnings: parts.flatMap(({ warnings }) => warnings),
		unobserved: parts.flatMap(({ unobserved }) => unobserved),
		sweeps: parts.flatMap(({ sweeps }) => sweeps)
	};
}

// src/evidence.ts
const MANY = 4096;
const KEPT = {
	sweep: {
		share: .25,
		most: 3e5
	},
	identify: {
		share: .15,
		most: 6e4
	}
};
const MOST_REIDENTIFIED = 2;
const SPANS = {
	discover: [0, .05],
	sweep: [.05, .7],
	identify: [.7, .9],
	facts: [.9, .95],
	confirm: [.95, 1]
};
async function scanTargets(policy, targets, request, startedAt, effects) {
	const { now, resolve, environment, signal, say } = effects;
	if (addressesOf(targets) > MANY) effects.saveMemory();
	const all = await authorize(policy, targets, {
		resolve,
		now: startedAt
	});
	const found = await findScanner(request.nmap, request.install, environment, say, signal);
	const { program, version, data } = found;
	const machine = await findMachine(found, all, effects);
	const edges = rangeEdges(all, targets, linkEdges());
	const granted = withoutAddresses(all, [...edges.keys()].filter((address) => machine.unroutable.has(address)));
	const [budget, authorized] = [startedAt.getTime() + request.timeout, authorizedUntil(policy, startedAt)];
	const remaining = () => Math.min(budget, authorized) - now().getTime();
	const stopped = () => {
		if (signal.aborted) return "the run was interrupted";
		if (remaining() > 0) return null;
		return authorized < budget ? "the authorization ended" : "the time budget ran out";
	};
	const setup = {
		program,
		data,
		privilege: machine.privilege,
		environment,
		signal,
		remaining
	};
	const log = {
		judged: [],
		scans: [],
		sweeps: [],
		known: [],
		notices: []
	};
	const told = budgetNotice(estimate$1(granted, machine), request.timeout);
	if (told !== null) {
		say(told);
		log.notices.push(told);
	}
	const tries = await discover(granted, machine, {
		run: (plans) => runPlans(plans, setup, log, effects),
		seen: () => readDiscovery(log.judged)
	});
	const discovery = readDiscovery(log.judged);
	log.judged.splice(0, log.judged.length, ...withoutDown(log.judged));
	const { grant: reduced, sought, unknown } = reduceGrant(granted, targets, discovery);
	const { fields, unobserved } = planFields(sought, machine);
	log.known.push(...unknown, ...unobserved);
	log.notices.push(...exclusionNotices(granted.excluded), ...shapedProbes(targets));
	const survey = await surveyFields(fields, machine, granted.maxRate, leaving(setup, KEPT.sweep), {
		...effects,
		progress: within(effects.progress, SPANS.sweep)
	});
	log.judged.push(...survey.judged);
	log.scans.push(...survey.scans);
	log.sweeps.push(...survey.sweeps);
	log.known.push(...survey.unobserved);
	log.notices.push(...survey.warnings);
	const doubted = [...doubtDown(granted, discovery, log.sweeps, tries)];
	if (machine.privilege === "unprivileged") {
		const seen = account(granted.owed, log.judged, log.known).hosts;
		const held = await heldBack(granted, seen, machine, setup);
		doubted.push(...held.unobserved);
		log.notices.push(...held.notices);
	}
	if (discovery !== null) {
		const { hosts } = account(reduced.owed, log.judged, log.known);
		const again = async (addresses) => {
			const own = {
				...log,
				judged: []
			};
			await runPlans(planDiscovery(granted, machine, addresses).plans, setup, own, effects);
			return readDiscovery(own.judged);
		};
		doubted.push(...await doubtUp(granted, discovery, hosts, again));
	}
	log.known.push(...doubted);
	const owing = doubted.some(({ address }) => discovery?.down.has(address)) ? granted : reduced;
	const swept = edges.size === 0 ? null : account(owing.owed, log.judged, log.known).hosts;
	const grant = withoutAddresses(owing, [...edges.keys()].filter((address) => swept?.get(address)?.state === "down"));
	log.notices.push(...edgeNotices(edges, grant));
	const identify = planIdentify(sought, account(grant.owed, log.judged, log.known), machine);
	log.known.push(...identify.unobserved);
	const identifying = leaving(setup, KEPT.identify);
	await runPlans(identify.plans, identifying, log, effects);
	let identified = account(grant.owed, log.judged, log.known);
	for (let again = 0; again < MOST_REIDENTIFIED; again++) {
		const hosts = unlistedPorts(identified, grant.identification);
		if (hosts.size === 0 || signal.aborted) break;
		await runPlans(planIdentify(sought, { hosts }, machine).plans, identifying, log, effects);
		identified = account(grant.owed, log.judged, log.known);
	}
	const facts = planFacts(sought, identified, machine).plans;
	await runPlans(facts, leaving(setup, KEPT.identify), log, effects);
	const evidence = () => {
		const seen = account(grant.owed, log.judged, log.known);
		const observation = {
			...seen,
			discovery: discovery === null ? null : refineDiscovery(discovery, seen.hosts)
		};
		const why = stopped();
		const cut = why === null ? [] : [`${why.replace(/^t/, "T")}: what was not asked before that is unobserved.`];
		return {
			grant,
			observation,
			scanner: {
				name: "nmap",
				version,
				privilege: machine.privilege,
				data: printable(data)
			},
			scans: [...log.scans],
			sweeps: [...log.sweeps],
			notices: [
				...cut,
				...new Set(log.notices),
				...silentHosts(observation, log.judged)
			],
			stopped: why
		};
	};
	return {
		...evidence(),
		confirm: async (doubts) => {
			await runPlans(planConfirm(doubts, sought, account(grant.owed, log.judged, log.known), machine).plans, setup, log, effects);
			return evidence();
		}
	};
}
function addressesOf(targets) {
	return targets.flatMap(({ hosts }) => hosts).reduce((sum, { value }) => sum + (value.kind === "name" ? 1n : patternCount(value.pattern)), 0n);
}
function shapedProbes(targets) {
	return targets.flatMap(({ name, manner: { options } }) => {
		const shaping = options.filter((option) => /^(?:-g|--source-port|--ttl)/.test(option));
		if (shaping.length === 0) return [];
		return [`Target "${name}" is asked with ${shaping.join(" ")}: silence may be the answer to such probes alone, and not to others.`];
	});
}
function authorizedUntil({ authorization }, startedAt) {
	const expires = authorization?.expires.value;
	return expires === void 0 || isOver(expires, startedAt) ? Number.POSITIVE_INFINITY : endOf(expires);
}
function leaving(setup, { share, most }) {
	const kept = Math.min(most, share * setup.remaining());
	return {
		...setup,
		remaining: () => setup.remaining() - kept
	};
}
function within(progress, [from = 0, to = 1]) {
	return (event) => progress({
		...event,
		share: event.share === null ? null : from + (to - from) * Math.min(1, event.share)
	});
}
async function findMachine(scanner, { owed }, { environment, signal }) {
	return {
		privilege: await findPrivilege(scanner, environment, signal),
		unroutable: await findUnroutable(owed.keys())
	};
}
async function runPlans(plans, setup, log, effects) {
	for (const [index, plan] of plans.entries()) {
		const { step, addresses, family, protocol } = plan;
		effects.say(`${step} ${index + 1} of ${plans.length}: ${addresses.length} ${family} addresses, ${protocol}`);
		const tell = within(effects.progress, SPANS[step]);
		const { judged, scan, warnings } = await runPlan(plan, setup, effects, ({ task, percent }) => {
			const share = taskShare(step, task, percent);
			if (share === null) return;
			const hosts = {
				hosts: addresses.length,
				hostsDone: 0,
				open: 0,
				rate: null,
				loss: null,
				pass: 1
			};
			tell({
				step,
				share: (index + share) / plans.length,
				etaSeconds: null,
				...hosts
			});
		});
		log.judged.push(step === "discover" ? withDownAlike(judged) : judged);
		log.scans.push(scan);
		log.notices.push(...warnings);
	}
}

// src/gate/gate.ts
const ON_INCOMPLETE = ["fail", "warn"];
function decide(findings, complete, { failOn, onIncomplete, withdrawn }) {
	if (findings.some((finding) => failsBuild(finding, failOn))) return {
		verdict: "fail",
		exitCode: 1
	};
	if (complete && !withdrawn && !findings.some(({ code }) => code === "incomplete-scan")) return {
		verdict: "pass",
		exitCode: 0
	};
	return {
		verdict: "inconclusive",
		exitCode: onIncomplete === "warn" && !withdrawn ? 0 : 3
	};
}
function failsBuild({ severity, waived }, failOn) {
	return waived === null && severity !== null && atLeast(severity, failOn);
}

// src/policy/tree.ts
function plain$1(tree) {
	switch (tree.kind) {
		case "scalar": return tree.value;
		case "list": return tree.items.map(plain$1);
		case "mapping": return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, plain$1(value)]));
		default: return tree;
	}
}
function find(tree, path) {
	return path.reduce((node, step) => node && childAt(node, step), tree);
}
function locate(tree, path) {
	const node = find(tree, path);
	if (node !== void 0 && (isText(node) || path.length === 0 || typeof path.at(-1) === "number")) return node.at;
	return locateKey(tree, path);
}
function locateKey(tree, path) {
	for (let length = path.length; length > 0; length--) {
		const parent = find(tree, path.slice(0, length - 1));
		const step = path[length - 1];
		if (parent?.kind === "mapping") {
			const entry = parent.entries.get(String(step));
			if (entry !== void 0) return entry.key;
		}
		const item = parent?.kind === "list" ? childAt(parent, step) : void 0;
		if (item !== void 0) return item.at;
	}
	return tree.at;
}
function prune(tree, paths) {
	const victims = /* @__PURE__ */ new Map();
	for (const path of paths) for (let length = path.length; length > 0; length--) {
		const parent = find(tree, path.slice(0, length - 1));
		const step = path[length - 1];
		if (parent === void 0 || childAt(parent, step) === void 0) continue;
		victims.set(parent, (victims.get(parent) ?? /* @__PURE__ */ new Set()).add(step));
		break;
	}
	for (const [parent, steps] of victims) {
		if (parent.kind === "mapping") for (const step of steps) parent.entries.delete(String(step));
		if (parent.kind === "list") parent.items = parent.items.filter((_, index) => !steps.has(index));
	}
	return victims.size > 0;
}
function childAt(tree, step) {
	if (tree.kind === "mapping") return tree.entries.get(String(step))?.value;
	return tree.kind === "list" && typeof step === "number" ? tree.items[step] : void 0;
}
function isText(node) {
	return node.kind === "scalar" && node.value !== null;
}

// src/policy/manner.ts
const CHOSEN = {
	discovery: {
		tcp: NO_PORTS,
		udp: NO_PORTS,
		sctp: NO_PORTS
	},
	quick: { tcp: TOP_100_TCP },
	standard: { tcp: TOP_1000_TCP },
	thorough: {},
	deep: {},
	udp: {
		tcp: NO_PORTS,
		sctp: NO_PORTS
	},
	stealth: {},
	custom: {}
};
const USUAL = { udp: { udp: COMMON_UDP } };
function portsOf$1(profile, { ports: own }, defaults) {
	const ports = {};
	for (const protocol of PROTOCOLS) {
		const said = own?.[protocol] ?? defaults.ports[protocol];
		const unsaid = USUAL[profile]?.[protocol] ?? NO_PORTS;
		const set = CHOSEN[profile][protocol] ?? (said === void 0 ? unsaid : union$1(...said));
		if (set.length > 0) ports[protocol] = set;
	}
	return ports;
}
function buildManner(profile, raw, defaults) {
	return {
		profile,
		assume: raw.assume ?? (profile === "discovery" ? "discover" : defaults.assume),
		confidence: raw.confidence ?? defaults.confidence,
		options: profile === "custom" ? (raw.options ?? []).map(({ argument }) => argument) : []
	};
}
function uselessPorts(tree, path, profile) {
	return PROTOCOLS.flatMap((protocol) => {
		const written = [
			...path,
			"ports",
			protocol
		];
		const chosen = CHOSEN[profile][protocol];
		if (chosen === void 0 || find(tree, written) === void 0) return [];
		const does = chosen.length === 0 ? "looks at no" : "chooses the";
		return [problem$4("useless-ports", `these ports never matter: ${`the profile ${profile} (line ${profileLine(tree, path)}) ${does} ${protocol.toUpperCase()} ports`}; leave one out`, locateKey(tree, written))];
	});
}
function mannerProblems({ profile, assume }, raw, tree, path, complete) {
	const key = [...path, "options"];
	const rest = upAndDiscovery(tree, path);
	if (!complete) return rest;
	if (profile !== "custom") {
		if (raw.options === void 0) return rest;
		const message = `these options never matter: the profile is ${profile}${find(tree, profilePath(tree, path)) ? ` (line ${profileLine(tree, path)})` : ""}; say profile: custom, or leave them out`;
		return [...rest, problem$4("useless-option", message, locateKey(tree, key))];
	}
	if (raw.options === void 0) {
		const message = "the key \"options\" is missing here: the profile custom is made of them";
		return [...rest, problem$4("missing-key", message, locateKey(tree, path))];
	}
	const conflicts = optionConflicts(raw.options).map(({ index, message }) => problem$4("invalid-option", message, locate(tree, [...key, index])));
	const useless = raw.options.flatMap(({ kind, name }, index) => {
		if (kind !== "probe" || assume === "discover") return [];
		return [problem$4("useless-option", `${name} never matters: hosts are assumed to be up; say assume: discover, or leave it out`, locate(tree, [...key, index]))];
	});
	return [
		...rest,
		...conflicts,
		...useless
	];
}
function upAndDiscovery(tree, path) {
	const said = (key) => {
		const node = find(tree, [...path, key]) ?? (key === "profile" ? find(tree, ["defaults", key]) : void 0);
		return node?.kind === "scalar" ? node.value : void 0;
	};
	if (said("profile") !== "discovery" || said("assume") !== "up") return [];
	return [problem$4("contradiction", `this contradicts the profile discovery (line ${profileLine(tree, path)}), which asks which hosts are up`, locate(tree, [...path, "assume"]))];
}
function profilePath(tree, path) {
	return find(tree, [...path, "profile"]) ? [...path, "profile"] : ["defaults", "profile"];
}
function profileLine(tree, path) {
	return locateKey(tree, profilePath(tree, path)).line;
}
function problem$4(code, message, location) {
	return {
		code,
		message,
		location
	};
}

// src/policy/build.ts
function buildAuthorization(raw, tree) {
	const located = locator$1(tree, ["authorization"]);
	return {
		location: locateKey(tree, ["authorization"]),
		by: raw.by,
		reference: raw.reference,
		scope: located("scope", raw.scope),
		exclude: located("exclude", raw.exclude ?? []),
		expires: {
			value: raw.expires,
			location: locate(tree, ["authorization", "expires"])
		},
		maxRate: raw["max-rate"] ?? null
	};
}
function buildTarget(name, raw, defaults, tree, damaged) {
	const path = ["targets", name];
	const located = locator$1(tree, path);
	const { entries, forbiddenServices } = buildEntries(raw, tree, path);
	const profile = raw.profile ?? defaults.profile;
	const waivers = (raw.waive ?? []).map((waiver, index) => ({
		finding: waiver.finding,
		protocol: waiver.port.protocol,
		port: waiver.port.ports[0]?.[0] ?? 0,
		host: waiver.host ?? null,
		reason: waiver.reason,
		owner: waiver.owner,
		ticket: waiver.ticket ?? null,
		expires: waiver.expires,
		location: locate(tree, [
			...path,
			"waive",
			index
		])
	}));
	const target = {
		name,
		location: locateKey(tree, path),
		hosts: located("hosts", raw.hosts),
		exclude: located("exclude", raw.exclude ?? []),
		families: [...new Set(raw.families ?? defaults.families)].sort(),
		owner: raw.owner ?? null,
		tags: raw.tags ?? [],
		manner: buildManner(profile, raw, defaults),
		ports: portsOf$1(profile, raw, defaults),
		entries,
		forbiddenServices,
		waivers
	};
	return {
		value: target,
		problems: [
			...repeated(tree, path, raw),
			...uselessPorts(tree, path, profile),
			...mannerProblems(target.manner, raw, tree, path, !damaged),
			...owesNothing(target)
		]
	};
}
function owesNothing(target) {
	if (target.manner.profile === "discovery") return [];
	if (Object.keys(owedPorts(target)).length > 0) return [];
	return [problem$3("nothing-owed", "this target looks at no port at all: it would prove nothing", target.location)];
}
function defaultsProblems(raw, tree) {
	const path = ["defaults"];
	return [
		...repeated(tree, path, raw),
		...uselessPorts(tree, path, raw.profile),
		...upAndDiscovery(tree, path)
	];
}
function repeated(tree, path, raw) {
	return ["families", "tags"].flatMap((key) => (raw[key] ?? []).flatMap((value, index, all) => all.indexOf(value) === index ? [] : [problem$3("duplicate-value", `${value} is already in this list`, locate(tree, [
		...path,
		key,
		index
	]))]));
}
function buildEntries(raw, tree, path) {
	const entries = [];
	const forbiddenServices = [];
	for (const expectation of EXPECTATIONS) for (const [index, item] of (raw[expectation] ?? []).entries()) {
		const location = locate(tree, [
			...path,
			expectation,
			index
		]);
		const paperwork = "kind" in item ? {} : item;
		const reference = "kind" in item ? item.kind === "port" ? item : void 0 : item.port;
		const service = "service" in item ? item.service ?? null : null;
		if (reference === void 0) {
			if (service !== null) forbiddenServices.push({
				service,
				location
			});
			continue;
		}
		entries.push({
			expectation,
			protocol: reference.protocol,
			ports: reference.ports,
			service,
			reason: paperwork.reason ?? null,
			approvedBy: paperwork["approved-by"] ?? null,
			ticket: paperwork.ticket ?? null,
			reviewBy: paperwork["review-by"] ?? null,
			location
		});
	}
	entries.sort((a, b) => compareLocations(a.location, b.location));
	return {
		entries,
		forbiddenServices
	};
}
function locator$1(tree, path) {
	return (key, values) => values.map((value, index) => ({
		value,
		location: locate(tree, [
			...path,
			key,
			index
		])
	}));
}
function problem$3(code, message, location) {
	return {
		code,
		message,
		location
	};
}

// src/policy/entry-rules.ts
function entryProblems(target) {
	const { entries } = target;
	const contradicting = /* @__PURE__ */ new Set();
	const problems = [];
	for (const [index, entry] of entries.entries()) {
		const earlier = entries.find((other, place) => place < index && contradict(other, entry));
		if (earlier === void 0) continue;
		contradicting.add(entry).add(earlier);
		const common = formatPorts(intersect(earlier.ports, entry.ports));
		const message = `${say$1(entry)} contradicts line ${earlier.location.line}, ${say$1(earlier)}: both speak of ${common}/${entry.protocol}`;
		problems.push(problem$2("contradiction", entry.location, message));
	}
	for (const [entry, deciding] of uselessEntries(entries)) {
		if (contradicting.has(entry)) continue;
		const why = deciding.expectation === entry.expectation && deciding.service === entry.service ? "already says so" : `decides there: ${say$1(deciding)}`;
		const message = `${say$1(entry)} never matters: line ${deciding.location.line} ${why}`;
		problems.push(problem$2("useless-entry", entry.location, message));
	}
	return [...problems, ...forbiddenServiceProblems(target)];
}
function uselessEntries(entries) {
	const expected = expectations(entries);
	const placesOf = /* @__PURE__ */ new Map();
	for (const { entries } of PROTOCOLS.flatMap((protocol) => expected[protocol])) {
		const place = {
			entries,
			first: 0,
			second: 1
		};
		for (const entry of entries) {
			const places = placesOf.get(entry);
			if (places === void 0) placesOf.set(entry, [place]);
			else places.push(place);
		}
	}
	const useless = /* @__PURE__ */ new Map();
	for (const entry of [...entries].reverse()) {
		const inPlace = (placesOf.get(entry) ?? []).map((place) => decidesWithout(place, entry, useless));
		const [deciding] = inPlace;
		if (deciding != null && inPlace.every((other) => other !== null)) useless.set(entry, deciding);
	}
	return useless;
}
function decidesWithout(place, entry, gone) {
	const next = (from) => {
		let position = from;
		for (let other = place.entries[position]; other !== void 0 && gone.has(other); other = place.entries[position]) position++;
		return position;
	};
	place.first = next(place.first);
	place.second = next(Math.max(place.second, place.first + 1));
	const first = place.entries[place.first] ?? null;
	if (first !== entry) return first;
	const second = place.entries[place.second];
	return second?.expectation === entry.expectation && second.service === entry.service ? second : null;
}
function contradict(a, b) {
	const opposed = OPPOSED[a.expectation].includes(b.expectation);
	const ambiguous = a.expectation === b.expectation && a.service !== b.service;
	if (!(opposed || ambiguous) || a.protocol !== b.protocol || intersect(a.ports, b.ports).length === 0) return false;
	return opposed || isSubset(a.ports, b.ports) === isSubset(b.ports, a.ports);
}
const OPPOSED = {
	require: ["filtered", "forbid"],
	allow: [],
	filtered: ["require"],
	forbid: ["require"]
};
function forbiddenServiceProblems({ entries, forbiddenServices }) {
	return forbiddenServices.flatMap(({ service, location }, index) => {
		const twin = forbiddenServices.slice(0, index).find((other) => other.service === service);
		if (twin !== void 0) return [problem$2("useless-entry", location, `forbid ${service} never matters: line ${twin.location.line} already says so`)];
		const wanted = entries.find((entry) => entry.service !== null && sameService(service, entry.service));
		if (wanted === void 0) return [];
		return [problem$2("contradiction", location, `forbid ${service} contradicts line ${wanted.location.line}, ${say$1(wanted)}`)];
	});
}
function say$1({ expectation, ports, protocol, service }) {
	return `${expectation} ${formatPorts(ports)}/${protocol}${service === null ? "" : ` ${service}`}`;
}
function problem$2(code, location, message) {
	return {
		code,
		message,
		location
	};
}

// src/policy/fault.ts
const POLICY_CODES = [
	"file-too-large",
	"invalid-utf8",
	"invalid-character",
	"empty-policy",
	"yaml-syntax",
	"several-documents",
	"nested-too-deep",
	"alias",
	"tag",
	"directive",
	"merge-key",
	"invalid-key",
	"duplicate-key",
	"ambiguous-scalar",
	"unknown-key",
	"missing-key",
	"not-supported",
	"wrong-type",
	"invalid-value",
	"empty-value",
	"too-long",
	"out-of-range",
	"invalid-name",
	"invalid-date",
	"invalid-host",
	"invalid-port",
	"missing-protocol",
	"unknown-service",
	"unexpected-service",
	"too-many-required",
	"unknown-option",
	"invalid-option",
	"forbidden-option",
	"duplicate-value",
	"duplicate-host",
	"excluded-host",
	"useless-exclude",
	"wrong-family",
	"useless-ports",
	"useless-option",
	"nothing-owed",
	"contradiction",
	"useless-entry",
	"duplicate-waiver",
	"useless-waiver"
];
function fault(code, message) {
	return { fault: {
		code,
		message
	} };
}
function quote(text) {
	return `"${printable(text, 60)}"`;
}

// src/policy/host-rules.ts
const MOST_TRIED = 256n;
function hostProblems(target, authorization, complete) {
	const { hosts, exclude, families } = target;
	const wrongFamily = hosts.filter(({ value }) => value.kind === "addresses" && !families.includes(value.pattern.family));
	return [
		...repeatedHosts(hosts),
		...repeatedHosts(exclude),
		...excludedHosts(hosts, [...exclude, ...authorization?.exclude ?? []]),
		...complete ? uselessExclusions(target) : [],
		...wrongFamily.map((host) => problem$1("wrong-family", host, `${host.value.text} is never scanned: families has only ${families.join(", ")}`))
	];
}
function scopeProblems({ scope, exclude }) {
	return [
		...repeatedHosts(scope),
		...repeatedHosts(exclude),
		...excludedHosts(scope, exclude)
	];
}
function repeatedHosts(places) {
	const keyed = places.map((place) => ({
		place,
		key: keyOf(place.value)
	}));
	const wide = keyed.filter(({ place }) => isWide(place.value));
	const seen = /* @__PURE__ */ new Map();
	return keyed.flatMap(({ place, key }) => {
		const earlier = seen.get(key);
		if (earlier !== void 0) return [problem$1("duplicate-host", place, `${place.value.text} is already in this list, ${line$1(earlier)}`)];
		seen.set(key, place);
		const around = wide.find((other) => other.key !== key && covers(other.place.value, place.value))?.place;
		if (around === void 0) return [];
		return [problem$1("duplicate-host", place, `${place.value.text} is already covered by ${around.value.text}, ${line$1(around)}`)];
	});
}
function excludedHosts(places, exclude) {
	return places.flatMap((place) => {
		const by = exclude.find((other) => covers(other.value, place.value));
		if (by !== void 0) return [problem$1("excluded-host", place, `${place.value.text} is never scanned: ${line$1(by)} excludes it (${by.value.text})`)];
		const patterns = exclude.flatMap(({ value }) => value.kind === "addresses" ? [value.pattern] : []);
		if (place.value.kind !== "addresses" || !allExcluded(place.value.pattern, patterns)) return [];
		return [problem$1("excluded-host", place, `${place.value.text} is never scanned: all its addresses are excluded`)];
	});
}
function allExcluded(pattern, exclude) {
	const meeting = exclude.filter((other) => patternsMeet(pattern, other));
	if (meeting.length < 2 || patternCount(pattern) > MOST_TRIED) return false;
	for (const address of patternAddresses(pattern)) if (!meeting.some((other) => patternHas(other, address))) return false;
	return true;
}
function uselessExclusions({ hosts, exclude }) {
	const names = new Set(hosts.flatMap(({ value }) => value.kind === "name" ? [value.name] : []));
	const patterns = hosts.flatMap(({ value }) => value.kind === "addresses" ? [value.pattern] : []);
	return exclude.flatMap((place) => {
		const { value } = place;
		if (value.kind === "name" ? names.has(value.name) : names.size > 0 || patterns.some((pattern) => patternsMeet(pattern, value.pattern))) return [];
		return [problem$1("useless-exclude", place, `${value.text} excludes nothing: no host of this target is in it`)];
	});
}
function patternsMeet(a, b) {
	if (a.family === "ipv6") return b.family === "ipv6" && a.first <= b.last && b.first <= a.last;
	return b.family === "ipv4" && a.octets.every((octet, index) => octet.some(([first, last]) => b.octets[index]?.some(([from, to]) => first <= to && from <= last)));
}
function covers(outer, inner) {
	switch (outer.kind) {
		case "addresses": return inner.kind === "addresses" && patternCovers(outer.pattern, inner.pattern);
		case "name": return inner.kind === "name" && outer.name === inner.name;
		case "wildcard":
			if (inner.kind === "addresses") return false;
			return (inner.kind === "name" ? inner.name : inner.suffix).endsWith(`.${outer.suffix}`);
		default: return outer;
	}
}
function isWide(value) {
	return value.kind === "wildcard" || value.kind === "addresses" && patternCount(value.pattern) > 1n;
}
function keyOf(value) {
	if (value.kind !== "addresses") return value.kind === "name" ? value.name : `*.${value.suffix}`;
	const { pattern } = value;
	return pattern.family === "ipv6" ? `${pattern.first}-${pattern.last}` : JSON.stringify(pattern.octets);
}
function line$1(place) {
	return `line ${place.location.line}`;
}
function problem$1(code, place, message) {
	return {
		code,
		message,
		location: place.location
	};
}

// node_modules/zod/v4/core/util.js
function getEnumValues(entries) {
	const numericValues = Object.values(entries).filter((v) => typeof v === "number");
	return Object.entries(entries).filter(([k, _]) => numericValues.indexOf(+k) === -1).map(([_, v]) => v);
}
function joinValues(array, separator = "|") {
	return array.map((val) => stringifyPrimitive(val)).join(separator);
}
function jsonStringifyReplacer(_, value) {
	if (typeof value === "bigint") return value.toString();
	return value;
}
var Cached = class {
	constructor(getter) {
		this._getter = getter;
		this._value = void 0;
	}
	get value() {
		const getter = this._getter;
		if (getter !== void 0) {
			this._value = getter();
			this._getter = void 0;
		}
		return this._value;
	}
};
function cached(getter) {
	return new Cached(getter);
}
function nullish(input) {
	return input === null || input === void 0;
}
function cleanRegex(source) {
	const start = source.startsWith("^") ? 1 : 0;
	const end = source.endsWith("$") ? source.length - 1 : source.length;
	return source.slice(start, end);
}
function floatSafeRemainder(val, step) {
	const ratio = val / step;
	const roundedRatio = Math.round(ratio);
	const tolerance = 4 * Number.EPSILON * Math.max(Math.abs(ratio), 1);
	if (Math.abs(ratio - roundedRatio) < tolerance) return 0;
	return ratio - roundedRatio;
}
function assignProp(target, prop, value) {
	Object.defineProperty(target, prop, {
		value,
		writable: true,
		enumerable: true,
		configurable: true
	});
}
function rawShape(def) {
	const desc = Object.getOwnPropertyDescriptor(def, "shape");
	return desc?.get ? desc.get.raw : desc?.value;
}
function sourceShape(schema) {
	return rawShape(schema._zod.def) ?? schema._zod.def.shape;
}
function deferProp(target, key, getter) {
	Object.defineProperty(target, key, {
		get() {
			const value = getter();
			assignProp(this, key, value);
			return value;
		},
		enumerable: true,
		configurable: true
	});
}
function putProp(target, key, value) {
	if (key in target) assignProp(target, key, value);
	else target[key] = value;
}
function mirrorShape(target, source, keys, wrap) {
	const raw = sourceShape(source);
	for (const key of keys) {
		const desc = Object.getOwnPropertyDescriptor(raw, key);
		if (!desc.enumerable) continue;
		if (desc.get) deferProp(target, key, () => {
			const value = source._zod.def.shape[key];
			return wrap ? wrap(value, key) : value;
		});
		else putProp(target, key, wrap ? wrap(desc.value, key) : desc.value);
	}
}
function mirrorProps(target, source) {
	for (const key of Reflect.ownKeys(source)) {
		const desc = Object.getOwnPropertyDescriptor(source, key);
		if (!desc.enumerable) continue;
		if (desc.get) deferProp(target, key, () => source[key]);
		else putProp(target, key, desc.value);
	}
}
function mergeDefs(...defs) {
	const mergedDescriptors = {};
	for (const def of defs) {
		const descriptors = Object.getOwnPropertyDescriptors(def);
		Object.assign(mergedDescriptors, descriptors);
	}
	return Object.defineProperties({}, mergedDescriptors);
}
function esc(str) {
	return JSON.stringify(str);
}
function slugify(input) {
	return input.toLowerCase().trim().replace(/[^\w\s-]/g, "").replace(/[\s_-]+/g, "-").replace(/^-+|-+$/g, "");
}
const captureStackTrace = "captureStackTrace" in Error ? Error.captureStackTrace : (..._args) => {};
function isObject(data) {
	return typeof data === "object" && data !== null && !Array.isArray(data);
}
const allowsEval = /* @__PURE__*/ cached(() => {
	if (globalConfig.jitless) return false;
	if (typeof navigator !== "undefined" && navigator?.userAgent?.includes("Cloudflare")) return false;
	try {
		new Function("");
		return true;
	} catch (_) {
		return false;
	}
});
function isPlainObject(o) {
	if (isObject(o) === false) return false;
	const ctor = o.constructor;
	if (ctor === void 0) return true;
	if (typeof ctor !== "function") return true;
	const prot = ctor.prototype;
	if (isObject(prot) === false) return false;
	if (Object.prototype.hasOwnProperty.call(prot, "isPrototypeOf") === false) return false;
	return true;
}
function shallowClone(o) {
	if (isPlainObject(o)) return { ...o };
	if (Array.isArray(o)) return [...o];
	if (o instanceof Map) return new Map(o);
	if (o instanceof Set) return new Set(o);
	return o;
}
const propertyKeyTypes = /* @__PURE__*/ new Set([
	"string",
	"number",
	"symbol"
]);
function escapeRegex(str) {
	return str.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
function clone(inst, def, params) {
	const cl = new inst._zod.constr(def ?? inst._zod.def);
	if (!def || params?.parent) cl._zod.parent = inst;
	return cl;
}
function normalizeParams(_params) {
	const params = _params;
	if (!params) return {};
	if (typeof params === "string") return { error: () => params };
	if (params?.message !== void 0) {
		if (params?.error !== void 0) throw new Error("Cannot specify both `message` and `error` params");
		params.error = params.message;
	}
	delete params.message;
	if (typeof params.error === "string") return {
		...params,
		error: () => params.error
	};
	return params;
}
function stringifyPrimitive(value) {
	if (typeof value === "bigint") return value.toString() + "n";
	if (typeof value === "string") return `"${value}"`;
	return `${value}`;
}
function optionalKeys(shape) {
	return Object.keys(shape).filter((k) => {
		return shape[k]._zod.optin !== void 0 && shape[k]._zod.optout === "optional";
	});
}
const NUMBER_FORMAT_RANGES = /*@__PURE__*/ (() => ({
	safeint: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
	int32: [-2147483648, 2147483647],
	uint32: [0, 4294967295],
	float32: [-34028234663852886e22, 34028234663852886e22],
	float64: [-Number.MAX_VALUE, Number.MAX_VALUE]
}))();
const BIGINT_FORMAT_RANGES = {
	int64: [/* @__PURE__*/ BigInt("-9223372036854775808"), /* @__PURE__*/ BigInt("9223372036854775807")],
	uint64: [/* @__PURE__*/ BigInt(0), /* @__PURE__*/ BigInt("18446744073709551615")]
};
function pick(schema, mask) {
	const currDef = schema._zod.def;
	const checks = currDef.checks;
	if (checks && checks.length > 0) throw new Error(".pick() cannot be used on object schemas containing refinements");
	const newShape = {};
	mirrorShape(newShape, schema, maskedKeys(schema, mask));
	return clone(schema, mergeDefs(currDef, {
		shape: newShape,
		checks: []
	}));
}
function maskedKeys(schema, mask) {
	const raw = sourceShape(schema);
	const keys = [];
	for (const key of Reflect.ownKeys(mask)) {
		if (!Object.getOwnPropertyDescriptor(raw, key)?.enumerable) throw new Error(`Unrecognized key: "${String(key)}"`);
		if (mask[key]) keys.push(key);
	}
	return keys;
}
function omit(schema, mask) {
	const currDef = schema._zod.def;
	const checks = currDef.checks;
	if (checks && checks.length > 0) throw new Error(".omit() cannot be used on object schemas containing refinements");
	const omitted = new Set(maskedKeys(schema, mask));
	const newShape = {};
	mirrorShape(newShape, schema, Reflect.ownKeys(sourceShape(schema)).filter((key) => !omitted.has(key)));
	return clone(schema, mergeDefs(currDef, {
		shape: newShape,
		checks: []
	}));
}
function extend(schema, shape) {
	if (!isPlainObject(shape)) throw new Error("Invalid input to extend: expected a plain object");
	const checks = schema._zod.def.checks;
	if (checks && checks.length > 0) {
		const existingShape = sourceShape(schema);
		for (const key of Reflect.ownKeys(shape)) if (Object.getOwnPropertyDescriptor(existingShape, key) !== void 0) throw new Error("Cannot overwrite keys on object schemas containing refinements. Use `.safeExtend()` instead.");
	}
	return clone(schema, mergeDefs(schema._zod.def, { shape: extended(schema, shape) }));
}
function extended(schema, shape) {
	const newShape = {};
	mirrorShape(newShape, schema, Reflect.ownKeys(sourceShape(schema)));
	mirrorProps(newShape, shape);
	return newShape;
}
function safeExtend(schema, shape) {
	if (!isPlainObject(shape)) throw new Error("Invalid input to safeExtend: expected a plain object");
	return clone(schema, mergeDefs(schema._zod.def, { shape: extended(schema, shape) }));
}
function merge(a, b) {
	if (!b?._zod?.def) throw new Error("Invalid input to merge: expected an object schema. To merge a plain shape, use `.extend()`.");
	if (a._zod.def.checks?.length) throw new Error(".merge() cannot be used on object schemas containing refinements. Use .safeExtend() instead.");
	const newShape = {};
	mirrorShape(newShape, a, Reflect.ownKeys(sourceShape(a)));
	mirrorShape(newShape, b, Reflect.ownKeys(sourceShape(b)));
	return clone(a, mergeDefs(a._zod.def, {
		shape: newShape,
		get catchall() {
			return b._zod.def.catchall;
		},
		checks: b._zod.def.checks ?? []
	}));
}
function partial(Class, schema, mask, name = "partial") {
	const checks = schema._zod.def.checks;
	if (checks && checks.length > 0) throw new Error(`.${name}() cannot be used on object schemas containing refinements`);
	const selected = mask ? new Set(maskedKeys(schema, mask)) : void 0;
	const newShape = {};
	mirrorShape(newShape, schema, Reflect.ownKeys(sourceShape(schema)), Class && ((value, key) => selected && !selected.has(key) ? value : new Class({
		type: "optional",
		innerType: value
	})));
	return clone(schema, mergeDefs(schema._zod.def, {
		shape: newShape,
		checks: []
	}));
}
function required(Class, schema, mask) {
	const selected = mask ? new Set(maskedKeys(schema, mask)) : void 0;
	const newShape = {};
	mirrorShape(newShape, schema, Reflect.ownKeys(sourceShape(schema)), (value, key) => selected && !selected.has(key) ? value : new Class({
		type: "nonoptional",
		innerType: value
	}));
	return clone(schema, mergeDefs(schema._zod.def, { shape: newShape }));
}
function aborted(x, startIndex = 0) {
	if (x.aborted === true) return true;
	for (let i = startIndex; i < x.issues.length; i++) if (x.issues[i]?.continue !== true) return true;
	return false;
}
function explicitlyAborted(x, startIndex = 0) {
	if (x.aborted === true) return true;
	for (let i = startIndex; i < x.issues.length; i++) if (x.issues[i]?.continue === false) return true;
	return false;
}
function prefixIssues(path, issues) {
	return issues.map((iss) => {
		var _a;
		(_a = iss).path ?? (_a.path = []);
		iss.path.unshift(path);
		return iss;
	});
}
function unwrapMessage(message) {
	return typeof message === "string" ? message : message?.message;
}
function sizeCaps(defChecks) {
	const caps = [];
	for (const ch of defChecks ?? []) {
		const d = ch._zod.def;
		if (!/_(length|size)$|_equals$/.test(d.check)) break;
		const max = d.maximum ?? d.length ?? d.size;
		if (max >= 0) caps.push([max, ch]);
	}
	return caps;
}
function attachSchema(issues, start, inst) {
	var _a;
	for (let i = start; i < issues.length; i++) (_a = issues[i]).schema ?? (_a.schema = inst);
}
function finalizeIssue(iss, ctx, config) {
	var _a;
	const traits = iss.inst?._zod?.traits;
	if (traits?.has("$ZodType")) {
		if (traits.has("$ZodCheck")) (_a = iss).schema ?? (_a.schema = iss.inst);
		else iss.schema = iss.inst;
	}
	const schemaError = iss.schema !== iss.inst ? iss.schema?._zod.def?.error : void 0;
	const message = iss.message ? iss.message : unwrapMessage(iss.inst?._zod.def?.error?.(iss)) ?? unwrapMessage(schemaError?.(iss)) ?? unwrapMessage(ctx?.error?.(iss)) ?? unwrapMessage(config.customError?.(iss)) ?? unwrapMessage(config.localeError?.(iss)) ?? "Invalid input";
	const full = {};
	for (const k of Object.keys(iss)) {
		if (k === "inst" || k === "schema" || k === "continue" || k === "input" || k === "__proto__") continue;
		full[k] = iss[k];
	}
	full.path ?? (full.path = []);
	full.message = message;
	if (ctx?.reportInput) full.input = iss.input;
	return full;
}
const highSurrogate = /[\uD800-\uDBFF]/;
function codePointLength(str) {
	const units = str.length;
	if (!highSurrogate.test(str)) return units;
	let count = units;
	for (let i = 0; i < units - 1; i++) if ((str.charCodeAt(i) & 64512) === 55296 && (str.charCodeAt(i + 1) & 64512) === 56320) {
		count--;
		i++;
	}
	return count;
}
function getLengthableOrigin(input) {
	if (Array.isArray(input)) return "array";
	if (typeof input === "string") return "string";
	return "unknown";
}
function parsedType(data) {
	const t = typeof data;
	switch (t) {
		case "number": return Number.isNaN(data) ? "nan" : "number";
		case "object": {
			if (data === null) return "null";
			if (Array.isArray(data)) return "array";
			const obj = data;
			if (obj && Object.getPrototypeOf(obj) !== Object.prototype && "constructor" in obj && obj.constructor) return obj.constructor.name;
		}
	}
	return t;
}
function issue(...args) {
	const [iss, input, inst] = args;
	if (typeof iss === "string") return {
		message: iss,
		code: "custom",
		input,
		inst
	};
	return { ...iss };
}
function members(proto, table) {
	for (const key in table) {
		const desc = Object.getOwnPropertyDescriptor(table, key);
		if (desc.get) Object.defineProperty(proto, key, {
			...desc,
			enumerable: false
		});
		else defineBound(proto, key, desc.value);
	}
}
function own(inst, key, value, enumerable = true) {
	Object.defineProperty(inst, key, {
		configurable: true,
		writable: true,
		enumerable,
		value
	});
	return value;
}
function hide(inst, key, value) {
	return own(inst, key, value, false);
}
/* @__NO_SIDE_EFFECTS__ */
function derived(computes, table) {
	for (const key in computes) {
		const compute = computes[key];
		Object.defineProperty(table, key, {
			configurable: true,
			enumerable: true,
			get() {
				return own(this, key, compute(this));
			},
			set(value) {
				own(this, key, value);
			}
		});
	}
	return table;
}
function defineBound(proto, key, fn) {
	Object.defineProperty(proto, key, {
		configurable: true,
		get() {
			return this == null ? fn : own(this, key, fn.bind(this));
		},
		set(value) {
			own(this, key, value);
		}
	});
}
function claim$1(inst, sentinel) {
	const proto = Object.getPrototypeOf(inst);
	return sentinel in proto ? void 0 : proto;
}
let installing;
let broke = false;
const breaker = {
	configurable: true,
	get() {
		broke = true;
	}
};
function defineLazyInternal(inst, key, compute) {
	const proto = Object.getPrototypeOf(inst._zod);
	if (key in proto && installing !== inst._zod) {
		installing = void 0;
		return;
	}
	installing = inst._zod;
	Object.defineProperty(proto, key, {
		configurable: true,
		get() {
			Object.defineProperty(this, key, breaker);
			const outer = broke;
			broke = false;
			try {
				const value = compute(this);
				if (broke) delete this[key];
				else Object.defineProperty(this, key, {
					configurable: true,
					writable: true,
					value
				});
				broke = broke || outer;
				return value;
			} catch (err) {
				delete this[key];
				broke = broke || outer;
				throw err;
			}
		},
		set(value) {
			Object.defineProperty(this, key, {
				configurable: true,
				writable: true,
				value
			});
		}
	});
}
function installLazyProp(inst, key, make, enumerable) {
	const proto = claim$1(inst, key);
	if (!proto) return;
	Object.defineProperty(proto, key, {
		configurable: true,
		get() {
			const desc = {
				configurable: true,
				writable: true,
				enumerable,
				value: void 0
			};
			Object.defineProperty(this, key, desc);
			desc.value = make(this);
			Object.defineProperty(this, key, desc);
			return desc.value;
		},
		set(value) {
			Object.defineProperty(this, key, {
				configurable: true,
				writable: true,
				enumerable,
				value
			});
		}
	});
}
const CONSTANT_CATCH = "~constantCatch";
function constantCatch(value) {
	const fn = () => value;
	fn[CONSTANT_CATCH] = true;
	return fn;
}

// node_modules/zod/v4/core/core.js
var _a$1;
const NEVER = /*@__PURE__*/ Object.freeze({ status: "aborted" });
const _zodDesc = {
	value: void 0,
	enumerable: false
};
let _E = "captureStackTrace" in Error ? Error : null;
function newError(Definition) {
	const E = _E;
	if (E) {
		const saved = E.stackTraceLimit;
		if (typeof saved === "number") {
			try {
				E.stackTraceLimit = 0;
			} catch {
				_E = null;
				return new Definition();
			}
			try {
				return new Definition();
			} finally {
				E.stackTraceLimit = saved;
			}
		}
	}
	return new Definition();
}
/* @__NO_SIDE_EFFECTS__ */
function $constructor(name, initializer, proto, params) {
	const zodProto = {};
	function Internals(def) {
		this.def = def;
		this.constr = _;
		this.traits = /* @__PURE__ */ new Set();
	}
	Internals.prototype = zodProto;
	const protoMembers = proto;
	const initialized = protoMembers && /* @__PURE__ */ new WeakSet();
	function init(inst, def) {
		if (!inst._zod) {
			_zodDesc.value = new Internals(def);
			try {
				Object.defineProperty(inst, "_zod", _zodDesc);
			} finally {
				_zodDesc.value = void 0;
			}
		} else if (inst._zod.traits.has(name)) return;
		inst._zod.traits.add(name);
		initializer(inst, def);
		if (initialized) {
			const own = Object.getPrototypeOf(inst);
			const ctorProto = inst._zod.constr.prototype;
			let up = own;
			while (up && up !== ctorProto) up = Object.getPrototypeOf(up);
			const target = up ?? own;
			if (!initialized.has(target)) {
				initialized.add(target);
				members(target, protoMembers);
			}
		}
		const proto = _.prototype;
		for (const k in proto) {
			if (!Object.prototype.hasOwnProperty.call(proto, k)) continue;
			if (!(k in inst)) inst[k] = proto[k].bind(inst);
		}
	}
	const Parent = params?.Parent ?? Object;
	class Definition extends Parent {}
	Object.defineProperty(Definition, "name", { value: name });
	function _(def) {
		const inst = params?.Parent ? newError(Definition) : this;
		init(inst, def);
		const deferred = inst._zod.deferred;
		if (deferred) {
			for (const fn of deferred) fn();
			inst._zod.deferred = void 0;
		}
		const pp = globalThis.__zod_globalConfig?.postProcessor;
		if (pp) pp(inst);
		return inst;
	}
	Object.defineProperty(_, "init", { value: init });
	Object.defineProperty(_, Symbol.hasInstance, { value: (inst) => {
		if (params?.Parent && inst instanceof params.Parent) return true;
		return inst?._zod?.traits?.has(name);
	} });
	Object.defineProperty(_, "name", { value: name });
	return _;
}
var $ZodAsyncError = class extends Error {
	constructor() {
		super(`Encountered Promise during synchronous parse. Use .parseAsync() instead.`);
	}
};
var $ZodEncodeError = class extends Error {
	constructor(name) {
		super(`Encountered unidirectional transform during encode: ${name}`);
		this.name = "ZodEncodeError";
	}
};
(_a$1 = globalThis).__zod_globalConfig ?? (_a$1.__zod_globalConfig = {});
const globalConfig = globalThis.__zod_globalConfig;
function config(newConfig) {
	if (newConfig) Object.assign(globalConfig, newConfig);
	return globalConfig;
}

// node_modules/zod/v4/core/errors.js
function _getMessage() {
	const internals = this._zod;
	internals.message ?? (internals.message = JSON.stringify(internals.def, jsonStringifyReplacer, 2));
	return internals.message;
}
function _setMessage(value) {
	this._zod.message = value;
}
const _messageDesc = {
	get: _getMessage,
	set: _setMessage,
	enumerable: true,
	configurable: true
};
const _issuesDesc = {
	value: void 0,
	enumerable: false
};
const _installedToString = /* @__PURE__ */ new WeakSet([Object.prototype, Error.prototype]);
const initializer$1 = (inst, def) => {
	inst.name = "$ZodError";
	_issuesDesc.value = def;
	Object.defineProperty(inst, "issues", _issuesDesc);
	_issuesDesc.value = void 0;
	Object.defineProperty(inst, "message", _messageDesc);
	const proto = Object.getPrototypeOf(inst);
	if (!_installedToString.has(proto)) {
		_installedToString.add(proto);
		Object.defineProperty(proto, "toString", {
			configurable: true,
			enumerable: false,
			get() {
				const value = () => this.message;
				Object.defineProperty(this, "toString", {
					value,
					configurable: true,
					writable: true
				});
				return value;
			},
			set(value) {
				Object.defineProperty(this, "toString", {
					value,
					configurable: true,
					writable: true
				});
			}
		});
	}
};
const $ZodError = /* @__PURE__ */ $constructor("$ZodError", initializer$1);
function node(obj, key, make) {
	if (!Object.prototype.hasOwnProperty.call(obj, key)) {
		if (key === "__proto__") Object.defineProperty(obj, key, {
			value: make(),
			writable: true,
			enumerable: true,
			configurable: true
		});
		else obj[key] = make();
	}
	return obj[key];
}
function flattenError(error, mapper = (issue) => issue.message) {
	const fieldErrors = {};
	const formErrors = [];
	for (const sub of error.issues) if (sub.path.length > 0) node(fieldErrors, sub.path[0], () => []).push(mapper(sub));
	else formErrors.push(mapper(sub));
	return {
		formErrors,
		fieldErrors
	};
}
function formatError(error, mapper = (issue) => issue.message) {
	const fieldErrors = { _errors: [] };
	const processError = (error, path = []) => {
		for (const issue of error.issues) if (issue.code === "invalid_union" && issue.errors.length) issue.errors.map((issues) => processError({ issues }, [...path, ...issue.path]));
		else if (issue.code === "invalid_key") processError({ issues: issue.issues }, [...path, ...issue.path]);
		else if (issue.code === "invalid_element") processError({ issues: issue.issues }, [...path, ...issue.path]);
		else {
			const fullpath = [...path, ...issue.path];
			if (fullpath.length === 0) fieldErrors._errors.push(mapper(issue));
			else {
				let curr = fieldErrors;
				let i = 0;
				while (i < fullpath.length) {
					const el = fullpath[i];
					const terminal = i === fullpath.length - 1;
					if (el === "_errors") {
						if (terminal) curr._errors.push(mapper(issue));
						i++;
						continue;
					}
					if (!Object.prototype.hasOwnProperty.call(curr, el)) Object.defineProperty(curr, el, {
						value: { _errors: [] },
						enumerable: true,
						writable: true,
						configurable: true
					});
					const node = curr[el];
					if (terminal) node._errors.push(mapper(issue));
					curr = node;
					i++;
				}
			}
		}
	};
	processError(error);
	return fieldErrors;
}

// node_modules/zod/v4/core/parse.js
function finalizeParams(callee, params) {
	return {
		callee: params?.callee ?? callee,
		Err: params?.Err
	};
}
const _parse = (_Err) => {
	const fn = (schema, value, _ctx, _params) => {
		const ctx = _ctx ? {
			..._ctx,
			async: false
		} : { async: false };
		const result = schema._zod.run({
			value,
			issues: []
		}, ctx);
		if (result instanceof Promise) throw new $ZodAsyncError();
		if (result.issues.length) {
			const e = new ((_params?.Err) ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
			captureStackTrace(e, _params?.callee ?? fn);
			throw e;
		}
		return result.value;
	};
	return fn;
};
const _parseAsync = (_Err) => {
	const fn = async (schema, value, _ctx, params) => {
		const ctx = _ctx ? {
			..._ctx,
			async: true
		} : { async: true };
		let result = schema._zod.run({
			value,
			issues: []
		}, ctx);
		if (result instanceof Promise) result = await result;
		if (result.issues.length) {
			const e = new ((params?.Err) ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
			captureStackTrace(e, params?.callee ?? fn);
			throw e;
		}
		return result.value;
	};
	return fn;
};
const _safeParse = (_Err) => (schema, value, _ctx) => {
	const ctx = _ctx ? {
		..._ctx,
		async: false
	} : { async: false };
	const result = schema._zod.run({
		value,
		issues: []
	}, ctx);
	if (result instanceof Promise) throw new $ZodAsyncError();
	return result.issues.length ? failure(_Err, result.issues, ctx) : {
		success: true,
		data: result.value
	};
};
function failure(Err, issues, ctx) {
	let error;
	return {
		success: false,
		get error() {
			if (!error) {
				error = new Err(issues.map((iss) => finalizeIssue(iss, ctx, config())));
				issues = void 0;
				ctx = void 0;
			}
			return error;
		},
		set error(e) {
			error = e;
			issues = void 0;
			ctx = void 0;
		}
	};
}
const _safeParseAsync = (_Err) => async (schema, value, _ctx) => {
	const ctx = _ctx ? {
		..._ctx,
		async: true
	} : { async: true };
	let result = schema._zod.run({
		value,
		issues: []
	}, ctx);
	if (result instanceof Promise) result = await result;
	return result.issues.length ? failure(_Err, result.issues, ctx) : {
		success: true,
		data: result.value
	};
};
const COMPILE_INVALID = /* @__PURE__ */ Symbol.for("zod.compile.invalid");
const COMPILE_FALLBACK = /* @__PURE__ */ Symbol.for("zod.compile.fallback");
const validate = ((schema, value, _ctx) => {
	const validator = schema._zod.bag.validator;
	if (validator !== void 0) {
		if (validator(value) !== COMPILE_INVALID) return true;
		if (validator.definite === true && _ctx === void 0) return false;
	}
	return validateFallback(schema, value, _ctx);
});
function validateFallback(schema, value, _ctx) {
	const ctx = _ctx ? {
		..._ctx,
		async: false,
		abortEarly: true
	} : {
		async: false,
		abortEarly: true
	};
	const fallbackRun = schema._zod.bag.fallbackRun;
	let result;
	if (fallbackRun) {
		ctx[COMPILE_FALLBACK] = true;
		result = fallbackRun({
			value,
			issues: []
		}, ctx);
	} else result = schema._zod.run({
		value,
		issues: []
	}, ctx);
	if (result instanceof Promise) throw new $ZodAsyncError();
	return result.issues.length === 0;
}
const validateAsync$1 = async (schema, value, _ctx) => {
	const ctx = _ctx ? {
		..._ctx,
		async: true,
		abortEarly: true
	} : {
		async: true,
		abortEarly: true
	};
	let result = schema._zod.run({
		value,
		issues: []
	}, ctx);
	if (result instanceof Promise) result = await result;
	return result.issues.length === 0;
};
const _encode = (_Err) => {
	const parse = _parse(_Err);
	const fn = (schema, value, _ctx, _params) => {
		const ctx = _ctx ? {
			..._ctx,
			direction: "backward"
		} : { direction: "backward" };
		return parse(schema, value, ctx, finalizeParams(fn, _params));
	};
	return fn;
};
const _decode = (_Err) => {
	const parse = _parse(_Err);
	const fn = (schema, value, _ctx, _params) => {
		return parse(schema, value, _ctx, finalizeParams(fn, _params));
	};
	return fn;
};
const _encodeAsync = (_Err) => {
	const parseAsync = _parseAsync(_Err);
	const fn = async (schema, value, _ctx, _params) => {
		const ctx = _ctx ? {
			..._ctx,
			direction: "backward"
		} : { direction: "backward" };
		return await parseAsync(schema, value, ctx, finalizeParams(fn, _params));
	};
	return fn;
};
const _decodeAsync = (_Err) => {
	const parseAsync = _parseAsync(_Err);
	const fn = async (schema, value, _ctx, _params) => {
		return await parseAsync(schema, value, _ctx, finalizeParams(fn, _params));
	};
	return fn;
};
const _safeEncode = (_Err) => (schema, value, _ctx) => {
	const ctx = _ctx ? {
		..._ctx,
		direction: "backward"
	} : { direction: "backward" };
	return _safeParse(_Err)(schema, value, ctx);
};
const _safeDecode = (_Err) => (schema, value, _ctx) => {
	return _safeParse(_Err)(schema, value, _ctx);
};
const _safeEncodeAsync = (_Err) => async (schema, value, _ctx) => {
	const ctx = _ctx ? {
		..._ctx,
		direction: "backward"
	} : { direction: "backward" };
	return _safeParseAsync(_Err)(schema, value, ctx);
};
const _safeDecodeAsync = (_Err) => async (schema, value, _ctx) => {
	return _safeParseAsync(_Err)(schema, value, _ctx);
};

// node_modules/zod/v4/core/regexes.js
const cuid = /^[cC][0-9a-z]{6,}$/;
const cuid2 = /^[0-9a-z]+$/;
const ulid = /^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$/;
const xid = /^[0-9a-vA-V]{20}$/;
const ksuid = /^[A-Za-z0-9]{27}$/;
const nanoid = /^[a-zA-Z0-9_-]{21}$/;
function nanoidOfLength(length) {
	return new RegExp(`^[a-zA-Z0-9_-]{${length}}$`);
}
const duration = /^P(?:(\d+W)|(?!.*W)(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?)$/;
const guid = /^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})$/;
const uuid = (version) => {
	if (!version) return /^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$/;
	return new RegExp(`^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-${version}[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12})$`);
};
const email = /^(?:[A-Za-z0-9_'+\-]+\.)*[A-Za-z0-9_'+\-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$/;
const _emoji$1 = `^(?=[\\s\\S]*[\\p{Extended_Pictographic}\\p{Regional_Indicator}\\u20E3])[\\p{Extended_Pictographic}\\p{Emoji_Component}]+$`;
function emoji() {
	return new RegExp(_emoji$1, "u");
}
const ipv4 = /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])$/;
const ipv6 = /^(([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,7}:|([0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-fA-F]{1,4}){1,2}|([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}|([0-9a-fA-F]{1,4}:){1,3}(:[0-9a-fA-F]{1,4}){1,4}|([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}|[0-9a-fA-F]{1,4}:((:[0-9a-fA-F]{1,4}){1,6})|:((:[0-9a-fA-F]{1,4}){1,7}|:))$/;
const cidrv4 = /^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\/([0-9]|[1-2][0-9]|3[0-2])$/;
const cidrv6 = /^(([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,7}:|([0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-fA-F]{1,4}){1,2}|([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}|([0-9a-fA-F]{1,4}:){1,3}(:[0-9a-fA-F]{1,4}){1,4}|([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}|[0-9a-fA-F]{1,4}:((:[0-9a-fA-F]{1,4}){1,6})|:((:[0-9a-fA-F]{1,4}){1,7}|:))\/(12[0-8]|1[01][0-9]|[1-9]?[0-9])$/;
const base64 = /^$|^(?:[0-9a-zA-Z+/]{4})*(?:(?:[0-9a-zA-Z+/]{2}==)|(?:[0-9a-zA-Z+/]{3}=))?$/;
const base64url = /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?$/;
const httpProtocol = /^https?$/;
const e164 = /^\+[1-9]\d{6,14}$/;
const dateSource = `(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))`;
function anchor(source) {
	return new RegExp(`^${source}$`);
}
const date = /*@__PURE__*/ anchor(dateSource);
function timeSource(args) {
	const hhmm = `(?:[01]\\d|2[0-3]):[0-5]\\d`;
	return typeof args.precision === "number" ? args.precision === -1 ? `${hhmm}` : args.precision === 0 ? `${hhmm}:[0-5]\\d` : `${hhmm}:[0-5]\\d\\.\\d{${args.precision}}` : args.seconds ? `${hhmm}:[0-5]\\d(?:\\.\\d+)?` : `${hhmm}(?::[0-5]\\d(?:\\.\\d+)?)?`;
}
function time(args) {
	return new RegExp(`^${timeSource(args)}$`);
}
function datetime(args) {
	const opts = ["Z"];
	if (args.offset) opts.push(`([+-](?:[01]\\d|2[0-3]):[0-5]\\d)`);
	const qualified = `${timeSource({
		precision: args.precision,
		seconds: true
	})}(?:${opts.join("|")})`;
	const timeRegex = args.local ? `${qualified}|${timeSource({ precision: args.precision })}` : qualified;
	return new RegExp(`^${dateSource}T(?:${timeRegex})$`);
}
const anyString = /^[\s\S]{0,}$/;
const integer = /^-?\d+$/;
const number$1 = /^-?\d+(?:\.\d+)?$/;
const boolean$1 = /^(?:true|false)$/i;
const lowercase = /^[^A-Z]*$/;
const uppercase = /^[^a-z]*$/;

// node_modules/zod/v4/core/checks.js
const $ZodCheck = /*@__PURE__*/ $constructor("$ZodCheck", (inst, def) => {
	var _a;
	inst._zod ?? (inst._zod = {});
	inst._zod.def = def;
	(_a = inst._zod).onattach ?? (_a.onattach = []);
});
const _whenHasLength = (payload) => {
	const val = payload.value;
	return !nullish(val) && val.length !== void 0;
};
const numericOriginMap = {
	number: "number",
	bigint: "bigint",
	object: "date"
};
const $ZodCheckLessThan = /*@__PURE__*/ $constructor("$ZodCheckLessThan", (inst, def) => {
	$ZodCheck.init(inst, def);
	const origin = numericOriginMap[typeof def.value];
	inst._zod.check = (payload) => {
		if (def.inclusive ? payload.value <= def.value : payload.value < def.value) return;
		payload.issues.push({
			origin: numericOriginMap[typeof payload.value] ?? origin,
			code: "too_big",
			maximum: typeof def.value === "object" ? def.value.getTime() : def.value,
			input: payload.value,
			inclusive: def.inclusive,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckGreaterThan = /*@__PURE__*/ $constructor("$ZodCheckGreaterThan", (inst, def) => {
	$ZodCheck.init(inst, def);
	const origin = numericOriginMap[typeof def.value];
	inst._zod.check = (payload) => {
		if (def.inclusive ? payload.value >= def.value : payload.value > def.value) return;
		payload.issues.push({
			origin: numericOriginMap[typeof payload.value] ?? origin,
			code: "too_small",
			minimum: typeof def.value === "object" ? def.value.getTime() : def.value,
			input: payload.value,
			inclusive: def.inclusive,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckMultipleOf = /*@__PURE__*/ $constructor("$ZodCheckMultipleOf", (inst, def) => {
	$ZodCheck.init(inst, def);
	inst._zod.check = (payload) => {
		if (typeof payload.value !== typeof def.value) throw new Error("Cannot mix number and bigint in multiple_of check.");
		if (typeof payload.value === "bigint" ? def.value !== BigInt(0) && payload.value % def.value === BigInt(0) : floatSafeRemainder(payload.value, def.value) === 0) return;
		payload.issues.push({
			origin: typeof payload.value,
			code: "not_multiple_of",
			divisor: def.value,
			input: payload.value,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckNumberFormat = /*@__PURE__*/ $constructor("$ZodCheckNumberFormat", (inst, def) => {
	$ZodCheck.init(inst, def);
	def.format = def.format || "float64";
	const isInt = def.format?.includes("int");
	const origin = isInt ? "int" : "number";
	const [minimum, maximum] = NUMBER_FORMAT_RANGES[def.format];
	inst._zod.check = (payload) => {
		const input = payload.value;
		if (isInt) {
			if (!Number.isInteger(input)) {
				payload.issues.push({
					expected: origin,
					format: def.format,
					code: "invalid_type",
					continue: false,
					input,
					inst
				});
				return;
			}
			if (!Number.isSafeInteger(input)) {
				if (input > 0) payload.issues.push({
					input,
					code: "too_big",
					maximum: Number.MAX_SAFE_INTEGER,
					note: "Integers must be within the safe integer range.",
					inst,
					origin,
					inclusive: true,
					continue: !def.abort
				});
				else payload.issues.push({
					input,
					code: "too_small",
					minimum: Number.MIN_SAFE_INTEGER,
					note: "Integers must be within the safe integer range.",
					inst,
					origin,
					inclusive: true,
					continue: !def.abort
				});
				return;
			}
		}
		if (input < minimum) payload.issues.push({
			origin: "number",
			input,
			code: "too_small",
			minimum,
			inclusive: true,
			inst,
			continue: !def.abort
		});
		if (input > maximum) payload.issues.push({
			origin: "number",
			input,
			code: "too_big",
			maximum,
			inclusive: true,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckMaxLength = /*@__PURE__*/ $constructor("$ZodCheckMaxLength", (inst, def) => {
	var _a;
	$ZodCheck.init(inst, def);
	(_a = inst._zod.def).when ?? (_a.when = _whenHasLength);
	inst._zod.check = (payload) => {
		const input = payload.value;
		const units = input.length;
		if ((typeof input === "string" && units > def.maximum ? codePointLength(input) : units) <= def.maximum) return;
		const origin = getLengthableOrigin(input);
		payload.issues.push({
			origin,
			code: "too_big",
			maximum: def.maximum,
			inclusive: true,
			input,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckMinLength = /*@__PURE__*/ $constructor("$ZodCheckMinLength", (inst, def) => {
	var _a;
	$ZodCheck.init(inst, def);
	(_a = inst._zod.def).when ?? (_a.when = _whenHasLength);
	inst._zod.check = (payload) => {
		const input = payload.value;
		const units = input.length;
		if ((typeof input === "string" && units >= def.minimum && units < def.minimum * 2 ? codePointLength(input) : units) >= def.minimum) return;
		const origin = getLengthableOrigin(input);
		payload.issues.push({
			origin,
			code: "too_small",
			minimum: def.minimum,
			inclusive: true,
			input,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckLengthEquals = /*@__PURE__*/ $constructor("$ZodCheckLengthEquals", (inst, def) => {
	var _a;
	$ZodCheck.init(inst, def);
	(_a = inst._zod.def).when ?? (_a.when = _whenHasLength);
	inst._zod.check = (payload) => {
		const input = payload.value;
		const units = input.length;
		const length = typeof input === "string" && units >= def.length && units <= def.length * 2 ? codePointLength(input) : units;
		if (length === def.length) return;
		const origin = getLengthableOrigin(input);
		const tooBig = length > def.length;
		payload.issues.push({
			origin,
			...tooBig ? {
				code: "too_big",
				maximum: def.length
			} : {
				code: "too_small",
				minimum: def.length
			},
			inclusive: true,
			exact: true,
			input: payload.value,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckStringFormat = /*@__PURE__*/ $constructor("$ZodCheckStringFormat", (inst, def) => {
	var _a, _b;
	$ZodCheck.init(inst, def);
	if (def.pattern) (_a = inst._zod).check ?? (_a.check = (payload) => {
		def.pattern.lastIndex = 0;
		if (def.pattern.test(payload.value)) return;
		payload.issues.push({
			origin: "string",
			code: "invalid_format",
			format: def.format,
			input: payload.value,
			...def.pattern ? { pattern: def.pattern.toString() } : {},
			inst,
			continue: !def.abort
		});
	});
	else (_b = inst._zod).check ?? (_b.check = () => {});
});
const $ZodCheckRegex = /*@__PURE__*/ $constructor("$ZodCheckRegex", (inst, def) => {
	$ZodCheckStringFormat.init(inst, def);
	inst._zod.check = (payload) => {
		def.pattern.lastIndex = 0;
		if (def.pattern.test(payload.value)) return;
		payload.issues.push({
			origin: "string",
			code: "invalid_format",
			format: "regex",
			input: payload.value,
			pattern: def.pattern.toString(),
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckLowerCase = /*@__PURE__*/ $constructor("$ZodCheckLowerCase", (inst, def) => {
	def.pattern ?? (def.pattern = lowercase);
	$ZodCheckStringFormat.init(inst, def);
});
const $ZodCheckUpperCase = /*@__PURE__*/ $constructor("$ZodCheckUpperCase", (inst, def) => {
	def.pattern ?? (def.pattern = uppercase);
	$ZodCheckStringFormat.init(inst, def);
});
const $ZodCheckIncludes = /*@__PURE__*/ $constructor("$ZodCheckIncludes", (inst, def) => {
	$ZodCheck.init(inst, def);
	const escapedRegex = escapeRegex(def.includes);
	def.pattern = new RegExp(typeof def.position === "number" ? `^.{${def.position},}${escapedRegex}` : escapedRegex);
	inst._zod.check = (payload) => {
		if (payload.value.includes(def.includes, def.position)) return;
		payload.issues.push({
			origin: "string",
			code: "invalid_format",
			format: "includes",
			includes: def.includes,
			input: payload.value,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckStartsWith = /*@__PURE__*/ $constructor("$ZodCheckStartsWith", (inst, def) => {
	$ZodCheck.init(inst, def);
	const pattern = new RegExp(`^${escapeRegex(def.prefix)}.*`);
	def.pattern ?? (def.pattern = pattern);
	inst._zod.check = (payload) => {
		if (payload.value.startsWith(def.prefix)) return;
		payload.issues.push({
			origin: "string",
			code: "invalid_format",
			format: "starts_with",
			prefix: def.prefix,
			input: payload.value,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckEndsWith = /*@__PURE__*/ $constructor("$ZodCheckEndsWith", (inst, def) => {
	$ZodCheck.init(inst, def);
	const pattern = new RegExp(`.*${escapeRegex(def.suffix)}$`);
	def.pattern ?? (def.pattern = pattern);
	inst._zod.check = (payload) => {
		if (payload.value.endsWith(def.suffix)) return;
		payload.issues.push({
			origin: "string",
			code: "invalid_format",
			format: "ends_with",
			suffix: def.suffix,
			input: payload.value,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckOverwrite = /*@__PURE__*/ $constructor("$ZodCheckOverwrite", (inst, def) => {
	$ZodCheck.init(inst, def);
	inst._zod.check = (payload) => {
		payload.value = def.tx(payload.value);
	};
});

// node_modules/zod/v4/core/doc.js
var Doc = class {
	constructor(args = [], closed = {}) {
		this.content = [];
		this.indent = 0;
		this.args = args;
		this.closed = closed;
	}
	indented(fn) {
		this.indent += 1;
		try {
			fn(this);
		} finally {
			this.indent -= 1;
		}
	}
	write(arg) {
		if (typeof arg === "function") {
			arg(this, { execution: "sync" });
			arg(this, { execution: "async" });
			return;
		}
		const lines = arg.split("\n").filter((x) => x);
		const minIndent = Math.min(...lines.map((x) => x.length - x.trimStart().length));
		const dedented = lines.map((x) => x.slice(minIndent)).map((x) => " ".repeat(this.indent * 2) + x);
		for (const line of dedented) this.content.push(line);
	}
	compile() {
		const F = Function;
		const content = this?.content ?? [``];
		return new F(...Object.keys(this.closed), `return function (${this.args.join(", ")}) {\n${content.join("\n")}\n};`)(...Object.values(this.closed));
	}
};

// node_modules/zod/v4/core/versions.js
const version = {
	major: 4,
	minor: 6,
	patch: 7
};

// node_modules/zod/v4/core/schemas.js
const $ZodType = /*@__PURE__*/ $constructor("$ZodType", (inst, def) => {
	var _a;
	inst ?? (inst = {});
	inst._zod.def = def;
	inst._zod.bag = inst._zod.bag || {};
	inst._zod.version = version;
	const defChecks = inst._zod.def.checks;
	const checks = inst._zod.traits.has("$ZodCheck") ? [inst, ...defChecks ?? []] : defChecks?.length ? [...defChecks] : [];
	for (const ch of checks) for (const fn of ch._zod.onattach) fn(inst);
	if (checks.length === 0) {
		(_a = inst._zod).deferred ?? (_a.deferred = []);
		inst._zod.deferred?.push(() => {
			inst._zod.run = inst._zod.parse;
		});
	} else {
		const runChecks = (payload, checks, ctx) => {
			if (payload.memo) return payload;
			let isAborted = aborted(payload);
			let asyncResult;
			for (const ch of checks) {
				if (ch._zod.def.when) {
					if (explicitlyAborted(payload)) continue;
					if (!ch._zod.def.when(payload)) continue;
				} else if (isAborted) continue;
				const currLen = payload.issues.length;
				const _ = ch._zod.check(payload);
				if (_ instanceof Promise && ctx?.async === false) throw new $ZodAsyncError();
				if (asyncResult || _ instanceof Promise) asyncResult = (asyncResult ?? Promise.resolve()).then(async () => {
					await _;
					if (payload.issues.length === currLen) return;
					attachSchema(payload.issues, currLen, inst);
					if (!isAborted) isAborted = aborted(payload, currLen);
				});
				else {
					if (payload.issues.length === currLen) continue;
					attachSchema(payload.issues, currLen, inst);
					if (!isAborted) isAborted = aborted(payload, currLen);
				}
			}
			if (asyncResult) return asyncResult.then(() => {
				return payload;
			});
			return payload;
		};
		const handleCanaryResult = (canary, payload, ctx) => {
			if (aborted(canary)) {
				canary.aborted = true;
				return canary;
			}
			const checkResult = runChecks(payload, checks, ctx);
			if (checkResult instanceof Promise) {
				if (ctx.async === false) throw new $ZodAsyncError();
				return checkResult.then((checkResult) => inst._zod.parse(checkResult, ctx));
			}
			return inst._zod.parse(checkResult, ctx);
		};
		inst._zod.run = (payload, ctx) => {
			if (ctx.skipChecks) return inst._zod.parse(payload, ctx);
			if (ctx.direction === "backward") {
				const canary = inst._zod.parse({
					value: payload.value,
					issues: []
				}, {
					...ctx,
					skipChecks: true
				});
				if (canary instanceof Promise) return canary.then((canary) => {
					return handleCanaryResult(canary, payload, ctx);
				});
				return handleCanaryResult(canary, payload, ctx);
			}
			const result = inst._zod.parse(payload, ctx);
			if (result instanceof Promise) {
				if (ctx.async === false) throw new $ZodAsyncError();
				return result.then((result) => runChecks(result, checks, ctx));
			}
			return runChecks(result, checks, ctx);
		};
	}
}, {
	get "~standard"() {
		return hide(this, "~standard", standardProps(this));
	},
	set "~standard"(value) {
		own(this, "~standard", value);
	}
});
const toStandardResult = (r, ctx) => r.issues.length ? { issues: r.issues.map((iss) => finalizeIssue(iss, ctx, config())) } : { value: r.value };
async function validateAsync(inst, value) {
	const ctx = { async: true };
	return toStandardResult(await inst._zod.run({
		value,
		issues: []
	}, ctx), ctx);
}
function standardProps(inst) {
	return {
		validate: (value) => {
			const ctx = { async: false };
			try {
				const r = inst._zod.run({
					value,
					issues: []
				}, ctx);
				if (!(r instanceof Promise)) return toStandardResult(r, ctx);
			} catch (_) {}
			return validateAsync(inst, value);
		},
		vendor: "zod",
		version: 1
	};
}
const $ZodString = /*@__PURE__*/ $constructor("$ZodString", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.pattern = def.pattern ?? anyString;
	inst._zod.parse = (payload, _) => {
		if (def.coerce) try {
			payload.value = String(payload.value);
		} catch (_) {}
		if (typeof payload.value === "string") return payload;
		payload.issues.push({
			expected: "string",
			code: "invalid_type",
			input: payload.value,
			inst
		});
		return payload;
	};
});
const $ZodStringFormat = /*@__PURE__*/ $constructor("$ZodStringFormat", (inst, def) => {
	$ZodCheckStringFormat.init(inst, def);
	$ZodString.init(inst, def);
});
const $ZodGUID = /*@__PURE__*/ $constructor("$ZodGUID", (inst, def) => {
	def.pattern ?? (def.pattern = guid);
	$ZodStringFormat.init(inst, def);
});
const $ZodUUID = /*@__PURE__*/ $constructor("$ZodUUID", (inst, def) => {
	if (def.version) {
		const v = {
			v1: 1,
			v2: 2,
			v3: 3,
			v4: 4,
			v5: 5,
			v6: 6,
			v7: 7,
			v8: 8
		}[def.version];
		if (v === void 0) throw new Error(`Invalid UUID version: "${def.version}"`);
		def.pattern ?? (def.pattern = uuid(v));
	} else def.pattern ?? (def.pattern = uuid());
	$ZodStringFormat.init(inst, def);
});
const $ZodEmail = /*@__PURE__*/ $constructor("$ZodEmail", (inst, def) => {
	def.pattern ?? (def.pattern = email);
	$ZodStringFormat.init(inst, def);
});
const URL_BAD_FORMAT = 1;
const URL_UNPARSEABLE = 2;
function canParseURL(input) {
	try {
		if (typeof URL !== "undefined" && typeof URL.canParse === "function") return URL.canParse(input);
		new URL(input);
		return true;
	} catch {
		return false;
	}
}
function validateURL(trimmed, def) {
	if (!("normalize" in def) && !("hostname" in def) && !("protocol" in def)) return canParseURL(trimmed) || 2;
	return parseURLObject(trimmed, def);
}
function parseURLObject(trimmed, def) {
	if (!def.normalize && def.protocol?.source === httpProtocol.source && !/^https?:\/\//i.test(trimmed)) return 1;
	try {
		if (typeof URL !== "undefined") {
			const URLStatic = URL;
			if (typeof URLStatic.parse === "function") return URLStatic.parse(trimmed) ?? 2;
		}
		return new URL(trimmed);
	} catch {
		return 2;
	}
}
const asciiTabOrNewline = /[\t\n\r]/g;
function stripTabAndNewline(value) {
	return value.replace(asciiTabOrNewline, "");
}
function urlHostnameOk(url, hostname) {
	hostname.lastIndex = 0;
	return hostname.test(url.hostname);
}
function urlProtocolOk(url, protocol) {
	protocol.lastIndex = 0;
	return protocol.test(url.protocol.endsWith(":") ? url.protocol.slice(0, -1) : url.protocol);
}
const $ZodURL = /*@__PURE__*/ $constructor("$ZodURL", (inst, def) => {
	$ZodStringFormat.init(inst, def);
	inst._zod.check = (payload) => {
		try {
			const trimmed = payload.value.trim();
			const url = validateURL(trimmed, def);
			if (url === 1) {
				payload.issues.push({
					code: "invalid_format",
					format: "url",
					note: "Invalid URL format",
					input: payload.value,
					inst,
					continue: !def.abort
				});
				return;
			}
			if (url === 2) {
				payload.issues.push({
					code: "invalid_format",
					format: "url",
					input: payload.value,
					inst,
					continue: !def.abort
				});
				return;
			}
			if (url === true) {
				payload.value = stripTabAndNewline(trimmed);
				return;
			}
			if (def.hostname && !urlHostnameOk(url, def.hostname)) payload.issues.push({
				code: "invalid_format",
				format: "url",
				note: "Invalid hostname",
				pattern: def.hostname.source,
				input: payload.value,
				inst,
				continue: !def.abort
			});
			if (def.protocol && !urlProtocolOk(url, def.protocol)) payload.issues.push({
				code: "invalid_format",
				format: "url",
				note: "Invalid protocol",
				pattern: def.protocol.source,
				input: payload.value,
				inst,
				continue: !def.abort
			});
			payload.value = def.normalize ? url.href : stripTabAndNewline(trimmed);
			return;
		} catch (_) {
			payload.issues.push({
				code: "invalid_format",
				format: "url",
				input: payload.value,
				inst,
				continue: !def.abort
			});
		}
	};
});
const $ZodEmoji = /*@__PURE__*/ $constructor("$ZodEmoji", (inst, def) => {
	def.pattern ?? (def.pattern = emoji());
	$ZodStringFormat.init(inst, def);
});
const $ZodNanoID = /*@__PURE__*/ $constructor("$ZodNanoID", (inst, def) => {
	if (def.length !== void 0 && (!Number.isInteger(def.length) || def.length < 1)) throw new Error(`Invalid nanoid length: ${def.length}`);
	def.pattern ?? (def.pattern = def.length === void 0 ? nanoid : nanoidOfLength(def.length));
	$ZodStringFormat.init(inst, def);
});
const $ZodCUID = /*@__PURE__*/ $constructor("$ZodCUID", (inst, def) => {
	def.pattern ?? (def.pattern = cuid);
	$ZodStringFormat.init(inst, def);
});
const $ZodCUID2 = /*@__PURE__*/ $constructor("$ZodCUID2", (inst, def) => {
	def.pattern ?? (def.pattern = cuid2);
	$ZodStringFormat.init(inst, def);
});
const $ZodULID = /*@__PURE__*/ $constructor("$ZodULID", (inst, def) => {
	def.pattern ?? (def.pattern = ulid);
	$ZodStringFormat.init(inst, def);
});
const $ZodXID = /*@__PURE__*/ $constructor("$ZodXID", (inst, def) => {
	def.pattern ?? (def.pattern = xid);
	$ZodStringFormat.init(inst, def);
});
const $ZodKSUID = /*@__PURE__*/ $constructor("$ZodKSUID", (inst, def) => {
	def.pattern ?? (def.pattern = ksuid);
	$ZodStringFormat.init(inst, def);
});
const $ZodISODateTime = /*@__PURE__*/ $constructor("$ZodISODateTime", (inst, def) => {
	def.pattern ?? (def.pattern = datetime(def));
	$ZodStringFormat.init(inst, def);
});
const $ZodISODate = /*@__PURE__*/ $constructor("$ZodISODate", (inst, def) => {
	def.pattern ?? (def.pattern = date);
	$ZodStringFormat.init(inst, def);
});
const $ZodISOTime = /*@__PURE__*/ $constructor("$ZodISOTime", (inst, def) => {
	def.pattern ?? (def.pattern = time(def));
	$ZodStringFormat.init(inst, def);
});
const $ZodISODuration = /*@__PURE__*/ $constructor("$ZodISODuration", (inst, def) => {
	def.pattern ?? (def.pattern = duration);
	$ZodStringFormat.init(inst, def);
});
const $ZodIPv4 = /*@__PURE__*/ $constructor("$ZodIPv4", (inst, def) => {
	def.pattern ?? (def.pattern = ipv4);
	$ZodStringFormat.init(inst, def);
});
const ipv6Alphabet = /^[0-9a-fA-F:.]+$/;
function isValidIPv6(value) {
	if (!ipv6Alphabet.test(value)) return false;
	return canParseURL(`http://[${value}]`);
}
const $ZodIPv6 = /*@__PURE__*/ $constructor("$ZodIPv6", (inst, def) => {
	def.pattern ?? (def.pattern = ipv6);
	$ZodStringFormat.init(inst, def);
	inst._zod.check = (payload) => {
		if (!isValidIPv6(payload.value)) payload.issues.push({
			code: "invalid_format",
			format: "ipv6",
			input: payload.value,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCIDRv4 = /*@__PURE__*/ $constructor("$ZodCIDRv4", (inst, def) => {
	def.pattern ?? (def.pattern = cidrv4);
	$ZodStringFormat.init(inst, def);
});
function isValidCIDRv6(value) {
	const parts = value.split("/");
	if (parts.length !== 2) return false;
	const [address, prefix] = parts;
	if (!prefix) return false;
	const prefixNum = Number(prefix);
	if (`${prefixNum}` !== prefix) return false;
	if (prefixNum < 0 || prefixNum > 128) return false;
	return isValidIPv6(address);
}
const $ZodCIDRv6 = /*@__PURE__*/ $constructor("$ZodCIDRv6", (inst, def) => {
	def.pattern ?? (def.pattern = cidrv6);
	$ZodStringFormat.init(inst, def);
	inst._zod.check = (payload) => {
		if (!isValidCIDRv6(payload.value)) payload.issues.push({
			code: "invalid_format",
			format: "cidrv6",
			input: payload.value,
			inst,
			continue: !def.abort
		});
	};
});
function isValidBase64(data) {
	if (data === "") return true;
	if (/\s/.test(data)) return false;
	if (data.length % 4 !== 0) return false;
	try {
		atob(data);
		return true;
	} catch {
		return false;
	}
}
const base64Charset = /^[0-9a-zA-Z+/]*={0,2}$/;
const $ZodBase64 = /*@__PURE__*/ $constructor("$ZodBase64", (inst, def) => {
	def.pattern ?? (def.pattern = base64Charset);
	$ZodStringFormat.init(inst, def);
	inst._zod.check = (payload) => {
		if (isValidBase64(payload.value)) return;
		payload.issues.push({
			code: "invalid_format",
			format: "base64",
			input: payload.value,
			inst,
			continue: !def.abort
		});
	};
});
const base64urlCharset = /^[A-Za-z0-9_-]*$/;
function isValidBase64URL(data) {
	if (!base64urlCharset.test(data)) return false;
	const base64 = data.replace(/[-_]/g, (c) => c === "-" ? "+" : "/");
	return isValidBase64(base64.padEnd(Math.ceil(base64.length / 4) * 4, "="));
}
const $ZodBase64URL = /*@__PURE__*/ $constructor("$ZodBase64URL", (inst, def) => {
	def.pattern ?? (def.pattern = base64urlCharset);
	$ZodStringFormat.init(inst, def);
	inst._zod.check = (payload) => {
		if (isValidBase64URL(payload.value)) return;
		payload.issues.push({
			code: "invalid_format",
			format: "base64url",
			input: payload.value,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodE164 = /*@__PURE__*/ $constructor("$ZodE164", (inst, def) => {
	def.pattern ?? (def.pattern = e164);
	$ZodStringFormat.init(inst, def);
});
function isValidJWT(token, algorithm = null) {
	try {
		const tokensParts = token.split(".");
		if (tokensParts.length !== 3) return false;
		const [header] = tokensParts;
		if (!header) return false;
		const parsedHeader = JSON.parse(atob(header));
		if ("typ" in parsedHeader && parsedHeader?.typ !== "JWT") return false;
		if (!parsedHeader.alg) return false;
		if (algorithm && (!("alg" in parsedHeader) || parsedHeader.alg !== algorithm)) return false;
		return true;
	} catch {
		return false;
	}
}
const $ZodJWT = /*@__PURE__*/ $constructor("$ZodJWT", (inst, def) => {
	$ZodStringFormat.init(inst, def);
	inst._zod.check = (payload) => {
		if (isValidJWT(payload.value, def.alg)) return;
		payload.issues.push({
			code: "invalid_format",
			format: "jwt",
			input: payload.value,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodNumber = /*@__PURE__*/ $constructor("$ZodNumber", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.pattern = number$1;
	inst._zod.parse = (payload, _ctx) => {
		if (def.coerce) try {
			payload.value = Number(payload.value);
		} catch (_) {}
		const input = payload.value;
		if (typeof input === "number" && !Number.isNaN(input) && Number.isFinite(input)) return payload;
		const received = typeof input === "number" ? Number.isNaN(input) ? "NaN" : !Number.isFinite(input) ? String(input) : void 0 : void 0;
		payload.issues.push({
			expected: "number",
			code: "invalid_type",
			input,
			inst,
			...received ? { received } : {}
		});
		return payload;
	};
});
const $ZodNumberFormat = /*@__PURE__*/ $constructor("$ZodNumberFormat", (inst, def) => {
	$ZodCheckNumberFormat.init(inst, def);
	$ZodNumber.init(inst, def);
});
const $ZodBoolean = /*@__PURE__*/ $constructor("$ZodBoolean", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.pattern = boolean$1;
	inst._zod.parse = (payload, _ctx) => {
		if (def.coerce) try {
			payload.value = Boolean(payload.value);
		} catch (_) {}
		const input = payload.value;
		if (typeof input === "boolean") return payload;
		payload.issues.push({
			expected: "boolean",
			code: "invalid_type",
			input,
			inst
		});
		return payload;
	};
});
const $ZodUnknown = /*@__PURE__*/ $constructor("$ZodUnknown", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.parse = (payload) => payload;
});
const $ZodNever = /*@__PURE__*/ $constructor("$ZodNever", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.parse = (payload, _ctx) => {
		payload.issues.push({
			expected: "never",
			code: "invalid_type",
			input: payload.value,
			inst
		});
		return payload;
	};
});
function capSize(inst, size) {
	const caps = sizeCaps(inst._zod.def.checks);
	if (!caps.length) return;
	const cap = Math.min(...caps.map((c) => c[0]));
	const parse = inst._zod.parse;
	inst._zod.parse = (payload, ctx) => {
		const n = size(payload.value);
		if (n > cap && !ctx?.skipChecks && ctx?.direction !== "backward") {
			for (const [max, ch] of sizeCaps(inst._zod.def.checks)) if (n > max && ch._zod.def.when(payload)) {
				const start = payload.issues.length;
				ch._zod.check(payload);
				payload.issues[start].continue = false;
				attachSchema(payload.issues, start, inst);
				return payload;
			}
		}
		return parse(payload, ctx);
	};
}
const arraySize = (input) => Array.isArray(input) ? input.length : -1;
function handleArrayResult(result, final, index) {
	if (result.issues.length) final.issues.push(...prefixIssues(index, result.issues));
	final.value[index] = result.value;
}
const $ZodArray = /*@__PURE__*/ $constructor("$ZodArray", (inst, def) => {
	$ZodType.init(inst, def);
	const memo = globalConfig.memoizer;
	memo?.attach(inst);
	inst._zod.parse = (payload, ctx) => {
		const input = payload.value;
		if (!Array.isArray(input)) {
			payload.issues.push({
				expected: "array",
				code: "invalid_type",
				input,
				inst
			});
			return payload;
		}
		payload.value = memo ? memo.alloc(inst, payload, Array(input.length), ctx) : Array(input.length);
		const proms = [];
		const abortEarly = ctx?.abortEarly;
		for (let i = 0; i < input.length; i++) {
			const item = input[i];
			const result = def.element._zod.run({
				value: item,
				issues: []
			}, ctx);
			if (result instanceof Promise) proms.push(result.then((result) => handleArrayResult(result, payload, i)));
			else {
				handleArrayResult(result, payload, i);
				if (abortEarly && result.issues.length !== 0 && aborted(result)) break;
			}
		}
		if (proms.length) return Promise.all(proms).then(() => payload);
		return payload;
	};
	capSize(inst, arraySize);
});
function handlePropertyResult(result, final, key, input, optin, optout) {
	const isPresent = key in input;
	const isOptionalOut = optout === "optional";
	if (!isPresent && isOptionalOut && optin === "optional") return;
	if (result.issues.length) {
		if (optin !== void 0 && isOptionalOut && !isPresent) return;
		final.issues.push(...prefixIssues(key, result.issues));
	}
	if (!isPresent && optin === void 0) {
		if (!result.issues.length) final.issues.push({
			code: "invalid_type",
			expected: "nonoptional",
			input: void 0,
			path: [key]
		});
		return;
	}
	if (result.value === void 0) {
		if (isPresent || optin === "defaulted" && !isOptionalOut) final.value[key] = void 0;
	} else final.value[key] = result.value;
}
const NO_SYMBOL_KEYS = [];
function normalizeDef(def) {
	const keys = Object.keys(def.shape);
	const ownSymbols = Object.getOwnPropertySymbols(def.shape);
	const symbolKeys = ownSymbols.length ? ownSymbols : NO_SYMBOL_KEYS;
	const allKeys = symbolKeys.length ? [...keys, ...symbolKeys] : keys;
	for (const k of allKeys) if (!def.shape?.[k]?._zod?.traits?.has("$ZodType")) throw new Error(`Invalid element at key "${String(k)}": expected a Zod schema`);
	const okeys = optionalKeys(def.shape);
	return {
		...def,
		allKeys,
		symbolKeys,
		keySet: new Set(keys),
		numKeys: keys.length,
		optionalKeys: new Set(okeys)
	};
}
function handleCatchall(proms, input, payload, ctx, def, inst, abortEarly) {
	const unrecognized = [];
	const keySet = def.keySet;
	const _catchall = def.catchall._zod;
	const t = _catchall.def.type;
	const optin = _catchall.optin;
	const optout = _catchall.optout;
	let seen = 0;
	for (const key in input) {
		if (abortEarly && payload.issues.length !== seen) {
			if (aborted(payload, seen)) break;
			seen = payload.issues.length;
		}
		if (keySet.has(key)) continue;
		if (key === "__proto__") {
			if (t === "never") unrecognized.push(key);
			continue;
		}
		if (t === "never") {
			unrecognized.push(key);
			continue;
		}
		const r = _catchall.run({
			value: input[key],
			issues: []
		}, ctx);
		if (r instanceof Promise) proms.push(r.then((r) => handlePropertyResult(r, payload, key, input, optin, optout)));
		else handlePropertyResult(r, payload, key, input, optin, optout);
	}
	if (unrecognized.length) payload.issues.push({
		code: "unrecognized_keys",
		keys: unrecognized,
		input,
		inst,
		continue: true
	});
	if (!proms.length) return payload;
	return Promise.all(proms).then(() => {
		return payload;
	});
}
const $ZodObject = /*@__PURE__*/ $constructor("$ZodObject", (inst, def) => {
	$ZodType.init(inst, def);
	const desc = Object.getOwnPropertyDescriptor(def, "shape");
	const sh = desc?.get ? desc.get.raw : def.shape ?? {};
	if (sh) {
		const get = () => {
			const newSh = { ...sh };
			Object.defineProperty(def, "shape", { value: newSh });
			get.raw = newSh;
			return newSh;
		};
		get.raw = sh;
		Object.defineProperty(def, "shape", { get });
	}
	const _normalized = cached(() => normalizeDef(def));
	defineLazyInternal(inst, "propValues", (zod) => {
		const shape = zod.def.shape;
		const propValues = {};
		for (const key in shape) {
			const field = shape[key]._zod;
			if (field.values) {
				if (!Object.prototype.hasOwnProperty.call(propValues, key)) assignProp(propValues, key, /* @__PURE__ */ new Set());
				for (const v of field.values) propValues[key].add(v);
				if (field.optin !== void 0) propValues[key].add(void 0);
			}
		}
		return propValues;
	});
	const isObject$1 = isObject;
	const catchall = def.catchall;
	let value;
	const memo = globalConfig.memoizer;
	memo?.attach(inst);
	inst._zod.parse = (payload, ctx) => {
		value ?? (value = _normalized.value);
		const input = payload.value;
		if (!isObject$1(input)) {
			payload.issues.push({
				expected: "object",
				code: "invalid_type",
				input,
				inst
			});
			return payload;
		}
		payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
		const proms = [];
		const shape = value.shape;
		const abortEarly = ctx?.abortEarly;
		let seen = payload.issues.length;
		for (const key of value.allKeys) {
			if (abortEarly && payload.issues.length !== seen) {
				if (aborted(payload, seen)) break;
				seen = payload.issues.length;
			}
			if (key === "__proto__") continue;
			const el = shape[key];
			const optin = el._zod.optin;
			const optout = el._zod.optout;
			const r = el._zod.run({
				value: input[key],
				issues: []
			}, ctx);
			if (r instanceof Promise) proms.push(r.then((r) => handlePropertyResult(r, payload, key, input, optin, optout)));
			else handlePropertyResult(r, payload, key, input, optin, optout);
		}
		if (!catchall) return proms.length ? Promise.all(proms).then(() => payload) : payload;
		return handleCatchall(proms, input, payload, ctx, _normalized.value, inst, abortEarly === true);
	};
});
const $ZodObjectJIT = /*@__PURE__*/ $constructor("$ZodObjectJIT", (inst, def) => {
	$ZodObject.init(inst, def);
	const superParse = inst._zod.parse;
	const _normalized = cached(() => normalizeDef(def));
	const memo = globalConfig.memoizer;
	const generateFastpass = (shape) => {
		const normalized = _normalized.value;
		const syms = normalized.symbolKeys;
		const doc = new Doc(["payload", "ctx"], {
			shape,
			inst,
			memo,
			syms
		});
		const parseStr = (k) => `shape[${k}]._zod.run({ value: input[${k}], issues: [] }, ctx)`;
		const prefixStr = (id, k) => `
          let ${id}_ab = false;
          for (let i = 0; i < ${id}.issues.length; i++) {
            const iss = ${id}.issues[i];
            iss.path = iss.path ? [${k}, ...iss.path] : [${k}];
            payload.issues.push(iss);
            if (iss.continue !== true) ${id}_ab = true;
          }
          if (${id}_ab && ctx && ctx.abortEarly) {
            payload.value = newResult;
            return payload;
          }`;
		doc.write(`const input = payload.value;`);
		const ids = Object.create(null);
		let counter = 0;
		for (const key of normalized.allKeys) ids[key] = `key_${counter++}`;
		doc.write(memo ? `const newResult = memo.alloc(inst, payload, {}, ctx);` : `const newResult = {};`);
		for (const key of normalized.allKeys) {
			if (key === "__proto__") continue;
			const id = ids[key];
			const k = typeof key === "symbol" ? `syms[${syms.indexOf(key)}]` : esc(key);
			const isPresent = `${k} in input`;
			const schema = shape[key];
			const optin = schema?._zod?.optin;
			const isOptionalIn = optin !== void 0;
			const isOptionalOut = schema?._zod?.optout === "optional";
			doc.write(`const ${id} = ${parseStr(k)};`);
			if (isOptionalIn && isOptionalOut) {
				const assign = optin === "optional" ? `${id}_present` : `${id}.value !== undefined || ${id}_present`;
				doc.write(`
        const ${id}_present = ${isPresent};
        if (!${id}.issues.length || ${id}_present) {
          if (${id}.issues.length) {${prefixStr(id, k)}
          }

          if (${assign}) {
            newResult[${k}] = ${id}.value;
          }
        }

      `);
			} else if (!isOptionalIn) doc.write(`
        const ${id}_present = ${isPresent};
        if (${id}.issues.length) {${prefixStr(id, k)}
        }
        if (!${id}_present && !${id}.issues.length) {
          payload.issues.push({
            code: "invalid_type",
            expected: "nonoptional",
            input: undefined,
            path: [${k}]
          });
          if (ctx && ctx.abortEarly) {
            payload.value = newResult;
            return payload;
          }
        }

        if (${id}_present) {
          newResult[${k}] = ${id}.value;
        }

      `);
			else {
				doc.write(`
        if (${id}.issues.length) {${prefixStr(id, k)}
        }
      `);
				if (optin === "defaulted") doc.write(`newResult[${k}] = ${id}.value;`);
				else doc.write(`
        if (${id}.value !== undefined || ${isPresent}) {
          newResult[${k}] = ${id}.value;
        }
      `);
			}
		}
		doc.write(`payload.value = newResult;`);
		doc.write(`return payload;`);
		return doc.compile();
	};
	let fastpass;
	const isObject$2 = isObject;
	const jit = !globalConfig.jitless;
	const allowsEval$1 = allowsEval;
	const fastEnabled = jit && allowsEval$1.value;
	const catchall = def.catchall;
	let value;
	inst._zod.parse = (payload, ctx) => {
		value ?? (value = _normalized.value);
		const input = payload.value;
		if (!isObject$2(input)) {
			payload.issues.push({
				expected: "object",
				code: "invalid_type",
				input,
				inst
			});
			return payload;
		}
		if (jit && fastEnabled && ctx?.async === false && ctx.jitless !== true) {
			if (!fastpass) fastpass = generateFastpass(def.shape);
			payload = fastpass(payload, ctx);
			if (!catchall) return payload;
			return handleCatchall([], input, payload, ctx, value, inst, ctx?.abortEarly === true);
		}
		return superParse(payload, ctx);
	};
});
function handleUnionResults(results, final, inst, ctx) {
	for (const result of results) if (result.issues.length === 0) {
		final.value = result.value;
		return final;
	}
	const nonaborted = results.filter((r) => !aborted(r));
	if (nonaborted.length === 1) {
		final.value = nonaborted[0].value;
		return nonaborted[0];
	}
	final.issues.push({
		code: "invalid_union",
		input: final.value,
		inst,
		errors: results.map((result) => result.issues.map((iss) => finalizeIssue(iss, ctx, config())))
	});
	return final;
}
const $ZodUnion = /*@__PURE__*/ $constructor("$ZodUnion", (inst, def) => {
	$ZodType.init(inst, def);
	defineLazyInternal(inst, "optin", (zod) => zod.def.options.some((o) => o._zod.optin === "defaulted") ? "defaulted" : zod.def.options.some((o) => o._zod.optin !== void 0) ? "optional" : void 0);
	defineLazyInternal(inst, "optout", (zod) => zod.def.options.some((o) => o._zod.optout === "optional") ? "optional" : void 0);
	defineLazyInternal(inst, "values", (zod) => {
		if (zod.def.options.every((o) => o._zod.values)) return new Set(zod.def.options.flatMap((option) => Array.from(option._zod.values)));
	});
	defineLazyInternal(inst, "pattern", (zod) => {
		if (zod.def.options.every((o) => o._zod.pattern)) {
			const patterns = zod.def.options.map((o) => o._zod.pattern);
			return new RegExp(`^(${patterns.map((p) => cleanRegex(p.source)).join("|")})$`);
		}
	});
	const first = def.options.length === 1 ? def.options[0]._zod.run : null;
	inst._zod.parse = (payload, ctx) => {
		if (first) return first(payload, ctx);
		let async = false;
		const results = [];
		for (const option of def.options) {
			const result = option._zod.run({
				value: payload.value,
				issues: []
			}, ctx);
			if (result instanceof Promise) {
				results.push(result);
				async = true;
			} else {
				if (result.issues.length === 0) return result;
				results.push(result);
			}
		}
		if (!async) return handleUnionResults(results, payload, inst, ctx);
		return Promise.all(results).then((results) => {
			return handleUnionResults(results, payload, inst, ctx);
		});
	};
});
const $ZodIntersection = /*@__PURE__*/ $constructor("$ZodIntersection", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.parse = (payload, ctx) => {
		const input = payload.value;
		const left = def.left._zod.run({
			value: input,
			issues: []
		}, ctx);
		const right = def.right._zod.run({
			value: input,
			issues: []
		}, ctx);
		if (left instanceof Promise || right instanceof Promise) return Promise.all([left, right]).then(([left, right]) => {
			return handleIntersectionResults(payload, left, right);
		});
		return handleIntersectionResults(payload, left, right);
	};
});
function mergeValues(a, b) {
	if (a === b) return {
		valid: true,
		data: a
	};
	if (a instanceof Date && b instanceof Date && +a === +b) return {
		valid: true,
		data: a
	};
	if (isPlainObject(a) && isPlainObject(b)) {
		const bKeys = Object.keys(b);
		const sharedKeys = Object.keys(a).filter((key) => bKeys.indexOf(key) !== -1);
		const newObj = {
			...a,
			...b
		};
		if (Object.prototype.hasOwnProperty.call(newObj, "__proto__")) delete newObj.__proto__;
		for (const key of sharedKeys) {
			if (key === "__proto__") continue;
			const sharedValue = mergeValues(a[key], b[key]);
			if (!sharedValue.valid) return {
				valid: false,
				mergeErrorPath: [key, ...sharedValue.mergeErrorPath]
			};
			newObj[key] = sharedValue.data;
		}
		return {
			valid: true,
			data: newObj
		};
	}
	if (Array.isArray(a) && Array.isArray(b)) {
		if (a.length !== b.length) return {
			valid: false,
			mergeErrorPath: []
		};
		const newArray = [];
		for (let index = 0; index < a.length; index++) {
			const itemA = a[index];
			const itemB = b[index];
			const sharedValue = mergeValues(itemA, itemB);
			if (!sharedValue.valid) return {
				valid: false,
				mergeErrorPath: [index, ...sharedValue.mergeErrorPath]
			};
			newArray.push(sharedValue.data);
		}
		return {
			valid: true,
			data: newArray
		};
	}
	return {
		valid: false,
		mergeErrorPath: []
	};
}
function handleIntersectionResults(result, left, right) {
	const unrecKeys = /* @__PURE__ */ new Map();
	let unrecIssue;
	const keyIssues = /* @__PURE__ */ new Map();
	const collect = (iss, side) => {
		let keys;
		if (iss.code === "unrecognized_keys" && !iss.path?.length) {
			unrecIssue ?? (unrecIssue = iss);
			keys = iss.keys;
		} else if (iss.code === "invalid_key" && iss.origin === "record" && iss.path?.length === 1) {
			const k = String(iss.path[0]);
			if (!keyIssues.has(k)) keyIssues.set(k, iss);
			keys = [k];
		} else return false;
		for (const k of keys) {
			if (!unrecKeys.has(k)) unrecKeys.set(k, {});
			unrecKeys.get(k)[side] = true;
		}
		return true;
	};
	for (const iss of left.issues) if (!collect(iss, "l")) result.issues.push(iss);
	for (const iss of right.issues) if (!collect(iss, "r")) result.issues.push(iss);
	const bothKeys = [...unrecKeys].filter(([, f]) => f.l && f.r).map(([k]) => k);
	if (bothKeys.length) {
		const aggregated = unrecIssue ? bothKeys.filter((k) => unrecIssue.keys.includes(k)) : [];
		if (aggregated.length) result.issues.push({
			...unrecIssue,
			keys: aggregated
		});
		for (const k of bothKeys) if (!aggregated.includes(k) && keyIssues.has(k)) result.issues.push(keyIssues.get(k));
	}
	const merged = mergeValues(left.value, right.value);
	if (!merged.valid) {
		if (aborted(result)) return result;
		throw new Error(`Unmergable intersection. Error path: ${JSON.stringify(merged.mergeErrorPath)}`);
	}
	result.value = merged.data;
	return result;
}
const $ZodRecord = /*@__PURE__*/ $constructor("$ZodRecord", (inst, def) => {
	$ZodType.init(inst, def);
	const memo = globalConfig.memoizer;
	memo?.attach(inst);
	inst._zod.parse = (payload, ctx) => {
		const input = payload.value;
		if (!isPlainObject(input)) {
			payload.issues.push({
				expected: "record",
				code: "invalid_type",
				input,
				inst
			});
			return payload;
		}
		const proms = [];
		const values = def.keyType._zod.values;
		if (values && !def.partial) {
			payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
			const recordKeys = /* @__PURE__ */ new Set();
			for (const key of values) if (typeof key === "string" || typeof key === "number" || typeof key === "symbol") {
				recordKeys.add(typeof key === "number" ? key.toString() : key);
				if (key === "__proto__") continue;
				const keyResult = def.keyType._zod.run({
					value: key,
					issues: []
				}, ctx);
				if (keyResult instanceof Promise) throw new Error("Async schemas not supported in object keys currently");
				if (keyResult.issues.length) {
					payload.issues.push({
						code: "invalid_key",
						origin: "record",
						issues: keyResult.issues.map((iss) => finalizeIssue(iss, ctx, config())),
						input: key,
						path: [key],
						inst
					});
					continue;
				}
				const outKey = keyResult.value;
				if (outKey === "__proto__") continue;
				const result = def.valueType._zod.run({
					value: input[key],
					issues: []
				}, ctx);
				if (result instanceof Promise) proms.push(result.then((result) => {
					if (result.issues.length) payload.issues.push(...prefixIssues(key, result.issues));
					payload.value[outKey] = result.value;
				}));
				else {
					if (result.issues.length) payload.issues.push(...prefixIssues(key, result.issues));
					payload.value[outKey] = result.value;
				}
			}
			let unrecognized;
			for (const key in input) if (!recordKeys.has(key)) {
				if (def.mode === "loose") {
					if (key === "__proto__") continue;
					payload.value[key] = input[key];
				} else {
					unrecognized = unrecognized ?? [];
					unrecognized.push(key);
				}
			}
			if (unrecognized && unrecognized.length > 0) payload.issues.push({
				code: "unrecognized_keys",
				input,
				inst,
				keys: unrecognized,
				continue: true
			});
		} else {
			payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
			let unrecognized;
			for (const key of Reflect.ownKeys(input)) {
				if (key === "__proto__") continue;
				if (!Object.prototype.propertyIsEnumerable.call(input, key)) continue;
				let keyResult = def.keyType._zod.run({
					value: key,
					issues: []
				}, ctx);
				if (keyResult instanceof Promise) throw new Error("Async schemas not supported in object keys currently");
				if (typeof key === "string" && number$1.test(key) && keyResult.issues.length) {
					const retryResult = def.keyType._zod.run({
						value: Number(key),
						issues: []
					}, ctx);
					if (retryResult instanceof Promise) throw new Error("Async schemas not supported in object keys currently");
					if (retryResult.issues.length === 0) keyResult = retryResult;
				}
				if (keyResult.issues.length) {
					if (def.mode === "loose") payload.value[key] = input[key];
					else if (values) {
						unrecognized = unrecognized ?? [];
						unrecognized.push(key);
					} else payload.issues.push({
						code: "invalid_key",
						origin: "record",
						issues: keyResult.issues.map((iss) => finalizeIssue(iss, ctx, config())),
						input: key,
						path: [key],
						inst
					});
					continue;
				}
				const outKey = keyResult.value;
				if (outKey === "__proto__") continue;
				const result = def.valueType._zod.run({
					value: input[key],
					issues: []
				}, ctx);
				if (result instanceof Promise) proms.push(result.then((result) => {
					if (result.issues.length) payload.issues.push(...prefixIssues(key, result.issues));
					payload.value[outKey] = result.value;
				}));
				else {
					if (result.issues.length) payload.issues.push(...prefixIssues(key, result.issues));
					payload.value[outKey] = result.value;
				}
			}
			if (unrecognized && unrecognized.length > 0) payload.issues.push({
				code: "unrecognized_keys",
				input,
				inst,
				keys: unrecognized,
				continue: true
			});
		}
		if (proms.length) return Promise.all(proms).then(() => payload);
		return payload;
	};
});
const $ZodEnum = /*@__PURE__*/ $constructor("$ZodEnum", (inst, def) => {
	$ZodType.init(inst, def);
	const values = getEnumValues(def.entries);
	const valuesSet = new Set(values);
	inst._zod.values = valuesSet;
	defineLazyInternal(inst, "pattern", (zod) => {
		const patternValues = getEnumValues(zod.def.entries).filter((k) => propertyKeyTypes.has(typeof k));
		return new RegExp(patternValues.length ? `^(${patternValues.map((o) => escapeRegex(o.toString())).join("|")})$` : "^[^\\s\\S]$");
	});
	inst._zod.parse = (payload, _ctx) => {
		const input = payload.value;
		if (valuesSet.has(input)) return payload;
		payload.issues.push({
			code: "invalid_value",
			values,
			input,
			inst
		});
		return payload;
	};
});
const $ZodLiteral = /*@__PURE__*/ $constructor("$ZodLiteral", (inst, def) => {
	$ZodType.init(inst, def);
	const values = new Set(def.values);
	inst._zod.values = values;
	defineLazyInternal(inst, "pattern", (zod) => {
		const vals = zod.def.values;
		return new RegExp(vals.length ? `^(${vals.map((o) => typeof o === "string" ? escapeRegex(o) : o ? escapeRegex(o.toString()) : String(o)).join("|")})$` : "^[^\\s\\S]$");
	});
	inst._zod.parse = (payload, _ctx) => {
		const input = payload.value;
		if (values.has(input)) return payload;
		payload.issues.push({
			code: "invalid_value",
			values: def.values,
			input,
			inst
		});
		return payload;
	};
});
const $ZodTransform = /*@__PURE__*/ $constructor("$ZodTransform", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.optin = "optional";
	globalConfig.memoizer?.guard(inst);
	inst._zod.parse = (payload, ctx) => {
		if (ctx.direction === "backward") throw new $ZodEncodeError(inst.constructor.name);
		const _out = def.transform(payload.value, payload);
		if (ctx.async) return (_out instanceof Promise ? _out : Promise.resolve(_out)).then((output) => {
			payload.value = output;
			return payload;
		});
		if (_out instanceof Promise) throw new $ZodAsyncError();
		payload.value = _out;
		return payload;
	};
});
function handleOptionalResult(payload, result) {
	payload.value = result.issues.length ? void 0 : result.value;
	return payload;
}
const $ZodOptional = /*@__PURE__*/ $constructor("$ZodOptional", (inst, def) => {
	$ZodType.init(inst, def);
	defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin === "defaulted" ? "defaulted" : "optional");
	inst._zod.optout = "optional";
	defineLazyInternal(inst, "values", (zod) => {
		const values = zod.def.innerType._zod.values;
		return values ? /* @__PURE__ */ new Set([...values, void 0]) : void 0;
	});
	defineLazyInternal(inst, "pattern", (zod) => {
		const pattern = zod.def.innerType._zod.pattern;
		return pattern ? new RegExp(`^(${cleanRegex(pattern.source)})?$`) : void 0;
	});
	inst._zod.parse = (payload, ctx) => {
		if (payload.value === void 0) {
			if (def.innerType._zod.optin !== "defaulted") return payload;
			const result = def.innerType._zod.run({
				value: payload.value,
				issues: []
			}, ctx);
			if (result instanceof Promise) return result.then((result) => handleOptionalResult(payload, result));
			return handleOptionalResult(payload, result);
		}
		return def.innerType._zod.run(payload, ctx);
	};
});
const $ZodExactOptional = /*@__PURE__*/ $constructor("$ZodExactOptional", (inst, def) => {
	$ZodOptional.init(inst, def);
	defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
	defineLazyInternal(inst, "pattern", (zod) => zod.def.innerType._zod.pattern);
	inst._zod.parse = (payload, ctx) => {
		return def.innerType._zod.run(payload, ctx);
	};
});
const $ZodNullable = /*@__PURE__*/ $constructor("$ZodNullable", (inst, def) => {
	$ZodType.init(inst, def);
	defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin);
	defineLazyInternal(inst, "optout", (zod) => zod.def.innerType._zod.optout);
	defineLazyInternal(inst, "pattern", (zod) => {
		const pattern = zod.def.innerType._zod.pattern;
		return pattern ? new RegExp(`^(${cleanRegex(pattern.source)}|null)$`) : void 0;
	});
	defineLazyInternal(inst, "values", (zod) => {
		return zod.def.innerType._zod.values ? /* @__PURE__ */ new Set([...zod.def.innerType._zod.values, null]) : void 0;
	});
	inst._zod.parse = (payload, ctx) => {
		if (payload.value === null) return payload;
		return def.innerType._zod.run(payload, ctx);
	};
});
const $ZodDefault = /*@__PURE__*/ $constructor("$ZodDefault", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.optin = "defaulted";
	defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
	inst._zod.parse = (payload, ctx) => {
		if (ctx.direction === "backward") return def.innerType._zod.run(payload, ctx);
		if (payload.value === void 0) {
			payload.value = def.defaultValue;
			return payload;
		}
		const result = def.innerType._zod.run(payload, ctx);
		if (result instanceof Promise) return result.then((result) => handleDefaultResult(result, def));
		return handleDefaultResult(result, def);
	};
});
function handleDefaultResult(payload, def) {
	if (payload.value === void 0) payload.value = def.defaultValue;
	return payload;
}
const $ZodPrefault = /*@__PURE__*/ $constructor("$ZodPrefault", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.optin = "defaulted";
	defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
	inst._zod.parse = (payload, ctx) => {
		if (ctx.direction === "backward") return def.innerType._zod.run(payload, ctx);
		if (payload.value === void 0) payload.value = def.defaultValue;
		return def.innerType._zod.run(payload, ctx);
	};
});
const $ZodNonOptional = /*@__PURE__*/ $constructor("$ZodNonOptional", (inst, def) => {
	$ZodType.init(inst, def);
	defineLazyInternal(inst, "values", (zod) => {
		const v = zod.def.innerType._zod.values;
		return v ? new Set([...v].filter((x) => x !== void 0)) : void 0;
	});
	inst._zod.parse = (payload, ctx) => {
		const result = def.innerType._zod.run(payload, ctx);
		if (result instanceof Promise) return result.then((result) => handleNonOptionalResult(result, inst));
		return handleNonOptionalResult(result, inst);
	};
});
function handleNonOptionalResult(payload, inst) {
	if (!payload.issues.length && payload.value === void 0) payload.issues.push({
		code: "invalid_type",
		expected: "nonoptional",
		input: payload.value,
		inst
	});
	return payload;
}
function handleCatchResult(payload, result, def, ctx) {
	if (!result.issues.length) {
		payload.value = result.value;
		if (result.memo) payload.memo = true;
		return payload;
	}
	payload.value = def.catchValue({
		...result,
		value: payload.value,
		error: { issues: result.issues.map((iss) => finalizeIssue(iss, ctx, config())) },
		input: payload.value
	});
	return payload;
}
const $ZodCatch = /*@__PURE__*/ $constructor("$ZodCatch", (inst, def) => {
	$ZodType.init(inst, def);
	defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin === "defaulted" ? "defaulted" : "optional");
	defineLazyInternal(inst, "optout", (zod) => zod.def.innerType._zod.optout);
	defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
	inst._zod.parse = (payload, ctx) => {
		if (ctx.direction === "backward") return def.innerType._zod.run(payload, ctx);
		const result = def.innerType._zod.run({
			value: payload.value,
			issues: []
		}, ctx);
		if (result instanceof Promise) return result.then((result) => handleCatchResult(payload, result, def, ctx));
		return handleCatchResult(payload, result, def, ctx);
	};
});
const $ZodPipe = /*@__PURE__*/ $constructor("$ZodPipe", (inst, def) => {
	$ZodType.init(inst, def);
	defineLazyInternal(inst, "values", (zod) => zod.def.in._zod.values);
	defineLazyInternal(inst, "optin", (zod) => zod.def.in._zod.optin);
	defineLazyInternal(inst, "optout", (zod) => zod.def.out._zod.optout);
	defineLazyInternal(inst, "propValues", (zod) => zod.def.in._zod.propValues);
	inst._zod.parse = (payload, ctx) => {
		if (ctx.direction === "backward") {
			const right = def.out._zod.run(payload, ctx);
			if (right instanceof Promise) return right.then((right) => handlePipeResult(right, def.in, ctx));
			return handlePipeResult(right, def.in, ctx);
		}
		const left = def.in._zod.run(payload, ctx);
		if (left instanceof Promise) return left.then((left) => handlePipeResult(left, def.out, ctx));
		return handlePipeResult(left, def.out, ctx);
	};
});
function handlePipeResult(left, next, ctx) {
	if (left.issues.some((iss) => iss.code !== "unrecognized_keys")) {
		left.aborted = true;
		return left;
	}
	return next._zod.run({
		value: left.value,
		issues: left.issues
	}, ctx);
}
const $ZodReadonly = /*@__PURE__*/ $constructor("$ZodReadonly", (inst, def) => {
	$ZodType.init(inst, def);
	defineLazyInternal(inst, "propValues", (zod) => zod.def.innerType._zod.propValues);
	defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
	defineLazyInternal(inst, "optin", (zod) => zod.def.innerType?._zod?.optin);
	defineLazyInternal(inst, "optout", (zod) => zod.def.innerType?._zod?.optout);
	inst._zod.parse = (payload, ctx) => {
		if (ctx.direction === "backward") return def.innerType._zod.run(payload, ctx);
		const result = def.innerType._zod.run(payload, ctx);
		if (result instanceof Promise) return result.then(handleReadonlyResult);
		return handleReadonlyResult(result);
	};
});
function handleReadonlyResult(payload) {
	if (!payload.memo) payload.value = Object.freeze(payload.value);
	return payload;
}
const $ZodCustom = /*@__PURE__*/ $constructor("$ZodCustom", (inst, def) => {
	$ZodCheck.init(inst, def);
	$ZodType.init(inst, def);
	inst._zod.parse = (payload, _) => {
		return payload;
	};
	inst._zod.check = (payload) => {
		const input = payload.value;
		const r = def.fn(input);
		if (r instanceof Promise) return r.then((r) => handleRefineResult(r, payload, input, inst));
		handleRefineResult(r, payload, input, inst);
	};
});
function handleRefineResult(result, payload, input, inst) {
	if (!result) {
		const _iss = {
			code: "custom",
			input,
			inst,
			path: [...inst._zod.def.path ?? []],
			continue: !inst._zod.def.abort
		};
		if (inst._zod.def.params) _iss.params = inst._zod.def.params;
		payload.issues.push(issue(_iss));
	}
}

// node_modules/zod/v4/core/memoizer.js
var $ZodCyclicError = class extends Error {
	constructor() {
		super(`Cannot parse a reference cycle that closes through a transform`);
		this.name = "ZodCyclicError";
	}
};
const STATE = "~memo";
const NO_ISSUES = [];
function isRef(value) {
	return value !== null && typeof value === "object";
}
function cloneIssues(issues) {
	return issues.map((iss) => iss.path ? {
		...iss,
		path: iss.path.slice()
	} : { ...iss });
}
const recursive = /*@__PURE__*/ new WeakMap();
const NONE = 0;
const ASSUMED = 1;
const PROVEN = 2;
function isRecursive(inst, stack, resolve) {
	const cached = recursive.get(inst);
	if (cached !== void 0) return cached ? PROVEN : NONE;
	if (stack.has(inst)) return PROVEN;
	stack.add(inst);
	let result = NONE;
	const check = (child) => {
		if (result !== PROVEN && child?._zod) {
			const answer = isRecursive(child, stack, resolve);
			if (answer > result) result = answer;
		}
	};
	const shape = (sh, spread) => {
		let answer = NONE;
		for (const key of Reflect.ownKeys(sh)) {
			const desc = Object.getOwnPropertyDescriptor(sh, key);
			if (spread && !desc.enumerable) continue;
			const child = desc.get ? ASSUMED : desc.value?._zod ? isRecursive(desc.value, stack, resolve) : NONE;
			if (child > answer) answer = child;
		}
		return answer;
	};
	const merge = (answer) => {
		if (answer > result) result = answer;
	};
	const def = inst._zod.def;
	switch (def.type) {
		case "object": {
			const raw = rawShape(def);
			merge(raw ? shape(raw, true) : ASSUMED);
			check(def.catchall);
			break;
		}
		case "array":
			check(def.element);
			break;
		case "tuple":
			for (const el of def.items) check(el);
			check(def.rest);
			break;
		case "record":
		case "map":
			check(def.keyType);
			check(def.valueType);
			break;
		case "set":
			check(def.valueType);
			break;
		case "union":
			for (const el of def.options) check(el);
			break;
		case "intersection":
			check(def.left);
			check(def.right);
			break;
		case "optional":
		case "nullable":
		case "default":
		case "prefault":
		case "catch":
		case "readonly":
		case "nonoptional":
		case "promise":
		case "success":
			check(def.innerType);
			break;
		case "pipe":
			check(def.in);
			check(def.out);
			break;
		case "function":
			check(def.input);
			check(def.output);
			break;
		case "lazy": {
			const inner = def._cachedInner ?? (resolve ? inst._zod.innerType : void 0);
			merge(inner ? isRecursive(inner, stack, false) : ASSUMED);
			break;
		}
		case "template_literal":
		case "string":
		case "number":
		case "int":
		case "boolean":
		case "bigint":
		case "symbol":
		case "undefined":
		case "null":
		case "void":
		case "never":
		case "any":
		case "unknown":
		case "date":
		case "nan":
		case "enum":
		case "literal":
		case "file":
		case "transform":
		case "custom": break;
		default: for (const key in def) {
			const desc = Object.getOwnPropertyDescriptor(def, key);
			if (!desc || desc.get) continue;
			const value = desc.value;
			if (!value || typeof value !== "object") continue;
			if (value._zod) check(value);
			else if (Array.isArray(value)) for (const el of value) check(el);
		}
	}
	stack.delete(inst);
	return settle(inst, result);
}
function settle(inst, answer) {
	if (answer !== ASSUMED) recursive.set(inst, answer === PROVEN);
	return answer;
}
function bucketFor(state, inst) {
	let bucket = state.buckets.get(inst);
	if (!bucket) {
		bucket = /* @__PURE__ */ new WeakMap();
		state.buckets.set(inst, bucket);
	}
	return bucket;
}
let handoff;
const open$1 = [];
const memo = {
	alloc(_inst, payload, empty) {
		const bucket = handoff;
		if (!bucket) return empty;
		handoff = void 0;
		const entry = {
			value: empty,
			issues: null
		};
		bucket.set(payload.value, entry);
		open$1.push(entry);
		return empty;
	},
	guard(inst) {
		var _a;
		(_a = inst._zod).deferred ?? (_a.deferred = []);
		inst._zod.deferred.push(() => {
			const base = inst._zod.parse;
			const wrapped = (payload, ctx) => {
				if (ctx.direction !== "backward" && isBackEdge(ctx, payload.value)) throw new $ZodCyclicError();
				return base(payload, ctx);
			};
			inst._zod.parse = wrapped;
			if (inst._zod.run === base) inst._zod.run = wrapped;
		});
	},
	attach(inst) {
		var _a;
		let isRecursiveInst;
		let rechecked = false;
		let lastCtx;
		let lastBucket;
		(_a = inst._zod).deferred ?? (_a.deferred = []);
		inst._zod.deferred.push(() => {
			const base = inst._zod.parse;
			const wrapped = (payload, ctx) => {
				if (isRecursiveInst === void 0) {
					const walked = isRecursive(inst, /* @__PURE__ */ new Set(), false);
					if (walked === NONE) {
						inst._zod.parse = base;
						if (inst._zod.run === wrapped) inst._zod.run = base;
						return base(payload, ctx);
					}
					if (walked === PROVEN || rechecked) isRecursiveInst = true;
					else rechecked = true;
				}
				const input = payload.value;
				if (!isRef(input)) return base(payload, ctx);
				let state = ctx[STATE];
				if (!state) {
					state = {
						buckets: /* @__PURE__ */ new WeakMap(),
						backEdges: void 0
					};
					ctx[STATE] = state;
				}
				let bucket;
				if (lastCtx === ctx) bucket = lastBucket;
				else {
					bucket = bucketFor(state, inst);
					lastCtx = ctx;
					lastBucket = bucket;
				}
				const hit = bucket.get(input);
				if (hit) {
					payload.value = hit.value;
					if (hit.issues) {
						if (hit.issues.length) payload.issues.push(...cloneIssues(hit.issues));
					} else {
						payload.memo = true;
						state.backEdges ?? (state.backEdges = /* @__PURE__ */ new WeakSet());
						state.backEdges.add(hit.value);
					}
					return payload;
				}
				handoff = bucket;
				const depth = open$1.length;
				const result = base(payload, ctx);
				handoff = void 0;
				const entry = open$1.length > depth ? open$1.pop() : void 0;
				if (result instanceof Promise) return result.then((r) => {
					if (entry) entry.issues = r.issues.length ? cloneIssues(r.issues) : NO_ISSUES;
					return r;
				});
				if (entry) entry.issues = result.issues.length ? cloneIssues(result.issues) : NO_ISSUES;
				return result;
			};
			inst._zod.parse = wrapped;
			if (inst._zod.run === base) inst._zod.run = wrapped;
		});
	}
};
function memoizer() {
	return memo;
}
function isBackEdge(ctx, value) {
	const backEdges = ctx[STATE]?.backEdges;
	return backEdges !== void 0 && isRef(value) && backEdges.has(value);
}

// node_modules/zod/v4/locales/en.js
const error = () => {
	const Sizable = {
		string: {
			unit: "characters",
			verb: "to have"
		},
		file: {
			unit: "bytes",
			verb: "to have"
		},
		array: {
			unit: "items",
			verb: "to have"
		},
		set: {
			unit: "items",
			verb: "to have"
		},
		map: {
			unit: "entries",
			verb: "to have"
		}
	};
	function getSizing(origin) {
		return Sizable[origin] ?? null;
	}
	const FormatDictionary = {
		regex: "input",
		email: "email address",
		url: "URL",
		emoji: "emoji",
		uuid: "UUID",
		uuidv4: "UUIDv4",
		uuidv6: "UUIDv6",
		nanoid: "nanoid",
		guid: "GUID",
		cuid: "cuid",
		cuid2: "cuid2",
		ulid: "ULID",
		xid: "XID",
		ksuid: "KSUID",
		datetime: "ISO datetime",
		date: "ISO date",
		time: "ISO time",
		duration: "ISO duration",
		ipv4: "IPv4 address",
		ipv6: "IPv6 address",
		mac: "MAC address",
		cidrv4: "IPv4 range",
		cidrv6: "IPv6 range",
		base64: "base64-encoded string",
		base64url: "base64url-encoded string",
		json_string: "JSON string",
		e164: "E.164 number",
		currency_code: "currency code",
		credit_card: "credit card number",
		iban: "IBAN",
		jwt: "JWT",
		template_literal: "input"
	};
	const TypeDictionary = { nan: "NaN" };
	function getTypeName(type, input) {
		if (type === "number" && typeof input === "number" && !Number.isFinite(input)) return String(input);
		return TypeDictionary[type] ?? type;
	}
	return (issue) => {
		switch (issue.code) {
			case "invalid_type": return `Invalid input: expected ${getTypeName(issue.expected)}, received ${getTypeName(parsedType(issue.input), issue.input)}`;
			case "invalid_value":
				if (issue.values.length === 1) return `Invalid input: expected ${stringifyPrimitive(issue.values[0])}`;
				return `Invalid option: expected one of ${joinValues(issue.values, "|")}`;
			case "too_big": {
				const adj = issue.exact ? "exactly " : issue.inclusive ? "<=" : "<";
				const sizing = getSizing(issue.origin);
				if (sizing) return `Too big: expected ${issue.origin ?? "value"} to have ${adj}${issue.maximum.toString()} ${sizing.unit ?? "elements"}`;
				return `Too big: expected ${issue.origin ?? "value"} to be ${adj}${issue.maximum.toString()}`;
			}
			case "too_small": {
				const adj = issue.exact ? "exactly " : issue.inclusive ? ">=" : ">";
				const sizing = getSizing(issue.origin);
				if (sizing) return `Too small: expected ${issue.origin} to have ${adj}${issue.minimum.toString()} ${sizing.unit}`;
				return `Too small: expected ${issue.origin} to be ${adj}${issue.minimum.toString()}`;
			}
			case "invalid_format": {
				const _issue = issue;
				if (_issue.format === "starts_with") return `Invalid string: must start with "${_issue.prefix}"`;
				if (_issue.format === "ends_with") return `Invalid string: must end with "${_issue.suffix}"`;
				if (_issue.format === "includes") return `Invalid string: must include "${_issue.includes}"`;
				if (_issue.format === "regex") return `Invalid string: must match pattern ${_issue.pattern}`;
				return `Invalid ${FormatDictionary[_issue.format] ?? issue.format}`;
			}
			case "not_multiple_of": return `Invalid number: must be a multiple of ${issue.divisor}`;
			case "unrecognized_keys": return `Unrecognized key${issue.keys.length > 1 ? "s" : ""}: ${joinValues(issue.keys, ", ")}`;
			case "invalid_key": return `Invalid key in ${issue.origin}`;
			case "invalid_union":
				if (issue.options && Array.isArray(issue.options) && issue.options.length > 0) return `Invalid discriminator value. Expected ${issue.options.map((o) => `'${o}'`).join(" | ")}`;
				if (issue.inclusive === false) return "Invalid input: more than one option matched";
				return "Invalid input";
			case "invalid_element": return `Invalid value in ${issue.origin}`;
			default: return `Invalid input`;
		}
	};
};
function en_default() {
	return { localeError: error() };
}

// node_modules/zod/v4/core/registries.js
var _a;
var $ZodRegistry = class {
	constructor() {
		this._map = /* @__PURE__ */ new WeakMap();
		this._idmap = /* @__PURE__ */ new Map();
	}
	add(schema, ..._meta) {
		const meta = _meta[0];
		this._map.set(schema, meta);
		if (meta && typeof meta === "object" && "id" in meta) this._idmap.set(meta.id, schema);
		return this;
	}
	clear() {
		this._map = /* @__PURE__ */ new WeakMap();
		this._idmap = /* @__PURE__ */ new Map();
		return this;
	}
	remove(schema) {
		const meta = this._map.get(schema);
		if (meta && typeof meta === "object" && "id" in meta) this._idmap.delete(meta.id);
		this._map.delete(schema);
		return this;
	}
	get(schema) {
		const p = schema._zod.parent;
		if (p) {
			const pm = { ...this.get(p) ?? {} };
			delete pm.id;
			const f = {
				...pm,
				...this._map.get(schema)
			};
			return Object.keys(f).length ? f : void 0;
		}
		return this._map.get(schema);
	}
	has(schema) {
		return this._map.has(schema);
	}
};
function registry() {
	return new $ZodRegistry();
}
(_a = globalThis).__zod_globalRegistry ?? (_a.__zod_globalRegistry = registry());
const globalRegistry = globalThis.__zod_globalRegistry;

// node_modules/zod/v4/core/api.js
function snapshotChecks(def) {
	if (def.checks) def.checks = [...def.checks];
	return def;
}
// @__NO_SIDE_EFFECTS__
function _string(Class, params) {
	return new Class(snapshotChecks({
		type: "string",
		...normalizeParams(params)
	}));
}
// @__NO_SIDE_EFFECTS__
function _email(Class, params) {
	return new Class({
		type: "string",
		format: "email",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _guid(Class, params) {
	return new Class({
		type: "string",
		format: "guid",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _uuid(Class, params) {
	return new Class({
		type: "string",
		format: "uuid",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _uuidv4(Class, params) {
	return new Class({
		type: "string",
		format: "uuid",
		check: "string_format",
		abort: false,
		version: "v4",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _uuidv6(Class, params) {
	return new Class({
		type: "string",
		format: "uuid",
		check: "string_format",
		abort: false,
		version: "v6",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _uuidv7(Class, params) {
	return new Class({
		type: "string",
		format: "uuid",
		check: "string_format",
		abort: false,
		version: "v7",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _url(Class, params) {
	return new Class({
		type: "string",
		format: "url",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _emoji(Class, params) {
	return new Class({
		type: "string",
		format: "emoji",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _nanoid(Class, params) {
	return new Class({
		type: "string",
		format: "nanoid",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _cuid(Class, params) {
	return new Class({
		type: "string",
		format: "cuid",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _cuid2(Class, params) {
	return new Class({
		type: "string",
		format: "cuid2",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _ulid(Class, params) {
	return new Class({
		type: "string",
		format: "ulid",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _xid(Class, params) {
	return new Class({
		type: "string",
		format: "xid",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _ksuid(Class, params) {
	return new Class({
		type: "string",
		format: "ksuid",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _ipv4(Class, params) {
	return new Class({
		type: "string",
		format: "ipv4",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _ipv6(Class, params) {
	return new Class({
		type: "string",
		format: "ipv6",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _cidrv4(Class, params) {
	return new Class({
		type: "string",
		format: "cidrv4",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _cidrv6(Class, params) {
	return new Class({
		type: "string",
		format: "cidrv6",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _base64(Class, params) {
	return new Class({
		type: "string",
		format: "base64",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _base64url(Class, params) {
	return new Class({
		type: "string",
		format: "base64url",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _e164(Class, params) {
	return new Class({
		type: "string",
		format: "e164",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _jwt(Class, params) {
	return new Class({
		type: "string",
		format: "jwt",
		check: "string_format",
		abort: false,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _isoDateTime(Class, params) {
	return new Class({
		type: "string",
		format: "datetime",
		check: "string_format",
		offset: false,
		local: false,
		precision: null,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _isoDate(Class, params) {
	return new Class({
		type: "string",
		format: "date",
		check: "string_format",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _isoTime(Class, params) {
	return new Class({
		type: "string",
		format: "time",
		check: "string_format",
		precision: null,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _isoDuration(Class, params) {
	return new Class({
		type: "string",
		format: "duration",
		check: "string_format",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _number(Class, params) {
	return new Class(snapshotChecks({
		type: "number",
		checks: [],
		...normalizeParams(params)
	}));
}
// @__NO_SIDE_EFFECTS__
function _int(Class, params) {
	return new Class({
		type: "number",
		check: "number_format",
		abort: false,
		format: "safeint",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _boolean(Class, params) {
	return new Class({
		type: "boolean",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _unknown(Class) {
	return new Class({ type: "unknown" });
}
// @__NO_SIDE_EFFECTS__
function _never(Class, params) {
	return new Class({
		type: "never",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _lt(value, params) {
	return new $ZodCheckLessThan({
		check: "less_than",
		...normalizeParams(params),
		value,
		inclusive: false
	});
}
// @__NO_SIDE_EFFECTS__
function _lte(value, params) {
	return new $ZodCheckLessThan({
		check: "less_than",
		...normalizeParams(params),
		value,
		inclusive: true
	});
}
// @__NO_SIDE_EFFECTS__
function _gt(value, params) {
	return new $ZodCheckGreaterThan({
		check: "greater_than",
		...normalizeParams(params),
		value,
		inclusive: false
	});
}
// @__NO_SIDE_EFFECTS__
function _gte(value, params) {
	return new $ZodCheckGreaterThan({
		check: "greater_than",
		...normalizeParams(params),
		value,
		inclusive: true
	});
}
// @__NO_SIDE_EFFECTS__
function _multipleOf(value, params) {
	return new $ZodCheckMultipleOf({
		check: "multiple_of",
		...normalizeParams(params),
		value
	});
}
// @__NO_SIDE_EFFECTS__
function _maxLength(maximum, params) {
	return new $ZodCheckMaxLength({
		check: "max_length",
		...normalizeParams(params),
		maximum
	});
}
// @__NO_SIDE_EFFECTS__
function _minLength(minimum, params) {
	return new $ZodCheckMinLength({
		check: "min_length",
		...normalizeParams(params),
		minimum
	});
}
// @__NO_SIDE_EFFECTS__
function _length(length, params) {
	return new $ZodCheckLengthEquals({
		check: "length_equals",
		...normalizeParams(params),
		length
	});
}
// @__NO_SIDE_EFFECTS__
function _regex(pattern, params) {
	return new $ZodCheckRegex({
		check: "string_format",
		format: "regex",
		...normalizeParams(params),
		pattern
	});
}
// @__NO_SIDE_EFFECTS__
function _lowercase(params) {
	return new $ZodCheckLowerCase({
		check: "string_format",
		format: "lowercase",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _uppercase(params) {
	return new $ZodCheckUpperCase({
		check: "string_format",
		format: "uppercase",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _includes(includes, params) {
	return new $ZodCheckIncludes({
		check: "string_format",
		format: "includes",
		...normalizeParams(params),
		includes
	});
}
// @__NO_SIDE_EFFECTS__
function _startsWith(prefix, params) {
	return new $ZodCheckStartsWith({
		check: "string_format",
		format: "starts_with",
		...normalizeParams(params),
		prefix
	});
}
// @__NO_SIDE_EFFECTS__
function _endsWith(suffix, params) {
	return new $ZodCheckEndsWith({
		check: "string_format",
		format: "ends_with",
		...normalizeParams(params),
		suffix
	});
}
// @__NO_SIDE_EFFECTS__
function _overwrite(tx) {
	return new $ZodCheckOverwrite({
		check: "overwrite",
		tx
	});
}
// @__NO_SIDE_EFFECTS__
function _normalize(form) {
	return /* @__PURE__ */ _overwrite((input) => input.normalize(form));
}
// @__NO_SIDE_EFFECTS__
function _trim() {
	return /* @__PURE__ */ _overwrite((input) => input.trim());
}
// @__NO_SIDE_EFFECTS__
function _toLowerCase() {
	return /* @__PURE__ */ _overwrite((input) => input.toLowerCase());
}
// @__NO_SIDE_EFFECTS__
function _toUpperCase() {
	return /* @__PURE__ */ _overwrite((input) => input.toUpperCase());
}
// @__NO_SIDE_EFFECTS__
function _slugify() {
	return /* @__PURE__ */ _overwrite((input) => slugify(input));
}
// @__NO_SIDE_EFFECTS__
function _array(Class, element, params) {
	return new Class({
		type: "array",
		element,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _refine(Class, fn, _params) {
	return new Class({
		type: "custom",
		check: "custom",
		fn,
		...normalizeParams(_params)
	});
}
// @__NO_SIDE_EFFECTS__
function _superRefine(fn, params) {
	const ch = /* @__PURE__ */ _check((payload) => {
		payload.addIssue = (issue$2) => {
			if (typeof issue$2 === "string") payload.issues.push(issue(issue$2, payload.value, ch._zod.def));
			else {
				const _issue = issue$2;
				if (_issue.fatal) _issue.continue = false;
				_issue.code ?? (_issue.code = "custom");
				if (!("input" in _issue)) _issue.input = payload.value;
				_issue.inst ?? (_issue.inst = ch);
				_issue.continue ?? (_issue.continue = !ch._zod.def.abort);
				payload.issues.push(issue(_issue));
			}
		};
		return fn(payload.value, payload);
	}, params);
	return ch;
}
// @__NO_SIDE_EFFECTS__
function _check(fn, params) {
	const ch = new $ZodCheck({
		check: "custom",
		...normalizeParams(params)
	});
	ch._zod.check = fn;
	return ch;
}

// node_modules/zod/v4/core/to-json-schema.js
function assignProps(target, ...sources) {
	for (const source of sources) for (const key of Reflect.ownKeys(source)) if (Object.prototype.propertyIsEnumerable.call(source, key)) assignProp(target, key, source[key]);
	return target;
}
function initializeContext(params) {
	let target = params?.target ?? "draft-2020-12";
	if (target === "draft-4") target = "draft-04";
	if (target === "draft-7") target = "draft-07";
	return {
		processors: params.processors ?? {},
		metadataRegistry: params?.metadata ?? globalRegistry,
		target,
		unrepresentable: params?.unrepresentable ?? "throw",
		override: params?.override ?? (() => {}),
		io: params?.io ?? "output",
		counter: 0,
		seen: /* @__PURE__ */ new Map(),
		sharedDefsExtractedFor: void 0,
		sharedEmitDoneFor: void 0,
		cycles: params?.cycles ?? "ref",
		reused: params?.reused ?? "inline",
		intersections: [],
		deferred: [],
		external: params?.external ?? void 0
	};
}
function handleUnrepresentable(schema, ctx, json, params, message) {
	const result = typeof ctx.unrepresentable === "function" ? ctx.unrepresentable({
		zodSchema: schema,
		path: params.path,
		message
	}) : ctx.unrepresentable;
	if (result === "any") return false;
	if (result === void 0 || result === "throw") throw new Error(message);
	Object.assign(json, result);
	return true;
}
function processSchema(schema, ctx, _params = {
	path: [],
	schemaPath: []
}) {
	var _a;
	const def = schema._zod.def;
	const seen = ctx.seen.get(schema);
	if (seen) {
		seen.count++;
		if (_params.schemaPath.includes(schema)) seen.cycle = _params.path;
		return seen.schema;
	}
	const result = {
		schema: {},
		count: 1,
		cycle: void 0,
		path: _params.path
	};
	ctx.seen.set(schema, result);
	ctx.sharedDefsExtractedFor = void 0;
	ctx.sharedEmitDoneFor = void 0;
	const overrideSchema = schema._zod.toJSONSchema?.();
	if (overrideSchema) result.schema = overrideSchema;
	else {
		const params = {
			..._params,
			schemaPath: [..._params.schemaPath, schema],
			path: _params.path
		};
		if (schema._zod.processJSONSchema) schema._zod.processJSONSchema(ctx, result.schema, params);
		else {
			const _json = result.schema;
			const processor = ctx.processors[def.type];
			if (!processor) throw new Error(`[toJSONSchema]: Non-representable type encountered: ${def.type}`);
			processor(schema, ctx, _json, params);
		}
		const parent = schema._zod.parent;
		if (parent) {
			if (!result.ref) result.ref = parent;
			processSchema(parent, ctx, params);
			ctx.seen.get(parent).isParent = true;
		}
	}
	const meta = ctx.metadataRegistry.get(schema);
	if (meta) assignProps(result.schema, meta);
	if (ctx.io === "input" && isTransforming(schema)) {
		delete result.schema.examples;
		delete result.schema.default;
	}
	if (ctx.io === "input" && "_prefault" in result.schema) (_a = result.schema).default ?? (_a.default = result.schema._prefault);
	delete result.schema._prefault;
	return ctx.seen.get(schema).schema;
}
function encodeJSONPointerSegment(segment) {
	return segment.replace(/~/g, "~0").replace(/\//g, "~1");
}
function extractDefs(ctx, schema) {
	const root = ctx.seen.get(schema);
	if (!root) throw new Error("Unprocessed schema. This is a bug in Zod.");
	if (ctx.external && ctx.sharedDefsExtractedFor === ctx.external) return;
	const idToSchema = /* @__PURE__ */ new Map();
	for (const entry of ctx.seen.entries()) {
		const id = ctx.metadataRegistry.get(entry[0])?.id;
		if (id) {
			const existing = idToSchema.get(id);
			if (existing && existing !== entry[0]) throw new Error(`Duplicate schema id "${id}" detected during JSON Schema conversion. Two different schemas cannot share the same id when converted together.`);
			idToSchema.set(id, entry[0]);
		}
	}
	const makeURI = (entry) => {
		const defsSegment = ctx.target === "draft-2020-12" ? "$defs" : "definitions";
		if (ctx.external) {
			const externalId = ctx.external.registry.get(entry[0])?.id;
			const uriGenerator = ctx.external.uri ?? ((id) => id);
			if (externalId) return { ref: uriGenerator(externalId) };
			const id = entry[1].defId ?? entry[1].schema.id ?? `schema${ctx.counter++}`;
			entry[1].defId = id;
			return {
				defId: id,
				ref: `${uriGenerator("__shared")}#/${defsSegment}/${encodeJSONPointerSegment(id)}`
			};
		}
		const uriPrefix = `#`;
		const defUriPrefix = `${uriPrefix}/${defsSegment}/`;
		if (entry[1] === root && !entry[1].schema.id) return { ref: uriPrefix };
		const defId = entry[1].schema.id ?? `__schema${ctx.counter++}`;
		return {
			defId,
			ref: defUriPrefix + encodeJSONPointerSegment(defId)
		};
	};
	const extractToDef = (entry) => {
		if (entry[1].schema.$ref) return;
		const seen = entry[1];
		const { ref, defId } = makeURI(entry);
		seen.def = { ...seen.schema };
		if (defId) seen.defId = defId;
		const schema = seen.schema;
		for (const key in schema) delete schema[key];
		schema.$ref = ref;
	};
	if (ctx.cycles === "throw") for (const entry of ctx.seen.entries()) {
		const seen = entry[1];
		if (seen.cycle) throw new Error(`Cycle detected: #/${seen.cycle?.join("/")}/<root>

Set the \`cycles\` parameter to \`"ref"\` to resolve cyclical schemas with defs.`);
	}
	for (const entry of ctx.seen.entries()) {
		const seen = entry[1];
		if (schema === entry[0]) {
			extractToDef(entry);
			continue;
		}
		if (ctx.external) {
			const ext = ctx.external.registry.get(entry[0])?.id;
			if (schema !== entry[0] && ext) {
				extractToDef(entry);
				continue;
			}
		}
		if (ctx.metadataRegistry.get(entry[0])?.id) {
			extractToDef(entry);
			continue;
		}
		if (seen.cycle) {
			extractToDef(entry);
			continue;
		}
		if (seen.count > 1) {
			if (ctx.reused === "ref") extractToDef(entry);
		}
	}
	if (ctx.external) ctx.sharedDefsExtractedFor = ctx.external;
}
function compactTypeUnion(schema) {
	const options = schema.anyOf;
	if (!Array.isArray(options) || options.length === 0 || schema.type !== void 0) return;
	const types = [];
	for (const option of options) {
		if (!option || typeof option !== "object") return;
		compactTypeUnion(option);
		const keys = Object.keys(option);
		if (keys.length !== 1 || keys[0] !== "type") return;
		const type = option.type;
		for (const member of Array.isArray(type) ? type : [type]) {
			if (typeof member !== "string") return;
			if (!types.includes(member)) types.push(member);
		}
	}
	delete schema.anyOf;
	schema.type = types.length === 1 ? types[0] : types;
}
const FOLDABLE_KEYS = /* @__PURE__ */ new Set([
	"type",
	"properties",
	"required",
	"additionalProperties"
]);
const UNION_KEYS = ["oneOf", "anyOf"];
function undeclaredConstraint(member) {
	const extra = member.additionalProperties;
	if (extra === void 0 || extra === false || typeof extra !== "object" || extra === null) return null;
	return Object.keys(extra).length ? extra : null;
}
function foldObjects(members) {
	const objects = [];
	for (const member of members) {
		if (typeof member !== "object" || member.type !== "object") return null;
		for (const key in member) if (!FOLDABLE_KEYS.has(key)) return null;
		objects.push(member);
	}
	const properties = {};
	const required = /* @__PURE__ */ new Set();
	for (const object of objects) {
		for (const key in object.properties) {
			if (Object.prototype.hasOwnProperty.call(properties, key)) continue;
			const parts = [];
			for (const other of objects) {
				const part = other.properties?.[key] ?? undeclaredConstraint(other);
				if (part === null || part === void 0) continue;
				if (!parts.some((seen) => JSON.stringify(seen) === JSON.stringify(part))) parts.push(part);
			}
			const merged = parts.length === 1 ? parts[0] : foldObjects(parts) ?? { allOf: parts };
			assignProp(properties, key, merged);
		}
		for (const key of object.required ?? []) required.add(key);
	}
	const folded = {
		type: "object",
		properties
	};
	if (required.size) folded.required = [...required];
	if (objects.every((object) => object.additionalProperties === false)) folded.additionalProperties = false;
	else {
		const constraints = [];
		for (const object of objects) {
			const constraint = undeclaredConstraint(object);
			if (constraint && !constraints.some((seen) => JSON.stringify(seen) === JSON.stringify(constraint))) constraints.push(constraint);
		}
		if (constraints.length === 1) folded.additionalProperties = constraints[0];
		else if (constraints.length > 1) folded.additionalProperties = { allOf: constraints };
	}
	return folded;
}
function foldIntersection(json) {
	const allOf = json.allOf;
	if (!Array.isArray(allOf) || allOf.length < 2) return;
	for (const key of FOLDABLE_KEYS) if (key in json) return;
	const unions = allOf.filter((m) => UNION_KEYS.some((k) => Array.isArray(m[k])));
	let folded = null;
	if (!unions.length) folded = foldObjects(allOf);
	else {
		const union = unions[0];
		const keyword = UNION_KEYS.find((k) => Array.isArray(union[k]));
		if (Object.keys(union).length !== 1) return;
		const rest = allOf.filter((m) => m !== union);
		const branches = union[keyword].map((branch) => foldObjects([...rest, branch]));
		if (branches.some((b) => !b)) return;
		folded = { [keyword]: branches };
	}
	if (!folded) return;
	delete json.allOf;
	assignProps(json, folded);
}
function finalize(ctx, schema) {
	const root = ctx.seen.get(schema);
	if (!root) throw new Error("Unprocessed schema. This is a bug in Zod.");
	const flattenRef = (zodSchema) => {
		const seen = ctx.seen.get(zodSchema);
		if (seen.ref === null) return;
		const schema = seen.def ?? seen.schema;
		const _cached = { ...schema };
		const ref = seen.ref;
		seen.ref = null;
		if (ref) {
			flattenRef(ref);
			const refSeen = ctx.seen.get(ref);
			const refSchema = refSeen.schema;
			if (refSchema.$ref && (ctx.target === "draft-07" || ctx.target === "draft-04" || ctx.target === "openapi-3.0")) {
				schema.allOf = schema.allOf ?? [];
				schema.allOf.push(refSchema);
			} else assignProps(schema, refSchema);
			assignProps(schema, _cached);
			if (zodSchema._zod.parent === ref) for (const key in schema) {
				if (key === "$ref" || key === "allOf") continue;
				if (!(key in _cached)) delete schema[key];
			}
			if (refSchema.$ref && refSeen.def) for (const key in schema) {
				if (key === "$ref" || key === "allOf") continue;
				if (key in refSeen.def && JSON.stringify(schema[key]) === JSON.stringify(refSeen.def[key])) delete schema[key];
			}
		}
		const parent = zodSchema._zod.parent;
		if (parent && parent !== ref) {
			flattenRef(parent);
			const parentSeen = ctx.seen.get(parent);
			if (parentSeen?.schema.$ref) {
				schema.$ref = parentSeen.schema.$ref;
				if (parentSeen.def) for (const key in schema) {
					if (key === "$ref" || key === "allOf") continue;
					if (key in parentSeen.def && JSON.stringify(schema[key]) === JSON.stringify(parentSeen.def[key])) delete schema[key];
				}
			}
		}
		ctx.override({
			zodSchema,
			jsonSchema: schema,
			path: seen.path ?? []
		});
	};
	if (!ctx.external || ctx.sharedEmitDoneFor !== ctx.external) {
		for (const entry of [...ctx.seen.entries()].reverse()) flattenRef(entry[0]);
		if (ctx.target !== "openapi-3.0") for (const entry of ctx.seen.entries()) compactTypeUnion(entry[1].def ?? entry[1].schema);
		for (const rewrite of ctx.deferred) rewrite();
		if (ctx.intersections.length) {
			const carriers = /* @__PURE__ */ new Map();
			for (const seen of ctx.seen.values()) for (const json of [seen.schema, seen.def]) {
				const allOf = json?.allOf;
				if (!Array.isArray(allOf)) continue;
				const existing = carriers.get(allOf);
				if (existing) existing.push(json);
				else carriers.set(allOf, [json]);
			}
			for (const allOf of ctx.intersections) for (const json of carriers.get(allOf) ?? []) foldIntersection(json);
		}
	}
	const result = {};
	if (ctx.target === "draft-2020-12") result.$schema = "https://json-schema.org/draft/2020-12/schema";
	else if (ctx.target === "draft-07") result.$schema = "http://json-schema.org/draft-07/schema#";
	else if (ctx.target === "draft-04") result.$schema = "http://json-schema.org/draft-04/schema#";
	else if (ctx.target === "openapi-3.0") {}
	if (ctx.external?.uri) {
		const id = ctx.external.registry.get(schema)?.id;
		if (!id) throw new Error("Schema is missing an `id` property");
		result.$id = ctx.external.uri(id);
	}
	assignProps(result, root.defId ? root.schema : root.def ?? root.schema);
	const rootMetaId = ctx.metadataRegistry.get(schema)?.id;
	if (rootMetaId !== void 0 && result.id === rootMetaId) delete result.id;
	const defs = ctx.external?.defs ?? {};
	if (!ctx.external || ctx.sharedEmitDoneFor !== ctx.external) for (const entry of ctx.seen.entries()) {
		const seen = entry[1];
		if (seen.def && seen.defId) {
			if (seen.def.id === seen.defId) delete seen.def.id;
			assignProp(defs, seen.defId, seen.def);
		}
	}
	if (ctx.external) ctx.sharedEmitDoneFor = ctx.external;
	if (ctx.external) {} else if (Object.keys(defs).length > 0) {
		if (ctx.target === "draft-2020-12") result.$defs = defs;
		else result.definitions = defs;
	}
	try {
		const finalized = JSON.parse(JSON.stringify(result));
		Object.defineProperty(finalized, "~standard", {
			value: {
				...schema["~standard"],
				jsonSchema: {
					input: createStandardJSONSchemaMethod(schema, "input", ctx.processors),
					output: createStandardJSONSchemaMethod(schema, "output", ctx.processors)
				}
			},
			enumerable: false,
			writable: false
		});
		return finalized;
	} catch (_err) {
		throw new Error("Error converting schema to JSON.");
	}
}
function isTransforming(_schema, _ctx) {
	const ctx = _ctx ?? { seen: /* @__PURE__ */ new Set() };
	if (ctx.seen.has(_schema)) return false;
	ctx.seen.add(_schema);
	const def = _schema._zod.def;
	if (def.type === "transform") return true;
	if (def.type === "array") return isTransforming(def.element, ctx);
	if (def.type === "set") return isTransforming(def.valueType, ctx);
	if (def.type === "lazy") return isTransforming(def.getter(), ctx);
	if (def.type === "promise" || def.type === "optional" || def.type === "nonoptional" || def.type === "nullable" || def.type === "readonly" || def.type === "default" || def.type === "prefault" || def.type === "catch") return isTransforming(def.innerType, ctx);
	if (def.type === "intersection") return isTransforming(def.left, ctx) || isTransforming(def.right, ctx);
	if (def.type === "record" || def.type === "map") return isTransforming(def.keyType, ctx) || isTransforming(def.valueType, ctx);
	if (def.type === "pipe") {
		if (_schema._zod.traits.has("$ZodCodec")) return true;
		return isTransforming(def.in, ctx) || isTransforming(def.out, ctx);
	}
	if (def.type === "object") {
		for (const key in def.shape) if (isTransforming(def.shape[key], ctx)) return true;
		return false;
	}
	if (def.type === "union") {
		for (const option of def.options) if (isTransforming(option, ctx)) return true;
		return false;
	}
	if (def.type === "tuple") {
		for (const item of def.items) if (isTransforming(item, ctx)) return true;
		if (def.rest && isTransforming(def.rest, ctx)) return true;
		return false;
	}
	return false;
}
const createToJSONSchemaMethod = (schema, processors = {}) => (params) => {
	const ctx = initializeContext({
		...params,
		processors
	});
	processSchema(schema, ctx);
	extractDefs(ctx, schema);
	return finalize(ctx, schema);
};
const createStandardJSONSchemaMethod = (schema, io, processors = {}) => (params) => {
	const { libraryOptions, target } = params ?? {};
	const ctx = initializeContext({
		...libraryOptions ?? {},
		target,
		io,
		processors
	});
	processSchema(schema, ctx);
	extractDefs(ctx, schema);
	return finalize(ctx, schema);
};

// node_modules/zod/v4/core/json-schema-processors.js
const narrowMin = (agg, key, value) => {
	if (agg[key] === void 0 || value > agg[key]) agg[key] = value;
};
const narrowMax = (agg, key, value) => {
	if (agg[key] === void 0 || value < agg[key]) agg[key] = value;
};
const narrowBoth = (agg, value) => {
	narrowMin(agg, "minimum", value);
	narrowMax(agg, "maximum", value);
};
const addDivisor = (agg, value) => {
	agg.multipleOf ?? (agg.multipleOf = []);
	if (!agg.multipleOf.includes(value)) agg.multipleOf.push(value);
};
const addPattern = (agg, pattern) => {
	agg.patterns ?? (agg.patterns = /* @__PURE__ */ new Set());
	agg.patterns.add(pattern);
};
const intersectMime = (agg, mime) => {
	agg.mime = agg.mime ? agg.mime.filter((m) => mime.includes(m)) : [...mime];
};
const setFormat = (agg, format) => {
	agg.format = format;
	if (format.includes("int")) agg.isInt = true;
};
const minContributor = (agg, def) => narrowMin(agg, "minimum", def.minimum);
const maxContributor = (agg, def) => narrowMax(agg, "maximum", def.maximum);
const formatContributor = (ranges) => (agg, def) => {
	setFormat(agg, def.format);
	const [minimum, maximum] = ranges[def.format];
	narrowMin(agg, "minimum", minimum);
	narrowMax(agg, "maximum", maximum);
};
const contributors = {
	greater_than: (agg, def) => narrowMin(agg, def.inclusive ? "minimum" : "exclusiveMinimum", def.value),
	less_than: (agg, def) => narrowMax(agg, def.inclusive ? "maximum" : "exclusiveMaximum", def.value),
	multiple_of: (agg, def) => addDivisor(agg, def.value),
	number_format: formatContributor(NUMBER_FORMAT_RANGES),
	bigint_format: formatContributor(BIGINT_FORMAT_RANGES),
	min_length: minContributor,
	max_length: maxContributor,
	length_equals: (agg, def) => narrowBoth(agg, def.length),
	min_size: minContributor,
	max_size: maxContributor,
	size_equals: (agg, def) => narrowBoth(agg, def.size),
	string_format: (agg, def) => {
		setFormat(agg, def.format);
		if (def.pattern) addPattern(agg, def.pattern);
		if (def.format === "base64" || def.format === "base64url") agg.contentEncoding = def.format;
		if (def.local || def.precision === -1) agg.laxFormat = true;
	},
	mime_type: (agg, def) => intersectMime(agg, def.mime)
};
function aggregateChecks(schema) {
	const agg = {};
	const def = schema._zod.def;
	const list = schema._zod.traits.has("$ZodCheck") ? [schema, ...def.checks ?? []] : def.checks ?? [];
	for (const ch of list) contributors[ch._zod.def.check]?.(agg, ch._zod.def);
	const bag = schema._zod.bag;
	if (bag.minimum !== void 0) narrowMin(agg, "minimum", bag.minimum);
	if (bag.exclusiveMinimum !== void 0) narrowMin(agg, "exclusiveMinimum", bag.exclusiveMinimum);
	if (bag.maximum !== void 0) narrowMax(agg, "maximum", bag.maximum);
	if (bag.exclusiveMaximum !== void 0) narrowMax(agg, "exclusiveMaximum", bag.exclusiveMaximum);
	if (bag.multipleOf !== void 0) addDivisor(agg, bag.multipleOf);
	if (bag.format !== void 0) {
		agg.format ?? (agg.format = bag.format);
		if (bag.format.includes("int")) agg.isInt = true;
	}
	if (bag.mime) intersectMime(agg, bag.mime);
	for (const pattern of bag.patterns ?? []) addPattern(agg, pattern);
	return agg;
}
const formatMap = {
	guid: "uuid",
	url: "uri",
	datetime: "date-time",
	json_string: "json-string",
	regex: ""
};
const exactPatterns = /* @__PURE__ */ new Map([[base64Charset, base64], [base64urlCharset, base64url]]);
const exactPattern = (p) => exactPatterns.get(p) ?? p;
const stringProcessor = (schema, ctx, _json, _params) => {
	const json = _json;
	json.type = "string";
	const { minimum, maximum, format, patterns, contentEncoding, laxFormat } = aggregateChecks(schema);
	if (typeof minimum === "number") json.minLength = minimum;
	if (typeof maximum === "number") json.maxLength = maximum;
	if (format) {
		json.format = formatMap[format] ?? format;
		if (json.format === "") delete json.format;
		if (format === "time" || laxFormat) delete json.format;
	}
	if (contentEncoding) json.contentEncoding = contentEncoding;
	if (patterns && patterns.size > 0) {
		const patternList = [...patterns].map(exactPattern);
		if (patternList.length === 1) json.pattern = patternList[0].source;
		else if (patternList.length > 1) json.allOf = [...patternList.map((regex) => ({
			...ctx.target === "draft-07" || ctx.target === "draft-04" || ctx.target === "openapi-3.0" ? { type: "string" } : {},
			pattern: regex.source
		}))];
	}
};
const numberProcessor = (schema, ctx, _json, params) => {
	const json = _json;
	const { minimum, maximum, multipleOf, exclusiveMaximum, exclusiveMinimum, isInt } = aggregateChecks(schema);
	json.type = isInt ? "integer" : "number";
	const exMin = typeof exclusiveMinimum === "number" && exclusiveMinimum >= (minimum ?? Number.NEGATIVE_INFINITY);
	const exMax = typeof exclusiveMaximum === "number" && exclusiveMaximum <= (maximum ?? Number.POSITIVE_INFINITY);
	const legacy = ctx.target === "draft-04" || ctx.target === "openapi-3.0";
	if (exMin) {
		if (legacy) {
			json.minimum = exclusiveMinimum;
			json.exclusiveMinimum = true;
		} else json.exclusiveMinimum = exclusiveMinimum;
	} else if (typeof minimum === "number") json.minimum = minimum;
	if (exMax) {
		if (legacy) {
			json.maximum = exclusiveMaximum;
			json.exclusiveMaximum = true;
		} else json.exclusiveMaximum = exclusiveMaximum;
	} else if (typeof maximum === "number") json.maximum = maximum;
	if (multipleOf) {
		const divisors = /* @__PURE__ */ new Set();
		for (const divisor of multipleOf) if (Number.isFinite(divisor) && divisor !== 0) divisors.add(Math.abs(divisor));
		else handleUnrepresentable(schema, ctx, json, params, `A multipleOf divisor of ${divisor} cannot be represented in JSON Schema`);
		const [first, ...rest] = divisors;
		if (first !== void 0) json.multipleOf = first;
		if (rest.length) json.allOf = [...json.allOf ?? [], ...rest.map((m) => ({ multipleOf: m }))];
	}
};
const booleanProcessor = (_schema, _ctx, json, _params) => {
	json.type = "boolean";
};
const neverProcessor = (_schema, _ctx, json, _params) => {
	json.not = {};
};
const unknownProcessor = (_schema, _ctx, _json, _params) => {};
const enumProcessor = (schema, _ctx, json, _params) => {
	const def = schema._zod.def;
	const values = getEnumValues(def.entries);
	if (values.length === 0) {
		json.not = {};
		return;
	}
	if (values.every((v) => typeof v === "number")) json.type = "number";
	if (values.every((v) => typeof v === "string")) json.type = "string";
	json.enum = values;
};
const literalProcessor = (schema, ctx, json, params) => {
	const def = schema._zod.def;
	if (def.values.length === 0) {
		json.not = {};
		return;
	}
	const vals = [];
	for (const val of def.values) if (val === void 0) {
		if (handleUnrepresentable(schema, ctx, json, params, "Literal `undefined` cannot be represented in JSON Schema")) return;
	} else if (typeof val === "bigint") {
		if (handleUnrepresentable(schema, ctx, json, params, "BigInt literals cannot be represented in JSON Schema")) return;
		vals.push(Number(val));
	} else vals.push(val);
	if (vals.length === 0) {} else if (vals.length === 1) {
		const val = vals[0];
		json.type = val === null ? "null" : typeof val;
		if (ctx.target === "draft-04" || ctx.target === "openapi-3.0") json.enum = [val];
		else json.const = val;
	} else {
		if (vals.every((v) => typeof v === "number")) json.type = "number";
		if (vals.every((v) => typeof v === "string")) json.type = "string";
		if (vals.every((v) => typeof v === "boolean")) json.type = "boolean";
		if (vals.every((v) => v === null)) json.type = "null";
		json.enum = vals;
	}
};
const customProcessor = (schema, ctx, json, params) => {
	handleUnrepresentable(schema, ctx, json, params, "Custom types cannot be represented in JSON Schema");
};
const transformProcessor = (schema, ctx, json, params) => {
	handleUnrepresentable(schema, ctx, json, params, "Transforms cannot be represented in JSON Schema");
};
const arrayProcessor = (schema, ctx, _json, params) => {
	const json = _json;
	const def = schema._zod.def;
	const { minimum, maximum } = aggregateChecks(schema);
	if (typeof minimum === "number") json.minItems = minimum;
	if (typeof maximum === "number") json.maxItems = maximum;
	json.type = "array";
	json.items = processSchema(def.element, ctx, {
		...params,
		path: [...params.path, "items"]
	});
};
function inputOptin(schema) {
	const def = schema._zod.def;
	if (def.type === "pipe" && def.in._zod.traits.has("$ZodTransform")) return inputOptin(def.out);
	if (def.type === "catch") return inputOptin(def.innerType);
	return schema._zod.optin;
}
const objectProcessor = (schema, ctx, _json, params) => {
	const json = _json;
	const def = schema._zod.def;
	const shape = def.shape;
	if (Object.getOwnPropertySymbols(shape).length && handleUnrepresentable(schema, ctx, json, params, "Symbol keys cannot be represented in JSON Schema")) return;
	json.type = "object";
	json.properties = {};
	for (const key in shape) assignProp(json.properties, key, processSchema(shape[key], ctx, {
		...params,
		path: [
			...params.path,
			"properties",
			key
		]
	}));
	const requiredKeys = [];
	for (const key of Object.keys(shape)) {
		const field = def.shape[key];
		if (ctx.io === "input" ? inputOptin(field) === void 0 : field._zod.optout === void 0) requiredKeys.push(key);
	}
	if (requiredKeys.length > 0) json.required = requiredKeys;
	if (def.catchall?._zod.def.type === "never") json.additionalProperties = false;
	else if (!def.catchall) {
		if (ctx.io === "output") json.additionalProperties = false;
	} else if (def.catchall) json.additionalProperties = processSchema(def.catchall, ctx, {
		...params,
		path: [...params.path, "additionalProperties"]
	});
};
const unionProcessor = (schema, ctx, json, params) => {
	const def = schema._zod.def;
	const isExclusive = def.inclusive === false;
	const options = def.options.map((x, i) => processSchema(x, ctx, {
		...params,
		path: [
			...params.path,
			isExclusive ? "oneOf" : "anyOf",
			i
		]
	}));
	if (isExclusive) json.oneOf = options;
	else json.anyOf = options;
};
const intersectionProcessor = (schema, ctx, json, params) => {
	const def = schema._zod.def;
	const a = processSchema(def.left, ctx, {
		...params,
		path: [
			...params.path,
			"allOf",
			0
		]
	});
	const b = processSchema(def.right, ctx, {
		...params,
		path: [
			...params.path,
			"allOf",
			1
		]
	});
	const isSimpleIntersection = (val) => "allOf" in val && Object.keys(val).length === 1;
	const allOf = [...isSimpleIntersection(a) ? a.allOf : [a], ...isSimpleIntersection(b) ? b.allOf : [b]];
	json.allOf = allOf;
	ctx.intersections.push(allOf);
};
function stringifyKeyNames(bySchema, json, visited) {
	if (json.$ref) {
		if (visited.has(json)) return json;
		visited.add(json);
		const def = bySchema.get(json)?.def;
		if (!def) return json;
		const inlined = stringifyKeyNames(bySchema, def, visited);
		return inlined === def ? json : inlined;
	}
	for (const keyword of ["anyOf", "oneOf"]) {
		const branches = json[keyword];
		if (!Array.isArray(branches)) continue;
		const mapped = branches.map((branch) => stringifyKeyNames(bySchema, branch, visited));
		if (mapped.some((branch, i) => branch !== branches[i])) json = {
			...json,
			[keyword]: mapped
		};
	}
	const types = Array.isArray(json.type) ? json.type : [json.type];
	const numericType = !types.includes("string") && types.some((t) => t === "number" || t === "integer");
	const values = json.enum ?? (json.const !== void 0 ? [json.const] : void 0);
	if (!numericType && !values?.some((v) => typeof v === "number")) return json;
	const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, format, id, ...rest } = json;
	if (rest.enum) rest.enum = rest.enum.map((v) => typeof v === "number" ? String(v) : v);
	else if (typeof rest.const === "number") rest.const = String(rest.const);
	if (!numericType) return rest;
	rest.type = "string";
	if (!values) rest.pattern = (types.includes("number") ? number$1 : integer).source;
	return rest;
}
const pendingRecords = /* @__PURE__ */ new WeakMap();
function rewriteKeyNames(ctx) {
	const bySchema = /* @__PURE__ */ new Map();
	for (const entry of ctx.seen.values()) if (entry.def && !bySchema.has(entry.schema)) bySchema.set(entry.schema, entry);
	const rewrites = /* @__PURE__ */ new Map();
	for (const record of pendingRecords.get(ctx) ?? []) {
		const seen = ctx.seen.get(record);
		const names = (seen?.def ?? seen?.schema)?.propertyNames;
		if (!names || names === true || rewrites.has(names)) continue;
		const rewritten = stringifyKeyNames(bySchema, names, /* @__PURE__ */ new Set());
		if (rewritten !== names) rewrites.set(names, rewritten);
	}
	if (!rewrites.size) return;
	for (const entry of ctx.seen.values()) for (const carrier of [entry.schema, entry.def]) {
		const rewritten = carrier && rewrites.get(carrier.propertyNames);
		if (rewritten) carrier.propertyNames = rewritten;
	}
}
const recordProcessor = (schema, ctx, _json, params) => {
	const json = _json;
	const def = schema._zod.def;
	json.type = "object";
	const keyType = def.keyType;
	const patterns = aggregateChecks(keyType).patterns;
	if (def.mode === "loose" && patterns && patterns.size > 0) {
		const valueSchema = processSchema(def.valueType, ctx, {
			...params,
			path: [
				...params.path,
				"patternProperties",
				"*"
			]
		});
		json.patternProperties = {};
		for (const pattern of patterns) assignProp(json.patternProperties, exactPattern(pattern).source, valueSchema);
	} else {
		if (ctx.target === "draft-07" || ctx.target === "draft-2020-12") {
			json.propertyNames = processSchema(def.keyType, ctx, {
				...params,
				path: [...params.path, "propertyNames"]
			});
			let pending = pendingRecords.get(ctx);
			if (!pending) {
				pending = [];
				pendingRecords.set(ctx, pending);
				ctx.deferred.push(() => rewriteKeyNames(ctx));
			}
			pending.push(schema);
		}
		json.additionalProperties = processSchema(def.valueType, ctx, {
			...params,
			path: [...params.path, "additionalProperties"]
		});
	}
	const keyValues = keyType._zod.values;
	const omittableOnInput = ctx.io === "input" && inputOptin(def.valueType) !== void 0;
	if (keyValues && !def.partial && !omittableOnInput) {
		const validKeyValues = [...keyValues].filter((v) => typeof v === "string" || typeof v === "number");
		if (validKeyValues.length > 0) json.required = validKeyValues.map(String);
	}
};
const nullableProcessor = (schema, ctx, json, params) => {
	const def = schema._zod.def;
	const inner = processSchema(def.innerType, ctx, params);
	const seen = ctx.seen.get(schema);
	if (ctx.target === "openapi-3.0") {
		seen.ref = def.innerType;
		json.nullable = true;
	} else json.anyOf = [inner, { type: "null" }];
};
const nonoptionalProcessor = (schema, ctx, _json, params) => {
	const def = schema._zod.def;
	processSchema(def.innerType, ctx, params);
	const seen = ctx.seen.get(schema);
	seen.ref = def.innerType;
};
const UNREPRESENTABLE_DEFAULT = Symbol();
function serializeDefaultValue(value, schema, ctx, json, params) {
	let unrepresentable = false;
	const serialized = JSON.stringify(value, (_, val) => {
		if (typeof val !== "bigint") return val;
		unrepresentable = true;
		return null;
	});
	if (!unrepresentable) return JSON.parse(serialized);
	handleUnrepresentable(schema, ctx, json, params, "BigInt defaults cannot be represented in JSON Schema");
	return UNREPRESENTABLE_DEFAULT;
}
const defaultProcessor = (schema, ctx, json, params) => {
	const def = schema._zod.def;
	processSchema(def.innerType, ctx, params);
	const seen = ctx.seen.get(schema);
	seen.ref = def.innerType;
	const value = serializeDefaultValue(def.defaultValue, schema, ctx, json, params);
	if (value !== UNREPRESENTABLE_DEFAULT) json.default = value;
};
const prefaultProcessor = (schema, ctx, json, params) => {
	const def = schema._zod.def;
	processSchema(def.innerType, ctx, params);
	const seen = ctx.seen.get(schema);
	seen.ref = def.innerType;
	if (ctx.io !== "input") return;
	const value = serializeDefaultValue(def.defaultValue, schema, ctx, json, params);
	if (value !== UNREPRESENTABLE_DEFAULT) json._prefault = value;
};
const catchProcessor = (schema, ctx, json, params) => {
	const def = schema._zod.def;
	processSchema(def.innerType, ctx, params);
	const seen = ctx.seen.get(schema);
	seen.ref = def.innerType;
	let catchValue;
	try {
		catchValue = def.catchValue(void 0);
	} catch {
		handleUnrepresentable(schema, ctx, json, params, "Dynamic catch values are not supported in JSON Schema");
		return;
	}
	json.default = catchValue;
};
const pipeProcessor = (schema, ctx, _json, params) => {
	const def = schema._zod.def;
	const inIsTransform = def.in._zod.traits.has("$ZodTransform");
	const innerType = ctx.io === "input" ? inIsTransform ? def.out : def.in : def.out;
	processSchema(innerType, ctx, params);
	const seen = ctx.seen.get(schema);
	seen.ref = innerType;
};
const readonlyProcessor = (schema, ctx, json, params) => {
	const def = schema._zod.def;
	processSchema(def.innerType, ctx, params);
	const seen = ctx.seen.get(schema);
	seen.ref = def.innerType;
	json.readOnly = true;
};
const optionalProcessor = (schema, ctx, _json, params) => {
	const def = schema._zod.def;
	processSchema(def.innerType, ctx, params);
	const seen = ctx.seen.get(schema);
	seen.ref = def.innerType;
};

// node_modules/zod/v4/classic/errors.js
const _installedErrorProtos = /* @__PURE__ */ new WeakSet([Object.prototype, Error.prototype]);
function _lazyMethod(proto, key, make) {
	Object.defineProperty(proto, key, {
		configurable: true,
		enumerable: false,
		get() {
			const value = make(this);
			Object.defineProperty(this, key, {
				value,
				configurable: true,
				writable: true
			});
			return value;
		},
		set(value) {
			Object.defineProperty(this, key, {
				value,
				configurable: true,
				writable: true
			});
		}
	});
}
const initializer = (inst, issues) => {
	$ZodError.init(inst, issues);
	inst.name = "ZodError";
	const proto = Object.getPrototypeOf(inst);
	if (_installedErrorProtos.has(proto)) return;
	_installedErrorProtos.add(proto);
	_lazyMethod(proto, "format", (self) => (mapper) => formatError(self, mapper));
	_lazyMethod(proto, "flatten", (self) => (mapper) => flattenError(self, mapper));
	_lazyMethod(proto, "addIssue", (self) => (issue) => {
		self.issues.push(issue);
		self.message = JSON.stringify(self.issues, jsonStringifyReplacer, 2);
	});
	_lazyMethod(proto, "addIssues", (self) => (issues) => {
		self.issues.push(...issues);
		self.message = JSON.stringify(self.issues, jsonStringifyReplacer, 2);
	});
	Object.defineProperty(proto, "isEmpty", {
		configurable: true,
		enumerable: false,
		get() {
			return this.issues.length === 0;
		}
	});
};
const ZodRealError = /*@__PURE__*/ $constructor("ZodError", initializer, void 0, { Parent: Error });

// node_modules/zod/v4/classic/parse.js
const parse$1 = /* @__PURE__ */ _parse(ZodRealError);
const parseAsync = /* @__PURE__ */ _parseAsync(ZodRealError);
const safeParse = /* @__PURE__ */ _safeParse(ZodRealError);
const safeParseAsync = /* @__PURE__ */ _safeParseAsync(ZodRealError);
const encode = /* @__PURE__ */ _encode(ZodRealError);
const decode = /* @__PURE__ */ _decode(ZodRealError);
const encodeAsync = /* @__PURE__ */ _encodeAsync(ZodRealError);
const decodeAsync = /* @__PURE__ */ _decodeAsync(ZodRealError);
const safeEncode = /* @__PURE__ */ _safeEncode(ZodRealError);
const safeDecode = /* @__PURE__ */ _safeDecode(ZodRealError);
const safeEncodeAsync = /* @__PURE__ */ _safeEncodeAsync(ZodRealError);
const safeDecodeAsync = /* @__PURE__ */ _safeDecodeAsync(ZodRealError);

// node_modules/zod/v4/classic/schemas.js
function _ensureDefaultLocale() {
	if (!globalConfig.localeError) config(en_default());
}
function _ensureDefaultMemoizer() {
	if (!globalConfig.memoizer) config({ memoizer: memoizer() });
}
const ZodType = /*@__PURE__*/ $constructor("ZodType", (inst, def) => {
	_ensureDefaultLocale();
	$ZodType.init(inst, def);
	inst.def = def;
	inst.type = def.type;
	return inst;
}, {
	check(...chks) {
		const def = this.def;
		return this.clone(mergeDefs(def, { checks: [...def.checks ?? [], ...chks.map((ch) => typeof ch === "function" ? { _zod: {
			check: ch,
			def: { check: "custom" },
			onattach: []
		} } : ch)] }), { parent: true });
	},
	with(...chks) {
		return this.check(...chks);
	},
	clone(def, params) {
		return clone(this, def, params);
	},
	brand() {
		return this;
	},
	register(reg, meta) {
		reg.add(this, meta);
		return this;
	},
	refine(check, params) {
		return this.check(refine(check, params));
	},
	superRefine(refinement, params) {
		return this.check(superRefine(refinement, params));
	},
	overwrite(fn) {
		return this.check(_overwrite(fn));
	},
	optional() {
		return optional(this);
	},
	exactOptional() {
		return exactOptional(this);
	},
	nullable() {
		return nullable(this);
	},
	nullish() {
		return optional(nullable(this));
	},
	nonoptional(params) {
		return nonoptional(this, params);
	},
	array() {
		return array(this);
	},
	or(arg) {
		return union([this, arg]);
	},
	and(arg) {
		return intersection(this, arg);
	},
	transform(tx) {
		return pipe(this, transform(tx));
	},
	default(d) {
		return _default(this, d);
	},
	prefault(d) {
		return prefault(this, d);
	},
	catch(params) {
		return _catch(this, params);
	},
	pipe(target) {
		return pipe(this, target);
	},
	readonly() {
		return readonly(this);
	},
	describe(description) {
		const cl = this.clone();
		globalRegistry.add(cl, { description });
		return cl;
	},
	meta(...args) {
		if (args.length === 0) return globalRegistry.get(this);
		const cl = this.clone();
		globalRegistry.add(cl, args[0]);
		return cl;
	},
	isOptional() {
		return this.safeParse(void 0).success;
	},
	isNullable() {
		return this.safeParse(null).success;
	},
	apply(fn, ...args) {
		return args.length === 0 ? fn(this) : fn(this, ...args);
	},
	get "~standard"() {
		return hide(this, "~standard", {
			...standardProps(this),
			jsonSchema: {
				input: createStandardJSONSchemaMethod(this, "input"),
				output: createStandardJSONSchemaMethod(this, "output")
			}
		});
	},
	set "~standard"(value) {
		own(this, "~standard", value);
	},
	parse: function _parse(data, params) {
		return parse$1(this, data, params, { callee: _parse });
	},
	parseAsync: async function _parseAsync(data, params) {
		return await parseAsync(this, data, params, { callee: _parseAsync });
	},
	safeParse(data, params) {
		return safeParse(this, data, params);
	},
	async safeParseAsync(data, params) {
		return safeParseAsync(this, data, params);
	},
	get spa() {
		return this?.safeParseAsync;
	},
	set spa(value) {
		own(this, "spa", value);
	},
	validate(data, params) {
		return validate(this, data, params);
	},
	validateAsync(data, params) {
		return validateAsync$1(this, data, params);
	},
	encode: function _encode(data, params) {
		return encode(this, data, params, { callee: _encode });
	},
	decode: function _decode(data, params) {
		return decode(this, data, params, { callee: _decode });
	},
	encodeAsync: async function _encodeAsync(data, params) {
		return await encodeAsync(this, data, params, { callee: _encodeAsync });
	},
	decodeAsync: async function _decodeAsync(data, params) {
		return await decodeAsync(this, data, params, { callee: _decodeAsync });
	},
	safeEncode(data, params) {
		return safeEncode(this, data, params);
	},
	safeDecode(data, params) {
		return safeDecode(this, data, params);
	},
	async safeEncodeAsync(data, params) {
		return safeEncodeAsync(this, data, params);
	},
	async safeDecodeAsync(data, params) {
		return safeDecodeAsync(this, data, params);
	},
	toJSONSchema(params) {
		return createToJSONSchemaMethod(this, {})(params);
	},
	get description() {
		return globalRegistry.get(this)?.description;
	},
	get _def() {
		return this._zod.def;
	}
});
const _ZodString = /*@__PURE__*/ $constructor("_ZodString", (inst, def) => {
	$ZodString.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => stringProcessor(inst, ctx, json, params);
}, /*@__PURE__*/ derived({
	format: (inst) => aggregateChecks(inst).format ?? null,
	minLength: (inst) => aggregateChecks(inst).minimum ?? null,
	maxLength: (inst) => aggregateChecks(inst).maximum ?? null
}, {
	regex(...args) {
		return this.check(_regex(...args));
	},
	includes(...args) {
		return this.check(_includes(...args));
	},
	startsWith(...args) {
		return this.check(_startsWith(...args));
	},
	endsWith(...args) {
		return this.check(_endsWith(...args));
	},
	min(...args) {
		return this.check(_minLength(...args));
	},
	max(...args) {
		return this.check(_maxLength(...args));
	},
	length(...args) {
		return this.check(_length(...args));
	},
	nonempty(...args) {
		return this.check(_minLength(1, ...args));
	},
	lowercase(params) {
		return this.check(_lowercase(params));
	},
	uppercase(params) {
		return this.check(_uppercase(params));
	},
	trim() {
		return this.check(_trim());
	},
	normalize(...args) {
		return this.check(_normalize(...args));
	},
	toLowerCase() {
		return this.check(_toLowerCase());
	},
	toUpperCase() {
		return this.check(_toUpperCase());
	},
	slugify() {
		return this.check(_slugify());
	}
}));
const ZodString = /*@__PURE__*/ $constructor("ZodString", (inst, def) => {
	$ZodString.init(inst, def);
	_ZodString.init(inst, def);
}, {
	email(params) {
		return this.check(_email(ZodEmail, params));
	},
	url(params) {
		return this.check(_url(ZodURL, params));
	},
	jwt(params) {
		return this.check(_jwt(ZodJWT, params));
	},
	emoji(params) {
		return this.check(_emoji(ZodEmoji, params));
	},
	guid(params) {
		return this.check(_guid(ZodGUID, params));
	},
	uuid(params) {
		return this.check(_uuid(ZodUUID, params));
	},
	uuidv4(params) {
		return this.check(_uuidv4(ZodUUID, params));
	},
	uuidv6(params) {
		return this.check(_uuidv6(ZodUUID, params));
	},
	uuidv7(params) {
		return this.check(_uuidv7(ZodUUID, params));
	},
	nanoid(params) {
		return this.check(_nanoid(ZodNanoID, params));
	},
	cuid(params) {
		return this.check(_cuid(ZodCUID, params));
	},
	cuid2(params) {
		return this.check(_cuid2(ZodCUID2, params));
	},
	ulid(params) {
		return this.check(_ulid(ZodULID, params));
	},
	base64(params) {
		return this.check(_base64(ZodBase64, params));
	},
	base64url(params) {
		return this.check(_base64url(ZodBase64URL, params));
	},
	xid(params) {
		return this.check(_xid(ZodXID, params));
	},
	ksuid(params) {
		return this.check(_ksuid(ZodKSUID, params));
	},
	ipv4(params) {
		return this.check(_ipv4(ZodIPv4, params));
	},
	ipv6(params) {
		return this.check(_ipv6(ZodIPv6, params));
	},
	cidrv4(params) {
		return this.check(_cidrv4(ZodCIDRv4, params));
	},
	cidrv6(params) {
		return this.check(_cidrv6(ZodCIDRv6, params));
	},
	e164(params) {
		return this.check(_e164(ZodE164, params));
	},
	datetime(params) {
		return this.check(_isoDateTime(ZodISODateTime, params));
	},
	date(params) {
		return this.check(_isoDate(ZodISODate, params));
	},
	time(params) {
		return this.check(_isoTime(ZodISOTime, params));
	},
	duration(params) {
		return this.check(_isoDuration(ZodISODuration, params));
	}
});
function string(params) {
	return _string(ZodString, params);
}
const ZodStringFormat = /*@__PURE__*/ $constructor("ZodStringFormat", (inst, def) => {
	$ZodStringFormat.init(inst, def);
	_ZodString.init(inst, def);
});
const ZodISODateTime = /*@__PURE__*/ $constructor("ZodISODateTime", (inst, def) => {
	$ZodISODateTime.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodISODate = /*@__PURE__*/ $constructor("ZodISODate", (inst, def) => {
	$ZodISODate.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodISOTime = /*@__PURE__*/ $constructor("ZodISOTime", (inst, def) => {
	$ZodISOTime.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodISODuration = /*@__PURE__*/ $constructor("ZodISODuration", (inst, def) => {
	$ZodISODuration.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodEmail = /*@__PURE__*/ $constructor("ZodEmail", (inst, def) => {
	$ZodEmail.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodGUID = /*@__PURE__*/ $constructor("ZodGUID", (inst, def) => {
	$ZodGUID.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodUUID = /*@__PURE__*/ $constructor("ZodUUID", (inst, def) => {
	$ZodUUID.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodURL = /*@__PURE__*/ $constructor("ZodURL", (inst, def) => {
	$ZodURL.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodEmoji = /*@__PURE__*/ $constructor("ZodEmoji", (inst, def) => {
	$ZodEmoji.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodNanoID = /*@__PURE__*/ $constructor("ZodNanoID", (inst, def) => {
	$ZodNanoID.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodCUID = /*@__PURE__*/ $constructor("ZodCUID", (inst, def) => {
	$ZodCUID.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodCUID2 = /*@__PURE__*/ $constructor("ZodCUID2", (inst, def) => {
	$ZodCUID2.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodULID = /*@__PURE__*/ $constructor("ZodULID", (inst, def) => {
	$ZodULID.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodXID = /*@__PURE__*/ $constructor("ZodXID", (inst, def) => {
	$ZodXID.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodKSUID = /*@__PURE__*/ $constructor("ZodKSUID", (inst, def) => {
	$ZodKSUID.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodIPv4 = /*@__PURE__*/ $constructor("ZodIPv4", (inst, def) => {
	$ZodIPv4.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodIPv6 = /*@__PURE__*/ $constructor("ZodIPv6", (inst, def) => {
	$ZodIPv6.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodCIDRv4 = /*@__PURE__*/ $constructor("ZodCIDRv4", (inst, def) => {
	$ZodCIDRv4.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodCIDRv6 = /*@__PURE__*/ $constructor("ZodCIDRv6", (inst, def) => {
	$ZodCIDRv6.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodBase64 = /*@__PURE__*/ $constructor("ZodBase64", (inst, def) => {
	$ZodBase64.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodBase64URL = /*@__PURE__*/ $constructor("ZodBase64URL", (inst, def) => {
	$ZodBase64URL.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodE164 = /*@__PURE__*/ $constructor("ZodE164", (inst, def) => {
	$ZodE164.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodJWT = /*@__PURE__*/ $constructor("ZodJWT", (inst, def) => {
	$ZodJWT.init(inst, def);
	ZodStringFormat.init(inst, def);
});
const ZodNumber = /*@__PURE__*/ $constructor("ZodNumber", (inst, def) => {
	$ZodNumber.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => numberProcessor(inst, ctx, json, params);
	inst.isFinite = true;
}, /*@__PURE__*/ derived({
	minValue: (inst) => {
		const { minimum, exclusiveMinimum } = aggregateChecks(inst);
		return Math.max(minimum ?? Number.NEGATIVE_INFINITY, exclusiveMinimum ?? Number.NEGATIVE_INFINITY);
	},
	maxValue: (inst) => {
		const { maximum, exclusiveMaximum } = aggregateChecks(inst);
		return Math.min(maximum ?? Number.POSITIVE_INFINITY, exclusiveMaximum ?? Number.POSITIVE_INFINITY);
	},
	isInt: (inst) => {
		const { isInt, multipleOf } = aggregateChecks(inst);
		return !!isInt || !!multipleOf?.some(Number.isSafeInteger);
	},
	format: (inst) => aggregateChecks(inst).format ?? null
}, {
	gt(value, params) {
		return this.check(_gt(value, params));
	},
	gte(value, params) {
		return this.check(_gte(value, params));
	},
	min(value, params) {
		return this.check(_gte(value, params));
	},
	lt(value, params) {
		return this.check(_lt(value, params));
	},
	lte(value, params) {
		return this.check(_lte(value, params));
	},
	max(value, params) {
		return this.check(_lte(value, params));
	},
	int(params) {
		return this.check(int(params));
	},
	safe(params) {
		return this.check(int(params));
	},
	positive(params) {
		return this.check(_gt(0, params));
	},
	nonnegative(params) {
		return this.check(_gte(0, params));
	},
	negative(params) {
		return this.check(_lt(0, params));
	},
	nonpositive(params) {
		return this.check(_lte(0, params));
	},
	multipleOf(value, params) {
		return this.check(_multipleOf(value, params));
	},
	step(value, params) {
		return this.check(_multipleOf(value, params));
	},
	finite() {
		return this;
	}
}));
function number(params) {
	return _number(ZodNumber, params);
}
const ZodNumberFormat = /*@__PURE__*/ $constructor("ZodNumberFormat", (inst, def) => {
	$ZodNumberFormat.init(inst, def);
	ZodNumber.init(inst, def);
});
function int(params) {
	return _int(ZodNumberFormat, params);
}
const ZodBoolean = /*@__PURE__*/ $constructor("ZodBoolean", (inst, def) => {
	$ZodBoolean.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => booleanProcessor(inst, ctx, json, params);
});
function boolean(params) {
	return _boolean(ZodBoolean, params);
}
const ZodUnknown = /*@__PURE__*/ $constructor("ZodUnknown", (inst, def) => {
	$ZodUnknown.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => unknownProcessor(inst, ctx, json, params);
});
function unknown() {
	return _unknown(ZodUnknown);
}
const ZodNever = /*@__PURE__*/ $constructor("ZodNever", (inst, def) => {
	$ZodNever.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => neverProcessor(inst, ctx, json, params);
});
function never(params) {
	return _never(ZodNever, params);
}
const ZodArray = /*@__PURE__*/ $constructor("ZodArray", (inst, def) => {
	_ensureDefaultMemoizer();
	$ZodArray.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => arrayProcessor(inst, ctx, json, params);
	inst.element = def.element;
}, {
	min(n, params) {
		return this.check(_minLength(n, params));
	},
	nonempty(params) {
		return this.check(_minLength(1, params));
	},
	max(n, params) {
		return this.check(_maxLength(n, params));
	},
	length(n, params) {
		return this.check(_length(n, params));
	},
	unwrap() {
		return this.element;
	}
});
function array(element, params) {
	return _array(ZodArray, element, params);
}
const ZodObject = /*@__PURE__*/ $constructor("ZodObject", (inst, def) => {
	_ensureDefaultMemoizer();
	$ZodObjectJIT.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => objectProcessor(inst, ctx, json, params);
	installLazyProp(inst, "shape", (self) => self._zod.def.shape, false);
}, {
	keyof() {
		return _enum(Object.keys(this._zod.def.shape));
	},
	catchall(catchall) {
		return this.clone(mergeDefs(this._zod.def, { catchall }));
	},
	passthrough() {
		return this.clone(mergeDefs(this._zod.def, { catchall: unknown() }));
	},
	loose() {
		return this.clone(mergeDefs(this._zod.def, { catchall: unknown() }));
	},
	strict() {
		return this.clone(mergeDefs(this._zod.def, { catchall: never() }));
	},
	strip() {
		return this.clone(mergeDefs(this._zod.def, { catchall: void 0 }));
	},
	extend(incoming) {
		return extend(this, incoming);
	},
	safeExtend(incoming) {
		return safeExtend(this, incoming);
	},
	merge(other) {
		return merge(this, other);
	},
	pick(mask) {
		return pick(this, mask);
	},
	omit(mask) {
		return omit(this, mask);
	},
	partial(...args) {
		return partial(ZodOptional, this, args[0]);
	},
	exactPartial(...args) {
		return partial(ZodExactOptional, this, args[0], "exactPartial");
	},
	required(...args) {
		return required(ZodNonOptional, this, args[0]);
	}
});
function strictObject(shape, params) {
	return new ZodObject({
		type: "object",
		shape,
		catchall: never(),
		...normalizeParams(params)
	});
}
const ZodUnion = /*@__PURE__*/ $constructor("ZodUnion", (inst, def) => {
	$ZodUnion.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => unionProcessor(inst, ctx, json, params);
	inst.options = def.options;
});
function union(options, params) {
	return new ZodUnion({
		type: "union",
		options,
		...normalizeParams(params)
	});
}
const ZodIntersection = /*@__PURE__*/ $constructor("ZodIntersection", (inst, def) => {
	$ZodIntersection.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => intersectionProcessor(inst, ctx, json, params);
});
function intersection(left, right) {
	return new ZodIntersection({
		type: "intersection",
		left,
		right
	});
}
const ZodRecord = /*@__PURE__*/ $constructor("ZodRecord", (inst, def) => {
	_ensureDefaultMemoizer();
	$ZodRecord.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => recordProcessor(inst, ctx, json, params);
	inst.keyType = def.keyType;
	inst.valueType = def.valueType;
});
function record(keyType, valueType, params) {
	if (!valueType || !valueType._zod) return new ZodRecord({
		type: "record",
		keyType: string(),
		valueType: keyType,
		...normalizeParams(valueType)
	});
	return new ZodRecord({
		type: "record",
		keyType,
		valueType,
		...normalizeParams(params)
	});
}
function partialRecord(keyType, valueType, params) {
	return new ZodRecord({
		type: "record",
		keyType,
		valueType,
		...normalizeParams(params),
		partial: true
	});
}
const ZodEnum = /*@__PURE__*/ $constructor("ZodEnum", (inst, def) => {
	$ZodEnum.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => enumProcessor(inst, ctx, json, params);
	inst.enum = def.entries;
	inst.options = [...inst._zod.values];
	const keys = new Set(Object.keys(def.entries));
	inst.extract = (values, params) => {
		const newEntries = {};
		for (const value of values) if (keys.has(value)) newEntries[value] = def.entries[value];
		else throw new Error(`Key ${value} not found in enum`);
		return new ZodEnum({
			...def,
			checks: [],
			...normalizeParams(params),
			entries: newEntries
		});
	};
	inst.exclude = (values, params) => {
		const newEntries = { ...def.entries };
		for (const value of values) if (keys.has(value)) delete newEntries[value];
		else throw new Error(`Key ${value} not found in enum`);
		return new ZodEnum({
			...def,
			checks: [],
			...normalizeParams(params),
			entries: newEntries
		});
	};
});
function _enum(values, params) {
	const entries = Array.isArray(values) ? Object.fromEntries(values.map((v) => [v, v])) : values;
	return new ZodEnum({
		type: "enum",
		entries,
		...normalizeParams(params)
	});
}
const ZodLiteral = /*@__PURE__*/ $constructor("ZodLiteral", (inst, def) => {
	$ZodLiteral.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => literalProcessor(inst, ctx, json, params);
	inst.values = new Set(def.values);
	Object.defineProperty(inst, "value", { get() {
		if (def.values.length > 1) throw new Error("This schema contains multiple valid literal values. Use `.values` instead.");
		return def.values[0];
	} });
});
function literal(value, params) {
	return new ZodLiteral({
		type: "literal",
		values: Array.isArray(value) ? value : [value],
		...normalizeParams(params)
	});
}
const ZodTransform = /*@__PURE__*/ $constructor("ZodTransform", (inst, def) => {
	_ensureDefaultMemoizer();
	$ZodTransform.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => transformProcessor(inst, ctx, json, params);
	inst._zod.parse = (payload, _ctx) => {
		if (_ctx.direction === "backward") throw new $ZodEncodeError(inst.constructor.name);
		payload.addIssue = (issue$1) => {
			if (typeof issue$1 === "string") payload.issues.push(issue(issue$1, payload.value, def));
			else {
				const _issue = issue$1;
				if (_issue.fatal) _issue.continue = false;
				_issue.code ?? (_issue.code = "custom");
				if (!("input" in _issue)) _issue.input = payload.value;
				_issue.inst ?? (_issue.inst = inst);
				payload.issues.push(issue(_issue));
			}
		};
		const output = def.transform(payload.value, payload);
		if (output instanceof Promise) return output.then((output) => {
			payload.value = output;
			return payload;
		});
		payload.value = output;
		return payload;
	};
});
function transform(fn) {
	return new ZodTransform({
		type: "transform",
		transform: fn
	});
}
const ZodOptional = /*@__PURE__*/ $constructor("ZodOptional", (inst, def) => {
	$ZodOptional.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => optionalProcessor(inst, ctx, json, params);
	inst.unwrap = () => inst._zod.def.innerType;
});
function optional(innerType) {
	return new ZodOptional({
		type: "optional",
		innerType
	});
}
const ZodExactOptional = /*@__PURE__*/ $constructor("ZodExactOptional", (inst, def) => {
	$ZodExactOptional.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => optionalProcessor(inst, ctx, json, params);
	inst.unwrap = () => inst._zod.def.innerType;
});
function exactOptional(innerType) {
	return new ZodExactOptional({
		type: "optional",
		innerType
	});
}
const ZodNullable = /*@__PURE__*/ $constructor("ZodNullable", (inst, def) => {
	$ZodNullable.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => nullableProcessor(inst, ctx, json, params);
	inst.unwrap = () => inst._zod.def.innerType;
});
function nullable(innerType) {
	return new ZodNullable({
		type: "nullable",
		innerType
	});
}
const ZodDefault = /*@__PURE__*/ $constructor("ZodDefault", (inst, def) => {
	$ZodDefault.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => defaultProcessor(inst, ctx, json, params);
	inst.unwrap = () => inst._zod.def.innerType;
	inst.removeDefault = inst.unwrap;
});
function _default(innerType, defaultValue) {
	return new ZodDefault({
		type: "default",
		innerType,
		get defaultValue() {
			return typeof defaultValue === "function" ? defaultValue() : shallowClone(defaultValue);
		}
	});
}
const ZodPrefault = /*@__PURE__*/ $constructor("ZodPrefault", (inst, def) => {
	$ZodPrefault.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => prefaultProcessor(inst, ctx, json, params);
	inst.unwrap = () => inst._zod.def.innerType;
});
function prefault(innerType, defaultValue) {
	return new ZodPrefault({
		type: "prefault",
		innerType,
		get defaultValue() {
			return typeof defaultValue === "function" ? defaultValue() : shallowClone(defaultValue);
		}
	});
}
const ZodNonOptional = /*@__PURE__*/ $constructor("ZodNonOptional", (inst, def) => {
	$ZodNonOptional.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => nonoptionalProcessor(inst, ctx, json, params);
	inst.unwrap = () => inst._zod.def.innerType;
});
function nonoptional(innerType, params) {
	return new ZodNonOptional({
		type: "nonoptional",
		innerType,
		...normalizeParams(params)
	});
}
const ZodCatch = /*@__PURE__*/ $constructor("ZodCatch", (inst, def) => {
	$ZodCatch.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => catchProcessor(inst, ctx, json, params);
	inst.unwrap = () => inst._zod.def.innerType;
	inst.removeCatch = inst.unwrap;
});
function _catch(innerType, catchValue) {
	return new ZodCatch({
		type: "catch",
		innerType,
		catchValue: typeof catchValue === "function" ? catchValue : constantCatch(catchValue)
	});
}
const ZodPipe = /*@__PURE__*/ $constructor("ZodPipe", (inst, def) => {
	$ZodPipe.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => pipeProcessor(inst, ctx, json, params);
	inst.in = def.in;
	inst.out = def.out;
});
function pipe(in_, out) {
	return new ZodPipe({
		type: "pipe",
		in: in_,
		out
	});
}
const ZodReadonly = /*@__PURE__*/ $constructor("ZodReadonly", (inst, def) => {
	$ZodReadonly.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => readonlyProcessor(inst, ctx, json, params);
	inst.unwrap = () => inst._zod.def.innerType;
});
function readonly(innerType) {
	return new ZodReadonly({
		type: "readonly",
		innerType
	});
}
const ZodCustom = /*@__PURE__*/ $constructor("ZodCustom", (inst, def) => {
	$ZodCustom.init(inst, def);
	ZodType.init(inst, def);
	inst._zod.processJSONSchema = (ctx, json, params) => customProcessor(inst, ctx, json, params);
});
function refine(fn, _params = {}) {
	return _refine(ZodCustom, fn, _params);
}
function superRefine(fn, params) {
	return _superRefine(fn, params);
}

// src/policy/suggest.ts
function didYouMean(text, candidates) {
	const near = nearest(text, candidates);
	return near === void 0 ? "" : `; did you mean "${near}"?`;
}
function nearest(text, candidates) {
	const lower = text.toLowerCase();
	let best;
	let bestDistance = lower.length <= 4 ? 2 : lower.length <= 8 ? 3 : 4;
	if (lower.length > 64) return void 0;
	for (const candidate of candidates) {
		if (Math.abs(candidate.length - lower.length) >= bestDistance) continue;
		const otherStart = candidate[0]?.toLowerCase() === lower[0] ? 0 : .5;
		const distance = typingErrors(lower, candidate.toLowerCase()) + otherStart;
		if (distance < bestDistance && distance < candidate.length) [best, bestDistance] = [candidate, distance];
	}
	return best;
}
function typingErrors(a, b) {
	let beforePrevious = [];
	let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
	for (let i = 1; i <= a.length; i++) {
		const current = [i];
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1] ? 0 : 1;
			let least = Math.min(at(previous, j) + 1, at(current, j - 1) + 1, at(previous, j - 1) + same);
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, at(beforePrevious, j - 2) + 1);
			current.push(least);
		}
		[beforePrevious, previous] = [previous, current];
	}
	return at(previous, b.length);
}
function at(row, index) {
	return row[index] ?? Number.POSITIVE_INFINITY;
}

// src/policy/ports.ts
const PORT_WORDS = [
	"all",
	"none",
	"top-100",
	"top-1000"
];
function parsePortItem(item, protocol) {
	const text = String(item);
	if (text === "all") return { value: ALL_PORTS };
	if (text === "none") return { value: NO_PORTS };
	if (text === "top-100" || text === "top-1000") {
		if (protocol === "tcp") return { value: text === "top-100" ? TOP_100_TCP : TOP_1000_TCP };
		return fault("invalid-port", `${quote(text)} is a list of TCP ports: write the ${protocol} ports out`);
	}
	if (/^[\d-]+(?:\s*,\s*[\d-]+)+$/.test(text)) return fault("invalid-port", `${quote(text)} is several ports: write a list, [${text.split(/\s*,\s*/).join(", ")}]`);
	if (/\/\w+$/.test(text)) return fault("invalid-port", `${quote(text)} names a protocol: here it is already said, ${protocol}`);
	if (/^\d/.test(text)) return parseRange(text);
	return fault("invalid-port", `${quote(text)} is not a port: write a port, a range such as 8000-8010, or all, none, top-100, top-1000${didYouMean(text, PORT_WORDS)}`);
}
function findOverlap(sets) {
	for (const [index, set] of sets.entries()) {
		const earlier = sets.slice(0, index).find((other) => intersect(other, set).length > 0);
		if (earlier === void 0) continue;
		return {
			index,
			message: `${isSubset(set, earlier) ? "these ports are" : "some of these ports are"} already in this list`
		};
	}
}
function parsePortReference(text) {
	const [numbers = "", name, more] = text.split("/");
	if (!/^[\d,-]+$/.test(numbers)) return fault("invalid-port", `${quote(text)} is not a port with its protocol, as 443/tcp is`);
	if (name === void 0 || name === "") return fault("missing-protocol", `${quote(text)} does not say which protocol: write ${numbers}/tcp, or udp, or sctp`);
	if (more !== void 0) return fault("invalid-port", `${quote(text)} has too many parts: a service stands after a space, as in 443/tcp https`);
	const protocol = PROTOCOLS.find((known) => known === name);
	if (protocol === void 0) {
		const hint = didYouMean(name, PROTOCOLS);
		return fault("invalid-port", `${quote(text)} does not end in a protocol: tcp, udp or sctp${hint}`);
	}
	if (numbers.includes(",")) return fault("invalid-port", `${quote(text)} is several ports: write one entry for each`);
	const range = parseRange(numbers);
	return "fault" in range ? range : { value: {
		protocol,
		ports: range.value
	} };
}
function parseRange(text) {
	const match = /^(\d+)(?:-(\d+))?$/.exec(text);
	if (match === null) return fault("invalid-port", `${quote(text)} is not a port or a range of ports`);
	const [, from = "", to = from] = match;
	if (/^0\d/.test(from) || /^0\d/.test(to)) return fault("invalid-port", `${quote(text)} has a leading zero: leave it out`);
	const range = [Number(from), Number(to)];
	const tooHigh = range.find((port) => port > MAX_PORT);
	if (tooHigh !== void 0) return fault("invalid-port", `${tooHigh} is not a port: the highest is ${MAX_PORT}`);
	if (range[0] > range[1]) return fault("invalid-port", `the range ${text} runs backwards: write ${range[1]}-${range[0]}`);
	return { value: [range] };
}

// src/policy/service-names.ts
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
`.trim().split(/\s+/);
const SERVICE_NAMES = [.../* @__PURE__ */ new Set([
	...REPORTED,
	...Object.values(TLS_NAMES),
	...Object.keys(SERVICE_ALIASES)
])];
const PRODUCTS = {
	apache: "http or https",
	bind: "domain",
	caddy: "http or https",
	dovecot: "imap or imaps",
	etcd: "http or https",
	exim: "smtp",
	grafana: "http or https",
	haproxy: "http or https",
	iis: "http or https",
	jenkins: "http or https",
	jupyter: "http or https",
	kibana: "http or https",
	kubelet: "https",
	kubernetes: "https",
	mariadb: "mysql",
	nginx: "http or https",
	openssh: "ssh",
	postfix: "smtp",
	prometheus: "http or https",
	samba: "microsoft-ds",
	sshd: "ssh",
	tomcat: "http or https",
	traefik: "http or https",
	unbound: "domain"
};

// src/policy/services.ts
const KNOWN = new Set(SERVICE_NAMES);
function parseService(text) {
	const name = wellFormed(text);
	if ("fault" in name || isKnown(name.value)) return normalised(name);
	const hint = suggestion(name.value);
	return hint === "" ? normalised(name) : fault("unknown-service", `unknown service ${quote(text)}${hint}`);
}
function parseForbiddenService(text) {
	const name = wellFormed(text);
	if ("fault" in name || isKnown(name.value)) return normalised(name);
	const hint = suggestion(name.value);
	return fault("unknown-service", `unknown service ${quote(text)}${hint || ": forbid it by its port, as in 2375/tcp"}`);
}
function isKnown(name) {
	return KNOWN.has(bare(name));
}
function suggestion(name) {
	const prefix = name.slice(0, name.length - bare(name).length);
	return didYouMean(name, SERVICE_NAMES.map((known) => prefix + known));
}
function bare(name) {
	return name.replace(/^(?:ssl|tls)\//, "");
}
const WRAPPINGS = /* @__PURE__ */ new Set([
	"dtls",
	"ssl",
	"tls"
]);
function wellFormed(text) {
	const name = text.toLowerCase();
	if (WRAPPINGS.has(name)) return fault("unknown-service", `${quote(text)} is not a service, but what a service runs inside: write the service, such as https, imaps or ssl/redis`);
	if (Object.hasOwn(PRODUCTS, name)) return fault("unknown-service", `${quote(text)} is a product; nmap reports its service: write ${PRODUCTS[name]}`);
	if (/^(?:(?:ssl|tls)\/)?[a-z\d][a-z\d._+-]{0,62}$/.test(name) && /[a-z]/.test(name)) return { value: name };
	return fault("unknown-service", `${quote(text)} is not the name of a service, such as https or ssh`);
}
function normalised(name) {
	return "fault" in name ? name : { value: normaliseService(name.value) };
}

// src/policy/entries.ts
const MAX_REQUIRED = 256;
function parseShortEntry(text, expectation) {
	const [first = "", second, third] = text.trim().split(/\s+/);
	if (third !== void 0) return fault("invalid-port", `${quote(text)} has more than a port and a service; the rest has keys of its own: reason …`);
	if (expectation === "forbid" && second === void 0 && !/^\d|\/(?:tcp|udp|sctp)$/.test(first)) {
		const service = parseForbiddenService(first);
		return "fault" in service ? service : { value: {
			kind: "service",
			service: service.value
		} };
	}
	const reference = parseEntryPort(first, expectation);
	if ("fault" in reference) return reference;
	if (second === void 0) return { value: {
		kind: "port",
		service: null,
		...reference.value
	} };
	const refused = serviceRefused(expectation);
	if (refused !== void 0) return fault("unexpected-service", `${quote(text)} names a service: ${refused}`);
	const service = parseService(second);
	return "fault" in service ? service : { value: {
		kind: "port",
		service: service.value,
		...reference.value
	} };
}
function parseEntryPort(text, expectation) {
	const reference = parsePortReference(text);
	if ("fault" in reference || expectation !== "require") return reference;
	const count = portCount(reference.value.ports);
	if (count <= MAX_REQUIRED) return reference;
	return fault("too-many-required", `${quote(text)} requires ${count} ports to be open: at most ${MAX_REQUIRED} in one entry; allow them, or ask in pieces`);
}
function parseWaivedPort(text) {
	const reference = parsePortReference(text);
	if ("fault" in reference || portCount(reference.value.ports) === 1) return reference;
	return fault("invalid-port", `${quote(text)} is more than one port: a waiver is for exactly one`);
}
function serviceRefused(expectation) {
	switch (expectation) {
		case "require":
		case "allow": return;
		case "filtered": return "a filtered port must not answer, so no service can be seen on it; write the port alone";
		case "forbid": return "a forbidden port is forbidden whatever it serves; write the port alone, or the service alone for any port";
		default: return expectation;
	}
}

// src/policy/ipv4.ts
function parseIpv4(text) {
	const [base = "", bits, more] = text.split("/");
	const parts = base.split(".");
	if (parts.length !== 4 || more !== void 0) return fault("invalid-host", `${quote(text)} is not an IPv4 address: it has four numbers, as in 192.0.2.10`);
	if (bits !== void 0 && (!/^(?:0|[1-9]\d?)$/.test(bits) || Number(bits) > 32)) return fault("invalid-host", `${quote(text)} has a bad prefix length: IPv4 has /0 to /32`);
	const octets = [];
	for (const [index, part] of parts.entries()) {
		const octet = parseOctet(part);
		if (typeof octet === "string") return fault("invalid-host", `${quote(text)} is not an IPv4 address: ${octet}`);
		octets.push(bits === void 0 ? octet : masked(octet, Math.min(8, Math.max(0, Number(bits) - 8 * index))));
	}
	const [a = [], b = [], c = [], d = []] = octets;
	return { value: {
		family: "ipv4",
		octets: [
			a,
			b,
			c,
			d
		]
	} };
}
function parseOctet(text) {
	const ranges = [];
	for (const item of text.split(",")) {
		const match = /^(?:\*|(\d*)(-?)(\d*))$/.exec(item);
		if (match === null || item === "") return item === "" ? "a number is missing" : `${quote(item)} is no range`;
		const [, from = "", dash = "-", to = ""] = match;
		if (/^0\d/.test(from) || /^0\d/.test(to)) return `${quote(item)} has a leading zero, which some read as octal`;
		const first = from === "" ? 0 : Number(from);
		const last = dash === "" ? first : to === "" ? 255 : Number(to);
		if (first > 255 || last > 255) return `${Math.max(first, last)} is more than 255`;
		if (first > last) return `the range ${item} runs backwards`;
		ranges.push([first, last]);
	}
	return portSet(ranges);
}
function masked(octet, bits) {
	const size = 2 ** (8 - bits);
	return portSet(octet.map(([first, last]) => [first - first % size, last - last % size + size - 1]));
}

// src/policy/hosts.ts
function parseHost(text) {
	if (text.includes("*") && /[a-z]/i.test(text)) return invalid(text, "is a wildcard: those stand in authorization.scope alone, so write the names out");
	return parsePattern(text);
}
function parseScope(text) {
	const below = /^\*\.(.*[a-z_].*)$/i.exec(text)?.[1];
	if (below === void 0) return parseHost(text);
	const parsed = parseName(below);
	if ("fault" in parsed) return parsed;
	return { value: {
		kind: "wildcard",
		suffix: parsed.value,
		text: `*.${parsed.value}`
	} };
}
function parseSingleHost(text) {
	const parsed = parseHost(text);
	if ("fault" in parsed || parsed.value.kind === "name" || parseAddress(text) !== void 0) return parsed;
	return invalid(text, "is more than one address: write one address or one name");
}
function parsePattern(text) {
	const misplaced = MISTAKES.find(({ pattern }) => pattern.test(text));
	if (misplaced !== void 0) return invalid(text, misplaced.message);
	const looksNumeric = /^[\d.*,/-]+$/.test(text);
	if (text.includes(":") || looksNumeric) {
		const parsed = text.includes(":") ? parseIpv6(text) : parseIpv4(text);
		if ("fault" in parsed) return parsed;
		const reserved = UNSCANNABLE.find(({ range }) => patternCovers(range, parsed.value));
		if (reserved !== void 0) return invalid(text, `is ${reserved.what}: no host has it`);
		return { value: {
			kind: "addresses",
			pattern: parsed.value,
			text
		} };
	}
	const name = parseName(text);
	return "fault" in name ? name : { value: {
		kind: "name",
		name: name.value,
		text
	} };
}
const MISTAKES = [
	{
		pattern: /^\s*$/,
		message: "is empty: write an address or a name"
	},
	{
		pattern: /^[a-z][a-z0-9+.-]*:\/\//i,
		message: "is a URL: write the host alone"
	},
	{
		pattern: /[,;]\s|\s/,
		message: "has spaces: write each host as an item of a list of its own"
	},
	{
		pattern: /^(?=.*,)(?:[^.]*(?:\.[^.]*){4,}|.*[a-z:].*)$/i,
		message: "is several hosts: write a list, [first, second]"
	},
	{
		pattern: /%/,
		message: "has an IPv6 zone: a zone means something on one machine alone, so scan without it"
	},
	{
		pattern: /^\[.*\]/,
		message: "has brackets or a port: write the address alone; ports stand in \"ports\" and the entries"
	},
	{
		pattern: /^[^:]+:\d*$/,
		message: "has a port: write the host alone; ports stand in \"ports\" and the entries"
	},
	{
		pattern: /^(?=.*[g-z_])[^:]*\/\d+$/i,
		message: "is a name with a prefix length: only addresses have one"
	},
	{
		pattern: /^(?=.*[a-z])[^:]*\//i,
		message: "has a path: write the host alone"
	}
];
function parseIpv6(text) {
	const [base = "", bits, more] = text.split("/");
	if (base.includes("-") || base.includes("*")) return invalid(text, "is not an IPv6 address; nmap knows no ranges in them: write a prefix such as 2001:db8::/120");
	const address = isIPv6(base) ? parseAddress(base) : void 0;
	if (address === void 0 || more !== void 0) return invalid(text, "is not an IPv6 address");
	if (familyOf(address) === "ipv4") return invalid(text, `is an IPv4 address inside IPv6: write it as IPv4, ${address}`);
	const value = addressValue(address);
	if (bits === void 0) return { value: {
		family: "ipv6",
		first: value,
		last: value
	} };
	if (!/^(?:0|[1-9]\d{0,2})$/.test(bits) || Number(bits) > 128) return invalid(text, "has a bad prefix length: IPv6 has /0 to /128");
	const hostMask = (1n << BigInt(128 - Number(bits))) - 1n;
	const first = (value | hostMask) ^ hostMask;
	return { value: {
		family: "ipv6",
		first,
		last: first | hostMask
	} };
}
function parseName(text) {
	const name = text.toLowerCase().replace(/\.$/, "");
	const labels = name.split(".");
	if (/^(?:\d+|0x[\da-f]*)$/.test(labels.at(-1) ?? "")) return invalid(text, "is neither an IPv4 address nor a name");
	if (/[^\x20-\x7e]/.test(name)) return invalid(text, "is not ASCII: write the name in its xn-- form");
	if (name.length > 253 || labels.some((label) => label.length > 63)) return invalid(text, "is too long for a name: 253 characters, 63 between two dots");
	if (!labels.every((label) => /^[a-z\d_](?:[a-z\d_-]*[a-z\d_])?$/.test(label))) return invalid(text, "is neither an address nor a name");
	return { value: name };
}
function range(cidr) {
	const parsed = cidr.includes(":") ? parseIpv6(cidr) : parseIpv4(cidr);
	if ("fault" in parsed) throw new TypeError(parsed.fault.message);
	return parsed.value;
}
const UNSCANNABLE = [
	{
		range: range("0.0.0.0"),
		what: "the unspecified address"
	},
	{
		range: range("255.255.255.255"),
		what: "the broadcast address"
	},
	{
		range: range("224.0.0.0/4"),
		what: "multicast"
	},
	{
		range: range("::"),
		what: "the unspecified address"
	},
	{
		range: range("ff00::/8"),
		what: "multicast"
	}
];
function invalid(text, what) {
	return fault("invalid-host", `${quote(text)} ${what}`);
}

// src/policy/options.ts
const CODES = {
	forbidden: "forbidden-option",
	unknown: "unknown-option",
	invalid: "invalid-option"
};
function parseOption(text) {
	const read = readOption(text);
	if ("option" in read) return { value: read.option };
	const { kind, message } = read.fault;
	const [name = ""] = text.split("=");
	const hint = kind === "unknown" ? didYouMean(name, OPTION_NAMES) : "";
	return fault(CODES[kind], `${quote(text)} is not taken: ${message}${hint}`);
}

// src/policy/patterns.ts
const NUMBER = String.raw`(?:0|[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])`;
const RANGE = `${NUMBER}(?:-${NUMBER})?`;
const REFERENCE = `${RANGE}/(?:tcp|udp|sctp)`;
const NAME_OF_SERVICE = String.raw`(?=[^/]*/?[\w.+-]*[A-Za-z])(?:(?:[Ss][Ss][Ll]|[Tt][Ll][Ss])/)?[A-Za-z\d][\w.+-]{0,62}`;
const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const OCTETS = String.raw`(?:\*|${OCTET}|${OCTET}?-${OCTET}?)`;
const IPV4 = String.raw`${OCTETS}(?:,${OCTETS})*(?:\.${OCTETS}(?:,${OCTETS})*){3}`;
const IPV4_PREFIX = String.raw`(?:/(?:\d|[12]\d|3[0-2]))?`;
const IPV6 = String.raw`(?=[^/]*:[^/]*:)[\dA-Fa-f:.]+`;
const IPV6_PREFIX = String.raw`(?:/(?:\d|[1-9]\d|1[01]\d|12[0-8]))?`;
const LABEL = String.raw`[A-Za-z\d_](?:[\w-]{0,61}[A-Za-z\d_])?`;
const NAME = String.raw`(?!(?:.*\.)?(?:\d+|0[xX][\dA-Fa-f]*)\.?$)${LABEL}(?:\.${LABEL})*\.?`;
const LONG_OPTIONS = OPTION_NAMES.filter((name) => name.startsWith("--")).join("|");
const SHORT_OPTIONS = OPTION_NAMES.filter((name) => !name.startsWith("--")).join("|");
const whole$2 = (pattern) => `^(?:${pattern})$`;
const spaced = (pattern) => String.raw`^\s*(?:${pattern})\s*$`;
const VISIBLE = String.raw`\S`;
const DAY = whole$2(String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`);
const HOST = whole$2(`${IPV4}${IPV4_PREFIX}|${IPV6}${IPV6_PREFIX}|${NAME}`);
const ONE_HOST = whole$2(`${OCTET}(?:[.]${OCTET}){3}|${IPV6}|${NAME}`);
const SCOPE = whole$2(String.raw`${IPV4}${IPV4_PREFIX}|${IPV6}${IPV6_PREFIX}|(?:\*\.)?${NAME}`);
const SERVICE = whole$2(NAME_OF_SERVICE);
const PORT = spaced(REFERENCE);
const PORT_AND_SERVICE = spaced(String.raw`${REFERENCE}(?:\s+${NAME_OF_SERVICE})?`);
const FORBIDDEN = spaced(`${REFERENCE}|${NAME_OF_SERVICE}`);
const OPTION = whole$2(String.raw`(?:${LONG_OPTIONS})(?:=\S+)?|(?:${SHORT_OPTIONS})\S*`);
const PORT_ITEM = {
	tcp: whole$2(`all|none|top-100|top-1000|${RANGE}`),
	udp: whole$2(`all|none|${RANGE}`),
	sctp: whole$2(`all|none|${RANGE}`)
};

// src/policy/schema-values.ts
const MAX_TEXT = 200;
const MAX_ITEMS = 1e3;
const text = (description, longest = MAX_TEXT) => string().max(longest).meta({ pattern: VISIBLE }).trim().min(1).transform((input) => printable(input)).meta({ description });
const word = (parse, description, { pattern, examples }) => string().max(300).meta({
	pattern,
	examples
}).transform((input, context) => {
	const parsed = parse(input);
	if ("value" in parsed) return parsed.value;
	const { message, ...params } = parsed.fault;
	context.issues.push({
		code: "custom",
		input,
		message,
		params
	});
	return NEVER;
}).meta({ description });
const list = (item, description) => array(item).min(1).max(MAX_ITEMS).meta({ description });
const day = (description) => word((input) => {
	const parsed = parseDay(input);
	if (parsed !== void 0) return { value: parsed };
	return fault("invalid-date", `${quote(input)} is not a day of the calendar: write it as in 2027-03-31`);
}, description, {
	pattern: DAY,
	examples: ["2027-03-31"]
});
const HOST_EXAMPLES = [
	"192.0.2.10",
	"192.0.2.0/28",
	"192.0.2.10-19",
	"2001:db8::1",
	"www.example.com"
];
const host = (description) => word(parseHost, description, {
	pattern: HOST,
	examples: HOST_EXAMPLES
});
const families = array(_enum(FAMILIES).meta({ description: "ipv4 or ipv6" })).min(1).max(FAMILIES.length).meta({
	uniqueItems: true,
	description: "Which of a name's addresses are scanned"
});
const profile = _enum(PROFILES).meta({ description: "A way of scanning. discovery: which hosts are up, and no ports but those of entries; quick: the 100 most common TCP ports; standard: 1,000; thorough: what `ports` says; deep: the same, operating systems and safe scripts; udp: UDP alone; stealth: as thorough, slowly; custom: as thorough, with options" });
const assume = _enum(ASSUMPTIONS).meta({ description: "up: every port of every address is asked; discover: first which addresses are up, then those" });
const confidence = number().gt(0).max(1).meta({ description: "Open ports that a sweep may be expected to miss and still count as complete" });
const portItem = (protocol) => union([int().min(0).max(MAX_PORT), string().max(MAX_TEXT).meta({ pattern: PORT_ITEM[protocol] })]).transform((input, context) => {
	const parsed = parsePortItem(input, protocol);
	if ("value" in parsed) return parsed.value;
	const { message, ...params } = parsed.fault;
	context.issues.push({
		code: "custom",
		input,
		message,
		params
	});
	return NEVER;
}).meta({ description: `A port, a range such as 8000-8010, or ${protocol === "tcp" ? "a word such as all" : "all"}` });
const portList = (protocol) => {
	const item = portItem(protocol);
	const several = list(item, `Ports, ranges and words such as ${protocol === "tcp" ? "top-100" : "all"}`).check((payload) => {
		if (!payload.value.every(Array.isArray)) return;
		const none = payload.value.findIndex((set) => set.length === 0);
		const overlap = none === -1 ? findOverlap(payload.value) : {
			index: none,
			message: "none stands alone, not in a list"
		};
		if (overlap === void 0) return;
		const { index, message } = overlap;
		const issue = {
			code: "custom",
			input: payload.value,
			path: [index],
			message
		};
		payload.issues.push({
			...issue,
			params: { code: none === -1 ? "duplicate-value" : "invalid-port" }
		});
	});
	return union([several, item.transform((set) => [set])]).meta({ description: `${protocol.toUpperCase()} ports that are looked at: all, none, a port, or a list` });
};
const ports = strictObject({
	tcp: portList("tcp"),
	udp: portList("udp"),
	sctp: portList("sctp")
}).partial().refine((sets) => Object.keys(sets).length > 0, {
	params: { code: "empty-value" },
	error: "no ports are named here"
}).meta({
	minProperties: 1,
	description: "What is looked at. A protocol that is left out is as in the defaults: all of TCP, nothing else"
});
const defaultPorts = ports.transform(({ tcp = [ALL_PORTS], ...others }) => ({
	tcp,
	...others
}));

// src/policy/schema.ts
const MAX_HOSTS = 65536;
const DEFAULT_MAX_HOSTS = 256;
const DEFAULT_ENVIRONMENT = "default";
const TARGET_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const paperwork = {
	reason: text("Why this is so").optional(),
	"approved-by": text("Who agreed").optional(),
	ticket: text("Where it was agreed").optional(),
	"review-by": day("When to look at it again").optional()
};
const PORT_DESCRIPTION = "A port or a range, with its protocol";
const SHORT$1 = {
	require: {
		description: PORT_DESCRIPTION,
		pattern: PORT_AND_SERVICE,
		examples: ["443/tcp https"]
	},
	allow: {
		description: PORT_DESCRIPTION,
		pattern: PORT_AND_SERVICE,
		examples: ["80/tcp http", "8000-8010/tcp"]
	},
	filtered: {
		description: PORT_DESCRIPTION,
		pattern: PORT,
		examples: ["5432/tcp"]
	},
	forbid: {
		description: "A port, or a service on any port, also inside TLS",
		pattern: FORBIDDEN,
		examples: ["telnet", "2375/tcp"]
	}
};
const shortEntry = (expectation) => word((input) => parseShortEntry(input, expectation), SHORT$1[expectation].description, SHORT$1[expectation]);
const entryPort = (expectation) => word((input) => parseEntryPort(input, expectation), PORT_DESCRIPTION, {
	pattern: PORT,
	examples: ["443/tcp"]
});
const entry = (expectation, long) => union([shortEntry(expectation), long]).meta({ description: `${SHORT$1[expectation].description}; or its parts` });
const longEntry = (expectation) => strictObject({
	port: entryPort(expectation),
	service: word(parseService, "The service that must be there", {
		pattern: SERVICE,
		examples: ["https"]
	}).optional(),
	...paperwork
});
const filteredEntry = strictObject({
	port: entryPort("filtered"),
	...paperwork
});
const forbidEntry = strictObject({
	port: entryPort("forbid").optional(),
	service: word(parseForbiddenService, "A service that must be on no port", {
		pattern: SERVICE,
		examples: ["telnet"]
	}).optional(),
	...paperwork
}).refine(({ port, service }) => port !== void 0 || service !== void 0, {
	params: { code: "missing-key" },
	error: "neither a port nor a service is named here"
}).refine(({ port, service }) => port === void 0 || service === void 0, {
	path: ["service"],
	params: { code: "unexpected-service" },
	error: `with a port no service is named: ${serviceRefused("forbid")}`
}).meta({ oneOf: [{ required: ["port"] }, { required: ["service"] }] });
const waiver = strictObject({
	finding: _enum(WAIVABLE_CODES).meta({ description: "The code of the finding that is waived" }),
	port: word(parseWaivedPort, "Exactly one port, with its protocol", {
		pattern: PORT,
		examples: ["8443/tcp"]
	}),
	host: word(parseSingleHost, "Only on this address or name of the target", {
		pattern: ONE_HOST,
		examples: ["192.0.2.12", "www.example.com"]
	}).optional(),
	reason: text("Why this is tolerated"),
	owner: text("Who answers for it"),
	ticket: text("Where it is followed up").optional(),
	expires: day("Tolerated until the end of this day, UTC")
}).meta({ description: "A failure of one port that is tolerated until a day" });
const target = strictObject({
	hosts: list(host("An address, a range in any nmap form, or a name"), "What is scanned"),
	exclude: list(host("What is left out"), "Addresses and names that are not scanned").optional(),
	families: families.optional(),
	owner: text("Who answers for this target").optional(),
	tags: array(text("A word of your own", 64)).min(1).max(50).meta({ description: "Words of your own about this target" }).optional(),
	profile: profile.optional(),
	options: list(word(parseOption, "One of nmap's own options that are allowed", {
		pattern: OPTION,
		examples: [
			"--max-retries=4",
			"-T3",
			"--script=ssl-cert"
		]
	}), "With the profile custom: options for nmap, one an item").optional(),
	assume: assume.optional(),
	confidence: confidence.optional(),
	ports: ports.optional(),
	require: list(entry("require", longEntry("require")), "Must be open").optional(),
	allow: list(entry("allow", longEntry("allow")), "May be open").optional(),
	filtered: list(entry("filtered", filteredEntry), "Must not answer at all").optional(),
	forbid: list(entry("forbid", forbidEntry), "Must not be open; beats every allow").optional(),
	waive: list(waiver, "Failures that are tolerated for a while").optional()
}).meta({ description: "Hosts and what is expected of them. What is not mentioned must not be open" });
const authorization = strictObject({
	by: text("Who authorized the scan"),
	reference: text("Where that is written down"),
	scope: list(word(parseScope, "An address, a range, a name, or *.example.com", {
		pattern: SCOPE,
		examples: [...HOST_EXAMPLES, "*.example.com"]
	}), "What may be scanned"),
	exclude: list(host("What is never probed"), "Never probed, whatever else is said").optional(),
	expires: day("Valid until the end of this day, UTC"),
	"max-rate": int().min(1).max(1e7).optional().meta({ description: "Packets a second, all probes together" }),
	"max-hosts": int().min(1).max(MAX_HOSTS).default(256).meta({ description: "The most addresses one run may probe" })
}).meta({ description: "Who allowed this scan. Without it only loopback is probed" });
const levels = partialRecord(_enum(ADJUSTABLE_CODES).meta({ description: "The code of a finding" }), _enum(LEVELS).meta({ description: "How bad it is" })).meta({ description: "The level of a finding, where not the usual one" });
const defaults = strictObject({
	ports: defaultPorts.prefault({ tcp: "all" }),
	profile: profile.default(USUAL_MANNER.profile),
	assume: assume.default(USUAL_MANNER.assume),
	confidence: confidence.default(USUAL_MANNER.confidence),
	confirm: boolean().default(true).meta({ description: "Whether what would fail the build is probed once more before it counts" }),
	"fail-on": _enum(SEVERITIES).default("low").meta({ description: "The least severity that fails the build" }),
	"service-confidence": int().min(1).max(10).default(8).meta({ description: "nmap's confidence from which a service counts as proven" }),
	levels: levels.prefault({}),
	families: families.default([...FAMILIES])
}).meta({ description: "What holds for every target that does not say otherwise" });
const policySchema = strictObject({
	version: literal(1).meta({ description: "The version of this language" }),
	environment: string().min(1).max(64).regex(/^[a-z0-9-]+$/).default(DEFAULT_ENVIRONMENT).meta({ description: "Which environment this is: part of the code-scanning category" }),
	authorization: authorization.optional(),
	defaults: defaults.prefault({}),
	targets: record(string().regex(TARGET_NAME).meta({ description: "A name of your own" }), target).refine((targets) => Object.keys(targets).length > 0, {
		params: { code: "empty-value" },
		error: "targets is empty"
	}).meta({
		minProperties: 1,
		description: "What is scanned, by a name of your own"
	})
});
const remainderSchema = policySchema.partial();

// src/policy/issues.ts
function rootProblems(tree, issues) {
	const all = shapeProblems(tree, issues);
	const key = (path) => JSON.stringify(path.map(String));
	const misspelt = all.filter(({ meant }) => meant !== void 0).map(({ path, meant = "" }) => ({
		path,
		meant
	}));
	const missing = new Set(misspelt.map(({ path, meant }) => key([...path.slice(0, -1), meant])));
	const emptied = new Set(misspelt.map(({ path }) => key(path.slice(0, -1))));
	return all.filter(({ problem: { code }, path }) => !(code === "missing-key" && missing.has(key(path))) && !(code === "empty-value" && emptied.has(key(path))));
}
function shapeProblems(tree, issues, base = []) {
	const misfits = new Set(issues.filter(isKind).map(({ path }) => path.join("/")));
	return issues.flatMap((issue) => {
		if (!isKind(issue) && misfits.has(issue.path.join("/"))) return [];
		const path = [...base, ...issue.path];
		if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(tree, [...path, key]));
		if (issue.code === "invalid_key") return [unknownKey(tree, path)];
		if (issue.code === "invalid_union") {
			const [branch] = issue.errors.filter((branch) => branch.every((inner) => inner.path.length > 0 || !isKind(inner)));
			if (branch !== void 0) return shapeProblems(tree, branch, path);
		}
		const missing = find(tree, path) === void 0;
		const { code, message } = missing ? missingKey(path) : describe$1(tree, issue, path);
		return [{
			problem: {
				code,
				message,
				location: missing ? locateKey(tree, path.slice(0, -1)) : locate(tree, path)
			},
			path
		}];
	});
}
function isKind(issue) {
	return issue.code === "invalid_type" || issue.code === "invalid_union" && issue.errors.every((e) => e.some(isKind));
}
function missingKey(path) {
	return {
		code: "missing-key",
		message: `the key ${quote(String(path.at(-1)))} is missing here`
	};
}
const NOT_YET = [
	{
		parent: /^targets\/[^/]+$/,
		keys: ["use"]
	},
	{
		parent: /^targets\/[^/]+\/(?:require|allow)\/\d+$/,
		keys: ["product", "version"]
	},
	{
		parent: /^authorization$/,
		keys: ["window"]
	}
];
function unknownKey(tree, path) {
	const key = String(path.at(-1));
	const parent = path.slice(0, -1);
	const place = parent.join("/");
	const located = (code, message) => ({
		problem: {
			code,
			message,
			location: locateKey(tree, path)
		},
		path
	});
	if (NOT_YET.some((row) => row.parent.test(place) && row.keys.includes(key))) return located("not-supported", `\`${key}\` is not supported yet`);
	if (key === "service" && /^targets\/[^/]+\/filtered\/\d+$/.test(place)) return located("unexpected-service", "a filtered port must not answer, so no service can be seen on it: remove this");
	if (place === "defaults/levels" && key === "incomplete-scan") return located("invalid-value", "incomplete-scan has no level: a scan that is not complete proves nothing");
	const known = keysAt(policySchema, parent);
	const meant = nearest(key, known);
	if (meant === void 0) return located("unknown-key", `unknown key ${quote(key)}; known here: ${known.join(", ")}`);
	return {
		...located("unknown-key", `unknown key ${quote(key)}; did you mean "${meant}"?`),
		meant
	};
}
function describe$1(tree, issue, path) {
	const node = find(tree, path);
	const value = node?.kind === "scalar" ? node.value : void 0;
	const shown = typeof value === "string" ? quote(value) : String(value);
	if (value === null) return {
		code: "empty-value",
		message: `nothing stands here: write ${expected(issue)}, or remove it`
	};
	switch (issue.code) {
		case "invalid_type":
		case "invalid_union": return {
			code: "wrong-type",
			message: `expected ${expected(issue)}, but this is ${kindOf$1(node)}${advice(node, issue)}`
		};
		case "invalid_value": {
			const options = issue.values.map(String);
			if (value === void 0 || options.length === 1) {
				const quoted = typeof value === "string" && options.includes(value) ? ": remove the quotes" : "";
				return {
					code: "invalid-value",
					message: `expected ${expected(issue)}, but this is ${kindOf$1(node)}${quoted}`
				};
			}
			const hint = didYouMean(String(value), options);
			return {
				code: "invalid-value",
				message: `${shown} is not one of ${options.join(", ")}${hint}`
			};
		}
		case "too_small":
			if (issue.origin === "number" || issue.origin === "int") return {
				code: "out-of-range",
				message: `${shown} is too small: ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`
			};
			return {
				code: "empty-value",
				message: issue.origin === "array" ? "this list is empty: fill or remove it" : "this text is empty"
			};
		case "too_big":
			if (issue.origin === "number" || issue.origin === "int") return {
				code: "out-of-range",
				message: `${shown} is too large: at most ${issue.maximum}`
			};
			return {
				code: "too-long",
				message: `this is too long: at most ${issue.maximum} ${issue.origin === "array" ? "items" : "characters"}`
			};
		case "invalid_format": return {
			code: "invalid-name",
			message: `${shown} is not a name: use a-z, 0-9 and -`
		};
		case "custom": return {
			code: POLICY_CODES.find((known) => known === issue.params?.code) ?? "invalid-value",
			message: issue.message
		};
		default: return {
			code: "invalid-value",
			message: issue.message
		};
	}
}
const KINDS = {
	string: "text",
	number: "a whole number",
	int: "a whole number",
	boolean: "true or false",
	array: "a list",
	object: "a mapping (keys and values)",
	record: "a mapping (keys and values)"
};
function expected(issue) {
	if (issue.code === "invalid_type" && issue.path.at(-1) === "confidence") return "a number";
	if (issue.code === "invalid_type") return KINDS[issue.expected] ?? issue.expected;
	if (issue.code === "invalid_value") return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(", ")}`;
	if (issue.code !== "invalid_union") return "a value";
	return [...new Set(issue.errors.flat().filter(isKind).map(expected))].join(" or ");
}
function kindOf$1(node) {
	if (node?.kind === "list") return "a list";
	if (node?.kind !== "scalar") return "a mapping (keys and values)";
	if (typeof node.value === "boolean") return `the truth value ${node.value}`;
	return typeof node.value === "number" ? `the number ${node.value}` : `the text ${quote(String(node.value))}`;
}
function advice(node, issue) {
	if (node?.kind !== "scalar") return "";
	const wanted = expected(issue);
	if (wanted === KINDS.array) return typeof node.value === "string" ? `: write it as a list, with "- " before it` : "";
	if (wanted === `${KINDS.string} or ${KINDS.object}` && typeof node.value === "number") return `: write the protocol too, as in ${node.value}/tcp`;
	return wanted === KINDS.string ? ": put it in quotes if text is meant" : "";
}
function keysAt(schema, path) {
	if (schema instanceof ZodOptional || schema instanceof ZodDefault || schema instanceof ZodPrefault) return keysAt(schema.unwrap(), path);
	if (schema instanceof ZodPipe) return keysAt(schema.in, path);
	if (schema instanceof ZodUnion) return schema.options.flatMap((option) => keysAt(option, path));
	const [step, ...rest] = path;
	if (schema instanceof ZodObject) {
		if (step === void 0) return Object.keys(schema.shape);
		const next = schema.shape[String(step)];
		return next === void 0 ? [] : keysAt(next, rest);
	}
	if (schema instanceof ZodArray) return keysAt(schema.element, rest);
	if (!(schema instanceof ZodRecord)) return [];
	if (step !== void 0) return keysAt(schema.valueType, rest);
	return schema.keyType instanceof ZodEnum ? schema.keyType.options.map(String) : [];
}

// src/policy/waiver-rules.ts
function waiverProblems(target, complete) {
	const expected = expectations(target.entries);
	return target.waivers.flatMap((waiver, index) => {
		const twin = target.waivers.find((other, place) => place !== index && sameWaiver(other, waiver, place < index));
		if (twin !== void 0) return [problem("duplicate-waiver", waiver, `this ${waiver.finding} is already waived on line ${twin.location.line}: keep one of them`)];
		if (!complete) return [];
		const why = hostMismatch(target, waiver.host) ?? CAN_HAPPEN[waiver.finding](governingEntry(expected, waiver.protocol, waiver.port), target);
		return why === void 0 ? [] : [problem("useless-waiver", waiver, `this waiver waives nothing: ${why}`)];
	});
}
function sameWaiver(other, waiver, earlier) {
	if (other.finding !== waiver.finding || other.protocol !== waiver.protocol || other.port !== waiver.port) return false;
	if (other.host === null) return earlier || waiver.host !== null;
	return earlier && waiver.host !== null && sameHost(other.host, waiver.host);
}
function sameHost(a, b) {
	if (a.kind === "name") return b.kind === "name" && a.name === b.name;
	return b.kind === "addresses" && patternCovers(a.pattern, b.pattern);
}
function hostMismatch({ hosts, exclude }, host) {
	if (host === null) return void 0;
	const gone = exclude.find(({ value }) => sameHost(value, host));
	if (gone !== void 0) return `${host.text} is excluded on line ${gone.location.line}`;
	if (host.kind === "addresses" && hosts.some(({ value }) => value.kind === "name")) return void 0;
	return hosts.some(({ value }) => sameHost(value, host)) ? void 0 : `${host.text} is no host of this target`;
}
const CAN_HAPPEN = {
	"unexpected-port": (entry) => {
		if (entry === null || entry.expectation === "filtered") return void 0;
		if (entry.expectation === "forbid") return `${line(entry)} forbids the port, so the finding is forbidden-port`;
		return `${line(entry)} already lets the port be open`;
	},
	"forbidden-port": (entry) => entry?.expectation === "forbid" ? void 0 : "nothing in this target forbids the port (else it is unexpected-port)",
	"forbidden-service": (_, { forbiddenServices }) => forbiddenServices.length > 0 ? void 0 : "no service is forbidden in this target",
	"wrong-service": (entry) => expectsService(entry) ? void 0 : "no service is expected on this port",
	"unverified-service": (entry, { forbiddenServices }) => expectsService(entry) || forbiddenServices.length > 0 ? void 0 : "no service is expected on this port",
	"missing-port": (entry) => entry?.expectation === "require" ? void 0 : "nothing in this target requires the port",
	"unfiltered-port": (entry) => entry?.expectation === "filtered" ? void 0 : "nothing in this target says that the port is filtered",
	"possibly-open": (entry) => entry?.expectation === "allow" || entry?.expectation === "filtered" ? `${line(entry)} is satisfied with a port that may be open` : void 0
};
function expectsService(entry) {
	return (entry?.expectation === "require" || entry?.expectation === "allow") && entry.service !== null;
}
function line(entry) {
	return `line ${entry.location.line} (${say$1(entry)})`;
}
function problem(code, waiver, message) {
	return {
		code,
		message,
		location: waiver.location
	};
}

// node_modules/yaml/dist/nodes/identity.js
var require_identity = /* @__PURE__ */ __commonJSMin(((exports) => {
	const ALIAS = Symbol.for("yaml.alias");
	const DOC = Symbol.for("yaml.document");
	const MAP = Symbol.for("yaml.map");
	const PAIR = Symbol.for("yaml.pair");
	const SCALAR = Symbol.for("yaml.scalar");
	const SEQ = Symbol.for("yaml.seq");
	const NODE_TYPE = Symbol.for("yaml.node.type");
	const isAlias = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === ALIAS;
	const isDocument = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === DOC;
	const isMap = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === MAP;
	const isPair = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === PAIR;
	const isScalar = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === SCALAR;
	const isSeq = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === SEQ;
	function isCollection(node) {
		if (node && typeof node === "object") switch (node[NODE_TYPE]) {
			case MAP:
			case SEQ: return true;
		}
		return false;
	}
	function isNode(node) {
		if (node && typeof node === "object") switch (node[NODE_TYPE]) {
			case ALIAS:
			case MAP:
			case SCALAR:
			case SEQ: return true;
		}
		return false;
	}
	const hasAnchor = (node) => (isScalar(node) || isCollection(node)) && !!node.anchor;
	exports.ALIAS = ALIAS;
	exports.DOC = DOC;
	exports.MAP = MAP;
	exports.NODE_TYPE = NODE_TYPE;
	exports.PAIR = PAIR;
	exports.SCALAR = SCALAR;
	exports.SEQ = SEQ;
	exports.hasAnchor = hasAnchor;
	exports.isAlias = isAlias;
	exports.isCollection = isCollection;
	exports.isDocument = isDocument;
	exports.isMap = isMap;
	exports.isNode = isNode;
	exports.isPair = isPair;
	exports.isScalar = isScalar;
	exports.isSeq = isSeq;
}));

// node_modules/yaml/dist/visit.js
var require_visit = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	const BREAK = Symbol("break visit");
	const SKIP = Symbol("skip children");
	const REMOVE = Symbol("remove node");
	function visit(node, visitor) {
		const visitor_ = initVisitor(visitor);
		if (identity.isDocument(node)) {
			if (visit_(null, node.contents, visitor_, Object.freeze([node])) === REMOVE) node.contents = null;
		} else visit_(null, node, visitor_, Object.freeze([]));
	}
	visit.BREAK = BREAK;
	visit.SKIP = SKIP;
	visit.REMOVE = REMOVE;
	function visit_(key, node, visitor, path) {
		const ctrl = callVisitor(key, node, visitor, path);
		if (identity.isNode(ctrl) || identity.isPair(ctrl)) {
			replaceNode(key, path, ctrl);
			return visit_(key, ctrl, visitor, path);
		}
		if (typeof ctrl !== "symbol") {
			if (identity.isCollection(node)) {
				path = Object.freeze(path.concat(node));
				for (let i = 0; i < node.items.length; ++i) {
					const ci = visit_(i, node.items[i], visitor, path);
					if (typeof ci === "number") i = ci - 1;
					else if (ci === BREAK) return BREAK;
					else if (ci === REMOVE) {
						node.items.splice(i, 1);
						i -= 1;
					}
				}
			} else if (identity.isPair(node)) {
				path = Object.freeze(path.concat(node));
				const ck = visit_("key", node.key, visitor, path);
				if (ck === BREAK) return BREAK;
				else if (ck === REMOVE) node.key = null;
				const cv = visit_("value", node.value, visitor, path);
				if (cv === BREAK) return BREAK;
				else if (cv === REMOVE) node.value = null;
			}
		}
		return ctrl;
	}
	async function visitAsync(node, visitor) {
		const visitor_ = initVisitor(visitor);
		if (identity.isDocument(node)) {
			if (await visitAsync_(null, node.contents, visitor_, Object.freeze([node])) === REMOVE) node.contents = null;
		} else await visitAsync_(null, node, visitor_, Object.freeze([]));
	}
	visitAsync.BREAK = BREAK;
	visitAsync.SKIP = SKIP;
	visitAsync.REMOVE = REMOVE;
	async function visitAsync_(key, node, visitor, path) {
		const ctrl = await callVisitor(key, node, visitor, path);
		if (identity.isNode(ctrl) || identity.isPair(ctrl)) {
			replaceNode(key, path, ctrl);
			return visitAsync_(key, ctrl, visitor, path);
		}
		if (typeof ctrl !== "symbol") {
			if (identity.isCollection(node)) {
				path = Object.freeze(path.concat(node));
				for (let i = 0; i < node.items.length; ++i) {
					const ci = await visitAsync_(i, node.items[i], visitor, path);
					if (typeof ci === "number") i = ci - 1;
					else if (ci === BREAK) return BREAK;
					else if (ci === REMOVE) {
						node.items.splice(i, 1);
						i -= 1;
					}
				}
			} else if (identity.isPair(node)) {
				path = Object.freeze(path.concat(node));
				const ck = await visitAsync_("key", node.key, visitor, path);
				if (ck === BREAK) return BREAK;
				else if (ck === REMOVE) node.key = null;
				const cv = await visitAsync_("value", node.value, visitor, path);
				if (cv === BREAK) return BREAK;
				else if (cv === REMOVE) node.value = null;
			}
		}
		return ctrl;
	}
	function initVisitor(visitor) {
		if (typeof visitor === "object" && (visitor.Collection || visitor.Node || visitor.Value)) return Object.assign({
			Alias: visitor.Node,
			Map: visitor.Node,
			Scalar: visitor.Node,
			Seq: visitor.Node
		}, visitor.Value && {
			Map: visitor.Value,
			Scalar: visitor.Value,
			Seq: visitor.Value
		}, visitor.Collection && {
			Map: visitor.Collection,
			Seq: visitor.Collection
		}, visitor);
		return visitor;
	}
	function callVisitor(key, node, visitor, path) {
		if (typeof visitor === "function") return visitor(key, node, path);
		if (identity.isMap(node)) return visitor.Map?.(key, node, path);
		if (identity.isSeq(node)) return visitor.Seq?.(key, node, path);
		if (identity.isPair(node)) return visitor.Pair?.(key, node, path);
		if (identity.isScalar(node)) return visitor.Scalar?.(key, node, path);
		if (identity.isAlias(node)) return visitor.Alias?.(key, node, path);
	}
	function replaceNode(key, path, node) {
		const parent = path[path.length - 1];
		if (identity.isCollection(parent)) parent.items[key] = node;
		else if (identity.isPair(parent)) {
			if (key === "key") parent.key = node;
			else parent.value = node;
		} else if (identity.isDocument(parent)) parent.contents = node;
		else {
			const pt = identity.isAlias(parent) ? "alias" : "scalar";
			throw new Error(`Cannot replace node with ${pt} parent`);
		}
	}
	exports.visit = visit;
	exports.visitAsync = visitAsync;
}));

// node_modules/yaml/dist/doc/directives.js
var require_directives = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var visit = require_visit();
	const escapeChars = {
		"!": "%21",
		",": "%2C",
		"[": "%5B",
		"]": "%5D",
		"{": "%7B",
		"}": "%7D"
	};
	const escapeTagName = (tn) => tn.replace(/[!,[\]{}]/g, (ch) => escapeChars[ch]);
	var Directives = class Directives {
		constructor(yaml, tags) {
			this.docStart = null;
			this.docEnd = false;
			this.yaml = Object.assign({}, Directives.defaultYaml, yaml);
			this.tags = Object.assign({}, Directives.defaultTags, tags);
		}
		clone() {
			const copy = new Directives(this.yaml, this.tags);
			copy.docStart = this.docStart;
			return copy;
		}
		atDocument() {
			const res = new Directives(this.yaml, this.tags);
			switch (this.yaml.version) {
				case "1.1":
					this.atNextDocument = true;
					break;
				case "1.2":
					this.atNextDocument = false;
					this.yaml = {
						explicit: Directives.defaultYaml.explicit,
						version: "1.2"
					};
					this.tags = Object.assign({}, Directives.defaultTags);
			}
			return res;
		}
		add(line, onError) {
			if (this.atNextDocument) {
				this.yaml = {
					explicit: Directives.defaultYaml.explicit,
					version: "1.1"
				};
				this.tags = Object.assign({}, Directives.defaultTags);
				this.atNextDocument = false;
			}
			const parts = line.trim().split(/[ \t]+/);
			const name = parts.shift();
			switch (name) {
				case "%TAG": {
					if (parts.length !== 2) {
						onError(0, "%TAG directive should contain exactly two parts");
						if (parts.length < 2) return false;
					}
					const [handle, prefix] = parts;
					this.tags[handle] = prefix;
					return true;
				}
				case "%YAML": {
					this.yaml.explicit = true;
					if (parts.length !== 1) {
						onError(0, "%YAML directive should contain exactly one part");
						return false;
					}
					const [version] = parts;
					if (version === "1.1" || version === "1.2") {
						this.yaml.version = version;
						return true;
					} else {
						const isValid = /^\d+\.\d+$/.test(version);
						onError(6, `Unsupported YAML version ${version}`, isValid);
						return false;
					}
				}
				default:
					onError(0, `Unknown directive ${name}`, true);
					return false;
			}
		}
		tagName(source, onError) {
			if (source === "!") return "!";
			if (source[0] !== "!") {
				onError(`Not a valid tag: ${source}`);
				return null;
			}
			if (source[1] === "<") {
				const verbatim = source.slice(2, -1);
				if (verbatim === "!" || verbatim === "!!") {
					onError(`Verbatim tags aren't resolved, so ${source} is invalid.`);
					return null;
				}
				if (source[source.length - 1] !== ">") onError("Verbatim tags must end with a >");
				return verbatim;
			}
			const [, handle, suffix] = source.match(/^(.*!)([^!]*)$/s);
			if (!suffix) onError(`The ${source} tag has no suffix`);
			const prefix = this.tags[handle];
			if (prefix) try {
				return prefix + decodeURIComponent(suffix);
			} catch (error) {
				onError(String(error));
				return null;
			}
			if (handle === "!") return source;
			onError(`Could not resolve tag: ${source}`);
			return null;
		}
		tagString(tag) {
			for (const [handle, prefix] of Object.entries(this.tags)) if (tag.startsWith(prefix)) return handle + escapeTagName(tag.substring(prefix.length));
			return tag[0] === "!" ? tag : `!<${tag}>`;
		}
		toString(doc) {
			const lines = this.yaml.explicit ? [`%YAML ${this.yaml.version || "1.2"}`] : [];
			const tagEntries = Object.entries(this.tags);
			let tagNames;
			if (doc && tagEntries.length > 0 && identity.isNode(doc.contents)) {
				const tags = {};
				visit.visit(doc.contents, (_key, node) => {
					if (identity.isNode(node) && node.tag) tags[node.tag] = true;
				});
				tagNames = Object.keys(tags);
			} else tagNames = [];
			for (const [handle, prefix] of tagEntries) {
				if (handle === "!!" && prefix === "tag:yaml.org,2002:") continue;
				if (!doc || tagNames.some((tn) => tn.startsWith(prefix))) lines.push(`%TAG ${handle} ${prefix}`);
			}
			return lines.join("\n");
		}
	};
	Directives.defaultYaml = {
		explicit: false,
		version: "1.2"
	};
	Directives.defaultTags = { "!!": "tag:yaml.org,2002:" };
	exports.Directives = Directives;
}));

// node_modules/yaml/dist/doc/anchors.js
var require_anchors = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var visit = require_visit();
	function anchorIsValid(anchor) {
		if (/[\x00-\x19\s,[\]{}]/.test(anchor)) {
			const msg = `Anchor must not contain whitespace or control characters: ${JSON.stringify(anchor)}`;
			throw new Error(msg);
		}
		return true;
	}
	function anchorNames(root) {
		const anchors = /* @__PURE__ */ new Set();
		visit.visit(root, { Value(_key, node) {
			if (node.anchor) anchors.add(node.anchor);
		} });
		return anchors;
	}
	function findNewAnchor(prefix, exclude) {
		for (let i = 1;; ++i) {
			const name = `${prefix}${i}`;
			if (!exclude.has(name)) return name;
		}
	}
	function createNodeAnchors(doc, prefix) {
		const aliasObjects = [];
		const sourceObjects = /* @__PURE__ */ new Map();
		let prevAnchors = null;
		return {
			onAnchor: (source) => {
				aliasObjects.push(source);
				prevAnchors ?? (prevAnchors = anchorNames(doc));
				const anchor = findNewAnchor(prefix, prevAnchors);
				prevAnchors.add(anchor);
				return anchor;
			},
			setAnchors: () => {
				for (const source of aliasObjects) {
					const ref = sourceObjects.get(source);
					if (typeof ref === "object" && ref.anchor && (identity.isScalar(ref.node) || identity.isCollection(ref.node))) ref.node.anchor = ref.anchor;
					else {
						const error = /* @__PURE__ */ new Error("Failed to resolve repeated object (this should not happen)");
						error.source = source;
						throw error;
					}
				}
			},
			sourceObjects
		};
	}
	exports.anchorIsValid = anchorIsValid;
	exports.anchorNames = anchorNames;
	exports.createNodeAnchors = createNodeAnchors;
	exports.findNewAnchor = findNewAnchor;
}));

// node_modules/yaml/dist/doc/applyReviver.js
var require_applyReviver = /* @__PURE__ */ __commonJSMin(((exports) => {
	function applyReviver(reviver, obj, key, val) {
		if (val && typeof val === "object") {
			if (Array.isArray(val)) for (let i = 0, len = val.length; i < len; ++i) {
				const v0 = val[i];
				const v1 = applyReviver(reviver, val, String(i), v0);
				if (v1 === void 0) delete val[i];
				else if (v1 !== v0) val[i] = v1;
			}
			else if (val instanceof Map) for (const k of Array.from(val.keys())) {
				const v0 = val.get(k);
				const v1 = applyReviver(reviver, val, k, v0);
				if (v1 === void 0) val.delete(k);
				else if (v1 !== v0) val.set(k, v1);
			}
			else if (val instanceof Set) for (const v0 of Array.from(val)) {
				const v1 = applyReviver(reviver, val, v0, v0);
				if (v1 === void 0) val.delete(v0);
				else if (v1 !== v0) {
					val.delete(v0);
					val.add(v1);
				}
			}
			else for (const [k, v0] of Object.entries(val)) {
				const v1 = applyReviver(reviver, val, k, v0);
				if (v1 === void 0) delete val[k];
				else if (v1 !== v0) val[k] = v1;
			}
		}
		return reviver.call(obj, key, val);
	}
	exports.applyReviver = applyReviver;
}));

// node_modules/yaml/dist/nodes/toJS.js
var require_toJS = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	function toJS(value, arg, ctx) {
		if (Array.isArray(value)) return value.map((v, i) => toJS(v, String(i), ctx));
		if (value && typeof value.toJSON === "function") {
			if (!ctx || !identity.hasAnchor(value)) return value.toJSON(arg, ctx);
			const data = {
				aliasCount: 0,
				count: 1,
				res: void 0
			};
			ctx.anchors.set(value, data);
			ctx.onCreate = (res) => {
				data.res = res;
				delete ctx.onCreate;
			};
			const res = value.toJSON(arg, ctx);
			if (ctx.onCreate) ctx.onCreate(res);
			return res;
		}
		if (typeof value === "bigint" && !ctx?.keep) return Number(value);
		return value;
	}
	exports.toJS = toJS;
}));

// node_modules/yaml/dist/nodes/Node.js
var require_Node = /* @__PURE__ */ __commonJSMin(((exports) => {
	var applyReviver = require_applyReviver();
	var identity = require_identity();
	var toJS = require_toJS();
	var NodeBase = class {
		constructor(type) {
			Object.defineProperty(this, identity.NODE_TYPE, { value: type });
		}
		clone() {
			const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this));
			if (this.range) copy.range = this.range.slice();
			return copy;
		}
		toJS(doc, { mapAsMap, maxAliasCount, onAnchor, reviver } = {}) {
			if (!identity.isDocument(doc)) throw new TypeError("A document argument is required");
			const ctx = {
				anchors: /* @__PURE__ */ new Map(),
				doc,
				keep: true,
				mapAsMap: mapAsMap === true,
				mapKeyWarned: false,
				maxAliasCount: typeof maxAliasCount === "number" ? maxAliasCount : 100
			};
			const res = toJS.toJS(this, "", ctx);
			if (typeof onAnchor === "function") for (const { count, res } of ctx.anchors.values()) onAnchor(res, count);
			return typeof reviver === "function" ? applyReviver.applyReviver(reviver, { "": res }, "", res) : res;
		}
	};
	exports.NodeBase = NodeBase;
}));

// node_modules/yaml/dist/nodes/Alias.js
var require_Alias = /* @__PURE__ */ __commonJSMin(((exports) => {
	var anchors = require_anchors();
	var visit = require_visit();
	var identity = require_identity();
	var Node = require_Node();
	var toJS = require_toJS();
	var Alias = class extends Node.NodeBase {
		constructor(source) {
			super(identity.ALIAS);
			this.source = source;
			Object.defineProperty(this, "tag", { set() {
				throw new Error("Alias nodes cannot have tags");
			} });
		}
		resolve(doc, ctx) {
			if (ctx?.maxAliasCount === 0) throw new ReferenceError("Alias resolution is disabled");
			let nodes;
			if (ctx?.aliasResolveCache) nodes = ctx.aliasResolveCache;
			else {
				nodes = [];
				visit.visit(doc, { Node: (_key, node) => {
					if (identity.isAlias(node) || identity.hasAnchor(node)) nodes.push(node);
				} });
				if (ctx) ctx.aliasResolveCache = nodes;
			}
			let found = void 0;
			for (const node of nodes) {
				if (node === this) break;
				if (node.anchor === this.source) found = node;
			}
			if (found && ctx) {
				const { anchors, doc, maxAliasCount } = ctx;
				let data = anchors.get(found);
				if (!data) {
					toJS.toJS(found, null, ctx);
					data = anchors.get(found);
				}
				/* istanbul ignore if */
				if (data?.res === void 0) throw new ReferenceError("This should not happen: Alias anchor was not resolved?");
				if (maxAliasCount >= 0) {
					data.count += 1;
					if (data.aliasCount === 0) data.aliasCount = getAliasCount(doc, found, anchors);
					if (data.count * data.aliasCount > maxAliasCount) throw new ReferenceError("Excessive alias count indicates a resource exhaustion attack");
				}
			}
			return found;
		}
		toJSON(_arg, ctx) {
			if (!ctx) return { source: this.source };
			const source = this.resolve(ctx.doc, ctx);
			if (!source) {
				const msg = `Unresolved alias (the anchor must be set before the alias): ${this.source}`;
				throw new ReferenceError(msg);
			}
			return ctx.anchors.get(source).res;
		}
		toString(ctx, _onComment, _onChompKeep) {
			const src = `*${this.source}`;
			if (ctx) {
				anchors.anchorIsValid(this.source);
				if (ctx.options.verifyAliasOrder && !ctx.anchors.has(this.source)) {
					const msg = `Unresolved alias (the anchor must be set before the alias): ${this.source}`;
					throw new Error(msg);
				}
				if (ctx.implicitKey) return `${src} `;
			}
			return src;
		}
	};
	function getAliasCount(doc, node, anchors) {
		if (identity.isAlias(node)) {
			const source = node.resolve(doc);
			const anchor = anchors && source && anchors.get(source);
			return anchor ? anchor.count * anchor.aliasCount : 0;
		} else if (identity.isCollection(node)) {
			let count = 0;
			for (const item of node.items) {
				const c = getAliasCount(doc, item, anchors);
				if (c > count) count = c;
			}
			return count;
		} else if (identity.isPair(node)) {
			const kc = getAliasCount(doc, node.key, anchors);
			const vc = getAliasCount(doc, node.value, anchors);
			return Math.max(kc, vc);
		}
		return 1;
	}
	exports.Alias = Alias;
}));

// node_modules/yaml/dist/nodes/Scalar.js
var require_Scalar = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Node = require_Node();
	var toJS = require_toJS();
	const isScalarValue = (value) => !value || typeof value !== "function" && typeof value !== "object";
	var Scalar = class extends Node.NodeBase {
		constructor(value) {
			super(identity.SCALAR);
			this.value = value;
		}
		toJSON(arg, ctx) {
			return ctx?.keep ? this.value : toJS.toJS(this.value, arg, ctx);
		}
		toString() {
			return String(this.value);
		}
	};
	Scalar.BLOCK_FOLDED = "BLOCK_FOLDED";
	Scalar.BLOCK_LITERAL = "BLOCK_LITERAL";
	Scalar.PLAIN = "PLAIN";
	Scalar.QUOTE_DOUBLE = "QUOTE_DOUBLE";
	Scalar.QUOTE_SINGLE = "QUOTE_SINGLE";
	exports.Scalar = Scalar;
	exports.isScalarValue = isScalarValue;
}));

// node_modules/yaml/dist/doc/createNode.js
var require_createNode = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Alias = require_Alias();
	var identity = require_identity();
	var Scalar = require_Scalar();
	const defaultTagPrefix = "tag:yaml.org,2002:";
	function findTagObject(value, tagName, tags) {
		if (tagName) {
			const match = tags.filter((t) => t.tag === tagName);
			const tagObj = match.find((t) => !t.format) ?? match[0];
			if (!tagObj) throw new Error(`Tag ${tagName} not found`);
			return tagObj;
		}
		return tags.find((t) => t.identify?.(value) && !t.format);
	}
	function createNode(value, tagName, ctx) {
		if (identity.isDocument(value)) value = value.contents;
		if (identity.isNode(value)) return value;
		if (identity.isPair(value)) {
			const map = ctx.schema[identity.MAP].createNode?.(ctx.schema, null, ctx);
			map.items.push(value);
			return map;
		}
		if (value instanceof String || value instanceof Number || value instanceof Boolean || typeof BigInt !== "undefined" && value instanceof BigInt) value = value.valueOf();
		const { aliasDuplicateObjects, onAnchor, onTagObj, schema, sourceObjects } = ctx;
		let ref = void 0;
		if (aliasDuplicateObjects && value && typeof value === "object") {
			ref = sourceObjects.get(value);
			if (ref) {
				ref.anchor ?? (ref.anchor = onAnchor(value));
				return new Alias.Alias(ref.anchor);
			} else {
				ref = {
					anchor: null,
					node: null
				};
				sourceObjects.set(value, ref);
			}
		}
		if (tagName?.startsWith("!!")) tagName = defaultTagPrefix + tagName.slice(2);
		let tagObj = findTagObject(value, tagName, schema.tags);
		if (!tagObj) {
			if (value && typeof value.toJSON === "function") value = value.toJSON();
			if (!value || typeof value !== "object") {
				const node = new Scalar.Scalar(value);
				if (ref) ref.node = node;
				return node;
			}
			tagObj = value instanceof Map ? schema[identity.MAP] : Symbol.iterator in Object(value) ? schema[identity.SEQ] : schema[identity.MAP];
		}
		if (onTagObj) {
			onTagObj(tagObj);
			delete ctx.onTagObj;
		}
		const node = tagObj?.createNode ? tagObj.createNode(ctx.schema, value, ctx) : typeof tagObj?.nodeClass?.from === "function" ? tagObj.nodeClass.from(ctx.schema, value, ctx) : new Scalar.Scalar(value);
		if (tagName) node.tag = tagName;
		else if (!tagObj.default) node.tag = tagObj.tag;
		if (ref) ref.node = node;
		return node;
	}
	exports.createNode = createNode;
}));

// node_modules/yaml/dist/nodes/Collection.js
var require_Collection = /* @__PURE__ */ __commonJSMin(((exports) => {
	var createNode = require_createNode();
	var identity = require_identity();
	var Node = require_Node();
	function collectionFromPath(schema, path, value) {
		let v = value;
		for (let i = path.length - 1; i >= 0; --i) {
			const k = path[i];
			if (typeof k === "number" && Number.isInteger(k) && k >= 0) {
				const a = [];
				a[k] = v;
				v = a;
			} else v = /* @__PURE__ */ new Map([[k, v]]);
		}
		return createNode.createNode(v, void 0, {
			aliasDuplicateObjects: false,
			keepUndefined: false,
			onAnchor: () => {
				throw new Error("This should not happen, please report a bug.");
			},
			schema,
			sourceObjects: /* @__PURE__ */ new Map()
		});
	}
	const isEmptyPath = (path) => path == null || typeof path === "object" && !!path[Symbol.iterator]().next().done;
	var Collection = class extends Node.NodeBase {
		constructor(type, schema) {
			super(type);
			Object.defineProperty(this, "schema", {
				value: schema,
				configurable: true,
				enumerable: false,
				writable: true
			});
		}
		clone(schema) {
			const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this));
			if (schema) copy.schema = schema;
			copy.items = copy.items.map((it) => identity.isNode(it) || identity.isPair(it) ? it.clone(schema) : it);
			if (this.range) copy.range = this.range.slice();
			return copy;
		}
		addIn(path, value) {
			if (isEmptyPath(path)) this.add(value);
			else {
				const [key, ...rest] = path;
				const node = this.get(key, true);
				if (identity.isCollection(node)) node.addIn(rest, value);
				else if (node === void 0 && this.schema) this.set(key, collectionFromPath(this.schema, rest, value));
				else throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
			}
		}
		deleteIn(path) {
			const [key, ...rest] = path;
			if (rest.length === 0) return this.delete(key);
			const node = this.get(key, true);
			if (identity.isCollection(node)) return node.deleteIn(rest);
			else throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
		}
		getIn(path, keepScalar) {
			const [key, ...rest] = path;
			const node = this.get(key, true);
			if (rest.length === 0) return !keepScalar && identity.isScalar(node) ? node.value : node;
			else return identity.isCollection(node) ? node.getIn(rest, keepScalar) : void 0;
		}
		hasAllNullValues(allowScalar) {
			return this.items.every((node) => {
				if (!identity.isPair(node)) return false;
				const n = node.value;
				return n == null || allowScalar && identity.isScalar(n) && n.value == null && !n.commentBefore && !n.comment && !n.tag;
			});
		}
		hasIn(path) {
			const [key, ...rest] = path;
			if (rest.length === 0) return this.has(key);
			const node = this.get(key, true);
			return identity.isCollection(node) ? node.hasIn(rest) : false;
		}
		setIn(path, value) {
			const [key, ...rest] = path;
			if (rest.length === 0) this.set(key, value);
			else {
				const node = this.get(key, true);
				if (identity.isCollection(node)) node.setIn(rest, value);
				else if (node === void 0 && this.schema) this.set(key, collectionFromPath(this.schema, rest, value));
				else throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
			}
		}
	};
	exports.Collection = Collection;
	exports.collectionFromPath = collectionFromPath;
	exports.isEmptyPath = isEmptyPath;
}));

// node_modules/yaml/dist/stringify/stringifyComment.js
var require_stringifyComment = /* @__PURE__ */ __commonJSMin(((exports) => {
	const stringifyComment = (str) => str.replace(/^(?!$)(?: $)?/gm, "#");
	function indentComment(comment, indent) {
		if (/^\n+$/.test(comment)) return comment.substring(1);
		return indent ? comment.replace(/^(?! *$)/gm, indent) : comment;
	}
	const lineComment = (str, indent, comment) => str.endsWith("\n") ? indentComment(comment, indent) : comment.includes("\n") ? "\n" + indentComment(comment, indent) : (str.endsWith(" ") ? "" : " ") + comment;
	exports.indentComment = indentComment;
	exports.lineComment = lineComment;
	exports.stringifyComment = stringifyComment;
}));

// node_modules/yaml/dist/stringify/foldFlowLines.js
var require_foldFlowLines = /* @__PURE__ */ __commonJSMin(((exports) => {
	const FOLD_FLOW = "flow";
	const FOLD_BLOCK = "block";
	const FOLD_QUOTED = "quoted";
	function foldFlowLines(text, indent, mode = "flow", { indentAtStart, lineWidth = 80, minContentWidth = 20, onFold, onOverflow } = {}) {
		if (!lineWidth || lineWidth < 0) return text;
		if (lineWidth < minContentWidth) minContentWidth = 0;
		const endStep = Math.max(1 + minContentWidth, 1 + lineWidth - indent.length);
		if (text.length <= endStep) return text;
		const folds = [];
		const escapedFolds = {};
		let end = lineWidth - indent.length;
		if (typeof indentAtStart === "number") {
			if (indentAtStart > lineWidth - Math.max(2, minContentWidth)) folds.push(0);
			else end = lineWidth - indentAtStart;
		}
		let split = void 0;
		let prev = void 0;
		let overflow = false;
		let i = -1;
		let escStart = -1;
		let escEnd = -1;
		if (mode === FOLD_BLOCK) {
			i = consumeMoreIndentedLines(text, i, indent.length);
			if (i !== -1) end = i + endStep;
		}
		for (let ch; ch = text[i += 1];) {
			if (mode === FOLD_QUOTED && ch === "\\") {
				escStart = i;
				switch (text[i + 1]) {
					case "x":
						i += 3;
						break;
					case "u":
						i += 5;
						break;
					case "U":
						i += 9;
						break;
					default: i += 1;
				}
				escEnd = i;
			}
			if (ch === "\n") {
				if (mode === FOLD_BLOCK) i = consumeMoreIndentedLines(text, i, indent.length);
				end = i + indent.length + endStep;
				split = void 0;
			} else {
				if (ch === " " && prev && prev !== " " && prev !== "\n" && prev !== "	") {
					const next = text[i + 1];
					if (next && next !== " " && next !== "\n" && next !== "	") split = i;
				}
				if (i >= end) {
					if (split) {
						folds.push(split);
						end = split + endStep;
						split = void 0;
					} else if (mode === FOLD_QUOTED) {
						while (prev === " " || prev === "	") {
							prev = ch;
							ch = text[i += 1];
							overflow = true;
						}
						const j = i > escEnd + 1 ? i - 2 : escStart - 1;
						if (escapedFolds[j]) return text;
						folds.push(j);
						escapedFolds[j] = true;
						end = j + endStep;
						split = void 0;
					} else overflow = true;
				}
			}
			prev = ch;
		}
		if (overflow && onOverflow) onOverflow();
		if (folds.length === 0) return text;
		if (onFold) onFold();
		let res = text.slice(0, folds[0]);
		for (let i = 0; i < folds.length; ++i) {
			const fold = folds[i];
			const end = folds[i + 1] || text.length;
			if (fold === 0) res = `\n${indent}${text.slice(0, end)}`;
			else {
				if (mode === FOLD_QUOTED && escapedFolds[fold]) res += `${text[fold]}\\`;
				res += `\n${indent}${text.slice(fold + 1, end)}`;
			}
		}
		return res;
	}
	function consumeMoreIndentedLines(text, i, indent) {
		let end = i;
		let start = i + 1;
		let ch = text[start];
		while (ch === " " || ch === "	") if (i < start + indent) ch = text[++i];
		else {
			do
				ch = text[++i];
			while (ch && ch !== "\n");
			end = i;
			start = i + 1;
			ch = text[start];
		}
		return end;
	}
	exports.FOLD_BLOCK = FOLD_BLOCK;
	exports.FOLD_FLOW = FOLD_FLOW;
	exports.FOLD_QUOTED = FOLD_QUOTED;
	exports.foldFlowLines = foldFlowLines;
}));

// node_modules/yaml/dist/stringify/stringifyString.js
var require_stringifyString = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	var foldFlowLines = require_foldFlowLines();
	const getFoldOptions = (ctx, isBlock) => ({
		indentAtStart: isBlock ? ctx.indent.length : ctx.indentAtStart,
		lineWidth: ctx.options.lineWidth,
		minContentWidth: ctx.options.minContentWidth
	});
	const containsDocumentMarker = (str) => /^(%|---|\.\.\.)/m.test(str);
	function lineLengthOverLimit(str, lineWidth, indentLength) {
		if (!lineWidth || lineWidth < 0) return false;
		const limit = lineWidth - indentLength;
		const strLen = str.length;
		if (strLen <= limit) return false;
		for (let i = 0, start = 0; i < strLen; ++i) if (str[i] === "\n") {
			if (i - start > limit) return true;
			start = i + 1;
			if (strLen - start <= limit) return false;
		}
		return true;
	}
	function doubleQuotedString(value, ctx) {
		const json = JSON.stringify(value);
		if (ctx.options.doubleQuotedAsJSON) return json;
		const { implicitKey } = ctx;
		const minMultiLineLength = ctx.options.doubleQuotedMinMultiLineLength;
		const indent = ctx.indent || (containsDocumentMarker(value) ? "  " : "");
		let str = "";
		let start = 0;
		for (let i = 0, ch = json[i]; ch; ch = json[++i]) {
			if (ch === " " && json[i + 1] === "\\" && json[i + 2] === "n") {
				str += json.slice(start, i) + "\\ ";
				i += 1;
				start = i;
				ch = "\\";
			}
			if (ch === "\\") switch (json[i + 1]) {
				case "u":
					{
						str += json.slice(start, i);
						const code = json.substr(i + 2, 4);
						switch (code) {
							case "0000":
								str += "\\0";
								break;
							case "0007":
								str += "\\a";
								break;
							case "000b":
								str += "\\v";
								break;
							case "001b":
								str += "\\e";
								break;
							case "0085":
								str += "\\N";
								break;
							case "00a0":
								str += "\\_";
								break;
							case "2028":
								str += "\\L";
								break;
							case "2029":
								str += "\\P";
								break;
							default: if (code.substr(0, 2) === "00") str += "\\x" + code.substr(2);
							else str += json.substr(i, 6);
						}
						i += 5;
						start = i + 1;
					}
					break;
				case "n":
					if (implicitKey || json[i + 2] === "\"" || json.length < minMultiLineLength) i += 1;
					else {
						str += json.slice(start, i) + "\n\n";
						while (json[i + 2] === "\\" && json[i + 3] === "n" && json[i + 4] !== "\"") {
							str += "\n";
							i += 2;
						}
						str += indent;
						if (json[i + 2] === " ") str += "\\";
						i += 1;
						start = i + 1;
					}
					break;
				default: i += 1;
			}
		}
		str = start ? str + json.slice(start) : json;
		return implicitKey ? str : foldFlowLines.foldFlowLines(str, indent, foldFlowLines.FOLD_QUOTED, getFoldOptions(ctx, false));
	}
	function singleQuotedString(value, ctx) {
		if (ctx.options.singleQuote === false || ctx.implicitKey && value.includes("\n") || /[ \t]\n|\n[ \t]/.test(value)) return doubleQuotedString(value, ctx);
		const indent = ctx.indent || (containsDocumentMarker(value) ? "  " : "");
		const res = "'" + value.replace(/'/g, "''").replace(/\n+/g, `$&\n${indent}`) + "'";
		return ctx.implicitKey ? res : foldFlowLines.foldFlowLines(res, indent, foldFlowLines.FOLD_FLOW, getFoldOptions(ctx, false));
	}
	function quotedString(value, ctx) {
		const { singleQuote } = ctx.options;
		let qs;
		if (singleQuote === false) qs = doubleQuotedString;
		else {
			const hasDouble = value.includes("\"");
			const hasSingle = value.includes("'");
			if (hasDouble && !hasSingle) qs = singleQuotedString;
			else if (hasSingle && !hasDouble) qs = doubleQuotedString;
			else qs = singleQuote ? singleQuotedString : doubleQuotedString;
		}
		return qs(value, ctx);
	}
	let blockEndNewlines;
	try {
		blockEndNewlines = /* @__PURE__ */ new RegExp("(^|(?<!\n))\n+(?!\n|$)", "g");
	} catch {
		blockEndNewlines = /\n+(?!\n|$)/g;
	}
	function blockString({ comment, type, value }, ctx, onComment, onChompKeep) {
		const { blockQuote, commentString, lineWidth } = ctx.options;
		if (!blockQuote || /\n[\t ]+$/.test(value)) return quotedString(value, ctx);
		const indent = ctx.indent || (ctx.forceBlockIndent || containsDocumentMarker(value) ? "  " : "");
		const literal = blockQuote === "literal" ? true : blockQuote === "folded" || type === Scalar.Scalar.BLOCK_FOLDED ? false : type === Scalar.Scalar.BLOCK_LITERAL ? true : !lineLengthOverLimit(value, lineWidth, indent.length);
		if (!value) return literal ? "|\n" : ">\n";
		let chomp;
		let endStart;
		for (endStart = value.length; endStart > 0; --endStart) {
			const ch = value[endStart - 1];
			if (ch !== "\n" && ch !== "	" && ch !== " ") break;
		}
		let end = value.substring(endStart);
		const endNlPos = end.indexOf("\n");
		if (endNlPos === -1) chomp = "-";
		else if (value === end || endNlPos !== end.length - 1) {
			chomp = "+";
			if (onChompKeep) onChompKeep();
		} else chomp = "";
		if (end) {
			value = value.slice(0, -end.length);
			if (end[end.length - 1] === "\n") end = end.slice(0, -1);
			end = end.replace(blockEndNewlines, `$&${indent}`);
		}
		let startWithSpace = false;
		let startEnd;
		let startNlPos = -1;
		for (startEnd = 0; startEnd < value.length; ++startEnd) {
			const ch = value[startEnd];
			if (ch === " ") startWithSpace = true;
			else if (ch === "\n") startNlPos = startEnd;
			else break;
		}
		let start = value.substring(0, startNlPos < startEnd ? startNlPos + 1 : startEnd);
		if (start) {
			value = value.substring(start.length);
			start = start.replace(/\n+/g, `$&${indent}`);
		}
		let header = (startWithSpace ? indent ? "2" : "1" : "") + chomp;
		if (comment) {
			header += " " + commentString(comment.replace(/ ?[\r\n]+/g, " "));
			if (onComment) onComment();
		}
		if (!literal) {
			const foldedValue = value.replace(/\n+/g, "\n$&").replace(/(?:^|\n)([\t ].*)(?:([\n\t ]*)\n(?![\n\t ]))?/g, "$1$2").replace(/\n+/g, `$&${indent}`);
			let literalFallback = false;
			const foldOptions = getFoldOptions(ctx, true);
			if (blockQuote !== "folded" && type !== Scalar.Scalar.BLOCK_FOLDED) foldOptions.onOverflow = () => {
				literalFallback = true;
			};
			const body = foldFlowLines.foldFlowLines(`${start}${foldedValue}${end}`, indent, foldFlowLines.FOLD_BLOCK, foldOptions);
			if (!literalFallback) return `>${header}\n${indent}${body}`;
		}
		value = value.replace(/\n+/g, `$&${indent}`);
		return `|${header}\n${indent}${start}${value}${end}`;
	}
	function plainString(item, ctx, onComment, onChompKeep) {
		const { type, value } = item;
		const { actualString, implicitKey, indent, indentStep, inFlow } = ctx;
		if (implicitKey && value.includes("\n") || inFlow && /[[\]{},]/.test(value)) return quotedString(value, ctx);
		if (/^[\n\t ,[\]{}#&*!|>'"%@`]|^[?-]$|^[?-][ \t]|[\n:][ \t]|[ \t]\n|[\n\t ]#|[\n\t :]$/.test(value)) return implicitKey || inFlow || !value.includes("\n") ? quotedString(value, ctx) : blockString(item, ctx, onComment, onChompKeep);
		if (!implicitKey && !inFlow && type !== Scalar.Scalar.PLAIN && value.includes("\n")) return blockString(item, ctx, onComment, onChompKeep);
		if (containsDocumentMarker(value)) {
			if (indent === "") {
				ctx.forceBlockIndent = true;
				return blockString(item, ctx, onComment, onChompKeep);
			} else if (implicitKey && indent === indentStep) return quotedString(value, ctx);
		}
		const str = value.replace(/\n+/g, `$&\n${indent}`);
		if (actualString) {
			const test = (tag) => tag.default && tag.tag !== "tag:yaml.org,2002:str" && tag.test?.test(str);
			const { compat, tags } = ctx.doc.schema;
			if (tags.some(test) || compat?.some(test)) return quotedString(value, ctx);
		}
		return implicitKey ? str : foldFlowLines.foldFlowLines(str, indent, foldFlowLines.FOLD_FLOW, getFoldOptions(ctx, false));
	}
	function stringifyString(item, ctx, onComment, onChompKeep) {
		const { implicitKey, inFlow } = ctx;
		const ss = typeof item.value === "string" ? item : Object.assign({}, item, { value: String(item.value) });
		let { type } = item;
		if (type !== Scalar.Scalar.QUOTE_DOUBLE) {
			if (/[\x00-\x08\x0b-\x1f\x7f-\x9f\u{D800}-\u{DFFF}]/u.test(ss.value)) type = Scalar.Scalar.QUOTE_DOUBLE;
		}
		const _stringify = (_type) => {
			switch (_type) {
				case Scalar.Scalar.BLOCK_FOLDED:
				case Scalar.Scalar.BLOCK_LITERAL: return implicitKey || inFlow ? quotedString(ss.value, ctx) : blockString(ss, ctx, onComment, onChompKeep);
				case Scalar.Scalar.QUOTE_DOUBLE: return doubleQuotedString(ss.value, ctx);
				case Scalar.Scalar.QUOTE_SINGLE: return singleQuotedString(ss.value, ctx);
				case Scalar.Scalar.PLAIN: return plainString(ss, ctx, onComment, onChompKeep);
				default: return null;
			}
		};
		let res = _stringify(type);
		if (res === null) {
			const { defaultKeyType, defaultStringType } = ctx.options;
			const t = implicitKey && defaultKeyType || defaultStringType;
			res = _stringify(t);
			if (res === null) throw new Error(`Unsupported default string type ${t}`);
		}
		return res;
	}
	exports.stringifyString = stringifyString;
}));

// node_modules/yaml/dist/stringify/stringify.js
var require_stringify = /* @__PURE__ */ __commonJSMin(((exports) => {
	var anchors = require_anchors();
	var identity = require_identity();
	var stringifyComment = require_stringifyComment();
	var stringifyString = require_stringifyString();
	function createStringifyContext(doc, options) {
		const opt = Object.assign({
			blockQuote: true,
			commentString: stringifyComment.stringifyComment,
			defaultKeyType: null,
			defaultStringType: "PLAIN",
			directives: null,
			doubleQuotedAsJSON: false,
			doubleQuotedMinMultiLineLength: 40,
			falseStr: "false",
			flowCollectionPadding: true,
			indentSeq: true,
			lineWidth: 80,
			minContentWidth: 20,
			nullStr: "null",
			simpleKeys: false,
			singleQuote: null,
			trailingComma: false,
			trueStr: "true",
			verifyAliasOrder: true
		}, doc.schema.toStringOptions, options);
		let inFlow;
		switch (opt.collectionStyle) {
			case "block":
				inFlow = false;
				break;
			case "flow":
				inFlow = true;
				break;
			default: inFlow = null;
		}
		return {
			anchors: /* @__PURE__ */ new Set(),
			doc,
			flowCollectionPadding: opt.flowCollectionPadding ? " " : "",
			indent: "",
			indentStep: typeof opt.indent === "number" ? " ".repeat(opt.indent) : "  ",
			inFlow,
			options: opt
		};
	}
	function getTagObject(tags, item) {
		if (item.tag) {
			const match = tags.filter((t) => t.tag === item.tag);
			if (match.length > 0) return match.find((t) => t.format === item.format) ?? match[0];
		}
		let tagObj = void 0;
		let obj;
		if (identity.isScalar(item)) {
			obj = item.value;
			let match = tags.filter((t) => t.identify?.(obj));
			if (match.length > 1) {
				const testMatch = match.filter((t) => t.test);
				if (testMatch.length > 0) match = testMatch;
			}
			tagObj = match.find((t) => t.format === item.format) ?? match.find((t) => !t.format);
		} else {
			obj = item;
			tagObj = tags.find((t) => t.nodeClass && obj instanceof t.nodeClass);
		}
		if (!tagObj) {
			const name = obj?.constructor?.name ?? (obj === null ? "null" : typeof obj);
			throw new Error(`Tag not resolved for ${name} value`);
		}
		return tagObj;
	}
	function stringifyProps(node, tagObj, { anchors: anchors$1, doc }) {
		if (!doc.directives) return "";
		const props = [];
		const anchor = (identity.isScalar(node) || identity.isCollection(node)) && node.anchor;
		if (anchor && anchors.anchorIsValid(anchor)) {
			anchors$1.add(anchor);
			props.push(`&${anchor}`);
		}
		const tag = node.tag ?? (tagObj.default ? null : tagObj.tag);
		if (tag) props.push(doc.directives.tagString(tag));
		return props.join(" ");
	}
	function stringify(item, ctx, onComment, onChompKeep) {
		if (identity.isPair(item)) return item.toString(ctx, onComment, onChompKeep);
		if (identity.isAlias(item)) {
			if (ctx.doc.directives) return item.toString(ctx);
			if (ctx.resolvedAliases?.has(item)) throw new TypeError(`Cannot stringify circular structure without alias nodes`);
			else {
				if (ctx.resolvedAliases) ctx.resolvedAliases.add(item);
				else ctx.resolvedAliases = /* @__PURE__ */ new Set([item]);
				item = item.resolve(ctx.doc);
			}
		}
		let tagObj = void 0;
		const node = identity.isNode(item) ? item : ctx.doc.createNode(item, { onTagObj: (o) => tagObj = o });
		tagObj ?? (tagObj = getTagObject(ctx.doc.schema.tags, node));
		const props = stringifyProps(node, tagObj, ctx);
		if (props.length > 0) ctx.indentAtStart = (ctx.indentAtStart ?? 0) + props.length + 1;
		const str = typeof tagObj.stringify === "function" ? tagObj.stringify(node, ctx, onComment, onChompKeep) : identity.isScalar(node) ? stringifyString.stringifyString(node, ctx, onComment, onChompKeep) : node.toString(ctx, onComment, onChompKeep);
		if (!props) return str;
		return identity.isScalar(node) || str[0] === "{" || str[0] === "[" ? `${props} ${str}` : `${props}\n${ctx.indent}${str}`;
	}
	exports.createStringifyContext = createStringifyContext;
	exports.stringify = stringify;
}));

// node_modules/yaml/dist/stringify/stringifyPair.js
var require_stringifyPair = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Scalar = require_Scalar();
	var stringify = require_stringify();
	var stringifyComment = require_stringifyComment();
	function stringifyPair({ key, value }, ctx, onComment, onChompKeep) {
		const { allNullValues, doc, indent, indentStep, options: { commentString, indentSeq, simpleKeys } } = ctx;
		let keyComment = identity.isNode(key) && key.comment || null;
		if (simpleKeys) {
			if (keyComment) throw new Error("With simple keys, key nodes cannot have comments");
			if (identity.isCollection(key) || !identity.isNode(key) && typeof key === "object") throw new Error("With simple keys, collection cannot be used as a key value");
		}
		let explicitKey = !simpleKeys && (!key || keyComment && value == null && !ctx.inFlow || identity.isCollection(key) || (identity.isScalar(key) ? key.type === Scalar.Scalar.BLOCK_FOLDED || key.type === Scalar.Scalar.BLOCK_LITERAL : typeof key === "object"));
		ctx = Object.assign({}, ctx, {
			allNullValues: false,
			implicitKey: !explicitKey && (simpleKeys || !allNullValues),
			indent: indent + indentStep
		});
		let keyCommentDone = false;
		let chompKeep = false;
		let str = stringify.stringify(key, ctx, () => keyCommentDone = true, () => chompKeep = true);
		if (!explicitKey && !ctx.inFlow && str.length > 1024) {
			if (simpleKeys) throw new Error("With simple keys, single line scalar must not span more than 1024 characters");
			explicitKey = true;
		}
		if (ctx.inFlow) {
			if (allNullValues || value == null) {
				if (keyCommentDone && onComment) onComment();
				return str === "" ? "?" : explicitKey ? `? ${str}` : str;
			}
		} else if (allNullValues && !simpleKeys || value == null && explicitKey) {
			str = `? ${str}`;
			if (keyComment && !keyCommentDone) str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
			else if (chompKeep && onChompKeep) onChompKeep();
			return str;
		}
		if (keyCommentDone) keyComment = null;
		if (explicitKey) {
			if (keyComment) str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
			str = `? ${str}\n${indent}:`;
		} else {
			str = `${str}:`;
			if (keyComment) str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
		}
		let vsb, vcb, valueComment;
		if (identity.isNode(value)) {
			vsb = !!value.spaceBefore;
			vcb = value.commentBefore;
			valueComment = value.comment;
		} else {
			vsb = false;
			vcb = null;
			valueComment = null;
			if (value && typeof value === "object") value = doc.createNode(value);
		}
		ctx.implicitKey = false;
		if (!explicitKey && !keyComment && identity.isScalar(value)) ctx.indentAtStart = str.length + 1;
		chompKeep = false;
		if (!indentSeq && indentStep.length >= 2 && !ctx.inFlow && !explicitKey && identity.isSeq(value) && !value.flow && !value.tag && !value.anchor) ctx.indent = ctx.indent.substring(2);
		let valueCommentDone = false;
		const valueStr = stringify.stringify(value, ctx, () => valueCommentDone = true, () => chompKeep = true);
		let ws = " ";
		if (keyComment || vsb || vcb) {
			ws = vsb ? "\n" : "";
			if (vcb) {
				const cs = commentString(vcb);
				ws += `\n${stringifyComment.indentComment(cs, ctx.indent)}`;
			}
			if (valueStr === "" && !ctx.inFlow) {
				if (ws === "\n" && valueComment) ws = "\n\n";
			} else ws += `\n${ctx.indent}`;
		} else if (!explicitKey && identity.isCollection(value)) {
			const vs0 = valueStr[0];
			const nl0 = valueStr.indexOf("\n");
			const hasNewline = nl0 !== -1;
			const flow = ctx.inFlow ?? value.flow ?? value.items.length === 0;
			if (hasNewline || !flow) {
				let hasPropsLine = false;
				if (hasNewline && (vs0 === "&" || vs0 === "!")) {
					let sp0 = valueStr.indexOf(" ");
					if (vs0 === "&" && sp0 !== -1 && sp0 < nl0 && valueStr[sp0 + 1] === "!") sp0 = valueStr.indexOf(" ", sp0 + 1);
					if (sp0 === -1 || nl0 < sp0) hasPropsLine = true;
				}
				if (!hasPropsLine) ws = `\n${ctx.indent}`;
			}
		} else if (valueStr === "" || valueStr[0] === "\n") ws = "";
		str += ws + valueStr;
		if (ctx.inFlow) {
			if (valueCommentDone && onComment) onComment();
		} else if (valueComment && !valueCommentDone) str += stringifyComment.lineComment(str, ctx.indent, commentString(valueComment));
		else if (chompKeep && onChompKeep) onChompKeep();
		return str;
	}
	exports.stringifyPair = stringifyPair;
}));

// node_modules/yaml/dist/log.js
var require_log = /* @__PURE__ */ __commonJSMin(((exports) => {
	var node_process = __require("process");
	function debug(logLevel, ...messages) {
		if (logLevel === "debug") console.log(...messages);
	}
	function warn(logLevel, warning) {
		if (logLevel === "debug" || logLevel === "warn") {
			if (typeof node_process.emitWarning === "function") node_process.emitWarning(warning);
			else console.warn(warning);
		}
	}
	exports.debug = debug;
	exports.warn = warn;
}));

// node_modules/yaml/dist/schema/yaml-1.1/merge.js
var require_merge = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Scalar = require_Scalar();
	const MERGE_KEY = "<<";
	const merge = {
		identify: (value) => value === MERGE_KEY || typeof value === "symbol" && value.description === MERGE_KEY,
		default: "key",
		tag: "tag:yaml.org,2002:merge",
		test: /^<<$/,
		resolve: () => Object.assign(new Scalar.Scalar(Symbol(MERGE_KEY)), { addToJSMap: addMergeToJSMap }),
		stringify: () => MERGE_KEY
	};
	const isMergeKey = (ctx, key) => (merge.identify(key) || identity.isScalar(key) && (!key.type || key.type === Scalar.Scalar.PLAIN) && merge.identify(key.value)) && ctx?.doc.schema.tags.some((tag) => tag.tag === merge.tag && tag.default);
	function addMergeToJSMap(ctx, map, value) {
		const source = resolveAliasValue(ctx, value);
		if (identity.isSeq(source)) for (const it of source.items) mergeValue(ctx, map, it);
		else if (Array.isArray(source)) for (const it of source) mergeValue(ctx, map, it);
		else mergeValue(ctx, map, source);
	}
	function mergeValue(ctx, map, value) {
		const source = resolveAliasValue(ctx, value);
		if (!identity.isMap(source)) throw new Error("Merge sources must be maps or map aliases");
		const srcMap = source.toJSON(null, ctx, Map);
		for (const [key, value] of srcMap) if (map instanceof Map) {
			if (!map.has(key)) map.set(key, value);
		} else if (map instanceof Set) map.add(key);
		else if (!Object.prototype.hasOwnProperty.call(map, key)) Object.defineProperty(map, key, {
			value,
			writable: true,
			enumerable: true,
			configurable: true
		});
		return map;
	}
	function resolveAliasValue(ctx, value) {
		return ctx && identity.isAlias(value) ? value.resolve(ctx.doc, ctx) : value;
	}
	exports.addMergeToJSMap = addMergeToJSMap;
	exports.isMergeKey = isMergeKey;
	exports.merge = merge;
}));

// node_modules/yaml/dist/nodes/addPairToJSMap.js
var require_addPairToJSMap = /* @__PURE__ */ __commonJSMin(((exports) => {
	var log = require_log();
	var merge = require_merge();
	var stringify = require_stringify();
	var identity = require_identity();
	var toJS = require_toJS();
	function addPairToJSMap(ctx, map, { key, value }) {
		if (identity.isNode(key) && key.addToJSMap) key.addToJSMap(ctx, map, value);
		else if (merge.isMergeKey(ctx, key)) merge.addMergeToJSMap(ctx, map, value);
		else {
			const jsKey = toJS.toJS(key, "", ctx);
			if (map instanceof Map) map.set(jsKey, toJS.toJS(value, jsKey, ctx));
			else if (map instanceof Set) map.add(jsKey);
			else {
				const stringKey = stringifyKey(key, jsKey, ctx);
				const jsValue = toJS.toJS(value, stringKey, ctx);
				if (stringKey in map) Object.defineProperty(map, stringKey, {
					value: jsValue,
					writable: true,
					enumerable: true,
					configurable: true
				});
				else map[stringKey] = jsValue;
			}
		}
		return map;
	}
	function stringifyKey(key, jsKey, ctx) {
		if (jsKey === null) return "";
		if (typeof jsKey !== "object") return String(jsKey);
		if (identity.isNode(key) && ctx?.doc) {
			const strCtx = stringify.createStringifyContext(ctx.doc, {});
			strCtx.anchors = /* @__PURE__ */ new Set();
			for (const node of ctx.anchors.keys()) strCtx.anchors.add(node.anchor);
			strCtx.inFlow = true;
			strCtx.inStringifyKey = true;
			const strKey = key.toString(strCtx);
			if (!ctx.mapKeyWarned) {
				let jsonStr = JSON.stringify(strKey);
				if (jsonStr.length > 40) jsonStr = jsonStr.substring(0, 36) + "...\"";
				log.warn(ctx.doc.options.logLevel, `Keys with collection values will be stringified due to JS Object restrictions: ${jsonStr}. Set mapAsMap: true to use object keys.`);
				ctx.mapKeyWarned = true;
			}
			return strKey;
		}
		return JSON.stringify(jsKey);
	}
	exports.addPairToJSMap = addPairToJSMap;
}));

// node_modules/yaml/dist/nodes/Pair.js
var require_Pair = /* @__PURE__ */ __commonJSMin(((exports) => {
	var createNode = require_createNode();
	var stringifyPair = require_stringifyPair();
	var addPairToJSMap = require_addPairToJSMap();
	var identity = require_identity();
	function createPair(key, value, ctx) {
		const k = createNode.createNode(key, void 0, ctx);
		const v = createNode.createNode(value, void 0, ctx);
		return new Pair(k, v);
	}
	var Pair = class Pair {
		constructor(key, value = null) {
			Object.defineProperty(this, identity.NODE_TYPE, { value: identity.PAIR });
			this.key = key;
			this.value = value;
		}
		clone(schema) {
			let { key, value } = this;
			if (identity.isNode(key)) key = key.clone(schema);
			if (identity.isNode(value)) value = value.clone(schema);
			return new Pair(key, value);
		}
		toJSON(_, ctx) {
			const pair = ctx?.mapAsMap ? /* @__PURE__ */ new Map() : {};
			return addPairToJSMap.addPairToJSMap(ctx, pair, this);
		}
		toString(ctx, onComment, onChompKeep) {
			return ctx?.doc ? stringifyPair.stringifyPair(this, ctx, onComment, onChompKeep) : JSON.stringify(this);
		}
	};
	exports.Pair = Pair;
	exports.createPair = createPair;
}));

// node_modules/yaml/dist/stringify/stringifyCollection.js
var require_stringifyCollection = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var stringify = require_stringify();
	var stringifyComment = require_stringifyComment();
	function stringifyCollection(collection, ctx, options) {
		return (ctx.inFlow ?? collection.flow ? stringifyFlowCollection : stringifyBlockCollection)(collection, ctx, options);
	}
	function stringifyBlockCollection({ comment, items }, ctx, { blockItemPrefix, flowChars, itemIndent, onChompKeep, onComment }) {
		const { indent, options: { commentString } } = ctx;
		const itemCtx = Object.assign({}, ctx, {
			indent: itemIndent,
			type: null
		});
		let chompKeep = false;
		const lines = [];
		for (let i = 0; i < items.length; ++i) {
			const item = items[i];
			let comment = null;
			if (identity.isNode(item)) {
				if (!chompKeep && item.spaceBefore) lines.push("");
				addCommentBefore(ctx, lines, item.commentBefore, chompKeep);
				if (item.comment) comment = item.comment;
			} else if (identity.isPair(item)) {
				const ik = identity.isNode(item.key) ? item.key : null;
				if (ik) {
					if (!chompKeep && ik.spaceBefore) lines.push("");
					addCommentBefore(ctx, lines, ik.commentBefore, chompKeep);
				}
			}
			chompKeep = false;
			let str = stringify.stringify(item, itemCtx, () => comment = null, () => chompKeep = true);
			if (comment) str += stringifyComment.lineComment(str, itemIndent, commentString(comment));
			if (chompKeep && comment) chompKeep = false;
			lines.push(blockItemPrefix + str);
		}
		let str;
		if (lines.length === 0) str = flowChars.start + flowChars.end;
		else {
			str = lines[0];
			for (let i = 1; i < lines.length; ++i) {
				const line = lines[i];
				str += line ? `\n${indent}${line}` : "\n";
			}
		}
		if (comment) {
			str += "\n" + stringifyComment.indentComment(commentString(comment), indent);
			if (onComment) onComment();
		} else if (chompKeep && onChompKeep) onChompKeep();
		return str;
	}
	function stringifyFlowCollection({ items }, ctx, { flowChars, itemIndent }) {
		const { indent, indentStep, flowCollectionPadding: fcPadding, options: { commentString } } = ctx;
		itemIndent += indentStep;
		const itemCtx = Object.assign({}, ctx, {
			indent: itemIndent,
			inFlow: true,
			type: null
		});
		let reqNewline = false;
		let linesAtValue = 0;
		const lines = [];
		for (let i = 0; i < items.length; ++i) {
			const item = items[i];
			let comment = null;
			if (identity.isNode(item)) {
				if (item.spaceBefore) lines.push("");
				addCommentBefore(ctx, lines, item.commentBefore, false);
				if (item.comment) comment = item.comment;
			} else if (identity.isPair(item)) {
				const ik = identity.isNode(item.key) ? item.key : null;
				if (ik) {
					if (ik.spaceBefore) lines.push("");
					addCommentBefore(ctx, lines, ik.commentBefore, false);
					if (ik.comment) reqNewline = true;
				}
				const iv = identity.isNode(item.value) ? item.value : null;
				if (iv) {
					if (iv.comment) comment = iv.comment;
					if (iv.commentBefore) reqNewline = true;
				} else if (item.value == null && ik?.comment) comment = ik.comment;
			}
			if (comment) reqNewline = true;
			let str = stringify.stringify(item, itemCtx, () => comment = null);
			reqNewline || (reqNewline = lines.length > linesAtValue || str.includes("\n"));
			if (i < items.length - 1) str += ",";
			else if (ctx.options.trailingComma) {
				if (ctx.options.lineWidth > 0) reqNewline || (reqNewline = lines.reduce((sum, line) => sum + line.length + 2, 2) + (str.length + 2) > ctx.options.lineWidth);
				if (reqNewline) str += ",";
			}
			if (comment) str += stringifyComment.lineComment(str, itemIndent, commentString(comment));
			lines.push(str);
			linesAtValue = lines.length;
		}
		const { start, end } = flowChars;
		if (lines.length === 0) return start + end;
		else {
			if (!reqNewline) {
				const len = lines.reduce((sum, line) => sum + line.length + 2, 2);
				reqNewline = ctx.options.lineWidth > 0 && len > ctx.options.lineWidth;
			}
			if (reqNewline) {
				let str = start;
				for (const line of lines) str += line ? `\n${indentStep}${indent}${line}` : "\n";
				return `${str}\n${indent}${end}`;
			} else return `${start}${fcPadding}${lines.join(" ")}${fcPadding}${end}`;
		}
	}
	function addCommentBefore({ indent, options: { commentString } }, lines, comment, chompKeep) {
		if (comment && chompKeep) comment = comment.replace(/^\n+/, "");
		if (comment) {
			const ic = stringifyComment.indentComment(commentString(comment), indent);
			lines.push(ic.trimStart());
		}
	}
	exports.stringifyCollection = stringifyCollection;
}));

// node_modules/yaml/dist/nodes/YAMLMap.js
var require_YAMLMap = /* @__PURE__ */ __commonJSMin(((exports) => {
	var stringifyCollection = require_stringifyCollection();
	var addPairToJSMap = require_addPairToJSMap();
	var Collection = require_Collection();
	var identity = require_identity();
	var Pair = require_Pair();
	var Scalar = require_Scalar();
	function findPair(items, key) {
		const k = identity.isScalar(key) ? key.value : key;
		for (const it of items) if (identity.isPair(it)) {
			if (it.key === key || it.key === k) return it;
			if (identity.isScalar(it.key) && it.key.value === k) return it;
		}
	}
	var YAMLMap = class extends Collection.Collection {
		static get tagName() {
			return "tag:yaml.org,2002:map";
		}
		constructor(schema) {
			super(identity.MAP, schema);
			this.items = [];
		}
		static from(schema, obj, ctx) {
			const { keepUndefined, replacer } = ctx;
			const map = new this(schema);
			const add = (key, value) => {
				if (typeof replacer === "function") value = replacer.call(obj, key, value);
				else if (Array.isArray(replacer) && !replacer.includes(key)) return;
				if (value !== void 0 || keepUndefined) map.items.push(Pair.createPair(key, value, ctx));
			};
			if (obj instanceof Map) for (const [key, value] of obj) add(key, value);
			else if (obj && typeof obj === "object") for (const key of Object.keys(obj)) add(key, obj[key]);
			if (typeof schema.sortMapEntries === "function") map.items.sort(schema.sortMapEntries);
			return map;
		}
		add(pair, overwrite) {
			let _pair;
			if (identity.isPair(pair)) _pair = pair;
			else if (!pair || typeof pair !== "object" || !("key" in pair)) _pair = new Pair.Pair(pair, pair?.value);
			else _pair = new Pair.Pair(pair.key, pair.value);
			const prev = findPair(this.items, _pair.key);
			const sortEntries = this.schema?.sortMapEntries;
			if (prev) {
				if (!overwrite) throw new Error(`Key ${_pair.key} already set`);
				if (identity.isScalar(prev.value) && Scalar.isScalarValue(_pair.value)) prev.value.value = _pair.value;
				else prev.value = _pair.value;
			} else if (sortEntries) {
				const i = this.items.findIndex((item) => sortEntries(_pair, item) < 0);
				if (i === -1) this.items.push(_pair);
				else this.items.splice(i, 0, _pair);
			} else this.items.push(_pair);
		}
		delete(key) {
			const it = findPair(this.items, key);
			if (!it) return false;
			return this.items.splice(this.items.indexOf(it), 1).length > 0;
		}
		get(key, keepScalar) {
			const node = findPair(this.items, key)?.value;
			return (!keepScalar && identity.isScalar(node) ? node.value : node) ?? void 0;
		}
		has(key) {
			return !!findPair(this.items, key);
		}
		set(key, value) {
			this.add(new Pair.Pair(key, value), true);
		}
		toJSON(_, ctx, Type) {
			const map = Type ? new Type() : ctx?.mapAsMap ? /* @__PURE__ */ new Map() : {};
			if (ctx?.onCreate) ctx.onCreate(map);
			for (const item of this.items) addPairToJSMap.addPairToJSMap(ctx, map, item);
			return map;
		}
		toString(ctx, onComment, onChompKeep) {
			if (!ctx) return JSON.stringify(this);
			for (const item of this.items) if (!identity.isPair(item)) throw new Error(`Map items must all be pairs; found ${JSON.stringify(item)} instead`);
			if (!ctx.allNullValues && this.hasAllNullValues(false)) ctx = Object.assign({}, ctx, { allNullValues: true });
			return stringifyCollection.stringifyCollection(this, ctx, {
				blockItemPrefix: "",
				flowChars: {
					start: "{",
					end: "}"
				},
				itemIndent: ctx.indent || "",
				onChompKeep,
				onComment
			});
		}
	};
	exports.YAMLMap = YAMLMap;
	exports.findPair = findPair;
}));

// node_modules/yaml/dist/schema/common/map.js
var require_map = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var YAMLMap = require_YAMLMap();
	const map = {
		collection: "map",
		default: true,
		nodeClass: YAMLMap.YAMLMap,
		tag: "tag:yaml.org,2002:map",
		resolve(map, onError) {
			if (!identity.isMap(map)) onError("Expected a mapping for this tag");
			return map;
		},
		createNode: (schema, obj, ctx) => YAMLMap.YAMLMap.from(schema, obj, ctx)
	};
	exports.map = map;
}));

// node_modules/yaml/dist/nodes/YAMLSeq.js
var require_YAMLSeq = /* @__PURE__ */ __commonJSMin(((exports) => {
	var createNode = require_createNode();
	var stringifyCollection = require_stringifyCollection();
	var Collection = require_Collection();
	var identity = require_identity();
	var Scalar = require_Scalar();
	var toJS = require_toJS();
	var YAMLSeq = class extends Collection.Collection {
		static get tagName() {
			return "tag:yaml.org,2002:seq";
		}
		constructor(schema) {
			super(identity.SEQ, schema);
			this.items = [];
		}
		add(value) {
			this.items.push(value);
		}
		delete(key) {
			const idx = asItemIndex(key);
			if (typeof idx !== "number") return false;
			return this.items.splice(idx, 1).length > 0;
		}
		get(key, keepScalar) {
			const idx = asItemIndex(key);
			if (typeof idx !== "number") return void 0;
			const it = this.items[idx];
			return !keepScalar && identity.isScalar(it) ? it.value : it;
		}
		has(key) {
			const idx = asItemIndex(key);
			return typeof idx === "number" && idx < this.items.length;
		}
		set(key, value) {
			const idx = asItemIndex(key);
			if (typeof idx !== "number") throw new Error(`Expected a valid index, not ${key}.`);
			const prev = this.items[idx];
			if (identity.isScalar(prev) && Scalar.isScalarValue(value)) prev.value = value;
			else this.items[idx] = value;
		}
		toJSON(_, ctx) {
			const seq = [];
			if (ctx?.onCreate) ctx.onCreate(seq);
			let i = 0;
			for (const item of this.items) seq.push(toJS.toJS(item, String(i++), ctx));
			return seq;
		}
		toString(ctx, onComment, onChompKeep) {
			if (!ctx) return JSON.stringify(this);
			return stringifyCollection.stringifyCollection(this, ctx, {
				blockItemPrefix: "- ",
				flowChars: {
					start: "[",
					end: "]"
				},
				itemIndent: (ctx.indent || "") + "  ",
				onChompKeep,
				onComment
			});
		}
		static from(schema, obj, ctx) {
			const { replacer } = ctx;
			const seq = new this(schema);
			if (obj && Symbol.iterator in Object(obj)) {
				let i = 0;
				for (let it of obj) {
					if (typeof replacer === "function") {
						const key = obj instanceof Set ? it : String(i++);
						it = replacer.call(obj, key, it);
					}
					seq.items.push(createNode.createNode(it, void 0, ctx));
				}
			}
			return seq;
		}
	};
	function asItemIndex(key) {
		let idx = identity.isScalar(key) ? key.value : key;
		if (idx && typeof idx === "string") idx = Number(idx);
		return typeof idx === "number" && Number.isInteger(idx) && idx >= 0 ? idx : null;
	}
	exports.YAMLSeq = YAMLSeq;
}));

// node_modules/yaml/dist/schema/common/seq.js
var require_seq = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var YAMLSeq = require_YAMLSeq();
	const seq = {
		collection: "seq",
		default: true,
		nodeClass: YAMLSeq.YAMLSeq,
		tag: "tag:yaml.org,2002:seq",
		resolve(seq, onError) {
			if (!identity.isSeq(seq)) onError("Expected a sequence for this tag");
			return seq;
		},
		createNode: (schema, obj, ctx) => YAMLSeq.YAMLSeq.from(schema, obj, ctx)
	};
	exports.seq = seq;
}));

// node_modules/yaml/dist/schema/common/string.js
var require_string = /* @__PURE__ */ __commonJSMin(((exports) => {
	var stringifyString = require_stringifyString();
	const string = {
		identify: (value) => typeof value === "string",
		default: true,
		tag: "tag:yaml.org,2002:str",
		resolve: (str) => str,
		stringify(item, ctx, onComment, onChompKeep) {
			ctx = Object.assign({ actualString: true }, ctx);
			return stringifyString.stringifyString(item, ctx, onComment, onChompKeep);
		}
	};
	exports.string = string;
}));

// node_modules/yaml/dist/schema/common/null.js
var require_null = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	const nullTag = {
		identify: (value) => value == null,
		createNode: () => new Scalar.Scalar(null),
		default: true,
		tag: "tag:yaml.org,2002:null",
		test: /^(?:~|[Nn]ull|NULL)?$/,
		resolve: () => new Scalar.Scalar(null),
		stringify: ({ source }, ctx) => typeof source === "string" && nullTag.test.test(source) ? source : ctx.options.nullStr
	};
	exports.nullTag = nullTag;
}));

// node_modules/yaml/dist/schema/core/bool.js
var require_bool$1 = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	const boolTag = {
		identify: (value) => typeof value === "boolean",
		default: true,
		tag: "tag:yaml.org,2002:bool",
		test: /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/,
		resolve: (str) => new Scalar.Scalar(str[0] === "t" || str[0] === "T"),
		stringify({ source, value }, ctx) {
			if (source && boolTag.test.test(source)) {
				if (value === (source[0] === "t" || source[0] === "T")) return source;
			}
			return value ? ctx.options.trueStr : ctx.options.falseStr;
		}
	};
	exports.boolTag = boolTag;
}));

// node_modules/yaml/dist/stringify/stringifyNumber.js
var require_stringifyNumber = /* @__PURE__ */ __commonJSMin(((exports) => {
	function stringifyNumber({ format, minFractionDigits, tag, value }) {
		if (typeof value === "bigint") return String(value);
		const num = typeof value === "number" ? value : Number(value);
		if (!isFinite(num)) return isNaN(num) ? ".nan" : num < 0 ? "-.inf" : ".inf";
		let n = Object.is(value, -0) ? "-0" : JSON.stringify(value);
		if (!format && minFractionDigits && (!tag || tag === "tag:yaml.org,2002:float") && /^-?\d/.test(n) && !n.includes("e")) {
			let i = n.indexOf(".");
			if (i < 0) {
				i = n.length;
				n += ".";
			}
			let d = minFractionDigits - (n.length - i - 1);
			while (d-- > 0) n += "0";
		}
		return n;
	}
	exports.stringifyNumber = stringifyNumber;
}));

// node_modules/yaml/dist/schema/core/float.js
var require_float$1 = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	var stringifyNumber = require_stringifyNumber();
	const floatNaN = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
		resolve: (str) => str.slice(-3).toLowerCase() === "nan" ? NaN : str[0] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
		stringify: stringifyNumber.stringifyNumber
	};
	const floatExp = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		format: "EXP",
		test: /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/,
		resolve: (str) => parseFloat(str),
		stringify(node) {
			const num = Number(node.value);
			return isFinite(num) ? num.toExponential() : stringifyNumber.stringifyNumber(node);
		}
	};
	const float = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		test: /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/,
		resolve(str) {
			const node = new Scalar.Scalar(parseFloat(str));
			const dot = str.indexOf(".");
			if (dot !== -1 && str[str.length - 1] === "0") node.minFractionDigits = str.length - dot - 1;
			return node;
		},
		stringify: stringifyNumber.stringifyNumber
	};
	exports.float = float;
	exports.floatExp = floatExp;
	exports.floatNaN = floatNaN;
}));

// node_modules/yaml/dist/schema/core/int.js
var require_int$1 = /* @__PURE__ */ __commonJSMin(((exports) => {
	var stringifyNumber = require_stringifyNumber();
	const intIdentify = (value) => typeof value === "bigint" || Number.isInteger(value);
	const intResolve = (str, offset, radix, { intAsBigInt }) => intAsBigInt ? BigInt(str) : parseInt(str.substring(offset), radix);
	function intStringify(node, radix, prefix) {
		const { value } = node;
		if (intIdentify(value) && value >= 0) return prefix + value.toString(radix);
		return stringifyNumber.stringifyNumber(node);
	}
	const intOct = {
		identify: (value) => intIdentify(value) && value >= 0,
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "OCT",
		test: /^0o[0-7]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 2, 8, opt),
		stringify: (node) => intStringify(node, 8, "0o")
	};
	const int = {
		identify: intIdentify,
		default: true,
		tag: "tag:yaml.org,2002:int",
		test: /^[-+]?[0-9]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 0, 10, opt),
		stringify: stringifyNumber.stringifyNumber
	};
	const intHex = {
		identify: (value) => intIdentify(value) && value >= 0,
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "HEX",
		test: /^0x[0-9a-fA-F]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 2, 16, opt),
		stringify: (node) => intStringify(node, 16, "0x")
	};
	exports.int = int;
	exports.intHex = intHex;
	exports.intOct = intOct;
}));

// node_modules/yaml/dist/schema/core/schema.js
var require_schema$2 = /* @__PURE__ */ __commonJSMin(((exports) => {
	var map = require_map();
	var _null = require_null();
	var seq = require_seq();
	var string = require_string();
	var bool = require_bool$1();
	var float = require_float$1();
	var int = require_int$1();
	const schema = [
		map.map,
		seq.seq,
		string.string,
		_null.nullTag,
		bool.boolTag,
		int.intOct,
		int.int,
		int.intHex,
		float.floatNaN,
		float.floatExp,
		float.float
	];
	exports.schema = schema;
}));

// node_modules/yaml/dist/schema/json/schema.js
var require_schema$1 = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	var map = require_map();
	var seq = require_seq();
	function intIdentify(value) {
		return typeof value === "bigint" || Number.isInteger(value);
	}
	const stringifyJSON = ({ value }) => JSON.stringify(value);
	const jsonScalars = [
		{
			identify: (value) => typeof value === "string",
			default: true,
			tag: "tag:yaml.org,2002:str",
			resolve: (str) => str,
			stringify: stringifyJSON
		},
		{
			identify: (value) => value == null,
			createNode: () => new Scalar.Scalar(null),
			default: true,
			tag: "tag:yaml.org,2002:null",
			test: /^null$/,
			resolve: () => null,
			stringify: stringifyJSON
		},
		{
			identify: (value) => typeof value === "boolean",
			default: true,
			tag: "tag:yaml.org,2002:bool",
			test: /^true$|^false$/,
			resolve: (str) => str === "true",
			stringify: stringifyJSON
		},
		{
			identify: intIdentify,
			default: true,
			tag: "tag:yaml.org,2002:int",
			test: /^-?(?:0|[1-9][0-9]*)$/,
			resolve: (str, _onError, { intAsBigInt }) => intAsBigInt ? BigInt(str) : parseInt(str, 10),
			stringify: ({ value }) => intIdentify(value) ? value.toString() : JSON.stringify(value)
		},
		{
			identify: (value) => typeof value === "number",
			default: true,
			tag: "tag:yaml.org,2002:float",
			test: /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$/,
			resolve: (str) => parseFloat(str),
			stringify: stringifyJSON
		}
	];
	const schema = [map.map, seq.seq].concat(jsonScalars, {
		default: true,
		tag: "",
		test: /^/,
		resolve(str, onError) {
			onError(`Unresolved plain scalar ${JSON.stringify(str)}`);
			return str;
		}
	});
	exports.schema = schema;
}));

// node_modules/yaml/dist/schema/yaml-1.1/binary.js
var require_binary = /* @__PURE__ */ __commonJSMin(((exports) => {
	var node_buffer = __require("buffer");
	var Scalar = require_Scalar();
	var stringifyString = require_stringifyString();
	const binary = {
		identify: (value) => value instanceof Uint8Array,
		default: false,
		tag: "tag:yaml.org,2002:binary",
		resolve(src, onError) {
			if (typeof node_buffer.Buffer === "function") return node_buffer.Buffer.from(src, "base64");
			else if (typeof atob === "function") {
				const str = atob(src.replace(/[\n\r]/g, ""));
				const buffer = new Uint8Array(str.length);
				for (let i = 0; i < str.length; ++i) buffer[i] = str.charCodeAt(i);
				return buffer;
			} else {
				onError("This environment does not support reading binary tags; either Buffer or atob is required");
				return src;
			}
		},
		stringify({ comment, type, value }, ctx, onComment, onChompKeep) {
			if (!value) return "";
			const buf = value;
			let str;
			if (typeof node_buffer.Buffer === "function") str = buf instanceof node_buffer.Buffer ? buf.toString("base64") : node_buffer.Buffer.from(buf.buffer).toString("base64");
			else if (typeof btoa === "function") {
				let s = "";
				for (let i = 0; i < buf.length; ++i) s += String.fromCharCode(buf[i]);
				str = btoa(s);
			} else throw new Error("This environment does not support writing binary tags; either Buffer or btoa is required");
			type ?? (type = Scalar.Scalar.BLOCK_LITERAL);
			if (type !== Scalar.Scalar.QUOTE_DOUBLE) {
				const lineWidth = Math.max(ctx.options.lineWidth - ctx.indent.length, ctx.options.minContentWidth);
				const n = Math.ceil(str.length / lineWidth);
				const lines = new Array(n);
				for (let i = 0, o = 0; i < n; ++i, o += lineWidth) lines[i] = str.substr(o, lineWidth);
				str = lines.join(type === Scalar.Scalar.BLOCK_LITERAL ? "\n" : " ");
			}
			return stringifyString.stringifyString({
				comment,
				type,
				value: str
			}, ctx, onComment, onChompKeep);
		}
	};
	exports.binary = binary;
}));

// node_modules/yaml/dist/schema/yaml-1.1/pairs.js
var require_pairs = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Pair = require_Pair();
	var Scalar = require_Scalar();
	var YAMLSeq = require_YAMLSeq();
	function resolvePairs(seq, onError) {
		if (identity.isSeq(seq)) for (let i = 0; i < seq.items.length; ++i) {
			let item = seq.items[i];
			if (identity.isPair(item)) continue;
			else if (identity.isMap(item)) {
				if (item.items.length > 1) onError("Each pair must have its own sequence indicator");
				const pair = item.items[0] || new Pair.Pair(new Scalar.Scalar(null));
				if (item.commentBefore) pair.key.commentBefore = pair.key.commentBefore ? `${item.commentBefore}\n${pair.key.commentBefore}` : item.commentBefore;
				if (item.comment) {
					const cn = pair.value ?? pair.key;
					cn.comment = cn.comment ? `${item.comment}\n${cn.comment}` : item.comment;
				}
				item = pair;
			}
			seq.items[i] = identity.isPair(item) ? item : new Pair.Pair(item);
		}
		else onError("Expected a sequence for this tag");
		return seq;
	}
	function createPairs(schema, iterable, ctx) {
		const { replacer } = ctx;
		const pairs = new YAMLSeq.YAMLSeq(schema);
		pairs.tag = "tag:yaml.org,2002:pairs";
		let i = 0;
		if (iterable && Symbol.iterator in Object(iterable)) for (let it of iterable) {
			if (typeof replacer === "function") it = replacer.call(iterable, String(i++), it);
			let key, value;
			if (Array.isArray(it)) {
				if (it.length === 2) {
					key = it[0];
					value = it[1];
				} else throw new TypeError(`Expected [key, value] tuple: ${it}`);
			} else if (it && it instanceof Object) {
				const keys = Object.keys(it);
				if (keys.length === 1) {
					key = keys[0];
					value = it[key];
				} else throw new TypeError(`Expected tuple with one key, not ${keys.length} keys`);
			} else key = it;
			pairs.items.push(Pair.createPair(key, value, ctx));
		}
		return pairs;
	}
	const pairs = {
		collection: "seq",
		default: false,
		tag: "tag:yaml.org,2002:pairs",
		resolve: resolvePairs,
		createNode: createPairs
	};
	exports.createPairs = createPairs;
	exports.pairs = pairs;
	exports.resolvePairs = resolvePairs;
}));

// node_modules/yaml/dist/schema/yaml-1.1/omap.js
var require_omap = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var toJS = require_toJS();
	var YAMLMap = require_YAMLMap();
	var YAMLSeq = require_YAMLSeq();
	var pairs = require_pairs();
	var YAMLOMap = class YAMLOMap extends YAMLSeq.YAMLSeq {
		constructor() {
			super();
			this.add = YAMLMap.YAMLMap.prototype.add.bind(this);
			this.delete = YAMLMap.YAMLMap.prototype.delete.bind(this);
			this.get = YAMLMap.YAMLMap.prototype.get.bind(this);
			this.has = YAMLMap.YAMLMap.prototype.has.bind(this);
			this.set = YAMLMap.YAMLMap.prototype.set.bind(this);
			this.tag = YAMLOMap.tag;
		}
		toJSON(_, ctx) {
			if (!ctx) return super.toJSON(_);
			const map = /* @__PURE__ */ new Map();
			if (ctx?.onCreate) ctx.onCreate(map);
			for (const pair of this.items) {
				let key, value;
				if (identity.isPair(pair)) {
					key = toJS.toJS(pair.key, "", ctx);
					value = toJS.toJS(pair.value, key, ctx);
				} else key = toJS.toJS(pair, "", ctx);
				if (map.has(key)) throw new Error("Ordered maps must not include duplicate keys");
				map.set(key, value);
			}
			return map;
		}
		static from(schema, iterable, ctx) {
			const pairs$1 = pairs.createPairs(schema, iterable, ctx);
			const omap = new this();
			omap.items = pairs$1.items;
			return omap;
		}
	};
	YAMLOMap.tag = "tag:yaml.org,2002:omap";
	const omap = {
		collection: "seq",
		identify: (value) => value instanceof Map,
		nodeClass: YAMLOMap,
		default: false,
		tag: "tag:yaml.org,2002:omap",
		resolve(seq, onError) {
			const pairs$1 = pairs.resolvePairs(seq, onError);
			const seenKeys = [];
			for (const { key } of pairs$1.items) if (identity.isScalar(key)) {
				if (seenKeys.includes(key.value)) onError(`Ordered maps must not include duplicate keys: ${key.value}`);
				else seenKeys.push(key.value);
			}
			return Object.assign(new YAMLOMap(), pairs$1);
		},
		createNode: (schema, iterable, ctx) => YAMLOMap.from(schema, iterable, ctx)
	};
	exports.YAMLOMap = YAMLOMap;
	exports.omap = omap;
}));

// node_modules/yaml/dist/schema/yaml-1.1/bool.js
var require_bool = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	function boolStringify({ value, source }, ctx) {
		if (source && (value ? trueTag : falseTag).test.test(source)) return source;
		return value ? ctx.options.trueStr : ctx.options.falseStr;
	}
	const trueTag = {
		identify: (value) => value === true,
		default: true,
		tag: "tag:yaml.org,2002:bool",
		test: /^(?:Y|y|[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/,
		resolve: () => new Scalar.Scalar(true),
		stringify: boolStringify
	};
	const falseTag = {
		identify: (value) => value === false,
		default: true,
		tag: "tag:yaml.org,2002:bool",
		test: /^(?:N|n|[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/,
		resolve: () => new Scalar.Scalar(false),
		stringify: boolStringify
	};
	exports.falseTag = falseTag;
	exports.trueTag = trueTag;
}));

// node_modules/yaml/dist/schema/yaml-1.1/float.js
var require_float = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	var stringifyNumber = require_stringifyNumber();
	const floatNaN = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
		resolve: (str) => str.slice(-3).toLowerCase() === "nan" ? NaN : str[0] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
		stringify: stringifyNumber.stringifyNumber
	};
	const floatExp = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		format: "EXP",
		test: /^[-+]?(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/,
		resolve: (str) => parseFloat(str.replace(/_/g, "")),
		stringify(node) {
			const num = Number(node.value);
			return isFinite(num) ? num.toExponential() : stringifyNumber.stringifyNumber(node);
		}
	};
	const float = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		test: /^[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*$/,
		resolve(str) {
			const node = new Scalar.Scalar(parseFloat(str.replace(/_/g, "")));
			const dot = str.indexOf(".");
			if (dot !== -1) {
				const f = str.substring(dot + 1).replace(/_/g, "");
				if (f[f.length - 1] === "0") node.minFractionDigits = f.length;
			}
			return node;
		},
		stringify: stringifyNumber.stringifyNumber
	};
	exports.float = float;
	exports.floatExp = floatExp;
	exports.floatNaN = floatNaN;
}));

// node_modules/yaml/dist/schema/yaml-1.1/int.js
var require_int = /* @__PURE__ */ __commonJSMin(((exports) => {
	var stringifyNumber = require_stringifyNumber();
	const intIdentify = (value) => typeof value === "bigint" || Number.isInteger(value);
	function intResolve(str, offset, radix, { intAsBigInt }) {
		const sign = str[0];
		if (sign === "-" || sign === "+") offset += 1;
		str = str.substring(offset).replace(/_/g, "");
		if (intAsBigInt) {
			switch (radix) {
				case 2:
					str = `0b${str}`;
					break;
				case 8:
					str = `0o${str}`;
					break;
				case 16: str = `0x${str}`;
			}
			const n = BigInt(str);
			return sign === "-" ? BigInt(-1) * n : n;
		}
		const n = parseInt(str, radix);
		return sign === "-" ? -1 * n : n;
	}
	function intStringify(node, radix, prefix) {
		const { value } = node;
		if (intIdentify(value)) {
			const str = value.toString(radix);
			return value < 0 ? "-" + prefix + str.substr(1) : prefix + str;
		}
		return stringifyNumber.stringifyNumber(node);
	}
	const intBin = {
		identify: intIdentify,
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "BIN",
		test: /^[-+]?0b[0-1_]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 2, 2, opt),
		stringify: (node) => intStringify(node, 2, "0b")
	};
	const intOct = {
		identify: intIdentify,
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "OCT",
		test: /^[-+]?0[0-7_]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 1, 8, opt),
		stringify: (node) => intStringify(node, 8, "0")
	};
	const int = {
		identify: intIdentify,
		default: true,
		tag: "tag:yaml.org,2002:int",
		test: /^[-+]?[0-9][0-9_]*$/,
		resolve: (str, _onError, opt) => intResolve(str, 0, 10, opt),
		stringify: stringifyNumber.stringifyNumber
	};
	const intHex = {
		identify: intIdentify,
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "HEX",
		test: /^[-+]?0x[0-9a-fA-F_]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 2, 16, opt),
		stringify: (node) => intStringify(node, 16, "0x")
	};
	exports.int = int;
	exports.intBin = intBin;
	exports.intHex = intHex;
	exports.intOct = intOct;
}));

// node_modules/yaml/dist/schema/yaml-1.1/set.js
var require_set = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Pair = require_Pair();
	var YAMLMap = require_YAMLMap();
	var YAMLSet = class YAMLSet extends YAMLMap.YAMLMap {
		constructor(schema) {
			super(schema);
			this.tag = YAMLSet.tag;
		}
		add(key) {
			let pair;
			if (identity.isPair(key)) pair = key;
			else if (key && typeof key === "object" && "key" in key && "value" in key && key.value === null) pair = new Pair.Pair(key.key, null);
			else pair = new Pair.Pair(key, null);
			if (!YAMLMap.findPair(this.items, pair.key)) this.items.push(pair);
		}
		get(key, keepPair) {
			const pair = YAMLMap.findPair(this.items, key);
			return !keepPair && identity.isPair(pair) ? identity.isScalar(pair.key) ? pair.key.value : pair.key : pair;
		}
		set(key, value) {
			if (typeof value !== "boolean") throw new Error(`Expected boolean value for set(key, value) in a YAML set, not ${typeof value}`);
			const prev = YAMLMap.findPair(this.items, key);
			if (prev && !value) this.items.splice(this.items.indexOf(prev), 1);
			else if (!prev && value) this.items.push(new Pair.Pair(key));
		}
		toJSON(_, ctx) {
			return super.toJSON(_, ctx, Set);
		}
		toString(ctx, onComment, onChompKeep) {
			if (!ctx) return JSON.stringify(this);
			if (this.hasAllNullValues(true)) return super.toString(Object.assign({}, ctx, { allNullValues: true }), onComment, onChompKeep);
			else throw new Error("Set items must all have null values");
		}
		static from(schema, iterable, ctx) {
			const { replacer } = ctx;
			const set = new this(schema);
			if (iterable && Symbol.iterator in Object(iterable)) for (let value of iterable) {
				if (typeof replacer === "function") value = replacer.call(iterable, value, value);
				set.items.push(Pair.createPair(value, null, ctx));
			}
			return set;
		}
	};
	YAMLSet.tag = "tag:yaml.org,2002:set";
	const set = {
		collection: "map",
		identify: (value) => value instanceof Set,
		nodeClass: YAMLSet,
		default: false,
		tag: "tag:yaml.org,2002:set",
		createNode: (schema, iterable, ctx) => YAMLSet.from(schema, iterable, ctx),
		resolve(map, onError) {
			if (identity.isMap(map)) {
				if (map.hasAllNullValues(true)) return Object.assign(new YAMLSet(), map);
				else onError("Set items must all have null values");
			} else onError("Expected a mapping for this tag");
			return map;
		}
	};
	exports.YAMLSet = YAMLSet;
	exports.set = set;
}));

// node_modules/yaml/dist/schema/yaml-1.1/timestamp.js
var require_timestamp = /* @__PURE__ */ __commonJSMin(((exports) => {
	var stringifyNumber = require_stringifyNumber();
	function parseSexagesimal(str, asBigInt) {
		const sign = str[0];
		const parts = sign === "-" || sign === "+" ? str.substring(1) : str;
		const num = (n) => asBigInt ? BigInt(n) : Number(n);
		const res = parts.replace(/_/g, "").split(":").reduce((res, p) => res * num(60) + num(p), num(0));
		return sign === "-" ? num(-1) * res : res;
	}
	function stringifySexagesimal(node) {
		let { value } = node;
		let num = (n) => n;
		if (typeof value === "bigint") num = (n) => BigInt(n);
		else if (isNaN(value) || !isFinite(value)) return stringifyNumber.stringifyNumber(node);
		let sign = "";
		if (value < 0) {
			sign = "-";
			value *= num(-1);
		}
		const _60 = num(60);
		const parts = [value % _60];
		if (value < 60) parts.unshift(0);
		else {
			value = (value - parts[0]) / _60;
			parts.unshift(value % _60);
			if (value >= 60) {
				value = (value - parts[0]) / _60;
				parts.unshift(value);
			}
		}
		return sign + parts.map((n) => String(n).padStart(2, "0")).join(":").replace(/000000\d*$/, "");
	}
	const intTime = {
		identify: (value) => typeof value === "bigint" || Number.isInteger(value),
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "TIME",
		test: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+$/,
		resolve: (str, _onError, { intAsBigInt }) => parseSexagesimal(str, intAsBigInt),
		stringify: stringifySexagesimal
	};
	const floatTime = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		format: "TIME",
		test: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/,
		resolve: (str) => parseSexagesimal(str, false),
		stringify: stringifySexagesimal
	};
	const timestamp = {
		identify: (value) => value instanceof Date,
		default: true,
		tag: "tag:yaml.org,2002:timestamp",
		test: RegExp("^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:t|T|[ \\t]+)([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2}(\\.[0-9]+)?)(?:[ \\t]*(Z|[-+][012]?[0-9](?::[0-9]{2})?))?)?$"),
		resolve(str) {
			const match = str.match(timestamp.test);
			if (!match) throw new Error("!!timestamp expects a date, starting with yyyy-mm-dd");
			const [, year, month, day, hour, minute, second] = match.map(Number);
			const millisec = match[7] ? Number((match[7] + "00").substr(1, 3)) : 0;
			let date = Date.UTC(year, month - 1, day, hour || 0, minute || 0, second || 0, millisec);
			const tz = match[8];
			if (tz && tz !== "Z") {
				let d = parseSexagesimal(tz, false);
				if (Math.abs(d) < 30) d *= 60;
				date -= 6e4 * d;
			}
			return new Date(date);
		},
		stringify: ({ value }) => value?.toISOString().replace(/(T00:00:00)?\.000Z$/, "") ?? ""
	};
	exports.floatTime = floatTime;
	exports.intTime = intTime;
	exports.timestamp = timestamp;
}));

// node_modules/yaml/dist/schema/yaml-1.1/schema.js
var require_schema = /* @__PURE__ */ __commonJSMin(((exports) => {
	var map = require_map();
	var _null = require_null();
	var seq = require_seq();
	var string = require_string();
	var binary = require_binary();
	var bool = require_bool();
	var float = require_float();
	var int = require_int();
	var merge = require_merge();
	var omap = require_omap();
	var pairs = require_pairs();
	var set = require_set();
	var timestamp = require_timestamp();
	const schema = [
		map.map,
		seq.seq,
		string.string,
		_null.nullTag,
		bool.trueTag,
		bool.falseTag,
		int.intBin,
		int.intOct,
		int.int,
		int.intHex,
		float.floatNaN,
		float.floatExp,
		float.float,
		binary.binary,
		merge.merge,
		omap.omap,
		pairs.pairs,
		set.set,
		timestamp.intTime,
		timestamp.floatTime,
		timestamp.timestamp
	];
	exports.schema = schema;
}));

// node_modules/yaml/dist/schema/tags.js
var require_tags = /* @__PURE__ */ __commonJSMin(((exports) => {
	var map = require_map();
	var _null = require_null();
	var seq = require_seq();
	var string = require_string();
	var bool = require_bool$1();
	var float = require_float$1();
	var int = require_int$1();
	var schema = require_schema$2();
	var schema$1 = require_schema$1();
	var binary = require_binary();
	var merge = require_merge();
	var omap = require_omap();
	var pairs = require_pairs();
	var schema$2 = require_schema();
	var set = require_set();
	var timestamp = require_timestamp();
	const schemas = /* @__PURE__ */ new Map([
		["core", schema.schema],
		["failsafe", [
			map.map,
			seq.seq,
			string.string
		]],
		["json", schema$1.schema],
		["yaml11", schema$2.schema],
		["yaml-1.1", schema$2.schema]
	]);
	const tagsByName = {
		binary: binary.binary,
		bool: bool.boolTag,
		float: float.float,
		floatExp: float.floatExp,
		floatNaN: float.floatNaN,
		floatTime: timestamp.floatTime,
		int: int.int,
		intHex: int.intHex,
		intOct: int.intOct,
		intTime: timestamp.intTime,
		map: map.map,
		merge: merge.merge,
		null: _null.nullTag,
		omap: omap.omap,
		pairs: pairs.pairs,
		seq: seq.seq,
		set: set.set,
		timestamp: timestamp.timestamp
	};
	const coreKnownTags = {
		"tag:yaml.org,2002:binary": binary.binary,
		"tag:yaml.org,2002:merge": merge.merge,
		"tag:yaml.org,2002:omap": omap.omap,
		"tag:yaml.org,2002:pairs": pairs.pairs,
		"tag:yaml.org,2002:set": set.set,
		"tag:yaml.org,2002:timestamp": timestamp.timestamp
	};
	function getTags(customTags, schemaName, addMergeTag) {
		const schemaTags = schemas.get(schemaName);
		if (schemaTags && !customTags) return addMergeTag && !schemaTags.includes(merge.merge) ? schemaTags.concat(merge.merge) : schemaTags.slice();
		let tags = schemaTags;
		if (!tags) {
			if (Array.isArray(customTags)) tags = [];
			else {
				const keys = Array.from(schemas.keys()).filter((key) => key !== "yaml11").map((key) => JSON.stringify(key)).join(", ");
				throw new Error(`Unknown schema "${schemaName}"; use one of ${keys} or define customTags array`);
			}
		}
		if (Array.isArray(customTags)) for (const tag of customTags) tags = tags.concat(tag);
		else if (typeof customTags === "function") tags = customTags(tags.slice());
		if (addMergeTag) tags = tags.concat(merge.merge);
		return tags.reduce((tags, tag) => {
			const tagObj = typeof tag === "string" ? tagsByName[tag] : tag;
			if (!tagObj) {
				const tagName = JSON.stringify(tag);
				const keys = Object.keys(tagsByName).map((key) => JSON.stringify(key)).join(", ");
				throw new Error(`Unknown custom tag ${tagName}; use one of ${keys}`);
			}
			if (!tags.includes(tagObj)) tags.push(tagObj);
			return tags;
		}, []);
	}
	exports.coreKnownTags = coreKnownTags;
	exports.getTags = getTags;
}));

// node_modules/yaml/dist/schema/Schema.js
var require_Schema = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var map = require_map();
	var seq = require_seq();
	var string = require_string();
	var tags = require_tags();
	const sortMapEntriesByKey = (a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
	var Schema = class Schema {
		constructor({ compat, customTags, merge, resolveKnownTags, schema, sortMapEntries, toStringDefaults }) {
			this.compat = Array.isArray(compat) ? tags.getTags(compat, "compat") : compat ? tags.getTags(null, compat) : null;
			this.name = typeof schema === "string" && schema || "core";
			this.knownTags = resolveKnownTags ? tags.coreKnownTags : {};
			this.tags = tags.getTags(customTags, this.name, merge);
			this.toStringOptions = toStringDefaults ?? null;
			Object.defineProperty(this, identity.MAP, { value: map.map });
			Object.defineProperty(this, identity.SCALAR, { value: string.string });
			Object.defineProperty(this, identity.SEQ, { value: seq.seq });
			this.sortMapEntries = typeof sortMapEntries === "function" ? sortMapEntries : sortMapEntries === true ? sortMapEntriesByKey : null;
		}
		clone() {
			const copy = Object.create(Schema.prototype, Object.getOwnPropertyDescriptors(this));
			copy.tags = this.tags.slice();
			return copy;
		}
	};
	exports.Schema = Schema;
}));

// node_modules/yaml/dist/stringify/stringifyDocument.js
var require_stringifyDocument = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var stringify = require_stringify();
	var stringifyComment = require_stringifyComment();
	function stringifyDocument(doc, options) {
		const lines = [];
		let hasDirectives = options.directives === true;
		if (options.directives !== false && doc.directives) {
			const dir = doc.directives.toString(doc);
			if (dir) {
				lines.push(dir);
				hasDirectives = true;
			} else if (doc.directives.docStart) hasDirectives = true;
		}
		if (hasDirectives) lines.push("---");
		const ctx = stringify.createStringifyContext(doc, options);
		const { commentString } = ctx.options;
		if (doc.commentBefore) {
			if (lines.length !== 1) lines.unshift("");
			const cs = commentString(doc.commentBefore);
			lines.unshift(stringifyComment.indentComment(cs, ""));
		}
		let chompKeep = false;
		let contentComment = null;
		if (doc.contents) {
			if (identity.isNode(doc.contents)) {
				if (doc.contents.spaceBefore && hasDirectives) lines.push("");
				if (doc.contents.commentBefore) {
					const cs = commentString(doc.contents.commentBefore);
					lines.push(stringifyComment.indentComment(cs, ""));
				}
				ctx.forceBlockIndent = !!doc.comment;
				contentComment = doc.contents.comment;
			}
			const onChompKeep = contentComment ? void 0 : () => chompKeep = true;
			let body = stringify.stringify(doc.contents, ctx, () => contentComment = null, onChompKeep);
			if (contentComment) body += stringifyComment.lineComment(body, "", commentString(contentComment));
			if ((body[0] === "|" || body[0] === ">") && lines[lines.length - 1] === "---") lines[lines.length - 1] = `--- ${body}`;
			else lines.push(body);
		} else lines.push(stringify.stringify(doc.contents, ctx));
		if (doc.directives?.docEnd) {
			if (doc.comment) {
				const cs = commentString(doc.comment);
				if (cs.includes("\n")) {
					lines.push("...");
					lines.push(stringifyComment.indentComment(cs, ""));
				} else lines.push(`... ${cs}`);
			} else lines.push("...");
		} else {
			let dc = doc.comment;
			if (dc && chompKeep) dc = dc.replace(/^\n+/, "");
			if (dc) {
				if ((!chompKeep || contentComment) && lines[lines.length - 1] !== "") lines.push("");
				lines.push(stringifyComment.indentComment(commentString(dc), ""));
			}
		}
		return lines.join("\n") + "\n";
	}
	exports.stringifyDocument = stringifyDocument;
}));

// node_modules/yaml/dist/doc/Document.js
var require_Document = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Alias = require_Alias();
	var Collection = require_Collection();
	var identity = require_identity();
	var Pair = require_Pair();
	var toJS = require_toJS();
	var Schema = require_Schema();
	var stringifyDocument = require_stringifyDocument();
	var anchors = require_anchors();
	var applyReviver = require_applyReviver();
	var createNode = require_createNode();
	var directives = require_directives();
	var Document = class Document {
		constructor(value, replacer, options) {
			this.commentBefore = null;
			this.comment = null;
			this.errors = [];
			this.warnings = [];
			Object.defineProperty(this, identity.NODE_TYPE, { value: identity.DOC });
			let _replacer = null;
			if (typeof replacer === "function" || Array.isArray(replacer)) _replacer = replacer;
			else if (options === void 0 && replacer) {
				options = replacer;
				replacer = void 0;
			}
			const opt = Object.assign({
				intAsBigInt: false,
				keepSourceTokens: false,
				logLevel: "warn",
				prettyErrors: true,
				strict: true,
				stringKeys: false,
				uniqueKeys: true,
				version: "1.2"
			}, options);
			this.options = opt;
			let { version } = opt;
			if (options?._directives) {
				this.directives = options._directives.atDocument();
				if (this.directives.yaml.explicit) version = this.directives.yaml.version;
			} else this.directives = new directives.Directives({ version });
			this.setSchema(version, options);
			this.contents = value === void 0 ? null : this.createNode(value, _replacer, options);
		}
		clone() {
			const copy = Object.create(Document.prototype, { [identity.NODE_TYPE]: { value: identity.DOC } });
			copy.commentBefore = this.commentBefore;
			copy.comment = this.comment;
			copy.errors = this.errors.slice();
			copy.warnings = this.warnings.slice();
			copy.options = Object.assign({}, this.options);
			if (this.directives) copy.directives = this.directives.clone();
			copy.schema = this.schema.clone();
			copy.contents = identity.isNode(this.contents) ? this.contents.clone(copy.schema) : this.contents;
			if (this.range) copy.range = this.range.slice();
			return copy;
		}
		add(value) {
			if (assertCollection(this.contents)) this.contents.add(value);
		}
		addIn(path, value) {
			if (assertCollection(this.contents)) this.contents.addIn(path, value);
		}
		createAlias(node, name) {
			if (!node.anchor) {
				const prev = anchors.anchorNames(this);
				node.anchor = !name || prev.has(name) ? anchors.findNewAnchor(name || "a", prev) : name;
			}
			return new Alias.Alias(node.anchor);
		}
		createNode(value, replacer, options) {
			let _replacer = void 0;
			if (typeof replacer === "function") {
				value = replacer.call({ "": value }, "", value);
				_replacer = replacer;
			} else if (Array.isArray(replacer)) {
				const keyToStr = (v) => typeof v === "number" || v instanceof String || v instanceof Number;
				const asStr = replacer.filter(keyToStr).map(String);
				if (asStr.length > 0) replacer = replacer.concat(asStr);
				_replacer = replacer;
			} else if (options === void 0 && replacer) {
				options = replacer;
				replacer = void 0;
			}
			const { aliasDuplicateObjects, anchorPrefix, flow, keepUndefined, onTagObj, tag } = options ?? {};
			const { onAnchor, setAnchors, sourceObjects } = anchors.createNodeAnchors(this, anchorPrefix || "a");
			const ctx = {
				aliasDuplicateObjects: aliasDuplicateObjects ?? true,
				keepUndefined: keepUndefined ?? false,
				onAnchor,
				onTagObj,
				replacer: _replacer,
				schema: this.schema,
				sourceObjects
			};
			const node = createNode.createNode(value, tag, ctx);
			if (flow && identity.isCollection(node)) node.flow = true;
			setAnchors();
			return node;
		}
		createPair(key, value, options = {}) {
			const k = this.createNode(key, null, options);
			const v = this.createNode(value, null, options);
			return new Pair.Pair(k, v);
		}
		delete(key) {
			return assertCollection(this.contents) ? this.contents.delete(key) : false;
		}
		deleteIn(path) {
			if (Collection.isEmptyPath(path)) {
				if (this.contents == null) return false;
				this.contents = null;
				return true;
			}
			return assertCollection(this.contents) ? this.contents.deleteIn(path) : false;
		}
		get(key, keepScalar) {
			return identity.isCollection(this.contents) ? this.contents.get(key, keepScalar) : void 0;
		}
		getIn(path, keepScalar) {
			if (Collection.isEmptyPath(path)) return !keepScalar && identity.isScalar(this.contents) ? this.contents.value : this.contents;
			return identity.isCollection(this.contents) ? this.contents.getIn(path, keepScalar) : void 0;
		}
		has(key) {
			return identity.isCollection(this.contents) ? this.contents.has(key) : false;
		}
		hasIn(path) {
			if (Collection.isEmptyPath(path)) return this.contents !== void 0;
			return identity.isCollection(this.contents) ? this.contents.hasIn(path) : false;
		}
		set(key, value) {
			if (this.contents == null) this.contents = Collection.collectionFromPath(this.schema, [key], value);
			else if (assertCollection(this.contents)) this.contents.set(key, value);
		}
		setIn(path, value) {
			if (Collection.isEmptyPath(path)) this.contents = value;
			else if (this.contents == null) this.contents = Collection.collectionFromPath(this.schema, Array.from(path), value);
			else if (assertCollection(this.contents)) this.contents.setIn(path, value);
		}
		setSchema(version, options = {}) {
			if (typeof version === "number") version = String(version);
			let opt;
			switch (version) {
				case "1.1":
					if (this.directives) this.directives.yaml.version = "1.1";
					else this.directives = new directives.Directives({ version: "1.1" });
					opt = {
						resolveKnownTags: false,
						schema: "yaml-1.1"
					};
					break;
				case "1.2":
				case "next":
					if (this.directives) this.directives.yaml.version = version;
					else this.directives = new directives.Directives({ version });
					opt = {
						resolveKnownTags: true,
						schema: "core"
					};
					break;
				case null:
					if (this.directives) delete this.directives;
					opt = null;
					break;
				default: {
					const sv = JSON.stringify(version);
					throw new Error(`Expected '1.1', '1.2' or null as first argument, but found: ${sv}`);
				}
			}
			if (options.schema instanceof Object) this.schema = options.schema;
			else if (opt) this.schema = new Schema.Schema(Object.assign(opt, options));
			else throw new Error(`With a null YAML version, the { schema: Schema } option is required`);
		}
		toJS({ json, jsonArg, mapAsMap, maxAliasCount, onAnchor, reviver } = {}) {
			const ctx = {
				anchors: /* @__PURE__ */ new Map(),
				doc: this,
				keep: !json,
				mapAsMap: mapAsMap === true,
				mapKeyWarned: false,
				maxAliasCount: typeof maxAliasCount === "number" ? maxAliasCount : 100
			};
			const res = toJS.toJS(this.contents, jsonArg ?? "", ctx);
			if (typeof onAnchor === "function") for (const { count, res } of ctx.anchors.values()) onAnchor(res, count);
			return typeof reviver === "function" ? applyReviver.applyReviver(reviver, { "": res }, "", res) : res;
		}
		toJSON(jsonArg, onAnchor) {
			return this.toJS({
				json: true,
				jsonArg,
				mapAsMap: false,
				onAnchor
			});
		}
		toString(options = {}) {
			if (this.errors.length > 0) throw new Error("Document with errors cannot be stringified");
			if ("indent" in options && (!Number.isInteger(options.indent) || Number(options.indent) <= 0)) {
				const s = JSON.stringify(options.indent);
				throw new Error(`"indent" option must be a positive integer, not ${s}`);
			}
			return stringifyDocument.stringifyDocument(this, options);
		}
	};
	function assertCollection(contents) {
		if (identity.isCollection(contents)) return true;
		throw new Error("Expected a YAML collection as document contents");
	}
	exports.Document = Document;
}));

// node_modules/yaml/dist/errors.js
var require_errors = /* @__PURE__ */ __commonJSMin(((exports) => {
	var YAMLError = class extends Error {
		constructor(name, pos, code, message) {
			super();
			this.name = name;
			this.code = code;
			this.message = message;
			this.pos = pos;
		}
	};
	var YAMLParseError = class extends YAMLError {
		constructor(pos, code, message) {
			super("YAMLParseError", pos, code, message);
		}
	};
	var YAMLWarning = class extends YAMLError {
		constructor(pos, code, message) {
			super("YAMLWarning", pos, code, message);
		}
	};
	const prettifyError = (src, lc) => (error) => {
		if (error.pos[0] === -1) return;
		error.linePos = error.pos.map((pos) => lc.linePos(pos));
		const { line, col } = error.linePos[0];
		error.message += ` at line ${line}, column ${col}`;
		let ci = col - 1;
		let lineStr = src.substring(lc.lineStarts[line - 1], lc.lineStarts[line]).replace(/[\n\r]+$/, "");
		if (ci >= 60 && lineStr.length > 80) {
			const trimStart = Math.min(ci - 39, lineStr.length - 79);
			lineStr = "…" + lineStr.substring(trimStart);
			ci -= trimStart - 1;
		}
		if (lineStr.length > 80) lineStr = lineStr.substring(0, 79) + "…";
		if (line > 1 && /^ *$/.test(lineStr.substring(0, ci))) {
			let prev = src.substring(lc.lineStarts[line - 2], lc.lineStarts[line - 1]);
			if (prev.length > 80) prev = prev.substring(0, 79) + "…\n";
			lineStr = prev + lineStr;
		}
		if (/[^ ]/.test(lineStr)) {
			let count = 1;
			const end = error.linePos[1];
			if (end?.line === line && end.col > col) count = Math.max(1, Math.min(end.col - col, 80 - ci));
			const pointer = " ".repeat(ci) + "^".repeat(count);
			error.message += `:\n\n${lineStr}\n${pointer}\n`;
		}
	};
	exports.YAMLError = YAMLError;
	exports.YAMLParseError = YAMLParseError;
	exports.YAMLWarning = YAMLWarning;
	exports.prettifyError = prettifyError;
}));

// node_modules/yaml/dist/compose/resolve-props.js
var require_resolve_props = /* @__PURE__ */ __commonJSMin(((exports) => {
	function resolveProps(tokens, { flow, indicator, next, offset, onError, parentIndent, startOnNewline }) {
		let spaceBefore = false;
		let atNewline = startOnNewline;
		let hasSpace = startOnNewline;
		let comment = "";
		let commentSep = "";
		let hasNewline = false;
		let reqSpace = false;
		let tab = null;
		let anchor = null;
		let tag = null;
		let newlineAfterProp = null;
		let comma = null;
		let found = null;
		let start = null;
		for (const token of tokens) {
			if (reqSpace) {
				if (token.type !== "space" && token.type !== "newline" && token.type !== "comma") onError(token.offset, "MISSING_CHAR", "Tags and anchors must be separated from the next token by white space");
				reqSpace = false;
			}
			if (tab) {
				if (atNewline && token.type !== "comment" && token.type !== "newline") onError(tab, "TAB_AS_INDENT", "Tabs are not allowed as indentation");
				tab = null;
			}
			switch (token.type) {
				case "space":
					if (!flow && (indicator !== "doc-start" || next?.type !== "flow-collection") && token.source.includes("	")) tab = token;
					hasSpace = true;
					break;
				case "comment": {
					if (!hasSpace) onError(token, "MISSING_CHAR", "Comments must be separated from other tokens by white space characters");
					const cb = token.source.substring(1) || " ";
					if (!comment) comment = cb;
					else comment += commentSep + cb;
					commentSep = "";
					atNewline = false;
					break;
				}
				case "newline":
					if (atNewline) {
						if (comment) comment += token.source;
						else if (!found || indicator !== "seq-item-ind") spaceBefore = true;
					} else commentSep += token.source;
					atNewline = true;
					hasNewline = true;
					if (anchor || tag) newlineAfterProp = token;
					hasSpace = true;
					break;
				case "anchor":
					if (anchor) onError(token, "MULTIPLE_ANCHORS", "A node can have at most one anchor");
					if (token.source.endsWith(":")) onError(token.offset + token.source.length - 1, "BAD_ALIAS", "Anchor ending in : is ambiguous", true);
					anchor = token;
					start ?? (start = token.offset);
					atNewline = false;
					hasSpace = false;
					reqSpace = true;
					break;
				case "tag":
					if (tag) onError(token, "MULTIPLE_TAGS", "A node can have at most one tag");
					tag = token;
					start ?? (start = token.offset);
					atNewline = false;
					hasSpace = false;
					reqSpace = true;
					break;
				case indicator:
					if (anchor || tag) onError(token, "BAD_PROP_ORDER", `Anchors and tags must be after the ${token.source} indicator`);
					if (found) onError(token, "UNEXPECTED_TOKEN", `Unexpected ${token.source} in ${flow ?? "collection"}`);
					found = token;
					atNewline = indicator === "seq-item-ind" || indicator === "explicit-key-ind";
					hasSpace = false;
					break;
				case "comma": if (flow) {
					if (comma) onError(token, "UNEXPECTED_TOKEN", `Unexpected , in ${flow}`);
					comma = token;
					atNewline = false;
					hasSpace = false;
					break;
				}
				default:
					onError(token, "UNEXPECTED_TOKEN", `Unexpected ${token.type} token`);
					atNewline = false;
					hasSpace = false;
			}
		}
		const last = tokens[tokens.length - 1];
		const end = last ? last.offset + last.source.length : offset;
		if (reqSpace && next && next.type !== "space" && next.type !== "newline" && next.type !== "comma" && (next.type !== "scalar" || next.source !== "")) onError(next.offset, "MISSING_CHAR", "Tags and anchors must be separated from the next token by white space");
		if (tab && (atNewline && tab.indent <= parentIndent || next?.type === "block-map" || next?.type === "block-seq")) onError(tab, "TAB_AS_INDENT", "Tabs are not allowed as indentation");
		return {
			comma,
			found,
			spaceBefore,
			comment,
			hasNewline,
			anchor,
			tag,
			newlineAfterProp,
			end,
			start: start ?? end
		};
	}
	exports.resolveProps = resolveProps;
}));

// node_modules/yaml/dist/compose/util-contains-newline.js
var require_util_contains_newline = /* @__PURE__ */ __commonJSMin(((exports) => {
	function containsNewline(key) {
		if (!key) return null;
		switch (key.type) {
			case "alias":
			case "scalar":
			case "double-quoted-scalar":
			case "single-quoted-scalar":
				if (key.source.includes("\n")) return true;
				if (key.end) {
					for (const st of key.end) if (st.type === "newline") return true;
				}
				return false;
			case "flow-collection":
				for (const it of key.items) {
					for (const st of it.start) if (st.type === "newline") return true;
					if (it.sep) {
						for (const st of it.sep) if (st.type === "newline") return true;
					}
					if (containsNewline(it.key) || containsNewline(it.value)) return true;
				}
				return false;
			default: return true;
		}
	}
	exports.containsNewline = containsNewline;
}));

// node_modules/yaml/dist/compose/util-flow-indent-check.js
var require_util_flow_indent_check = /* @__PURE__ */ __commonJSMin(((exports) => {
	var utilContainsNewline = require_util_contains_newline();
	function flowIndentCheck(indent, fc, onError) {
		if (fc?.type === "flow-collection") {
			const end = fc.end[0];
			if (end.indent === indent && (end.source === "]" || end.source === "}") && utilContainsNewline.containsNewline(fc)) onError(end, "BAD_INDENT", "Flow end indicator should be more indented than parent", true);
		}
	}
	exports.flowIndentCheck = flowIndentCheck;
}));

// node_modules/yaml/dist/compose/util-map-includes.js
var require_util_map_includes = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	function mapIncludes(ctx, items, search) {
		const { uniqueKeys } = ctx.options;
		if (uniqueKeys === false) return false;
		const isEqual = typeof uniqueKeys === "function" ? uniqueKeys : (a, b) => a === b || identity.isScalar(a) && identity.isScalar(b) && a.value === b.value;
		return items.some((pair) => isEqual(pair.key, search));
	}
	exports.mapIncludes = mapIncludes;
}));

// node_modules/yaml/dist/compose/resolve-block-map.js
var require_resolve_block_map = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Pair = require_Pair();
	var YAMLMap = require_YAMLMap();
	var resolveProps = require_resolve_props();
	var utilContainsNewline = require_util_contains_newline();
	var utilFlowIndentCheck = require_util_flow_indent_check();
	var utilMapIncludes = require_util_map_includes();
	const startColMsg = "All mapping items must start at the same column";
	function resolveBlockMap({ composeNode, composeEmptyNode }, ctx, bm, onError, tag) {
		const map = new ((tag?.nodeClass) ?? YAMLMap.YAMLMap)(ctx.schema);
		if (ctx.atRoot) ctx.atRoot = false;
		let offset = bm.offset;
		let commentEnd = null;
		for (const collItem of bm.items) {
			const { start, key, sep, value } = collItem;
			const keyProps = resolveProps.resolveProps(start, {
				indicator: "explicit-key-ind",
				next: key ?? sep?.[0],
				offset,
				onError,
				parentIndent: bm.indent,
				startOnNewline: true
			});
			const implicitKey = !keyProps.found;
			if (implicitKey) {
				if (key) {
					if (key.type === "block-seq") onError(offset, "BLOCK_AS_IMPLICIT_KEY", "A block sequence may not be used as an implicit map key");
					else if ("indent" in key && key.indent !== bm.indent) onError(offset, "BAD_INDENT", startColMsg);
				}
				if (!keyProps.anchor && !keyProps.tag && !sep) {
					commentEnd = keyProps.end;
					if (keyProps.comment) {
						if (map.comment) map.comment += "\n" + keyProps.comment;
						else map.comment = keyProps.comment;
					}
					continue;
				}
				if (keyProps.newlineAfterProp || utilContainsNewline.containsNewline(key)) onError(key ?? start[start.length - 1], "MULTILINE_IMPLICIT_KEY", "Implicit keys need to be on a single line");
			} else if (keyProps.found?.indent !== bm.indent) onError(offset, "BAD_INDENT", startColMsg);
			ctx.atKey = true;
			const keyStart = keyProps.end;
			const keyNode = key ? composeNode(ctx, key, keyProps, onError) : composeEmptyNode(ctx, keyStart, start, null, keyProps, onError);
			if (ctx.schema.compat) utilFlowIndentCheck.flowIndentCheck(bm.indent, key, onError);
			ctx.atKey = false;
			if (utilMapIncludes.mapIncludes(ctx, map.items, keyNode)) onError(keyStart, "DUPLICATE_KEY", "Map keys must be unique");
			const valueProps = resolveProps.resolveProps(sep ?? [], {
				indicator: "map-value-ind",
				next: value,
				offset: keyNode.range[2],
				onError,
				parentIndent: bm.indent,
				startOnNewline: !key || key.type === "block-scalar"
			});
			offset = valueProps.end;
			if (valueProps.found) {
				if (implicitKey) {
					if (value?.type === "block-map" && !valueProps.hasNewline) onError(offset, "BLOCK_AS_IMPLICIT_KEY", "Nested mappings are not allowed in compact mappings");
					if (ctx.options.strict && keyProps.start < valueProps.found.offset - 1024) onError(keyNode.range, "KEY_OVER_1024_CHARS", "The : indicator must be at most 1024 chars after the start of an implicit block mapping key");
				}
				const valueNode = value ? composeNode(ctx, value, valueProps, onError) : composeEmptyNode(ctx, offset, sep, null, valueProps, onError);
				if (ctx.schema.compat) utilFlowIndentCheck.flowIndentCheck(bm.indent, value, onError);
				offset = valueNode.range[2];
				const pair = new Pair.Pair(keyNode, valueNode);
				if (ctx.options.keepSourceTokens) pair.srcToken = collItem;
				map.items.push(pair);
			} else {
				if (implicitKey) onError(keyNode.range, "MISSING_CHAR", "Implicit map keys need to be followed by map values");
				if (valueProps.comment) {
					if (keyNode.comment) keyNode.comment += "\n" + valueProps.comment;
					else keyNode.comment = valueProps.comment;
				}
				const pair = new Pair.Pair(keyNode);
				if (ctx.options.keepSourceTokens) pair.srcToken = collItem;
				map.items.push(pair);
			}
		}
		if (commentEnd && commentEnd < offset) onError(commentEnd, "IMPOSSIBLE", "Map comment with trailing content");
		map.range = [
			bm.offset,
			offset,
			commentEnd ?? offset
		];
		return map;
	}
	exports.resolveBlockMap = resolveBlockMap;
}));

// node_modules/yaml/dist/compose/resolve-block-seq.js
var require_resolve_block_seq = /* @__PURE__ */ __commonJSMin(((exports) => {
	var YAMLSeq = require_YAMLSeq();
	var resolveProps = require_resolve_props();
	var utilFlowIndentCheck = require_util_flow_indent_check();
	function resolveBlockSeq({ composeNode, composeEmptyNode }, ctx, bs, onError, tag) {
		const seq = new ((tag?.nodeClass) ?? YAMLSeq.YAMLSeq)(ctx.schema);
		if (ctx.atRoot) ctx.atRoot = false;
		if (ctx.atKey) ctx.atKey = false;
		let offset = bs.offset;
		let commentEnd = null;
		for (const { start, value } of bs.items) {
			const props = resolveProps.resolveProps(start, {
				indicator: "seq-item-ind",
				next: value,
				offset,
				onError,
				parentIndent: bs.indent,
				startOnNewline: true
			});
			if (!props.found) {
				if (props.anchor || props.tag || value) {
					if (value?.type === "block-seq") onError(props.end, "BAD_INDENT", "All sequence items must start at the same column");
					else onError(offset, "MISSING_CHAR", "Sequence item without - indicator");
				} else {
					commentEnd = props.end;
					if (props.comment) seq.comment = props.comment;
					continue;
				}
			}
			const node = value ? composeNode(ctx, value, props, onError) : composeEmptyNode(ctx, props.end, start, null, props, onError);
			if (ctx.schema.compat) utilFlowIndentCheck.flowIndentCheck(bs.indent, value, onError);
			offset = node.range[2];
			seq.items.push(node);
		}
		seq.range = [
			bs.offset,
			offset,
			commentEnd ?? offset
		];
		return seq;
	}
	exports.resolveBlockSeq = resolveBlockSeq;
}));

// node_modules/yaml/dist/compose/resolve-end.js
var require_resolve_end = /* @__PURE__ */ __commonJSMin(((exports) => {
	function resolveEnd(end, offset, reqSpace, onError) {
		let comment = "";
		if (end) {
			let hasSpace = false;
			let sep = "";
			for (const token of end) {
				const { source, type } = token;
				switch (type) {
					case "space":
						hasSpace = true;
						break;
					case "comment": {
						if (reqSpace && !hasSpace) onError(token, "MISSING_CHAR", "Comments must be separated from other tokens by white space characters");
						const cb = source.substring(1) || " ";
						if (!comment) comment = cb;
						else comment += sep + cb;
						sep = "";
						break;
					}
					case "newline":
						if (comment) sep += source;
						hasSpace = true;
						break;
					default: onError(token, "UNEXPECTED_TOKEN", `Unexpected ${type} at node end`);
				}
				offset += source.length;
			}
		}
		return {
			comment,
			offset
		};
	}
	exports.resolveEnd = resolveEnd;
}));

// node_modules/yaml/dist/compose/resolve-flow-collection.js
var require_resolve_flow_collection = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Pair = require_Pair();
	var YAMLMap = require_YAMLMap();
	var YAMLSeq = require_YAMLSeq();
	var resolveEnd = require_resolve_end();
	var resolveProps = require_resolve_props();
	var utilContainsNewline = require_util_contains_newline();
	var utilMapIncludes = require_util_map_includes();
	const blockMsg = "Block collections are not allowed within flow collections";
	const isBlock = (token) => token && (token.type === "block-map" || token.type === "block-seq");
	function resolveFlowCollection({ composeNode, composeEmptyNode }, ctx, fc, onError, tag) {
		const isMap = fc.start.source === "{";
		const fcName = isMap ? "flow map" : "flow sequence";
		const coll = new ((tag?.nodeClass) ?? (isMap ? YAMLMap.YAMLMap : YAMLSeq.YAMLSeq))(ctx.schema);
		coll.flow = true;
		const atRoot = ctx.atRoot;
		if (atRoot) ctx.atRoot = false;
		if (ctx.atKey) ctx.atKey = false;
		let offset = fc.offset + fc.start.source.length;
		for (let i = 0; i < fc.items.length; ++i) {
			const collItem = fc.items[i];
			const { start, key, sep, value } = collItem;
			const props = resolveProps.resolveProps(start, {
				flow: fcName,
				indicator: "explicit-key-ind",
				next: key ?? sep?.[0],
				offset,
				onError,
				parentIndent: fc.indent,
				startOnNewline: false
			});
			if (!props.found) {
				if (!props.anchor && !props.tag && !sep && !value) {
					if (i === 0 && props.comma) onError(props.comma, "UNEXPECTED_TOKEN", `Unexpected , in ${fcName}`);
					else if (i < fc.items.length - 1) onError(props.start, "UNEXPECTED_TOKEN", `Unexpected empty item in ${fcName}`);
					if (props.comment) {
						if (coll.comment) coll.comment += "\n" + props.comment;
						else coll.comment = props.comment;
					}
					offset = props.end;
					continue;
				}
				if (!isMap && ctx.options.strict && utilContainsNewline.containsNewline(key)) onError(key, "MULTILINE_IMPLICIT_KEY", "Implicit keys of flow sequence pairs need to be on a single line");
			}
			if (i === 0) {
				if (props.comma) onError(props.comma, "UNEXPECTED_TOKEN", `Unexpected , in ${fcName}`);
			} else {
				if (!props.comma) onError(props.start, "MISSING_CHAR", `Missing , between ${fcName} items`);
				if (props.comment) {
					let prevItemComment = "";
					loop: for (const st of start) switch (st.type) {
						case "comma":
						case "space": break;
						case "comment":
							prevItemComment = st.source.substring(1);
							break loop;
						default: break loop;
					}
					if (prevItemComment) {
						let prev = coll.items[coll.items.length - 1];
						if (identity.isPair(prev)) prev = prev.value ?? prev.key;
						if (prev.comment) prev.comment += "\n" + prevItemComment;
						else prev.comment = prevItemComment;
						props.comment = props.comment.substring(prevItemComment.length + 1);
					}
				}
			}
			if (!isMap && !sep && !props.found) {
				const valueNode = value ? composeNode(ctx, value, props, onError) : composeEmptyNode(ctx, props.end, sep, null, props, onError);
				coll.items.push(valueNode);
				offset = valueNode.range[2];
				if (isBlock(value)) onError(valueNode.range, "BLOCK_IN_FLOW", blockMsg);
			} else {
				ctx.atKey = true;
				const keyStart = props.end;
				const keyNode = key ? composeNode(ctx, key, props, onError) : composeEmptyNode(ctx, keyStart, start, null, props, onError);
				if (isBlock(key)) onError(keyNode.range, "BLOCK_IN_FLOW", blockMsg);
				ctx.atKey = false;
				const valueProps = resolveProps.resolveProps(sep ?? [], {
					flow: fcName,
					indicator: "map-value-ind",
					next: value,
					offset: keyNode.range[2],
					onError,
					parentIndent: fc.indent,
					startOnNewline: false
				});
				if (valueProps.found) {
					if (!isMap && !props.found && ctx.options.strict) {
						if (sep) for (const st of sep) {
							if (st === valueProps.found) break;
							if (st.type === "newline") {
								onError(st, "MULTILINE_IMPLICIT_KEY", "Implicit keys of flow sequence pairs need to be on a single line");
								break;
							}
						}
						if (props.start < valueProps.found.offset - 1024) onError(valueProps.found, "KEY_OVER_1024_CHARS", "The : indicator must be at most 1024 chars after the start of an implicit flow sequence key");
					}
				} else if (value) {
					if ("source" in value && value.source?.[0] === ":") onError(value, "MISSING_CHAR", `Missing space after : in ${fcName}`);
					else onError(valueProps.start, "MISSING_CHAR", `Missing , or : between ${fcName} items`);
				}
				const valueNode = value ? composeNode(ctx, value, valueProps, onError) : valueProps.found ? composeEmptyNode(ctx, valueProps.end, sep, null, valueProps, onError) : null;
				if (valueNode) {
					if (isBlock(value)) onError(valueNode.range, "BLOCK_IN_FLOW", blockMsg);
				} else if (valueProps.comment) {
					if (keyNode.comment) keyNode.comment += "\n" + valueProps.comment;
					else keyNode.comment = valueProps.comment;
				}
				const pair = new Pair.Pair(keyNode, valueNode);
				if (ctx.options.keepSourceTokens) pair.srcToken = collItem;
				if (isMap) {
					const map = coll;
					if (utilMapIncludes.mapIncludes(ctx, map.items, keyNode)) onError(keyStart, "DUPLICATE_KEY", "Map keys must be unique");
					map.items.push(pair);
				} else {
					const map = new YAMLMap.YAMLMap(ctx.schema);
					map.flow = true;
					map.items.push(pair);
					const endRange = (valueNode ?? keyNode).range;
					map.range = [
						keyNode.range[0],
						endRange[1],
						endRange[2]
					];
					coll.items.push(map);
				}
				offset = valueNode ? valueNode.range[2] : valueProps.end;
			}
		}
		const expectedEnd = isMap ? "}" : "]";
		const [ce, ...ee] = fc.end;
		let cePos = offset;
		if (ce?.source === expectedEnd) cePos = ce.offset + ce.source.length;
		else {
			const name = fcName[0].toUpperCase() + fcName.substring(1);
			const msg = atRoot ? `${name} must end with a ${expectedEnd}` : `${name} in block collection must be sufficiently indented and end with a ${expectedEnd}`;
			onError(offset, atRoot ? "MISSING_CHAR" : "BAD_INDENT", msg);
			if (ce && ce.source.length !== 1) ee.unshift(ce);
		}
		if (ee.length > 0) {
			const end = resolveEnd.resolveEnd(ee, cePos, ctx.options.strict, onError);
			if (end.comment) {
				if (coll.comment) coll.comment += "\n" + end.comment;
				else coll.comment = end.comment;
			}
			coll.range = [
				fc.offset,
				cePos,
				end.offset
			];
		} else coll.range = [
			fc.offset,
			cePos,
			cePos
		];
		return coll;
	}
	exports.resolveFlowCollection = resolveFlowCollection;
}));

// node_modules/yaml/dist/compose/compose-collection.js
var require_compose_collection = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Scalar = require_Scalar();
	var YAMLMap = require_YAMLMap();
	var YAMLSeq = require_YAMLSeq();
	var resolveBlockMap = require_resolve_block_map();
	var resolveBlockSeq = require_resolve_block_seq();
	var resolveFlowCollection = require_resolve_flow_collection();
	function resolveCollection(CN, ctx, token, onError, tagName, tag) {
		const coll = token.type === "block-map" ? resolveBlockMap.resolveBlockMap(CN, ctx, token, onError, tag) : token.type === "block-seq" ? resolveBlockSeq.resolveBlockSeq(CN, ctx, token, onError, tag) : resolveFlowCollection.resolveFlowCollection(CN, ctx, token, onError, tag);
		const Coll = coll.constructor;
		if (tagName === "!" || tagName === Coll.tagName) {
			coll.tag = Coll.tagName;
			return coll;
		}
		if (tagName) coll.tag = tagName;
		return coll;
	}
	function composeCollection(CN, ctx, token, props, onError) {
		const tagToken = props.tag;
		const tagName = !tagToken ? null : ctx.directives.tagName(tagToken.source, (msg) => onError(tagToken, "TAG_RESOLVE_FAILED", msg));
		if (token.type === "block-seq") {
			const { anchor, newlineAfterProp: nl } = props;
			const lastProp = anchor && tagToken ? anchor.offset > tagToken.offset ? anchor : tagToken : anchor ?? tagToken;
			if (lastProp && (!nl || nl.offset < lastProp.offset)) onError(lastProp, "MISSING_CHAR", "Missing newline after block sequence props");
		}
		const expType = token.type === "block-map" ? "map" : token.type === "block-seq" ? "seq" : token.start.source === "{" ? "map" : "seq";
		if (!tagToken || !tagName || tagName === "!" || tagName === YAMLMap.YAMLMap.tagName && expType === "map" || tagName === YAMLSeq.YAMLSeq.tagName && expType === "seq") return resolveCollection(CN, ctx, token, onError, tagName);
		let tag = ctx.schema.tags.find((t) => t.tag === tagName && t.collection === expType);
		if (!tag) {
			const kt = ctx.schema.knownTags[tagName];
			if (kt?.collection === expType) {
				ctx.schema.tags.push(Object.assign({}, kt, { default: false }));
				tag = kt;
			} else {
				if (kt) onError(tagToken, "BAD_COLLECTION_TYPE", `${kt.tag} used for ${expType} collection, but expects ${kt.collection ?? "scalar"}`, true);
				else onError(tagToken, "TAG_RESOLVE_FAILED", `Unresolved tag: ${tagName}`, true);
				return resolveCollection(CN, ctx, token, onError, tagName);
			}
		}
		const coll = resolveCollection(CN, ctx, token, onError, tagName, tag);
		const res = tag.resolve?.(coll, (msg) => onError(tagToken, "TAG_RESOLVE_FAILED", msg), ctx.options) ?? coll;
		const node = identity.isNode(res) ? res : new Scalar.Scalar(res);
		node.range = coll.range;
		node.tag = tagName;
		if (tag?.format) node.format = tag.format;
		return node;
	}
	exports.composeCollection = composeCollection;
}));

// node_modules/yaml/dist/compose/resolve-block-scalar.js
var require_resolve_block_scalar = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	function resolveBlockScalar(ctx, scalar, onError) {
		const start = scalar.offset;
		const header = parseBlockScalarHeader(scalar, ctx.options.strict, onError);
		if (!header) return {
			value: "",
			type: null,
			comment: "",
			range: [
				start,
				start,
				start
			]
		};
		const type = header.mode === ">" ? Scalar.Scalar.BLOCK_FOLDED : Scalar.Scalar.BLOCK_LITERAL;
		const lines = scalar.source ? splitLines(scalar.source) : [];
		let chompStart = lines.length;
		for (let i = lines.length - 1; i >= 0; --i) {
			const content = lines[i][1];
			if (content === "" || content === "\r") chompStart = i;
			else break;
		}
		if (chompStart === 0) {
			const value = header.chomp === "+" && lines.length > 0 ? "\n".repeat(Math.max(1, lines.length - 1)) : "";
			let end = start + header.length;
			if (scalar.source) end += scalar.source.length;
			return {
				value,
				type,
				comment: header.comment,
				range: [
					start,
					end,
					end
				]
			};
		}
		let trimIndent = scalar.indent + header.indent;
		let offset = scalar.offset + header.length;
		let contentStart = 0;
		for (let i = 0; i < chompStart; ++i) {
			const [indent, content] = lines[i];
			if (content === "" || content === "\r") {
				if (header.indent === 0 && indent.length > trimIndent) trimIndent = indent.length;
			} else {
				if (indent.length < trimIndent) onError(offset + indent.length, "MISSING_CHAR", "Block scalars with more-indented leading empty lines must use an explicit indentation indicator");
				if (header.indent === 0) trimIndent = indent.length;
				contentStart = i;
				if (trimIndent === 0 && !ctx.atRoot) onError(offset, "BAD_INDENT", "Block scalar values in collections must be indented");
				break;
			}
			offset += indent.length + content.length + 1;
		}
		for (let i = lines.length - 1; i >= chompStart; --i) if (lines[i][0].length > trimIndent) chompStart = i + 1;
		let value = "";
		let sep = "";
		let prevMoreIndented = false;
		for (let i = 0; i < contentStart; ++i) value += lines[i][0].slice(trimIndent) + "\n";
		for (let i = contentStart; i < chompStart; ++i) {
			let [indent, content] = lines[i];
			offset += indent.length + content.length + 1;
			const crlf = content[content.length - 1] === "\r";
			if (crlf) content = content.slice(0, -1);
			/* istanbul ignore if already caught in lexer */
			if (content && indent.length < trimIndent) {
				const message = `Block scalar lines must not be less indented than their ${header.indent ? "explicit indentation indicator" : "first line"}`;
				onError(offset - content.length - (crlf ? 2 : 1), "BAD_INDENT", message);
				indent = "";
			}
			if (type === Scalar.Scalar.BLOCK_LITERAL) {
				value += sep + indent.slice(trimIndent) + content;
				sep = "\n";
			} else if (indent.length > trimIndent || content[0] === "	") {
				if (sep === " ") sep = "\n";
				else if (!prevMoreIndented && sep === "\n") sep = "\n\n";
				value += sep + indent.slice(trimIndent) + content;
				sep = "\n";
				prevMoreIndented = true;
			} else if (content === "") {
				if (sep === "\n") value += "\n";
				else sep = "\n";
			} else {
				value += sep + content;
				sep = " ";
				prevMoreIndented = false;
			}
		}
		switch (header.chomp) {
			case "-": break;
			case "+":
				for (let i = chompStart; i < lines.length; ++i) value += "\n" + lines[i][0].slice(trimIndent);
				if (value[value.length - 1] !== "\n") value += "\n";
				break;
			default: value += "\n";
		}
		const end = start + header.length + scalar.source.length;
		return {
			value,
			type,
			comment: header.comment,
			range: [
				start,
				end,
				end
			]
		};
	}
	function parseBlockScalarHeader({ offset, props }, strict, onError) {
		/* istanbul ignore if should not happen */
		if (props[0].type !== "block-scalar-header") {
			onError(props[0], "IMPOSSIBLE", "Block scalar header not found");
			return null;
		}
		const { source } = props[0];
		const mode = source[0];
		let indent = 0;
		let chomp = "";
		let error = -1;
		for (let i = 1; i < source.length; ++i) {
			const ch = source[i];
			if (!chomp && (ch === "-" || ch === "+")) chomp = ch;
			else {
				const n = Number(ch);
				if (!indent && n) indent = n;
				else if (error === -1) error = offset + i;
			}
		}
		if (error !== -1) onError(error, "UNEXPECTED_TOKEN", `Block scalar header includes extra characters: ${source}`);
		let hasSpace = false;
		let comment = "";
		let length = source.length;
		for (let i = 1; i < props.length; ++i) {
			const token = props[i];
			switch (token.type) {
				case "space": hasSpace = true;
				case "newline":
					length += token.source.length;
					break;
				case "comment":
					if (strict && !hasSpace) onError(token, "MISSING_CHAR", "Comments must be separated from other tokens by white space characters");
					length += token.source.length;
					comment = token.source.substring(1);
					break;
				case "error":
					onError(token, "UNEXPECTED_TOKEN", token.message);
					length += token.source.length;
					break;
				/* istanbul ignore next should not happen */
				default: {
					onError(token, "UNEXPECTED_TOKEN", `Unexpected token in block scalar header: ${token.type}`);
					const ts = token.source;
					if (ts && typeof ts === "string") length += ts.length;
				}
			}
		}
		return {
			mode,
			indent,
			chomp,
			comment,
			length
		};
	}
	function splitLines(source) {
		const split = source.split(/\n( *)/);
		const first = split[0];
		const m = first.match(/^( *)/);
		const lines = [m?.[1] ? [m[1], first.slice(m[1].length)] : ["", first]];
		for (let i = 1; i < split.length; i += 2) lines.push([split[i], split[i + 1]]);
		return lines;
	}
	exports.resolveBlockScalar = resolveBlockScalar;
}));

// node_modules/yaml/dist/compose/resolve-flow-scalar.js
var require_resolve_flow_scalar = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	var resolveEnd = require_resolve_end();
	function resolveFlowScalar(scalar, strict, onError) {
		const { offset, type, source, end } = scalar;
		let _type;
		let value;
		const _onError = (rel, code, msg) => onError(offset + rel, code, msg);
		switch (type) {
			case "scalar":
				_type = Scalar.Scalar.PLAIN;
				value = plainValue(source, _onError);
				break;
			case "single-quoted-scalar":
				_type = Scalar.Scalar.QUOTE_SINGLE;
				value = singleQuotedValue(source, _onError);
				break;
			case "double-quoted-scalar":
				_type = Scalar.Scalar.QUOTE_DOUBLE;
				value = doubleQuotedValue(source, _onError);
				break;
			/* istanbul ignore next should not happen */
			default:
				onError(scalar, "UNEXPECTED_TOKEN", `Expected a flow scalar value, but found: ${type}`);
				return {
					value: "",
					type: null,
					comment: "",
					range: [
						offset,
						offset + source.length,
						offset + source.length
					]
				};
		}
		const valueEnd = offset + source.length;
		const re = resolveEnd.resolveEnd(end, valueEnd, strict, onError);
		return {
			value,
			type: _type,
			comment: re.comment,
			range: [
				offset,
				valueEnd,
				re.offset
			]
		};
	}
	function plainValue(source, onError) {
		let badChar = "";
		switch (source[0]) {
			/* istanbul ignore next should not happen */
			case "	":
				badChar = "a tab character";
				break;
			case ",":
				badChar = "flow indicator character ,";
				break;
			case "%":
				badChar = "directive indicator character %";
				break;
			case "|":
			case ">":
				badChar = `block scalar indicator ${source[0]}`;
				break;
			case "@":
			case "`": badChar = `reserved character ${source[0]}`;
		}
		if (badChar) onError(0, "BAD_SCALAR_START", `Plain value cannot start with ${badChar}`);
		return unfoldLines(source);
	}
	function singleQuotedValue(source, onError) {
		if (source[source.length - 1] !== "'" || source.length === 1) onError(source.length, "MISSING_CHAR", "Missing closing 'quote");
		return unfoldLines(source.slice(1, -1)).replace(/''/g, "'");
	}
	function unfoldLines(source) {
		const line = /(.*?)\r?\n/sy;
		let match = line.exec(source);
		if (!match) return source;
		let trimEnd, trimBoth;
		try {
			trimEnd = /* @__PURE__ */ new RegExp("(?<![ 	])[ 	]+$");
			trimBoth = /* @__PURE__ */ new RegExp("^[ 	]+|(?<![ 	])[ 	]+$", "g");
		} catch {
			trimEnd = /[ \t]+$/;
			trimBoth = /^[ \t]+|[ \t]+$/g;
		}
		let res = match[1].replace(trimEnd, "");
		let sep = " ";
		let pos = line.lastIndex;
		while (match = line.exec(source)) {
			const lm = match[1].replace(trimBoth, "");
			if (lm === "") {
				if (sep === "\n") res += sep;
				else sep = "\n";
			} else {
				res += sep + lm;
				sep = " ";
			}
			pos = line.lastIndex;
		}
		const last = /[ \t]*(.*)/sy;
		last.lastIndex = pos;
		match = last.exec(source);
		return res + sep + (match?.[1] ?? "");
	}
	function doubleQuotedValue(source, onError) {
		let res = "";
		for (let i = 1; i < source.length - 1; ++i) {
			const ch = source[i];
			if (ch === "\r" && source[i + 1] === "\n") continue;
			if (ch === "\n") {
				const { fold, offset } = foldNewline(source, i);
				res += fold;
				i = offset;
			} else if (ch === "\\") {
				let next = source[++i];
				const cc = escapeCodes[next];
				if (cc) res += cc;
				else if (next === "\n") {
					next = source[i + 1];
					while (next === " " || next === "	") next = source[++i + 1];
				} else if (next === "\r" && source[i + 1] === "\n") {
					next = source[++i + 1];
					while (next === " " || next === "	") next = source[++i + 1];
				} else if (next === "x" || next === "u" || next === "U") {
					const length = next === "x" ? 2 : next === "u" ? 4 : 8;
					res += parseCharCode(source, i + 1, length, onError);
					i += length;
				} else {
					const raw = source.substr(i - 1, 2);
					onError(i - 1, "BAD_DQ_ESCAPE", `Invalid escape sequence ${raw}`);
					res += raw;
				}
			} else if (ch === " " || ch === "	") {
				const wsStart = i;
				let next = source[i + 1];
				while (next === " " || next === "	") next = source[++i + 1];
				if (next !== "\n" && !(next === "\r" && source[i + 2] === "\n")) res += i > wsStart ? source.slice(wsStart, i + 1) : ch;
			} else res += ch;
		}
		if (source[source.length - 1] !== "\"" || source.length === 1) onError(source.length, "MISSING_CHAR", "Missing closing \"quote");
		return res;
	}
	function foldNewline(source, offset) {
		let fold = "";
		let ch = source[offset + 1];
		while (ch === " " || ch === "	" || ch === "\n" || ch === "\r") {
			if (ch === "\r" && source[offset + 2] !== "\n") break;
			if (ch === "\n") fold += "\n";
			offset += 1;
			ch = source[offset + 1];
		}
		if (!fold) fold = " ";
		return {
			fold,
			offset
		};
	}
	const escapeCodes = {
		"0": "\0",
		a: "\x07",
		b: "\b",
		e: "\x1B",
		f: "\f",
		n: "\n",
		r: "\r",
		t: "	",
		v: "\v",
		N: "",
		_: "\xA0",
		L: "\u2028",
		P: "\u2029",
		" ": " ",
		"\"": "\"",
		"/": "/",
		"\\": "\\",
		"	": "	"
	};
	function parseCharCode(source, offset, length, onError) {
		const cc = source.substr(offset, length);
		const code = cc.length === length && /^[0-9a-fA-F]+$/.test(cc) ? parseInt(cc, 16) : NaN;
		try {
			return String.fromCodePoint(code);
		} catch {
			const raw = source.substr(offset - 2, length + 2);
			onError(offset - 2, "BAD_DQ_ESCAPE", `Invalid escape sequence ${raw}`);
			return raw;
		}
	}
	exports.resolveFlowScalar = resolveFlowScalar;
}));

// node_modules/yaml/dist/compose/compose-scalar.js
var require_compose_scalar = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Scalar = require_Scalar();
	var resolveBlockScalar = require_resolve_block_scalar();
	var resolveFlowScalar = require_resolve_flow_scalar();
	function composeScalar(ctx, token, tagToken, onError) {
		const { value, type, comment, range } = token.type === "block-scalar" ? resolveBlockScalar.resolveBlockScalar(ctx, token, onError) : resolveFlowScalar.resolveFlowScalar(token, ctx.options.strict, onError);
		const tagName = tagToken ? ctx.directives.tagName(tagToken.source, (msg) => onError(tagToken, "TAG_RESOLVE_FAILED", msg)) : null;
		let tag;
		if (ctx.options.stringKeys && ctx.atKey) tag = ctx.schema[identity.SCALAR];
		else if (tagName) tag = findScalarTagByName(ctx.schema, value, tagName, tagToken, onError);
		else if (token.type === "scalar") tag = findScalarTagByTest(ctx, value, token, onError);
		else tag = ctx.schema[identity.SCALAR];
		let scalar;
		try {
			const res = tag.resolve(value, (msg) => onError(tagToken ?? token, "TAG_RESOLVE_FAILED", msg), ctx.options);
			scalar = identity.isScalar(res) ? res : new Scalar.Scalar(res);
		} catch (error) {
			const msg = error instanceof Error ? error.message : String(error);
			onError(tagToken ?? token, "TAG_RESOLVE_FAILED", msg);
			scalar = new Scalar.Scalar(value);
		}
		scalar.range = range;
		scalar.source = value;
		if (type) scalar.type = type;
		if (tagName) scalar.tag = tagName;
		if (tag.format) scalar.format = tag.format;
		if (comment) scalar.comment = comment;
		return scalar;
	}
	function findScalarTagByName(schema, value, tagName, tagToken, onError) {
		if (tagName === "!") return schema[identity.SCALAR];
		const matchWithTest = [];
		for (const tag of schema.tags) if (!tag.collection && tag.tag === tagName) {
			if (tag.default && tag.test) matchWithTest.push(tag);
			else return tag;
		}
		for (const tag of matchWithTest) if (tag.test?.test(value)) return tag;
		const kt = schema.knownTags[tagName];
		if (kt && !kt.collection) {
			schema.tags.push(Object.assign({}, kt, {
				default: false,
				test: void 0
			}));
			return kt;
		}
		onError(tagToken, "TAG_RESOLVE_FAILED", `Unresolved tag: ${tagName}`, tagName !== "tag:yaml.org,2002:str");
		return schema[identity.SCALAR];
	}
	function findScalarTagByTest({ atKey, directives, schema }, value, token, onError) {
		const tag = schema.tags.find((tag) => (tag.default === true || atKey && tag.default === "key") && tag.test?.test(value)) || schema[identity.SCALAR];
		if (schema.compat) {
			const compat = schema.compat.find((tag) => tag.default && tag.test?.test(value)) ?? schema[identity.SCALAR];
			if (tag.tag !== compat.tag) onError(token, "TAG_RESOLVE_FAILED", `Value may be parsed as either ${directives.tagString(tag.tag)} or ${directives.tagString(compat.tag)}`, true);
		}
		return tag;
	}
	exports.composeScalar = composeScalar;
}));

// node_modules/yaml/dist/compose/util-empty-scalar-position.js
var require_util_empty_scalar_position = /* @__PURE__ */ __commonJSMin(((exports) => {
	function emptyScalarPosition(offset, before, pos) {
		if (before) {
			pos ?? (pos = before.length);
			for (let i = pos - 1; i >= 0; --i) {
				let st = before[i];
				switch (st.type) {
					case "space":
					case "comment":
					case "newline":
						offset -= st.source.length;
						continue;
				}
				st = before[++i];
				while (st?.type === "space") {
					offset += st.source.length;
					st = before[++i];
				}
				break;
			}
		}
		return offset;
	}
	exports.emptyScalarPosition = emptyScalarPosition;
}));

// node_modules/yaml/dist/compose/compose-node.js
var require_compose_node = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Alias = require_Alias();
	var identity = require_identity();
	var composeCollection = require_compose_collection();
	var composeScalar = require_compose_scalar();
	var resolveEnd = require_resolve_end();
	var utilEmptyScalarPosition = require_util_empty_scalar_position();
	const CN = {
		composeNode,
		composeEmptyNode
	};
	function composeNode(ctx, token, props, onError) {
		const atKey = ctx.atKey;
		const { spaceBefore, comment, anchor, tag } = props;
		let node;
		let isSrcToken = true;
		switch (token.type) {
			case "alias":
				node = composeAlias(ctx, token, onError);
				if (anchor || tag) onError(token, "ALIAS_PROPS", "An alias node must not specify any properties");
				break;
			case "scalar":
			case "single-quoted-scalar":
			case "double-quoted-scalar":
			case "block-scalar":
				node = composeScalar.composeScalar(ctx, token, tag, onError);
				if (anchor) node.anchor = anchor.source.substring(1);
				break;
			case "block-map":
			case "block-seq":
			case "flow-collection":
				try {
					node = composeCollection.composeCollection(CN, ctx, token, props, onError);
					if (anchor) node.anchor = anchor.source.substring(1);
				} catch (error) {
					onError(token, "RESOURCE_EXHAUSTION", error instanceof Error ? error.message : String(error));
				}
				break;
			default:
				onError(token, "UNEXPECTED_TOKEN", token.type === "error" ? token.message : `Unsupported token (type: ${token.type})`);
				isSrcToken = false;
		}
		node ?? (node = composeEmptyNode(ctx, token.offset, void 0, null, props, onError));
		if (anchor && node.anchor === "") onError(anchor, "BAD_ALIAS", "Anchor cannot be an empty string");
		if (atKey && ctx.options.stringKeys && (!identity.isScalar(node) || typeof node.value !== "string" || node.tag && node.tag !== "tag:yaml.org,2002:str")) onError(tag ?? token, "NON_STRING_KEY", "With stringKeys, all keys must be strings");
		if (spaceBefore) node.spaceBefore = true;
		if (comment) {
			if (token.type === "scalar" && token.source === "") node.comment = comment;
			else node.commentBefore = comment;
		}
		if (ctx.options.keepSourceTokens && isSrcToken) node.srcToken = token;
		return node;
	}
	function composeEmptyNode(ctx, offset, before, pos, { spaceBefore, comment, anchor, tag, end }, onError) {
		const token = {
			type: "scalar",
			offset: utilEmptyScalarPosition.emptyScalarPosition(offset, before, pos),
			indent: -1,
			source: ""
		};
		const node = composeScalar.composeScalar(ctx, token, tag, onError);
		if (anchor) {
			node.anchor = anchor.source.substring(1);
			if (node.anchor === "") onError(anchor, "BAD_ALIAS", "Anchor cannot be an empty string");
		}
		if (spaceBefore) node.spaceBefore = true;
		if (comment) {
			node.comment = comment;
			node.range[2] = end;
		}
		return node;
	}
	function composeAlias({ options }, { offset, source, end }, onError) {
		const alias = new Alias.Alias(source.substring(1));
		if (alias.source === "") onError(offset, "BAD_ALIAS", "Alias cannot be an empty string");
		if (alias.source.endsWith(":")) onError(offset + source.length - 1, "BAD_ALIAS", "Alias ending in : is ambiguous", true);
		const valueEnd = offset + source.length;
		const re = resolveEnd.resolveEnd(end, valueEnd, options.strict, onError);
		alias.range = [
			offset,
			valueEnd,
			re.offset
		];
		if (re.comment) alias.comment = re.comment;
		return alias;
	}
	exports.composeEmptyNode = composeEmptyNode;
	exports.composeNode = composeNode;
}));

// node_modules/yaml/dist/compose/compose-doc.js
var require_compose_doc = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Document = require_Document();
	var composeNode = require_compose_node();
	var resolveEnd = require_resolve_end();
	var resolveProps = require_resolve_props();
	function composeDoc(options, directives, { offset, start, value, end }, onError) {
		const opts = Object.assign({ _directives: directives }, options);
		const doc = new Document.Document(void 0, opts);
		const ctx = {
			atKey: false,
			atRoot: true,
			directives: doc.directives,
			options: doc.options,
			schema: doc.schema
		};
		const props = resolveProps.resolveProps(start, {
			indicator: "doc-start",
			next: value ?? end?.[0],
			offset,
			onError,
			parentIndent: 0,
			startOnNewline: true
		});
		if (props.found) {
			doc.directives.docStart = true;
			if (value && (value.type === "block-map" || value.type === "block-seq") && !props.hasNewline) onError(props.end, "MISSING_CHAR", "Block collection cannot start on same line with directives-end marker");
		}
		doc.contents = value ? composeNode.composeNode(ctx, value, props, onError) : composeNode.composeEmptyNode(ctx, props.end, start, null, props, onError);
		const contentEnd = doc.contents.range[2];
		const re = resolveEnd.resolveEnd(end, contentEnd, false, onError);
		if (re.comment) doc.comment = re.comment;
		doc.range = [
			offset,
			contentEnd,
			re.offset
		];
		return doc;
	}
	exports.composeDoc = composeDoc;
}));

// node_modules/yaml/dist/compose/composer.js
var require_composer = /* @__PURE__ */ __commonJSMin(((exports) => {
	var node_process = __require("process");
	var directives = require_directives();
	var Document = require_Document();
	var errors = require_errors();
	var identity = require_identity();
	var composeDoc = require_compose_doc();
	var resolveEnd = require_resolve_end();
	function getErrorPos(src) {
		if (typeof src === "number") return [src, src + 1];
		if (Array.isArray(src)) return src.length === 2 ? src : [src[0], src[1]];
		const { offset, source } = src;
		return [offset, offset + (typeof source === "string" ? source.length : 1)];
	}
	function parsePrelude(prelude) {
		let comment = "";
		let atComment = false;
		let afterEmptyLine = false;
		for (let i = 0; i < prelude.length; ++i) {
			const source = prelude[i];
			switch (source[0]) {
				case "#":
					comment += (comment === "" ? "" : afterEmptyLine ? "\n\n" : "\n") + (source.substring(1) || " ");
					atComment = true;
					afterEmptyLine = false;
					break;
				case "%":
					if (prelude[i + 1]?.[0] !== "#") i += 1;
					atComment = false;
					break;
				default:
					if (!atComment) afterEmptyLine = true;
					atComment = false;
			}
		}
		return {
			comment,
			afterEmptyLine
		};
	}
	var Composer = class {
		constructor(options = {}) {
			this.doc = null;
			this.atDirectives = false;
			this.prelude = [];
			this.errors = [];
			this.warnings = [];
			this.onError = (source, code, message, warning) => {
				const pos = getErrorPos(source);
				if (warning) this.warnings.push(new errors.YAMLWarning(pos, code, message));
				else this.errors.push(new errors.YAMLParseError(pos, code, message));
			};
			this.directives = new directives.Directives({ version: options.version || "1.2" });
			this.options = options;
		}
		decorate(doc, afterDoc) {
			const { comment, afterEmptyLine } = parsePrelude(this.prelude);
			if (comment) {
				const dc = doc.contents;
				if (afterDoc) doc.comment = doc.comment ? `${doc.comment}\n${comment}` : comment;
				else if (afterEmptyLine || doc.directives.docStart || !dc) doc.commentBefore = comment;
				else if (identity.isCollection(dc) && !dc.flow && dc.items.length > 0) {
					let it = dc.items[0];
					if (identity.isPair(it)) it = it.key;
					const cb = it.commentBefore;
					it.commentBefore = cb ? `${comment}\n${cb}` : comment;
				} else {
					const cb = dc.commentBefore;
					dc.commentBefore = cb ? `${comment}\n${cb}` : comment;
				}
			}
			if (afterDoc) {
				for (let i = 0; i < this.errors.length; ++i) doc.errors.push(this.errors[i]);
				for (let i = 0; i < this.warnings.length; ++i) doc.warnings.push(this.warnings[i]);
			} else {
				doc.errors = this.errors;
				doc.warnings = this.warnings;
			}
			this.prelude = [];
			this.errors = [];
			this.warnings = [];
		}
		streamInfo() {
			return {
				comment: parsePrelude(this.prelude).comment,
				directives: this.directives,
				errors: this.errors,
				warnings: this.warnings
			};
		}
		*compose(tokens, forceDoc = false, endOffset = -1) {
			for (const token of tokens) yield* this.next(token);
			yield* this.end(forceDoc, endOffset);
		}
		*next(token) {
			if (node_process.env.LOG_STREAM) console.dir(token, { depth: null });
			switch (token.type) {
				case "directive":
					this.directives.add(token.source, (offset, message, warning) => {
						const pos = getErrorPos(token);
						pos[0] += offset;
						this.onError(pos, "BAD_DIRECTIVE", message, warning);
					});
					this.prelude.push(token.source);
					this.atDirectives = true;
					break;
				case "document": {
					const doc = composeDoc.composeDoc(this.options, this.directives, token, this.onError);
					if (this.atDirectives && !doc.directives.docStart) this.onError(token, "MISSING_CHAR", "Missing directives-end/doc-start indicator line");
					this.decorate(doc, false);
					if (this.doc) yield this.doc;
					this.doc = doc;
					this.atDirectives = false;
					break;
				}
				case "byte-order-mark":
				case "space": break;
				case "comment":
				case "newline":
					this.prelude.push(token.source);
					break;
				case "error": {
					const msg = token.source ? `${token.message}: ${JSON.stringify(token.source)}` : token.message;
					const error = new errors.YAMLParseError(getErrorPos(token), "UNEXPECTED_TOKEN", msg);
					if (this.atDirectives || !this.doc) this.errors.push(error);
					else this.doc.errors.push(error);
					break;
				}
				case "doc-end": {
					if (!this.doc) {
						this.errors.push(new errors.YAMLParseError(getErrorPos(token), "UNEXPECTED_TOKEN", "Unexpected doc-end without preceding document"));
						break;
					}
					this.doc.directives.docEnd = true;
					const end = resolveEnd.resolveEnd(token.end, token.offset + token.source.length, this.doc.options.strict, this.onError);
					this.decorate(this.doc, true);
					if (end.comment) {
						const dc = this.doc.comment;
						this.doc.comment = dc ? `${dc}\n${end.comment}` : end.comment;
					}
					this.doc.range[2] = end.offset;
					break;
				}
				default: this.errors.push(new errors.YAMLParseError(getErrorPos(token), "UNEXPECTED_TOKEN", `Unsupported token ${token.type}`));
			}
		}
		*end(forceDoc = false, endOffset = -1) {
			if (this.doc) {
				this.decorate(this.doc, true);
				yield this.doc;
				this.doc = null;
			} else if (forceDoc) {
				const opts = Object.assign({ _directives: this.directives }, this.options);
				const doc = new Document.Document(void 0, opts);
				if (this.atDirectives) this.onError(endOffset, "MISSING_CHAR", "Missing directives-end indicator line");
				doc.range = [
					0,
					endOffset,
					endOffset
				];
				this.decorate(doc, false);
				yield doc;
			}
		}
	};
	exports.Composer = Composer;
}));

// node_modules/yaml/dist/parse/cst-scalar.js
var require_cst_scalar = /* @__PURE__ */ __commonJSMin(((exports) => {
	var resolveBlockScalar = require_resolve_block_scalar();
	var resolveFlowScalar = require_resolve_flow_scalar();
	var errors = require_errors();
	var stringifyString = require_stringifyString();
	function resolveAsScalar(token, strict = true, onError) {
		if (token) {
			const _onError = (pos, code, message) => {
				const offset = typeof pos === "number" ? pos : Array.isArray(pos) ? pos[0] : pos.offset;
				if (onError) onError(offset, code, message);
				else throw new errors.YAMLParseError([offset, offset + 1], code, message);
			};
			switch (token.type) {
				case "scalar":
				case "single-quoted-scalar":
				case "double-quoted-scalar": return resolveFlowScalar.resolveFlowScalar(token, strict, _onError);
				case "block-scalar": return resolveBlockScalar.resolveBlockScalar({ options: { strict } }, token, _onError);
			}
		}
		return null;
	}
	function createScalarToken(value, context) {
		const { implicitKey = false, indent, inFlow = false, offset = -1, type = "PLAIN" } = context;
		const source = stringifyString.stringifyString({
			type,
			value
		}, {
			implicitKey,
			indent: indent > 0 ? " ".repeat(indent) : "",
			inFlow,
			options: {
				blockQuote: true,
				lineWidth: -1
			}
		});
		const end = context.end ?? [{
			type: "newline",
			offset: -1,
			indent,
			source: "\n"
		}];
		switch (source[0]) {
			case "|":
			case ">": {
				const he = source.indexOf("\n");
				const head = source.substring(0, he);
				const body = source.substring(he + 1) + "\n";
				const props = [{
					type: "block-scalar-header",
					offset,
					indent,
					source: head
				}];
				if (!addEndtoBlockProps(props, end)) props.push({
					type: "newline",
					offset: -1,
					indent,
					source: "\n"
				});
				return {
					type: "block-scalar",
					offset,
					indent,
					props,
					source: body
				};
			}
			case "\"": return {
				type: "double-quoted-scalar",
				offset,
				indent,
				source,
				end
			};
			case "'": return {
				type: "single-quoted-scalar",
				offset,
				indent,
				source,
				end
			};
			default: return {
				type: "scalar",
				offset,
				indent,
				source,
				end
			};
		}
	}
	function setScalarValue(token, value, context = {}) {
		let { afterKey = false, implicitKey = false, inFlow = false, type } = context;
		let indent = "indent" in token ? token.indent : null;
		if (afterKey && typeof indent === "number") indent += 2;
		if (!type) switch (token.type) {
			case "single-quoted-scalar":
				type = "QUOTE_SINGLE";
				break;
			case "double-quoted-scalar":
				type = "QUOTE_DOUBLE";
				break;
			case "block-scalar": {
				const header = token.props[0];
				if (header.type !== "block-scalar-header") throw new Error("Invalid block scalar header");
				type = header.source[0] === ">" ? "BLOCK_FOLDED" : "BLOCK_LITERAL";
				break;
			}
			default: type = "PLAIN";
		}
		const source = stringifyString.stringifyString({
			type,
			value
		}, {
			implicitKey: implicitKey || indent === null,
			indent: indent !== null && indent > 0 ? " ".repeat(indent) : "",
			inFlow,
			options: {
				blockQuote: true,
				lineWidth: -1
			}
		});
		switch (source[0]) {
			case "|":
			case ">":
				setBlockScalarValue(token, source);
				break;
			case "\"":
				setFlowScalarValue(token, source, "double-quoted-scalar");
				break;
			case "'":
				setFlowScalarValue(token, source, "single-quoted-scalar");
				break;
			default: setFlowScalarValue(token, source, "scalar");
		}
	}
	function setBlockScalarValue(token, source) {
		const he = source.indexOf("\n");
		const head = source.substring(0, he);
		const body = source.substring(he + 1) + "\n";
		if (token.type === "block-scalar") {
			const header = token.props[0];
			if (header.type !== "block-scalar-header") throw new Error("Invalid block scalar header");
			header.source = head;
			token.source = body;
		} else {
			const { offset } = token;
			const indent = "indent" in token ? token.indent : -1;
			const props = [{
				type: "block-scalar-header",
				offset,
				indent,
				source: head
			}];
			if (!addEndtoBlockProps(props, "end" in token ? token.end : void 0)) props.push({
				type: "newline",
				offset: -1,
				indent,
				source: "\n"
			});
			for (const key of Object.keys(token)) if (key !== "type" && key !== "offset") delete token[key];
			Object.assign(token, {
				type: "block-scalar",
				indent,
				props,
				source: body
			});
		}
	}
	function addEndtoBlockProps(props, end) {
		if (end) for (const st of end) switch (st.type) {
			case "space":
			case "comment":
				props.push(st);
				break;
			case "newline":
				props.push(st);
				return true;
		}
		return false;
	}
	function setFlowScalarValue(token, source, type) {
		switch (token.type) {
			case "scalar":
			case "double-quoted-scalar":
			case "single-quoted-scalar":
				token.type = type;
				token.source = source;
				break;
			case "block-scalar": {
				const end = token.props.slice(1);
				let oa = source.length;
				if (token.props[0].type === "block-scalar-header") oa -= token.props[0].source.length;
				for (const tok of end) tok.offset += oa;
				delete token.props;
				Object.assign(token, {
					type,
					source,
					end
				});
				break;
			}
			case "block-map":
			case "block-seq": {
				const nl = {
					type: "newline",
					offset: token.offset + source.length,
					indent: token.indent,
					source: "\n"
				};
				delete token.items;
				Object.assign(token, {
					type,
					source,
					end: [nl]
				});
				break;
			}
			default: {
				const indent = "indent" in token ? token.indent : -1;
				const end = "end" in token && Array.isArray(token.end) ? token.end.filter((st) => st.type === "space" || st.type === "comment" || st.type === "newline") : [];
				for (const key of Object.keys(token)) if (key !== "type" && key !== "offset") delete token[key];
				Object.assign(token, {
					type,
					indent,
					source,
					end
				});
			}
		}
	}
	exports.createScalarToken = createScalarToken;
	exports.resolveAsScalar = resolveAsScalar;
	exports.setScalarValue = setScalarValue;
}));

// node_modules/yaml/dist/parse/cst-stringify.js
var require_cst_stringify = /* @__PURE__ */ __commonJSMin(((exports) => {
	const stringify = (cst) => "type" in cst ? stringifyToken(cst) : stringifyItem(cst);
	function stringifyToken(token) {
		switch (token.type) {
			case "block-scalar": {
				let res = "";
				for (const tok of token.props) res += stringifyToken(tok);
				return res + token.source;
			}
			case "block-map":
			case "block-seq": {
				let res = "";
				for (const item of token.items) res += stringifyItem(item);
				return res;
			}
			case "flow-collection": {
				let res = token.start.source;
				for (const item of token.items) res += stringifyItem(item);
				for (const st of token.end) res += st.source;
				return res;
			}
			case "document": {
				let res = stringifyItem(token);
				if (token.end) for (const st of token.end) res += st.source;
				return res;
			}
			default: {
				let res = token.source;
				if ("end" in token && token.end) for (const st of token.end) res += st.source;
				return res;
			}
		}
	}
	function stringifyItem({ start, key, sep, value }) {
		let res = "";
		for (const st of start) res += st.source;
		if (key) res += stringifyToken(key);
		if (sep) for (const st of sep) res += st.source;
		if (value) res += stringifyToken(value);
		return res;
	}
	exports.stringify = stringify;
}));

// node_modules/yaml/dist/parse/cst-visit.js
var require_cst_visit = /* @__PURE__ */ __commonJSMin(((exports) => {
	const BREAK = Symbol("break visit");
	const SKIP = Symbol("skip children");
	const REMOVE = Symbol("remove item");
	function visit(cst, visitor) {
		if ("type" in cst && cst.type === "document") cst = {
			start: cst.start,
			value: cst.value
		};
		_visit(Object.freeze([]), cst, visitor);
	}
	visit.BREAK = BREAK;
	visit.SKIP = SKIP;
	visit.REMOVE = REMOVE;
	visit.itemAtPath = (cst, path) => {
		let item = cst;
		for (const [field, index] of path) {
			const tok = item?.[field];
			if (tok && "items" in tok) item = tok.items[index];
			else return void 0;
		}
		return item;
	};
	visit.parentCollection = (cst, path) => {
		const parent = visit.itemAtPath(cst, path.slice(0, -1));
		const field = path[path.length - 1][0];
		const coll = parent?.[field];
		if (coll && "items" in coll) return coll;
		throw new Error("Parent collection not found");
	};
	function _visit(path, item, visitor) {
		let ctrl = visitor(item, path);
		if (typeof ctrl === "symbol") return ctrl;
		for (const field of ["key", "value"]) {
			const token = item[field];
			if (token && "items" in token) {
				for (let i = 0; i < token.items.length; ++i) {
					const ci = _visit(Object.freeze(path.concat([[field, i]])), token.items[i], visitor);
					if (typeof ci === "number") i = ci - 1;
					else if (ci === BREAK) return BREAK;
					else if (ci === REMOVE) {
						token.items.splice(i, 1);
						i -= 1;
					}
				}
				if (typeof ctrl === "function" && field === "key") ctrl = ctrl(item, path);
			}
		}
		return typeof ctrl === "function" ? ctrl(item, path) : ctrl;
	}
	exports.visit = visit;
}));

// node_modules/yaml/dist/parse/cst.js
var require_cst = /* @__PURE__ */ __commonJSMin(((exports) => {
	var cstScalar = require_cst_scalar();
	var cstStringify = require_cst_stringify();
	var cstVisit = require_cst_visit();
	const BOM = "﻿";
	const DOCUMENT = "";
	const FLOW_END = "";
	const SCALAR = "";
	const isCollection = (token) => !!token && "items" in token;
	const isScalar = (token) => !!token && (token.type === "scalar" || token.type === "single-quoted-scalar" || token.type === "double-quoted-scalar" || token.type === "block-scalar");
	/* istanbul ignore next */
	function prettyToken(token) {
		switch (token) {
			case BOM: return "<BOM>";
			case DOCUMENT: return "<DOC>";
			case FLOW_END: return "<FLOW_END>";
			case SCALAR: return "<SCALAR>";
			default: return JSON.stringify(token);
		}
	}
	function tokenType(source) {
		switch (source) {
			case BOM: return "byte-order-mark";
			case DOCUMENT: return "doc-mode";
			case FLOW_END: return "flow-error-end";
			case SCALAR: return "scalar";
			case "---": return "doc-start";
			case "...": return "doc-end";
			case "":
			case "\n":
			case "\r\n": return "newline";
			case "-": return "seq-item-ind";
			case "?": return "explicit-key-ind";
			case ":": return "map-value-ind";
			case "{": return "flow-map-start";
			case "}": return "flow-map-end";
			case "[": return "flow-seq-start";
			case "]": return "flow-seq-end";
			case ",": return "comma";
		}
		switch (source[0]) {
			case " ":
			case "	": return "space";
			case "#": return "comment";
			case "%": return "directive-line";
			case "*": return "alias";
			case "&": return "anchor";
			case "!": return "tag";
			case "'": return "single-quoted-scalar";
			case "\"": return "double-quoted-scalar";
			case "|":
			case ">": return "block-scalar-header";
		}
		return null;
	}
	exports.createScalarToken = cstScalar.createScalarToken;
	exports.resolveAsScalar = cstScalar.resolveAsScalar;
	exports.setScalarValue = cstScalar.setScalarValue;
	exports.stringify = cstStringify.stringify;
	exports.visit = cstVisit.visit;
	exports.BOM = BOM;
	exports.DOCUMENT = DOCUMENT;
	exports.FLOW_END = FLOW_END;
	exports.SCALAR = SCALAR;
	exports.isCollection = isCollection;
	exports.isScalar = isScalar;
	exports.prettyToken = prettyToken;
	exports.tokenType = tokenType;
}));

// node_modules/yaml/dist/parse/lexer.js
var require_lexer = /* @__PURE__ */ __commonJSMin(((exports) => {
	var cst = require_cst();
	function isEmpty(ch) {
		switch (ch) {
			case void 0:
			case " ":
			case "\n":
			case "\r":
			case "	": return true;
			default: return false;
		}
	}
	const hexDigits = /* @__PURE__ */ new Set("0123456789ABCDEFabcdef");
	const tagChars = /* @__PURE__ */ new Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-#;/?:@&=+$_.!~*'()");
	const flowIndicatorChars = /* @__PURE__ */ new Set(",[]{}");
	const invalidAnchorChars = /* @__PURE__ */ new Set(" ,[]{}\n\r	");
	const isNotAnchorChar = (ch) => !ch || invalidAnchorChars.has(ch);
	var Lexer = class {
		constructor() {
			this.atEnd = false;
			this.blockScalarIndent = -1;
			this.blockScalarKeep = false;
			this.buffer = "";
			this.flowKey = false;
			this.flowLevel = 0;
			this.indentNext = 0;
			this.indentValue = 0;
			this.lineEndPos = null;
			this.next = null;
			this.pos = 0;
		}
		*lex(source, incomplete = false) {
			if (source) {
				if (typeof source !== "string") throw TypeError("source is not a string");
				this.buffer = this.buffer ? this.buffer + source : source;
				this.lineEndPos = null;
			}
			this.atEnd = !incomplete;
			let next = this.next ?? "stream";
			while (next && (incomplete || this.hasChars(1))) next = yield* this.parseNext(next);
		}
		atLineEnd() {
			let i = this.pos;
			let ch = this.buffer[i];
			while (ch === " " || ch === "	") ch = this.buffer[++i];
			if (!ch || ch === "#" || ch === "\n") return true;
			if (ch === "\r") return this.buffer[i + 1] === "\n";
			return false;
		}
		charAt(n) {
			return this.buffer[this.pos + n];
		}
		continueScalar(offset) {
			let ch = this.buffer[offset];
			if (this.indentNext > 0) {
				let indent = 0;
				while (ch === " ") ch = this.buffer[++indent + offset];
				if (ch === "\r") {
					const next = this.buffer[indent + offset + 1];
					if (next === "\n" || !next && !this.atEnd) return offset + indent + 1;
				}
				return ch === "\n" || indent >= this.indentNext || !ch && !this.atEnd ? offset + indent : -1;
			}
			if (ch === "-" || ch === ".") {
				const dt = this.buffer.substr(offset, 3);
				if ((dt === "---" || dt === "...") && isEmpty(this.buffer[offset + 3])) return -1;
			}
			return offset;
		}
		getLine() {
			let end = this.lineEndPos;
			if (typeof end !== "number" || end !== -1 && end < this.pos) {
				end = this.buffer.indexOf("\n", this.pos);
				this.lineEndPos = end;
			}
			if (end === -1) return this.atEnd ? this.buffer.substring(this.pos) : null;
			if (this.buffer[end - 1] === "\r") end -= 1;
			return this.buffer.substring(this.pos, end);
		}
		hasChars(n) {
			return this.pos + n <= this.buffer.length;
		}
		setNext(state) {
			this.buffer = this.buffer.substring(this.pos);
			this.pos = 0;
			this.lineEndPos = null;
			this.next = state;
			return null;
		}
		peek(n) {
			return this.buffer.substr(this.pos, n);
		}
		*parseNext(next) {
			switch (next) {
				case "stream": return yield* this.parseStream();
				case "line-start": return yield* this.parseLineStart();
				case "block-start": return yield* this.parseBlockStart();
				case "doc": return yield* this.parseDocument();
				case "flow": return yield* this.parseFlowCollection();
				case "quoted-scalar": return yield* this.parseQuotedScalar();
				case "block-scalar": return yield* this.parseBlockScalar();
				case "plain-scalar": return yield* this.parsePlainScalar();
			}
		}
		*parseStream() {
			let line = this.getLine();
			if (line === null) return this.setNext("stream");
			if (line[0] === cst.BOM) {
				yield* this.pushCount(1);
				line = line.substring(1);
			}
			if (line[0] === "%") {
				let dirEnd = line.length;
				let cs = line.indexOf("#");
				while (cs !== -1) {
					const ch = line[cs - 1];
					if (ch === " " || ch === "	") {
						dirEnd = cs - 1;
						break;
					} else cs = line.indexOf("#", cs + 1);
				}
				while (true) {
					const ch = line[dirEnd - 1];
					if (ch === " " || ch === "	") dirEnd -= 1;
					else break;
				}
				const n = (yield* this.pushCount(dirEnd)) + (yield* this.pushSpaces(true));
				yield* this.pushCount(line.length - n);
				this.pushNewline();
				return "stream";
			}
			if (this.atLineEnd()) {
				const sp = yield* this.pushSpaces(true);
				yield* this.pushCount(line.length - sp);
				yield* this.pushNewline();
				return "stream";
			}
			yield cst.DOCUMENT;
			return yield* this.parseLineStart();
		}
		*parseLineStart() {
			const ch = this.charAt(0);
			if (!ch && !this.atEnd) return this.setNext("line-start");
			if (ch === "-" || ch === ".") {
				if (!this.atEnd && !this.hasChars(4)) return this.setNext("line-start");
				const s = this.peek(3);
				if ((s === "---" || s === "...") && isEmpty(this.charAt(3))) {
					yield* this.pushCount(3);
					this.indentValue = 0;
					this.indentNext = 0;
					return s === "---" ? "doc" : "stream";
				}
			}
			this.indentValue = yield* this.pushSpaces(false);
			if (this.indentNext > this.indentValue && !isEmpty(this.charAt(1))) this.indentNext = this.indentValue;
			return yield* this.parseBlockStart();
		}
		*parseBlockStart() {
			const [ch0, ch1] = this.peek(2);
			if (!ch1 && !this.atEnd) return this.setNext("block-start");
			if ((ch0 === "-" || ch0 === "?" || ch0 === ":") && isEmpty(ch1)) {
				const n = (yield* this.pushCount(1)) + (yield* this.pushSpaces(true));
				this.indentNext = this.indentValue + 1;
				this.indentValue += n;
				return "block-start";
			}
			return "doc";
		}
		*parseDocument() {
			yield* this.pushSpaces(true);
			const line = this.getLine();
			if (line === null) return this.setNext("doc");
			let n = yield* this.pushIndicators();
			switch (line[n]) {
				case "#": yield* this.pushCount(line.length - n);
				case void 0:
					yield* this.pushNewline();
					return yield* this.parseLineStart();
				case "{":
				case "[":
					yield* this.pushCount(1);
					this.flowKey = false;
					this.flowLevel = 1;
					return "flow";
				case "}":
				case "]":
					yield* this.pushCount(1);
					return "doc";
				case "*":
					yield* this.pushUntil(isNotAnchorChar);
					return "doc";
				case "\"":
				case "'": return yield* this.parseQuotedScalar();
				case "|":
				case ">":
					n += yield* this.parseBlockScalarHeader();
					n += yield* this.pushSpaces(true);
					yield* this.pushCount(line.length - n);
					yield* this.pushNewline();
					return yield* this.parseBlockScalar();
				default: return yield* this.parsePlainScalar();
			}
		}
		*parseFlowCollection() {
			let nl, sp;
			let indent = -1;
			do {
				nl = yield* this.pushNewline();
				if (nl > 0) {
					sp = yield* this.pushSpaces(false);
					this.indentValue = indent = sp;
				} else sp = 0;
				sp += yield* this.pushSpaces(true);
			} while (nl + sp > 0);
			const line = this.getLine();
			if (line === null) return this.setNext("flow");
			if (indent !== -1 && indent < this.indentNext && line[0] !== "#" || indent === 0 && (line.startsWith("---") || line.startsWith("...")) && isEmpty(line[3])) {
				if (!(indent === this.indentNext - 1 && this.flowLevel === 1 && (line[0] === "]" || line[0] === "}"))) {
					this.flowLevel = 0;
					yield cst.FLOW_END;
					return yield* this.parseLineStart();
				}
			}
			let n = 0;
			while (line[n] === ",") {
				n += yield* this.pushCount(1);
				n += yield* this.pushSpaces(true);
				this.flowKey = false;
			}
			n += yield* this.pushIndicators();
			switch (line[n]) {
				case void 0: return "flow";
				case "#":
					yield* this.pushCount(line.length - n);
					return "flow";
				case "{":
				case "[":
					yield* this.pushCount(1);
					this.flowKey = false;
					this.flowLevel += 1;
					return "flow";
				case "}":
				case "]":
					yield* this.pushCount(1);
					this.flowKey = true;
					this.flowLevel -= 1;
					return this.flowLevel ? "flow" : "doc";
				case "*":
					yield* this.pushUntil(isNotAnchorChar);
					return "flow";
				case "\"":
				case "'":
					this.flowKey = true;
					return yield* this.parseQuotedScalar();
				case ":": {
					const next = this.charAt(1);
					if (this.flowKey || isEmpty(next) || next === ",") {
						this.flowKey = false;
						yield* this.pushCount(1);
						yield* this.pushSpaces(true);
						return "flow";
					}
				}
				default:
					this.flowKey = false;
					return yield* this.parsePlainScalar();
			}
		}
		*parseQuotedScalar() {
			const quote = this.charAt(0);
			let end = this.buffer.indexOf(quote, this.pos + 1);
			if (quote === "'") while (end !== -1 && this.buffer[end + 1] === "'") end = this.buffer.indexOf("'", end + 2);
			else while (end !== -1) {
				let n = 0;
				while (this.buffer[end - 1 - n] === "\\") n += 1;
				if (n % 2 === 0) break;
				end = this.buffer.indexOf("\"", end + 1);
			}
			const qb = this.buffer.substring(0, end);
			let nl = qb.indexOf("\n", this.pos);
			if (nl !== -1) {
				while (nl !== -1) {
					const cs = this.continueScalar(nl + 1);
					if (cs === -1) break;
					nl = qb.indexOf("\n", cs);
				}
				if (nl !== -1) end = nl - (qb[nl - 1] === "\r" ? 2 : 1);
			}
			if (end === -1) {
				if (!this.atEnd) return this.setNext("quoted-scalar");
				end = this.buffer.length;
			}
			yield* this.pushToIndex(end + 1, false);
			return this.flowLevel ? "flow" : "doc";
		}
		*parseBlockScalarHeader() {
			this.blockScalarIndent = -1;
			this.blockScalarKeep = false;
			let i = this.pos;
			while (true) {
				const ch = this.buffer[++i];
				if (ch === "+") this.blockScalarKeep = true;
				else if (ch > "0" && ch <= "9") this.blockScalarIndent = Number(ch) - 1;
				else if (ch !== "-") break;
			}
			return yield* this.pushUntil((ch) => isEmpty(ch) || ch === "#");
		}
		*parseBlockScalar() {
			let nl = this.pos - 1;
			let indent = 0;
			let ch;
			loop: for (let i = this.pos; ch = this.buffer[i]; ++i) switch (ch) {
				case " ":
					indent += 1;
					break;
				case "\n":
					nl = i;
					indent = 0;
					break;
				case "\r": {
					const next = this.buffer[i + 1];
					if (!next && !this.atEnd) return this.setNext("block-scalar");
					if (next === "\n") break;
				}
				default: break loop;
			}
			if (!ch && !this.atEnd) return this.setNext("block-scalar");
			if (indent >= this.indentNext) {
				if (this.blockScalarIndent === -1) this.indentNext = indent;
				else this.indentNext = this.blockScalarIndent + (this.indentNext === 0 ? 1 : this.indentNext);
				do {
					const cs = this.continueScalar(nl + 1);
					if (cs === -1) break;
					nl = this.buffer.indexOf("\n", cs);
				} while (nl !== -1);
				if (nl === -1) {
					if (!this.atEnd) return this.setNext("block-scalar");
					nl = this.buffer.length;
				}
			}
			let i = nl + 1;
			ch = this.buffer[i];
			while (ch === " ") ch = this.buffer[++i];
			if (ch === "	") {
				while (ch === "	" || ch === " " || ch === "\r" || ch === "\n") ch = this.buffer[++i];
				nl = i - 1;
			} else if (!this.blockScalarKeep) do {
				let i = nl - 1;
				let ch = this.buffer[i];
				if (ch === "\r") ch = this.buffer[--i];
				const lastChar = i;
				while (ch === " ") ch = this.buffer[--i];
				if (ch === "\n" && i >= this.pos && i + 1 + indent > lastChar) nl = i;
				else break;
			} while (true);
			yield cst.SCALAR;
			yield* this.pushToIndex(nl + 1, true);
			return yield* this.parseLineStart();
		}
		*parsePlainScalar() {
			const inFlow = this.flowLevel > 0;
			let end = this.pos - 1;
			let i = this.pos - 1;
			let ch;
			while (ch = this.buffer[++i]) if (ch === ":") {
				const next = this.buffer[i + 1];
				if (isEmpty(next) || inFlow && flowIndicatorChars.has(next)) break;
				end = i;
			} else if (isEmpty(ch)) {
				let next = this.buffer[i + 1];
				if (ch === "\r") {
					if (next === "\n") {
						i += 1;
						ch = "\n";
						next = this.buffer[i + 1];
					} else end = i;
				}
				if (next === "#" || inFlow && flowIndicatorChars.has(next)) break;
				if (ch === "\n") {
					const cs = this.continueScalar(i + 1);
					if (cs === -1) break;
					i = Math.max(i, cs - 2);
				}
			} else {
				if (inFlow && flowIndicatorChars.has(ch)) break;
				end = i;
			}
			if (!ch && !this.atEnd) return this.setNext("plain-scalar");
			yield cst.SCALAR;
			yield* this.pushToIndex(end + 1, true);
			return inFlow ? "flow" : "doc";
		}
		*pushCount(n) {
			if (n > 0) {
				yield this.buffer.substr(this.pos, n);
				this.pos += n;
				return n;
			}
			return 0;
		}
		*pushToIndex(i, allowEmpty) {
			const s = this.buffer.slice(this.pos, i);
			if (s) {
				yield s;
				this.pos += s.length;
				return s.length;
			} else if (allowEmpty) yield "";
			return 0;
		}
		*pushIndicators() {
			let n = 0;
			loop: while (true) {
				switch (this.charAt(0)) {
					case "!":
						n += yield* this.pushTag();
						n += yield* this.pushSpaces(true);
						continue loop;
					case "&":
						n += yield* this.pushUntil(isNotAnchorChar);
						n += yield* this.pushSpaces(true);
						continue loop;
					case "-":
					case "?":
					case ":": {
						const inFlow = this.flowLevel > 0;
						const ch1 = this.charAt(1);
						if (isEmpty(ch1) || inFlow && flowIndicatorChars.has(ch1)) {
							if (!inFlow) this.indentNext = this.indentValue + 1;
							else if (this.flowKey) this.flowKey = false;
							n += yield* this.pushCount(1);
							n += yield* this.pushSpaces(true);
							continue loop;
						}
					}
				}
				break loop;
			}
			return n;
		}
		*pushTag() {
			if (this.charAt(1) === "<") {
				let i = this.pos + 2;
				let ch = this.buffer[i];
				while (!isEmpty(ch) && ch !== ">") ch = this.buffer[++i];
				return yield* this.pushToIndex(ch === ">" ? i + 1 : i, false);
			} else {
				let i = this.pos + 1;
				let ch = this.buffer[i];
				while (ch) if (tagChars.has(ch)) ch = this.buffer[++i];
				else if (ch === "%" && hexDigits.has(this.buffer[i + 1]) && hexDigits.has(this.buffer[i + 2])) ch = this.buffer[i += 3];
				else break;
				return yield* this.pushToIndex(i, false);
			}
		}
		*pushNewline() {
			const ch = this.buffer[this.pos];
			if (ch === "\n") return yield* this.pushCount(1);
			else if (ch === "\r" && this.charAt(1) === "\n") return yield* this.pushCount(2);
			else return 0;
		}
		*pushSpaces(allowTabs) {
			let i = this.pos - 1;
			let ch;
			do
				ch = this.buffer[++i];
			while (ch === " " || allowTabs && ch === "	");
			const n = i - this.pos;
			if (n > 0) {
				yield this.buffer.substr(this.pos, n);
				this.pos = i;
			}
			return n;
		}
		*pushUntil(test) {
			let i = this.pos;
			let ch = this.buffer[i];
			while (!test(ch)) ch = this.buffer[++i];
			return yield* this.pushToIndex(i, false);
		}
	};
	exports.Lexer = Lexer;
}));

// node_modules/yaml/dist/parse/line-counter.js
var require_line_counter = /* @__PURE__ */ __commonJSMin(((exports) => {
	var LineCounter = class {
		constructor() {
			this.lineStarts = [];
			this.addNewLine = (offset) => this.lineStarts.push(offset);
			this.linePos = (offset) => {
				let low = 0;
				let high = this.lineStarts.length;
				while (low < high) {
					const mid = low + high >> 1;
					if (this.lineStarts[mid] < offset) low = mid + 1;
					else high = mid;
				}
				if (this.lineStarts[low] === offset) return {
					line: low + 1,
					col: 1
				};
				if (low === 0) return {
					line: 0,
					col: offset
				};
				const start = this.lineStarts[low - 1];
				return {
					line: low,
					col: offset - start + 1
				};
			};
		}
	};
	exports.LineCounter = LineCounter;
}));

// node_modules/yaml/dist/parse/parser.js
var require_parser = /* @__PURE__ */ __commonJSMin(((exports) => {
	var node_process = __require("process");
	var cst = require_cst();
	var lexer = require_lexer();
	function includesToken(list, type) {
		for (let i = 0; i < list.length; ++i) if (list[i].type === type) return true;
		return false;
	}
	function findNonEmptyIndex(list) {
		for (let i = 0; i < list.length; ++i) switch (list[i].type) {
			case "space":
			case "comment":
			case "newline": break;
			default: return i;
		}
		return -1;
	}
	function isFlowToken(token) {
		switch (token?.type) {
			case "alias":
			case "scalar":
			case "single-quoted-scalar":
			case "double-quoted-scalar":
			case "flow-collection": return true;
			default: return false;
		}
	}
	function getPrevProps(parent) {
		switch (parent.type) {
			case "document": return parent.start;
			case "block-map": {
				const it = parent.items[parent.items.length - 1];
				return it.sep ?? it.start;
			}
			case "block-seq": return parent.items[parent.items.length - 1].start;
			/* istanbul ignore next should not happen */
			default: return [];
		}
	}
	function getFirstKeyStartProps(prev) {
		if (prev.length === 0) return [];
		let i = prev.length;
		loop: while (--i >= 0) switch (prev[i].type) {
			case "doc-start":
			case "explicit-key-ind":
			case "map-value-ind":
			case "seq-item-ind":
			case "newline": break loop;
		}
		while (prev[++i]?.type === "space");
		return prev.splice(i, prev.length);
	}
	function arrayPushArray(target, source) {
		if (source.length < 1e5) Array.prototype.push.apply(target, source);
		else for (let i = 0; i < source.length; ++i) target.push(source[i]);
	}
	function fixFlowSeqItems(fc) {
		if (fc.start.type === "flow-seq-start") {
			for (const it of fc.items) if (it.sep && !it.value && !includesToken(it.start, "explicit-key-ind") && !includesToken(it.sep, "map-value-ind")) {
				if (it.key) it.value = it.key;
				delete it.key;
				if (isFlowToken(it.value)) {
					if (it.value.end) arrayPushArray(it.value.end, it.sep);
					else it.value.end = it.sep;
				} else arrayPushArray(it.start, it.sep);
				delete it.sep;
			}
		}
	}
	var Parser = class {
		constructor(onNewLine) {
			this.atNewLine = true;
			this.atScalar = false;
			this.indent = 0;
			this.offset = 0;
			this.onKeyLine = false;
			this.stack = [];
			this.source = "";
			this.type = "";
			this.lexer = new lexer.Lexer();
			this.onNewLine = onNewLine;
		}
		*parse(source, incomplete = false) {
			if (this.onNewLine && this.offset === 0) this.onNewLine(0);
			for (const lexeme of this.lexer.lex(source, incomplete)) yield* this.next(lexeme);
			if (!incomplete) yield* this.end();
		}
		*next(source) {
			this.source = source;
			if (node_process.env.LOG_TOKENS) console.log("|", cst.prettyToken(source));
			if (this.atScalar) {
				this.atScalar = false;
				yield* this.step();
				this.offset += source.length;
				return;
			}
			const type = cst.tokenType(source);
			if (!type) {
				const message = `Not a YAML token: ${source}`;
				yield* this.pop({
					type: "error",
					offset: this.offset,
					message,
					source
				});
				this.offset += source.length;
			} else if (type === "scalar") {
				this.atNewLine = false;
				this.atScalar = true;
				this.type = "scalar";
			} else {
				this.type = type;
				yield* this.step();
				switch (type) {
					case "newline":
						this.atNewLine = true;
						this.indent = 0;
						if (this.onNewLine) this.onNewLine(this.offset + source.length);
						break;
					case "space":
						if (this.atNewLine && source[0] === " ") this.indent += source.length;
						break;
					case "explicit-key-ind":
					case "map-value-ind":
					case "seq-item-ind":
						if (this.atNewLine) this.indent += source.length;
						break;
					case "doc-mode":
					case "flow-error-end": return;
					default: this.atNewLine = false;
				}
				this.offset += source.length;
			}
		}
		*end() {
			while (this.stack.length > 0) yield* this.pop();
		}
		get sourceToken() {
			return {
				type: this.type,
				offset: this.offset,
				indent: this.indent,
				source: this.source
			};
		}
		*step() {
			const top = this.peek(1);
			if (this.type === "doc-end" && top?.type !== "doc-end") {
				while (this.stack.length > 0) yield* this.pop();
				this.stack.push({
					type: "doc-end",
					offset: this.offset,
					source: this.source
				});
				return;
			}
			if (!top) return yield* this.stream();
			switch (top.type) {
				case "document": return yield* this.document(top);
				case "alias":
				case "scalar":
				case "single-quoted-scalar":
				case "double-quoted-scalar": return yield* this.scalar(top);
				case "block-scalar": return yield* this.blockScalar(top);
				case "block-map": return yield* this.blockMap(top);
				case "block-seq": return yield* this.blockSequence(top);
				case "flow-collection": return yield* this.flowCollection(top);
				case "doc-end": return yield* this.documentEnd(top);
			}
			/* istanbul ignore next should not happen */
			yield* this.pop();
		}
		peek(n) {
			return this.stack[this.stack.length - n];
		}
		*pop(error) {
			const token = error ?? this.stack.pop();
			/* istanbul ignore if should not happen */
			if (!token) yield {
				type: "error",
				offset: this.offset,
				source: "",
				message: "Tried to pop an empty stack"
			};
			else if (this.stack.length === 0) yield token;
			else {
				const top = this.peek(1);
				if (token.type === "block-scalar") token.indent = "indent" in top ? top.indent : 0;
				else if (token.type === "flow-collection" && top.type === "document") token.indent = 0;
				if (token.type === "flow-collection") fixFlowSeqItems(token);
				switch (top.type) {
					case "document":
						top.value = token;
						break;
					case "block-scalar":
						top.props.push(token);
						break;
					case "block-map": {
						const it = top.items[top.items.length - 1];
						if (it.value) {
							top.items.push({
								start: [],
								key: token,
								sep: []
							});
							this.onKeyLine = true;
							return;
						} else if (it.sep) it.value = token;
						else {
							Object.assign(it, {
								key: token,
								sep: []
							});
							this.onKeyLine = !it.explicitKey;
							return;
						}
						break;
					}
					case "block-seq": {
						const it = top.items[top.items.length - 1];
						if (it.value) top.items.push({
							start: [],
							value: token
						});
						else it.value = token;
						break;
					}
					case "flow-collection": {
						const it = top.items[top.items.length - 1];
						if (!it || it.value) top.items.push({
							start: [],
							key: token,
							sep: []
						});
						else if (it.sep) it.value = token;
						else Object.assign(it, {
							key: token,
							sep: []
						});
						return;
					}
					/* istanbul ignore next should not happen */
					default:
						yield* this.pop();
						yield* this.pop(token);
				}
				if ((top.type === "document" || top.type === "block-map" || top.type === "block-seq") && (token.type === "block-map" || token.type === "block-seq")) {
					const last = token.items[token.items.length - 1];
					if (last && !last.sep && !last.value && last.start.length > 0 && findNonEmptyIndex(last.start) === -1 && (token.indent === 0 || last.start.every((st) => st.type !== "comment" || st.indent < token.indent))) {
						if (top.type === "document") top.end = last.start;
						else top.items.push({ start: last.start });
						token.items.splice(-1, 1);
					}
				}
			}
		}
		*stream() {
			switch (this.type) {
				case "directive-line":
					yield {
						type: "directive",
						offset: this.offset,
						source: this.source
					};
					return;
				case "byte-order-mark":
				case "space":
				case "comment":
				case "newline":
					yield this.sourceToken;
					return;
				case "doc-mode":
				case "doc-start": {
					const doc = {
						type: "document",
						offset: this.offset,
						start: []
					};
					if (this.type === "doc-start") doc.start.push(this.sourceToken);
					this.stack.push(doc);
					return;
				}
			}
			yield {
				type: "error",
				offset: this.offset,
				message: `Unexpected ${this.type} token in YAML stream`,
				source: this.source
			};
		}
		*document(doc) {
			if (doc.value) return yield* this.lineEnd(doc);
			switch (this.type) {
				case "doc-start":
					if (findNonEmptyIndex(doc.start) !== -1) {
						yield* this.pop();
						yield* this.step();
					} else doc.start.push(this.sourceToken);
					return;
				case "anchor":
				case "tag":
				case "space":
				case "comment":
				case "newline":
					doc.start.push(this.sourceToken);
					return;
			}
			const bv = this.startBlockValue(doc);
			if (bv) this.stack.push(bv);
			else yield {
				type: "error",
				offset: this.offset,
				message: `Unexpected ${this.type} token in YAML document`,
				source: this.source
			};
		}
		*scalar(scalar) {
			if (this.type === "map-value-ind") {
				const start = getFirstKeyStartProps(getPrevProps(this.peek(2)));
				let sep;
				if (scalar.end) {
					sep = scalar.end;
					sep.push(this.sourceToken);
					delete scalar.end;
				} else sep = [this.sourceToken];
				const map = {
					type: "block-map",
					offset: scalar.offset,
					indent: scalar.indent,
					items: [{
						start,
						key: scalar,
						sep
					}]
				};
				this.onKeyLine = true;
				this.stack[this.stack.length - 1] = map;
			} else yield* this.lineEnd(scalar);
		}
		*blockScalar(scalar) {
			switch (this.type) {
				case "space":
				case "comment":
				case "newline":
					scalar.props.push(this.sourceToken);
					return;
				case "scalar":
					scalar.source = this.source;
					this.atNewLine = true;
					this.indent = 0;
					if (this.onNewLine) {
						let nl = this.source.indexOf("\n") + 1;
						while (nl !== 0) {
							this.onNewLine(this.offset + nl);
							nl = this.source.indexOf("\n", nl) + 1;
						}
					}
					yield* this.pop();
					break;
				/* istanbul ignore next should not happen */
				default:
					yield* this.pop();
					yield* this.step();
			}
		}
		*blockMap(map) {
			const it = map.items[map.items.length - 1];
			switch (this.type) {
				case "newline":
					this.onKeyLine = false;
					if (it.value) {
						const end = "end" in it.value ? it.value.end : void 0;
						if ((Array.isArray(end) ? end[end.length - 1] : void 0)?.type === "comment") end?.push(this.sourceToken);
						else map.items.push({ start: [this.sourceToken] });
					} else if (it.sep) it.sep.push(this.sourceToken);
					else it.start.push(this.sourceToken);
					return;
				case "space":
				case "comment":
					if (it.value) map.items.push({ start: [this.sourceToken] });
					else if (it.sep) it.sep.push(this.sourceToken);
					else {
						if (this.atIndentedComment(it.start, map.indent)) {
							const end = map.items[map.items.length - 2]?.value?.end;
							if (Array.isArray(end)) {
								arrayPushArray(end, it.start);
								end.push(this.sourceToken);
								map.items.pop();
								return;
							}
						}
						it.start.push(this.sourceToken);
					}
					return;
			}
			if (this.indent >= map.indent) {
				const atMapIndent = !this.onKeyLine && this.indent === map.indent;
				const atNextItem = atMapIndent && (it.sep || it.explicitKey) && this.type !== "seq-item-ind";
				let start = [];
				if (atNextItem && it.sep && !it.value) {
					const nl = [];
					for (let i = 0; i < it.sep.length; ++i) {
						const st = it.sep[i];
						switch (st.type) {
							case "newline":
								nl.push(i);
								break;
							case "space": break;
							case "comment":
								if (st.indent > map.indent) nl.length = 0;
								break;
							default: nl.length = 0;
						}
					}
					if (nl.length >= 2) start = it.sep.splice(nl[1]);
				}
				switch (this.type) {
					case "anchor":
					case "tag":
						if (atNextItem || it.value) {
							start.push(this.sourceToken);
							map.items.push({ start });
							this.onKeyLine = true;
						} else if (it.sep) it.sep.push(this.sourceToken);
						else it.start.push(this.sourceToken);
						return;
					case "explicit-key-ind":
						if (!it.sep && !it.explicitKey) {
							it.start.push(this.sourceToken);
							it.explicitKey = true;
						} else if (atNextItem || it.value) {
							start.push(this.sourceToken);
							map.items.push({
								start,
								explicitKey: true
							});
						} else this.stack.push({
							type: "block-map",
							offset: this.offset,
							indent: this.indent,
							items: [{
								start: [this.sourceToken],
								explicitKey: true
							}]
						});
						this.onKeyLine = true;
						return;
					case "map-value-ind":
						if (it.explicitKey) {
							if (!it.sep) {
								if (includesToken(it.start, "newline")) Object.assign(it, {
									key: null,
									sep: [this.sourceToken]
								});
								else {
									const start = getFirstKeyStartProps(it.start);
									this.stack.push({
										type: "block-map",
										offset: this.offset,
										indent: this.indent,
										items: [{
											start,
											key: null,
											sep: [this.sourceToken]
										}]
									});
								}
							} else if (it.value) map.items.push({
								start: [],
								key: null,
								sep: [this.sourceToken]
							});
							else if (includesToken(it.sep, "map-value-ind")) this.stack.push({
								type: "block-map",
								offset: this.offset,
								indent: this.indent,
								items: [{
									start,
									key: null,
									sep: [this.sourceToken]
								}]
							});
							else if (isFlowToken(it.key) && !includesToken(it.sep, "newline")) {
								const start = getFirstKeyStartProps(it.start);
								const key = it.key;
								const sep = it.sep;
								sep.push(this.sourceToken);
								delete it.key;
								delete it.sep;
								this.stack.push({
									type: "block-map",
									offset: this.offset,
									indent: this.indent,
									items: [{
										start,
										key,
										sep
									}]
								});
							} else if (start.length > 0) it.sep = it.sep.concat(start, this.sourceToken);
							else it.sep.push(this.sourceToken);
						} else if (!it.sep) Object.assign(it, {
							key: null,
							sep: [this.sourceToken]
						});
						else if (it.value || atNextItem) map.items.push({
							start,
							key: null,
							sep: [this.sourceToken]
						});
						else if (includesToken(it.sep, "map-value-ind")) this.stack.push({
							type: "block-map",
							offset: this.offset,
							indent: this.indent,
							items: [{
								start: [],
								key: null,
								sep: [this.sourceToken]
							}]
						});
						else it.sep.push(this.sourceToken);
						this.onKeyLine = true;
						return;
					case "alias":
					case "scalar":
					case "single-quoted-scalar":
					case "double-quoted-scalar": {
						const fs = this.flowScalar(this.type);
						if (atNextItem || it.value) {
							map.items.push({
								start,
								key: fs,
								sep: []
							});
							this.onKeyLine = true;
						} else if (it.sep) this.stack.push(fs);
						else {
							Object.assign(it, {
								key: fs,
								sep: []
							});
							this.onKeyLine = true;
						}
						return;
					}
					default: {
						const bv = this.startBlockValue(map);
						if (bv) {
							if (bv.type === "block-seq") {
								if (!it.explicitKey && it.sep && !includesToken(it.sep, "newline")) {
									yield* this.pop({
										type: "error",
										offset: this.offset,
										message: "Unexpected block-seq-ind on same line with key",
										source: this.source
									});
									return;
								}
							} else if (atMapIndent) map.items.push({ start });
							this.stack.push(bv);
							return;
						}
					}
				}
			}
			yield* this.pop();
			yield* this.step();
		}
		*blockSequence(seq) {
			const it = seq.items[seq.items.length - 1];
			switch (this.type) {
				case "newline":
					if (it.value) {
						const end = "end" in it.value ? it.value.end : void 0;
						if ((Array.isArray(end) ? end[end.length - 1] : void 0)?.type === "comment") end?.push(this.sourceToken);
						else seq.items.push({ start: [this.sourceToken] });
					} else it.start.push(this.sourceToken);
					return;
				case "space":
				case "comment":
					if (it.value) seq.items.push({ start: [this.sourceToken] });
					else {
						if (this.atIndentedComment(it.start, seq.indent)) {
							const end = seq.items[seq.items.length - 2]?.value?.end;
							if (Array.isArray(end)) {
								arrayPushArray(end, it.start);
								end.push(this.sourceToken);
								seq.items.pop();
								return;
							}
						}
						it.start.push(this.sourceToken);
					}
					return;
				case "anchor":
				case "tag":
					if (it.value || this.indent <= seq.indent) break;
					it.start.push(this.sourceToken);
					return;
				case "seq-item-ind":
					if (this.indent !== seq.indent) break;
					if (it.value || includesToken(it.start, "seq-item-ind")) seq.items.push({ start: [this.sourceToken] });
					else it.start.push(this.sourceToken);
					return;
			}
			if (this.indent > seq.indent) {
				const bv = this.startBlockValue(seq);
				if (bv) {
					this.stack.push(bv);
					return;
				}
			}
			yield* this.pop();
			yield* this.step();
		}
		*flowCollection(fc) {
			const it = fc.items[fc.items.length - 1];
			if (this.type === "flow-error-end") {
				let top;
				do {
					yield* this.pop();
					top = this.peek(1);
				} while (top?.type === "flow-collection");
			} else if (fc.end.length === 0) {
				switch (this.type) {
					case "comma":
					case "explicit-key-ind":
						if (!it || it.sep) fc.items.push({ start: [this.sourceToken] });
						else it.start.push(this.sourceToken);
						return;
					case "map-value-ind":
						if (!it || it.value) fc.items.push({
							start: [],
							key: null,
							sep: [this.sourceToken]
						});
						else if (it.sep) it.sep.push(this.sourceToken);
						else Object.assign(it, {
							key: null,
							sep: [this.sourceToken]
						});
						return;
					case "space":
					case "comment":
					case "newline":
					case "anchor":
					case "tag":
						if (!it || it.value) fc.items.push({ start: [this.sourceToken] });
						else if (it.sep) it.sep.push(this.sourceToken);
						else it.start.push(this.sourceToken);
						return;
					case "alias":
					case "scalar":
					case "single-quoted-scalar":
					case "double-quoted-scalar": {
						const fs = this.flowScalar(this.type);
						if (!it || it.value) fc.items.push({
							start: [],
							key: fs,
							sep: []
						});
						else if (it.sep) this.stack.push(fs);
						else Object.assign(it, {
							key: fs,
							sep: []
						});
						return;
					}
					case "flow-map-end":
					case "flow-seq-end":
						fc.end.push(this.sourceToken);
						return;
				}
				const bv = this.startBlockValue(fc);
				/* istanbul ignore else should not happen */
				if (bv) this.stack.push(bv);
				else {
					yield* this.pop();
					yield* this.step();
				}
			} else {
				const parent = this.peek(2);
				if (parent.type === "block-map" && (this.type === "map-value-ind" && parent.indent === fc.indent || this.type === "newline" && !parent.items[parent.items.length - 1].sep)) {
					yield* this.pop();
					yield* this.step();
				} else if (this.type === "map-value-ind" && parent.type !== "flow-collection") {
					const start = getFirstKeyStartProps(getPrevProps(parent));
					fixFlowSeqItems(fc);
					const sep = fc.end.splice(1, fc.end.length);
					sep.push(this.sourceToken);
					const map = {
						type: "block-map",
						offset: fc.offset,
						indent: fc.indent,
						items: [{
							start,
							key: fc,
							sep
						}]
					};
					this.onKeyLine = true;
					this.stack[this.stack.length - 1] = map;
				} else yield* this.lineEnd(fc);
			}
		}
		flowScalar(type) {
			if (this.onNewLine) {
				let nl = this.source.indexOf("\n") + 1;
				while (nl !== 0) {
					this.onNewLine(this.offset + nl);
					nl = this.source.indexOf("\n", nl) + 1;
				}
			}
			return {
				type,
				offset: this.offset,
				indent: this.indent,
				source: this.source
			};
		}
		startBlockValue(parent) {
			switch (this.type) {
				case "alias":
				case "scalar":
				case "single-quoted-scalar":
				case "double-quoted-scalar": return this.flowScalar(this.type);
				case "block-scalar-header": return {
					type: "block-scalar",
					offset: this.offset,
					indent: this.indent,
					props: [this.sourceToken],
					source: ""
				};
				case "flow-map-start":
				case "flow-seq-start": return {
					type: "flow-collection",
					offset: this.offset,
					indent: this.indent,
					start: this.sourceToken,
					items: [],
					end: []
				};
				case "seq-item-ind": return {
					type: "block-seq",
					offset: this.offset,
					indent: this.indent,
					items: [{ start: [this.sourceToken] }]
				};
				case "explicit-key-ind": {
					this.onKeyLine = true;
					const start = getFirstKeyStartProps(getPrevProps(parent));
					start.push(this.sourceToken);
					return {
						type: "block-map",
						offset: this.offset,
						indent: this.indent,
						items: [{
							start,
							explicitKey: true
						}]
					};
				}
				case "map-value-ind": {
					this.onKeyLine = true;
					const start = getFirstKeyStartProps(getPrevProps(parent));
					return {
						type: "block-map",
						offset: this.offset,
						indent: this.indent,
						items: [{
							start,
							key: null,
							sep: [this.sourceToken]
						}]
					};
				}
			}
			return null;
		}
		atIndentedComment(start, indent) {
			if (this.type !== "comment") return false;
			if (this.indent <= indent) return false;
			return start.every((st) => st.type === "newline" || st.type === "space");
		}
		*documentEnd(docEnd) {
			if (this.type !== "doc-mode") {
				if (docEnd.end) docEnd.end.push(this.sourceToken);
				else docEnd.end = [this.sourceToken];
				if (this.type === "newline") yield* this.pop();
			}
		}
		*lineEnd(token) {
			switch (this.type) {
				case "comma":
				case "doc-start":
				case "doc-end":
				case "flow-seq-end":
				case "flow-map-end":
				case "map-value-ind":
					yield* this.pop();
					yield* this.step();
					break;
				case "newline": this.onKeyLine = false;
				default:
					if (token.end) token.end.push(this.sourceToken);
					else token.end = [this.sourceToken];
					if (this.type === "newline") yield* this.pop();
			}
		}
	};
	exports.Parser = Parser;
}));

// node_modules/yaml/dist/public-api.js
var require_public_api = /* @__PURE__ */ __commonJSMin(((exports) => {
	var composer = require_composer();
	var Document = require_Document();
	var errors = require_errors();
	var log = require_log();
	var identity = require_identity();
	var lineCounter = require_line_counter();
	var parser = require_parser();
	function parseOptions(options) {
		const prettyErrors = options.prettyErrors !== false;
		return {
			lineCounter: options.lineCounter || prettyErrors && new lineCounter.LineCounter() || null,
			prettyErrors
		};
	}
	function parseAllDocuments(source, options = {}) {
		const { lineCounter, prettyErrors } = parseOptions(options);
		const parser$1 = new parser.Parser(lineCounter?.addNewLine);
		const composer$1 = new composer.Composer(options);
		const docs = Array.from(composer$1.compose(parser$1.parse(source)));
		if (prettyErrors && lineCounter) for (const doc of docs) {
			doc.errors.forEach(errors.prettifyError(source, lineCounter));
			doc.warnings.forEach(errors.prettifyError(source, lineCounter));
		}
		if (docs.length > 0) return docs;
		return Object.assign([], { empty: true }, composer$1.streamInfo());
	}
	function parseDocument(source, options = {}) {
		const { lineCounter, prettyErrors } = parseOptions(options);
		const parser$1 = new parser.Parser(lineCounter?.addNewLine);
		const composer$1 = new composer.Composer(options);
		let doc = null;
		for (const _doc of composer$1.compose(parser$1.parse(source), true, source.length)) if (!doc) doc = _doc;
		else if (doc.options.logLevel !== "silent") {
			doc.errors.push(new errors.YAMLParseError(_doc.range.slice(0, 2), "MULTIPLE_DOCS", "Source contains multiple documents; please use YAML.parseAllDocuments()"));
			break;
		}
		if (prettyErrors && lineCounter) {
			doc.errors.forEach(errors.prettifyError(source, lineCounter));
			doc.warnings.forEach(errors.prettifyError(source, lineCounter));
		}
		return doc;
	}
	function parse(src, reviver, options) {
		let _reviver = void 0;
		if (typeof reviver === "function") _reviver = reviver;
		else if (options === void 0 && reviver && typeof reviver === "object") options = reviver;
		const doc = parseDocument(src, options);
		if (!doc) return null;
		doc.warnings.forEach((warning) => log.warn(doc.options.logLevel, warning));
		if (doc.errors.length > 0) {
			if (doc.options.logLevel !== "silent") throw doc.errors[0];
			else doc.errors = [];
		}
		return doc.toJS(Object.assign({ reviver: _reviver }, options));
	}
	function stringify(value, replacer, options) {
		let _replacer = null;
		if (typeof replacer === "function" || Array.isArray(replacer)) _replacer = replacer;
		else if (options === void 0 && replacer) options = replacer;
		if (typeof options === "string") options = options.length;
		if (typeof options === "number") {
			const indent = Math.round(options);
			options = indent < 1 ? void 0 : indent > 8 ? { indent: 8 } : { indent };
		}
		if (value === void 0) {
			const { keepUndefined } = options ?? replacer ?? {};
			if (!keepUndefined) return void 0;
		}
		if (identity.isDocument(value) && !_replacer) return value.toString(options);
		return new Document.Document(value, _replacer, options).toString(options);
	}
	exports.parse = parse;
	exports.parseAllDocuments = parseAllDocuments;
	exports.parseDocument = parseDocument;
	exports.stringify = stringify;
}));

// node_modules/yaml/dist/index.js
var require_dist = /* @__PURE__ */ __commonJSMin(((exports) => {
	var composer = require_composer();
	var Document = require_Document();
	var Schema = require_Schema();
	var errors = require_errors();
	var Alias = require_Alias();
	var identity = require_identity();
	var Pair = require_Pair();
	var Scalar = require_Scalar();
	var YAMLMap = require_YAMLMap();
	var YAMLSeq = require_YAMLSeq();
	var cst = require_cst();
	var lexer = require_lexer();
	var lineCounter = require_line_counter();
	var parser = require_parser();
	var publicApi = require_public_api();
	var visit = require_visit();
	exports.Composer = composer.Composer;
	exports.Document = Document.Document;
	exports.Schema = Schema.Schema;
	exports.YAMLError = errors.YAMLError;
	exports.YAMLParseError = errors.YAMLParseError;
	exports.YAMLWarning = errors.YAMLWarning;
	exports.Alias = Alias.Alias;
	exports.isAlias = identity.isAlias;
	exports.isCollection = identity.isCollection;
	exports.isDocument = identity.isDocument;
	exports.isMap = identity.isMap;
	exports.isNode = identity.isNode;
	exports.isPair = identity.isPair;
	exports.isScalar = identity.isScalar;
	exports.isSeq = identity.isSeq;
	exports.Pair = Pair.Pair;
	exports.Scalar = Scalar.Scalar;
	exports.YAMLMap = YAMLMap.YAMLMap;
	exports.YAMLSeq = YAMLSeq.YAMLSeq;
	exports.CST = cst;
	exports.Lexer = lexer.Lexer;
	exports.LineCounter = lineCounter.LineCounter;
	exports.Parser = parser.Parser;
	exports.parse = publicApi.parse;
	exports.parseAllDocuments = publicApi.parseAllDocuments;
	exports.parseDocument = publicApi.parseDocument;
	exports.stringify = publicApi.stringify;
	exports.visit = visit.visit;
	exports.visitAsync = visit.visitAsync;
}));

// src/policy/scalar.ts
var import_dist = require_dist();
const YAML_1_1_WORD = /^(?:y|yes|n|no|on|off)$/i;
const SEXAGESIMAL = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;
const UNDERSCORED_NUMBER = /^[-+]?(?:0[bxo])?[\da-f]+(?:_[\da-f]+)+$/i;
const YAML_1_1_BINARY = /^[-+]?0b[01]+$/;
const DECIMAL = /^(?:0|-?[1-9]\d*)$/;
const FRACTION = /^-?(?:0|[1-9]\d*)\.\d*[1-9]$/;
function ambiguity(source, value) {
	if (typeof value === "number") {
		if (DECIMAL.test(source) && Number.isSafeInteger(value)) return void 0;
		if (FRACTION.test(source) && String(value) === source) return void 0;
		const plain = Number.isSafeInteger(value) ? `write ${value} if that is meant` : "write a plain decimal number";
		return `YAML reads ${quote(source)} as the number ${value}: ${plain}, or put it in quotes`;
	}
	if (typeof value !== "string") return void 0;
	if (YAML_1_1_WORD.test(source)) return `some YAML readers take ${quote(source)} for true or false: put it in quotes`;
	if (YAML_1_1_BINARY.test(source) || UNDERSCORED_NUMBER.test(source) || SEXAGESIMAL.test(source) && !isIPv6(source)) return `some YAML readers take ${quote(source)} for a number: put it in quotes`;
}

// src/policy/tokens.ts
const MAX_DEPTH = 30;
const MARKS = /* @__PURE__ */ new Set([
	import_dist.CST.DOCUMENT,
	import_dist.CST.FLOW_END,
	import_dist.CST.SCALAR
]);
function tokenize(text, lines) {
	lines.addNewLine(0);
	const parser = new import_dist.Parser(lines.addNewLine);
	const all = [];
	let offset = 0;
	for (const lexeme of new import_dist.Lexer().lex(text)) {
		for (const token of parser.next(lexeme)) all.push(token);
		if (parser.stack.length > MAX_DEPTH) return { tooDeepAt: Math.min(offset, text.length) };
		if (!MARKS.has(lexeme)) offset += lexeme.length;
	}
	for (const token of parser.end()) all.push(token);
	return { all };
}
const UNWELCOME = {
	directive: () => ({
		code: "directive",
		message: "YAML directives are not used in a policy: remove this line"
	}),
	tag: (source) => ({
		code: "tag",
		message: `the tag ${quote(source)} is not allowed: write the value without it`
	}),
	anchor: (source) => ({
		code: "alias",
		message: `the anchor ${quote(source)} is not allowed: write values out where used`
	}),
	alias: (source) => ({
		code: "alias",
		message: `the alias ${quote(source)} is not allowed: write the value out`
	})
};
function* unwelcome(tokens) {
	if (typeof tokens !== "object" || tokens === null) return;
	if ("type" in tokens && "offset" in tokens && "source" in tokens) {
		const { type, offset, source } = tokens;
		if (typeof type === "string" && typeof offset === "number" && Object.hasOwn(UNWELCOME, type)) {
			const said = UNWELCOME[type]?.(String(source));
			if (said !== void 0) yield {
				...said,
				offset
			};
		}
	}
	for (const part of Object.values(tokens)) yield* unwelcome(part);
}

// src/policy/yaml.ts
const NO_STRUCTURE = /* @__PURE__ */ new Set([
	"yaml-syntax",
	"several-documents",
	"empty-policy",
	"directive"
]);
function readYaml(text, file) {
	const lines = new import_dist.LineCounter();
	const problems = [];
	const at = (offset) => {
		const { line, col } = lines.linePos(offset);
		return {
			file,
			line: Math.max(line, 1),
			column: Math.max(col, 1)
		};
	};
	const report = (code, message, location) => problems.push({
		code,
		message,
		location
	});
	const tokens = tokenize(text, lines);
	if ("tooDeepAt" in tokens) {
		report("nested-too-deep", "this is nested far deeper than a policy can be", at(tokens.tooDeepAt));
		return {
			tree: null,
			problems
		};
	}
	for (const { code, message, offset } of unwelcome(tokens.all)) report(code, message, at(offset));
	const documents = [...new import_dist.Composer({
		schema: "core",
		merge: false,
		uniqueKeys: false,
		prettyErrors: false
	}).compose(tokens.all, true, text.length)];
	const told = /* @__PURE__ */ new Set();
	const tagsTold = problems.some(({ code }) => code === "tag");
	for (const { code, message, pos } of documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])) {
		const location = at(pos[0]);
		if (code === "TAG_RESOLVE_FAILED" && tagsTold || told.has(location.line)) continue;
		told.add(location.line);
		report("yaml-syntax", printable(message.replace(/\s*\n[\s\S]*$/, "")), location);
	}
	const [document, second] = documents;
	if (second !== void 0) report("several-documents", "a policy is one YAML document: remove this \"---\" and what follows", at(second.range[0]));
	if (document?.contents == null || (0, import_dist.isScalar)(document.contents) && document.contents.value === null) report("empty-policy", "the policy is empty: write version: 1 and targets", at(0));
	if (problems.some(({ code }) => NO_STRUCTURE.has(code)) || document?.contents == null) return {
		tree: null,
		problems
	};
	return {
		tree: toTree(document.contents, {
			at,
			report
		}),
		problems
	};
}
function toTree(node, reader) {
	const at = reader.at(node.range?.[0] ?? 0);
	if ((0, import_dist.isSeq)(node)) return {
		kind: "list",
		items: node.items.map((item) => toTree(item, reader)),
		at
	};
	if ((0, import_dist.isMap)(node)) return {
		kind: "mapping",
		entries: readMapping(node.items, reader),
		at
	};
	return (0, import_dist.isScalar)(node) ? readScalar(node, at, reader) : {
		kind: "scalar",
		value: null,
		at
	};
}
function readScalar(node, at, reader) {
	const { value } = node;
	if (node.type === "PLAIN") {
		const odd = ambiguity(node.source ?? "", value);
		if (odd !== void 0) reader.report("ambiguous-scalar", odd, at);
	}
	if (typeof value === "string") return {
		kind: "scalar",
		value,
		at
	};
	return typeof value === "number" || typeof value === "boolean" ? {
		kind: "scalar",
		value,
		at
	} : {
		kind: "scalar",
		value: null,
		at
	};
}
function readMapping(pairs, reader) {
	const entries = /* @__PURE__ */ new Map();
	for (const { key, value } of pairs) {
		const at = reader.at(key.range?.[0] ?? 0);
		const name = readKey(key, at, reader);
		if (name === void 0) continue;
		const earlier = entries.get(name);
		if (earlier !== void 0) {
			const line = `line ${earlier.key.line}`;
			reader.report("duplicate-key", `duplicate key ${quote(name)}: it is already on ${line}; keep one of them`, at);
			if (value !== null) toTree(value, reader);
			continue;
		}
		entries.set(name, {
			key: at,
			value: value === null ? {
				kind: "scalar",
				value: null,
				at
			} : toTree(value, reader)
		});
	}
	return entries;
}
function readKey(key, at, reader) {
	if (!(0, import_dist.isScalar)(key)) {
		reader.report("invalid-key", "a key must be a word", at);
		return;
	}
	const name = key.source ?? String(key.value ?? "");
	if (key.type === "PLAIN" && name === "<<") {
		reader.report("merge-key", "the merge key \"<<\" is not allowed: write the values out", at);
		return;
	}
	if (name === "" || name === "__proto__") {
		reader.report("invalid-key", name === "" ? "a key is missing here" : `the key ${quote(name)} is not allowed`, at);
		return;
	}
	return name;
}

// src/policy/parse.ts
function parsePolicy(text, file) {
	const source = text.replace(/^\ufeff/, "");
	const unreadable = textProblems(source, file);
	if (unreadable.length > 0) return refuse(unreadable);
	const yaml = readYaml(source, file);
	if (yaml.tree === null) return refuse(yaml.problems);
	const { tree } = yaml;
	const problems = [...yaml.problems, ...nameProblems$1(tree)];
	const { remainder, shape, incomplete, damaged } = readShape(tree, new Set(problems.map(({ location }) => placeKey(location))));
	problems.push(...shape);
	const policy = build(remainder, tree, file, damaged);
	const { authorization } = policy.value;
	problems.push(...policy.problems);
	if (authorization !== null) problems.push(...scopeProblems(authorization));
	for (const target of policy.value.targets) {
		const complete = !incomplete.has(target.name) && yaml.problems.length === 0;
		problems.push(...hostProblems(target, authorization, complete));
		problems.push(...entryProblems(target), ...waiverProblems(target, complete));
	}
	return problems.length > 0 ? refuse(problems) : {
		...policy.value,
		warnings: endWarnings(source, file)
	};
}
function readShape(tree, told) {
	const whole = policySchema.safeParse(plain$1(tree));
	const wrong = whole.success ? [] : rootProblems(tree, whole.error.issues);
	const shape = wrong.filter(({ problem, path }) => ![problem.location, find(tree, path)?.at].some((place) => told.has(placeKey(place)))).map(({ problem }) => problem);
	const damaging = wrong.filter(({ path }) => path[0] === "targets" && !INCONSEQUENTIAL.has(String(path[2])));
	const incomplete = new Set(damaging.map(({ path }) => String(path[1])));
	const damaged = new Set(wrong.flatMap(({ path }) => path[2] === "options" ? [String(path[1])] : []));
	let paths = wrong.map(({ path }) => path);
	for (;;) {
		const removed = prune(tree, paths);
		const rest = remainderSchema.safeParse(plain$1(tree));
		if (rest.success) return {
			remainder: rest.data,
			shape,
			incomplete,
			damaged
		};
		if (!removed && paths.length > 0) return {
			remainder: {},
			shape,
			incomplete,
			damaged
		};
		paths = shapeProblems(tree, rest.error.issues).map(({ path }) => path);
	}
}
const INCONSEQUENTIAL = /* @__PURE__ */ new Set([
	"waive",
	"owner",
	"tags",
	"options",
	"assume",
	"confidence"
]);
function nameProblems$1(tree) {
	const targets = find(tree, ["targets"]);
	if (targets?.kind !== "mapping") return [];
	const problems = [];
	for (const [name, entry] of [...targets.entries]) {
		if (TARGET_NAME.test(name)) continue;
		const message = `${quote(name)} can't name a target: use up to 64 of a-z, 0-9, ".", "_", "-", a letter or digit first`;
		problems.push({
			code: "invalid-name",
			message,
			location: entry.key
		});
		targets.entries.delete(name);
		let placeholder = `unnamed-${entry.key.line}-${entry.key.column}`;
		while (targets.entries.has(placeholder)) placeholder += "-";
		targets.entries.set(placeholder, entry);
	}
	return problems;
}
function build(remainder, tree, file, damaged) {
	const defaults = remainder.defaults ?? policySchema.shape.defaults.parse(void 0);
	const authorization = remainder.authorization ?? null;
	const targets = Object.entries(remainder.targets ?? {}).map(([name, raw]) => buildTarget(name, raw, defaults, tree, damaged.has(name)));
	targets.sort((a, b) => compareLocations(a.value.location, b.value.location));
	const maxHosts = ["authorization", "max-hosts"];
	return {
		value: {
			file,
			environment: remainder.environment ?? "default",
			authorization: authorization === null ? null : buildAuthorization(authorization, tree),
			maxHosts: {
				value: authorization?.["max-hosts"] ?? 256,
				location: find(tree, maxHosts) === void 0 ? null : locate(tree, maxHosts)
			},
			failOn: defaults["fail-on"],
			confirm: defaults.confirm,
			serviceConfidence: defaults["service-confidence"],
			levels: defaults.levels,
			targets: targets.map((target) => target.value),
			warnings: []
		},
		problems: [...defaultsProblems(defaults, tree), ...targets.flatMap(({ problems }) => problems)]
	};
}
function refuse(problems) {
	const [first, ...rest] = [...problems].sort(compareProblems);
	if (first === void 0) throw new TypeError("a refusal needs a problem");
	throw new InputError([first, ...rest]);
}
function placeKey(location) {
	return `${location?.line}:${location?.column}`;
}

// src/policy/select.ts
function selectTargets(policy, names) {
	const known = policy.targets.map(({ name }) => name);
	const unknown = names.filter((name) => !known.includes(name));
	refuse$1(unknown.map((name) => {
		return {
			code: "unknown-target",
			message: `the policy has no target "${printable(name)}"${didYouMean(name, known)}; it has ${known.join(", ")}`,
			location: {
				file: policy.file,
				line: 1,
				column: 1
			}
		};
	}));
	return names.length === 0 ? policy.targets : policy.targets.filter(({ name }) => names.includes(name));
}
function sharedHosts(target, other) {
	const excluded = [...target.exclude, ...other.exclude].map(({ value }) => value);
	return target.hosts.map(({ value }) => value).filter((host) => other.hosts.some(({ value }) => meet(host, value)) && !excluded.some((out) => hides(out, host))).map(({ text }) => text);
}
function meet(a, b) {
	if (a.kind === "name") return b.kind === "name" && a.name === b.name;
	return b.kind === "addresses" && patternsMeet(a.pattern, b.pattern);
}
function hides(excluded, host) {
	return excluded.kind === "addresses" && host.kind === "addresses" && patternCovers(excluded.pattern, host.pattern);
}

// src/authorize/claim.ts
function spokenOf(targets) {
	const patterns = targets.flatMap(({ hosts }) => hosts.map(({ value }) => value));
	const names = new Set(patterns.flatMap((pattern) => pattern.kind === "name" ? pattern.name : []));
	return (address, userNames) => userNames.some((name) => names.has(name)) || patterns.some((pattern) => matchesHost(pattern, "", address));
}
function claim(policy, targets, scannedAs) {
	refuse$1(tooManyToList(targets));
	const names = new Map([...scannedAs].map(([name, addresses]) => [name, {
		addresses,
		failures: []
	}]));
	const { left: claimed, contradicting, byName, exclusions } = sortCandidates(targets, policy.authorization, names, /* @__PURE__ */ new Map());
	refuse$1(contradicting.map(({ written, host, address }) => {
		return {
			code: "excluded-host",
			message: `${host} was scanned at ${address}, which authorization.exclude says is never probed`,
			location: written.location
		};
	}));
	const unresolved = [...unresolvedHosts(targets, names, (name, resolution) => resolution === void 0 ? `no host in the results was scanned under the name ${name}` : null), ...byName];
	const owing = /* @__PURE__ */ new Set([...claimed.map(({ target }) => target.name), ...unresolved.map(({ target }) => target)]);
	refuse$1(targets.filter(({ name }) => !owing.has(name)).map(nothingLeft));
	const unselected = policy.targets.filter((target) => !targets.includes(target));
	const addresses = new Set(claimed.map(({ address }) => address));
	const claims = otherTargets(unselected, addresses, names, (name) => names.has(name));
	return {
		hosts: claimed.map(({ target, host, address }) => ({
			target: target.name,
			host,
			address
		})),
		unresolved,
		excluded: exclusions,
		...claims,
		...byAddress(claimed, unselected, claims),
		maxRate: null
	};
}

// src/observe/age.ts
function splitByAge(judged, owed, file, limit) {
	const hosts = /* @__PURE__ */ new Map();
	const faulty = {
		old: /* @__PURE__ */ new Map(),
		future: /* @__PURE__ */ new Map(),
		undated: /* @__PURE__ */ new Map()
	};
	for (const [address, host] of judged.document.hosts) {
		const fault = faultOf$1(host, limit);
		(fault === null ? hosts : faulty[fault]).set(address, host);
	}
	if (hosts.size === judged.document.hosts.size) return [judged];
	const part = (taken) => ({
		...judged,
		document: {
			...judged.document,
			hosts: taken
		}
	});
	const parts = Object.keys(faulty).flatMap((fault) => {
		const taken = faulty[fault];
		if (taken.size === 0) return [];
		const covers = new Map([...owed].filter(([address]) => taken.has(address)));
		const failure = {
			code: "results-age",
			text: describe(fault, taken, file, limit)
		};
		return [{
			...part(taken),
			covers,
			failure
		}];
	});
	return [part(hosts), ...parts];
}
function faultOf$1({ started }, { now, maxAge }) {
	if (started === null) return "undated";
	const age = now.getTime() - started;
	if (age < -3e5) return "future";
	return age > maxAge ? "old" : null;
}
function describe(fault, hosts, file, { now }) {
	const name = printable(file);
	const starts = [...hosts.values()].flatMap(({ started }) => started ?? []);
	switch (fault) {
		case "undated": return `${name} does not say when its scan began, so that it may be of any age; scan again`;
		case "future": return `${name} says that its scan begins ${inWords(starts.reduce((a, b) => Math.max(a, b)) - now.getTime())} from now; set the clocks right and scan again`;
		case "old": {
			const age = now.getTime() - starts.reduce((a, b) => Math.min(a, b));
			const accepted = shortestOver(age);
			return `${name} is ${inWords(age)} old; scan again, or accept it with --max-age ${accepted} (in the action: scan-xml-max-age: ${accepted})`;
		}
		default: return fault;
	}
}
const UNITS$1 = [
	{
		letter: null,
		name: "years",
		length: 315576e5
	},
	{
		letter: "d",
		name: "days",
		length: 864e5
	},
	{
		letter: "h",
		name: "hours",
		length: 36e5
	},
	{
		letter: "m",
		name: "minutes",
		length: 6e4
	},
	{
		letter: "s",
		name: "seconds",
		length: 1e3
	}
];
function inWords(age) {
	const unit = UNITS$1.find(({ length }) => age >= 2 * length) ?? UNITS$1[UNITS$1.length - 1];
	return `${Math.floor(age / (unit?.length ?? 1e3))} ${unit?.name}`;
}
function shortestOver(age) {
	const some = age + 6e5;
	const unit = UNITS$1.find(({ letter, length }) => letter !== null && some >= 2 * length);
	return unit === void 0 ? "1h" : `${Math.ceil(some / unit.length)}${unit.letter}`;
}

// src/observe/gunzip.ts
function gunzipped(source) {
	let fault = null;
	async function* chunks() {
		try {
			const iterator = source[Symbol.asyncIterator]();
			const head = await firstBytes(iterator);
			const whole = rest(head, iterator);
			if (!(head[0] === 31 && head[1] === 139)) yield* whole;
			else yield* unpacked(whole);
		} catch (error) {
			fault = `it can't be read to its end: ${printable(error instanceof Error ? error.message : String(error))}`;
		}
	}
	return {
		chunks: chunks(),
		fault: () => fault
	};
}
async function* unpacked(packed) {
	const source = Readable.from(packed, { objectMode: false });
	const gunzip = createGunzip();
	source.on("error", (error) => gunzip.destroy(error));
	try {
		yield* source.pipe(gunzip);
	} finally {
		source.destroy();
	}
}
async function firstBytes(iterator) {
	let head = Buffer.alloc(0);
	while (head.length < 2) {
		const { value, done } = await iterator.next();
		if (done === true) break;
		head = Buffer.concat([head, value]);
	}
	return head;
}
async function* rest(head, iterator) {
	if (head.length > 0) yield head;
	for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
}

// src/plan/command-line.ts
const SHORT = "46Ab:D:d::e:Ffg:hIi:M:m:nO::o:P::p:qRrS:s::T:Vv::";
const WITH_VALUE = new Set("datadir servicedb versiondb max-os-tries max-parallelism min-parallelism timing max-rtt-timeout min-rtt-timeout initial-rtt-timeout excludefile exclude max-hostgroup min-hostgroup scanflags host-timeout scan-delay max-scan-delay max-retries oA oN oM oG oS oH oX iL iR sI source-port nsock-engine proxies proxy data data-string data-length stylesheet mtu spoof-mac ttl version-intensity dns-servers port-ratio exclude-ports top-ports script script-args script-args-file script-help script-timeout ip-options min-rate max-rate stats-every route-dst resume".split(" ").map((name) => `--${name}`));
const SAME = {
	"--timing": "-T",
	"-M": "--max-parallelism"
};
const LONG_NAMES = [...OPTION_NAMES.filter((name) => name.startsWith("--")), ...REFUSED_NAMES];
function commandFault(words) {
	if (words === null) return "options that can not be read: a quote is not closed";
	const [program = "", ...rest] = words;
	if (program === "" || program.startsWith("-")) return "options that it does not tell";
	const faults = /* @__PURE__ */ new Set();
	for (const taken of readOptions(rest)) {
		const fault = typeof taken === "string" ? `${printable(taken)} (no option that is known here)` : faultOf(taken);
		if (fault !== null) faults.add(fault);
		if (faults.size >= MOST_TOLD) break;
	}
	return faults.size === 0 ? null : [...faults].join(" and ");
}
const MOST_TOLD = 3;
function faultOf({ name, value }) {
	const why = optionFault(SAME[name] ?? name, value);
	if (why === null) return null;
	const written = value === null || value === "" ? name : `${name} ${value}`;
	return `${printable(written)} (${why})`;
}
function* readOptions(words) {
	for (let index = 0; index < words.length; index++) {
		const word = words[index];
		if (word === "--") return;
		if (!word.startsWith("-") || word === "-") continue;
		const next = words[index + 1] ?? null;
		const read = readLong(word, next) ?? (word.startsWith("--") ? null : readShort(word.slice(1), next));
		if (read === null) yield word;
		else {
			yield* read.options;
			if (read.usesNext) index++;
		}
	}
}
function readLong(word, next) {
	if (word.length === 2) return null;
	const at = word.indexOf("=");
	const written = word.slice(word.startsWith("--") ? 2 : 1, at === -1 ? void 0 : at).replaceAll("_", "-");
	const exact = LONG_NAMES.filter((name) => name === `--${written}`);
	const names = exact.length > 0 ? exact : LONG_NAMES.filter((name) => name.startsWith(`--${written}`));
	const stuck = at === -1 ? null : word.slice(at + 1);
	const taken = names.map((name) => ({
		name,
		value: stuck ?? (WITH_VALUE.has(name) ? next : null)
	}));
	const worst = taken.find(({ name, value }) => optionFault(SAME[name] ?? name, value) !== null) ?? taken[0];
	if (worst === void 0) return null;
	const usesNext = stuck === null && WITH_VALUE.has(worst.name);
	if (taken.some(({ name }) => WITH_VALUE.has(name) !== WITH_VALUE.has(worst.name)) && taken.length > 1) return null;
	return {
		options: [worst],
		usesNext
	};
}
function readShort(letters, next) {
	const options = [];
	for (const [index, letter] of [...letters].entries()) {
		const at = letter === ":" ? -1 : SHORT.indexOf(letter);
		if (at === -1) return null;
		const kind = /^:*/.exec(SHORT.slice(at + 1))?.[0] ?? "";
		const rest = letters.slice(index + 1);
		if (kind === "") options.push({
			name: `-${letter}`,
			value: null
		});
		else if (letter === "s") return {
			options: [...options, ...scanTypes(rest)],
			usesNext: false
		};
		else {
			const usesNext = kind === ":" && rest === "";
			return {
				options: [...options, {
					name: `-${letter}`,
					value: usesNext ? next : rest
				}],
				usesNext
			};
		}
	}
	return {
		options,
		usesNext: false
	};
}
function scanTypes(letters) {
	return [...letters].map((letter) => ({
		name: `-s${letter}`,
		value: null
	}));
}

// src/results.ts
async function judgeResults(policy, targets, { scanXml: files, maxAge }, startedAt, { now, openResults, say }) {
	const wants = spokenOf(targets);
	const judged = [];
	const scans = [];
	for (const file of files) {
		say(`reading ${printable(file)}`);
		const started = now();
		const { chunks, fault } = gunzipped(await openResults(file));
		const document = await readScan(chunks, { wants });
		if (document.fault?.kind === "not-nmap") {
			const message = `${printable(file)} holds no nmap results: ${document.fault.text}; write them with nmap -oX`;
			throw new InputError([{
				code: "not-nmap-xml",
				message
			}]);
		}
		const unread = fault();
		const read = {
			step: "sweep",
			document,
			failure: unread === null ? null : {
				code: "scan-truncated",
				text: `${printable(file)}: ${unread}`
			},
			covers: null
		};
		judged.push(read);
		const seconds = (now().getTime() - started.getTime()) / 1e3;
		const why = failureOf$2(read) ?? unproven(file, document);
		scans.push({
			command: printable(file),
			seconds,
			failure: unread ?? why?.text ?? null
		});
	}
	const grant = claim(policy, targets, scannedAs(judged));
	const versions = [...new Set(judged.map(({ document }) => document.scanner))].sort().join(", ");
	return {
		grant,
		observation: account(grant.owed, settled(judged, files, grant.owed, {
			now: startedAt,
			maxAge
		}), []),
		scanner: {
			name: "nmap",
			version: versions,
			privilege: "none"
		},
		scans,
		sweeps: [],
		stopped: null,
		notices: [
			...exclusionNotices(grant.excluded),
			`Nothing was scanned: the verdict rests on ${files.length === 1 ? "a file" : `${files.length} files`} of results made elsewhere.`,
			...files.map((file, index) => `${printable(file)}: nmap began that scan ${beganAt(judged[index])}.`)
		]
	};
}
function settled(judged, files, owed, limit) {
	const [broken = null] = judged.flatMap((one) => failureOf$2(one) ?? []).sort((a, b) => compareText(a.text, b.text));
	return judged.flatMap((one, index) => {
		const file = files[index] ?? "";
		const failure = failureOf$2(one) ?? broken ?? unproven(file, one.document);
		return failure === null ? splitByAge(one, owed, file, limit) : [{
			...one,
			failure
		}];
	}).sort((a, b) => compareText(a.failure?.text ?? "", b.failure?.text ?? ""));
}
function unproven(file, { command }) {
	const fault = commandFault(command);
	if (fault === null) return null;
	return {
		code: "refused-options",
		text: `${printable(file)} was made with ${fault}: what it does not show open proves nothing; scan again without them`
	};
}
function beganAt(judged) {
	const started = judged?.document.started ?? null;
	return started === null ? "at a time that it does not say" : `at ${started.toISOString()}`;
}
function scannedAs(judged) {
	const addresses = /* @__PURE__ */ new Map();
	for (const { document } of judged) for (const { address, userNames } of document.hosts.values()) for (const name of userNames) {
		const known = addresses.get(name);
		if (known === void 0) addresses.set(name, [address]);
		else if (!known.includes(address)) known.push(address);
	}
	return addresses;
}

// src/pipeline.ts
async function check(request, effects) {
	const startedAt = effects.now();
	const policy = await readPolicy(request.policyFile, effects);
	const targets = selectTargets(policy, request.targets);
	const failOn = request.failOn ?? policy.failOn;
	const judge = ({ grant, observation }) => compare(policy, targets, grant, observation, startedAt);
	const { evidence, comparison } = request.scanXml.length > 0 ? judged(await judgeResults(policy, targets, request, startedAt, effects), judge) : await confirmed(await scanTargets(policy, targets, request, startedAt, effects), judge, policy, failOn);
	const decision = decide(comparison.findings, comparison.unobserved.length === 0, {
		failOn,
		onIncomplete: request.onIncomplete,
		withdrawn: comparison.withdrawn
	});
	return {
		kind: "report",
		...decision,
		failOn,
		...about(policy, targets),
		...found(evidence, comparison),
		notices: [
			...policy.warnings.map(formatProblem),
			...evidence.notices,
			...loudly(decision, comparison)
		],
		startedAt,
		finishedAt: effects.now()
	};
}
function judged(evidence, judge) {
	return {
		evidence,
		comparison: judge(evidence)
	};
}
const MOST_REPEATED = 3;
async function confirmed(scanned, judge, policy, failOn) {
	const first = judge(scanned);
	const doubts = toConfirm(first, policy, failOn);
	if (doubts.length === 0) return {
		evidence: scanned,
		comparison: first
	};
	let evidence = await scanned.confirm(doubts);
	for (let again = 0; again < MOST_REPEATED; again++) {
		const silent = stillSilent(doubts, evidence.observation);
		if (silent.length === 0) break;
		evidence = await scanned.confirm(silent);
	}
	const { observation, stopped } = evidence;
	const once = stopped === null ? [] : unconfirmed(judge(evidence), policy, failOn, observation, stopped);
	const whole = {
		...evidence,
		observation: {
			...observation,
			unobserved: [...observation.unobserved, ...once]
		}
	};
	const comparison = judge(whole);
	const notices = [unconfirmedNotice(once, observation), confirmationNotice(doubts, observation, comparison)];
	return {
		evidence: {
			...whole,
			notices: [...evidence.notices, ...notices.filter((one) => one !== null)]
		},
		comparison
	};
}
async function readPolicy(file, effects) {
	return parsePolicy(decodePolicy(await effects.readPolicy(file), file), file);
}
function about({ file, environment, authorization, targets: all }, targets) {
	return {
		policy: {
			file,
			environment,
			targets: targets.map(({ name }) => name),
			looksAt: targets.map(owedPorts),
			selected: targets.length < all.length
		},
		authorization: authorization === null ? null : {
			by: authorization.by,
			reference: authorization.reference,
			expires: authorization.expires.value
		}
	};
}
function found({ grant, observation, scanner, scans, sweeps }, { findings, owed, answered, addresses, unobserved }) {
	const byAddress = groupBy(grant.hosts, ({ address }) => address);
	const hosts = [];
	for (const [address, seen] of observation.hosts) {
		const granted = byAddress.get(address);
		if (granted === void 0) continue;
		const names = [...new Set(granted.map(({ host }) => host))];
		hosts.push({
			...seen,
			hosts: names,
			targets: [...new Set(granted.map(({ target }) => target))]
		});
	}
	return {
		coverage: {
			owed,
			answered,
			addresses,
			unobserved,
			excluded: grant.excluded
		},
		discovery: observation.discovery === null ? null : recordDiscovery(observation.discovery),
		findings,
		hosts,
		scanner,
		scans,
		sweeps
	};
}
function loudly({ verdict, exitCode }, { withdrawn }) {
	if (verdict !== "inconclusive") return [];
	if (exitCode === 0) return ["WARNING: the scan was incomplete and proves nothing; the exit status is 0 only because on-incomplete is \"warn\"."];
	return withdrawn ? ["What would fail the build may be hidden: no later probe confirmed or identified what one probe found. Such a run ends with 3, whatever on-incomplete says."] : [];
}

// src/outcome.ts
async function checkOutcome(request, effects) {
	const startedAt = effects.now();
	try {
		return await check(request, effects);
	} catch (error) {
		return failureOf$1(error, request.policyFile, startedAt, effects.now());
	}
}
function failureOf$1(error, file, startedAt, finishedAt) {
	const about = {
		kind: "failure",
		policy: {
			file: printable(file, 1e3),
			environment: null
		},
		startedAt,
		finishedAt
	};
	if (error instanceof InputError) return {
		...about,
		exitCode: 2,
		problems: error.problems
	};
	return {
		...about,
		exitCode: 3,
		problems: [toolProblem(error)]
	};
}
function toolProblem(error) {
	if (error instanceof ToolError) return {
		code: "tool-failure",
		message: error.message
	};
	const where = error instanceof Error ? error.stack ?? error.message : String(error);
	return {
		code: "internal-error",
		message: `this is a defect of exposure-gate, please report it: ${printable(where, 1e3)}`
	};
}

// src/outputs.ts
async function clearOutputs(files, inputs) {
	const problems = [];
	const taken = /* @__PURE__ */ new Map();
	for (const input of inputs) taken.set(await identityOf(input), "this run reads it");
	for (const file of files) {
		const identity = await identityOf(file);
		const why = file === "" ? "it has no name" : taken.get(identity) ?? await clear(file);
		if (why !== null) problems.push(refusal(file, why));
		taken.set(identity, "it is named for two reports");
	}
	refuse$1(problems);
}
async function discardOutputs(files, inputs) {
	await clearOutputs(files, inputs).catch(() => {});
}
async function clear(file) {
	try {
		await mkdir(dirname(file), { recursive: true });
		const kind = await kindOf(file);
		if (kind === "folder") return "it is a folder";
		if (kind === "special") return null;
		await rm(file, { force: true });
		await rm(await stage({
			file,
			text: []
		}));
		return null;
	} catch (error) {
		return reasonOf(error);
	}
}
async function identityOf(file) {
	return realpath(file).catch(() => resolve(file));
}
async function kindOf(file) {
	const found = await lstat(file).catch(() => null);
	if (found === null || found.isFile()) return "file";
	if (found.isDirectory()) return "folder";
	if (!found.isSymbolicLink()) return "special";
	if (/^\/(?:dev|proc)\//.test(resolve(file))) return "special";
	const target = await stat(file).catch(() => null);
	return target === null || target.isFile() || target.isDirectory() ? "file" : "special";
}
async function writeOutputs(outputs, between) {
	const staged = [];
	const placed = [];
	try {
		for (const output of outputs) staged.push(await stage(output));
		await between();
		for (const [index, { file }] of outputs.entries()) {
			const from = staged[index];
			if (from === file) continue;
			await rename(from, file);
			placed.push(file);
		}
	} catch (error) {
		const left = [...placed, ...staged.filter((from, index) => from !== outputs[index]?.file)];
		await Promise.all(left.map((file) => rm(file, { force: true }).catch(() => {})));
		throw error instanceof ToolError ? error : new ToolError(`a report could not be written: ${printable(reasonOf(error))}`);
	}
}
async function stage({ file, text }) {
	const special = await kindOf(file) === "special";
	const place = special ? file : join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
	const handle = await open(place, "w");
	try {
		for (const batch of batches(text)) await handle.writeFile(batch);
		if (!special) await handle.sync();
	} catch (error) {
		if (!special) await rm(place, { force: true });
		throw error;
	} finally {
		await handle.close();
	}
	return place;
}
function refusal(file, why) {
	return {
		code: "bad-output",
		message: `no report can be written to "${printable(file)}": ${printable(why)}`
	};
}
function reasonOf(error) {
	return error instanceof Error ? error.message : String(error);
}
const BATCH = 65536;
function* batches(pieces) {
	let batch = "";
	for (const piece of pieces) {
		batch += piece;
		if (batch.length < BATCH) continue;
		yield batch;
		batch = "";
	}
	if (batch !== "") yield batch;
}
async function writeStdout(text) {
	for (const batch of typeof text === "string" ? [text] : batches(text)) await writeBatch(batch);
}
function writeBatch(text) {
	return new Promise((done, reject) => {
		const fail = (error) => reject(new ToolError(`stdout could not be written: ${error.message}`));
		process.stdout.once("error", fail);
		process.stdout.write(text, (error) => {
			if (error) return fail(error);
			process.stdout.off("error", fail);
			done();
		});
	});
}

// src/report/serialize.ts
const STEP = "  ";
function* serialize(value) {
	for (const piece of pieces(value, "")) yield piece.replace(/[^\n\x20-\x7e\p{Script=Latin}]/gu, (character) => [...utf16(character)].join("")).replace(/##(?=\[)/g, "#\\u0023");
	yield "\n";
}
function* pieces(value, indent) {
	if (typeof value !== "object" || value === null) yield JSON.stringify(value);
	else if (Array.isArray(value)) yield* items(value, indent, (item, deeper) => pieces(item, deeper));
	else if (isIterable(value)) yield* items(value, indent, (item, deeper) => [whole$1(item, deeper)]);
	else yield* fields(value, indent);
}
function* items(list, indent, write) {
	const deeper = indent + STEP;
	let empty = true;
	for (const item of list) {
		yield `${empty ? "[" : ","}\n${deeper}`;
		empty = false;
		yield* write(item, deeper);
	}
	yield empty ? "[]" : `\n${indent}]`;
}
function* fields(value, indent) {
	const deeper = indent + STEP;
	let empty = true;
	for (const [key, field] of Object.entries(value)) {
		if (field === void 0) continue;
		yield `${empty ? "{" : ","}\n${deeper}${JSON.stringify(key)}: `;
		empty = false;
		yield* pieces(field, deeper);
	}
	yield empty ? "{}" : `\n${indent}}`;
}
function whole$1(value, indent) {
	return JSON.stringify(value, null, STEP).replaceAll("\n", `\n${indent}`);
}
function isIterable(value) {
	return Symbol.iterator in value;
}
function* utf16(character) {
	for (let index = 0; index < character.length; index++) yield `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
}

// src/report/json.ts
const LISTED = {
	open: 500,
	"open|filtered": 100,
	unfiltered: 100
};
const LISTED_STATES = PORT_STATES.filter((state) => state in LISTED);
function renderJson(outcome) {
	return serialize(outcome.kind === "report" ? reportOf(outcome) : failureOf(outcome));
}
const FRAME = {
	reportVersion: 1,
	generator: {
		name: TOOL_NAME,
		version: TOOL_VERSION
	}
};
function reportOf(report) {
	const { policy, authorization, coverage, scanner } = report;
	return {
		...FRAME,
		verdict: report.verdict,
		exitCode: judgedExit(report),
		failOn: report.failOn,
		policy: {
			file: policy.file,
			environment: policy.environment,
			targets: [...policy.targets]
		},
		authorization: authorization === null ? null : {
			by: authorization.by,
			reference: authorization.reference,
			expires: authorization.expires
		},
		startedAt: report.startedAt.toISOString(),
		finishedAt: report.finishedAt.toISOString(),
		scanner: {
			name: scanner.name,
			version: scanner.version,
			privilege: scanner.privilege,
			data: scanner.data
		},
		scans: report.scans.map(({ command, seconds, failure }) => ({
			command,
			seconds: rounded(seconds),
			failure
		})),
		sweeps: report.sweeps.map(sweepOf),
		discovery: report.discovery === null ? null : {
			...report.discovery,
			downAddresses: [...report.discovery.downAddresses]
		},
		coverage: {
			owed: coverage.owed,
			answered: coverage.answered,
			addresses: coverage.addresses,
			unobserved: each(coverage.unobserved, ({ target, host, address, protocol, ports, reason }) => ({
				target,
				host,
				address,
				protocol,
				ports: formatPorts(ports),
				reason: reason.code,
				detail: reason.text
			})),
			excluded: coverage.excluded.map(({ target, exclude, location, count, addresses }) => ({
				target,
				exclude,
				location: placeOf(location),
				count,
				addresses: [...addresses]
			}))
		},
		findings: each(report.findings, findingOf),
		hosts: each(report.hosts, hostOf),
		notices: [...report.notices]
	};
}
function* each(list, make) {
	for (const item of list) yield make(item);
}
function sweepOf(sweep) {
	return {
		family: sweep.family,
		protocol: sweep.protocol,
		addresses: sweep.addresses,
		owed: sweep.owed,
		probes: sweep.probes,
		passes: sweep.passes,
		rate: sweep.rate === null ? null : rounded(sweep.rate),
		seconds: rounded(sweep.seconds),
		loss: sweep.loss,
		missed: sweep.missed,
		recaptured: sweep.recaptured,
		evidence: sweep.evidence,
		patient: sweep.patient
	};
}
function rounded(value) {
	return Math.round(value * 1e3) / 1e3;
}
function failureOf({ exitCode, policy, problems, startedAt, finishedAt }) {
	return {
		...FRAME,
		verdict: "error",
		exitCode,
		policy: {
			file: policy.file,
			environment: policy.environment
		},
		problems: problems.map(({ code, message, location }) => ({
			code,
			message,
			location: location === void 0 ? null : placeOf(location)
		})),
		startedAt: startedAt.toISOString(),
		finishedAt: finishedAt.toISOString()
	};
}
function judgedExit({ exitCode }) {
	if (exitCode === 2) throw new RangeError("a run that judged something does not end with 2");
	return exitCode;
}
function findingOf(finding) {
	const { waived, location } = finding;
	return {
		code: finding.code,
		severity: finding.severity,
		level: finding.level,
		target: finding.target,
		host: finding.host,
		address: finding.address,
		protocol: finding.protocol,
		port: finding.port,
		ports: finding.ports,
		state: finding.state,
		service: finding.service,
		product: finding.product,
		version: finding.version,
		message: finding.message,
		location: placeOf(location),
		others: finding.others.map((other) => ({
			target: other.target,
			location: placeOf(other.location)
		})),
		fingerprint: finding.fingerprint,
		waived: waived === null ? null : {
			reason: waived.reason,
			owner: waived.owner,
			expires: waived.expires,
			ticket: waived.ticket,
			location: placeOf(waived.location)
		}
	};
}
function placeOf({ file, line, column }) {
	return {
		file,
		line,
		column
	};
}
function hostOf(host) {
	const scanned = PROTOCOLS.flatMap((protocol) => {
		const answers = host.protocols[protocol];
		return answers === void 0 ? [] : [{
			protocol,
			answers
		}];
	});
	return {
		address: host.address,
		names: [...host.names],
		declaredAs: [...host.hosts],
		targets: [...host.targets],
		state: host.state,
		ports: scanned.flatMap(({ protocol, answers }) => portsOf(protocol, answers)),
		states: Object.fromEntries(scanned.map(({ protocol, answers }) => [protocol, countsOf(answers)])),
		facts: host.facts.map(({ protocol, port, source, text }) => ({
			protocol,
			port,
			source,
			text
		}))
	};
}
function portsOf(protocol, { states, details, second = {} }) {
	const singly = [];
	const inBulk = [];
	for (const state of LISTED_STATES) {
		const ports = states[state] ?? [];
		if (portCount(ports) > LISTED[state]) inBulk.push({
			protocol,
			ports: formatPorts(ports),
			state
		});
		else for (const port of eachPort(ports)) {
			const again = PORT_STATES.find((other) => hasPort(second[other] ?? [], port)) ?? null;
			singly.push({
				...portOf(protocol, port, state, details.get(port)),
				second: again
			});
		}
	}
	return [...singly.sort((a, b) => a.port - b.port), ...inBulk];
}
function portOf(protocol, port, state, detail) {
	const service = detail?.service ?? null;
	return {
		protocol,
		port,
		state,
		reason: detail?.reason ?? null,
		service: service === null ? null : {
			name: service.name,
			product: service.product,
			version: service.version,
			confidence: service.confidence,
			method: service.method,
			tunnel: service.tunnel
		}
	};
}
function countsOf({ states }) {
	return Object.fromEntries(PORT_STATES.map((state) => [state, portCount(states[state] ?? [])]).filter(([, count]) => count > 0));
}

// src/report/escape.ts
const MESSAGE_LIMIT = 1e3;
function plain(text, limit = MESSAGE_LIMIT) {
	const shown = printable(text.slice(0, limit + 1), Number.POSITIVE_INFINITY);
	return shown.length > limit ? `${shown.slice(0, limit)}...` : shown;
}
function sarifText(text, limit = MESSAGE_LIMIT) {
	return plain(text, limit).replace(/[\\[\]]/g, "\\$&").replace(/[{}]/g, "$&$&");
}
const MARKUP = /[&<>\\`*_[\]{}~|^!]|[@#$]|:(?=\S)|www(?=\.)|GH-(?=\d)|^[-+=]|(?<=^\d+)[.)]/gi;
const BROKEN = /^(?:[@#$:]|www|GH-)$/i;
function markdown(text, limit = MESSAGE_LIMIT) {
	return plain(text, limit).replace(MARKUP, (mark) => {
		const written = mark.length === 1 && mark !== ":" ? `&#${mark.codePointAt(0)};` : mark;
		return BROKEN.test(mark) ? `${written}<wbr>` : written;
	});
}
function code(text, limit = MESSAGE_LIMIT) {
	const shown = plain(text, limit);
	if (shown.trim() === "") return "";
	return /[`|\\]/.test(shown) ? `<code>${markdown(shown, Number.POSITIVE_INFINITY)}</code>` : `\`${shown}\``;
}

// src/report/sarif-location.ts
const SNIPPET_LIMIT = 200;
const NODE_LIMIT = 1e3;
function locator({ repository, sources }) {
	const files = new Map([...sources].map(([file, text]) => [file, text.split(/\r?\n/)]));
	return (place) => ({ physicalLocation: {
		artifactLocation: {
			uri: relativeUri(place.file, repository),
			uriBaseId: "%SRCROOT%"
		},
		region: regionOf(place, files.get(place.file)?.[place.line - 1] ?? "")
	} });
}
function regionOf({ line, column }, text) {
	const start = {
		startLine: line,
		startColumn: column,
		endLine: line
	};
	const node = nodeAt(text.slice(column - 1, column - 1 + NODE_LIMIT));
	if (node === "") return start;
	return {
		...start,
		endColumn: column + node.length,
		snippet: { text: plain(node, SNIPPET_LIMIT) }
	};
}
const QUOTED = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/;
const COLLECTION = /^(?:\{(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^{}"'])*\}|\[(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^[\]"'])*\]|[{[].*)/;
const PLAIN = /^(?:(?! +#|: |:$|[,[\]{}]).)+/;
function nodeAt(text) {
	return (QUOTED.exec(text) ?? COLLECTION.exec(text) ?? PLAIN.exec(text))?.[0].trimEnd() ?? "";
}
function logicalLocation({ code, target, host, address, protocol, port }) {
	const place = host ?? address;
	const names = [
		target,
		place,
		port,
		protocol
	].map((name) => plain(String(name ?? ""))).filter((name) => name !== "");
	return {
		name: plain(port === null ? place ?? target : `${port}/${protocol}`) || code,
		fullyQualifiedName: names.join("/") || code,
		kind: "resource"
	};
}
function relativeUri(file, { root, workingDirectory }) {
	return relative(root, resolve(workingDirectory, file)).split(sep).filter((segment) => segment !== "" && segment !== "..").map((segment) => encodeURIComponent(segment.replace(/\p{Surrogate}/gu, "�"))).join("/") || "_";
}

// src/report/sarif-rules.ts
const SCORES = {
	critical: "9.5",
	high: "8.0",
	medium: "5.5",
	low: "2.0",
	note: "0.1"
};
const LEVEL_OF = {
	critical: "error",
	high: "error",
	medium: "error",
	low: "warning",
	note: "note"
};
const PROBLEM_SEVERITIES = {
	error: "error",
	warning: "warning",
	note: "recommendation"
};
function sarifRules(rules) {
	return rules.flatMap((rule) => gradesOf(rule).map((severity) => descriptor(rule, severity)));
}
function ruleIdOf(finding, rules) {
	const rule = rules.find(({ code }) => code === finding.code);
	if (rule === void 0) throw new TypeError(`no rule for ${finding.code}`);
	return idOf(rule, finding.severity ?? rule.severity);
}
function gradesOf({ code, graded, severity }) {
	if (graded) return SEVERITIES;
	return ADJUSTABLE_CODES.some((adjustable) => adjustable === code) ? [severity, ...SEVERITIES.filter((other) => other !== severity)] : [severity];
}
function idOf(rule, severity) {
	return isUsual(rule, severity) ? rule.code : `${rule.code}-${severity}`;
}
function isUsual(rule, severity) {
	return !rule.graded && severity === rule.severity;
}
function descriptor(rule, severity) {
	const id = idOf(rule, severity);
	const level = LEVEL_OF[severity];
	const properties = {
		tags: [.../* @__PURE__ */ new Set(["security", ...rule.tags])],
		precision: rule.precision,
		"problem.severity": PROBLEM_SEVERITIES[level],
		"security-severity": SCORES[severity]
	};
	return {
		id,
		name: pascalCase(id),
		shortDescription: { text: isUsual(rule, severity) ? rule.title : `${rule.title} (${severity})` },
		fullDescription: { text: rule.description },
		help: {
			text: rule.help.text,
			markdown: rule.help.markdown
		},
		helpUri: rule.helpUri,
		defaultConfiguration: { level },
		properties
	};
}
function pascalCase(id) {
	return id.replace(/(?:^|-)([a-z])/g, (_, letter) => letter.toUpperCase());
}

// src/report/scan-words.ts
const EVIDENCE = {
	retries: "the scanner repeated what went unanswered",
	canaries: "known open ports, asked again in every part of it",
	resets: "closed ports that answered",
	connects: "the time that connections took",
	path: "known open ports of other hosts on the same path",
	none: "nothing came back, so that loss was assumed"
};
function evidenceWords({ evidence }) {
	return EVIDENCE[evidence];
}
function times(passes) {
	return passes === 1 ? "once" : passes === 2 ? "twice" : `${grouped(passes)} times`;
}
function rateWords({ rate }) {
	return rate === null ? "its own pace" : `${grouped(Math.round(rate))} a second`;
}
function lossWords({ loss }) {
	return loss === null ? "not measured" : `${(loss * 100).toFixed(1)} %`;
}
function missedWords({ missed }) {
	if (missed === 0) return "0";
	if (missed < 1e-6) return "under 0.000001";
	if (missed >= 10) return grouped(Math.round(missed));
	return missed.toFixed(Math.max(0, 1 - Math.floor(Math.log10(missed)))).replace(/\.?0+$/, "");
}
function sweptWords({ protocol, family, addresses }) {
	return `${protocol} over ${family}, ${counted(addresses, "address", "addresses")}`;
}
function sweepWords(sweep) {
	if (sweep.passes === 0) return `The sweep (${sweptWords(sweep)}) ended before it had asked each of ${counted(sweep.owed, "port")} once.`;
	if (sweep.evidence === "retries" && sweep.rate === null) return `The sweep (${sweptWords(sweep)}) asked ${counted(sweep.owed, "port")} at the scanner's own pace, which asks again where nothing answers.${patientWords(sweep)}`;
	const pace = sweep.rate === null ? "at the scanner's own pace" : `at up to ${grouped(Math.round(sweep.rate))} packets a second`;
	const loss = sweep.loss === null ? "loss could not be measured" : `${lossWords(sweep)} of the answers of known open ports were lost`;
	return `The sweep (${sweptWords(sweep)}) asked ${counted(sweep.owed, "port")} ${sweep.rate === null ? "" : "at least "}${times(sweep.passes)} ${pace}; ${loss}; it expects to have missed ${missedWords(sweep)} open ports (evidence: ${evidenceWords(sweep)}).${patientWords(sweep)}`;
}
function patientWords({ patient }) {
	if (patient === null || patient.ports === 0) return "";
	const { ports, hosts, answered, answersWithin } = patient;
	return ` ${`${counted(ports, "silent port")} of ${counted(hosts, "host")} ${ports === 1 ? "was" : "were"} asked again by connect() and waited for at least 5 s: ${grouped(answered)} answered`}; ${answersWithin === null ? "nothing answered at all" : `the slowest host answers within ${grouped(Math.ceil(answersWithin))} ms`}.`;
}
function discoveryWords({ asked, up, down, downAddresses, probes }) {
	const how = probes === "" ? "" : ` (${probes})`;
	const unknown = asked - up - down;
	const shown = addressRanges(downAddresses);
	const unlisted = down - downAddresses.length;
	const more = unlisted > 0 ? ` and ${grouped(unlisted)} more` : "";
	return [
		`${counted(asked, "address was", "addresses were")} asked first whether anything is there${how}: ${grouped(up)} up`,
		...down === 0 ? [] : [`${grouped(down)} down by these probes, and asked for nothing but required ports: ${shown}${more}`],
		...unknown === 0 ? [] : [`${grouped(unknown)} without an answer`]
	].join("; ");
}
function factWords({ protocol, port, source }) {
	return port === null ? source : `${port}/${protocol} ${source}`;
}

// src/report/sarif.ts
const RESULT_LIMIT = 5e3;
const RESULT_BYTES = 9e6;
const NOTIFICATION_LIMIT = 100;
const SWEEP_LIMIT = 20;
const EVIDENCE_LIMIT = 200;
const OTHERS_LIMIT = 20;
function renderSarif(outcome, options) {
	const log = {
		$schema: "https://json.schemastore.org/sarif-2.1.0.json",
		version: "2.1.0",
		runs: [outcome.kind === "report" ? reportRun(outcome, options) : failureRun(outcome, options)]
	};
	return serialize(log);
}
function reportRun(report, options) {
	const reported = report.findings.filter(({ waived }) => options.includeWaived || waived === null);
	const rules = sarifRules(options.rules);
	const context = {
		options,
		ruleIndexes: new Map(rules.map(({ id }, index) => [id, index])),
		locate: locator(options)
	};
	const results = [];
	let bytes = 0;
	for (const finding of reported) {
		const result = resultOf(finding, context);
		bytes += Buffer.byteLength(JSON.stringify(result));
		if (results.length === 5e3 || bytes > RESULT_BYTES) break;
		results.push(result);
	}
	const cut = cutWords(results.length, reported.length);
	const [worst] = results;
	if (cut !== null && worst !== void 0) worst.message = { text: `${worst.message.text} (${cut})` };
	const successful = isCompleteRun(report);
	return {
		...frame(report, options),
		invocations: [{
			...invocation(report),
			executionSuccessful: successful,
			toolExecutionNotifications: reportNotifications(report, successful, cut)
		}],
		results,
		properties: {
			verdict: report.verdict,
			failOn: report.failOn,
			coverage: coverageWords(report.coverage),
			scanner: plain(scannerWords(report.scanner)),
			...report.sweeps.length === 0 ? {} : { sweeps: report.sweeps.slice(0, SWEEP_LIMIT).map(sweepWords) },
			...report.discovery === null ? {} : { discovery: plain(discoveryWords(report.discovery)) }
		}
	};
}
function failureRun(failure, options) {
	const locate = locator(options);
	const notifications = failure.problems.map(({ code, message, location }) => ({
		level: "error",
		message: { text: `${sarifText(message)} (${sarifText(code)})` },
		...location === void 0 ? {} : { locations: [locate(location)] }
	}));
	const said = failure.exitCode === 2 ? { toolConfigurationNotifications: notifications } : { toolExecutionNotifications: notifications };
	return {
		...frame(failure, options),
		invocations: [{
			...invocation(failure),
			executionSuccessful: false,
			...said
		}],
		results: [],
		properties: { verdict: "error" }
	};
}
function frame({ policy }, options) {
	return {
		tool: { driver: {
			name: TOOL_NAME,
			fullName: `${TOOL_NAME} ${TOOL_VERSION}`,
			version: TOOL_VERSION,
			semanticVersion: TOOL_VERSION,
			informationUri: TOOL_URL,
			rules: sarifRules(options.rules)
		} },
		automationDetails: { id: `${category(policy, options)}/` },
		...provenance(options.repository),
		columnKind: "utf16CodeUnits"
	};
}
function category(policy, { category: given, repository }) {
	if (given !== null) return given;
	const path = policy.file === "" ? "" : relativeUri(policy.file, repository);
	const isDefault = DEFAULT_POLICIES.some((file) => file === path);
	const some = "selected" in policy && policy.selected ? policy.targets.join("+") : "";
	return [
		TOOL_NAME,
		policy.environment ?? "",
		isDefault ? "" : path,
		some
	].filter((part) => part !== "").join("/");
}
function provenance({ revision }) {
	if (revision === null) return {};
	const { uri, commit, branch } = revision;
	return { versionControlProvenance: [{
		repositoryUri: uri,
		...commit === null ? {} : { revisionId: commit },
		...branch === null ? {} : { branch: plain(branch) },
		mappedTo: { uriBaseId: "%SRCROOT%" }
	}] };
}
function invocation({ exitCode, startedAt, finishedAt }) {
	return {
		exitCode,
		startTimeUtc: startedAt.toISOString(),
		endTimeUtc: finishedAt.toISOString()
	};
}
function resultOf(finding, { options, ruleIndexes, locate }) {
	const ruleId = ruleIdOf(finding, options.rules);
	const { waived } = finding;
	return {
		ruleId,
		ruleIndex: ruleIndexes.get(ruleId) ?? -1,
		level: finding.level,
		message: { text: sarifText(finding.message).trim() || finding.code },
		locations: [{
			...locate(finding.location),
			logicalLocations: [logicalLocation(finding)]
		}],
		partialFingerprints: { primaryLocationLineHash: finding.fingerprint },
		...relatedLocations(finding, locate),
		...waived === null ? {} : { suppressions: [{
			kind: "external",
			justification: `${plain(waived.reason)} (${plain(waived.owner, EVIDENCE_LIMIT)}, until the end of ${waived.expires} UTC)`
		}] },
		properties: evidence(finding)
	};
}
function relatedLocations({ waived, others }, locate) {
	const places = [...waived === null ? [] : [{
		location: waived.location,
		text: "Waiver that suppresses this finding"
	}], ...others.slice(0, OTHERS_LIMIT).map(({ target, location }) => ({
		location,
		text: `Target ${target}, which has the same address`
	}))];
	if (places.length === 0) return {};
	return { relatedLocations: places.map(({ location, text }, index) => ({
		id: index + 1,
		...locate(location),
		message: { text: sarifText(text) }
	})) };
}
function evidence(finding) {
	const { severity, target, host, address, protocol, port, ports, state, service, product, version } = finding;
	return Object.fromEntries(Object.entries({
		severity,
		target,
		host,
		address,
		protocol,
		port,
		ports,
		state,
		service,
		product,
		version
	}).filter(([, value]) => value !== null).map(([key, value]) => [key, typeof value === "string" ? plain(value, EVIDENCE_LIMIT) : value]));
}
function reportNotifications(report, successful, cut) {
	const level = successful ? "warning" : "error";
	const failed = report.scans.flatMap(({ command, failure }) => failure === null ? [] : [notification(level, `${plain(failure)}: ${plain(command)}`)]);
	const unobserved = foldGaps(report.coverage.unobserved).map(({ target, where, protocol, ports, reason }) => notification(level, `Not observed: ${protocol === null ? "" : `${protocol} ports ${formatPorts(ports)} of `}${where}, target ${target}: ${reason.text} (${reason.code})`));
	const notices = report.notices.map((notice) => notification("note", notice));
	return [
		...successful ? [] : [notification(level, meaning(report))],
		...cut === null ? [] : [notification("warning", cut)],
		...limited(failed, "scans that failed"),
		...limited(unobserved, "gaps"),
		...limited(notices, "notices")
	];
}
function limited(all, what) {
	const rest = all.length - NOTIFICATION_LIMIT;
	if (rest <= 0) return all;
	return [...all.slice(0, NOTIFICATION_LIMIT), notification("warning", `${grouped(rest)} more ${what} are left out here.`)];
}
function notification(level, text) {
	return {
		level,
		message: { text: sarifText(text).trim() || level }
	};
}
function cutWords(kept, all) {
	if (kept === all) return null;
	return `This file holds the ${grouped(kept)} most severe of ${grouped(all)} findings; ${grouped(all - kept)} were left out.`;
}

// src/report/excerpt.ts
const WIDTH = 100;
const LEAD = 60;
function excerpt(source, { line, column }) {
	const text = source.split("\n")[line - 1]?.replace(/\r$/, "");
	if (text === void 0 || text.trim() === "") return [];
	const at = Math.min(column - 1, text.length);
	const from = at > 99 ? at - LEAD : 0;
	const before = whole(text.slice(from, at));
	const after = whole(text.slice(at, from + WIDTH));
	const shown = `${from > 0 ? "..." : ""}${before}`;
	const dots = from + WIDTH < text.length ? "..." : "";
	const word = /^[^\s,\]}]*/.exec(after)?.[0].length ?? 0;
	const gutter = " ".repeat(String(line).length);
	return [
		`${gutter} |`,
		`${line} | ${shown}${after}${dots}`,
		`${gutter} | ${" ".repeat(shown.length)}^${"~".repeat(Math.max(word - 1, 0))}`
	];
}
function whole(text) {
	return plain(text.replace(/\t/g, " "), Number.POSITIVE_INFINITY);
}

// src/report/text.ts
const GRADE_STYLES = {
	critical: ["red", "bold"],
	high: "red",
	medium: "yellow",
	low: "yellow",
	note: "cyan",
	incomplete: "magenta"
};
const VERDICT_STYLES = {
	pass: ["green", "bold"],
	fail: ["red", "bold"],
	inconclusive: ["magenta", "bold"]
};
const NOTICE_LIMIT = 20;
const FACT_SHOWN = 120;
function* renderText(outcome, { color, sources }) {
	const paint = color ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;
	const lines = outcome.kind === "report" ? reportLines(outcome, paint, sources) : failureLines(outcome, paint, sources);
	for (const line of lines) yield `${withoutCommands(line)}\n`;
}
function* reportLines(report, paint, sources) {
	const standing = report.findings.filter(({ waived }) => waived === null);
	const waived = report.findings.filter((finding) => finding.waived !== null);
	const judged = [...standing, ...waived];
	for (const [index, finding] of judged.entries()) {
		yield findingLine(finding, paint);
		const next = judged[index + 1];
		if (next === void 0 || compareLocations(placeOf$1(finding), placeOf$1(next)) !== 0) yield* excerptLines(placeOf$1(finding), paint, sources);
	}
	const run = runLines(report, paint);
	yield* run;
	if (judged.length + run.length > 0) yield "";
	yield meaning(report);
	yield verdictLine(report, standing, paint);
}
function findingLine(finding, paint) {
	const { waived } = finding;
	const grade = gradeOf(finding);
	const word = waived === null ? paint(GRADE_STYLES[grade] ?? "reset", `${grade}:`) : paint("dim", `${grade}, waived until ${waived.expires}:`);
	const why = waived === null ? "" : ` (${plain(waived.reason)}; ${plain(waived.owner)})`;
	return `${place(placeOf$1(finding), paint)} ${word} ${plain(finding.message)}${why} ${paint("dim", `[${finding.code}]`)}`;
}
function runLines(report, paint) {
	const swept = [...report.discovery === null ? [] : [discoveryWords(report.discovery)], ...report.sweeps.map(sweepWords)];
	const facts = report.hosts.flatMap(({ address, facts: found }) => found.map((fact) => ({
		address,
		fact
	})));
	return [
		...someLines(byReason$1(report.coverage.unobserved), ({ reason, hosts, ports }) => `${paint("magenta", "not observed:")} ${ports === 0 ? "" : `${counted(ports, "port")} on `}${counted(hosts, "host")}: ${plain(reason.text)} ${paint("dim", `[${reason.code}]`)}`),
		...someLines(report.scans.filter(({ failure }) => failure !== null), ({ command, seconds, failure }) => `${paint("magenta", "scan failed:")} ${plain(failure ?? "")}, after ${duration$1(seconds)}: ${plain(command)}`),
		...someLines(swept, (words) => `${paint("cyan", "scanned:")} ${plain(words)}`),
		...someLines(facts, ({ address, fact }) => `${paint("cyan", "fact:")} ${address} ${plain(factWords(fact), 100)}: ${plain(fact.text, FACT_SHOWN)}`),
		...someLines(report.notices, (notice) => `${paint("cyan", "note:")} ${plain(notice)}`)
	];
}
function someLines(items, lineOf) {
	const shown = items.slice(0, NOTICE_LIMIT).map(lineOf);
	const rest = items.length - shown.length;
	return rest === 0 ? shown : [...shown, `and ${grouped(rest)} more`];
}
function verdictLine(report, standing, paint) {
	const graded = standing.filter(({ severity }) => severity !== null);
	const waived = report.findings.length - standing.length;
	const inconclusive = report.verdict === "inconclusive";
	const findings = [graded.length === 0 ? `no findings${inconclusive ? " so far" : ""}` : `${counted(graded.length, "finding")} (${bySeverity(graded)})`, ...waived > 0 ? [`${grouped(waived)} waived`] : []];
	const coverage = coverageWords(report.coverage);
	const facts = [
		...inconclusive ? [coverage, ...findings] : [...findings, coverage],
		counted(report.hosts.length, "host"),
		plain(scannerWords(report.scanner)),
		elapsed(report)
	];
	return `${paint(VERDICT_STYLES[report.verdict], report.verdict.toUpperCase())}  ${facts.join(", ")}`;
}
function failureLines(failure, paint, sources) {
	const told = failure.problems.flatMap((problem) => problemLines(problem, paint, sources));
	const facts = `${counted(failure.problems.length, "problem")}, exit status ${failure.exitCode}`;
	return [
		...told,
		"",
		failureMeaning(failure),
		`${paint(["red", "bold"], "ERROR")}  ${facts}`
	];
}
function problemLines({ code, message, location }, paint, sources) {
	const said = `${plain(message)} ${paint("dim", `[${plain(code)}]`)}`;
	if (location === void 0) return [`${paint("red", "error:")} ${said}`];
	return [`${place(location, paint)} ${said}`, ...excerptLines(location, paint, sources)];
}
function place({ file, line, column }, paint) {
	return paint("bold", withoutCommands(`${plain(file)}:${line}:${column}:`));
}
function excerptLines(location, paint, sources) {
	const source = sources.get(location.file);
	return source === void 0 ? [] : excerpt(source, location).map((line) => paint("dim", line));
}

// src/report/formats.ts
const FORMATS = {
	text: renderText,
	json: renderJson,
	sarif: renderSarif
};

// src/report/markdown-table.ts
function table(head, items, rowOf, { bytes, cut }) {
	const lines = [rowLine(head), rowLine(head.map(() => "---"))];
	let used = 0;
	let kept = 0;
	for (const item of items) {
		const line = rowLine(rowOf(item));
		used += Buffer.byteLength(line) + 1;
		if (used > bytes) break;
		lines.push(line);
		kept++;
	}
	const shown = lines.join("\n");
	if (kept === items.length) return shown;
	return `${shown}\n\n**${grouped(items.length - kept)} ${cut} are left out here, of ${grouped(items.length)}.** The JSON report lists all of them.`;
}
function rowLine(cells) {
	return `| ${cells.join(" | ")} |`;
}
function details(summary, blocks) {
	return [
		"<details>",
		`<summary>${summary}</summary>`,
		...["", ...blocks].flatMap((block) => block === "" ? [""] : [block, ""]),
		"</details>"
	].join("\n");
}
function placeCell({ file, line }) {
	return code(`${file}:${line}`, 200);
}
function whereCell(finding) {
	return [...[portsOf$2(finding), hostOf$1(finding)].flatMap((part) => part === null ? [] : [code(part, 200)]), `target ${code(finding.target, 100)}`].join("<br>");
}
function listed(items, limit) {
	const rest = items.length - limit;
	return [...items.slice(0, limit).map((item) => `- ${item}`), ...rest > 0 ? [`- and ${counted(rest, "more", "more")}`] : []].join("\n");
}

// src/report/summary-run.ts
const TABLE_BYTES = 1e5;
const SWEEP_BYTES = 1e4;
const ROW_LIMIT = 20;
function coverageSection({ coverage, hosts, findings }) {
	const sum = `${coverageWords(coverage)}, on ${counted(hosts.length, "host")}.`;
	const incomplete = findings.filter(({ severity }) => severity === null);
	if (isComplete(coverage) && incomplete.length === 0) return ["### Coverage: complete", sum];
	const concernedRow = (finding) => [
		whereCell(finding),
		`${markdown(finding.message, 500)} ${code(finding.code)}`,
		placeCell(finding.location)
	];
	const gaps = foldGaps(coverage.unobserved);
	const gapRow = ({ target, where, hosts: alike, protocol, ports, reason }) => [
		`${code(where, 300)}${alike === 1 ? "" : ` (${grouped(alike)} addresses)`}`,
		code(target, 100),
		protocol === null ? "" : `${grouped(portCount(ports))} ${protocol}: ${code(formatPorts(ports), 100)}`,
		`${markdown(reason.text, 300)} ${code(reason.code)}`
	];
	return [
		"### Coverage: incomplete",
		`${sum} The others were asked and gave no trustworthy answer: they may be open or closed.`,
		...incomplete.length === 0 ? [] : [table([
			"Where",
			"What was not observed",
			"Policy line"
		], incomplete, concernedRow, {
			bytes: TABLE_BYTES,
			cut: "of these"
		})],
		...gaps.length === 0 ? [] : [details(`Every gap and its reason (${grouped(gaps.length)})`, [table([
			"Host",
			"Target",
			"Ports",
			"Why"
		], gaps, gapRow, {
			bytes: TABLE_BYTES,
			cut: "gaps"
		})])]
	];
}
function runSection(report) {
	const { policy, authorization, scanner, scans, discovery, notices } = report;
	const commands = scans.map(({ command, seconds, failure }) => `${code(command, 300)} ${failure === null ? `took ${duration$1(seconds)}` : `**failed** after ${duration$1(seconds)}: ${markdown(failure, 200)}`}`);
	const facts = [
		`**Policy** ${code(policy.file, 200)}, environment ${code(policy.environment)}, ${targetWords(policy.targets)}; findings from "${report.failOn}" up fail the build`,
		`**Scanner** ${markdown(scannerWords(scanner))}`,
		`**Time** ${elapsed(report)}, from ${moment(report.startedAt)} to ${moment(report.finishedAt)}`,
		`**Authorization** ${authorizationWords(authorization, scanner)}`,
		...discovery === null ? [] : [`**Discovery** ${markdown(discoveryWords(discovery))}`]
	];
	return [
		"### How it was scanned",
		listed(facts, facts.length),
		...sweepTable(report.sweeps),
		...commands.length === 0 ? [] : [details(counted(commands.length, "scan"), [listed(commands, ROW_LIMIT)])],
		...factTable(report.hosts),
		...notices.length === 0 ? [] : ["### Notes", listed(notices.map((notice) => markdown(notice, 300)), ROW_LIMIT)]
	];
}
function sweepTable(sweeps) {
	if (sweeps.length === 0) return [];
	const head = [
		"Sweep",
		"Ports",
		"Passes",
		"Packets",
		"Loss",
		"Open ports missed, expected",
		"Known from"
	];
	const rowOf = (sweep) => {
		const { owed, passes } = sweep;
		const [loss, missed] = [lossWords(sweep), missedWords(sweep)];
		return [
			sweptWords(sweep),
			grouped(owed),
			grouped(passes),
			rateWords(sweep),
			loss,
			missed,
			evidenceWords(sweep)
		];
	};
	return [table(head, sweeps, rowOf, {
		bytes: SWEEP_BYTES,
		cut: "sweeps"
	})];
}
function factTable(hosts) {
	const found = hosts.flatMap(({ address, facts }) => facts.map((fact) => ({
		address,
		fact
	})));
	if (found.length === 0) return [];
	const rowOf = ({ address, fact }) => [
		code(address),
		code(factWords(fact), 100),
		markdown(fact.text, 200)
	];
	return [details(`Facts beside ports and services (${grouped(found.length)}); nothing is decided by them`, [table([
		"Host",
		"Where, and by what",
		"What was found out"
	], found, rowOf, {
		bytes: TABLE_BYTES,
		cut: "facts"
	})])];
}
function moment(date) {
	return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
function targetWords(targets) {
	if (targets.length > 10) return counted(targets.length, "target");
	return `${targets.length === 1 ? "target" : "targets"} ${targets.map((target) => code(target, 100)).join(", ")}`;
}
function authorizationWords(authorization, { privilege }) {
	if (authorization !== null) {
		const { by, reference, expires } = authorization;
		return `by ${markdown(by, 200)}, reference ${code(reference, 200)}, valid until the end of ${markdown(expires, 50)} UTC`;
	}
	return privilege === "none" ? "not needed: nothing was sent" : "not needed: only loopback addresses were probed";
}

// src/report/summary.ts
const FINDINGS_BYTES = 45e4;
const WAIVED_BYTES = 15e4;
const HEADINGS = {
	pass: "✅ Pass",
	fail: "❌ Fail",
	inconclusive: "⚠️ Inconclusive"
};
function renderSummary(outcome, rules) {
	return `${(outcome.kind === "report" ? reportBlocks(outcome, rules) : failureBlocks(outcome)).filter((block) => block !== "").join("\n\n").split("\n").map(withoutCommands).join("\n")}\n`;
}
function reportBlocks(report, rules) {
	const standing = report.findings.filter(({ waived }) => waived === null);
	const graded = standing.filter(({ severity }) => severity !== null);
	const waived = report.findings.filter((finding) => finding.waived !== null);
	const found = table([
		"Severity",
		"Where",
		"What was found",
		"Policy line"
	], graded, findingRow, {
		bytes: FINDINGS_BYTES,
		cut: "findings, the least severe ones,"
	});
	const suppressed = table([
		"Severity",
		"Where",
		"What was found",
		"Waived because",
		"By",
		"Until",
		"Policy line"
	], waived, waivedRow, {
		bytes: WAIVED_BYTES,
		cut: "waived findings"
	});
	return [
		`## ${HEADINGS[report.verdict]}: ${titleOf(report, graded)}`,
		markdown(meaning(report)),
		...graded.length === 0 ? [] : [
			`### Findings: ${bySeverity(graded)}`,
			found,
			...howToFix(graded, rules)
		],
		...waived.length === 0 ? [] : [
			`### Waived: ${counted(waived.length, "finding")}`,
			"Somebody answers for these until the date given. They do not fail the build.",
			suppressed
		],
		...coverageSection(report),
		...howToFix(standing.filter(({ severity }) => severity === null), rules),
		...runSection(report)
	];
}
function titleOf({ verdict, policy, coverage }, graded) {
	const findings = graded.length === 0 ? "no findings" : counted(graded.length, "finding");
	const gaps = `${grouped(coverage.owed - coverage.answered)} of ${grouped(coverage.owed)} ${owedWords(coverage)} without an answer`;
	return `${{
		pass: [findings],
		fail: isComplete(coverage) ? [findings] : [findings, gaps],
		inconclusive: graded.length === 0 ? [gaps] : [gaps, findings]
	}[verdict].join(", ")}, in ${code(policy.environment)}`;
}
function findingRow(finding) {
	return [
		`**${gradeOf(finding)}**`,
		whereCell(finding),
		`${markdown(finding.message, 500)} ${code(finding.code)}`,
		placeCell(placeOf$1(finding))
	];
}
function waivedRow(finding) {
	const { waived } = finding;
	const ticket = waived?.ticket ?? null;
	return [
		gradeOf(finding),
		whereCell(finding),
		`${markdown(finding.message, 500)} ${code(finding.code)}`,
		`${markdown(waived?.reason ?? "", 200)}${ticket === null ? "" : ` (${markdown(ticket, 100)})`}`,
		markdown(waived?.owner ?? "", 100),
		markdown(waived?.expires ?? ""),
		placeCell(placeOf$1(finding))
	];
}
function howToFix(findings, rules) {
	return rules.map((rule) => ({
		rule,
		count: findings.filter(({ code }) => code === rule.code).length
	})).filter(({ count }) => count > 0).map(({ rule, count }) => details(`What to do: ${rule.title} (${count})`, [demoted(rule.help.markdown), `[More about ${rule.code}](${rule.helpUri})`]));
}
function demoted(page) {
	return page.trim().split("```").map((part, index) => index % 2 === 0 ? part.replace(/^#+ /gm, "#### ") : part).join("```");
}
function failureBlocks(failure) {
	const problems = [...failure.problems].sort(compareProblems);
	const rowOf = ({ code: problemCode, message, location }) => [location === void 0 ? code(failure.policy.file, 200) : placeCell(location), `${markdown(message)} ${code(problemCode, 100)}`];
	return [
		`## ⛔ Error: ${counted(problems.length, "problem")}, ${failure.exitCode === 2 ? "nothing was probed" : "the tool could not work"}`,
		markdown(failureMeaning(failure)),
		table(["Where", "What is wrong"], problems, rowOf, {
			bytes: FINDINGS_BYTES,
			cut: "problems"
		}),
		`${TOOL_NAME} ended with exit status ${failure.exitCode}.`
	];
}

// src/commands/check.ts
async function runCheck(options) {
	let cleared = false;
	const outcome = await outcomeOf(options, async (effects) => {
		await clearOutputs(reportsOf(options), inputsOf(options));
		cleared = true;
		return checkOutcome({
			...options,
			policyFile: await findPolicy(options.policy)
		}, effects);
	});
	const context = {
		rules: RULES,
		includeWaived: options.includeWaived,
		category: options.category,
		color: options.color,
		...await locationOptions(outcome.policy.file)
	};
	const outputs = [
		{
			file: options.sarif,
			text: () => renderSarif(outcome, context)
		},
		{
			file: options.json,
			text: () => renderJson(outcome)
		},
		{
			file: options.summary,
			text: () => [renderSummary(outcome, RULES)]
		}
	].flatMap(({ file, text }) => file === null || !cleared ? [] : [{
		file,
		text: text()
	}]);
	try {
		await writeOutputs(outputs, () => writeStdout(FORMATS[options.format](outcome, context)));
	} catch (error) {
		complain(printable(error instanceof Error ? error.message : String(error), 1e3));
		return outcome.exitCode === 0 ? 3 : outcome.exitCode;
	}
	return outcome.exitCode;
}
function reportsOf({ sarif, json, summary }) {
	return [
		sarif,
		json,
		summary
	].filter((file) => file !== null);
}
function inputsOf({ policy, scanXml }) {
	return [...policy === null ? DEFAULT_POLICIES : [policy], ...scanXml];
}
function discardReports(paths) {
	return discardOutputs(reportsOf(paths), inputsOf(paths));
}
async function outcomeOf({ policy }, run) {
	const progress = showProgress(process.stderr);
	const effects = systemEffects(stopSignal(), progress);
	const startedAt = effects.now();
	try {
		return await run(effects);
	} catch (error) {
		return failureOf$1(error, policy ?? "", startedAt, effects.now());
	} finally {
		progress.end();
	}
}

// src/options.ts
const DEFAULTS = {
	onIncomplete: "fail",
	install: "auto",
	timeout: "60m",
	maxAge: "24h"
};
const UNITS = {
	s: 1e3,
	m: 6e4,
	h: 36e5,
	d: 864e5
};
const LONGEST = 24 * UNITS.h;
function readDuration(name, text) {
	const match = /^([1-9]\d{0,5})([smh])$/.exec(text);
	const milliseconds = match === null ? NaN : Number(match[1]) * UNITS[match[2]];
	if (milliseconds <= LONGEST) return milliseconds;
	throw badOption(`${name} must be a time up to 24h such as 90s, 45m or 2h, not "${printable(text)}"`);
}
function readAge(name, text) {
	const match = /^([1-9]\d{0,4})([smhd])$/.exec(text);
	if (match !== null) return Number(match[1]) * UNITS[match[2]];
	throw badOption(`${name} must be an age such as 30m, 24h or 7d, not "${printable(text)}"`);
}
function readSeverity(name, text) {
	return readChoice(name, text, SEVERITIES);
}
function readOnIncomplete(name, text) {
	return readChoice(name, text, ON_INCOMPLETE);
}
function readInstall(name, text) {
	return readChoice(name, text, INSTALL_MODES);
}
const CATEGORY = /^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)*$/;
const LONGEST_CATEGORY = 200;
const UNSTABLE = /\d+\.\d+\.\d+\.\d+|\d{4}-\d\d-\d\d|(?<!\d)20\d{6}(?!\d)|\d{9,}|[0-9a-f]{40}/i;
function readCategory(name, text) {
	const category = text.replace(/\/$/, "");
	const shown = printable(text);
	if (category.length > LONGEST_CATEGORY || !CATEGORY.test(category)) throw badOption(`${name} "${shown}" is not a valid category: use up to ${LONGEST_CATEGORY} letters, digits, ".", "_" and "-", and "/" between parts`);
	const unstable = UNSTABLE.exec(category)?.[0];
	if (unstable === void 0) return category;
	throw badOption(`${name} "${shown}" contains "${unstable}", which looks like an address, a date, a run number or a commit: remove it, because only a run of the same category closes an alert`);
}
function readChoice(name, text, choices) {
	const choice = choices.find((one) => one === text);
	if (choice !== void 0) return choice;
	throw badOption(`${name} must be one of ${choices.join(", ")}, not "${printable(text)}"${didYouMean(text, choices)}`);
}
function badOption(message) {
	return new InputError([{
		code: "bad-option",
		message
	}]);
}

// src/commands/demo.ts
const FOLDER = "exposure-gate-demo";
const POLICY_FILE = `${FOLDER}/exposure-policy.yml`;
const PORTS_TRIED = 50;
async function runDemo() {
	const signal = stopSignal();
	const web = await listen(webServer(), 18080);
	const cache = await listen(cacheServer(), 16379);
	const text = policy(web.port, cache.port);
	await mkdir(FOLDER, { recursive: true });
	await writeFile(POLICY_FILE, text);
	await writeStdout(`A policy, ${POLICY_FILE}:\n\n${text.replace(/^/gm, "  ").trimEnd()}\n\n`);
	try {
		await writeStdout(`A web server is on port ${web.port}, and somebody left a cache open on port ${cache.port}.\n\n`);
		const failing = await gate("failing", text, signal);
		await close(cache.server);
		await writeStdout("\nNow the cache is closed, and the same policy is checked again.\n\n");
		const passing = await gate("passing", text, signal);
		await writeStdout(`\nThe reports are in ${FOLDER}: SARIF for code scanning, JSON, and the job summary.\n`);
		if (failing.exitCode === 1 && passing.exitCode === 0) return 0;
		throw new ToolError("the demo did not come out as it should: one failing and one passing gate");
	} finally {
		await Promise.all([close(web.server), close(cache.server)]);
	}
}
async function gate(name, source, signal) {
	const progress = showProgress(process.stderr);
	const files = {
		sarif: `${FOLDER}/${name}.sarif`,
		json: `${FOLDER}/${name}.json`,
		summary: `${FOLDER}/${name}.md`
	};
	await clearOutputs(Object.values(files), [POLICY_FILE]);
	const outcome = await checkOutcome({
		policyFile: POLICY_FILE,
		targets: [],
		scanXml: [],
		maxAge: readAge("max-age", DEFAULTS.maxAge),
		failOn: null,
		onIncomplete: DEFAULTS.onIncomplete,
		install: DEFAULTS.install,
		timeout: readDuration("timeout", "5m"),
		nmap: null
	}, systemEffects(signal, progress)).finally(progress.end);
	const places = await locationOptions(POLICY_FILE);
	const color = wantsColor(process.stdout, process.env);
	const outputs = [
		{
			file: files.sarif,
			text: renderSarif(outcome, {
				rules: RULES,
				includeWaived: false,
				category: null,
				...places
			})
		},
		{
			file: files.json,
			text: renderJson(outcome)
		},
		{
			file: files.summary,
			text: [renderSummary(outcome, RULES)]
		}
	];
	const shown = renderText(outcome, {
		color,
		sources: /* @__PURE__ */ new Map([[POLICY_FILE, source]])
	});
	await writeOutputs(outputs, () => writeStdout(shown));
	await writeStdout(`(exit status ${outcome.exitCode})\n`);
	return outcome;
}
function policy(web, cache) {
	return `version: 1
environment: demo

defaults:
  ports: {tcp: [${[web, cache].sort((a, b) => a - b).join(", ")}]}

targets:
  demo:
    hosts: [127.0.0.1]
    require:
      - ${web}/tcp http
`;
}
function webServer() {
	return createServer$1((_, response) => response.end("<title>exposure-gate demo</title>\n"));
}
function cacheServer() {
	return createServer((socket) => {
		socket.on("error", () => socket.destroy());
		socket.on("data", (data) => {
			const get = /^get /i.test(data.toString("latin1"));
			socket.end(get ? "-ERR wrong number of arguments for 'get' command\r\n" : "-ERR unknown command\r\n");
		});
	});
}
async function listen(server, first) {
	for (let port = first; port < first + PORTS_TRIED; port++) {
		const free = await new Promise((resolve) => {
			server.once("error", () => resolve(false));
			server.listen(port, "127.0.0.1", () => resolve(true));
		});
		server.removeAllListeners("error");
		if (free) return {
			server,
			port
		};
	}
	throw new ToolError(`none of the ports ${first} to ${first + PORTS_TRIED - 1} is free on 127.0.0.1`);
}
function close(server) {
	return new Promise((resolve) => server.close(() => resolve()));
}

// src/plan/profiles.ts
const PROFILE_TABLE = [
	{
		profile: "discovery",
		wish: "Which hosts are up",
		command: "nmap -sn TARGETS",
		policy: "profile: discovery",
		differs: "More probes than ICMP, the ports that the policy expects first; hosts that are down are listed too"
	},
	{
		profile: "quick",
		wish: "A fast look at the usual ports",
		command: "nmap -F TARGETS",
		policy: "profile: quick",
		differs: "The 100 ports are fixed, whatever nmap is installed; open ones are asked for their service"
	},
	{
		profile: "standard",
		wish: "nmap's default scan",
		command: "nmap TARGETS",
		policy: "profile: standard",
		differs: "The 1,000 ports are fixed; open ones are asked for their service; hosts that drop pings are scanned too"
	},
	{
		profile: "thorough",
		wish: "Every TCP port, services and versions",
		command: "nmap -p- -sV TARGETS",
		policy: "profile: thorough",
		differs: "In passes at a rate that the path carries, until next to nothing can have been missed; services in a step of their own"
	},
	{
		profile: "deep",
		wish: "Everything: system, scripts (\"aggressive\")",
		command: "nmap -A -p- TARGETS",
		policy: "profile: deep",
		differs: "Safe scripts alone, and no traceroute: routers are not in scope"
	},
	{
		profile: "udp",
		wish: "UDP",
		command: "nmap -sU TARGETS",
		policy: "profile: udp",
		differs: "A fixed list of common ports, or those of ports.udp; versions only of ports that answered"
	},
	{
		profile: "stealth",
		wish: "Slowly, without raising alarms",
		command: "nmap -sS -T2 TARGETS",
		policy: "profile: stealth",
		differs: "At most 50 packets a second in all, where -T2 waits 0.4 seconds after each: 22 to 44 minutes for all of TCP on a host, not 7 hours"
	},
	{
		profile: "custom",
		wish: "A command of your own",
		command: "nmap OPTIONS TARGETS",
		policy: "profile: custom\noptions: [-T3, --max-retries=4]",
		differs: "Options are checked one by one; hosts, ports and files are never theirs to choose"
	}
];

// src/explain.ts
async function explain(request, effects) {
	const now = effects.now();
	const policy = await readPolicy(request.policyFile, effects);
	const targets = selectTargets(policy, request.targets);
	return {
		policy: {
			file: policy.file,
			environment: policy.environment
		},
		authorization: authorizationOf(policy, now),
		targets: targets.map((target) => targetOf(target, policy.targets, now)),
		defaults: defaultsOf(policy),
		levels: RULES.map(({ code, level }) => ({
			code,
			usual: level,
			here: policy.levels[code] ?? level
		})),
		plan: request.plan ? await planOf(policy, targets, request, now, effects) : null
	};
}
function periodOf(expires, now) {
	const over = isOver(expires, now);
	return {
		expires,
		over,
		days: over ? 0 : Math.ceil((endOf(expires) - now.getTime()) / 864e5)
	};
}
function authorizationOf({ authorization, maxHosts }, now) {
	if (authorization === null) return null;
	const { by, reference, scope, exclude, expires, maxRate } = authorization;
	return {
		by,
		reference,
		scope: scope.map(({ value }) => value.text),
		exclude: exclude.map(({ value }) => value.text),
		...periodOf(expires.value, now),
		maxRate,
		maxHosts: maxHosts.value
	};
}
function targetOf(target, all, now) {
	const { name, location, owner, tags, hosts, exclude, families, manner, entries, forbiddenServices, waivers } = target;
	return {
		name,
		line: location.line,
		owner,
		tags,
		families,
		hosts: hosts.map(({ value }) => value.text),
		exclude: exclude.map(({ value }) => value.text),
		...manner,
		ports: owedPorts(target),
		require: entriesOf(entries, "require"),
		allow: entriesOf(entries, "allow"),
		filtered: entriesOf(entries, "filtered"),
		forbid: [...forbiddenServices.map(({ service }) => ({
			what: `${service} on any port`,
			notes: []
		})), ...entriesOf(entries, "forbid")],
		waivers: waivers.map(({ finding, protocol, port, host, reason, owner: by, ticket, expires }) => ({
			finding,
			port: `${port}/${protocol}`,
			host: host?.text ?? null,
			reason,
			owner: by,
			ticket,
			...periodOf(expires, now)
		})),
		shared: sharesOf(target, all)
	};
}
function sharesOf(target, all) {
	return all.flatMap((other) => {
		const hosts = other === target ? [] : sharedHosts(target, other);
		if (hosts.length === 0) return [];
		const lines = [...other.entries.map((entry) => ({
			what: `${entry.expectation} ${entryWords(entry)}`,
			at: entry.location
		})), ...other.forbiddenServices.map(({ service, location }) => ({
			what: `forbid ${service} on any port`,
			at: location
		}))].map(({ what, at }) => ({
			what,
			line: at.line
		}));
		return [{
			target: other.name,
			line: other.location.line,
			hosts,
			lines
		}];
	});
}
function entryWords({ ports, protocol, service }) {
	return `${formatPorts(ports)}/${protocol}${service === null ? "" : ` ${service}`}`;
}
function entriesOf(entries, expectation) {
	return entries.filter((entry) => entry.expectation === expectation).map((entry) => ({
		...entry,
		what: entryWords(entry)
	})).map(({ what, reason, approvedBy, ticket, reviewBy }) => ({
		what,
		notes: [
			...reason === null ? [] : [reason],
			...approvedBy === null ? [] : [`approved by ${approvedBy}`],
			...ticket === null ? [] : [ticket],
			...reviewBy === null ? [] : [`to be reviewed by ${reviewBy}`]
		]
	}));
}
function defaultsOf(policy) {
	const usual = policySchema.shape.defaults.parse({});
	const here = {
		"fail-on": policy.failOn,
		confirm: String(policy.confirm),
		"service-confidence": String(policy.serviceConfidence)
	};
	return [
		...Object.keys(usual).filter((key) => key !== "levels").map((key) => row(key, wordsOf(key, usual), here[key])),
		row("authorization.max-hosts", String(256), String(policy.maxHosts.value)),
		row("--on-incomplete", DEFAULTS.onIncomplete),
		row("--install", DEFAULTS.install),
		row("--timeout", DEFAULTS.timeout)
	];
}
function row(name, usual, here = usual) {
	return {
		name,
		usual,
		here: here === usual ? null : here
	};
}
function wordsOf(key, usual) {
	if (key !== "ports") return [usual[key]].flat().join(", ");
	return PROTOCOLS.map((one) => `${one} ${formatPorts(union$1(...usual.ports[one] ?? [])) || "none"}`).join(", ");
}
async function planOf(policy, targets, { nmap, timeout }, now, effects) {
	const { resolve, environment, say, signal } = effects;
	const all = await authorize(policy, targets, {
		resolve,
		now
	});
	const scanner = await findScanner(nmap, "never", environment, say, signal);
	const machine = await findMachine(scanner, all, effects);
	const edges = [...rangeEdges(all, targets, linkEdges()).keys()].filter((address) => machine.unroutable.has(address));
	return planned(withoutAddresses(all, edges), scanner, machine, timeout);
}
function planned(grant, { program, version, data }, machine, timeout) {
	const expected = estimate$1(grant, machine);
	const { privilege } = machine;
	return {
		scanner: scannerWords({
			name: "nmap",
			version,
			privilege,
			data: printable(data)
		}),
		hosts: grant.hosts,
		unresolved: grant.unresolved.map(({ target, host, reason }) => ({
			target,
			host,
			reason: reason.text
		})),
		excluded: exclusionNotices(grant.excluded),
		others: othersOf(grant),
		unobserved: unobservedOf(grant, machine),
		steps: expected.steps.map(({ plans, ...step }) => ({
			...step,
			commands: plans.map(({ argv }) => commandOf(argv, {
				program,
				data,
				privilege
			}).join(" "))
		})),
		packets: expected.packets,
		seconds: expected.seconds,
		maxRate: grant.maxRate,
		notice: budgetNotice(expected, timeout),
		profiles: PROFILE_TABLE
	};
}
function othersOf({ others, unknown, owed }) {
	return [...others.filter(({ address }) => owed.has(address)), ...unknown.map((host) => ({
		...host,
		address: null
	}))];
}
function unobservedOf(grant, machine) {
	return [...groupBy(planFields(grant, machine).unobserved, ({ reason }) => reason.text)].map(([reason, gaps]) => ({
		reason,
		addresses: new Set(gaps.map(({ address }) => address)).size,
		ports: gaps.reduce((sum, { ports }) => sum + portCount(ports), 0)
	}));
}

// src/report/explained-plan.ts
function otherLine({ target, host, address }) {
	return address === null ? `${target}: not selected; ${host} does not resolve, so what its lines do not allow is unobserved on every address` : `${target}: not selected; its lines hold on ${host === address ? "" : `${host} `}${address}`;
}
function planSections(plan) {
	const { scanner, hosts, unresolved, excluded, others, unobserved, steps, packets, seconds, maxRate, notice, profiles } = plan;
	const width = Math.max(0, ...profiles.map(({ command }) => command.length));
	return [
		[
			`What a check would do, by ${scanner}`,
			...hosts.map(({ target, host, address }) => `${target}: ${host === address ? "" : `${host} `}${address}`),
			...unresolved.map(({ target, reason }) => `${target}: not scanned: ${reason}`),
			...excluded,
			...others.map(otherLine),
			...unobserved.map(({ reason, addresses, ports }) => `not asked: ${counted(ports, "port")} on ${counted(addresses, "address", "addresses")}: ${reason}`)
		],
		...steps.map((step) => [
			`${step.step}: ${step.what}`,
			`${counted(step.probes, "probe")} owed, about ${counted(step.packets, "packet")}, about ${duration$1(step.seconds)}`,
			...step.commands.map((command) => `$ ${command}`)
		]),
		[`In all: about ${counted(packets, "packet")}, about ${duration$1(seconds)}${maxRate === null ? "" : `, at most ${grouped(maxRate)} packets a second`}`, ...notice === null ? [] : [notice]],
		["Which profile does the work of which command", ...profiles.map(({ command, policy, wish, differs }) => `${command.padEnd(width)}  ${policy.replaceAll("\n", ", ")} (${wish}. ${differs}.)`)]
	];
}

// src/report/explanation.ts
const EXPLANATION_FORMATS = {
	text: renderExplanation,
	json: (explanation) => {
		const targets = explanation.targets.map((target) => ({
			...target,
			ports: portTexts(target.ports)
		}));
		return [...serialize({
			...explanation,
			targets
		})].join("");
	}
};
function portTexts(ports) {
	return Object.fromEntries(PROTOCOLS.flatMap((one) => ports[one] ? [[one, formatPorts(ports[one])]] : []));
}
function renderExplanation(explanation) {
	const { policy, authorization, targets, defaults, levels, plan } = explanation;
	return `${[
		[`${policy.file}: environment "${policy.environment}", ${counted(targets.length, "target")}`],
		["Who allowed this", ...authorizationLines(authorization)],
		...targets.map((target) => [`Target ${target.name} (line ${target.line})`, ...targetLines(target)]),
		["What holds where nothing is said", ...defaults.map(defaultLine)],
		["Levels of findings", ...levels.map(({ code, ...level }) => defaultLine({
			name: code,
			...different(level)
		}))],
		...plan === null ? [] : planSections(plan)
	].flatMap(([head = "", ...rest], index) => [
		...index === 0 ? [] : [""],
		head,
		...rest.map((line) => line.startsWith("$ ") ? line : `  ${line}`)
	]).map((line) => withoutCommands(plain(line, LONGEST_LINE))).join("\n")}\n`;
}
const LONGEST_LINE = 2e5;
function authorizationLines(authorization) {
	if (authorization === null) return ["Nobody: only loopback addresses are probed, everything else is refused."];
	const { by, reference, scope, exclude, expires, over, days, maxRate, maxHosts } = authorization;
	return [
		`${by}, reference ${reference}`,
		over ? `until the end of ${expires} (UTC): it is over, so everything but loopback is refused` : `until the end of ${expires} (UTC): ${counted(days, "day")} left`,
		`scope: ${scope.join(", ")}`,
		...exclude.length === 0 ? [] : [`never probed: ${exclude.join(", ")}`],
		`at most ${counted(maxHosts, "address", "addresses")} a run`,
		maxRate === null ? "no limit to the packets a second (max-rate)" : `at most ${counted(maxRate, "packet")} a second, all probes together`
	];
}
const PROFILE_WORDS = {
	discovery: "finds out which addresses are up; looks at no ports but those that entries name",
	quick: "the 100 most common TCP ports, and the services on those that are open",
	standard: "the 1,000 most common TCP ports, and the services on those that are open",
	thorough: "every port named above, and the services with their versions on those that are open",
	deep: "as thorough, then operating systems and what safe scripts tell; nothing is judged by those",
	udp: "UDP alone, and the services on the ports that are open",
	stealth: "as thorough, slowly and with few packets",
	custom: "as thorough, with options of nmap's own"
};
function targetLines(target) {
	const { owner, tags, hosts, exclude, families, ports, profile, assume, confidence, options } = target;
	const families4and6 = families.map((family) => family === "ipv4" ? "IPv4" : "IPv6").join(" and ");
	const looked = PROTOCOLS.flatMap((one) => ports[one] ? [`${one.toUpperCase()} ${portWords(ports[one])}`] : []);
	const each = PROTOCOLS.reduce((sum, one) => sum + portCount(ports[one] ?? []), 0);
	return [
		...owner === null ? [] : [`owner: ${owner}`],
		...tags.length === 0 ? [] : [`tags: ${tags.join(", ")}`],
		`hosts: ${hosts.join(", ")}${exclude.length === 0 ? "" : `; not ${exclude.join(", ")}`}`,
		`of names: their ${families4and6} addresses`,
		`must be answered: ${looked.join("; ") || "no port"} (${counted(each, "port")} an address)`,
		`profile ${profile}: ${PROFILE_WORDS[profile]}${options.length === 0 ? "" : `: ${options.join(" ")}`}`,
		assume === "up" ? "assume up: every address is asked, whether or not it answers a ping" : "assume discover: first which addresses are up; of those that are down only required ports are owed",
		`confidence ${confidence}: complete if at most so many open ports are expected to be missed`,
		...entryLines("must be open", target.require),
		...entryLines("may be open", target.allow),
		...entryLines("must not answer at all", target.filtered),
		...entryLines("must not be open, whatever is allowed", target.forbid),
		"everything else that is looked at must not be open",
		...target.waivers.map(waiverLine),
		...target.shared.flatMap(sharedLines)
	];
}
const READABLE = 120;
function portWords(ports) {
	const text = formatPorts(ports);
	if (text === "1-65535") return "all (1-65535)";
	if (text.length <= READABLE) return text;
	return `${text.slice(0, text.lastIndexOf(",", READABLE))} and more (${counted(portCount(ports), "port")})`;
}
function entryLines(head, entries) {
	return entries.map(({ what, notes }) => `${head}: ${what}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`);
}
function waiverLine({ finding, port, host, reason, owner, ticket, expires, over, days }) {
	return `waived: ${`${finding} on ${port}${host === null ? "" : ` of ${host}`}`}, ${over ? `until ${expires}: it is over, so the finding counts again` : `until the end of ${expires} (UTC): ${counted(days, "day")} left`} (${[
		reason,
		owner,
		...ticket === null ? [] : [ticket]
	].join("; ")})`;
}
function sharedLines({ target, line, hosts, lines }) {
	return [`target ${target} (line ${line}) names ${hosts.join(", ")} too; a port may be open there if either target allows it, unless a line forbids it:`, ...lines.map((one) => `  ${one.what} (target ${target}, line ${one.line})`)];
}
function different({ usual, here }) {
	return {
		usual,
		here: usual === here ? null : here
	};
}
function defaultLine({ name, usual, here }) {
	return `${name}: ${here === null ? usual : `${here} (this policy says so; else ${usual})`}`;
}

// src/commands/explain.ts
async function runExplain(options, closing = "") {
	let text = "";
	const failure = await outcomeOf(options, async (effects) => {
		const explanation = await explain({
			...options,
			policyFile: await findPolicy(options.policy)
		}, effects);
		text = EXPLANATION_FORMATS[options.format](explanation) + closing;
		return null;
	});
	if (failure === null) {
		await writeStdout(text);
		return 0;
	}
	await writeStdout(FORMATS[options.format](failure, {
		color: options.color,
		sources: /* @__PURE__ */ new Map()
	}));
	return failure.exitCode;
}
function runDryRun(options) {
	return runExplain({
		...options,
		plan: true,
		format: "text"
	}, "\nA dry run: nothing was sent, nothing was judged.\n");
}

// src/commands/help.ts
const HELP = `exposure-gate keeps a network's exposure under review like code.

Usage:
  exposure-gate check [options]        scan what the policy names, and judge it
  exposure-gate validate [FILE...]     say what a check would refuse in policies; scan nothing, look up no name
  exposure-gate explain [options]      say what a policy means, and with --plan what a check would do
  exposure-gate demo                   show a failing and a passing gate on services of its own

Options of check:
  --policy FILE            the policy (default: exposure-policy.yml, then .github/exposure-policy.yml)
  --target NAME            only this target; may be repeated
  --scan-xml FILE          judge nmap's XML (also gzipped) instead of scanning; may be repeated
  --max-age AGE            how long ago the scans of these files may have begun, such as 7d (default: 24h)
  --fail-on SEVERITY       critical, high, medium, low or note (default: as the policy says)
  --on-incomplete MODE     fail, or warn: exit 0 although the scan was incomplete (default: fail)
  --timeout TIME           time budget of the whole run, such as 45m (default: 60m)
  --nmap FILE              the nmap to run (default: the one on the PATH)
  --install MODE           auto: install nmap if there is none; never (default: auto)
  --dry-run                say what would be scanned, with which commands, for how long; send nothing
  --format FORMAT          text, json or sarif on stdout (default: text)
  --sarif FILE, --json FILE, --summary FILE
                           write reports as well (summary: Markdown)
  --sarif-include-waived   waived findings too, as suppressed results
  --category NAME          category of the alerts in code scanning (default: exposure-gate/, the environment, the policy's path
                           unless it is a default path, and the targets if --target selects some)

Options of explain: --policy, --target, --nmap, --timeout and --format (text or json) as above, and
  --plan                   the addresses, the exact commands, packets and time; send nothing

Options of validate:
  --format FORMAT          text or json on stdout (default: text)

  --help, --version

Exit status:
  0  pass: every owed port was answered, and nothing was open that the policy does not allow
  1  fail: at least one finding at or above --fail-on
  2  bad policy, bad input or a refused authorization: nothing was probed
  3  inconclusive: something owed was not answered, or the tool could not work
`;

// src/authorize/offline.ts
async function offlineProblems(policy, now) {
	const problems = [...await addressProblems(policy, now), ...nameProblems(policy, now)];
	return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()].sort(compareProblems);
}
function expiredWaivers({ targets }, now) {
	return targets.flatMap(({ waivers }) => waivers.filter(({ expires }) => isOver(expires, now)).map(({ finding, protocol, port, expires, location }) => {
		return {
			level: "warning",
			code: "expired-waiver",
			message: `${`the waiver of ${finding} on ${port}/${protocol} ended with ${expires} (UTC)`}: remove it, or have it renewed and change the date`,
			location
		};
	}));
}
async function addressProblems(policy, now) {
	const { authorization } = policy;
	const addressesOnly = (hosts) => hosts.filter(({ value }) => value.kind === "addresses");
	const targets = policy.targets.map((target) => ({
		...target,
		exclude: addressesOnly(target.exclude)
	}));
	const literal = {
		...policy,
		targets,
		authorization: authorization && {
			...authorization,
			exclude: addressesOnly(authorization.exclude)
		}
	};
	try {
		await authorize(literal, targets, {
			resolve: () => Promise.reject(/* @__PURE__ */ new Error("not looked up")),
			now
		});
		return [];
	} catch (error) {
		if (error instanceof InputError) return error.problems;
		throw error;
	}
}
function nameProblems({ authorization, targets }, now) {
	const named = targets.flatMap(({ hosts }) => hosts.flatMap(({ value, location }) => value.kind === "name" && !isLocalName(value.name) ? [{
		name: value.name,
		location
	}] : []));
	if (authorization === null) return named.map(({ name, location }) => {
		return {
			code: "not-authorized",
			message: `${name} is not localhost, and the policy has no authorization; add authorization with by, reference, scope and expires`,
			location
		};
	});
	const outside = named.filter(({ name }) => !nameInScope(authorization.scope, name)).map(({ name, location }) => {
		return {
			code: "name-outside-scope",
			message: nameOutside(name),
			location
		};
	});
	return named.length > 0 ? [...outside, ...expiredAuthorization(authorization, now)] : outside;
}

// src/report/validation.ts
const VALIDATION_FORMATS = ["text", "json"];
function renderValidation(validations, format) {
	return format === "json" ? asJson(validations) : asText(validations);
}
function asText(validations) {
	return `${validations.flatMap(({ file, targets, problems, warnings }) => [...[...problems, ...warnings].map(formatProblem), ...problems.length > 0 || file === null ? [] : [withoutCommands(`${printable(file, 1e3)}: valid, ${counted(targets ?? 0, "target")}`)]]).join("\n")}\n`;
}
function asJson(validations) {
	return [...serialize({
		validationVersion: 1,
		generator: {
			name: TOOL_NAME,
			version: TOOL_VERSION
		},
		valid: validations.every(({ problems }) => problems.length === 0),
		policies: validations.map(({ file, targets, problems, warnings }) => ({
			file,
			valid: problems.length === 0,
			targets,
			problems: [...problems, ...warnings].map((problem) => ({
				level: "level" in problem ? problem.level : "error",
				code: problem.code,
				message: problem.message,
				line: problem.location?.line ?? null,
				column: problem.location?.column ?? null
			}))
		}))
	})].join("");
}

// src/commands/validate.ts
async function runValidate(files, format) {
	const effects = systemEffects(new AbortController().signal, {
		say: () => {},
		progress: () => {}
	});
	const validations = [];
	for (const named of files.length > 0 ? files : [null]) try {
		const file = await findPolicy(named);
		const policy = await readPolicy(file, effects);
		const now = effects.now();
		validations.push({
			file,
			targets: policy.targets.length,
			problems: await offlineProblems(policy, now),
			warnings: [...policy.warnings, ...expiredWaivers(policy, now)].sort(compareProblems)
		});
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		const [{ location }] = error.problems;
		validations.push({
			file: location?.file ?? named,
			targets: null,
			problems: error.problems,
			warnings: []
		});
	}
	await writeStdout(renderValidation(validations, format));
	return validations.every(({ problems }) => problems.length === 0) ? 0 : 2;
}

// src/cli.ts
const OPTIONS = {
	policy: { type: "string" },
	target: {
		type: "string",
		multiple: true
	},
	nmap: { type: "string" },
	install: { type: "string" },
	timeout: { type: "string" },
	"scan-xml": {
		type: "string",
		multiple: true
	},
	"max-age": { type: "string" },
	"fail-on": { type: "string" },
	"on-incomplete": { type: "string" },
	sarif: { type: "string" },
	"sarif-include-waived": { type: "boolean" },
	category: { type: "string" },
	json: { type: "string" },
	summary: { type: "string" },
	format: { type: "string" },
	"dry-run": { type: "boolean" },
	plan: { type: "boolean" },
	help: {
		type: "boolean",
		short: "h"
	},
	version: { type: "boolean" }
};
const COMMANDS = {
	check: (values, files) => {
		if (files.length > 0) throw badOption(`check takes no file "${printable(files.join(" "))}": name the policy with --policy`);
		if (values.plan !== void 0) throw badOption("check has no option --plan: it is of explain; a check shows its plan with --dry-run");
		const options = checkOptions(values);
		if (values["dry-run"] !== true) return runCheck(options);
		const report = [
			"sarif",
			"category",
			"json",
			"summary",
			"format"
		].find((name) => values[name] !== void 0);
		if (report !== void 0) throw badOption(`a dry run judges nothing and writes no report: leave out --${report}`);
		return runDryRun(options);
	},
	explain: (values, files) => {
		only(values, [
			"policy",
			"target",
			"plan",
			"nmap",
			"timeout",
			"format"
		], "explain");
		if (files.length > 0) throw badOption(`explain takes no file "${printable(files.join(" "))}": name the policy with --policy`);
		const { format: named = "text", ...others } = values;
		const format = readChoice("--format", named, ["text", "json"]);
		const { policy, targets, nmap, timeout, color } = checkOptions(others);
		return runExplain({
			policy,
			targets,
			nmap,
			timeout,
			color,
			format,
			plan: values.plan === true
		});
	},
	validate: (values, files) => {
		only(values, ["format"], "validate");
		return runValidate(files, readChoice("--format", values.format ?? "text", VALIDATION_FORMATS));
	},
	demo: (values, files) => {
		only(values, [], "demo");
		if (files.length > 0) throw badOption("demo takes no files");
		return runDemo();
	}
};
failClosed();
process.exitCode = await main(process.argv.slice(2)).catch(async (error) => {
	await discardStale(process.argv.slice(2));
	const text = error instanceof InputError ? error.problems.map(formatProblem).join("\n") : printable(String(error), 1e3);
	complain(text);
	return error instanceof InputError ? 2 : 3;
});
async function main(args) {
	const { values, positionals } = parse(args);
	const [name, ...files] = positionals;
	if (values.help === true) return say(HELP);
	if (values.version === true) return say(`${TOOL_NAME} ${TOOL_VERSION}\n`);
	if (name === void 0) throw badOption(`which command? One of ${Object.keys(COMMANDS).join(", ")}; --help explains them`);
	const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : void 0;
	if (command === void 0) throw badOption(`there is no command "${printable(name)}"${didYouMean(name, Object.keys(COMMANDS))}; see --help`);
	return command(values, files);
}
function parse(args) {
	try {
		return parseArgs({
			args: [...args],
			options: OPTIONS,
			allowPositionals: true,
			strict: true
		});
	} catch (error) {
		const unknown = /^Unknown option '(--?[^']*)'/.exec(error instanceof Error ? error.message : "")?.[1];
		if (unknown === void 0) throw badOption(printable(error instanceof Error ? error.message : String(error)));
		const names = Object.keys(OPTIONS).map((option) => `--${option}`);
		throw badOption(`there is no option ${printable(unknown)}${didYouMean(unknown, names)}; see --help`);
	}
}
async function discardStale(args) {
	const { values, positionals } = parseArgs({
		args: [...args],
		options: OPTIONS,
		allowPositionals: true,
		strict: false
	});
	if (positionals[0] !== "check" || values["dry-run"] === true) return;
	const path = (value) => typeof value === "string" ? value : null;
	await discardReports({
		policy: path(values.policy),
		scanXml: [values["scan-xml"] ?? []].flat().filter((file) => typeof file === "string"),
		sarif: path(values.sarif),
		json: path(values.json),
		summary: path(values.summary)
	});
}
function checkOptions(values) {
	return {
		policy: values.policy ?? null,
		targets: values.target ?? [],
		scanXml: values["scan-xml"] ?? [],
		maxAge: readAge("--max-age", values["max-age"] ?? DEFAULTS.maxAge),
		failOn: values["fail-on"] === void 0 ? null : readSeverity("--fail-on", values["fail-on"]),
		onIncomplete: readOnIncomplete("--on-incomplete", values["on-incomplete"] ?? DEFAULTS.onIncomplete),
		install: readInstall("--install", values.install ?? DEFAULTS.install),
		timeout: readDuration("--timeout", values.timeout ?? DEFAULTS.timeout),
		nmap: values.nmap ?? null,
		sarif: values.sarif ?? null,
		json: values.json ?? null,
		summary: values.summary ?? null,
		includeWaived: values["sarif-include-waived"] === true,
		category: values.category === void 0 ? null : readCategory("--category", values.category),
		format: readChoice("--format", values.format ?? "text", Object.keys(FORMATS)),
		color: wantsColor(process.stdout, process.env)
	};
}
function only(values, allowed, command) {
	const extra = Object.keys(values).find((option) => !allowed.includes(option));
	if (extra !== void 0) throw badOption(`${command} has no option --${extra}`);
}
async function say(text) {
	await writeStdout(text);
	return 0;
}

export {  };