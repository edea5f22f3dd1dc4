import { type Explain, short, text, time } from './words.ts'

const awaits = [
  'does not exist',
  'waits for the worker to open the trace',
  'waits for the challenger to pick a node',
  'waits for the worker to open the picked node',
  'waits for the challenger to pick a step',
  'waits for the worker to show the picked page',
  'waits for the challenger to have an element judged',
  'is over, the worker has won',
  'is over, the challenger has won',
]
const demandStates = ['does not exist', 'is open', 'is answered', 'was missed', 'is settled']

const AGAIN = 'Read the game again: somebody may have moved.'
const RECOMPUTE = "Compute it anew from the job's own program and input."

/** Every error of the dispute's contract, in words. */
export const disputeErrors: Readonly<Record<string, Explain>> = {
  ContractMissing: (account: string) =>
    text(`There is no contract at ${account}.`, 'Give the address of a deployed contract.'),
  ParameterOutOfRange: (value: bigint) =>
    text(`The dispute cannot be set up with ${value}.`, 'Choose a value within the limits.'),
  MarketOfOtherLedger: (market: string, ledger: string) =>
    text(
      `The market ${short(market)} keeps its money in another ledger than ${short(ledger)}.`,
      'Name the two markets of one deployment.',
    ),

  // Challenges
  JobNotDisputable: (job: string) =>
    text(
      `Job ${short(job)} has no result that waits for a verdict.`,
      'Challenge a result between its submission and its settlement.',
    ),
  SeatNotSubmitted: (job: string, seat: bigint) =>
    text(`Seat ${seat} of job ${short(job)} holds no result.`, 'Name a seat that submitted.'),
  VerifierNotDisputable: (verifier: string) =>
    text(
      `The job's verifier ${short(verifier)} does not listen to this dispute.`,
      'Only results of verifiers that wait for this dispute can be challenged.',
    ),
  NotExact: (model: string) =>
    text(
      `The header is not that of the exact model ${short(model)}.`,
      "Submit the header of the job's own program; float models cannot be disputed.",
    ),
  HeaderMalformed: () =>
    text("The program's header has not the form that it must have.", RECOMPUTE),
  HeaderMismatch: (actual: string, expected: string) =>
    text(
      `The header has the root ${short(actual)}; the disputed program's is ${short(expected)}.`,
      RECOMPUTE,
    ),
  WindowClosed: (_claim: string, until: bigint, now: bigint) =>
    text(
      `The result could be challenged until ${time(until)}; it is ${time(now)} on the chain.`,
      'Challenge earlier next time; the result stands.',
    ),
  AlreadyRefuted: (_claim: string, winner: string) =>
    text(`${short(winner)} has shown already that the result is wrong.`, 'Nothing is left to do.'),
  AlreadyChallenged: (_claim: string, game: bigint) =>
    text(
      `This account challenged the result already, in game ${game}.`,
      'Play that game; an account has one for each result.',
    ),
  NotCommitted: (game: bigint, commitment: string) =>
    text(
      `The commitment ${short(commitment)} was not recorded before the block of the challenge of game ${game}.`,
      'Prove the commitment that was made, with its own salt and trace; without one the game ranks by its challenge.',
    ),
  NotFirstDifference: (game: bigint) =>
    text(
      `The two pages shown in game ${game} differ before the named element, or in what precedes them.`,
      'Name the first element that differs.',
    ),

  // Moves
  NotOpenedYet: (game: bigint) =>
    text(
      `No other game of the claim has opened what game ${game} waits for.`,
      'Leave the move to the worker.',
    ),
  MoveNotAwaited: (game: bigint, state: number) =>
    text(`Game ${game} ${awaits[state] ?? `is in state ${state}`}.`, AGAIN),
  MoveTooLate: (game: bigint, deadline: bigint, now: bigint) =>
    text(
      `The move of game ${game} was due by ${time(deadline)}; it is ${time(now)} on the chain.`,
      'The game can only be ended now; the side that was late has lost it.',
    ),
  MoveStillDue: (game: bigint, deadline: bigint, now: bigint) =>
    text(
      `The awaited move of game ${game} has time until ${time(deadline)}; it is ${time(now)} on the chain.`,
      'Try again after that.',
    ),
  NotMover: (game: bigint, caller: string, mover: string) =>
    text(
      `In game ${game} the next move is that of ${short(mover)}, not of ${short(caller)}.`,
      'Send the move from that account or a key of it, or relay it with its signature.',
    ),
  NotRelayable: (game: bigint, selector: string) =>
    text(
      `The call ${selector} is no move of game ${game} that can be relayed.`,
      'Relay openTrace, pick, pickStep, rank or judge; the others can be sent by anyone.',
    ),
  InvalidMoveSignature: (game: bigint, mover: string) =>
    text(
      `The signature is not that of ${short(mover)} over this move of game ${game} at this turn.`,
      'Sign the move again, for the turn that the game is at.',
    ),
  NodeCountMismatch: (game: bigint, count: bigint, expected: bigint) =>
    text(`Game ${game} takes ${expected} nodes here, not ${count}.`, RECOMPUTE),
  OpeningMismatch: (game: bigint, actual: string, expected: string) =>
    text(
      `What was opened in game ${game} leads to ${short(actual)}, not to ${short(expected)}.`,
      'Open what lies below the node that was picked.',
    ),
  OutputMismatch: (game: bigint, actual: string, expected: string) =>
    text(
      `The trace opened in game ${game} has the outputs ${short(actual)}; the worker signed ${short(expected)}.`,
      'Only the trace of the signed result can be opened.',
    ),
  PlaceOutOfRange: (game: bigint, place: bigint, count: bigint) =>
    text(
      `There is no place ${place} among the ${count} opened nodes of game ${game}.`,
      'Pick one of the opened nodes.',
    ),
  StepMismatch: (actual: string, expected: string) =>
    text(
      `The step leads to ${short(actual)}, where ${short(expected)} was expected.`,
      'Submit the encoding and the proof of the picked step.',
    ),
  StepOutputOutOfRange: (dtype: bigint, byteLength: bigint) =>
    text(
      `What the step produces (type ${dtype}, ${byteLength} bytes) cannot be disputed.`,
      'Such a program does not pass the load gate; do not use it.',
    ),
  PageLengthMismatch: (length: bigint, expected: bigint) =>
    text(`${length} bytes of pages were shown, not ${expected}.`, 'Show whole pages.'),
  PaddingNotZero: (number: bigint) =>
    text(
      `The page shown in game or demand ${number} has bytes after the tensor's end.`,
      'Such a page proves the result wrong; it cannot be shown.',
    ),
  PageMismatch: (game: bigint, actual: string, expected: string) =>
    text(
      `The page has the hash ${short(actual)}; in game ${game} ${short(expected)} was shown.`,
      'Submit the page that the worker showed.',
    ),
  ElementOutOfRange: (game: bigint, element: bigint, count: bigint) =>
    text(
      `There is no element ${element} in game ${game}; there are ${count}.`,
      'Name an element of the shown page.',
    ),
  ElementCorrect: (game: bigint, element: bigint, value: bigint) =>
    text(
      `The referee computed ${value} for element ${element} of game ${game}, the same value as the worker.`,
      'Name an element that differs.',
    ),

  // Demands
  DemandNotAnswered: (demand: bigint, state: number) =>
    text(
      `Demand ${demand} holds no fee of shown pages; it ${demandStates[state] ?? `is in state ${state}`}.`,
      'Read the demand again.',
    ),
  ClaimNotDecided: (_claim: string, until: bigint, now: bigint) =>
    text(
      `The result can still be refuted until ${time(until)}; it is ${time(now)} on the chain.`,
      'Settle the fee after that.',
    ),
  PagesOutOfRange: (first: bigint, count: bigint, pages: bigint) =>
    text(
      `${count} pages from page ${first} on cannot be demanded of a tensor of ${pages}.`,
      'Demand fewer, or others.',
    ),
  NoSuchOutput: (output: bigint, outputs: bigint) =>
    text(`The program has ${outputs} outputs, and none of number ${output}.`, 'Count from 0.'),
  DemandNotOpen: (demand: bigint, state: number) =>
    text(
      `Demand ${demand} ${demandStates[state] ?? `is in state ${state}`}.`,
      'Read the demand again.',
    ),
  AnswerTooLate: (demand: bigint, deadline: bigint, now: bigint) =>
    text(
      `The pages of demand ${demand} were due by ${time(deadline)}; it is ${time(now)} on the chain.`,
      'The demand can only be ended now; the result is refuted.',
    ),
  AnswerStillDue: (demand: bigint, deadline: bigint, now: bigint) =>
    text(
      `The worker may answer demand ${demand} until ${time(deadline)}; it is ${time(now)} on the chain.`,
      'Try again after that.',
    ),
  AnswerMismatch: (demand: bigint, actual: string, expected: string) =>
    text(
      `The pages shown for demand ${demand} lead to ${short(actual)}, not to ${short(expected)}.`,
      "Show the pages of the job's own bytes.",
    ),
}
