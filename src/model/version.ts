export const TOOL_NAME = 'exposure-gate';
/** The version in package.json. A test compares the two. */
export const TOOL_VERSION = '0.1.0';
export const TOOL_URL = 'https://github.com/exposure-gate/exposure-gate';
