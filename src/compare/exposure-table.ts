import { ACCESS } from './exposure/access.ts';
import { DATABASES } from './exposure/databases.ts';
import { INDUSTRIAL } from './exposure/industrial.ts';
import { NETWORK } from './exposure/network.ts';
import { PLATFORMS } from './exposure/platforms.ts';
import type { Exposure } from './exposure/row.ts';

export type { Exposure, Grade } from './exposure/row.ts';

/** What must not be exposed without a decision, by subject, in the order of the documentation. */
export const EXPOSURE_SUBJECTS: readonly { readonly title: string; readonly rows: readonly Exposure[] }[] = [
  { title: 'Platforms that run what they are given', rows: PLATFORMS },
  { title: 'Databases, caches and message brokers', rows: DATABASES },
  { title: 'Remote access, management and debuggers', rows: ACCESS },
  { title: 'Files, directories, monitoring and the web', rows: NETWORK },
  { title: 'Machines, buildings, cameras and printers', rows: INDUSTRIAL },
];

export const EXPOSURES: readonly Exposure[] = EXPOSURE_SUBJECTS.flatMap(({ rows }) => rows);
