// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDisputable} from "../interfaces/IDisputable.sol";
import {IDispute} from "../interfaces/IDispute.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {IVerifier} from "../interfaces/IVerifier.sol";
import {IWorkerRegistry} from "../interfaces/IWorkerRegistry.sol";
import {JobId} from "../types/JobId.sol";
import {Request} from "../types/Request.sol";
import {Seat, SeatState} from "../types/Seat.sol";
import {Submission} from "../types/Submission.sol";
import {Outcome, Verdict} from "../types/Verdict.sol";
import {WorkerDraw} from "./WorkerDraw.sol";

/// @title Quorum
/// @notice Accepts the output root on which k of a job's seats agree. Where the request gives a challenge window, results that a
/// dispute refutes do not count, and truth beats majority: once a result is refuted, the root on which all the rest agree is
/// accepted, even if it is one seat's.
/// @dev policy.params = abi.encode(uint256 k, uint256 window, bool drawn). Without a window (0) nothing can be disputed, and
/// agreement is all there is: for models whose result no referee can compute. `drawn`: seats are for drawn workers alone.
contract QuorumVerifier is IVerifier, IDisputable, WorkerDraw {
    /// @notice What a request asks of its quorum.
    struct Parameters {
        /// How many seats must agree.
        uint256 k;
        /// How long after the last result a challenge counts, in seconds; zero for no disputes.
        uint256 window;
        /// Whether seats are for drawn workers alone.
        bool drawn;
    }

    /// @notice The dispute's address holds no contract.
    error DisputeHasNoCode(address dispute);
    /// @notice The shortest window is zero or longer than any may be.
    error WindowBoundsInvalid(uint256 shortest, uint256 longest);
    /// @notice The request's window is neither zero nor within the bounds.
    error WindowOutOfRange(uint256 window, uint256 shortest, uint256 longest);
    /// @notice A dispute may last so long that the market could void a job before it ends.
    error DisputeTooLong(uint256 maxDuration, uint256 longest);
    /// @notice The parameters are not abi.encode(k, window, drawn).
    error InvalidParameters(bytes params);
    /// @notice A quorum needs two seats at least and more than half of them, so that no two quorums fit one job.
    error InvalidQuorum(uint256 k, uint256 seats);
    /// @notice This method takes no evidence beyond the signature.
    error EvidenceNotTaken(JobId job);

    /// @notice No window may be longer: the market voids a job 30 days after its result, and a dispute needs the rest.
    uint256 public constant LONGEST_WINDOW = 10 days;
    /// @notice How long a dispute may last at most after the window: what the market's 30 days leave, less a day in which somebody
    /// finalizes the job.
    uint256 public constant LONGEST_DISPUTE = 30 days - LONGEST_WINDOW - 1 days;

    /// @inheritdoc IDisputable
    IDispute public immutable dispute;
    /// @notice The shortest window that leaves challengers time, in seconds.
    uint256 public immutable minWindow;

    constructor(
        IMarket market_,
        IWorkerRegistry workerRegistry_,
        IDispute dispute_,
        uint256 minWindow_,
        uint256 widenEvery_
    ) WorkerDraw(market_, workerRegistry_, widenEvery_) {
        if (address(dispute_).code.length == 0) revert DisputeHasNoCode(address(dispute_));
        if (minWindow_ == 0 || minWindow_ > LONGEST_WINDOW) revert WindowBoundsInvalid(minWindow_, LONGEST_WINDOW);
        uint256 duration = dispute_.maxDuration();
        // INVARIANT: a dispute ends before the market may void the job, so no liar gets its collateral back by drawing it out.
        if (duration > LONGEST_DISPUTE) revert DisputeTooLong(duration, LONGEST_DISPUTE);
        (dispute, minWindow) = (dispute_, minWindow_);
    }

    /// @inheritdoc IVerifier
    function method() external pure returns (string memory) {
        return "quorum";
    }

    /// @inheritdoc IVerifier
    /// @dev ticket: abi.encode(uint256 slot) where workers are drawn: the number of the worker's stake slot
    function claimable(
        JobId job,
        Request calldata request,
        address worker,
        uint256,
        bytes calldata ticket
    ) external view {
        uint256 seats = request.policy.seats;
        if (parametersOf(request.policy.params, seats).drawn) _checkDrawn(job, seats, worker, ticket);
    }

    /// @inheritdoc IVerifier
    function submitted(JobId job, Request calldata, uint256, Submission calldata) external pure {
        revert EvidenceNotTaken(job);
    }

    /// @inheritdoc IVerifier
    function verdict(
        JobId job,
        bytes calldata params,
        Seat[] calldata seats
    ) external view returns (Verdict memory result) {
        Parameters memory wanted = parametersOf(params, seats.length);
        Tally memory tally = _tally(job, seats, wanted.window != 0);
        result.until = _pendingUntil(tally, wanted.window);
        if (result.until != 0) return result;
        // INVARIANT: who was shown wrong loses its collateral, whether or not the others agree. At most 16 seats.
        result.refuted = uint16(tally.refuted);
        result.outputRoot = _agreedRoot(seats, tally, wanted.k);
        if (result.outputRoot != bytes32(0)) result.outcome = Outcome.Accepted;
        else if (tally.standing == 0 && tally.refuted != 0) result.outcome = Outcome.Rejected;
        else result.outcome = Outcome.Void;
        result.beneficiary = _challengerOf(seats, tally, result.outputRoot);
    }

    /// @inheritdoc IDisputable
    /// @dev Zero where no challenge ever counts.
    function challengeableUntil(bytes calldata params, uint256 submittedAt) external view returns (uint256) {
        (, uint256 window, ) = abi.decode(params, (uint256, uint256, bool));
        _checkWindow(window);
        return window == 0 ? 0 : submittedAt + window;
    }

    /// @notice What a request's parameters ask for in a job with so many seats.
    function parametersOf(bytes calldata params, uint256 seats) public view returns (Parameters memory wanted) {
        if (params.length != 96 || uint256(bytes32(params[64:])) > 1) revert InvalidParameters(params);
        wanted = abi.decode(params, (Parameters));
        // INVARIANT: two roots can't both have a quorum, since any two quorums share a seat, and a seat has one root.
        if (seats < 2 || wanted.k > seats || wanted.k <= seats / 2) revert InvalidQuorum(wanted.k, seats);
        _checkWindow(wanted.window);
    }

    /// @dev What the seats have brought so far.
    struct Tally {
        /// Seats that brought a result.
        uint256 submitted;
        /// Those of them that no dispute refuted.
        uint256 standing;
        /// The refuted ones, bit i for seat i.
        uint256 refuted;
        uint256 lastSubmittedAt;
        /// When the last open dispute ends at the latest; zero without one.
        uint256 disputedUntil;
        /// For each refuted seat, who refuted it.
        address[] challengers;
        /// For each seat, its root if it stands, else zero.
        bytes32[] roots;
    }

    function _tally(JobId job, Seat[] calldata seats, bool disputable) private view returns (Tally memory tally) {
        tally.roots = new bytes32[](seats.length);
        tally.challengers = new address[](seats.length);
        for (uint256 i = 0; i < seats.length; ++i) {
            Seat calldata seat = seats[i];
            if (seat.state != SeatState.Submitted) continue;
            ++tally.submitted;
            if (seat.submittedAt > tally.lastSubmittedAt) tally.lastSubmittedAt = seat.submittedAt;
            if (disputable) {
                (IDispute.Standing standing, uint40 until, address challenger) = dispute.standingOf(
                    job,
                    seat.worker,
                    seat.outputRoot
                );
                if (standing == IDispute.Standing.Refuted) {
                    // INVARIANT: a refuted result counts for nothing, however many share it.
                    tally.refuted |= 1 << i;
                    tally.challengers[i] = challenger;
                    continue;
                }
                if (standing == IDispute.Standing.Disputed && until >= tally.disputedUntil) {
                    // One second at least, so that an open dispute is never taken for none.
                    tally.disputedUntil = until == 0 ? 1 : until;
                }
            }
            ++tally.standing;
            tally.roots[i] = seat.outputRoot;
        }
    }

    /// @dev When it is worth asking again; zero when everything is known.
    function _pendingUntil(Tally memory tally, uint256 window) private view returns (uint40) {
        // Where nothing stands, nothing that is still to come changes anything.
        if (window == 0 || tally.standing == 0) return 0;
        // INVARIANT: nothing is decided while a dispute is open.
        if (tally.disputedUntil != 0) return uint40(tally.disputedUntil);
        uint256 last = tally.lastSubmittedAt + window;
        // INVARIANT: every challenger has the whole window after the last result, its last second included.
        return block.timestamp <= last ? uint40(last + 1) : 0;
    }

    /// @dev The root with a quorum; where a result was refuted, also the only root that is left of at least k results.
    function _agreedRoot(Seat[] calldata seats, Tally memory tally, uint256 k) private pure returns (bytes32) {
        for (uint256 i = 0; i < seats.length; ++i) {
            bytes32 root = tally.roots[i];
            if (root == bytes32(0)) continue;
            uint256 votes = 0;
            for (uint256 j = 0; j < seats.length; ++j) if (tally.roots[j] == root) ++votes;
            if (votes >= k) return root;
            // INVARIANT: truth beats majority, but fewer results than a quorum prove nothing by agreeing.
            bool onlyRoot = votes == tally.standing;
            if (onlyRoot && tally.refuted != 0 && tally.submitted >= k) return root;
        }
        return bytes32(0);
    }

    /// @dev Who refuted the first of the refuted seats, in the order in which they were claimed, that did not have the accepted root:
    /// a seat that lets a friend win against its right result takes nobody's reward.
    function _challengerOf(
        Seat[] calldata seats,
        Tally memory tally,
        bytes32 accepted
    ) private pure returns (address challenger) {
        for (uint256 i = seats.length; i > 0; --i) {
            uint256 seat = i - 1;
            bool refuted = (tally.refuted >> seat) & 1 != 0;
            if (refuted && seats[seat].outputRoot != accepted) challenger = tally.challengers[seat];
        }
    }

    function _checkWindow(uint256 window) private view {
        if (window != 0 && (window < minWindow || window > LONGEST_WINDOW)) {
            revert WindowOutOfRange(window, minWindow, LONGEST_WINDOW);
        }
    }
}
