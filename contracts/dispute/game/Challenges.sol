// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDisputable} from "../../interfaces/IDisputable.sol";
import {IDispute} from "../../interfaces/IDispute.sol";
import {IDisputeClaims} from "../../interfaces/IDisputeClaims.sol";
import {Claim} from "../../types/Claim.sol";
import {Game, GameState} from "../../types/Game.sol";
import {Job, JobState} from "../../types/Job.sol";
import {JobId} from "../../types/JobId.sol";
import {toModelId} from "../../types/ModelId.sol";
import {Request} from "../../types/Request.sol";
import {Seat, SeatState} from "../../types/Seat.sol";
import {Claims} from "./Claims.sol";
import {Header} from "./ProgramHeader.sol";

/// @notice A claim that somebody disputes.
struct Disputed {
    JobId job;
    /// The claim's id.
    bytes32 claim;
    Header header;
    /// The last second of the challenge window.
    uint256 windowEnd;
}

/// @title Challenges
/// @notice How a claim comes to be disputed.
abstract contract Challenges is Claims {
    /// @inheritdoc IDisputeClaims
    function commit(bytes32 commitment) external {
        // INVARIANT: the first block counts, so nobody who notes it again can make its owner later.
        if (committedAt[commitment] != 0) return;
        committedAt[commitment] = block.number;
        emit ChallengeCommitted(commitment);
    }

    /// @inheritdoc IDisputeClaims
    function challenge(
        Request calldata request,
        uint256 seat,
        bytes calldata header,
        bytes32 salt
    ) external nonReentrant returns (uint256 number) {
        Disputed memory disputed = _enter(request, seat, header);
        bytes32 id = disputed.claim;
        Claim storage claim = _claims[id];
        uint256 windowEnd = disputed.windowEnd;
        if (windowEnd < claim.extendedUntil) windowEnd = claim.extendedUntil;
        // INVARIANT: a challenge in the last second counts, one after it does not.
        if (block.timestamp > windowEnd) revert WindowClosed(id, windowEnd, block.timestamp);
        // INVARIANT: once the claim is known to be wrong, nobody can draw it out.
        if (claim.winner != address(0)) revert AlreadyRefuted(id, claim.winner);
        // INVARIANT: who lost can't try again under the same commitment; and each account's place is its own, so nobody can take
        // another's.
        if (gameOf[id][msg.sender] != 0) revert AlreadyChallenged(id, gameOf[id][msg.sender]);

        bool workerOwes = claim.stepCount != 1;
        number = _count(claim, MAX_MOVES * moveTime, workerOwes);
        gameOf[id][msg.sender] = number;
        Game storage game = _games[number];
        game.challenger = msg.sender;
        uint256 since = committedAt[keccak256(abi.encode(msg.sender, id, salt))];
        game.since = uint40(since == 0 ? block.number : since);
        game.claim = id;
        if (workerOwes) {
            game.state = GameState.TraceOpen;
        } else {
            // The one step's tensor is the output: the worker has nothing to open.
            game.traceRoot = claim.outputRoot;
            game.node = claim.outputRoot;
            game.state = GameState.StepPick;
        }
        game.deadline = uint40(block.timestamp + moveTime);
        _emitOpened(number, disputed.job, request, game, claim);
        market.transferFrom(msg.sender, address(this), bond);
    }

    /// @dev Finds the claim that a seat makes, keeps what the games need of it, and says until when it may be challenged.
    function _enter(
        Request calldata request,
        uint256 seat,
        bytes calldata encoding
    ) internal returns (Disputed memory disputed) {
        Seat memory taken;
        (disputed.job, taken, disputed.windowEnd) = _submitted(request, seat);
        disputed.header = _headerOf(request, encoding);
        disputed.claim = _claimIdOf(disputed.job, taken.worker, taken.outputRoot);
        Claim storage claim = _claims[disputed.claim];
        if (claim.worker != address(0)) return disputed;
        claim.worker = taken.worker;
        // At most ProgramHeader.MAX_STEPS.
        claim.stepCount = uint16(disputed.header.stepCount);
        claim.outputRoot = taken.outputRoot;
        claim.inputRoot = request.inputRoot;
        claim.programRoot = keccak256(encoding);
    }

    /// @dev Counts one more game or demand on the claim, which ends in `duration` at the latest.
    function _count(Claim storage claim, uint256 duration, bool workerOwes) internal returns (uint256 number) {
        number = ++lastNumber;
        ++claim.open;
        if (workerOwes) ++claim.workerOwes;
        uint40 end = uint40(block.timestamp + duration);
        if (end > claim.endsBy) claim.endsBy = end;
    }

    /// @dev Split off for the stack's sake.
    function _emitOpened(
        uint256 number,
        JobId job,
        Request calldata request,
        Game storage game,
        Claim storage claim
    ) private {
        emit GameOpened(
            number,
            job,
            claim.worker,
            game.claim,
            msg.sender,
            request.model,
            request.inputRoot,
            claim.outputRoot,
            game.since,
            game.state,
            game.deadline
        );
    }

    function _headerOf(Request calldata request, bytes calldata encoding) private pure returns (Header memory) {
        bytes32 programRoot = keccak256(encoding);
        // INVARIANT: what is judged is the program that the requester asked for.
        if (!(toModelId(PROFILE_EXACT, programRoot) == request.model)) revert NotExact(request.model, programRoot);
        return _parse(encoding);
    }

    function _submitted(
        Request calldata request,
        uint256 seat
    ) private view returns (JobId job, Seat memory taken, uint256 windowEnd) {
        job = market.hashRequest(request);
        Job memory known = market.getJob(job);
        // INVARIANT: a job that has its verdict can't be challenged; nor one whose results are not in.
        if (known.state != JobState.Submitted && known.state != JobState.Revealing) {
            revert JobNotDisputable(job, known.state);
        }
        if (seat >= known.seats.length || known.seats[seat].state != SeatState.Submitted) {
            revert SeatNotSubmitted(job, seat);
        }
        taken = known.seats[seat];
        uint256 latest = 0;
        for (uint256 i = 0; i < known.seats.length; ++i) {
            Seat memory other = known.seats[i];
            if (other.state == SeatState.Submitted && other.submittedAt > latest) latest = other.submittedAt;
        }
        IDisputable verifier = IDisputable(request.policy.verifier);
        // INVARIANT: nobody has to defend a claim in a game whose end decides nothing.
        try verifier.dispute() returns (IDispute dispute) {
            if (address(dispute) != address(this)) revert VerifierNotDisputable(address(verifier));
        } catch {
            revert VerifierNotDisputable(address(verifier));
        }
        windowEnd = verifier.challengeableUntil(request.policy.params, latest);
    }
}
