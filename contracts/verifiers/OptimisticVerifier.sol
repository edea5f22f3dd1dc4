// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../dispute/interfaces/IDispute.sol";
import {IMarket} from "../market/interfaces/IMarket.sol";
import {Seat, SeatState} from "../market/types/Job.sol";
import {JobId} from "../market/types/JobId.sol";
import {Request} from "../market/types/Request.sol";
import {Outcome, Verdict} from "../market/types/Verdict.sol";
import {Disputable} from "./Disputable.sol";
import {IDisputable} from "./interfaces/IDisputable.sol";
import {IVerifier} from "./interfaces/IVerifier.sol";

/// @title Optimistic
/// @notice Accepts the result of a job with one seat after its challenge window, unless a dispute refuted it.
/// @dev policy.params = abi.encode(uint256 window, bool takesLarge): how long after the result a challenge counts, in seconds;
/// and whether the request accepts models whose data is too large to be demanded as a whole.
contract OptimisticVerifier is Disputable {
    /// @notice The request's parameters are not abi.encode(window, takesLarge).
    error InvalidParameters(bytes params);

    constructor(IMarket market_, IDispute dispute_, uint256 minWindow_) Disputable(market_, dispute_, minWindow_) {}

    /// @inheritdoc IVerifier
    function method() external pure returns (string memory) {
        return "optimistic";
    }

    /// @inheritdoc IVerifier
    function claimable(JobId, Request calldata request, address, uint256, bytes calldata) external view {
        _checkMarket();
        (, bool takesLarge) = parametersOf(request.policy.params);
        _checkDisputable(request, takesLarge);
    }

    /// @inheritdoc IDisputable
    function challengeableUntil(bytes calldata params, uint256 submittedAt) external view returns (uint256) {
        (uint256 window, ) = parametersOf(params);
        return submittedAt + window;
    }

    /// @inheritdoc IVerifier
    function verdict(
        JobId job,
        bytes calldata params,
        Seat[] calldata seats
    ) external view returns (Verdict memory result) {
        (uint256 window, ) = parametersOf(params);
        Seat calldata seat = seats[0];
        if (seat.state != SeatState.Submitted) return result;
        (IDispute.Standing standing, uint40 until, address challenger) = dispute.standingOf(
            job,
            seat.worker,
            seat.outputRoot
        );
        if (standing == IDispute.Standing.Refuted) {
            // INVARIANT: a refuted result is never accepted, however late the challenger won.
            (result.outcome, result.refuted) = (Outcome.Rejected, 1);
            result.challengers = new address[](1);
            result.challengers[0] = challenger;
        } else if (standing == IDispute.Standing.Disputed) {
            result.until = until;
        } else if (block.timestamp <= seat.submittedAt + window) {
            // INVARIANT: every challenger has the whole window, including its last second.
            result.until = uint40(seat.submittedAt + window + 1);
        } else {
            (result.outcome, result.outputRoot) = (Outcome.Accepted, seat.outputRoot);
        }
    }

    /// @notice The decoded parameters of a request.
    function parametersOf(bytes calldata params) public view returns (uint256 window, bool takesLarge) {
        if (params.length != 64 || uint256(bytes32(params[32:])) > 1) revert InvalidParameters(params);
        (window, takesLarge) = abi.decode(params, (uint256, bool));
        _checkWindow(window);
    }
}
