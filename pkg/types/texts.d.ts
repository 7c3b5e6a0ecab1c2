/** What verdicts, checks and findings mean, in plain words, for whoever shows reports. */

import type { Assurance, Cause, CheckCode, ClaimCode, FindingCode, Outcome, Verdict } from './generated.js';

export interface TitleAndMeaning {
  readonly title: string;
  readonly meaning: string;
}

export interface FindingText extends TitleAndMeaning {
  /** What to do about it. */
  readonly remedy: string;
}

export const verdictTexts: { readonly [verdict in Verdict]: TitleAndMeaning };
export const assuranceTexts: { readonly [assurance in Assurance]: TitleAndMeaning };
export const outcomeTexts: { readonly [outcome in Outcome]: string };
export const claimTexts: { readonly [claim in ClaimCode]: string };
export const checkTexts: { readonly [check in CheckCode]: string };
export const causeTexts: { readonly [cause in Cause]: string };
export const findingTexts: { readonly [code in FindingCode]: FindingText };

/** The text with each character that could hide, reorder or command spelled out, as in `<U+202E>`. */
export function visible(text: unknown): string;
