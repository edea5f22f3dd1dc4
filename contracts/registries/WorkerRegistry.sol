// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ILedger} from "../ledger/ILedger.sol";
import {IWorkerRegistry} from "./IWorkerRegistry.sol";
import {Ask} from "./types/Ask.sol";
import {ModelId} from "./types/ModelId.sol";

/// @title WorkerRegistry
/// @notice Profiles, asks, and stake slots. Stakes are locked money of the workers in the ledger.
contract WorkerRegistry is IWorkerRegistry {
    using SafeCast for uint256;

    /// @inheritdoc IWorkerRegistry
    uint256 public constant UNBONDING_DELAY = 45 days;
    /// @inheritdoc IWorkerRegistry
    uint256 public constant MAX_ACTIVATION_DELAY = 30 days;
    /// @inheritdoc IWorkerRegistry
    uint256 public constant MAX_SLOTS_PER_CALL = 256;
    /// @inheritdoc IWorkerRegistry
    uint256 public constant MAX_NAME_LENGTH = 64;
    /// @inheritdoc IWorkerRegistry
    uint256 public constant MAX_ENDPOINT_LENGTH = 256;

    uint256 private constant _MAX_RELEASES_PER_CALL = 64;

    ILedger public immutable ledger;
    /// @inheritdoc IWorkerRegistry
    uint256 public immutable slotStake;
    /// @inheritdoc IWorkerRegistry
    uint256 public immutable activationDelay;

    /// @inheritdoc IWorkerRegistry
    uint256 public totalSlots;
    /// @inheritdoc IWorkerRegistry
    uint256 public totalUnbonding;

    mapping(address worker => Profile profile) private _profiles;
    mapping(address worker => mapping(ModelId model => Ask ask)) private _asks;
    /// @dev When each slot becomes active. Slots are added and removed only at the end of the list, so a number that is reused
    /// becomes active later, and a slot in the list has been there since it was staked.
    mapping(address worker => uint40[] activeFrom) private _slots;
    mapping(address worker => Unbonding[] parts) private _unbondings;
    /// @dev How many parts of a worker's list were withdrawn.
    mapping(address worker => uint256 count) private _withdrawn;

    /// @param ledger_ the ledger's future address; the ledger is deployed after this contract and checks it
    constructor(ILedger ledger_, uint256 slotStake_, uint256 activationDelay_) {
        // INVARIANT: MAX_SLOTS_PER_CALL slots fit the width of an unbonding part, so stake can always be unstaked.
        bool stakeInRange = slotStake_ != 0 && slotStake_ <= type(uint96).max;
        if (!stakeInRange || activationDelay_ == 0 || activationDelay_ > MAX_ACTIVATION_DELAY) {
            revert InvalidStakeParameters(slotStake_, activationDelay_);
        }
        (ledger, slotStake, activationDelay) = (ledger_, slotStake_, activationDelay_);
    }

    /// @inheritdoc IWorkerRegistry
    function setProfile(string calldata name, string calldata endpoint) external {
        if (bytes(name).length > MAX_NAME_LENGTH) revert TextTooLong(bytes(name).length, MAX_NAME_LENGTH);
        if (bytes(endpoint).length > MAX_ENDPOINT_LENGTH) {
            revert TextTooLong(bytes(endpoint).length, MAX_ENDPOINT_LENGTH);
        }
        _profiles[msg.sender] = Profile({name: name, endpoint: endpoint, updatedAt: uint40(block.timestamp)});
        emit ProfileSet(msg.sender, name, endpoint);
    }

    /// @inheritdoc IWorkerRegistry
    function setAsk(ModelId model, uint96 fee, uint96 collateral, uint32 lockFor) external {
        if (lockFor == 0) revert LockForMissing();
        _asks[msg.sender][model] = Ask({
            fee: fee,
            collateral: collateral,
            lockFor: lockFor,
            askedAt: uint32(block.timestamp)
        });
        emit AskSet(msg.sender, model, fee, collateral, lockFor);
    }

    /// @inheritdoc IWorkerRegistry
    function removeAsk(ModelId model) external {
        if (_asks[msg.sender][model].lockFor == 0) revert AskNotSet(msg.sender, model);
        delete _asks[msg.sender][model];
        emit AskRemoved(msg.sender, model);
    }

    /// @inheritdoc IWorkerRegistry
    function stake(uint256 slots) external {
        _checkCount(slots);
        // INVARIANT: nobody stakes for a draw whose outcome they can foresee.
        uint40 activeFrom = (block.timestamp + activationDelay).toUint40();
        uint40[] storage staked = _slots[msg.sender];
        for (uint256 i = 0; i < slots; ++i) staked.push(activeFrom);
        totalSlots += slots;
        emit Staked(msg.sender, slots, staked.length, activeFrom);
        // INVARIANT: a worker's locked money covers all its slots and all its stake that is being returned.
        ledger.lock(msg.sender, slots * slotStake);
    }

    /// @inheritdoc IWorkerRegistry
    function unstake(uint256 slots) external {
        _checkCount(slots);
        uint40[] storage staked = _slots[msg.sender];
        // INVARIANT: nobody unstakes what they did not stake.
        if (staked.length < slots) revert NotEnoughSlots(msg.sender, staked.length, slots);
        for (uint256 i = 0; i < slots; ++i) staked.pop();
        totalSlots -= slots;
        uint256 amount = slots * slotStake;
        uint40 releasedAt = (block.timestamp + UNBONDING_DELAY).toUint40();
        totalUnbonding += amount;
        _unbondings[msg.sender].push(Unbonding({amount: amount.toUint128(), releasedAt: releasedAt}));
        emit Unstaked(msg.sender, slots, staked.length, releasedAt);
    }

    /// @inheritdoc IWorkerRegistry
    function withdrawStake() external returns (uint256 amount) {
        Unbonding[] storage parts = _unbondings[msg.sender];
        uint256 first = _withdrawn[msg.sender];
        // Only the worker lengthens its list. A long list takes several calls.
        uint256 end = first + _MAX_RELEASES_PER_CALL;
        if (end > parts.length) end = parts.length;
        uint256 next = first;
        // INVARIANT: stake is held until its release time. Later parts are released later.
        while (next < end && parts[next].releasedAt <= block.timestamp) {
            amount += parts[next].amount;
            delete parts[next];
            ++next;
        }
        if (next == first) revert NothingReleased(msg.sender, block.timestamp);
        // INVARIANT: a part is withdrawn once.
        _withdrawn[msg.sender] = next;
        totalUnbonding -= amount;
        emit StakeWithdrawn(msg.sender, amount);
        ledger.pay(msg.sender, msg.sender, amount);
    }

    /// @inheritdoc IWorkerRegistry
    function getProfile(address worker) external view returns (Profile memory) {
        return _profiles[worker];
    }

    /// @inheritdoc IWorkerRegistry
    function getAsk(address worker, ModelId model) external view returns (Ask memory) {
        return _asks[worker][model];
    }

    /// @inheritdoc IWorkerRegistry
    function slotsOf(address worker) external view returns (uint256) {
        return _slots[worker].length;
    }

    /// @inheritdoc IWorkerRegistry
    function isActive(address worker, uint256 slot, uint256 time) external view returns (bool) {
        uint40[] storage staked = _slots[worker];
        return slot < staked.length && staked[slot] <= time;
    }

    /// @inheritdoc IWorkerRegistry
    function unbondingOf(address worker) external view returns (Unbonding[] memory parts) {
        Unbonding[] storage all = _unbondings[worker];
        uint256 first = _withdrawn[worker];
        parts = new Unbonding[](all.length - first);
        for (uint256 i = 0; i < parts.length; ++i) parts[i] = all[first + i];
    }

    function _checkCount(uint256 slots) private pure {
        if (slots == 0 || slots > MAX_SLOTS_PER_CALL) revert SlotCountOutOfRange(slots, MAX_SLOTS_PER_CALL);
    }
}
