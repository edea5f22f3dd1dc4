import { type Explain, short, text, time } from './words.ts'

/** The errors of requests that repeat, in words. */
export const scheduleErrors: Readonly<Record<string, Explain>> = {
  MarketsOfTwoLedgers: (market: string, multiSeatMarket: string) =>
    text(
      `The markets ${short(market)} and ${short(multiSeatMarket)} have their money in different ledgers.`,
      'Name the two markets of one deployment.',
    ),
  SourceHasNoCode: (source: string) =>
    text(
      `There is no contract at ${source}.`,
      'Name a contract that returns inputs as the source.',
    ),
  NotOwner: (caller: string, owner: string) =>
    text(
      `Only the plan's owner ${short(owner)} may do this, not ${short(caller)}.`,
      'Switch to the account that the template names as requester.',
    ),
  InvalidTimes: (firstRun: bigint, period: bigint, runs: bigint, now: bigint) =>
    text(
      `${runs} runs every ${period} seconds from ${time(firstRun)} on are not possible; it is ${time(now)} on the chain.`,
      'Give at least one run, a period above zero, and a first run that has not passed.',
    ),
  TemplateNotBlank: () =>
    text(
      'The template gives a nonce or an input root, which each run sets.',
      'Leave both zero in the template.',
    ),
  PlanAlreadyMade: (plan: string) =>
    text(`The plan ${short(plan)} exists already.`, 'Give another salt to make one like it.'),
  PlanNotMade: (plan: string) =>
    text(
      `Nobody made the plan ${short(plan)}.`,
      "Check that the plan is its owner's, to the letter.",
    ),
  PlanIsOver: (plan: string, made: bigint) =>
    text(
      `The plan ${short(plan)} is over after ${made} runs.`,
      'Nothing is left to do; its owner can make another.',
    ),
  RunNotDue: (plan: string, nextRun: bigint, now: bigint) =>
    text(
      `The next run of the plan ${short(plan)} is due at ${time(nextRun)}; it is ${time(now)} on the chain.`,
      'Try again then.',
    ),
}
