// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IVerifier} from "./interfaces/IVerifier.sol";
import {JobId} from "../market/types/JobId.sol";
import {Request} from "../market/types/Request.sol";
import {Seat, SeatState} from "../market/types/Job.sol";
import {Submission} from "../market/types/Result.sol";
import {Outcome, Verdict} from "../market/types/Verdict.sol";

/// @title Signature
/// @notice Accepts the first submitted result at once. The market has checked the worker's signature. There is no other check:
/// nobody compares or re-runs the result.
contract SignatureVerifier is IVerifier {
    /// @notice This method takes no evidence beyond the signature.
    error EvidenceNotTaken(JobId job);

    /// @inheritdoc IVerifier
    function method() external pure returns (string memory) {
        return "signature";
    }

    /// @inheritdoc IVerifier
    function claimable(JobId, Request calldata, address, uint256, bytes calldata) external pure {
        // Any worker is accepted, and no parameters are read.
    }

    /// @inheritdoc IVerifier
    function submitted(JobId job, Request calldata, uint256, Submission calldata) external pure {
        revert EvidenceNotTaken(job);
    }

    /// @inheritdoc IVerifier
    function verdict(JobId, bytes calldata, Seat[] calldata seats) external pure returns (Verdict memory result) {
        for (uint256 i = 0; i < seats.length; ++i) {
            if (seats[i].state == SeatState.Submitted) {
                result.outcome = Outcome.Accepted;
                result.outputRoot = seats[i].outputRoot;
                return result;
            }
        }
    }
}
