import type { Mutant } from '../Mutant.ts'

const BALANCES = 'contracts/market/Balances.sol'
const REQUESTS = 'contracts/market/Requests.sol'
const SIGNERS = 'contracts/market/Signers.sol'
const FULFILMENT = 'contracts/market/Fulfilment.sol'
const KEYS = 'contracts/KeyRegistry.sol'
const ENDINGS = 'contracts/market/Endings.sol'

/** Money and requests. */
export const REQUEST_MUTANTS: readonly Mutant[] = [
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
    tests: ['MarketSigned'],
  },
  {
    name: 'the fulfilled fee is not debited',
    file: FULFILMENT,
    find: '        _debit(request.requester, fee);\n',
    replace: '',
    tests: ['MarketFulfilment'],
  },
]
