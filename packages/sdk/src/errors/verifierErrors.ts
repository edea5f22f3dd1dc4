import { type Explain, short, text, time } from './words.ts'

/** The errors of the verification methods, in words. */
export const verifierErrors: Readonly<Record<string, Explain>> = {
  DisputeHasNoCode: (dispute: string) =>
    text(
      `There is no contract at ${dispute}.`,
      "Deploy the dispute first, or correct the verifier's parameters.",
    ),
  DisputeTooLong: (maxDuration: bigint, longest: bigint) =>
    text(
      `A dispute may last ${maxDuration} seconds; the market waits for a verdict no longer than leaves room for ${longest}.`,
      'Deploy the dispute with a shorter time for a move, or the verifier with a shorter window.',
    ),
  DisputeOfOtherMarket: (dispute: string, market: string) =>
    text(
      `The dispute ${short(dispute)} does not take claims of the market ${short(market)}.`,
      'Deploy the verifier with the dispute of its market.',
    ),
  ModelNotDisputable: (profile: string, expected: string) =>
    text(
      `Results of this model cannot be disputed: its profile is ${short(profile)}, and only ${short(expected)} can be.`,
      'Choose an exact model, or a quorum without a challenge window.',
    ),
  CollateralTooLow: (collateral: bigint, least: bigint) =>
    text(
      `With a collateral of ${collateral} nobody would challenge a wrong result; it takes ${least} at least (in the token's smallest unit).`,
      'Ask for more collateral.',
    ),
  DataTooLarge: (inputBytes: bigint, outputBytes: bigint, most: bigint) =>
    text(
      `The model's input of ${inputBytes} bytes or its outputs of ${outputBytes} cannot be demanded as a whole (${most} bytes can, and sizes must be published).`,
      'Choose another model, or set takesLarge and accept that a worker can withhold the data.',
    ),
  WindowBoundsInvalid: (shortest: bigint, longest: bigint) =>
    text(
      `A shortest window of ${shortest} seconds does not go with a longest of ${longest}.`,
      'Choose a shortest window above zero that leaves the dispute its time.',
    ),
  WindowOutOfRange: (window: bigint, shortest: bigint, longest: bigint) =>
    text(
      `The request asks for a challenge window of ${window} seconds; between ${shortest} and ${longest} are possible.`,
      'Prepare the request with another window.',
    ),
  InvalidParameters: (params: string) =>
    text(
      `The verifier cannot read the request's parameters ${short(params)}.`,
      'Encode them with encodeOptimisticParams or encodeQuorumParams.',
    ),
  InvalidQuorum: (k: bigint, seats: bigint) =>
    text(
      `${k} equal results of ${seats} seats are no quorum.`,
      'Ask for three seats at least, and for more than half of them to agree, but not all.',
    ),

  // The draw
  DrawNotAsked: () =>
    text("The request's quorum asks for no drawn workers.", 'Claim without a draw.'),
  DrawNotConnected: (market: string, workerRegistry: string) =>
    text(
      `The market ${short(market)} and the worker registry ${short(workerRegistry)} do not belong together.`,
      'Deploy the verifier with the registry of its market.',
    ),
  WidenEveryOutOfRange: (widenEvery: bigint, maximum: bigint) =>
    text(
      `The draw would widen every ${widenEvery} seconds; between 1 and ${maximum} are possible.`,
      'Choose another time.',
    ),
  AlreadyDrawn: (job: string, seedBlock: bigint) =>
    text(
      `Workers were drawn for job ${short(job)} already, by block ${seedBlock}.`,
      'Claim with a slot of that draw.',
    ),
  NotDrawn: (job: string) =>
    text(
      `Nobody has drawn workers for job ${short(job)} yet.`,
      'Draw first (anyone may), then claim.',
    ),
  SeedNotKnown: (job: string, seedBlock: bigint, blockNumber: bigint) =>
    text(
      `The draw of job ${short(job)} is decided by block ${seedBlock}; the chain is at ${blockNumber}.`,
      'Try again after that block.',
    ),
  InvalidTicket: (ticket: string) =>
    text(
      `The ticket ${short(ticket)} is not the number of a stake slot.`,
      'Encode one slot number in 32 bytes.',
    ),
  SlotNotActive: (worker: string, slot: bigint, drawnAt: bigint) =>
    text(
      `Slot ${slot} of ${short(worker)} was not active at ${time(drawnAt)}, when workers were drawn.`,
      'Name a slot that was staked before, and still is.',
    ),
  SlotNotDrawn: (worker: string, slot: bigint) =>
    text(
      `Slot ${slot} of ${short(worker)} is not among those drawn so far.`,
      'Name another slot, or wait: the draw widens with time.',
    ),
}
