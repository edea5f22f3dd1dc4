// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IMultiSeatMarket} from "../market/interfaces/IMultiSeatMarket.sol";
import {JobId} from "../market/types/JobId.sol";
import {Request} from "../market/types/Request.sol";
import {IWorkerRegistry} from "../registries/IWorkerRegistry.sol";

/// @title WorkerDraw
/// @notice Draws workers for a job by their stake slots. `draw` records a future block, whose hash nobody knows yet. Once it is
/// known, a slot may take a seat if the hash of (that block's hash, worker, slot) is below a bound. The bound first admits about
/// twice as many slots as there are seats, and doubles every `widenEvery` seconds until every slot is admitted: a draw delays a
/// job, but never stops it.
/// @dev The builder of the recorded block can try several hashes for it. A draw makes it expensive to fill a quorum, but not
/// impossible for block builders. The requester is bound when the draw is recorded: another try costs it another price, and the
/// fees of the workers that answer the first.
abstract contract WorkerDraw {
    using SafeCast for uint256;

    /// @notice The record of a job's draw.
    /// @dev One slot: seedBlock 8, drawnAt 5, totalSlots 12 bytes.
    struct Draw {
        /// The block whose hash is the seed; zero for a job that was not drawn.
        uint64 seedBlock;
        /// When it was drawn, in seconds since 1970. Only slots that were active then take part.
        uint40 drawnAt;
        /// How many slots all workers had staked then.
        uint96 totalSlots;
    }

    /// @notice Workers are drawn for the job, by the hash of block `seedBlock`.
    event WorkersDrawn(JobId indexed job, uint256 seedBlock, uint256 totalSlots);

    /// @notice The market's or worker registry's address holds no contract, or the two do not share a ledger.
    error DrawNotConnected(address market, address workerRegistry);
    /// @notice The time after which the bound doubles is zero or above MAX_WIDEN_EVERY.
    error WidenEveryOutOfRange(uint256 widenEvery, uint256 maximum);
    /// @notice The job was already drawn. A second draw would be a second chance.
    error AlreadyDrawn(JobId job, uint256 seedBlock);
    /// @notice Nobody has drawn workers for the job yet (draw).
    error NotDrawn(JobId job);
    /// @notice The block whose hash decides does not exist yet, or its hash is no longer available.
    error SeedNotKnown(JobId job, uint256 seedBlock, uint256 blockNumber);
    /// @notice The ticket is not the number of one slot.
    error InvalidTicket(bytes ticket);
    /// @notice The slot is not staked, or was not active when the job was drawn.
    error SlotNotActive(address worker, uint256 slot, uint256 drawnAt);
    /// @notice The slot is not among those admitted so far. The bound rises.
    error SlotNotDrawn(address worker, uint256 slot, uint256 value, uint256 bound);

    /// @notice How many blocks after the draw the recorded block comes.
    uint256 public constant SEED_DELAY = 2;
    /// @notice How many slots per seat are admitted at first, on average.
    uint256 public constant SLOTS_PER_SEAT = 2;
    /// @notice The longest time after which the bound doubles, in seconds.
    uint256 public constant MAX_WIDEN_EVERY = 1 hours;

    /// @dev The contract where EIP-2935 keeps the hashes of the last 8,191 blocks.
    address internal constant _HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;

    /// @notice The registry of the slots.
    IWorkerRegistry public immutable workerRegistry;
    /// @notice The time after which the bound doubles, in seconds.
    uint256 public immutable widenEvery;

    IMultiSeatMarket private immutable _market;

    mapping(JobId job => Draw draw) private _draws;

    constructor(IMultiSeatMarket market_, IWorkerRegistry workerRegistry_, uint256 widenEvery_) {
        if (address(market_).code.length == 0 || address(workerRegistry_).code.length == 0) {
            revert DrawNotConnected(address(market_), address(workerRegistry_));
        }
        if (address(workerRegistry_.ledger()) != address(market_.ledger())) {
            revert DrawNotConnected(address(market_), address(workerRegistry_));
        }
        if (widenEvery_ == 0 || widenEvery_ > MAX_WIDEN_EVERY)
            revert WidenEveryOutOfRange(widenEvery_, MAX_WIDEN_EVERY);
        (_market, workerRegistry, widenEvery) = (market_, workerRegistry_, widenEvery_);
    }

    /// @notice The record of a job's draw.
    function drawOf(JobId job) external view returns (Draw memory) {
        return _draws[job];
    }

    /// @notice The current bound on a slot's value, for a job with this number of seats; the largest number once all slots are
    /// admitted.
    function boundOf(JobId job, uint256 seats) public view returns (uint256) {
        Draw memory known = _draws[job];
        if (known.seedBlock == 0) revert NotDrawn(job);
        uint256 doublings = (block.timestamp - known.drawnAt) / widenEvery;
        // 2^96 slots are more than totalSlots can hold.
        uint256 admitted = doublings >= 96 ? type(uint96).max : (seats * SLOTS_PER_SEAT) << doublings;
        if (admitted >= known.totalSlots) return type(uint256).max;
        return (type(uint256).max / known.totalSlots) * admitted;
    }

    /// @notice A slot's value in a job's draw. The slot is admitted if its value is below the bound.
    function slotValue(bytes32 seed, address worker, uint256 slot) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, worker, slot)));
    }

    function _draw(Request calldata request) internal returns (uint256 seedBlock) {
        JobId job = _market.hashRequest(request);
        Draw storage known = _draws[job];
        // INVARIANT: a job has one draw, so nobody repeats it until they like the outcome.
        if (known.seedBlock != 0) revert AlreadyDrawn(job, known.seedBlock);
        seedBlock = block.number + SEED_DELAY;
        uint256 totalSlots = workerRegistry.totalSlots();
        known.seedBlock = seedBlock.toUint64();
        known.drawnAt = uint40(block.timestamp);
        known.totalSlots = totalSlots.toUint96();
        emit WorkersDrawn(job, seedBlock, totalSlots);
        // INVARIANT: only an open job is drawn, and its requester cannot cancel it and try another draw.
        _market.bindRequester(request);
    }

    /// @dev Reverts unless the worker's slot in the ticket may take a seat of the job now.
    function _checkDrawn(JobId job, uint256 seats, address worker, bytes calldata ticket) internal view {
        if (ticket.length != 32) revert InvalidTicket(ticket);
        uint256 slot = uint256(bytes32(ticket));
        Draw memory known = _draws[job];
        if (known.seedBlock == 0) revert NotDrawn(job);
        // INVARIANT: a worker that takes a seat staked before anyone could know the seed, and still has that stake.
        if (!workerRegistry.isActive(worker, slot, known.drawnAt)) {
            revert SlotNotActive(worker, slot, known.drawnAt);
        }
        uint256 bound = boundOf(job, seats);
        // All slots are admitted, so the seed, which may be too old to be available, is not needed.
        if (bound == type(uint256).max) return;
        bytes32 seed = _hashOfBlock(known.seedBlock);
        if (seed == bytes32(0)) revert SeedNotKnown(job, known.seedBlock, block.number);
        uint256 value = slotValue(seed, worker, slot);
        // INVARIANT: only the seed decides which slots come first.
        if (value >= bound) revert SlotNotDrawn(worker, slot, value, bound);
    }

    /// @dev Zero for a future block, or one that is too old. A chain without EIP-2935 may have anything or nothing at that
    /// address, so only a well-formed answer counts.
    function _hashOfBlock(uint256 number) private view returns (bytes32 result) {
        // INVARIANT: nobody can know the seed at the time of the draw.
        if (number >= block.number) return bytes32(0);
        result = blockhash(number);
        if (result != bytes32(0)) return result;
        // solhint-disable-next-line avoid-low-level-calls
        (bool success, bytes memory answer) = _HISTORY.staticcall(abi.encode(number));
        if (success && answer.length == 32) result = bytes32(answer);
    }
}
