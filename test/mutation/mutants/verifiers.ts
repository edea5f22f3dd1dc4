import { type Mutant, mutantsOf } from '../Mutant.ts'

const DRAW = ['verifiers/WorkerDraw']
const QUORUM = ['verifiers/QuorumVerifier', 'market/MultiSeatVerdicts', 'verifiers/WorkerDraw']
const OPTIMISTIC = ['verifiers/OptimisticVerifier']
const BOTH = ['verifiers/OptimisticVerifier', 'verifiers/QuorumVerifier']

export const VERIFIER_MUTANTS: readonly Mutant[] = [
  ...mutantsOf(
    'verifiers/SignatureVerifier.sol',
    ['market/MarketJobs', 'market/MarketReceipts', 'market/MarketVerdicts'],
    [
      ['a signature accepts no root', 'result.outputRoot = seats[i].outputRoot;', ''],
      ['the signature method takes evidence', 'revert EvidenceNotTaken(job);', ''],
      [
        'a seat without a result is accepted',
        'if (seats[i].state == SeatState.Submitted) {',
        'if (seats[i].state != SeatState.Submitted) {',
      ],
    ],
  ),
  ...mutantsOf('verifiers/Disputable.sol', BOTH, [
    [
      'a verifier opens without a dispute',
      'if (address(dispute_).code.length == 0) revert DisputeHasNoCode(address(dispute_));',
      '',
    ],
    [
      "a verifier opens on another market's dispute",
      'if (!dispute_.judges(address(market_))) revert DisputeOfOtherMarket(address(dispute_), address(market_));',
      '',
    ],
    ['a window can be nothing', 'if (minWindow_ == 0 || minWindow_', 'if (minWindow_'],
    [
      'the shortest window is longer than the longest',
      ' || minWindow_ > LONGEST_WINDOW) revert WindowBounds',
      ') revert WindowBounds',
    ],
    [
      'a dispute lasts longer than the market waits',
      'if (duration > LONGEST_DISPUTE) revert DisputeTooLong(duration, LONGEST_DISPUTE);',
      '',
    ],
    [
      'the longest dispute is refused',
      'if (duration > LONGEST_DISPUTE) revert',
      'if (duration >= LONGEST_DISPUTE) revert',
    ],
    ['a verifier with disputes takes evidence', 'revert EvidenceNotTaken();', ''],
    [
      'a model that no referee computes',
      'if (profile != expected) revert ModelNotDisputable(profile, expected);',
      '',
    ],
    [
      'collateral that is not worth a challenge',
      'if (request.offer.collateral < least) revert CollateralTooLow(request.offer.collateral, least);',
      '',
    ],
    [
      'the least collateral is refused',
      'if (request.offer.collateral < least) revert',
      'if (request.offer.collateral <= least) revert',
    ],
    [
      'data too large to be demanded',
      'if (isLarge && !takesLarge) revert DataTooLarge(inputBytes, outputBytes, most);',
      '',
    ],
    [
      'a request cannot take large data',
      'if (isLarge && !takesLarge) revert',
      'if (isLarge) revert',
    ],
    ['an input too large to be demanded', ' || inputBytes > most', ''],
    ['an output too large to be demanded', ' || outputBytes > most', ''],
    ['an input of unknown size', 'bool isLarge = inputBytes == 0 || ', 'bool isLarge = '],
    ['an output of unknown size', ' || outputBytes == 0', ''],
    [
      'the largest input that can be demanded is refused',
      'inputBytes > most',
      'inputBytes >= most',
    ],
    ['any market asks', 'if (msg.sender != market) revert NotMarket(msg.sender, market);', ''],
    ['a window is too short', 'if (window < minWindow || window', 'if (window'],
    ['a window is too long', ' || window > LONGEST_WINDOW) revert WindowOut', ') revert WindowOut'],
    [
      'the longest window is refused',
      ' || window > LONGEST_WINDOW) revert WindowOut',
      ' || window >= LONGEST_WINDOW) revert WindowOut',
    ],
  ]),
  ...mutantsOf('verifiers/OptimisticVerifier.sol', OPTIMISTIC, [
    ['the optimistic method takes any market', '        _checkMarket();\n', ''],
    [
      'the optimistic method takes any model',
      '        _checkDisputable(request, takesLarge);\n',
      '',
    ],
    [
      'a challenge has no time',
      'return submittedAt + window;',
      'return submittedAt;',
      { tests: [...OPTIMISTIC, 'dispute/DisputeGameRefusals'] },
    ],
    [
      'a refuted result is accepted in the end',
      'if (standing == IDispute.Standing.Refuted) {',
      'if (standing == IDispute.Standing.Refuted && block.timestamp <= seat.submittedAt + window) {',
    ],
    [
      'a refuted seat is not named',
      '(result.outcome, result.refuted) = (Outcome.Rejected, 1);',
      '(result.outcome, result.refuted) = (Outcome.Rejected, 0);',
    ],
    ['the challenger is not named', 'result.challengers[0] = challenger;', ''],
    [
      'a disputed result is accepted after its window',
      '} else if (standing == IDispute.Standing.Disputed) {',
      '} else if (standing == IDispute.Standing.Disputed && block.timestamp <= seat.submittedAt + window) {',
    ],
    [
      'a result is accepted in the last second of its window',
      '} else if (block.timestamp <= seat.submittedAt + window) {',
      '} else if (block.timestamp < seat.submittedAt + window) {',
    ],
    [
      'a seat without a result gets a verdict',
      'if (seat.state != SeatState.Submitted) return result;',
      '',
    ],
    ['parameters of any length', 'if (params.length != 64 || uint256', 'if (uint256'],
    [
      'parameters that say neither yes nor no',
      'if (params.length != 64 || uint256(bytes32(params[32:])) > 1)',
      'if (params.length != 64)',
    ],
    ['an optimistic window is not checked', '        _checkWindow(window);\n', ''],
  ]),
  ...mutantsOf('verifiers/QuorumVerifier.sol', QUORUM, [
    [
      'a job is drawn that asked for no draw',
      'if (!parametersOf(request.policy.params, request.policy.seats).drawn) revert DrawNotAsked();',
      '',
      { tests: [...DRAW, ...QUORUM] },
    ],
    ['the quorum takes any market', '        _checkMarket();\n', ''],
    [
      'the quorum with a window takes any model',
      'if (wanted.window != 0) _checkDisputable(request, wanted.takesLarge);',
      '',
    ],
    [
      'the quorum without a window takes only models that can be disputed',
      'if (wanted.window != 0) _checkDisputable',
      '_checkDisputable',
    ],
    [
      'workers that were not drawn take seats',
      'if (wanted.drawn) _checkDrawn(job, seats, worker, ticket);',
      '',
      { tests: [...DRAW, ...QUORUM] },
    ],
    ['only drawn workers take seats, always', 'if (wanted.drawn) _checkDrawn', '_checkDrawn'],
    [
      'a quorum without a window is disputed',
      '_tally(job, seats, wanted.window != 0);',
      '_tally(job, seats, true);',
    ],
    ['a quorum decides while it is pending', 'if (result.until != 0) return result;', ''],
    [
      'refuted seats of a quorum keep their collateral',
      '(result.refuted, result.challengers) = (uint16(tally.refuted), tally.challengers);',
      'result.challengers = tally.challengers;',
    ],
    [
      'a quorum names no challengers',
      '(result.refuted, result.challengers) = (uint16(tally.refuted), tally.challengers);',
      'result.refuted = uint16(tally.refuted);',
    ],
    [
      'a quorum without agreement rejects',
      'else if (tally.standing == 0 && tally.refuted != 0)',
      'else if (tally.refuted != 0)',
    ],
    [
      'a quorum without results rejects',
      'else if (tally.standing == 0 && tally.refuted != 0)',
      'else if (tally.standing == 0)',
    ],
    ['a quorum without a window can be challenged', 'if (window == 0) return 0;', ''],
    ['quorum parameters of any length', 'if (params.length != 128 || uint256', 'if (uint256'],
    ['a draw that is neither yes nor no', ' || uint256(bytes32(params[64:])) > 1', ''],
    ['large data that is neither yes nor no', ' || uint256(bytes32(params[96:])) > 1', ''],
    ['a quorum of all seats', 'if (wanted.k >= seats || ', 'if (wanted.k > seats || '],
    [
      'a quorum of half of the seats',
      'wanted.k <= seats / 2) revert',
      'wanted.k < seats / 2) revert',
    ],
    [
      "a quorum's window is not checked",
      'if (wanted.window != 0) _checkWindow(wanted.window);',
      '',
    ],
    ['a seat without a result votes', 'if (seat.state != SeatState.Submitted) continue;', ''],
    ['results are not counted', '            ++tally.submitted;\n', ''],
    [
      'the window runs from the first result',
      'if (seat.submittedAt > tally.lastSubmittedAt) tally',
      'if (tally.lastSubmittedAt == 0) tally',
    ],
    ['a refuted result votes', '                    continue;\n', ''],
    ['only the last refuted seat is known', 'tally.refuted |= 1 << i;', 'tally.refuted = 1 << i;'],
    [
      'a dispute without an end is none',
      'tally.disputedUntil = until == 0 ? 1 : until;',
      'tally.disputedUntil = until;',
    ],
    [
      "the first dispute's end is the last one's",
      'until >= tally.disputedUntil)',
      'tally.disputedUntil == 0)',
    ],
    ['seats that stand are not counted', '            ++tally.standing;\n', ''],
    [
      'a quorum decides in its window',
      'if (window == 0 || tally.standing == 0) return 0;',
      'if (window == 0 || tally.standing != 0) return 0;',
    ],
    [
      'a quorum waits where nothing stands',
      'if (window == 0 || tally.standing == 0) return 0;',
      'if (window == 0) return 0;',
    ],
    [
      'a quorum decides while a dispute is open',
      'if (tally.disputedUntil != 0) return uint40(tally.disputedUntil);',
      '',
    ],
    [
      'a quorum decides in the last second of its window',
      'return block.timestamp <= last ?',
      'return block.timestamp < last ?',
    ],
    [
      'one vote fewer than a quorum is enough',
      'if (votes >= k) return root;',
      'if (votes + 1 >= k) return root;',
    ],
    ['a quorum needs one vote more', 'if (votes >= k) return root;', 'if (votes > k) return root;'],
    [
      'the only root counts where nothing was refuted',
      'if (onlyRoot && tally.refuted != 0 && tally',
      'if (onlyRoot && tally',
    ],
    [
      'one of several roots counts where something was refuted',
      'if (onlyRoot && tally.refuted',
      'if (tally.refuted',
    ],
    [
      'the only root of too few results counts',
      ' && tally.submitted >= k) return root;',
      ') return root;',
    ],
  ]),
  ...mutantsOf('verifiers/WorkerDraw.sol', DRAW, [
    [
      'a draw opens without a market or workers',
      'if (address(market_).code.length == 0 || address(workerRegistry_).code.length == 0) {',
      'if (address(market_).code.length == 0) {',
    ],
    [
      'a draw opens on workers of another ledger',
      'if (address(workerRegistry_.ledger()) != address(market_.ledger())) {',
      'if (false) {',
    ],
    ['a draw widens at once', 'if (widenEvery_ == 0 || widenEvery_', 'if (widenEvery_'],
    ['a draw hardly ever widens', ' || widenEvery_ > MAX_WIDEN_EVERY)', ')'],
    [
      'the block that decides is the current one',
      'uint256 public constant SEED_DELAY = 2;',
      'uint256 public constant SEED_DELAY = 0;',
    ],
    [
      'one slot for each seat is let in',
      'uint256 public constant SLOTS_PER_SEAT = 2;',
      'uint256 public constant SLOTS_PER_SEAT = 1;',
    ],
    [
      'a job that was not drawn has a bound',
      '        if (known.seedBlock == 0) revert NotDrawn(job);\n        uint256 doublings',
      '        uint256 doublings',
    ],
    ['the bound never rises', '(seats * SLOTS_PER_SEAT) << doublings;', 'seats * SLOTS_PER_SEAT;'],
    [
      'the bound does not depend on the seats',
      '(seats * SLOTS_PER_SEAT) << doublings;',
      'SLOTS_PER_SEAT << doublings;',
    ],
    ['the bound overflows after a long time', 'doublings >= 96 ? type(uint96).max : ', ''],
    [
      'not all may come in the end',
      'if (admitted >= known.totalSlots) return type(uint256).max;',
      'if (admitted > known.totalSlots) return type(uint256).max;',
    ],
    [
      'a slot has the same value in every job',
      'keccak256(abi.encode(seed, worker, slot))',
      'keccak256(abi.encode(worker, slot))',
    ],
    [
      'all slots of a worker have one value',
      'keccak256(abi.encode(seed, worker, slot))',
      'keccak256(abi.encode(seed, worker))',
    ],
    [
      'a job is drawn until it suits',
      'if (known.seedBlock != 0) revert AlreadyDrawn(job, known.seedBlock);',
      '',
    ],
    ['a draw does not ask the market', '        _market.bindRequester(request);\n', ''],
    ['a draw forgets when it was', 'known.drawnAt = uint40(block.timestamp);', ''],
    ['a ticket of any length', 'if (ticket.length != 32) revert InvalidTicket(ticket);', ''],
    [
      'a worker takes a seat before the draw',
      '        if (known.seedBlock == 0) revert NotDrawn(job);\n        // INVARIANT: a worker',
      '        // INVARIANT: a worker',
    ],
    [
      'a slot that was staked after the draw',
      'if (!workerRegistry.isActive(worker, slot, known.drawnAt)) {',
      'if (!workerRegistry.isActive(worker, slot, block.timestamp)) {',
    ],
    [
      'a slot that nobody staked',
      'if (!workerRegistry.isActive(worker, slot, known.drawnAt)) {',
      'if (false) {',
    ],
    ['a draw is stuck once its block is too old', 'if (bound == type(uint256).max) return;', ''],
    [
      'a worker takes a seat before the block is known',
      'if (seed == bytes32(0)) revert SeedNotKnown(job, known.seedBlock, block.number);',
      '',
    ],
    [
      'a slot that was not drawn',
      'if (value >= bound) revert SlotNotDrawn(worker, slot, value, bound);',
      '',
    ],
    [
      'a hash of a block to come is asked of strangers',
      'if (number >= block.number) return bytes32(0);',
      '',
    ],
    [
      'an answer of any form is a hash',
      'if (success && answer.length == 32) result',
      'if (success) result',
    ],
    [
      'old hashes are not known',
      'if (success && answer.length == 32) result = bytes32(answer);',
      '',
    ],
  ]),
]
