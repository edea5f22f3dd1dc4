// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IMultiSeatMarket} from "../market/interfaces/IMultiSeatMarket.sol";
import {JobId} from "../market/types/JobId.sol";
import {Request} from "../market/types/Request.sol";
import {IWorkerRegistry} from "../registries/IWorkerRegistry.sol";

/// @title WorkerDraw
/// @notice Draws workers for a job by their stake slots. `draw` notes a block to come, whose hash nobody knows yet; from then on
/// a slot may take a seat when the hash of (that block's hash, worker, slot) is below a bound. The bound lets about twice as
/// many slots in as there are seats and doubles every `widenEvery` seconds, until every slot may come: a draw delays a job,
/// but never stops it.
/// @dev Anyone who builds the noted block can try several of its hashes. A draw makes it dear to fill a quorum; it does not make it
/// impossible for those who build blocks. The requester is bound when the draw is noted: another try costs it another price, and
/// the fees of those who answer the first.
abstract contract WorkerDraw {
    using SafeCast for uint256;

    /// @notice What is known of a job's draw.
    /// @dev One slot: seedBlock 8, drawnAt 5, totalSlots 12 bytes.
    struct Draw {
        /// The block whose hash is the seed; zero for a job that was not drawn.
        uint64 seedBlock;
        /// When it was drawn, in seconds since 1970. Slots that were active then take part.
        uint40 drawnAt;
        /// How many slots all workers had staked then.
        uint96 totalSlots;
    }

    /// @notice Workers are drawn for the job, by the hash of block `seedBlock`.
    event WorkersDrawn(JobId indexed job, uint256 seedBlock, uint256 totalSlots);

    /// @notice The market, or the registry of its workers, holds no contract or belongs to another market.
    error DrawNotConnected(address market, address workerRegistry);
    /// @notice The time after which the bound doubles is zero or above MAX_WIDEN_EVERY.
    error WidenEveryOutOfRange(uint256 widenEvery, uint256 maximum);
    /// @notice The job was drawn already; a second draw would be a second chance.
    error AlreadyDrawn(JobId job, uint256 seedBlock);
    /// @notice Nobody drew workers for the job yet (draw).
    error NotDrawn(JobId job);
    /// @notice The block whose hash decides is not there yet.
    error SeedNotKnown(JobId job, uint256 seedBlock, uint256 blockNumber);
    /// @notice The ticket is not one slot's number.
    error InvalidTicket(bytes ticket);
    /// @notice The slot is not staked, or was not active when the job was drawn.
    error SlotNotActive(address worker, uint256 slot, uint256 drawnAt);
    /// @notice The slot is not among those drawn so far; the bound rises.
    error SlotNotDrawn(address worker, uint256 slot, uint256 value, uint256 bound);

    /// @notice How many blocks after the draw the noted block comes.
    uint256 public constant SEED_DELAY = 2;
    /// @notice How many slots for each seat are let in at first, on average.
    uint256 public constant SLOTS_PER_SEAT = 2;
    /// @notice The longest time after which the bound doubles, in seconds.
    uint256 public constant MAX_WIDEN_EVERY = 1 hours;

    /// @dev Where EIP-2935 keeps the hashes of the last 8,191 blocks.
    address internal constant _HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;

    /// @notice Where slots stand.
    IWorkerRegistry public immutable workerRegistry;
    /// @notice After how many seconds the bound doubles.
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

    /// @notice What is known of a job's draw.
    function drawOf(JobId job) external view returns (Draw memory) {
        return _draws[job];
    }

    /// @notice The bound below which a slot's value must lie now, for a job with so many seats; the largest number once all may come.
    function boundOf(JobId job, uint256 seats) public view returns (uint256) {
        Draw memory known = _draws[job];
        if (known.seedBlock == 0) revert NotDrawn(job);
        uint256 doublings = (block.timestamp - known.drawnAt) / widenEvery;
        // 2^96 slots are more than the total can say.
        uint256 admitted = doublings >= 96 ? type(uint96).max : (seats * SLOTS_PER_SEAT) << doublings;
        if (admitted >= known.totalSlots) return type(uint256).max;
        return (type(uint256).max / known.totalSlots) * admitted;
    }

    /// @notice A slot's value in a job's draw: it may come when this lies below the bound.
    function slotValue(bytes32 seed, address worker, uint256 slot) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, worker, slot)));
    }

    function _draw(Request calldata request) internal returns (uint256 seedBlock) {
        JobId job = _market.hashRequest(request);
        Draw storage known = _draws[job];
        // INVARIANT: a job has one draw, so nobody draws until it suits.
        if (known.seedBlock != 0) revert AlreadyDrawn(job, known.seedBlock);
        seedBlock = block.number + SEED_DELAY;
        uint256 totalSlots = workerRegistry.totalSlots();
        known.seedBlock = seedBlock.toUint64();
        known.drawnAt = uint40(block.timestamp);
        known.totalSlots = totalSlots.toUint96();
        emit WorkersDrawn(job, seedBlock, totalSlots);
        // INVARIANT: only an open job is drawn, and its requester cannot take it back and try another draw.
        _market.bindRequester(request);
    }

    /// @dev Reverts unless the worker's slot in the ticket may take a seat of the job now.
    function _checkDrawn(JobId job, uint256 seats, address worker, bytes calldata ticket) internal view {
        if (ticket.length != 32) revert InvalidTicket(ticket);
        uint256 slot = uint256(bytes32(ticket));
        Draw memory known = _draws[job];
        if (known.seedBlock == 0) revert NotDrawn(job);
        // INVARIANT: who takes a seat has staked before anyone could know the seed, and still does.
        if (!workerRegistry.isActive(worker, slot, known.drawnAt)) {
            revert SlotNotActive(worker, slot, known.drawnAt);
        }
        uint256 bound = boundOf(job, seats);
        // All may come: the seed is not needed, which may be too old to be known by now.
        if (bound == type(uint256).max) return;
        bytes32 seed = _hashOfBlock(known.seedBlock);
        if (seed == bytes32(0)) revert SeedNotKnown(job, known.seedBlock, block.number);
        uint256 value = slotValue(seed, worker, slot);
        // INVARIANT: the seed alone decides which slots come first.
        if (value >= bound) revert SlotNotDrawn(worker, slot, value, bound);
    }

    /// @dev Zero for a block that is to come, or too old. A chain without EIP-2935 may have anything or nothing at its address, so
    /// only a well-formed answer counts.
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
