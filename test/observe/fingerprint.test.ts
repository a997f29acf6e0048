import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readFingerprint } from '../../src/observe/fingerprint.ts';

/** What nmap 7.93 wrote of Node's own web server, shortened, with an answer of one's choice. */
const fingerprint = (probe: string, answer: string): string =>
  `SF-Port18090-TCP:V=7.93%I=7%D=11/21%Time=6B013335%P=x86_64-pc-linux-gnu%r(${probe},5C,"${answer}");`;

describe("a fingerprint of nmap's", () => {
  test('proves HTTP with a status line in answer to an HTTP request', () => {
    const answer = 'HTTP/1\\.1\\x20200\\x20OK\\r\\nConnection:\\x20close\\r\\n\\r\\n';
    for (const probe of ['GetRequest', 'HTTPOptions', 'FourOhFourRequest']) {
      assert.deepEqual(readFingerprint(fingerprint(probe, answer)), { tls: false, status: '200', greeted: false });
      const inside = fingerprint(probe, answer).replace('%I=7', '%T=SSL%I=7');
      assert.deepEqual(readFingerprint(inside), { tls: true, status: '200', greeted: false });
    }
  });

  test('proves TLS in its head alone, which no answer reaches', () => {
    const answer = 'HTTP/1\\.1\\x20200\\x20OK%T=SSL%I=7';
    assert.deepEqual(readFingerprint(fingerprint('GetRequest', answer)), { tls: false, status: '200', greeted: false });
  });

  for (const [why, probe, answer] of [
    ['in answer to another request', 'RTSPRequest', 'HTTP/1\\.1\\x20200\\x20OK'],
    ['that begins with something else', 'GetRequest', 'x\\x20HTTP/1\\.1\\x20200\\x20OK'],
    ['of another protocol', 'GetRequest', 'RTSP/1\\.0\\x20200\\x20OK'],
    ['without a status', 'GetRequest', 'HTTP/1\\.1\\x20hello'],
    ['that imitates a frame: nmap escapes it', 'Help', '%r\\(GetRequest,5C,\\"HTTP/1\\.1\\x20200'],
  ] as const) {
    test(`proves nothing by an answer ${why}`, () => {
      assert.deepEqual(readFingerprint(fingerprint(probe, answer)), { tls: false, status: null, greeted: false });
    });
  }

  test('tells that the service sent data before it was asked', () => {
    assert.equal(readFingerprint(fingerprint('NULL', 'SSH-2\\.0-x'))?.greeted, true);
  });

  test('proves nothing by its absence, or where it can not be read', () => {
    for (const text of [undefined, '', 'x', 'SF-Port1-TCP:%T=SSL']) assert.equal(readFingerprint(text), null);
  });
});
