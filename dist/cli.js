#!/usr/bin/env node
import { writeSync } from "node:fs";

// src/model/version.ts
const TOOL_NAME = "exposure-gate";
const TOOL_VERSION = "0.1.0";

// src/start.ts
const args = process.argv.slice(2);
process.exitCode = 3;
try {
	const [command, ...others] = args;
	if (others.length === 0 && (command === "--version" || command === "-V" || command === "version")) {
		writeSync(1, `${TOOL_NAME} ${TOOL_VERSION}\n`);
		process.exitCode = 0;
	} else {
		const { run } = await import("./main.js");
		process.exitCode = await run(args);
	}
} catch (error) {
	process.stderr.write(`${TOOL_NAME}: ${error instanceof Error ? error.message : String(error)}\n`);
}

export {  };