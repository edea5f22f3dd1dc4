/** One way to break the contracts, and the tests that ought to notice. */
export interface Mutant {
  /** What is missing or wrong, in a few words. */
  readonly name: string
  readonly file: string
  /** A text that stands in the file exactly once. */
  readonly find: string
  readonly replace: string
  /** Files of test/solidity, without `.t.sol`. */
  readonly tests: readonly string[]
  /** Why no test can notice, where the change makes no difference that anybody could observe. */
  readonly survives?: string
}

const MARKET = 'contracts/Market.sol'
const BALANCES = 'contracts/market/Balances.sol'
const REQUESTS = 'contracts/market/Requests.sol'
const SIGNERS = 'contracts/market/Signers.sol'
const JOBS = 'contracts/market/Jobs.sol'
const VERDICTS = 'contracts/market/Verdicts.sol'
const FULFILMENT = 'contracts/market/Fulfilment.sol'
const KEYS = 'contracts/KeyRegistry.sol'
const ENDINGS = 'contracts/market/Endings.sol'
const PANEL = 'contracts/Panel.sol'
const PANEL_STATES = 'contracts/market/PanelStates.sol'
const SEAM = 'contracts/market/PanelSeam.sol'
const OPTIMISTIC = 'contracts/verifiers/OptimisticVerifier.sol'
const QUORUM = 'contracts/verifiers/QuorumVerifier.sol'
const GAME = 'contracts/dispute/DisputeGame.sol'
const CLAIMS = 'contracts/dispute/game/Claims.sol'
const CHALLENGES = 'contracts/dispute/game/Challenges.sol'
const DEMANDS = 'contracts/dispute/game/Demands.sol'

