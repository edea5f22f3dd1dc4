// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../dispute/interfaces/IDispute.sol";
import {IMultiSeatMarket} from "../market/interfaces/IMultiSeatMarket.sol";
import {Seat, SeatState} from "../market/types/Job.sol";
import {JobId} from "../market/types/JobId.sol";
import {Request} from "../market/types/Request.sol";
import {Outcome, Verdict} from "../market/types/Verdict.sol";
import {IWorkerRegistry} from "../registries/IWorkerRegistry.sol";
import {Disputable} from "./Disputable.sol";
import {IDisputable} from "./interfaces/IDisputable.sol";
import {IVerifier} from "./interfaces/IVerifier.sol";
import {WorkerDraw} from "./WorkerDraw.sol";

/// @title Quorum
/// @notice Accepts the output root on which k of a job's seats agree. If the request has a challenge window, results that a
/// dispute refutes do not count, and truth beats majority: once a result is refuted, the root on which all the rest agree is
/// accepted, even if only one seat has it.
/// @dev policy.params = abi.encode(uint256 k, uint256 window, bool drawn, bool takesLarge). If `window` is 0, nothing can be
/// disputed, and the verdict rests on agreement only: for models whose results no referee can compute. `drawn`: only drawn
/// workers take seats. `takesLarge`: the request accepts models whose data is too large to be demanded as a whole.
contract QuorumVerifier is Disputable, WorkerDraw {
    /// @notice A request's parameters for its quorum.
    struct Parameters {
        /// How many seats must agree.
        uint256 k;
        /// How long after the last result a challenge counts, in seconds; zero for no disputes.
        uint256 window;
        /// Whether only drawn workers take seats.
        bool drawn;
        /// Whether the request accepts models whose data is too large to be demanded as a whole.
        bool takesLarge;
    }

    /// @notice The parameters are not abi.encode(k, window, drawn, takesLarge).
    error InvalidParameters(bytes params);
    /// @notice A quorum must be more than half of the seats, so that no job has two quorums, and fewer than all, so that one
    /// dissenting seat does not spoil it.
    error InvalidQuorum(uint256 k, uint256 seats);
    /// @notice The request does not ask for a draw.
    error DrawNotAsked();

    constructor(
        IMultiSeatMarket market_,
        IWorkerRegistry workerRegistry_,
        IDispute dispute_,
        uint256 minWindow_,
        uint256 widenEvery_
    ) Disputable(market_, dispute_, minWindow_) WorkerDraw(market_, workerRegistry_, widenEvery_) {}

    /// @inheritdoc IVerifier
    function method() external pure returns (string memory) {
        return "quorum";
    }

    /// @notice Records the block whose hash decides which workers may take the job's seats, and binds the requester. Anyone may
    /// call it, once per job.
    /// @return seedBlock that block's number
    function draw(Request calldata request) external returns (uint256 seedBlock) {
        if (!parametersOf(request.policy.params, request.policy.seats).drawn) revert DrawNotAsked();
        return _draw(request);
    }

    /// @inheritdoc IVerifier
    /// @dev ticket: abi.encode(uint256 slot) if workers are drawn, where slot is the number of the worker's stake slot
    function claimable(
        JobId job,
        Request calldata request,
        address worker,
        uint256,
        bytes calldata ticket
    ) external view {
        _checkMarket();
        uint256 seats = request.policy.seats;
        Parameters memory wanted = parametersOf(request.policy.params, seats);
        if (wanted.window != 0) _checkDisputable(request, wanted.takesLarge);
        if (wanted.drawn) _checkDrawn(job, seats, worker, ticket);
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
        // INVARIANT: a seat whose result was shown wrong loses its collateral, whether or not the others agree, and the account
        // that showed it earns the reward. At most 16 seats.
        (result.refuted, result.challengers) = (uint16(tally.refuted), tally.challengers);
        result.outputRoot = _agreedRoot(seats, tally, wanted.k);
        if (result.outputRoot != bytes32(0)) result.outcome = Outcome.Accepted;
        else if (tally.standing == 0 && tally.refuted != 0) result.outcome = Outcome.Rejected;
        else result.outcome = Outcome.Void;
    }

    /// @inheritdoc IDisputable
    /// @dev Zero if no challenge ever counts.
    function challengeableUntil(bytes calldata params, uint256 submittedAt) external view returns (uint256) {
        (, uint256 window, , ) = abi.decode(params, (uint256, uint256, bool, bool));
        if (window == 0) return 0;
        _checkWindow(window);
        return submittedAt + window;
    }

    /// @notice The decoded parameters of a request, for a job with this number of seats.
    function parametersOf(bytes calldata params, uint256 seats) public view returns (Parameters memory wanted) {
        if (params.length != 128 || uint256(bytes32(params[64:])) > 1 || uint256(bytes32(params[96:])) > 1) {
            revert InvalidParameters(params);
        }
        wanted = abi.decode(params, (Parameters));
        // INVARIANT: two roots cannot both have a quorum, because any two quorums share a seat, and a seat has one root. And a
        // requester that holds one seat cannot spoil the quorum to get everyone's answers for free.
        if (wanted.k >= seats || wanted.k <= seats / 2) revert InvalidQuorum(wanted.k, seats);
        if (wanted.window != 0) _checkWindow(wanted.window);
    }

    /// @dev The results that the seats have submitted so far.
    struct Tally {
        /// Seats with a result.
        uint256 submitted;
        /// Those that no dispute refuted.
        uint256 standing;
        /// The refuted seats, bit i for seat i.
        uint256 refuted;
        uint256 lastSubmittedAt;
        /// The latest time at which the last open dispute ends; zero if none is open.
        uint256 disputedUntil;
        /// For each refuted seat, the account that refuted it.
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
                    // INVARIANT: a refuted result does not count, however many seats share it.
                    tally.refuted |= 1 << i;
                    tally.challengers[i] = challenger;
                    continue;
                }
                if (standing == IDispute.Standing.Disputed && until >= tally.disputedUntil) {
                    // At least 1, because zero means that no dispute is open.
                    tally.disputedUntil = until == 0 ? 1 : until;
                }
            }
            ++tally.standing;
            tally.roots[i] = seat.outputRoot;
        }
    }

    /// @dev When to ask again; zero when everything is known.
    function _pendingUntil(Tally memory tally, uint256 window) private view returns (uint40) {
        // If no result stands, nothing that can still happen changes the verdict.
        if (window == 0 || tally.standing == 0) return 0;
        // INVARIANT: nothing is decided while a dispute is open.
        if (tally.disputedUntil != 0) return uint40(tally.disputedUntil);
        uint256 last = tally.lastSubmittedAt + window;
        // INVARIANT: every challenger has the whole window after the last result, including its last second.
        return block.timestamp <= last ? uint40(last + 1) : 0;
    }

    /// @dev The root with a quorum; if a result was refuted, also the only root left of at least k results.
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
}
