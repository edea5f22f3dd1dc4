// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IBook} from "../ledger/IBook.sol";
import {Ask} from "./types/Ask.sol";
import {ModelId} from "./types/ModelId.sol";

/// @title Workers: where they are, what they ask, what they stake
/// @notice Profiles and asks are what a worker says of itself. Stake comes in slots of one size; a verifier that draws workers
/// draws slots, so that a seat in a quorum costs money that lies still, not only another address. Nothing here takes stake
/// away: what a worker can lose is the collateral of its seats.
interface IWorkerRegistry is IBook {
    /// @notice Where a worker can be found.
    struct Profile {
        /// What people call it, at most MAX_NAME_LENGTH bytes.
        string name;
        /// An URL that answers for it, at most MAX_ENDPOINT_LENGTH bytes.
        string endpoint;
        /// When it said so, in seconds since 1970; zero for a worker that never did.
        uint40 updatedAt;
    }

    /// @notice Stake on its way back.
    struct Unbonding {
        /// How much, in units of the ledger's token.
        uint128 amount;
        /// The first second in which it can be withdrawn.
        uint40 releasedAt;
    }

    /// @notice A worker said where it is.
    event ProfileSet(address indexed worker, string name, string endpoint);
    /// @notice A worker said for what it serves a model.
    event AskSet(address indexed worker, ModelId indexed model, uint96 fee, uint96 collateral, uint32 lockFor);
    /// @notice A worker serves a model no more.
    event AskRemoved(address indexed worker, ModelId indexed model);
    /// @notice A worker staked; its new slots can be drawn from `activeFrom` on. `total` is what it has now.
    event Staked(address indexed worker, uint256 slots, uint256 total, uint40 activeFrom);
    /// @notice A worker gave slots back, which can't be drawn any more; their stake is released at `releasedAt`.
    event Unstaked(address indexed worker, uint256 slots, uint256 total, uint40 releasedAt);
    /// @notice Released stake is free money of the worker again.
    event StakeWithdrawn(address indexed worker, uint256 amount);

    /// @notice A stake of nothing, or an activation delay of zero or above MAX_ACTIVATION_DELAY.
    error InvalidStakeParameters(uint256 slotStake, uint256 activationDelay);
    /// @notice A profile's text is longer than it may be.
    error TextTooLong(uint256 length, uint256 maximum);
    /// @notice An ask leaves no time for work.
    error LockForMissing();
    /// @notice The worker asks nothing for this model.
    error AskNotSet(address worker, ModelId model);
    /// @notice No slots, or more than MAX_SLOTS_PER_CALL.
    error SlotCountOutOfRange(uint256 slots, uint256 maximum);
    /// @notice The worker has fewer slots than it wants to give back.
    error NotEnoughSlots(address worker, uint256 staked, uint256 wanted);
    /// @notice Nothing of the worker's stake is released yet.
    error NothingReleased(address worker, uint256 time);

    /// @notice What one slot costs, in units of the ledger's token.
    function slotStake() external view returns (uint256);

    /// @notice How long a new slot waits until it can be drawn, in seconds.
    function activationDelay() external view returns (uint256);

    /// @notice How long stake is held after it was given back, in seconds: longer than any job can last from its last claim.
    function UNBONDING_DELAY() external view returns (uint256);

    /// @notice The longest activation delay, in seconds.
    function MAX_ACTIVATION_DELAY() external view returns (uint256);

    /// @notice The most slots that one call stakes or gives back.
    function MAX_SLOTS_PER_CALL() external view returns (uint256);

    /// @notice The most bytes of a name.
    function MAX_NAME_LENGTH() external view returns (uint256);

    /// @notice The most bytes of an endpoint.
    function MAX_ENDPOINT_LENGTH() external view returns (uint256);

    /// @notice Says where the caller is to be found.
    function setProfile(string calldata name, string calldata endpoint) external;

    /// @notice Says for what the caller serves a model.
    /// @param model the model
    /// @param fee the least fee, in units of the ledger's token
    /// @param collateral the most collateral that it locks, in units of the ledger's token
    /// @param lockFor how long it needs after its claim at most, in seconds
    function setAsk(ModelId model, uint96 fee, uint96 collateral, uint32 lockFor) external;

    /// @notice Takes the caller's ask for a model back.
    function removeAsk(ModelId model) external;

    /// @notice Stakes more slots out of the caller's free money in the ledger. They can be drawn after the activation delay.
    function stake(uint256 slots) external;

    /// @notice Gives the slots that were staked last back. They can't be drawn any more; the stake is released later.
    function unstake(uint256 slots) external;

    /// @notice Frees what is released, the oldest first and at most 64 parts in a call.
    /// @return amount how much it was
    function withdrawStake() external returns (uint256 amount);

    /// @notice What a worker says of itself.
    function getProfile(address worker) external view returns (Profile memory);

    /// @notice What a worker asks for a model; its lockFor is zero where it asks nothing.
    function getAsk(address worker, ModelId model) external view returns (Ask memory);

    /// @notice How many slots a worker has staked, active or not. They are numbered from 0.
    function slotsOf(address worker) external view returns (uint256);

    /// @notice How many slots all workers have staked, active or not.
    function totalSlots() external view returns (uint256);

    /// @notice Whether a worker's slot is staked now and could be drawn at `time` already.
    function isActive(address worker, uint256 slot, uint256 time) external view returns (bool);

    /// @notice A worker's stake on its way back, the oldest first.
    function unbondingOf(address worker) external view returns (Unbonding[] memory);

    /// @notice All stake on its way back, in units of the ledger's token.
    function totalUnbonding() external view returns (uint256);
}
