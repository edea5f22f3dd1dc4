// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IDispute} from "../interfaces/IDispute.sol";
import {IDisputeClaims} from "../interfaces/IDisputeClaims.sol";
import {IDisputeDemands} from "../interfaces/IDisputeDemands.sol";
import {IDisputeGame} from "../interfaces/IDisputeGame.sol";
import {IKeyRegistry} from "../interfaces/IKeyRegistry.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {IReferee} from "../interfaces/IReferee.sol";
import {PagedMerkle} from "../libraries/PagedMerkle.sol";
import {Claim} from "../types/Claim.sol";
import {Demand} from "../types/Demand.sol";
import {Game, GameState, Move} from "../types/Game.sol";
import {JobId} from "../types/JobId.sol";
import {SCOPE_WORK} from "../types/Key.sol";
import {Request} from "../types/Request.sol";
import {Claims} from "./game/Claims.sol";
import {Entry} from "./game/Entry.sol";
import {Header, ProgramHeader} from "./game/ProgramHeader.sol";
import {SparseTree} from "./game/SparseTree.sol";

/// @title DisputeGame
/// @notice The moves of a dispute, from the challenge to the judged element.
contract DisputeGame is IDisputeGame, Claims, EIP712 {
    /// @dev How many levels one opening shows: 128 nodes.
    uint256 private constant _SPAN = 7;
    /// @dev After the window, a last demand may take one move's time, and what it showed may be used for another.
    uint256 private constant _DEMAND_MOVES = 2;

    /// @inheritdoc IDisputeGame
    IKeyRegistry public immutable keyRegistry;
    /// @inheritdoc IDisputeDemands
    uint256 public immutable demandFeePerPage;
    /// @inheritdoc IDisputeDemands
    uint256 public constant MAX_DEMANDED_PAGES = 128;

    Entry private immutable _entryCode;

    /// @dev While a relayed move runs: its mover signed it.
    bool private transient _relayed;

    constructor(
        IMarket market_,
        IReferee referee_,
        uint256 bond_,
        uint256 moveTime_,
        uint256 demandFeePerPage_
    ) Claims(market_, referee_, bond_, moveTime_) EIP712("Assay Dispute", "1") {
        demandFeePerPage = demandFeePerPage_;
        _entryCode = new Entry(market_, referee_, bond_, moveTime_, demandFeePerPage_);
        keyRegistry = market_.keyRegistry();
    }

    /// @inheritdoc IDisputeGame
    function openTrace(
        uint256 number,
        bytes calldata header,
        bytes32[] calldata nodes,
        bytes32[] calldata outputProof
    ) external nonReentrant {
        Game storage game = _awaited(number, GameState.TraceOpen);
        Claim storage claim = _claims[game.claim];
        // INVARIANT: nobody but the worker says what its trace is.
        _checkMover(number, claim.worker);
        (uint256 level, uint256 span) = _checkTop(number, claim, header, nodes, outputProof);
        bytes32 root = SparseTree.nodeAbove(nodes, level, span);
        game.traceRoot = root;
        game.node = root;
        game.level = uint8(level);
        game.span = uint8(span);
        _await(game, level == 0 ? GameState.StepPick : GameState.NodePick);
        emit TraceOpened(number, root, level, nodes, game.state, game.deadline);
    }

    /// @inheritdoc IDisputeGame
    function pick(uint256 number, uint256 place) external nonReentrant {
        Game storage game = _awaited(number, GameState.NodePick);
        // INVARIANT: nobody but the challenger chooses where its game goes.
        _checkMover(number, game.challenger);
        bool inTrace = game.step == bytes32(0);
        uint256 index = _place(number, game, inTrace ? _claims[game.claim].stepCount : _pages(game), place);
        uint256 level = game.level;
        // The leaves of the trace are picked with their step: of a trace, level 0 is StepPick.
        _await(game, level == 0 ? GameState.PageShow : GameState.NodeOpen);
        emit NodePicked(number, level, index, game.state, game.deadline);
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
        // INVARIANT: nobody but the challenger chooses where its game goes.
        _checkMover(number, game.challenger);
        Claim storage claim = _claims[game.claim];
        Header memory parsed = _checkHeader(claim, header);
        uint256 stepIndex = _place(number, game, parsed.stepCount, place);
        _checkStep(parsed, stepIndex, step, proof);
        (uint256 elementBytes, uint256 byteLength) = _outputOf(step);

        game.step = keccak256(step);
        // Bounded by ProgramHeader's limits.
        game.stepIndex = uint16(stepIndex);
        game.elementBytes = uint8(elementBytes);
        game.byteLength = uint32(byteLength);
        // From here on the tree is the tensor's, whose root is the picked leaf.
        game.index = 0;
        game.level = uint8(SparseTree.depth(_pages(game)));
        _await(game, game.level == 0 ? GameState.PageShow : GameState.NodeOpen);
        emit StepPicked(number, stepIndex, step, byteLength, elementBytes, game.state, game.deadline);
    }

    /// @inheritdoc IDisputeGame
    function open(uint256 number, bytes32[] calldata nodes, bytes32[] calldata proof) external nonReentrant {
        Game storage game = _awaited(number, GameState.NodeOpen);
        bool inTrace = game.step == bytes32(0);
        uint256 leaves = inTrace ? _claims[game.claim].stepCount : _pages(game);
        uint256 span = game.level < _SPAN ? game.level : _SPAN;
        uint256 level = game.level - span;
        uint256 expected = SparseTree.widthBelow(leaves, level, span, game.index);
        // INVARIANT: the tree has its one shape; a leaf can't pass as an inner node, nor padding as a page.
        if (nodes.length != expected) revert NodeCountMismatch(number, nodes.length, expected);
        bytes32 node = SparseTree.nodeAbove(nodes, level, span);
        _checkLeads(number, game, node, proof);

        game.node = node;
        game.level = uint8(level);
        game.span = uint8(span);
        _await(game, inTrace && level == 0 ? GameState.StepPick : GameState.NodePick);
        emit NodesOpened(number, level, uint256(game.index) << span, nodes, game.state, game.deadline);
    }

    /// @inheritdoc IDisputeGame
    function show(uint256 number, bytes calldata page, bytes32[] calldata proof) external nonReentrant {
        Game storage game = _awaited(number, GameState.PageShow);
        if (page.length != PagedMerkle.PAGE_SIZE) revert PageLengthMismatch(page.length, PagedMerkle.PAGE_SIZE);
        bytes32 node = keccak256(page);
        _checkLeads(number, game, node, proof);
        // INVARIANT: a tensor that differs from the right one only after its end is wrong, and can't be shown.
        if (!_isPadded(page, _pageBytes(game))) revert PaddingNotZero(number);

        game.node = node;
        _await(game, GameState.Judgement);
        emit PageShown(number, game.index, page, game.state, game.deadline);
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
        (uint256 element, int256 claimed) = _shownElement(number, game, place, page);
        bytes32 stepHash = keccak256(step);
        // INVARIANT: what is judged is the step that was picked.
        if (stepHash != game.step) revert StepMismatch(stepHash, game.step);
        int256 actual = _compute(game, step, element, evidence);
        // INVARIANT: a right element never loses, whoever asks.
        if (claimed == actual) revert ElementCorrect(number, element, claimed);
        emit ElementJudged(number, element, claimed, actual);
        _end(number, game, true);
    }

    /// @inheritdoc IDisputeGame
    function timeout(uint256 number) external nonReentrant {
        Game storage game = _games[number];
        GameState state = game.state;
        if (!_isOpen(state)) revert MoveNotAwaited(number, state);
        // INVARIANT: a move is on time or lost, never both.
        if (block.timestamp <= game.deadline) revert MoveStillDue(number, game.deadline, block.timestamp);
        _end(number, game, _waitsForWorker(state));
    }

    /// @inheritdoc IDisputeGame
    function relay(uint256 number, bytes calldata move, bytes calldata signer, bytes calldata signature) external {
        Game storage game = _games[number];
        bytes4 selector = bytes4(move);
        bool byWorker = selector == this.openTrace.selector;
        if (
            move.length < 36 ||
            uint256(bytes32(move[4:36])) != number ||
            !(byWorker || selector == this.pick.selector || selector == this.pickStep.selector)
        ) revert NotRelayable(number, selector);
        if (!_isOpen(game.state)) revert MoveNotAwaited(number, game.state);
        address mover = byWorker ? _claims[game.claim].worker : game.challenger;
        // INVARIANT: a signature moves one game, at one turn, by one move, on one chain.
        bytes32 digest = _hashTypedDataV4(Move(number, game.turn, keccak256(move)).hash());
        if (!_hasSigned(mover, digest, signer, signature)) revert InvalidMoveSignature(number, mover);
        _relayed = true;
        Address.functionDelegateCall(address(this), move);
        _relayed = false;
    }

    /// @inheritdoc IDisputeClaims
    function commit(bytes32) external {
        _delegate();
    }

    /// @inheritdoc IDisputeClaims
    function challenge(Request calldata, uint256, bytes calldata, bytes32) external returns (uint256) {
        _delegate();
    }

    /// @inheritdoc IDisputeDemands
    function demandInput(Request calldata, uint256, bytes calldata, uint256, uint256) external returns (uint256) {
        _delegate();
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
        _delegate();
    }

    /// @inheritdoc IDisputeDemands
    function answer(uint256, bytes calldata, bytes32[] calldata) external {
        _delegate();
    }

    /// @inheritdoc IDisputeDemands
    function timeoutDemand(uint256) external {
        _delegate();
    }

    /// @inheritdoc IDispute
    function standingOf(
        JobId job,
        address worker,
        bytes32 outputRoot
    ) external view returns (Standing standing, uint40 until, address challenger) {
        Claim storage claim = _claims[claimIdOf(job, worker, outputRoot)];
        // INVARIANT: nothing is decided while anyone still plays: who was there first and wins late is rewarded all the same.
        if (claim.open != 0) {
            if (block.timestamp <= claim.endsBy) return (Standing.Disputed, claim.endsBy, address(0));
            // INVARIANT: who plays with itself and never ends its game holds nothing up. By now every open game and demand has a
            // side that is late, and one that the worker left unanswered shows the claim wrong whether or not anybody says so.
            if (claim.workerOwes != 0) return (Standing.Refuted, 0, claim.winner);
        }
        // INVARIANT: one who showed the claim wrong outweighs any number who failed to.
        if (claim.winner != address(0)) return (Standing.Refuted, 0, claim.winner);
        // INVARIANT: who demanded bytes in the window has time to use them.
        if (block.timestamp <= claim.extendedUntil) return (Standing.Disputed, claim.extendedUntil, address(0));
        return (Standing.Undisputed, 0, address(0));
    }

    /// @inheritdoc IDispute
    function maxDuration() external view returns (uint256) {
        return (MAX_MOVES + _DEMAND_MOVES) * moveTime;
    }

    /// @inheritdoc IDisputeGame
    function getClaim(bytes32 claim) external view returns (Claim memory) {
        return _claims[claim];
    }

    /// @inheritdoc IDisputeGame
    function gamesOf(bytes32 claim) external view returns (uint256) {
        return _claims[claim].open;
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
    function claimIdOf(JobId job, address worker, bytes32 outputRoot) public pure returns (bytes32) {
        return _claimIdOf(job, worker, outputRoot);
    }

    /// @dev Runs this call by the code of Entry, on this contract's storage, and ends it.
    function _delegate() private {
        address code = address(_entryCode);
        // Assembly, because the answer passes as it comes, whatever the function. Never returns to Solidity, so any memory will do.
        assembly ("memory-safe") {
            let at := mload(0x40)
            calldatacopy(at, 0, calldatasize())
            let success := delegatecall(gas(), code, at, calldatasize(), 0, 0)
            returndatacopy(at, 0, returndatasize())
            if iszero(success) {
                revert(at, returndatasize())
            }
            return(at, returndatasize())
        }
    }

    function _awaited(uint256 number, GameState state) private view returns (Game storage game) {
        game = _games[number];
        // INVARIANT: moves alternate; one that is not awaited changes nothing.
        if (game.state != state) revert MoveNotAwaited(number, game.state);
        // INVARIANT: a move is on time or lost, never both.
        if (block.timestamp > game.deadline) revert MoveTooLate(number, game.deadline, block.timestamp);
    }

    /// @dev The move is made: the next one is awaited, with a clock of its own.
    function _await(Game storage game, GameState next) private {
        bool owed = _waitsForWorker(game.state);
        if (owed != _waitsForWorker(next)) {
            Claim storage claim = _claims[game.claim];
            if (owed) --claim.workerOwes;
            else ++claim.workerOwes;
        }
        game.state = next;
        ++game.turn;
        game.deadline = uint40(block.timestamp + moveTime);
    }

    function _waitsForWorker(GameState state) private pure returns (bool) {
        return state == GameState.TraceOpen || state == GameState.NodeOpen || state == GameState.PageShow;
    }

    function _end(uint256 number, Game storage game, bool challengerWon) private {
        bytes32 id = game.claim;
        Claim storage claim = _claims[id];
        address challenger = game.challenger;
        if (_waitsForWorker(game.state)) --claim.workerOwes;
        game.state = challengerWon ? GameState.ChallengerWon : GameState.WorkerWon;
        --claim.open;
        if (challengerWon) _refute(claim, challenger, game.since, number);
        address paid = challengerWon ? challenger : claim.worker;
        emit GameEnded(number, id, game.state, paid);
        market.transfer(paid, bond);
    }

    /// @dev Notes the choice among the nodes that were opened last.
    function _place(uint256 number, Game storage game, uint256 leaves, uint256 place) private returns (uint256 index) {
        uint256 span = game.span;
        uint256 count = SparseTree.widthBelow(leaves, game.level, span, game.index);
        // INVARIANT: only real nodes are picked, so an honest worker can always open them.
        if (place >= count) revert PlaceOutOfRange(number, place, count);
        index = (uint256(game.index) << span) + place;
        // Below 128; and an index has as many bits as its tree has levels, at most 16.
        game.place = uint8(place);
        game.index = uint32(index);
    }

    function _checkLeads(uint256 number, Game storage game, bytes32 node, bytes32[] calldata proof) private view {
        bytes32 actual = PagedMerkle.rootFromProof(node, game.place, game.span, proof);
        // INVARIANT: what is opened is what stood at the picked place, and there is one such thing.
        if (actual != game.node) revert OpeningMismatch(number, actual, game.node);
    }

    function _checkHeader(Claim storage claim, bytes calldata header) private view returns (Header memory) {
        bytes32 actual = keccak256(header);
        // INVARIANT: what is judged is the program that the requester asked for.
        if (actual != claim.programRoot) revert HeaderMismatch(actual, claim.programRoot);
        return _parse(header);
    }

    function _checkMover(uint256 number, address mover) private view {
        if (_relayed || msg.sender == mover) return;
        if (keyRegistry.isKey(mover, abi.encodePacked(msg.sender), SCOPE_WORK, block.timestamp)) return;
        revert NotMover(number, msg.sender, mover);
    }

    function _hasSigned(
        address account,
        bytes32 digest,
        bytes calldata signer,
        bytes calldata signature
    ) private view returns (bool) {
        if (signer.length == 0) return _isSignedBy(account, digest, signature);
        // INVARIANT: a key moves for the accounts that listed it, at the times that they listed.
        if (!keyRegistry.isKey(account, signer, SCOPE_WORK, block.timestamp)) return false;
        if (signer.length == 20) return _isSignedBy(address(bytes20(signer)), digest, signature);
        return SignatureChecker.isValidSignatureNow(signer, digest, signature);
    }

    /// @dev The key first, so that an account with code that still has its key (EIP-7702) signs with either.
    function _isSignedBy(address account, bytes32 digest, bytes calldata signature) private view returns (bool) {
        (address recovered, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && recovered == account) return true;
        return
            account.code.length != 0 && SignatureChecker.isValidERC1271SignatureNowCalldata(account, digest, signature);
    }

    /// @dev Checks the nodes that a worker opens a trace with: that they are as many as the program's tree has at the level where
    /// the first opening ends, and that its outputs are the claim's.
    function _checkTop(
        uint256 number,
        Claim storage claim,
        bytes calldata header,
        bytes32[] calldata nodes,
        bytes32[] calldata outputProof
    ) private view returns (uint256 level, uint256 span) {
        Header memory parsed = _checkHeader(claim, header);
        uint256 depth = SparseTree.depth(parsed.stepCount);
        span = depth < _SPAN ? depth : _SPAN;
        level = depth - span;
        uint256 expected = SparseTree.width(parsed.stepCount, level);
        // INVARIANT: the tree has its one shape; a leaf can't pass as an inner node, nor padding as a step.
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
        // INVARIANT: the trace is one whose outputs are the claim, so where the claim is wrong the trace is.
        if (outputRoot != claim.outputRoot) revert OutputMismatch(number, outputRoot, claim.outputRoot);
    }

    /// @dev The root of a step's tensor, which comes first, with its siblings up to one of `nodes`.
    function _provenOutput(
        uint256 step,
        uint256 level,
        bytes32[] calldata nodes,
        bytes32[] calldata proof
    ) private pure returns (bytes32 root) {
        root = proof[0];
        bytes32 node = PagedMerkle.rootFromProof(root, step & ((uint256(1) << level) - 1), level, proof[1:]);
        // INVARIANT: every output stands in the trace at its step's place.
        if (node != nodes[step >> level]) revert StepMismatch(node, nodes[step >> level]);
    }

    function _compute(
        Game storage game,
        bytes calldata step,
        uint256 element,
        bytes calldata evidence
    ) private view returns (int256) {
        Claim storage claim = _claims[game.claim];
        return referee.judge(claim.inputRoot, game.traceRoot, claim.stepCount, game.stepIndex, step, element, evidence);
    }

    function _pages(Game storage game) private view returns (uint256) {
        return (uint256(game.byteLength) + PagedMerkle.PAGE_SIZE - 1) / PagedMerkle.PAGE_SIZE;
    }

    /// @dev How many of the picked page's bytes belong to the tensor.
    function _pageBytes(Game storage game) private view returns (uint256) {
        uint256 rest = game.byteLength - uint256(game.index) * PagedMerkle.PAGE_SIZE;
        return rest < PagedMerkle.PAGE_SIZE ? rest : PagedMerkle.PAGE_SIZE;
    }

    /// @dev An element of the page that the worker showed: its position in the tensor, and what the page says that it is.
    function _shownElement(
        uint256 number,
        Game storage game,
        uint256 place,
        bytes calldata page
    ) private view returns (uint256 element, int256 value) {
        bytes32 actual = keccak256(page);
        // INVARIANT: what is judged is what the worker showed.
        if (actual != game.node) revert PageMismatch(number, actual, game.node);
        uint256 size = game.elementBytes;
        uint256 elements = _pageBytes(game) / size;
        // INVARIANT: only elements that exist are judged.
        if (place >= elements) revert ElementOutOfRange(number, place, elements);
        element = (uint256(game.index) * PagedMerkle.PAGE_SIZE) / size + place;
        if (size == 1) return (element, int256(uint256(uint8(page[place]))));
        // Four bytes, two's complement, little-endian.
        uint32 word = 0;
        for (uint256 i = 0; i < 4; ++i) word |= uint32(uint8(page[place * 4 + i])) << uint32(8 * i);
        return (element, int256(int32(word)));
    }

    function _isOpen(GameState state) private pure returns (bool) {
        return state != GameState.None && state < GameState.WorkerWon;
    }
}
