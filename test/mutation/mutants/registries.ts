import { type Mutant, mutantsOf } from '../Mutant.ts'

const KEYS = ['registries/KeyRegistry']
const WORKERS = ['registries/WorkerRegistry']
const MODELS = ['registries/ModelRegistry']
const SCHEDULE = ['periphery/Schedule']
const LIBRARIES = ['lib/Libraries']

export const REGISTRY_MUTANTS: readonly Mutant[] = [
  ...mutantsOf('registries/KeyRegistry.sol', KEYS, [
    [
      'a signer shorter than an address',
      'if (signer.length < _ADDRESS_LENGTH || bytes20',
      'if (bytes20',
    ],
    ['a key of nobody', ' || bytes20(signer) == bytes20(0)) revert', ') revert'],
    ['a key that may do nothing', 'if (scope == 0) revert ScopeMissing();', ''],
    ['a key begins in the past', 'if (validFrom < time || validUntil', 'if (validUntil'],
    ['a key without a time', ' || validUntil <= validFrom) revert', ') revert'],
    [
      'a key that never agreed is listed',
      'if (!Signatures.isSignedByKey(signer, digest, consent)) revert KeyDoesNotConsent(msg.sender, signer);',
      '',
    ],
    [
      'a key can be set again',
      'if (key.validFrom != 0) revert KeyAlreadySet(msg.sender, signer);',
      '',
    ],
    [
      'a key that was never set is revoked',
      'if (key.validFrom == 0) revert KeyNotSet(msg.sender, signer);',
      '',
    ],
    [
      'a key ends twice',
      'if (key.validUntil <= time) revert KeyAlreadyEnded(msg.sender, signer, key.validUntil);',
      '',
    ],
    ['a revoked key is still good', '        key.validUntil = time;\n', ''],
    ['any scope holds nothing', 'return scope != 0 && key', 'return key'],
    ['one of the scopes is enough', 'key.scope & scope == scope', 'key.scope & scope != 0'],
    ['a key is good before its time', 'time >= key.validFrom && ', ''],
    ['a key never ends', ' && time < key.validUntil;', ';'],
    [
      'a key is good in the second in which it ends',
      'time < key.validUntil;',
      'time <= key.validUntil;',
    ],
  ]),
  ...mutantsOf('registries/types/Key.sol', KEYS, [
    [
      'consent to any account',
      'abi.encode(KEY_CONSENT_TYPEHASH, self.account, self.scope',
      'abi.encode(KEY_CONSENT_TYPEHASH, address(0), self.scope',
    ],
    [
      'consent to any scope',
      'self.account, self.scope, self.validUntil',
      'self.account, uint8(0), self.validUntil',
    ],
    ['consent to any end', 'self.scope, self.validUntil', 'self.scope, uint40(0)'],
  ]),
  ...mutantsOf('registries/ModelRegistry.sol', MODELS, [
    ['a model has any name', '        _checkName(publication.name);\n', ''],
    ['a model has no root', 'if (publication.root == bytes32(0)) revert EmptyModelRoot();', ''],
    [
      'a royalty above the cap',
      'if (publication.royaltyBps > MAX_ROYALTY_BPS) revert',
      'if (publication.royaltyBps > MAX_ROYALTY_BPS + 10) revert',
    ],
    [
      'the highest royalty is refused',
      'if (publication.royaltyBps > MAX_ROYALTY_BPS) revert',
      'if (publication.royaltyBps >= MAX_ROYALTY_BPS) revert',
    ],
    [
      'a royalty that is not in tenths',
      'if (publication.royaltyBps % _ROYALTY_STEP_BPS != 0) revert RoyaltyNotInTenths(publication.royaltyBps);',
      '',
    ],
    [
      'a model changes its publisher',
      'if (model.publisher != address(0)) revert ModelAlreadyPublished(modelId, model.publisher);',
      '',
    ],
    [
      'a name changes its owner',
      '            revert NameTaken(publication.name, entry.owner);',
      '            entry.owner = msg.sender;',
    ],
    ['a name has no owner', '            entry.owner = msg.sender;\n', ''],
    ["a model's royalty is not kept", 'model.royaltyBps = publication.royaltyBps;', ''],
    [
      "a model's sizes are swapped",
      '(model.inputBytes, model.outputBytes) = (publication.inputBytes, publication.outputBytes);',
      '(model.outputBytes, model.inputBytes) = (publication.inputBytes, publication.outputBytes);',
    ],
    ["a model's profile is not kept", 'model.profile = publication.profile;', ''],
    [
      'anyone deprecates a model',
      'if (model.publisher != msg.sender) revert NotPublisher(msg.sender, model.publisher);',
      '',
    ],
    [
      'a model that nobody published is deprecated',
      '        if (model.publisher == address(0)) revert ModelNotPublished(modelId);\n        if (model.publisher != msg.sender)',
      '        if (model.publisher != msg.sender)',
    ],
    ['a name without characters', 'if (characters.length == 0 || characters', 'if (characters'],
    [
      'a name is too long',
      'characters.length > _MAX_NAME_LENGTH) revert',
      'characters.length > _MAX_NAME_LENGTH + 1) revert',
    ],
    ['a name has any characters', 'if (!allowed) revert InvalidName(name);', ''],
    [
      'version 0 is the last one',
      'if (version == 0 || version > versions.length) revert',
      'if (version > versions.length) revert',
    ],
  ]),
  ...mutantsOf('registries/WorkerRegistry.sol', WORKERS, [
    ['a slot costs nothing', 'bool stakeInRange = slotStake_ != 0 && ', 'bool stakeInRange = '],
    ['a slot costs more than can be given back', ' && slotStake_ <= type(uint96).max;', ';'],
    ['a slot is active at once', ' || activationDelay_ == 0 ||', ' ||'],
    ['a slot is active after a year', ' || activationDelay_ > MAX_ACTIVATION_DELAY) {', ') {'],
    [
      'a name of any length',
      'if (bytes(name).length > MAX_NAME_LENGTH) revert TextTooLong(bytes(name).length, MAX_NAME_LENGTH);',
      '',
    ],
    [
      'an endpoint of any length',
      'if (bytes(endpoint).length > MAX_ENDPOINT_LENGTH) {',
      'if (false) {',
    ],
    ['an ask leaves no time', 'if (lockFor == 0) revert LockForMissing();', ''],
    [
      'an ask that is not there is removed',
      'if (_asks[msg.sender][model].lockFor == 0) revert AskNotSet(msg.sender, model);',
      '',
    ],
    ['an ask stays', '        delete _asks[msg.sender][model];\n', ''],
    [
      'a slot answers a draw that can be foreseen',
      '(block.timestamp + activationDelay).toUint40();',
      '(block.timestamp).toUint40();',
    ],
    ['staked slots are not counted', '        totalSlots += slots;\n', ''],
    ['a stake locks nothing', '        ledger.lock(msg.sender, slots * slotStake);\n', ''],
    [
      "a stake locks one slot's price",
      'ledger.lock(msg.sender, slots * slotStake);',
      'ledger.lock(msg.sender, slotStake);',
    ],
    [
      'a worker gives back what it did not stake',
      'if (staked.length < slots) revert NotEnoughSlots(msg.sender, staked.length, slots);',
      'if (staked.length < slots) slots = staked.length;',
    ],
    [
      'slots that were given back can be drawn',
      'for (uint256 i = 0; i < slots; ++i) staked.pop();',
      '',
    ],
    ['slots that were given back are counted', '        totalSlots -= slots;\n', ''],
    [
      'stake comes back at once',
      '(block.timestamp + UNBONDING_DELAY).toUint40();',
      '(block.timestamp).toUint40();',
    ],
    ['stake on its way back is not counted', '        totalUnbonding += amount;\n', ''],
    [
      'stake is withdrawn a second too early',
      'parts[next].releasedAt <= block.timestamp) {',
      'parts[next].releasedAt <= block.timestamp + 1) {',
    ],
    [
      'stake is withdrawn a second too late',
      'parts[next].releasedAt <= block.timestamp) {',
      'parts[next].releasedAt < block.timestamp) {',
    ],
    [
      'only the last part is withdrawn',
      'amount += parts[next].amount;',
      'amount = parts[next].amount;',
    ],
    [
      'a long list cannot be taken down',
      'if (end > parts.length) end = parts.length;',
      'if (end > parts.length) end = parts.length; else end = first;',
    ],
    ['a part is withdrawn again', '        _withdrawn[msg.sender] = next;\n', ''],
    ['withdrawn stake is still on its way', '        totalUnbonding -= amount;\n', ''],
    ['withdrawn stake stays locked', '        ledger.pay(msg.sender, msg.sender, amount);\n', ''],
    [
      'a slot that is gone is active',
      'return slot < staked.length && staked[slot] <= time;',
      'return slot >= staked.length || staked[slot] <= time;',
    ],
    [
      'a slot is active before its time',
      'return slot < staked.length && staked[slot] <= time;',
      'return slot < staked.length;',
    ],
    ['no slots are staked and an event tells of it', 'if (slots == 0 || slots', 'if (slots'],
    ['any number of slots in one call', ' || slots > MAX_SLOTS_PER_CALL) revert', ') revert'],
  ]),
  ...mutantsOf('periphery/Schedule.sol', SCHEDULE, [
    [
      'a schedule of two ledgers',
      'if (address(multiSeatMarket_.ledger()) != address(ledger)) {',
      'if (false) {',
    ],
    [
      'anyone plans what another pays',
      '        if (msg.sender != plan_.template.requester) revert NotOwner(msg.sender, plan_.template.requester);\n        if (address(plan_.source)',
      '        if (address(plan_.source)',
    ],
    [
      'a plan without a source',
      'if (address(plan_.source).code.length == 0) revert SourceHasNoCode(address(plan_.source));',
      '',
    ],
    ['a plan without a period', 'if (plan_.period == 0 || ', 'if ('],
    ['a plan without runs', 'plan_.runs == 0 || ', ''],
    ['a plan begins in the past', ' || plan_.firstRun < block.timestamp) {', ') {'],
    ['a template with a nonce', 'if (plan_.template.nonce != 0 || ', 'if ('],
    ['a template with an input', ' || plan_.template.inputRoot != bytes32(0)) {', ') {'],
    [
      'a plan is made twice',
      'if (_progress[planId].nextRun != 0) revert PlanAlreadyMade(planId);',
      '',
    ],
    ['a plan that nobody made runs', 'if (due == 0) revert PlanNotMade(planId);', ''],
    [
      'an ended plan runs',
      'if (progress.ended || run == plan_.runs) revert PlanIsOver(planId, run);',
      'if (run == plan_.runs) revert PlanIsOver(planId, run);',
    ],
    [
      'a plan runs for ever',
      'if (progress.ended || run == plan_.runs) revert PlanIsOver(planId, run);',
      'if (progress.ended) revert PlanIsOver(planId, run);',
    ],
    [
      'a run comes too early',
      'if (block.timestamp < due) revert RunNotDue(planId, due, block.timestamp);',
      'if (block.timestamp + 1 < due) revert RunNotDue(planId, due, block.timestamp);',
    ],
    [
      'missed runs are made up for',
      'due + ((block.timestamp - due) / plan_.period + 1) * plan_.period;',
      'due + plan_.period;',
    ],
    ['a run can be repeated in its period', '        progress.nextRun = nextRun.toUint40();\n', ''],
    ['runs are not counted', '        progress.made = (run + 1).toUint32();\n', ''],
    [
      'requests of several seats go to the other market',
      'request.policy.seats == 1 ? IMarketBase(market)',
      'request.policy.seats != 0 ? IMarketBase(market)',
    ],
    [
      'a tip is not paid',
      'if (plan_.tip != 0) ledger.transferFrom(request.requester, msg.sender, plan_.tip);',
      '',
    ],
    [
      'anyone ends a plan',
      '        if (msg.sender != plan_.template.requester) revert NotOwner(msg.sender, plan_.template.requester);\n        bytes32 planId',
      '        bytes32 planId',
    ],
    [
      'a plan that is over ends',
      'if (progress.ended || progress.made == plan_.runs) revert PlanIsOver(planId, progress.made);',
      '',
    ],
    ['a plan cannot be ended', '        progress.ended = true;\n', ''],
    [
      'every run is the same request',
      'abi.encode(address(this), hashPlan(plan_), run)',
      'abi.encode(address(this), hashPlan(plan_))',
    ],
    ['a run has a nonce of signed requests', 'run))) >> 1;', 'run)));'],
    [
      "a run's expiry is the template's",
      '(time + request.offer.expiry).toUint40();',
      'request.offer.expiry;',
    ],
    [
      "a run's ramp starts with the template's",
      '(time + request.offer.rampStart).toUint40();',
      'request.offer.rampStart;',
    ],
  ]),
  ...mutantsOf(
    'lib/Settlement.sol',
    [...LIBRARIES, 'market/MarketJobs'],
    [
      [
        'royalties are rounded up',
        'royalty = (fee * royaltyBps) / BPS;',
        'royalty = (fee * royaltyBps + BPS - 1) / BPS;',
        { tests: [...LIBRARIES, 'market/MarketJobs', 'market/MultiSeatSettlement'] },
      ],
      ['the worker gets the royalty too', 'paid = fee - royalty;', 'paid = fee;'],
      [
        'all forfeited collateral is a reward',
        'rewarded = collateral / 2;',
        'rewarded = collateral;',
      ],
      [
        'a unit of forfeited collateral is created',
        'burned = collateral - rewarded;',
        'burned = collateral - rewarded + 1;',
      ],
    ],
  ),
  ...mutantsOf(
    'lib/Signatures.sol',
    ['market/MarketSigned', 'market/MarketReceipts', 'registries/KeyRegistry'],
    [
      ['a listed key needs no signature', ' && isSignedByKey(signer, digest, signature);', ';'],
      [
        'any key of anybody will do',
        'return keyRegistry.isKey(account, signer, scope, block.timestamp) && isSigned',
        'return isSigned',
      ],
      [
        'a signer shorter than an address is read',
        'if (signer.length < _ADDRESS_LENGTH) return false;',
        '',
        {
          tests: KEYS,
          survives:
            'the key registry refuses to list such a signer, and every other caller asks the registry first',
        },
      ],
      [
        'anyone signs for an account',
        'if (failure == ECDSA.RecoverError.NoError && recovered == account) return true;',
        'if (failure == ECDSA.RecoverError.NoError) return true;',
      ],
      [
        'an account with code cannot sign',
        'account.code.length != 0 &&\n            _confirms',
        'account.code.length == 0 &&\n            _confirms',
      ],
      [
        'a wallet that reverts has signed',
        'confirmed := and(and(succeeded, gt',
        'confirmed := and(and(1, gt',
        { tests: KEYS },
      ],
      ['a wallet that answers anything has signed', ', eq(mload(0x00), selector))', ', 1)'],
      [
        'a wallet takes all gas',
        'let succeeded := staticcall(gasLimit,',
        'let succeeded := staticcall(gas(),',
      ],
    ],
  ),
  ...mutantsOf('lib/PagedMerkle.sol', LIBRARIES, [
    ['no bytes have a root', 'if (length == 0) revert EmptyBytes();', ''],
    [
      'a tree is as wide as its pages',
      'let width := shl(sub(256, clz(sub(count, 1))), 1)',
      'let width := count',
    ],
    [
      'what fills the last page is not zero',
      'calldatacopy(add(page, length), calldatasize(), and(sub(0, length), 255))',
      '',
    ],
    [
      'a proof of any length',
      'if (proof.length != depth) revert ProofLengthMismatch(proof.length, depth);',
      '',
    ],
    [
      'two indices name one leaf',
      'if (depth > 255 || index >> depth != 0) revert IndexOutOfRange(index, depth);',
      '',
    ],
    [
      'the sides of a proof are swapped',
      '(index >> level) & 1 == 0 ? _hashPair',
      '(index >> level) & 1 == 1 ? _hashPair',
    ],
    ['all levels of a proof have one side', '(index >> level) & 1 == 0', 'index & 1 == 0'],
  ]),
  ...mutantsOf(
    'lib/CallBounds.sol',
    ['lib/CallBounds', 'market/MarketReceipts'],
    [['bytes may lie outside the call', 'if (outside) revert OutsideCall();', '']],
  ),
  ...mutantsOf(
    'lib/Delegation.sol',
    ['dispute/DisputeGameRefusals', 'dispute/DisputeGameMoney'],
    [
      [
        'a delegated error is a success',
        '            if iszero(succeeded) {',
        '            if 0 {',
      ],
    ],
  ),
]
