// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IVerifier} from "../verifiers/interfaces/IVerifier.sol";
import {JobId} from "../market/types/JobId.sol";
import {Request} from "../market/types/Request.sol";
import {Seat} from "../market/types/Job.sol";
import {Submission} from "../market/types/Result.sol";
import {Outcome, Verdict} from "../market/types/Verdict.sol";

/// @notice A verifier that answers, and does, what a test sets.
contract ScriptedVerifier is IVerifier {
    enum Mood {
        Answers,
        Reverts,
        BurnsGas,
        /// Returns fewer bytes than a verdict has.
        TooShort,
        /// Returns words that are not a verdict.
        Malformed,
        /// Returns a lot of data.
        Floods
    }

    error Refused();
    error HeardOtherwise();

    Mood public mood;
    Verdict private _answer;
    /// The hash of the arguments that claimable must get; zero for any.
    bytes32 public expectedClaim;
    /// The hash of the arguments that verdict must get; zero for any.
    bytes32 public expectedQuestion;
    /// The hash of the arguments that submitted got.
    bytes32 public heardSubmission;
    address public refusedWorker = address(type(uint160).max);
    bytes public evidence;
    uint256 public evidenceSeat;
    JobId public evidenceJob;
    /// The data with which submitted calls its caller; empty for no call.
    bytes public reentry;
    bool public reentrySucceeded;

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    function setExpectedClaim(bytes32 hash) external {
        expectedClaim = hash;
    }

    function setExpectedQuestion(bytes32 hash) external {
        expectedQuestion = hash;
    }

    function setRefusedWorker(address worker) external {
        refusedWorker = worker;
    }

    function setReentry(bytes calldata data) external {
        reentry = data;
    }

    function setAnswer(Outcome outcome, bytes32 outputRoot, uint40 until) external {
        (_answer.outcome, _answer.outputRoot, _answer.until) = (outcome, outputRoot, until);
    }

    /// @param refuted the seats that were shown wrong, bit i for seat i
    /// @param challengers for each seat, the account that showed it wrong
    function setRefuted(uint16 refuted, address[] calldata challengers) external {
        (_answer.refuted, _answer.challengers) = (refuted, challengers);
    }

    function method() external pure returns (string memory) {
        return "scripted";
    }

    function claimable(
        JobId job,
        Request calldata request,
        address worker,
        uint256 seat,
        bytes calldata ticket
    ) external view {
        if (worker == refusedWorker) revert Refused();
        bytes32 heard = keccak256(abi.encode(job, request, worker, seat, ticket));
        if (expectedClaim != 0 && heard != expectedClaim) revert HeardOtherwise();
    }

    function submitted(JobId job, Request calldata request, uint256 seat, Submission calldata submission) external {
        if (mood == Mood.Reverts) revert Refused();
        heardSubmission = keccak256(abi.encode(job, request, seat, submission));
        evidence = submission.evidence;
        evidenceSeat = seat;
        evidenceJob = job;
        // solhint-disable-next-line avoid-low-level-calls
        if (reentry.length != 0) (reentrySucceeded, ) = msg.sender.call(reentry);
    }

    function verdict(JobId job, bytes calldata params, Seat[] calldata seats) external view returns (Verdict memory) {
        bytes32 heard = keccak256(abi.encode(job, params, seats));
        if (expectedQuestion != 0 && heard != expectedQuestion) revert HeardOtherwise();
        if (mood == Mood.Reverts) revert Refused();
        if (mood == Mood.BurnsGas) while (true) {}
        uint256 length =
            mood == Mood.TooShort
                ? 0xdf
                : mood == Mood.Floods
                    ? 500_000
                    : 0xe0;
        if (mood != Mood.Answers) {
            assembly ("memory-safe") {
                // Control never returns to Solidity, so any memory can be used.
                let at := mload(0x40)
                mstore(at, not(0))
                return(at, length)
            }
        }
        return _answer;
    }
}
