// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ILedger} from "../ledger/ILedger.sol";
import {PagedMerkle} from "../lib/PagedMerkle.sol";
import {IMarket} from "../market/interfaces/IMarket.sol";
import {IMarketBase} from "../market/interfaces/IMarketBase.sol";
import {IMultiSeatMarket} from "../market/interfaces/IMultiSeatMarket.sol";
import {JobId} from "../market/types/JobId.sol";
import {IReferee} from "../referee/IReferee.sol";
import {I32, U8} from "../referee/TensorType.sol";
import {IKeyRegistry} from "../registries/IKeyRegistry.sol";
import {SCOPE_WORK} from "../registries/types/Key.sol";
import {IDispute} from "./interfaces/IDispute.sol";
import {IDisputeClaims} from "./interfaces/IDisputeClaims.sol";
import {IDisputeDemands} from "./interfaces/IDisputeDemands.sol";
import {IDisputeGame} from "./interfaces/IDisputeGame.sol";
import {Header, ProgramHeader} from "./ProgramHeader.sol";
import {SparseTree} from "./SparseTree.sol";
import {Claim} from "./types/Claim.sol";
import {Demand} from "./types/Demand.sol";
import {Game, GameState} from "./types/Game.sol";

/// @title DisputeBase
/// @notice What both contracts of the dispute share: parameters, storage, how a claim stands, clocks, places in trees, and money. Games
/// and demands are counted, never listed, so their number makes nothing dearer.
abstract contract DisputeBase is IDisputeClaims, IDisputeDemands, ReentrancyGuardTransient {
    bytes32 internal constant _PROFILE = keccak256("assay.exact.1");
    /// @dev How many levels one opening shows: 128 nodes.
    uint256 internal constant _SPAN = 7;
    uint256 internal constant _OPENED_WORDS = 1 << _SPAN;

    /// @dev How many move times each side has for a game beyond the free parts.
    uint256 internal constant _BUDGET = 4;
    /// @dev Each move has this part of a move time for free.
    uint256 internal constant _FREE_PART = 4;
    /// @dev The move times by the end of which every game has ended: both budgets, the free parts of 12 moves, and one more in which
    /// somebody calls timeout, so that nobody can settle the claim before.
    uint256 internal constant _GAME_TIME = 2 * _BUDGET + MAX_MOVES / _FREE_PART + 1;
    /// @dev The same for a demand: the answer, and one more.
    uint256 internal constant _DEMAND_TIME = 2;
    uint256 private constant _LONGEST_MOVE_TIME = 30 days;

    /// @inheritdoc IDisputeClaims
    uint256 public constant MAX_MOVES = 12;
    /// @inheritdoc IDisputeDemands
    uint256 public constant MAX_DEMANDED_PAGES = 128;

    ILedger public immutable ledger;
    /// @inheritdoc IDisputeClaims
    IMarket public immutable market;
    /// @inheritdoc IDisputeClaims
    IMultiSeatMarket public immutable multiSeatMarket;
    /// @inheritdoc IDisputeClaims
    IKeyRegistry public immutable keyRegistry;
    /// @inheritdoc IDisputeClaims
    IReferee public immutable referee;
    /// @inheritdoc IDisputeClaims
    uint256 public immutable bond;
    /// @inheritdoc IDisputeClaims
    uint256 public immutable moveTime;
    /// @inheritdoc IDisputeDemands
    uint256 public immutable demandFeePerPage;

    // Storage. Both contracts have this layout and add nothing to it: the game runs the entry's code on its own storage.
    /// @inheritdoc IDisputeClaims
    uint256 public lastNumber;
    /// @inheritdoc IDisputeClaims
    mapping(bytes32 commitment => uint256 blockNumber) public committedAt;
    /// @inheritdoc IDisputeClaims
    mapping(bytes32 claim => mapping(address challenger => uint256 game)) public gameOf;
    mapping(bytes32 id => Claim claim) internal _claims;
    mapping(uint256 number => Game game) internal _games;
    mapping(uint256 number => Demand demand) internal _demands;
    /// @dev The game in which a node was opened, or a page shown. The trace's top stands in the claim.
    mapping(bytes32 claim => mapping(uint256 node => uint256 game)) internal _openedIn;
    /// @dev While a relayed move runs: its mover signed it.
    bool internal transient _relayed;

    constructor(
        ILedger ledger_,
        IMarket market_,
        IMultiSeatMarket multiSeatMarket_,
        IReferee referee_,
        uint256 bond_,
        uint256 moveTime_,
        uint256 demandFeePerPage_
    ) {
        _checkMarket(market_, ledger_);
        _checkMarket(multiSeatMarket_, ledger_);
        if (address(referee_).code.length == 0) revert ContractMissing(address(referee_));
        // INVARIANT: a challenge pays for the answers to it, and a demand for its answer, so nobody can wear a worker out.
        if (bond_ == 0 || bond_ > type(uint96).max) revert ParameterOutOfRange(bond_);
        if (demandFeePerPage_ == 0 || demandFeePerPage_ > type(uint96).max) {
            revert ParameterOutOfRange(demandFeePerPage_);
        }
        if (moveTime_ == 0 || moveTime_ % _FREE_PART != 0 || moveTime_ > _LONGEST_MOVE_TIME) {
            revert ParameterOutOfRange(moveTime_);
        }
        (ledger, market, multiSeatMarket, referee) = (ledger_, market_, multiSeatMarket_, referee_);
        (bond, moveTime, demandFeePerPage) = (bond_, moveTime_, demandFeePerPage_);
        keyRegistry = market_.keyRegistry();
    }

    function _checkMarket(IMarketBase market_, ILedger ledger_) private view {
        if (address(market_).code.length == 0) revert ContractMissing(address(market_));
        // INVARIANT: what a claim's loser forfeits and what a challenger locks are money of one ledger.
        if (address(market_.ledger()) != address(ledger_))
            revert MarketOfOtherLedger(address(market_), address(ledger_));
    }

    /* CLAIMS */

    function _claimIdOf(JobId job, address worker, bytes32 outputRoot) internal pure returns (bytes32) {
        return keccak256(abi.encode(job, worker, outputRoot));
    }

    /// @dev As IDispute.standingOf.
    function _standingOf(Claim storage claim) internal view returns (IDispute.Standing, uint40 until, address winner) {
        // INVARIANT: nothing is decided while anyone still plays: the earliest challenger is rewarded, even if it wins last.
        if (claim.open != 0) {
            if (block.timestamp <= claim.endsBy) return (IDispute.Standing.Disputed, claim.endsBy, address(0));
            // INVARIANT: a liar that plays with a friend, and never ends the game, holds nothing up. By now every open game and demand has a
            // side that is late, and one that the worker left unanswered shows the claim wrong whether or not anybody says so.
            if (claim.workerOwes != 0) return (IDispute.Standing.Refuted, 0, claim.winner);
        }
        // INVARIANT: one who showed the claim wrong outweighs any number who failed to.
        if (claim.winner != address(0)) return (IDispute.Standing.Refuted, 0, claim.winner);
        // INVARIANT: an account that demanded bytes in the window has time to use them.
        if (block.timestamp <= claim.extendedUntil) {
            return (IDispute.Standing.Disputed, claim.extendedUntil, address(0));
        }
        return (IDispute.Standing.Undisputed, 0, address(0));
    }

    /// @dev Notes who showed the claim wrong, if nobody was there before it.
    function _refute(Claim storage claim, address account, uint40 since, uint256 number) internal {
        // INVARIANT: the earliest is rewarded, whichever game ends first.
        if (claim.winner != address(0)) {
            if (since > claim.winnerSince) return;
            if (since == claim.winnerSince && number > claim.winnerNumber) return;
        }
        claim.winner = account;
        claim.winnerSince = since;
        claim.winnerNumber = uint40(number);
    }

    /* MOVES AND CLOCKS */

    /// @dev A game that waits for this move, and in whose time it is made.
    function _awaited(uint256 number, GameState state) internal view returns (Game storage game) {
        game = _games[number];
        // INVARIANT: moves alternate; one that is not awaited changes nothing.
        if (game.state != state) revert IDisputeGame.MoveNotAwaited(number, game.state);
        // INVARIANT: a move is on time or lost, never both.
        if (block.timestamp > game.deadline) {
            revert IDisputeGame.MoveTooLate(number, game.deadline, block.timestamp);
        }
    }

    function _checkMover(uint256 number, address mover) internal view {
        if (_relayed || msg.sender == mover) return;
        if (keyRegistry.isKey(mover, abi.encodePacked(msg.sender), SCOPE_WORK, block.timestamp)) return;
        revert IDisputeGame.NotMover(number, msg.sender, mover);
    }

    /// @dev When a move that begins now is due.
    /// @param budget how many seconds the mover has left
    function _dueIn(uint256 budget) internal view returns (uint40) {
        return uint40(block.timestamp + moveTime / _FREE_PART + budget);
    }

    /* PLACES IN TREES */

    /// @dev Where the game stands, in the one tree that the trace and the tensors below its leaves make up: the position of its
    /// node in that node's level, and how many levels lie above it.
    function _placeOf(Game storage game, uint256 stepCount) internal view returns (uint256 index, uint256 levels) {
        levels = SparseTree.depth(stepCount);
        index = game.index;
        if (game.step == bytes32(0)) {
            levels -= game.level;
        } else {
            uint256 below = SparseTree.depth(_pagesOf(game.byteLength)) - game.level;
            index |= uint256(game.stepIndex) << below;
            levels += below;
        }
    }

    /// @dev How many pages so many bytes fill.
    function _pagesOf(uint256 byteLength) internal pure returns (uint256) {
        return (byteLength + PagedMerkle.PAGE_SIZE - 1) / PagedMerkle.PAGE_SIZE;
    }

    /* PAGES */

    /// @dev Whether a page is zero from `used` on.
    function _isPadded(bytes calldata page, uint256 used) internal pure returns (bool) {
        for (uint256 at = (used / 32) * 32; at < PagedMerkle.PAGE_SIZE; at += 32) {
            uint256 word = uint256(bytes32(page[at:at + 32]));
            if (at < used) word <<= 8 * (used - at);
            if (word != 0) return false;
        }
        return true;
    }

    /// @dev How many of the picked page's bytes belong to the tensor.
    function _pageBytes(Game storage game) internal view returns (uint256) {
        uint256 rest = game.byteLength - uint256(game.index) * PagedMerkle.PAGE_SIZE;
        return rest < PagedMerkle.PAGE_SIZE ? rest : PagedMerkle.PAGE_SIZE;
    }

    /// @dev Which element of the tensor stands at a place of the page that the worker showed.
    function _shownElement(
        uint256 number,
        Game storage game,
        uint256 place,
        bytes calldata page
    ) internal view returns (uint256 element) {
        bytes32 actual = keccak256(page);
        // INVARIANT: what is judged is what the worker showed.
        if (actual != game.page) revert IDisputeGame.PageMismatch(number, actual, game.page);
        uint256 size = game.elementBytes;
        uint256 elements = _pageBytes(game) / size;
        // INVARIANT: only elements that exist are judged.
        if (place >= elements) revert IDisputeGame.ElementOutOfRange(number, place, elements);
        return (uint256(game.index) * PagedMerkle.PAGE_SIZE) / size + place;
    }

    /// @dev The element at a place of a page, of one byte or of four.
    function _valueAt(bytes calldata page, uint256 place, uint256 size) internal pure returns (int256) {
        if (size == 1) return int256(uint256(uint8(page[place])));
        // Two's complement, little-endian.
        uint32 word = 0;
        for (uint256 i = 0; i < 4; ++i) word |= uint32(uint8(page[place * 4 + i])) << uint32(8 * i);
        return int256(int32(word));
    }

    /* PROGRAMS */

    function _parse(bytes calldata encoding) internal pure returns (Header memory header) {
        bool valid;
        (valid, header) = ProgramHeader.parse(encoding);
        if (!valid) revert HeaderMalformed();
    }

    /// @dev Checks that a step stands in a program at its place.
    function _checkStep(
        Header memory header,
        uint256 index,
        bytes calldata step,
        bytes32[] calldata proof
    ) internal pure {
        bytes32 actual = PagedMerkle.rootFromProof(keccak256(step), index, SparseTree.depth(header.stepCount), proof);
        // INVARIANT: the step that is judged is the program's at that place, and no other.
        if (actual != header.stepsRoot) revert StepMismatch(actual, header.stepsRoot);
    }

    /// @dev How a step's output lies in bytes.
    function _outputOf(bytes calldata step) internal view returns (uint256 elementBytes, uint256 byteLength) {
        uint8 dtype;
        (dtype, byteLength) = referee.outputOf(step);
        // Only weights are i8.
        elementBytes = dtype == U8 || dtype == I32 ? ProgramHeader.elementBytes(dtype) : 0;
        // INVARIANT: a tensor has a bounded number of pages, each of whole elements.
        if (
            elementBytes == 0 ||
            byteLength == 0 ||
            byteLength > ProgramHeader.MAX_TENSOR_BYTES ||
            byteLength % elementBytes != 0
        ) revert StepOutputOutOfRange(dtype, byteLength);
    }

    /* MONEY */

    /// @dev How many times the least bond a challenger locks. At most 5.
    function _bondFactorOf(uint256 stepCount, uint256 outputs) internal pure returns (uint256) {
        uint256 depth = SparseTree.depth(stepCount);
        if (depth <= _SPAN) return 1;
        uint256 level = depth - _SPAN;
        uint256 words = (uint256(1) << level) + outputs * (level + 1);
        return 1 + (words + _OPENED_WORDS - 1) / _OPENED_WORDS;
    }
}
