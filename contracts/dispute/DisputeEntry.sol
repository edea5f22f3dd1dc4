// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "../ledger/ILedger.sol";
import {PagedMerkle} from "../lib/PagedMerkle.sol";
import {IMarket} from "../market/interfaces/IMarket.sol";
import {IMarketBase} from "../market/interfaces/IMarketBase.sol";
import {IMultiSeatMarket} from "../market/interfaces/IMultiSeatMarket.sol";
import {Job, JobState, Seat, SeatState} from "../market/types/Job.sol";
import {JobId} from "../market/types/JobId.sol";
import {Request} from "../market/types/Request.sol";
import {IReferee} from "../referee/IReferee.sol";
import {toModelId} from "../registries/types/ModelId.sol";
import {IDisputable} from "../verifiers/interfaces/IDisputable.sol";
import {DisputeBase} from "./DisputeBase.sol";
import {IDispute} from "./interfaces/IDispute.sol";
import {IDisputeClaims} from "./interfaces/IDisputeClaims.sol";
import {IDisputeDemands} from "./interfaces/IDisputeDemands.sol";
import {IDisputeGame} from "./interfaces/IDisputeGame.sol";
import {Header, ProgramHeader} from "./ProgramHeader.sol";
import {SparseTree} from "./SparseTree.sol";
import {Claim} from "./types/Claim.sol";
import {Demand, DemandState} from "./types/Demand.sol";
import {Game, GameState, ProvenPage} from "./types/Game.sol";

/// @notice A disputed claim.
struct Disputed {
    JobId job;
    /// The claim's id.
    bytes32 claim;
    Header header;
    /// The last second of the challenge window, judged by the results so far.
    uint256 windowEnd;
    /// The latest that this second can be once all results are in.
    uint256 latestWindowEnd;
}

