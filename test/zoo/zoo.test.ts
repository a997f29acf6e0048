import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ensurePackages } from '../../scripts/packages.ts';
import { normaliseService } from '../../src/model/service.ts';
import { assertComplete, findingLines, judged } from '../lab/gate.ts';
import { askGate, askNmap, isAsGood, keyOf, type Said, saidBy } from './scans.ts';
import { type Place, packagesOf, SERVERS, startZoo, type Zoo } from './zoo.ts';

describe('real servers', () => {
  let zoo: Zoo;
  let reference: Said;
  before(async () => {
    ensurePackages(packagesOf(SERVERS));
    zoo = await startZoo(SERVERS);
    reference = askNmap(zoo, ['--min-parallelism', '300']);
  });
  after(() => zoo?.stop());

  const title = (place: Place): string => `${place.server} ${place.port}`;

  test('are forty at least, and all of them answer', () => {
    assert.ok(SERVERS.length >= 40);
    for (const place of zoo.places) assert.ok(reference.has(keyOf(place)), title(place));
  });

  test(
    'have no finding under a policy with their words, and are named as a patient nmap names ' + 'them, or better',
    async () => {
      const report = judged(await askGate(zoo, ({ word }) => word));
      assert.deepEqual(findingLines(report), []);
      assertComplete(report);
      assert.equal(report.verdict, 'pass');
      const ours = saidBy(report);
      const worse = zoo.places.filter((place) => {
        const said = ours.get(keyOf(place)) ?? null;
        return (
          !isAsGood(said, reference.get(keyOf(place)) ?? null, place.word) || (place.word !== null && said === null)
        );
      });
      assert.deepEqual(
        worse.map((place) => `${title(place)}: ${ours.get(keyOf(place))}, not ${reference.get(keyOf(place))}`),
        [],
      );
    },
  );

  test('are each a wrong service under another word', async () => {
    const other = ({ word }: Place) => (word === null ? null : normaliseService(word) === 'ssh' ? 'telnet' : 'ssh');
    const report = judged(await askGate(zoo, other));
    const wrong = report.findings.map(({ code, address, port, protocol }) => `${code} ${address} ${port}/${protocol}`);
    const known = zoo.places.filter(({ word }) => word !== null);
    assert.deepEqual(wrong.sort(), known.map((place) => `wrong-service ${keyOf(place)}`).sort());
  });
});
