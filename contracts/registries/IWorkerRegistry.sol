// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IBook} from "../ledger/IBook.sol";
import {Ask} from "./types/Ask.sol";
import {ModelId} from "./types/ModelId.sol";

/// @title Workers: their endpoints, asks and stakes
/// @notice Profiles and asks are a worker's own statements. Stake comes in slots of one size. A verifier that draws workers draws
/// slots, so a seat in a quorum costs locked money, not only another address. Nothing here takes stake away: a worker can lose
/// only the collateral of its seats.
interface IWorkerRegistry is IBook {
    /// @notice A worker's name and endpoint.
    struct Profile {
        /// Its display name, at most MAX_NAME_LENGTH bytes.
        string name;
        /// A URL at which it answers, at most MAX_ENDPOINT_LENGTH bytes.
        string endpoint;
        /// When the profile was set, in seconds since 1970; zero if it never was.
        uint40 updatedAt;
    }

    /// @notice Stake that is being returned.
    struct Unbonding {
        /// The amount, in units of the ledger's token.
        uint128 amount;
        /// The first second in which it can be withdrawn.
        uint40 releasedAt;
    }

    /// @notice A worker set its profile.
    event ProfileSet(address indexed worker, string name, string endpoint);
    /// @notice A worker set the terms on which it serves a model.
    event AskSet(address indexed worker, ModelId indexed model, uint96 fee, uint96 collateral, uint32 lockFor);
    /// @notice A worker no longer serves a model.
    event AskRemoved(address indexed worker, ModelId indexed model);
    /// @notice A worker staked. Its new slots can be drawn from `activeFrom` on. `total` is its number of slots now.
    event Staked(address indexed worker, uint256 slots, uint256 total, uint40 activeFrom);
    /// @notice A worker unstaked slots. They can no longer be drawn; their stake is released at `releasedAt`.
    event Unstaked(address indexed worker, uint256 slots, uint256 total, uint40 releasedAt);
    /// @notice Released stake is free money of the worker again.
    event StakeWithdrawn(address indexed worker, uint256 amount);

    /// @notice The stake per slot is zero or too large, or the activation delay is zero or above MAX_ACTIVATION_DELAY.
    error InvalidStakeParameters(uint256 slotStake, uint256 activationDelay);
    /// @notice A text of the profile is too long.
    error TextTooLong(uint256 length, uint256 maximum);
    /// @notice The ask leaves no time for work.
    error LockForMissing();
    /// @notice The worker has no ask for this model.
    error AskNotSet(address worker, ModelId model);
    /// @notice The number of slots is zero or above MAX_SLOTS_PER_CALL.
    error SlotCountOutOfRange(uint256 slots, uint256 maximum);
    /// @notice The worker has fewer slots than it wants to unstake.
    error NotEnoughSlots(address worker, uint256 staked, uint256 wanted);
    /// @notice None of the worker's stake is released yet.
    error NothingReleased(address worker, uint256 time);

    /// @notice The stake per slot, in units of the ledger's token.
    function slotStake() external view returns (uint256);

    /// @notice How long a new slot waits until it can be drawn, in seconds.
    function activationDelay() external view returns (uint256);

    /// @notice How long stake is held after it is unstaked, in seconds: longer than any job can last after its last claim.
    function UNBONDING_DELAY() external view returns (uint256);

    /// @notice The longest activation delay, in seconds.
    function MAX_ACTIVATION_DELAY() external view returns (uint256);

    /// @notice The most slots that one call stakes or unstakes.
    function MAX_SLOTS_PER_CALL() external view returns (uint256);

    /// @notice The most bytes of a name.
    function MAX_NAME_LENGTH() external view returns (uint256);

    /// @notice The most bytes of an endpoint.
    function MAX_ENDPOINT_LENGTH() external view returns (uint256);

    /// @notice Sets the caller's profile.
    function setProfile(string calldata name, string calldata endpoint) external;

    /// @notice Sets the terms on which the caller serves a model.
    /// @param model the model
    /// @param fee the lowest fee, in units of the ledger's token
    /// @param collateral the highest collateral that it locks, in units of the ledger's token
    /// @param lockFor the longest time that it needs after its claim, in seconds
    function setAsk(ModelId model, uint96 fee, uint96 collateral, uint32 lockFor) external;

    /// @notice Removes the caller's ask for a model.
    function removeAsk(ModelId model) external;

    /// @notice Stakes more slots from the caller's free money in the ledger. They can be drawn after the activation delay.
    function stake(uint256 slots) external;

    /// @notice Unstakes the slots that were staked last. They can no longer be drawn; their stake is released after
    /// UNBONDING_DELAY.
    function unstake(uint256 slots) external;

    /// @notice Frees the stake that is released, the oldest first and at most 64 parts per call.
    /// @return amount the money that was freed
    function withdrawStake() external returns (uint256 amount);

    /// @notice A worker's profile.
    function getProfile(address worker) external view returns (Profile memory);

    /// @notice A worker's ask for a model; its lockFor is zero if there is none.
    function getAsk(address worker, ModelId model) external view returns (Ask memory);

    /// @notice How many slots a worker has staked, active or not. They are numbered from 0.
    function slotsOf(address worker) external view returns (uint256);

    /// @notice How many slots all workers have staked, active or not.
    function totalSlots() external view returns (uint256);

    /// @notice Whether a worker's slot is staked now and is active at `time`.
    function isActive(address worker, uint256 slot, uint256 time) external view returns (bool);

    /// @notice A worker's stake that is being returned, the oldest first.
    function unbondingOf(address worker) external view returns (Unbonding[] memory);

    /// @notice All stake that is being returned, in units of the ledger's token.
    function totalUnbonding() external view returns (uint256);
}