/// @title DisputeEntry
/// @notice The start of disputes, the order of challengers, and demands for withheld bytes. The dispute game runs this code by
/// delegatecall, because one contract would be too large.
/// @dev Called directly, it does nothing of value, because no verifier uses it and no ledger has it as a book.
contract DisputeEntry is DisputeBase {
    // The number that PagesDemanded gives the input; other numbers are outputs.
    uint256 private constant _INPUT = 255;

    constructor(
        ILedger ledger_,
        IMarket market_,
        IMultiSeatMarket multiSeatMarket_,
        IReferee referee_,
        uint256 bond_,
        uint256 moveTime_,
        uint256 demandFeePerPage_
    ) DisputeBase(ledger_, market_, multiSeatMarket_, referee_, bond_, moveTime_, demandFeePerPage_) {}

    /* CHALLENGES */

    /// @inheritdoc IDisputeClaims
    function commit(bytes32 commitment) external {
        // INVARIANT: the first block counts, so nobody can make a commitment later by repeating it.
        if (committedAt[commitment] != 0) return;
        committedAt[commitment] = block.number;
        emit ChallengeCommitted(commitment);
    }

    /// @inheritdoc IDisputeClaims
    function challenge(
        Request calldata request,
        uint256 seat,
        bytes calldata header
    ) external nonReentrant returns (uint256 number) {
        Disputed memory disputed = _enter(request, seat, header);
        bytes32 id = disputed.claim;
        Claim storage claim = _claims[id];
        uint256 windowEnd = disputed.windowEnd;
        if (windowEnd < claim.extendedUntil) windowEnd = claim.extendedUntil;
        // INVARIANT: a challenge in the last second counts, and one after it does not.
        if (block.timestamp > windowEnd) revert WindowClosed(id, windowEnd, block.timestamp);
        // INVARIANT: once the claim is known to be wrong, nobody can delay its end.
        if (claim.winner != address(0)) revert AlreadyRefuted(id, claim.winner);
        // INVARIANT: an account that lost cannot try again.
        if (gameOf[id][msg.sender] != 0) revert AlreadyChallenged(id, gameOf[id][msg.sender]);

        number = _open(claim, id);
        uint256 amount = bond * claim.bondFactor;
        _emitOpened(number, disputed, request, amount);
        ledger.lock(msg.sender, amount);
    }

    /// @inheritdoc IDisputeClaims
    function rank(
        uint256 number,
        uint256 place,
        ProvenPage calldata shown,
        ProvenPage calldata own,
        bytes32 salt
    ) external nonReentrant {
        Game storage game = _awaited(number, GameState.Judgement);
        _checkMover(number, game.challenger);
        uint256 element = _shownElement(number, game, place, shown.data);
        bytes32 ownRoot = _agreedBefore(number, game, place, shown, own);
        bytes32 commitment = keccak256(abi.encode(game.challenger, game.claim, ownRoot, salt));
        uint256 since = committedAt[commitment];
        // INVARIANT: the commitment was made before the challenge, so before the game showed any of the worker's tensors.
        if (since == 0 || since >= game.since) revert NotCommitted(number, commitment);
        int256 value = _valueAt(own.data, place, game.elementBytes);
        game.committedSince = uint40(since);
        // The place is below 256, and the value is a u8 or an i32.
        (game.committedPlace, game.committedValue) = (uint8(place), int32(value));
        emit ChallengeRanked(number, since, element, value);
    }

    /// @dev Finds the claim that a seat makes, stores what the games need of it, and determines its challenge window.
    function _enter(
        Request calldata request,
        uint256 seat,
        bytes calldata encoding
    ) private returns (Disputed memory disputed) {
        Seat memory taken = _submitted(disputed, request, seat);
        bytes32 programRoot = keccak256(encoding);
        // INVARIANT: the program that is judged is the one that the requester asked for.
        if (!(toModelId(_PROFILE, programRoot) == request.model)) revert NotExact(request.model, programRoot);
        Header memory header = _parse(encoding);
        disputed.header = header;
        disputed.claim = _claimIdOf(disputed.job, taken.worker, taken.outputRoot);
        Claim storage claim = _claims[disputed.claim];
        if (claim.worker != address(0)) return disputed;
        claim.worker = taken.worker;
        // At most ProgramHeader.MAX_STEPS.
        claim.stepCount = uint16(header.stepCount);
        claim.outputRoot = taken.outputRoot;
        claim.inputRoot = request.inputRoot;
        claim.programRoot = programRoot;
        // At most 5.
        claim.bondFactor = uint8(_bondFactorOf(header.stepCount, header.outputs));
        // The only step's tensor is the output, so the worker has no trace to open.
        if (header.stepCount == 1) claim.traceRoot = taken.outputRoot;
    }

    /// @dev Counts one more game or demand on the claim, which ends within this many move times.
    function _count(Claim storage claim, uint256 moveTimes, bool workerOwes) private returns (uint256 number) {
        number = ++lastNumber;
        ++claim.open;
        if (workerOwes) ++claim.workerOwes;
        uint40 end = uint40(block.timestamp + moveTimes * moveTime);
        if (end > claim.endsBy) claim.endsBy = end;
    }

    function _open(Claim storage claim, bytes32 id) private returns (uint256 number) {
        bool workerOwes = claim.traceRoot == bytes32(0);
        number = _count(claim, _GAME_TIME, workerOwes);
        gameOf[id][msg.sender] = number;
        Game storage game = _games[number];
        game.challenger = msg.sender;
        game.since = uint40(block.number);
        game.claim = id;
        uint256 depth = SparseTree.depth(claim.stepCount);
        // INVARIANT: the worker opens nothing again that it opened in another game.
        if (workerOwes) game.state = GameState.TraceOpen;
        else game.state = depth > _SPAN ? GameState.NodePick : GameState.StepPick;
        uint256 budget = _BUDGET * moveTime;
        // The budgets are at most four times 30 days, and a tree of steps has at most 12 levels.
        (game.workerTime, game.challengerTime, game.level) = (uint32(budget), uint32(budget), uint8(depth));
        game.deadline = _dueIn(budget);
    }

    /// @dev A separate function because of the stack limit.
    function _emitOpened(uint256 number, Disputed memory disputed, Request calldata request, uint256 amount) private {
        Game storage game = _games[number];
        Claim storage claim = _claims[disputed.claim];
        emit GameOpened(
            number,
            disputed.job,
            claim.worker,
            disputed.claim,
            msg.sender,
            request.model,
            request.inputRoot,
            claim.outputRoot,
            amount,
            game.state,
            game.deadline
        );
        if (claim.traceOpenedIn != 0) {
            emit IDisputeGame.OpeningReused(number, claim.traceOpenedIn, game.state, game.deadline);
        }
    }

    /// @dev The seat's result, which must be one that a dispute can decide about; also sets its window.
    function _submitted(
        Disputed memory disputed,
        Request calldata request,
        uint256 seat
    ) private view returns (Seat memory taken) {
        IMarketBase place = request.policy.seats == 1 ? IMarketBase(market) : IMarketBase(multiSeatMarket);
        JobId job = place.hashRequest(request);
        Job memory known = place.getJob(job);
        // INVARIANT: only a job whose results are in and that has no verdict yet can be challenged.
        if (known.state != JobState.Submitted && known.state != JobState.Revealing) {
            revert JobNotDisputable(job, known.state);
        }
        if (seat >= known.seats.length || known.seats[seat].state != SeatState.Submitted) {
            revert SeatNotSubmitted(job, seat);
        }
        taken = known.seats[seat];
        disputed.job = job;
        uint256 latest = 0;
        for (uint256 i = 0; i < known.seats.length; ++i) {
            Seat memory other = known.seats[i];
            if (other.state == SeatState.Submitted && other.submittedAt > latest) latest = other.submittedAt;
        }
        IDisputable verifier = IDisputable(request.policy.verifier);
        // INVARIANT: nobody has to defend a claim in a game that decides nothing.
        try verifier.dispute() returns (IDispute dispute) {
            if (address(dispute) != address(this)) revert VerifierNotDisputable(address(verifier));
        } catch {
            revert VerifierNotDisputable(address(verifier));
        }
        disputed.windowEnd = verifier.challengeableUntil(request.policy.params, latest);
        disputed.latestWindowEnd = disputed.windowEnd;
        if (known.state == JobState.Revealing) {
            // Seats open their results for at most twice lockFor, and each one restarts the window.
            latest = block.timestamp + 2 * uint256(request.offer.lockFor);
            disputed.latestWindowEnd = verifier.challengeableUntil(request.policy.params, latest);
        }
    }

    /// @dev Checks that the challenger's own trace equals the worker's in everything before the element, and returns its root.
    function _agreedBefore(
        uint256 number,
        Game storage game,
        uint256 place,
        ProvenPage calldata shown,
        ProvenPage calldata own
    ) private view returns (bytes32 ownRoot) {
        if (own.data.length != PagedMerkle.PAGE_SIZE) {
            revert PageLengthMismatch(own.data.length, PagedMerkle.PAGE_SIZE);
        }
        Claim storage claim = _claims[game.claim];
        (uint256 index, uint256 levels) = _placeOf(game, claim.stepCount);
        bytes32 shownRoot = PagedMerkle.rootFromProof(game.page, index, levels, shown.proof);
        if (shownRoot != claim.traceRoot) {
            revert IDisputeGame.OpeningMismatch(number, shownRoot, claim.traceRoot);
        }
        ownRoot = PagedMerkle.rootFromProof(keccak256(own.data), index, levels, own.proof);
        uint256 before = place * game.elementBytes;
        bool agrees = keccak256(shown.data[:before]) == keccak256(own.data[:before]);
        for (uint256 level = 0; level < levels; ++level) {
            // A left sibling holds what comes before.
            if ((index >> level) & 1 == 1) agrees = agrees && own.proof[level] == shown.proof[level];
        }
        // INVARIANT: nobody commits to a guess, such as tensors of zeros: everything before the element has to be known, and only
        // an account that ran the model knows it. An honest challenger picks first differences, so everything before is equal.
        if (!agrees) revert NotFirstDifference(number);
    }

    /// @inheritdoc IDisputeClaims
    function bondOf(uint256 stepCount, uint256 outputs) external view returns (uint256) {
        return bond * _bondFactorOf(stepCount, outputs);
    }

    /* DEMANDS FOR WITHHELD BYTES */

    /// @inheritdoc IDisputeDemands
    function demandInput(
        Request calldata request,
        uint256 seat,
        bytes calldata header,
        uint256 first,
        uint256 count
    ) external nonReentrant returns (uint256 number) {
        Disputed memory disputed = _enter(request, seat, header);
        Demand memory asked;
        (asked.pages, asked.lastBytes) = _lastPageOf(disputed.header.inputBytes);
        (asked.first, asked.count) = _range(asked.pages, first, count);
        return _demand(disputed, asked);
    }

    /// @inheritdoc IDisputeDemands
    function demandOutput(
        Request calldata request,
        uint256 seat,
        bytes calldata header,
        uint256 output,
        bytes calldata step,
        bytes32[] calldata proof,
        uint256 first,
        uint256 count
    ) external nonReentrant returns (uint256 number) {
        Disputed memory disputed = _enter(request, seat, header);
        Demand memory asked;
        (asked.pages, asked.lastBytes) = _lastPageOf(_outputBytes(disputed.header, header, output, step, proof));
        (asked.first, asked.count) = _range(asked.pages, first, count);
        // Both at most ProgramHeader.MAX_OUTPUTS.
        asked.outputs = uint8(disputed.header.outputs);
        asked.output = uint8(output);
        return _demand(disputed, asked);
    }

    /// @inheritdoc IDisputeDemands
    function answer(uint256 number, bytes calldata pages, bytes32[] calldata proof) external nonReentrant {
        Demand storage asked = _openDemand(number);
        // INVARIANT: either an answer is on time or the claim is refuted, never both.
        if (block.timestamp > asked.deadline) revert AnswerTooLate(number, asked.deadline, block.timestamp);
        bytes32 id = asked.claim;
        Claim storage claim = _claims[id];
        _checkAnswer(number, asked, claim, pages, proof);

        asked.state = DemandState.Answered;
        --claim.open;
        --claim.workerOwes;
        uint256 usable = block.timestamp + moveTime;
        // INVARIANT: an account that demanded in the window can challenge with the bytes that it got. The extension is bounded,
        // because no new demand is accepted after the window.
        if (usable > claim.extendedUntil) claim.extendedUntil = uint40(usable);
        emit DemandAnswered(number, id, pages);
    }

    /// @inheritdoc IDisputeDemands
    function timeoutDemand(uint256 number) external nonReentrant {
        Demand storage asked = _openDemand(number);
        if (block.timestamp <= asked.deadline) revert AnswerStillDue(number, asked.deadline, block.timestamp);
        bytes32 id = asked.claim;
        Claim storage claim = _claims[id];
        asked.state = DemandState.Missed;
        --claim.open;
        --claim.workerOwes;
        // INVARIANT: an account that only demanded bytes ranks after those that knew that the claim is wrong. What shows it wrong
        // is the missed deadline, so it ranks by the current block.
        _refute(claim, asked.demander, uint40(block.number), number);
        emit DemandMissed(number, id);
        ledger.pay(asked.demander, asked.demander, demandFeePerPage * asked.count);
    }

    /// @inheritdoc IDisputeDemands
    function settleDemand(uint256 number) external nonReentrant {
        Demand storage asked = _demands[number];
        if (asked.state != DemandState.Answered) revert DemandNotAnswered(number, asked.state);
        bytes32 id = asked.claim;
        Claim storage claim = _claims[id];
        (IDispute.Standing standing, uint40 until, ) = _standingOf(claim);
        bool refuted = claim.winner != address(0) || standing == IDispute.Standing.Refuted;
        if (!refuted) {
            if (until < asked.windowEnd) until = asked.windowEnd;
            // INVARIANT: a liar is not paid for answers about its lie: nobody is paid while the claim can still be refuted.
            if (block.timestamp <= until) revert ClaimNotDecided(id, until, block.timestamp);
        }
        asked.state = DemandState.Settled;
        address paid = refuted ? asked.demander : claim.worker;
        emit DemandSettled(number, id, paid);
        ledger.pay(asked.demander, paid, demandFeePerPage * asked.count);
    }

    /// @dev The length of an output in bytes, from the step that produces it.
    function _outputBytes(
        Header memory parsed,
        bytes calldata header,
        uint256 output,
        bytes calldata step,
        bytes32[] calldata proof
    ) private view returns (uint256 byteLength) {
        if (output >= parsed.outputs) revert NoSuchOutput(output, parsed.outputs);
        _checkStep(parsed, ProgramHeader.outputStep(header, parsed, output), step, proof);
        (, byteLength) = _outputOf(step);
    }

    /// @dev The number of pages, at most MAX_TENSOR_BYTES / 256, and how many bytes of the last one belong to the tensor.
    function _lastPageOf(uint256 byteLength) private pure returns (uint32 pages, uint16 lastBytes) {
        pages = uint32(_pagesOf(byteLength));
        lastBytes = uint16(byteLength - (pages - 1) * PagedMerkle.PAGE_SIZE);
    }

    function _range(uint256 pages, uint256 first, uint256 count) private pure returns (uint32, uint8) {
        // INVARIANT: demanded pages exist, so an honest worker can always show them.
        if (count == 0 || count > MAX_DEMANDED_PAGES || first >= pages || count > pages - first) {
            revert PagesOutOfRange(first, count, pages);
        }
        return (uint32(first), uint8(count));
    }

    function _demand(Disputed memory disputed, Demand memory asked) private returns (uint256 number) {
        bytes32 id = disputed.claim;
        Claim storage claim = _claims[id];
        uint256 windowEnd = disputed.windowEnd;
        if (block.timestamp > windowEnd) revert WindowClosed(id, windowEnd, block.timestamp);
        // INVARIANT: once the claim is known to be wrong, nobody can delay its end.
        if (claim.winner != address(0)) revert AlreadyRefuted(id, claim.winner);
        asked.claim = id;
        asked.demander = msg.sender;
        asked.deadline = uint40(block.timestamp + moveTime);
        asked.state = DemandState.Open;
        uint256 latest = disputed.latestWindowEnd;
        asked.windowEnd = latest > type(uint40).max ? type(uint40).max : uint40(latest);
        number = _count(claim, _DEMAND_TIME, true);
        _demands[number] = asked;
        _emitDemanded(number, disputed.job, claim.worker, asked);
        ledger.lock(msg.sender, demandFeePerPage * asked.count);
    }

    function _emitDemanded(uint256 number, JobId job, address worker, Demand memory asked) private {
        emit PagesDemanded(
            number,
            job,
            worker,
            asked.claim,
            asked.demander,
            asked.outputs == 0 ? _INPUT : asked.output,
            asked.first,
            asked.count,
            asked.deadline
        );
    }

    function _checkAnswer(
        uint256 number,
        Demand storage asked,
        Claim storage claim,
        bytes calldata pages,
        bytes32[] calldata proof
    ) private view {
        uint256 expectedLength = asked.count * PagedMerkle.PAGE_SIZE;
        if (pages.length != expectedLength) revert PageLengthMismatch(pages.length, expectedLength);
        bytes32[] memory hashes = new bytes32[](asked.count);
        for (uint256 i = 0; i < hashes.length; ++i) {
            hashes[i] = keccak256(pages[i * PagedMerkle.PAGE_SIZE:(i + 1) * PagedMerkle.PAGE_SIZE]);
        }
        // INVARIANT: a tensor that differs from the right one only after its end is wrong, and cannot be shown.
        if (
            uint256(asked.first) + asked.count == asked.pages &&
            !_isPadded(pages[expectedLength - PagedMerkle.PAGE_SIZE:], asked.lastBytes)
        ) revert PaddingNotZero(number);
        (bytes32 actual, uint256 used) = SparseTree.rootOfRange(
            hashes,
            asked.first,
            SparseTree.depth(asked.pages),
            proof
        );
        bytes32 expected = asked.outputs == 0 ? claim.inputRoot : claim.outputRoot;
        // For the input, or a program's only output, the root is the tensor's own, so no siblings are left.
        uint256 levels = asked.outputs == 0 ? 0 : SparseTree.depth(asked.outputs);
        actual = PagedMerkle.rootFromProof(actual, asked.output, levels, proof[used:]);
        // INVARIANT: only the claim's own bytes are an answer.
        if (actual != expected) revert AnswerMismatch(number, actual, expected);
    }

    function _openDemand(uint256 number) private view returns (Demand storage asked) {
        asked = _demands[number];
        if (asked.state != DemandState.Open) revert DemandNotOpen(number, asked.state);
    }
}
