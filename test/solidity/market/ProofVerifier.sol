// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Seat} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {Outcome, Verdict} from "../../../contracts/market/types/Verdict.sol";
import {IVerifier} from "../../../contracts/verifiers/interfaces/IVerifier.sol";

/// @notice Accepts every root, but uses nearly all the gas that a verifier gets.
contract CostlyCheck {
    uint256 private constant COST = 850_000;

    function check(bytes32 root) external view returns (bool) {
        uint256 start = gasleft();
        bytes32 sink = root;
        while (start - gasleft() < COST) sink = keccak256(abi.encode(sink));
        return sink != bytes32(0);
    }
}

/// @notice A method that rejects if its check fails, even for lack of gas, and that counts a job as proved once evidence arrived.
contract ProofVerifier is IVerifier {
    CostlyCheck private immutable _check = new CostlyCheck();
    mapping(JobId job => bool proved) public isProved;

    function method() external pure returns (string memory) {
        return "proof";
    }

    function claimable(JobId, Request calldata, address, uint256, bytes calldata) external view {}

    function submitted(JobId job, Request calldata, uint256, Submission calldata) external {
        isProved[job] = true;
    }

    function verdict(JobId, bytes calldata, Seat[] calldata seats) external view returns (Verdict memory result) {
        try _check.check(seats[0].outputRoot) returns (bool) {
            (result.outcome, result.outputRoot) = (Outcome.Accepted, seats[0].outputRoot);
        } catch {
            (result.outcome, result.refuted) = (Outcome.Rejected, 1);
        }
    }
}
