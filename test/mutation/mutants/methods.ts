import type { Mutant } from '../Mutant.ts'

const OPTIMISTIC = 'contracts/verifiers/OptimisticVerifier.sol'
const QUORUM = 'contracts/verifiers/QuorumVerifier.sol'
const GAME = 'contracts/dispute/DisputeGame.sol'
const CLAIMS = 'contracts/dispute/game/Claims.sol'
const CHALLENGES = 'contracts/dispute/game/Challenges.sol'
const DEMANDS = 'contracts/dispute/game/Demands.sol'

/** Verification methods and disputes. */
export const METHOD_MUTANTS: readonly Mutant[] = [
  // Verification methods.
  {
    name: 'the window ends a second early',
    file: OPTIMISTIC,
    find: '} else if (block.timestamp <= seat.submittedAt + window) {',
    replace: '} else if (block.timestamp < seat.submittedAt + window) {',
    tests: ['OptimisticVerifier'],
  },
  {
    name: 'an open dispute holds nothing up',
    file: OPTIMISTIC,
    find: '} else if (standing == IDispute.Standing.Disputed) {',
    replace: '} else if (false) {',
    tests: ['OptimisticVerifier'],
  },
  {
    name: 'a dispute may outlast the market',
    file: OPTIMISTIC,
    find: 'if (duration > LONGEST_DISPUTE) revert DisputeTooLong(duration, LONGEST_DISPUTE);',
    replace: '',
    tests: ['OptimisticVerifier'],
  },
  {
    name: 'half of the seats are a quorum',
    file: QUORUM,
    find: 'wanted.k <= seats / 2',
    replace: 'wanted.k < seats / 2',
    tests: ['QuorumVerifier'],
  },
  {
    name: 'one vote too few',
    file: QUORUM,
    find: 'if (votes >= k) return root;',
    replace: 'if (votes + 1 >= k) return root;',
    tests: ['QuorumVerifier'],
  },
  {
    name: 'refuted results still vote',
    file: QUORUM,
    find: '                    tally.challengers[i] = challenger;\n                    continue;',
    replace: '                    tally.challengers[i] = challenger;',
    tests: ['QuorumVerifier'],
  },
  {
    name: 'anyone takes a drawn seat',
    file: QUORUM,
    find: 'if (parametersOf(request.policy.params, seats).drawn) _checkDrawn(job, seats, worker, ticket);',
    replace: 'parametersOf(request.policy.params, seats);',
    tests: ['QuorumVerifier', 'WorkerDraw'],
  },
  // Disputes.
  {
    name: 'a worker is overruled by a right element',
    file: GAME,
    find: 'if (claimed == actual) revert ElementCorrect(number, element, claimed);',
    replace: '',
    tests: ['DisputeGame', 'DisputeGameRefusals'],
  },
  {
    name: 'another step is judged than the picked one',
    file: GAME,
    find: 'if (stepHash != game.step) revert StepMismatch(stepHash, game.step);',
    replace: '',
    tests: ['DisputeGameRefusals'],
  },
  {
    name: 'moves after their time',
    file: GAME,
    find: 'if (block.timestamp > game.deadline) revert MoveTooLate(number, game.deadline, block.timestamp);',
    replace: '',
    tests: ['DisputeGameClock'],
  },
  {
    name: 'a game times out a second early',
    file: GAME,
    find: 'if (block.timestamp <= game.deadline) revert MoveStillDue',
    replace: 'if (block.timestamp < game.deadline) revert MoveStillDue',
    tests: ['DisputeGameClock'],
  },
  {
    name: 'moves out of turn',
    file: GAME,
    find: 'if (game.state != state) revert MoveNotAwaited(number, game.state);',
    replace: '',
    tests: ['DisputeGame', 'DisputeGameRefusals', 'DisputeGameClock'],
  },
  {
    name: 'strangers move',
    file: GAME,
    find: 'if (_relayed || msg.sender == mover) return;',
    replace: 'return;',
    tests: ['DisputeGameRefusals'],
  },
  {
    name: 'a page that was never committed to',
    file: GAME,
    find: 'if (actual != game.node) revert OpeningMismatch(number, actual, game.node);',
    replace: '',
    tests: ['DisputeGameRefusals'],
  },
  {
    name: 'nobody looks behind the end of a tensor',
    file: GAME,
    find: 'if (!_isPadded(page, _pageBytes(game))) revert PaddingNotZero(number);',
    replace: '',
    tests: ['DisputeGame', 'DisputeGameRefusals'],
  },
  {
    name: 'padding is picked',
    file: GAME,
    find: 'if (place >= count) revert PlaceOutOfRange(number, place, count);',
    replace: '',
    tests: ['DisputeGameRefusals'],
  },
  {
    name: 'the bond goes to the loser',
    file: GAME,
    find: 'address paid = challengerWon ? challenger : claim.worker;',
    replace: 'address paid = challengerWon ? claim.worker : challenger;',
    tests: ['DisputeGameClock'],
  },
  {
    name: 'a job is decided while somebody plays',
    file: GAME,
    find: 'if (block.timestamp <= claim.endsBy) return (Standing.Disputed, claim.endsBy, address(0));',
    replace: '',
    tests: ['DisputeGameMoney', 'DisputeGameClock', 'DisputeGame'],
  },
  {
    name: 'a game that nobody ends holds the job up for ever',
    file: GAME,
    find: 'if (block.timestamp <= claim.endsBy) return (Standing.Disputed, claim.endsBy, address(0));',
    replace: 'return (Standing.Disputed, claim.endsBy, address(0));',
    tests: ['DisputeGameMoney'],
  },
  {
    name: 'a worker that never answers is forgiven',
    file: GAME,
    find: 'if (claim.workerOwes != 0) return (Standing.Refuted, 0, claim.winner);',
    replace: '',
    tests: ['DisputeGameMoney'],
  },
  {
    name: 'who answered still owes',
    file: GAME,
    find: 'if (owed) --claim.workerOwes;',
    replace: 'if (owed) {}',
    tests: ['DisputeGameMoney'],
  },
  {
    name: 'bytes after the end of a tensor answer a demand',
    file: DEMANDS,
    find: '!_isPadded(pages[expectedLength - PagedMerkle.PAGE_SIZE:], asked.lastBytes)',
    replace: 'false',
    tests: ['DisputeGameDemands'],
  },
  {
    name: 'a relayed move needs no signature',
    file: GAME,
    find: 'if (!_hasSigned(mover, digest, signer, signature)) revert InvalidMoveSignature(number, mover);',
    replace: '',
    tests: ['DisputeGameRelay'],
  },
  {
    name: 'the last to win is rewarded',
    file: CLAIMS,
    find: 'if (since > claim.winnerSince) return;',
    replace: '',
    tests: ['DisputeGameMoney'],
  },
  {
    name: 'another program is judged',
    file: CHALLENGES,
    find: 'if (!(toModelId(PROFILE_EXACT, programRoot) == request.model)) revert NotExact(request.model, programRoot);',
    replace: '',
    tests: ['DisputeGameRefusals'],
  },
  {
    name: 'challenges after the window',
    file: CHALLENGES,
    find: 'if (block.timestamp > windowEnd) revert WindowClosed(id, windowEnd, block.timestamp);',
    replace: '',
    tests: ['DisputeGameClock'],
  },
  {
    name: 'challenges without a bond',
    file: CHALLENGES,
    find: '        market.transferFrom(msg.sender, address(this), bond);\n',
    replace: '',
    tests: ['DisputeGameRefusals'],
  },
  {
    name: 'finished jobs are challenged',
    file: CHALLENGES,
    find: 'if (known.state != JobState.Submitted && known.state != JobState.Revealing) {',
    replace: 'if (false) {',
    tests: ['DisputeGameRefusals', 'DisputeGameClock'],
  },
  {
    name: 'a demand is answered with other bytes',
    file: DEMANDS,
    find: 'if (actual != expected) revert AnswerMismatch(number, actual, expected);',
    replace: '',
    tests: ['DisputeGameDemands'],
  },
  {
    name: 'withheld bytes cost nothing',
    file: DEMANDS,
    find: '        _refute(claim, asked.demander, uint40(block.number), number);\n',
    replace: '',
    tests: ['DisputeGameDemands'],
  },
]
