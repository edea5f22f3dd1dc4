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
/// @notice The common part of both contracts of the dispute: parameters, storage, standings, clocks, places in trees, and money.
/// Games and demands are counted, never listed, so their number does not raise the cost of any call.
abstract contract DisputeBase is IDisputeClaims, IDisputeDemands, ReentrancyGuardTransient {
    bytes32 internal constant _PROFILE = keccak256("assay.exact.2");
    /// @dev How many levels one opening shows: 128 nodes.
    uint256 internal constant _SPAN = 7;
    uint256 internal constant _OPENED_WORDS = 1 << _SPAN;

    /// @dev The budget of each side for a game, in move times, beyond the free parts.
    uint256 internal constant _BUDGET = 4;
    /// @dev Each move has this fraction of a move time for free.
    uint256 internal constant _FREE_PART = 4;
    /// @dev The move times by the end of which every game has ended: both budgets, the free parts of 12 moves, and one more in
    /// which someone calls timeout, so that nobody can settle the claim before that.
    uint256 internal constant _GAME_TIME = 2 * _BUDGET + MAX_MOVES / _FREE_PART + 1;
    /// @dev The same for a demand: one for the answer, and one more.
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
    /// @dev The game in which a node was opened, or a page shown. The claim stores it for the trace's top.
    mapping(bytes32 claim => mapping(uint256 node => uint256 game)) internal _openedIn;
    /// @dev True while a relayed move runs: its mover signed it.
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
        // INVARIANT: a challenge pays for the answers to it, and a demand for its answer, so nobody can wear a worker down.
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
        // INVARIANT: the collateral that a claim's loser forfeits and the bonds of challengers are money of one ledger.
        if (address(market_.ledger()) != address(ledger_))
            revert MarketOfOtherLedger(address(market_), address(ledger_));
    }

    /* CLAIMS */

    function _claimIdOf(JobId job, address worker, bytes32 outputRoot) internal pure returns (bytes32) {
        return keccak256(abi.encode(job, worker, outputRoot));
    }

    /// @dev See IDispute.standingOf.
    function _standingOf(Claim storage claim) internal view returns (IDispute.Standing, uint40 until, address winner) {
        // INVARIANT: nothing is decided while a game or demand is open: the earliest challenger is rewarded, even if it wins
        // last.
        if (claim.open != 0) {
            if (block.timestamp <= claim.endsBy) return (IDispute.Standing.Disputed, claim.endsBy, address(0));
            // INVARIANT: a liar cannot delay the verdict by playing against an accomplice and never ending the game. After
            // endsBy, one side of every open game and demand is overdue. If that is the worker in any of them, the claim is
            // wrong, even if nobody calls timeout.
            if (claim.workerOwes != 0) return (IDispute.Standing.Refuted, 0, claim.winner);
        }
        // INVARIANT: one account that showed the claim wrong outweighs any number that failed to.
        if (claim.winner != address(0)) return (IDispute.Standing.Refuted, 0, claim.winner);
        // INVARIANT: an account that demanded bytes in the window has time to use them.
        if (block.timestamp <= claim.extendedUntil) {
            return (IDispute.Standing.Disputed, claim.extendedUntil, address(0));
        }
        return (IDispute.Standing.Undisputed, 0, address(0));
    }

    /// @dev Records the account that showed the claim wrong, unless one that ranks before it is recorded.
    function _refute(Claim storage claim, address account, uint40 since, uint256 number) internal {
        // INVARIANT: the earliest challenger is rewarded, whichever game ends first.
        if (claim.winner != address(0)) {
            if (since > claim.winnerSince) return;
            if (since == claim.winnerSince && number > claim.winnerNumber) return;
        }
        claim.winner = account;
        claim.winnerSince = since;
        claim.winnerNumber = uint40(number);
    }

    /* MOVES AND CLOCKS */

    /// @dev The game, which must wait for this move and be within its deadline.
    function _awaited(uint256 number, GameState state) internal view returns (Game storage game) {
        game = _games[number];
        // INVARIANT: moves alternate; a move that is not awaited changes nothing.
        if (game.state != state) revert IDisputeGame.MoveNotAwaited(number, game.state);
        // INVARIANT: a move is either on time or lost, never both.
        if (block.timestamp > game.deadline) {
            revert IDisputeGame.MoveTooLate(number, game.deadline, block.timestamp);
        }
    }

    function _checkMover(uint256 number, address mover) internal view {
        if (_relayed || msg.sender == mover) return;
        if (keyRegistry.isKey(mover, abi.encodePacked(msg.sender), SCOPE_WORK, block.timestamp)) return;
        revert IDisputeGame.NotMover(number, msg.sender, mover);
    }

    /// @dev The deadline of a move that begins now.
    /// @param budget how many seconds the mover has left
    function _dueIn(uint256 budget) internal view returns (uint40) {
        return uint40(block.timestamp + moveTime / _FREE_PART + budget);
    }

    /* PLACES IN TREES */

    /// @dev The game's node in the one tree that the trace and the tensors below its leaves form: its position in its level, and
    /// the number of levels above it.
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

    /// @dev The number of pages that so many bytes fill.
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

    /// @dev The number, in the tensor, of the element at a place of the page that the worker showed.
    function _shownElement(
        uint256 number,
        Game storage game,
        uint256 place,
        bytes calldata page
    ) internal view returns (uint256 element) {
        bytes32 actual = keccak256(page);
        // INVARIANT: the page that is judged is the page that the worker showed.
        if (actual != game.page) revert IDisputeGame.PageMismatch(number, actual, game.page);
        uint256 size = game.elementBytes;
        uint256 elements = _pageBytes(game) / size;
        // INVARIANT: only elements that exist are judged.
        if (place >= elements) revert IDisputeGame.ElementOutOfRange(number, place, elements);
        return (uint256(game.index) * PagedMerkle.PAGE_SIZE) / size + place;
    }

    /// @dev The element, of one byte or four, at a place of a page.
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

    /// @dev Checks that a program has this step at this place.
    function _checkStep(
        Header memory header,
        uint256 index,
        bytes calldata step,
        bytes32[] calldata proof
    ) internal pure {
        bytes32 actual = PagedMerkle.rootFromProof(keccak256(step), index, SparseTree.depth(header.stepCount), proof);
        // INVARIANT: the judged step is the program's step at that place, and no other.
        if (actual != header.stepsRoot) revert StepMismatch(actual, header.stepsRoot);
    }

    /// @dev The size of a step's output and of its elements, in bytes.
    function _outputOf(bytes calldata step) internal view returns (uint256 elementBytes, uint256 byteLength) {
        uint8 dtype;
        (dtype, byteLength) = referee.outputOf(step);
        // i8 is for weights only.
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

    /// @dev How many times the minimum bond a challenger locks. At most 5.
    function _bondFactorOf(uint256 stepCount, uint256 outputs) internal pure returns (uint256) {
        uint256 depth = SparseTree.depth(stepCount);
        if (depth <= _SPAN) return 1;
        uint256 level = depth - _SPAN;
        uint256 words = (uint256(1) << level) + outputs * (level + 1);
        return 1 + (words + _OPENED_WORDS - 1) / _OPENED_WORDS;
    }
}
