// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ILedger} from "../ledger/ILedger.sol";
import {Delegation} from "../lib/Delegation.sol";
import {PagedMerkle} from "../lib/PagedMerkle.sol";
import {Signatures} from "../lib/Signatures.sol";
import {IMarket} from "../market/interfaces/IMarket.sol";
import {IMultiSeatMarket} from "../market/interfaces/IMultiSeatMarket.sol";
import {JobId} from "../market/types/JobId.sol";
import {Request} from "../market/types/Request.sol";
import {IReferee} from "../referee/IReferee.sol";
import {SCOPE_WORK} from "../registries/types/Key.sol";
import {DisputeBase} from "./DisputeBase.sol";
import {DisputeEntry} from "./DisputeEntry.sol";
import {IDispute} from "./interfaces/IDispute.sol";
import {IDisputeClaims} from "./interfaces/IDisputeClaims.sol";
import {IDisputeDemands} from "./interfaces/IDisputeDemands.sol";
import {IDisputeGame} from "./interfaces/IDisputeGame.sol";
import {Header, ProgramHeader} from "./ProgramHeader.sol";
import {SparseTree} from "./SparseTree.sol";
import {Claim} from "./types/Claim.sol";
import {Demand} from "./types/Demand.sol";
import {Game, GameState, Move, ProvenPage} from "./types/Game.sol";