export const MUTANTS: readonly Mutant[] = [
  // Money comes in and goes out.
  {
    name: 'deposits are credited as asked, not as received',
    file: BALANCES,
    find: 'if (received != amount) revert DepositMismatch(received, amount);',
    replace: '',
    tests: ['MarketBalances'],
  },
  {
    name: 'a withdrawal is not debited',
    file: BALANCES,
    find: '        _debit(msg.sender, amount);\n        emit Withdrawn',
    replace: '        emit Withdrawn',
    tests: ['MarketBalances'],
  },
  {
    name: 'withdrawals can be re-entered before the debit',
    file: BALANCES,
    find: '        _debit(msg.sender, amount);\n        emit Withdrawn(msg.sender, to, amount);\n        token.safeTransfer(to, amount);',
    replace:
      '        token.safeTransfer(to, amount);\n        _debit(msg.sender, amount);\n        emit Withdrawn(msg.sender, to, amount);',
    tests: ['MarketBalances'],
  },
  {
    name: 'withdrawals have no lock',
    file: BALANCES,
    find: 'function withdraw(uint256 amount, address to) external nonReentrant {',
    replace: 'function withdraw(uint256 amount, address to) external {',
    tests: ['MarketBalances'],
  },
  {
    name: 'a permit that somebody else used blocks the deposit',
    file: BALANCES,
    find: 'try IERC20Permit(address(token)).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}',
    replace:
      'IERC20Permit(address(token)).permit(msg.sender, address(this), amount, deadline, v, r, s);',
    tests: ['MarketBalances'],
  },
  {
    name: "anyone moves anyone's balance",
    file: BALANCES,
    find: 'if (msg.sender != sender && !_operators[sender][msg.sender]) revert NotOperator(msg.sender, sender);',
    replace: '',
    tests: ['MarketTransfers'],
  },
  {
    name: 'balances can be sent to the market itself',
    file: BALANCES,
    find: 'if (receiver == address(0) || receiver == address(this)) revert InvalidAddress(receiver);',
    replace: 'if (receiver == address(0)) revert InvalidAddress(receiver);',
    tests: ['MarketTransfers'],
  },
  // Requests.
  {
    name: "anyone posts in a requester's name",
    file: REQUESTS,
    find: 'if (msg.sender != requester && !_operators[requester][msg.sender]) revert NotRequester(msg.sender, requester);',
    replace: '',
    tests: ['MarketJobs', 'MarketTransfers'],
  },
  {
    name: 'a request can be posted again',
    file: REQUESTS,
    find: 'if (job.state != JobState.None) revert JobAlreadyExists(id, job.state);',
    replace: '',
    tests: ['MarketTransitions'],
  },
  {
    name: 'a request signed off chain can also be posted',
    file: REQUESTS,
    find: 'if (request.nonce & Limits.SIGNED_NONCE != 0) revert NonceIsForSigned(request.nonce);',
    replace: '',
    tests: ['MarketFulfilment', 'MarketJobs', 'MarketSigned'],
  },
  {
    name: 'escrow is not taken',
    file: REQUESTS,
    find: '        _debit(request.requester, escrow);\n',
    replace: '',
    tests: ['MarketJobs'],
  },
  {
    name: 'a signed request needs no signature',
    file: REQUESTS,
    find: 'if (!_isSigned(request.requester, SCOPE_REQUEST, JobId.unwrap(id), signer, signature))',
    replace: 'if (false)',
    tests: ['MarketFulfilment', 'MarketSigned'],
  },
  {
    name: "a work key spends a requester's balance",
    file: REQUESTS,
    find: 'if (!_isSigned(request.requester, SCOPE_REQUEST,',
    replace: 'if (!_isSigned(request.requester, 1,',
    tests: ['MarketSigned'],
  },
  {
    name: 'anyone cancels',
    file: ENDINGS,
    find: '        if (msg.sender != request.requester) revert NotRequester(msg.sender, request.requester);\n        JobId id',
    replace: '        JobId id',
    tests: ['MarketJobs', 'MarketTransitions'],
  },
  {
    name: 'a cancelled job refunds the fee only, not the forfeited share',
    file: ENDINGS,
    find: 'refund = _escrow(request) + _rescueReward(request, job.forfeits);\n            job.state = JobState.Cancelled;',
    replace: 'refund = _escrow(request);\n            job.state = JobState.Cancelled;',
    tests: ['MarketJobs'],
  },
  {
    name: 'expiry a second too early',
    file: ENDINGS,
    find: 'if (block.timestamp <= request.offer.expiry) revert RequestNotExpired',
    replace: 'if (block.timestamp < request.offer.expiry) revert RequestNotExpired',
    tests: ['MarketJobs', 'MarketTransitions'],
  },
  {
    name: 'an expired job can expire again',
    file: ENDINGS,
    find: '        job.state = JobState.Expired;\n',
    replace: '',
    tests: ['MarketJobs', 'MarketTransitions'],
  },
  // Signatures, keys, nonces.
  {
    name: 'a nonce can be used again',
    file: SIGNERS,
    find: 'if (bits & bit != 0) revert NonceAlreadyUsed(requester, nonce);',
    replace: '',
    tests: ['MarketFulfilment', 'MarketSigned'],
  },
  {
    name: 'nonces of one word share a bit',
    file: SIGNERS,
    find: 'uint256 bit = 1 << (nonce & 0xff);',
    replace: 'uint256 bit = 1 << (nonce & 0x7f);',
    tests: ['MarketFulfilment', 'MarketSigned'],
  },
  {
    name: 'any key of the registry will do',
    file: SIGNERS,
    find: 'if (!_keyRegistry.isKey(account, signer, scope, block.timestamp)) return false;',
    replace: '',
    tests: ['MarketSigned', 'MarketFulfilment'],
  },
  {
    name: 'anyone acts for a worker',
    file: SIGNERS,
    find: 'msg.sender == worker ||',
    replace: 'true ||',
    tests: ['MarketJobs', 'MarketSigned', 'MarketFulfilment'],
  },
  {
    name: 'a key never ends',
    file: KEYS,
    find: 'time >= key.validFrom && time < key.validUntil',
    replace: 'time >= key.validFrom',
    tests: ['KeyRegistry'],
  },
  {
    name: 'a key can be set again',
    file: KEYS,
    find: 'if (key.validFrom != 0) revert KeyAlreadySet(msg.sender, signer);',
    replace: '',
    tests: ['KeyRegistry'],
  },
  {
    name: 'any one of the scopes is enough',
    file: KEYS,
    find: 'key.scope & scope == scope',
    replace: 'key.scope & scope != 0',
    tests: ['KeyRegistry'],
  },
  // Jobs.
  {
    name: 'a claimed seat can be claimed',
    file: MARKET,
    find: 'if (job.state != JobState.Open) revert JobNotOpen(id, job.state);',
    replace: '',
    tests: ['MarketTransitions', 'MarketJobs'],
  },
  {
    name: 'a job for a named worker is for anyone',
    file: MARKET,
    find: 'if (named != address(0) && named != worker) revert NotNamedWorker(worker, named);',
    replace: '',
    tests: ['MarketJobs'],
  },
  {
    name: 'claims after expiry',
    file: MARKET,
    find: 'if (block.timestamp > request.offer.expiry) revert RequestExpired(request.offer.expiry, block.timestamp);',
    replace: '',
    tests: ['MarketJobs'],
  },
  {
    name: 'no collateral is locked',
    file: MARKET,
    find: '        _debit(worker, request.offer.collateral);\n        job.worker = worker;',
    replace: '        job.worker = worker;',
    tests: ['MarketJobs'],
  },
  {
    name: 'a forfeit wraps its count',
    file: MARKET,
    find: 'if (job.forfeits == type(uint8).max) revert TooManyForfeits(id);',
    replace: '',
    tests: ['MarketJobs'],
  },
  {
    name: 'a result after its deadline',
    file: MARKET,
    find: 'if (block.timestamp > deadline) revert DeadlinePassed(id, deadline, block.timestamp);',
    replace: '',
    tests: ['MarketJobs', 'MarketTransitions'],
  },
  {
    name: 'the last second of a lock is lost',
    file: MARKET,
    find: 'if (block.timestamp > deadline) revert DeadlinePassed',
    replace: 'if (block.timestamp >= deadline) revert DeadlinePassed',
    tests: ['MarketJobs', 'MarketTransitions'],
  },
  {
    name: 'forfeits a second too early',
    file: ENDINGS,
    find: 'if (block.timestamp <= deadline) revert DeadlineNotPassed',
    replace: 'if (block.timestamp < deadline) revert DeadlineNotPassed',
    tests: ['MarketJobs', 'MarketTransitions'],
  },
  {
    name: 'a forfeit burns nothing',
    file: ENDINGS,
    find: '        _credit(Limits.BURNED, burned);\n        emit SeatForfeited(id, worker, _ONLY_SEAT, burned, rewarded, address(0));',
    replace: '        emit SeatForfeited(id, worker, _ONLY_SEAT, burned, rewarded, address(0));',
    tests: ['MarketJobs'],
  },
  {
    name: 'forfeits are not counted',
    file: ENDINGS,
    find: '        ++job.forfeits;\n',
    replace: '',
    tests: ['MarketJobs'],
  },
  {
    name: 'a job is settled again and again',
    file: MARKET,
    find: '        // INVARIANT: a job is settled once.\n        job.state = state;\n',
    replace: '',
    tests: ['MarketTransitions', 'MarketVerdicts'],
  },
  {
    name: 'a worker is paid for another root than the accepted one',
    file: MARKET,
    find: 'if (state == JobState.Accepted && outputRoot == known.outputRoot) {',
    replace: 'if (state == JobState.Accepted) {',
    tests: ['MarketVerdicts'],
  },
  {
    name: 'a void job keeps the collateral',
    file: MARKET,
    find: 'if (state == JobState.Void && !verdict.refutes(_ONLY_SEAT)) {\n                _release(',
    replace: 'if (false) {\n                _release(',
    tests: ['MarketVerdicts'],
  },
  {
    name: 'a finished requester gets no rest',
    file: MARKET,
    find: '        _credit(request.requester, refund);\n        emit JobFinalized',
    replace: '        emit JobFinalized',
    tests: ['MarketJobs', 'MarketVerdicts'],
  },
  {
    name: 'receipts of other requests',
    file: JOBS,
    find: 'if (receipt.request != JobId.unwrap(id)) revert ReceiptForOtherRequest(receipt.request, id);',
    replace: '',
    tests: ['MarketReceipts'],
  },
  {
    name: 'receipts need no signature',
    file: JOBS,
    find: 'if (!_isSigned(worker, SCOPE_WORK, _digestOf(receipt), submission.signer, submission.signature))',
    replace: 'if (false)',
    tests: ['MarketReceipts'],
  },
  {
    name: 'a result without a root',
    file: JOBS,
    find: 'if (receipt.outputRoot == bytes32(0)) revert OutputRootMissing();',
    replace: '',
    tests: ['MarketReceipts'],
  },
  {
    name: 'inline bytes with another root',
    file: JOBS,
    find: 'if (actual != expected) revert RootMismatch(actual, expected);',
    replace: '',
    tests: ['MarketJobs', 'MarketReceipts'],
  },
  {
    name: 'locks without end',
    file: JOBS,
    find: 'if (lockFor == 0 || lockFor > Limits.MAX_LOCK_FOR) revert LockOutOfRange(lockFor, Limits.MAX_LOCK_FOR);',
    replace: '',
    tests: ['MarketJobs'],
  },
  {
    name: 'requests that never expire',
    file: JOBS,
    find: 'if (expiry > block.timestamp + Limits.MAX_LIFETIME)\n            revert ExpiryTooFar(expiry, block.timestamp + Limits.MAX_LIFETIME);',
    replace: '',
    tests: ['MarketJobs'],
  },
  {
    name: 'a beneficiary is overlooked',
    file: JOBS,
    find: 'if (beneficiary == address(0)) beneficiary = request.requester;',
    replace: 'beneficiary = request.requester;',
    tests: ['MarketVerdicts'],
  },
  {
    name: 'models that nobody published',
    file: JOBS,
    find: 'if (publisher == address(0)) revert ModelNotPublished(request.model);',
    replace: '',
    tests: ['MarketJobs', 'MarketFulfilment'],
  },
  {
    name: 'the rescuer gets its collateral twice',
    file: JOBS,
    find: '_credit(worker, paid + collateral);',
    replace: '_credit(worker, paid + 2 * collateral);',
    tests: ['MarketJobs'],
  },
  // Verifiers.
  {
    name: 'a verifier may take for ever',
    file: VERDICTS,
    find: 'if (block.timestamp <= voidAt) {',
    replace: 'if (true) {',
    tests: ['MarketVerdicts'],
  },
  {
    name: 'a verifier is cut short by a second',
    file: VERDICTS,
    find: 'if (block.timestamp <= voidAt) {',
    replace: 'if (block.timestamp < voidAt) {',
    tests: ['MarketVerdicts'],
  },
  {
    name: 'too little gas makes a good verifier fail',
    file: VERDICTS,
    find: 'if (!answered && gasBefore < needed) revert InsufficientGas(gasBefore, needed);',
    replace: '',
    tests: ['MarketVerdicts'],
  },
  {
    name: 'workers are not shown to the verifier',
    file: VERDICTS,
    find: 'if iszero(staticcall(gas(), verifier, at, add(size, 0xc4), 0, 0)) {',
    replace: 'if 0 {',
    tests: ['MarketJobs', 'MarketVerdicts', 'OptimisticVerifier'],
  },
  // Signed requests that are fulfilled in one call.
  {
    name: 'an answer seen on its way can be copied',
    file: FULFILMENT,
    find: 'if (time == 0) revert ResultNotAnnounced(id, commitment);',
    replace: 'if (time == 0) return;',
    tests: ['MarketFulfilment'],
  },
  {
    name: 'announced and brought in one block',
    file: FULFILMENT,
    find: 'if (block.timestamp <= time || block.timestamp > time + Limits.ANNOUNCEMENT_LIFETIME)',
    replace: 'if (block.timestamp > time + Limits.ANNOUNCEMENT_LIFETIME)',
    tests: ['MarketFulfilment'],
  },
  {
    name: 'the fulfilled fee is not debited',
    file: FULFILMENT,
    find: '        _debit(request.requester, fee);\n',
    replace: '',
    tests: ['MarketFulfilment'],
  },
  // Jobs of several seats.
  {
    name: 'one worker takes all seats',
    file: PANEL,
    find: 'if (holder == worker) revert WorkerHasSeat(id, worker, seat);',
    replace: '',
    tests: ['PanelJobs'],
  },
  {
    name: 'commitments after their time',
    file: PANEL,
    find: 'if (block.timestamp > deadline) revert DeadlinePassed(id, deadline, block.timestamp);',
    replace: '',
    tests: ['PanelJobs', 'PanelTransitions'],
  },
  {
    name: 'anyone commits for a seat',
    file: PANEL,
    find: 'if (!_actsFor(taken.worker)) revert NotWorker(msg.sender, taken.worker);',
    replace: '',
    tests: ['PanelJobs'],
  },
  {
    name: 'a result need not be the one that was committed to',
    file: PANEL,
    find: 'if (commitment != taken.outputRoot) revert CommitmentMismatch(commitment, taken.outputRoot);',
    replace: '',
    tests: ['PanelJobs'],
  },
  {
    name: 'results are opened while others can still commit',
    file: PANEL_STATES,
    find: 'if (panel.committed != panel.seats && block.timestamp <= _commitUntil(panel)) return state;',
    replace: '',
    tests: ['PanelJobs', 'PanelTransitions'],
  },
  {
    name: 'a commitment that nobody opened is paid',
    file: PANEL,
    find: 'bool submitted = seat.state == SeatState.Submitted;',
    replace: 'bool submitted = seat.state != SeatState.Claimed;',
    tests: ['PanelVerdicts', 'PanelSettlement'],
  },
  {
    name: 'absent workers keep their collateral where nothing was decided',
    file: PANEL,
    find: 'if (submitted && state == JobState.Void && !verdict.refutes(index)) {',
    replace: 'if (state == JobState.Void && !verdict.refutes(index)) {',
    tests: ['PanelVerdicts', 'PanelSettlement'],
  },
  {
    name: 'a quorum that can not agree frees who was shown wrong',
    file: PANEL,
    find: 'if (submitted && state == JobState.Void && !verdict.refutes(index)) {',
    replace: 'if (submitted && state == JobState.Void) {',
    tests: ['PanelVerdicts', 'PanelSettlement'],
  },
  {
    name: 'a worker that was shown wrong is freed where nothing is decided',
    file: MARKET,
    find: 'if (state == JobState.Void && !verdict.refutes(_ONLY_SEAT)) {',
    replace: 'if (state == JobState.Void) {',
    tests: ['MarketVerdicts'],
  },
  {
    name: 'the wrong seat is taken for the refuted one',
    file: QUORUM,
    find: 'tally.refuted |= 1 << i;',
    replace: 'tally.refuted |= 2 << i;',
    tests: ['QuorumVerifier', 'PanelVerdicts'],
  },
  {
    name: 'a panel is settled again and again',
    file: PANEL,
    find: '        // INVARIANT: a job is settled once.\n        panel.state = state;\n',
    replace: '',
    tests: ['PanelTransitions', 'PanelVerdicts'],
  },
  {
    name: 'a requester sends workers with seats away',
    file: ENDINGS,
    find: 'if (job.seats != 0 && _panelSeats[id][0].worker != address(0)) revert SeatsTaken(id);',
    replace: '',
    tests: ['PanelJobs', 'PanelTransitions'],
  },
  {
    name: 'the panel works for itself',
    file: ENDINGS,
    find: 'if (address(this) == _self) revert NotDelegated();',
    replace: '',
    tests: ['PanelJobs', 'PanelTransitions'],
  },
  {
    name: 'any code can act as the panel',
    file: SEAM,
    find: 'address(panel_.modelRegistry()) != address(_modelRegistry) ||',
    replace: '',
    tests: ['PanelJobs', 'MarketJobs'],
  },
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
    find: '                    tally.refuted |= 1 << i;\n                    continue;',
    replace: '                    tally.refuted |= 1 << i;',
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
    tests: ['DisputeGameMoney'],
  },
  {
    name: 'a job is decided while somebody plays',
    file: GAME,
    find: 'if (claim.open != 0) return (Standing.Disputed, claim.endsBy, address(0));',
    replace: '',
    tests: ['DisputeGameMoney', 'DisputeGameClock', 'DisputeGame'],
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
    tests: ['DisputeGameMoney', 'DisputeGame'],
  },
  {
    name: 'finished jobs are challenged',
    file: CHALLENGES,
    find: 'if (known.state != JobState.Submitted && known.state != JobState.Revealing) {',
    replace: 'if (false) {',
    tests: ['DisputeGameRefusals', 'DisputeGameClock'],
    survives:
      'A finished job of one seat shows its seat as submitted, but its window is over whenever a verdict can have been reached; the state is a second guard.',
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
    find: '        _refute(claim, asked.demander, asked.since, number);\n',
    replace: '',
    tests: ['DisputeGameDemands'],
  },
]
