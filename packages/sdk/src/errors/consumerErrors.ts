import { jobStateWord } from './jobStateWord.ts'
import { type Explain, short, text, time } from './words.ts'

/** The errors of the contracts that act on results, and of those that supply inputs, in words. */
export const consumerErrors: Readonly<Record<string, Explain>> = {
  // Who acts on results
  NotMarket: (caller: string, market: string) =>
    text(
      `Only the market ${short(market)} may call this, not ${short(caller)}.`,
      "Let the market do it; the market's deliver repeats a callback that failed.",
    ),
  JobNotAwaited: (job: string) =>
    text(
      `The contract does not expect job ${short(job)}, or was told of its end already.`,
      'Let it expect the job first; the end of a job is delivered once.',
    ),
  JobAlreadyExpected: (job: string) =>
    text(`The contract expects job ${short(job)} already, or did.`, 'Nothing is left to do.'),
  OutputMissing: (job: string) =>
    text(
      `The result of job ${short(job)} came without its bytes.`,
      'Send them: finalize with the output, or deliver the callback with it.',
    ),
  UnknownCallback: (job: string, when: number, state: number) =>
    text(
      `Callback ${when} of job ${short(job)}, which is ${jobStateWord(state)}, is not one that the market makes.`,
      'Check the addresses of market and consumer.',
    ),
  RequestNotAcceptable: (job: string) =>
    text(
      `The request of job ${short(job)} asks for another model, verification, collateral or callback than counts here.`,
      'Make the request as the contract wants it.',
    ),
  UnexpectedOutput: (job: string, length: bigint) =>
    text(
      `The output of job ${short(job)} has ${length} bytes, which is not what the model gives.`,
      'Check the model of the request.',
    ),

  // Inputs from a price feed
  FeedHasNoCode: (feed: string) =>
    text(`There is no contract at ${feed}.`, 'Name a price feed that exists.'),
  ParametersOutOfRange: (rounds: bigint, stepBps: bigint, maxAge: bigint) =>
    text(
      `${rounds} rounds in steps of ${stepBps} hundredths of a percent, no older than ${maxAge} seconds, are not possible.`,
      'Choose parameters within their limits.',
    ),
  RoundIncomplete: (round: bigint) =>
    text(`The feed has no answer in round ${round}.`, 'Try again when it has.'),
  PriceNotPositive: (round: bigint, price: bigint) =>
    text(`The feed's price in round ${round} is ${price}.`, 'Wait for a round with a price.'),
  PriceTooLarge: (round: bigint, price: bigint) =>
    text(
      `The feed's price in round ${round}, ${price}, is too large to count with.`,
      'Check the feed.',
    ),
  PriceStale: (updatedAt: bigint, now: bigint) =>
    text(
      `The feed's newest price is of ${time(updatedAt)}; it is ${time(now)} on the chain.`,
      'Try again when the feed has a newer one.',
    ),
  NotEnoughRounds: (rounds: bigint, needed: bigint) =>
    text(
      `The feed's phase has ${rounds} rounds, and ${needed} are needed.`,
      'Try again when it has more.',
    ),

  // Inside contracts
  ProofTooShort: (length: bigint) =>
    text(
      `The proof has ${length} siblings, fewer than the tree asks for.`,
      'Compute the proof for this tree.',
    ),
}
