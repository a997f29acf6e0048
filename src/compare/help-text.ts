/** The help text of one finding, in Markdown without headings. */
export interface HelpText {
  readonly meaning: string;
  readonly why: string;
  readonly fix: string;
  /** Introduces the lines of a policy, and ends with a colon. */
  readonly declare: string;
  /** Sample lines of a policy. */
  readonly policy: string;
  /** The line of a target beside which a waiver stands, empty if there is none; or what to do instead of a waiver. */
  readonly waiver: { readonly beside: string } | { readonly instead: string };
}
