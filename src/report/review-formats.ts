import type { Review } from '../review/change.ts';
import { reviewJson } from './review-json.ts';
import { reviewMarkdown } from './review-markdown.ts';
import { reviewSarif } from './review-sarif.ts';
import { reviewText } from './review-text.ts';
import type { LocationOptions } from './sarif-location.ts';

/** The formats of `diff --format`. */
export const REVIEW_FORMAT_NAMES = ['text', 'markdown', 'json', 'sarif'] as const;
export type ReviewFormat = (typeof REVIEW_FORMAT_NAMES)[number];

/** How each format is written. */
export const REVIEW_FORMATS: Readonly<Record<ReviewFormat, (review: Review, options: LocationOptions) => string>> = {
  text: reviewText,
  markdown: reviewMarkdown,
  json: reviewJson,
  sarif: reviewSarif,
};