/// @title DisputeGame
/// @notice The moves of a dispute, from the opened trace to the judged element.
contract DisputeGame is IDisputeGame, DisputeBase, EIP712 {
    address private immutable _entryCode;

    /// @param ledger_ the ledger's future address; the ledger is deployed after this contract and checks it
    constructor(
        ILedger ledger_,
        IMarket market_,
        IMultiSeatMarket multiSeatMarket_,
        IReferee referee_,
        uint256 bond_,
        uint256 moveTime_,
        uint256 demandFeePerPage_
    )
        DisputeBase(ledger_, market_, multiSeatMarket_, referee_, bond_, moveTime_, demandFeePerPage_)
        EIP712("Assay Dispute", "1")
    {
        _entryCode = address(
            new DisputeEntry(ledger_, market_, multiSeatMarket_, referee_, bond_, moveTime_, demandFeePerPage_)
        );
    }

    /* THE WORKER'S MOVES */

    /// @inheritdoc IDisputeGame
    function openTrace(
        uint256 number,
        bytes calldata header,
        bytes32[] calldata nodes,
        bytes32[] calldata outputProof
    ) external nonReentrant {
        Game storage game = _awaited(number, GameState.TraceOpen);
        Claim storage claim = _claims[game.claim];
        // INVARIANT: only the worker states its trace.
        _checkMover(number, claim.worker);
        (uint256 level, uint256 span) = _checkTop(number, claim, header, nodes, outputProof);
        bytes32 root = SparseTree.nodeAbove(nodes, level, span);
        if (claim.traceRoot == bytes32(0)) {
            claim.traceRoot = root;
            claim.traceOpenedIn = uint40(number);
        }
        // INVARIANT: a claim has one trace, so what one game opened is valid in all others.
        if (root != claim.traceRoot) revert OpeningMismatch(number, root, claim.traceRoot);
        _await(game, _stateAfterOpening(game));
        emit TraceOpened(number, root, level, nodes, game.state, game.deadline);
    }

    /// @inheritdoc IDisputeGame
    function open(uint256 number, bytes32[] calldata nodes, bytes32[] calldata proof) external nonReentrant {
        Game storage game = _awaited(number, GameState.NodeOpen);
        (uint256 level, uint256 span, uint256 expected) = _openingOf(game);
        // INVARIANT: the tree has one shape; a leaf cannot pass as an inner node, nor padding as a page.
        if (nodes.length != expected) revert NodeCountMismatch(number, nodes.length, expected);
        _checkLeads(number, game, SparseTree.nodeAbove(nodes, level, span), proof);

        _openedIn[game.claim][_nodeOf(game)] = number;
        _await(game, _stateAfterOpening(game));
        emit NodesOpened(number, level, uint256(game.index) << span, nodes, game.state, game.deadline);
    }

    /// @inheritdoc IDisputeGame
    function show(uint256 number, bytes calldata page, bytes32[] calldata proof) external nonReentrant {
        Game storage game = _awaited(number, GameState.PageShow);
        if (page.length != PagedMerkle.PAGE_SIZE) revert PageLengthMismatch(page.length, PagedMerkle.PAGE_SIZE);
        bytes32 hash = keccak256(page);
        _checkLeads(number, game, hash, proof);
        // INVARIANT: a tensor that differs from the right one only after its end is wrong, and cannot be shown.
        if (!_isPadded(page, _pageBytes(game))) revert PaddingNotZero(number);

        game.page = hash;
        _openedIn[game.claim][_nodeOf(game)] = number;
        _await(game, GameState.Judgement);
        emit PageShown(number, game.index, page, game.state, game.deadline);
    }

    /// @inheritdoc IDisputeGame
    function reuse(uint256 number) external nonReentrant {
        GameState state = _games[number].state;
        if (!_waitsForWorker(state)) revert MoveNotAwaited(number, state);
        Game storage game = _awaited(number, state);
        uint256 openedIn =
            state == GameState.TraceOpen ? _claims[game.claim].traceOpenedIn : _openedIn[game.claim][_nodeOf(game)];
        if (openedIn == 0) revert NotOpenedYet(number);
        _takeOver(game, openedIn);
        emit OpeningReused(number, openedIn, game.state, game.deadline);
    }

    /* THE CHALLENGER'S MOVES */

    /// @inheritdoc IDisputeGame
    function pick(uint256 number, uint256 place) external nonReentrant {
        Game storage game = _awaited(number, GameState.NodePick);
        // INVARIANT: only the challenger chooses where its game goes.
        _checkMover(number, game.challenger);
        _descend(number, game, place);
        uint256 openedIn = _awaitOpening(game);
        emit NodePicked(number, game.level, game.index, game.state, game.deadline);
        if (openedIn != 0) emit OpeningReused(number, openedIn, game.state, game.deadline);
    }

    /// @inheritdoc IDisputeGame
    function pickStep(
        uint256 number,
        uint256 place,
        bytes calldata header,
        bytes calldata step,
        bytes32[] calldata proof
    ) external nonReentrant {
        Game storage game = _awaited(number, GameState.StepPick);
        // INVARIANT: only the challenger chooses where its game goes.
        _checkMover(number, game.challenger);
        Header memory parsed = _checkHeader(_claims[game.claim], header);
        uint256 stepIndex = _descend(number, game, place);
        _checkStep(parsed, stepIndex, step, proof);
        (uint256 elementBytes, uint256 byteLength) = _outputOf(step);

        game.step = keccak256(step);
        // Bounded by ProgramHeader's limits.
        game.stepIndex = uint16(stepIndex);
        game.elementBytes = uint8(elementBytes);
        game.byteLength = uint32(byteLength);
        // From here on, the tree is that of the tensor whose root is the picked leaf.
        game.index = 0;
        game.level = uint8(SparseTree.depth(_pagesOf(byteLength)));
        uint256 openedIn = _awaitOpening(game);
        emit StepPicked(number, stepIndex, step, byteLength, elementBytes, game.state, game.deadline);
        if (openedIn != 0) emit OpeningReused(number, openedIn, game.state, game.deadline);
    }

    /// @inheritdoc IDisputeGame
    function judge(
        uint256 number,
        uint256 place,
        bytes calldata page,
        bytes calldata step,
        bytes calldata evidence
    ) external nonReentrant {
        Game storage game = _awaited(number, GameState.Judgement);
        // INVARIANT: nobody ends a challenger's game before the challenger could prove the block by which it ranks.
        _checkMover(number, game.challenger);
        uint256 element = _shownElement(number, game, place, page);
        int256 claimed = _valueAt(page, place, game.elementBytes);
        bytes32 stepHash = keccak256(step);
        // INVARIANT: the judged step is the picked step.
        if (stepHash != game.step) revert StepMismatch(stepHash, game.step);
        int256 actual = _compute(game, step, element, evidence);
        // INVARIANT: a right element never loses, whoever asks.
        if (claimed == actual) revert ElementCorrect(number, element, claimed);
        emit ElementJudged(number, element, claimed, actual);
        bool isCommitted = game.committedSince != 0 && game.committedPlace == place && game.committedValue == actual;
        // INVARIANT: a commitment counts only if the challenger knew the right value when it made it.
        _end(number, game, true, isCommitted ? game.committedSince : game.since);
    }

    /* ENDS AND RELAYS */

    /// @inheritdoc IDisputeGame
    function timeout(uint256 number) external nonReentrant {
        Game storage game = _games[number];
        GameState state = game.state;
        if (!_isOpen(state)) revert MoveNotAwaited(number, state);
        // INVARIANT: a move is either on time or lost, never both.
        if (block.timestamp <= game.deadline) revert MoveStillDue(number, game.deadline, block.timestamp);
        _end(number, game, _waitsForWorker(state), game.since);
    }

    /// @inheritdoc IDisputeGame
    function relay(uint256 number, bytes calldata move, bytes calldata signer, bytes calldata signature) external {
        Game storage game = _games[number];
        address mover = _moverOf(number, game, move);
        if (!_isOpen(game.state)) revert MoveNotAwaited(number, game.state);
        // INVARIANT: a signature is valid for one move, in one game, at one turn, on one chain.
        bytes32 digest = _hashTypedDataV4(Move(number, game.turn, keccak256(move)).hash());
        if (!Signatures.isSigned(keyRegistry, mover, SCOPE_WORK, digest, signer, signature)) {
            revert InvalidMoveSignature(number, mover);
        }
        _relayed = true;
        Address.functionDelegateCall(address(this), move);
        _relayed = false;
    }

    /* CALLS THAT THE ENTRY'S CODE HANDLES */

    /// @inheritdoc IDisputeClaims
    function commit(bytes32) external {
        Delegation.toCodeAt(_entryCode);
    }

    /// @inheritdoc IDisputeClaims
    function challenge(Request calldata, uint256, bytes calldata) external returns (uint256) {
        Delegation.toCodeAt(_entryCode);
    }

    /// @inheritdoc IDisputeClaims
    function rank(uint256, uint256, ProvenPage calldata, ProvenPage calldata, bytes32) external {
        Delegation.toCodeAt(_entryCode);
    }

    /// @inheritdoc IDisputeDemands
    function demandInput(Request calldata, uint256, bytes calldata, uint256, uint256) external returns (uint256) {
        Delegation.toCodeAt(_entryCode);
    }

    /// @inheritdoc IDisputeDemands
    function demandOutput(
        Request calldata,
        uint256,
        bytes calldata,
        uint256,
        bytes calldata,
        bytes32[] calldata,
        uint256,
        uint256
    ) external returns (uint256) {
        Delegation.toCodeAt(_entryCode);
    }

    /// @inheritdoc IDisputeDemands
    function answer(uint256, bytes calldata, bytes32[] calldata) external {
        Delegation.toCodeAt(_entryCode);
    }

    /// @inheritdoc IDisputeDemands
    function timeoutDemand(uint256) external {
        Delegation.toCodeAt(_entryCode);
    }

    /// @inheritdoc IDisputeDemands
    function settleDemand(uint256) external {
        Delegation.toCodeAt(_entryCode);
    }

    /* VIEWS */

    /// @inheritdoc IDispute
    function standingOf(
        JobId job,
        address worker,
        bytes32 outputRoot
    ) external view returns (Standing, uint40, address) {
        return _standingOf(_claims[_claimIdOf(job, worker, outputRoot)]);
    }

    /// @inheritdoc IDispute
    function maxDuration() external view returns (uint256) {
        // After the window: one move time to answer the last demand, one to challenge with its pages, and a game.
        return (_GAME_TIME + _DEMAND_TIME) * moveTime;
    }

    /// @inheritdoc IDispute
    function judges(address account) external view returns (bool) {
        return account == address(market) || account == address(multiSeatMarket);
    }

    /// @inheritdoc IDispute
    function profile() external pure returns (bytes32) {
        return _PROFILE;
    }

    /// @inheritdoc IDispute
    function leastCollateral() external view returns (uint256) {
        return 2 * bond;
    }

    /// @inheritdoc IDispute
    function demandableBytes() external pure returns (uint256) {
        return MAX_DEMANDED_PAGES * PagedMerkle.PAGE_SIZE;
    }

    /// @inheritdoc IDisputeClaims
    function bondOf(uint256 stepCount, uint256 outputs) external view returns (uint256) {
        return bond * _bondFactorOf(stepCount, outputs);
    }

    /// @inheritdoc IDisputeGame
    function getClaim(bytes32 claim) external view returns (Claim memory) {
        return _claims[claim];
    }

    /// @inheritdoc IDisputeGame
    function getDemand(uint256 number) external view returns (Demand memory) {
        return _demands[number];
    }

    /// @inheritdoc IDisputeGame
    function getGame(uint256 number) external view returns (Game memory) {
        return _games[number];
    }

    /// @inheritdoc IDisputeGame
    function hashMove(Move calldata move) external view returns (bytes32) {
        return _hashTypedDataV4(move.hash());
    }

    /// @inheritdoc IDisputeGame
    function claimIdOf(JobId job, address worker, bytes32 outputRoot) external pure returns (bytes32) {
        return _claimIdOf(job, worker, outputRoot);
    }

    /* THE COURSE OF A GAME */

    /// @dev The account that has to sign a relayed move.
    function _moverOf(uint256 number, Game storage game, bytes calldata move) private view returns (address) {
        bytes4 selector = bytes4(move);
        bool isOfGame = move.length >= 36 && uint256(bytes32(move[4:36])) == number;
        if (isOfGame) {
            if (selector == this.openTrace.selector) return _claims[game.claim].worker;
            if (
                selector == this.pick.selector ||
                selector == this.pickStep.selector ||
                selector == this.rank.selector ||
                selector == this.judge.selector
            ) return game.challenger;
        }
        revert NotRelayable(number, selector);
    }

    /// @dev Completes a move: the mover's clock stops, and the next mover's clock starts.
    function _await(Game storage game, GameState next) private {
        bool byWorker = _waitsForWorker(game.state);
        bool toWorker = _waitsForWorker(next);
        // The time left until the deadline is the mover's new budget, unless part of the free time is left: then the budget
        // stays.
        uint256 rest = game.deadline - block.timestamp;
        if (byWorker) {
            if (rest < game.workerTime) game.workerTime = uint32(rest);
        } else if (rest < game.challengerTime) {
            game.challengerTime = uint32(rest);
        }
        if (byWorker != toWorker) {
            Claim storage claim = _claims[game.claim];
            if (byWorker) --claim.workerOwes;
            else ++claim.workerOwes;
        }
        game.state = next;
        ++game.turn;
        game.deadline = _dueIn(toWorker ? game.workerTime : game.challengerTime);
    }

    /// @dev Moves down to the picked one of the nodes that were opened last, and returns its position in its level.
    function _descend(uint256 number, Game storage game, uint256 place) private returns (uint256 index) {
        (uint256 level, uint256 span, uint256 count) = _openingOf(game);
        // INVARIANT: only real nodes are picked, so an honest worker can always open them.
        if (place >= count) revert PlaceOutOfRange(number, place, count);
        index = (uint256(game.index) << span) + place;
        // An index has as many bits as its tree has levels, at most 16.
        (game.level, game.index) = (uint8(level), uint32(index));
    }

    /// @dev Waits for the worker to open the game's node. If another game has already opened it, returns that game's number, and
    /// it is the challenger's turn again.
    function _awaitOpening(Game storage game) private returns (uint256 openedIn) {
        openedIn = _openedIn[game.claim][_nodeOf(game)];
        // INVARIANT: the worker opens nothing again that it opened in another game.
        if (openedIn != 0) _takeOver(game, openedIn);
        else _await(game, game.level == 0 ? GameState.PageShow : GameState.NodeOpen);
    }

    function _takeOver(Game storage game, uint256 openedIn) private {
        GameState next = _stateAfterOpening(game);
        // In one trace, each page's place has one content.
        if (next == GameState.Judgement) game.page = _games[openedIn].page;
        _await(game, next);
    }

    /// @dev The challenger's next move once the game's node is open.
    function _stateAfterOpening(Game storage game) private view returns (GameState) {
        bool inTrace = game.step == bytes32(0);
        if (game.level == 0 && !inTrace) return GameState.Judgement;
        return inTrace && game.level <= _SPAN ? GameState.StepPick : GameState.NodePick;
    }

    /// @dev Ends a game and settles its bond.
    /// @param since the block by which the challenger ranks if it won
    function _end(uint256 number, Game storage game, bool challengerWon, uint40 since) private {
        bytes32 id = game.claim;
        Claim storage claim = _claims[id];
        address challenger = game.challenger;
        if (_waitsForWorker(game.state)) --claim.workerOwes;
        game.state = challengerWon ? GameState.ChallengerWon : GameState.WorkerWon;
        --claim.open;
        if (challengerWon) _refute(claim, challenger, since, number);
        address paid = challengerWon ? challenger : claim.worker;
        emit GameEnded(number, id, game.state, paid);
        // A claim's program never changes, so this is the amount that was locked.
        ledger.pay(challenger, paid, bond * claim.bondFactor);
    }

    /* PLACES AND PROOFS */

    /// @dev The extent of an opening of the game's node: `count` nodes at `level`, which is `span` levels below it.
    function _openingOf(Game storage game) private view returns (uint256 level, uint256 span, uint256 count) {
        span = game.level < _SPAN ? game.level : _SPAN;
        level = game.level - span;
        uint256 leaves = game.step == bytes32(0) ? _claims[game.claim].stepCount : _pagesOf(game.byteLength);
        count = SparseTree.widthBelow(leaves, level, span, game.index);
    }

    /// @dev The game's node in one word: the tree (0 for the trace, else the step plus 1), the level, the index.
    function _nodeOf(Game storage game) private view returns (uint256) {
        uint256 tree = game.step == bytes32(0) ? 0 : uint256(game.stepIndex) + 1;
        return (tree << 40) | (uint256(game.level) << 32) | game.index;
    }

    function _checkLeads(uint256 number, Game storage game, bytes32 node, bytes32[] calldata proof) private view {
        Claim storage claim = _claims[game.claim];
        (uint256 index, uint256 levels) = _placeOf(game, claim.stepCount);
        bytes32 actual = PagedMerkle.rootFromProof(node, index, levels, proof);
        // INVARIANT: opened data is the content of the picked place in the claim's trace, and each place has one content.
        if (actual != claim.traceRoot) revert OpeningMismatch(number, actual, claim.traceRoot);
    }

    function _checkHeader(Claim storage claim, bytes calldata header) private view returns (Header memory) {
        bytes32 actual = keccak256(header);
        // INVARIANT: the program that is judged is the one that the requester asked for.
        if (actual != claim.programRoot) revert HeaderMismatch(actual, claim.programRoot);
        return _parse(header);
    }

    /// @dev Checks the nodes with which a worker opens a trace: their number must be the width of the program's tree at the level
    /// where the first opening ends, and their outputs must be the claim's.
    function _checkTop(
        uint256 number,
        Claim storage claim,
        bytes calldata header,
        bytes32[] calldata nodes,
        bytes32[] calldata outputProof
    ) private view returns (uint256 level, uint256 span) {
        Header memory parsed = _checkHeader(claim, header);
        level = SparseTree.depth(parsed.stepCount);
        span = level < _SPAN ? level : _SPAN;
        level -= span;
        uint256 expected = SparseTree.width(parsed.stepCount, level);
        // INVARIANT: the tree has one shape; a leaf cannot pass as an inner node, nor padding as a step.
        if (nodes.length != expected) revert NodeCountMismatch(number, nodes.length, expected);
        expected = level == 0 ? 0 : parsed.outputs * (level + 1);
        if (outputProof.length != expected) revert PagedMerkle.ProofLengthMismatch(outputProof.length, expected);

        bytes32[] memory roots = new bytes32[](parsed.outputs);
        for (uint256 i = 0; i < roots.length; ++i) {
            uint256 step = ProgramHeader.outputStep(header, parsed, i);
            roots[i] =
                level == 0
                    ? nodes[step]
                    : _provenOutput(step, level, nodes, outputProof[i * (level + 1):(i + 1) * (level + 1)]);
        }
        bytes32 outputRoot = SparseTree.nodeAbove(roots, 0, SparseTree.depth(parsed.outputs));
        // INVARIANT: the trace has the claim's outputs, so if the claim is wrong, the trace is wrong.
        if (outputRoot != claim.outputRoot) revert OutputMismatch(number, outputRoot, claim.outputRoot);
    }

    /// @dev The root of a step's tensor, which is the first word of `proof`; the rest are its siblings up to one of `nodes`.
    function _provenOutput(
        uint256 step,
        uint256 level,
        bytes32[] calldata nodes,
        bytes32[] calldata proof
    ) private pure returns (bytes32 root) {
        root = proof[0];
        bytes32 node = PagedMerkle.rootFromProof(root, step & ((uint256(1) << level) - 1), level, proof[1:]);
        // INVARIANT: every output is in the trace, at its step's place.
        if (node != nodes[step >> level]) revert StepMismatch(node, nodes[step >> level]);
    }

    function _compute(
        Game storage game,
        bytes calldata step,
        uint256 element,
        bytes calldata evidence
    ) private view returns (int256) {
        Claim storage claim = _claims[game.claim];
        return
            referee.judge(claim.inputRoot, claim.traceRoot, claim.stepCount, game.stepIndex, step, element, evidence);
    }

    function _waitsForWorker(GameState state) private pure returns (bool) {
        return state == GameState.TraceOpen || state == GameState.NodeOpen || state == GameState.PageShow;
    }

    function _isOpen(GameState state) private pure returns (bool) {
        return state != GameState.None && state < GameState.WorkerWon;
    }
}
