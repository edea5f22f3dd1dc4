// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IVerifier} from "../verifiers/interfaces/IVerifier.sol";
import {requireInCall} from "../lib/CallBounds.sol";
import {Limits} from "../lib/Limits.sol";
import {IMarketBase} from "./interfaces/IMarketBase.sol";
import {MAX_SEATS, SeatState} from "./types/Job.sol";
import {JobId} from "./types/JobId.sol";
import {Request} from "./types/Request.sol";
import {Submission} from "./types/Result.sol";
import {Outcome, Verdict} from "./types/Verdict.sol";

/// @title Verdicts
/// @notice Calls to verifiers, which are not trusted.
abstract contract Verdicts is IMarketBase {
    /// @dev The gas that a market needs beyond the verifier's, to ask and to act on the answer.
    uint256 private constant _GAS_BESIDE = 100_000;

    /// @dev Lets the verifier refuse a worker, or parameters that it could not judge by, before anyone locks money.
    function _checkClaimable(
        JobId id,
        Request calldata request,
        address worker,
        uint256 seat,
        bytes calldata ticket
    ) internal view {
        address verifier = request.policy.verifier;
        if (verifier.code.length == 0) revert VerifierHasNoCode(verifier);
        bytes4 selector = IVerifier.claimable.selector;
        // Assembly, because the compiler would decode the request and encode it again, word by word. Offsets inside the request
        // are relative to its own start, so a copy of all our arguments behind a new head holds it unchanged. A fuzz test
        // compares what the verifier receives.
        assembly ("memory-safe") {
            let at := mload(0x40)
            mstore(at, selector)
            mstore(add(at, 0x04), id)
            // The head has 5 words, followed by an empty ticket. Our calldata from position 4 on follows them.
            mstore(add(at, 0x24), add(request, 0xbc))
            mstore(add(at, 0x44), worker)
            mstore(add(at, 0x64), seat)
            mstore(add(at, 0x84), 0xa0)
            mstore(add(at, 0xa4), 0)
            // The ticket's length is in the word before it.
            if ticket.length {
                mstore(add(at, 0x84), add(ticket.offset, 0x9c))
            }
            let size := sub(calldatasize(), 4)
            calldatacopy(add(at, 0xc4), 4, size)
            if iszero(staticcall(gas(), verifier, at, add(size, 0xc4), 0, 0)) {
                // People see the verifier's own error as the reason.
                returndatacopy(at, 0, returndatasize())
                revert(at, returndatasize())
            }
        }
    }

    /// @dev Passes the evidence to the verifier, which can refuse the submission by reverting.
    function _showEvidence(JobId id, Request calldata request, uint256 seat, Submission calldata submission) internal {
        if (submission.evidence.length == 0) return;
        // INVARIANT: the verifier receives the same submission that was checked.
        requireInCall(submission.signer);
        requireInCall(submission.signature);
        requireInCall(submission.output);
        address verifier = request.policy.verifier;
        bytes4 selector = IVerifier.submitted.selector;
        // Assembly for the same reason as above.
        assembly ("memory-safe") {
            let at := mload(0x40)
            mstore(at, selector)
            mstore(add(at, 0x04), id)
            // The head has 4 words. Our calldata from position 4 on follows them.
            mstore(add(at, 0x24), add(request, 0x7c))
            mstore(add(at, 0x44), seat)
            mstore(add(at, 0x64), add(submission, 0x7c))
            let size := sub(calldatasize(), 4)
            calldatacopy(add(at, 0x84), 4, size)
            if iszero(call(gas(), verifier, 0, at, add(size, 0x84), 0, 0)) {
                returndatacopy(at, 0, returndatasize())
                revert(at, returndatasize())
            }
        }
    }

    /// @dev A decided verdict; Void if the verifier's time is over and it has not decided. Reverts while it may still decide.
    /// @param resultsAt when the results were complete, which starts the verifier's time
    function _decide(
        JobId id,
        address verifier,
        bytes memory question,
        uint256 resultsAt
    ) internal view returns (Verdict memory verdict) {
        bool answered;
        (answered, verdict) = _ask(verifier, question);
        if (answered && verdict.outcome != Outcome.Pending) return verdict;
        uint256 voidAt = resultsAt + Limits.VERDICT_TIMEOUT;
        // INVARIANT: no verifier can hold money forever.
        if (block.timestamp <= voidAt) {
            if (answered) revert VerdictPending(id, verdict.until);
            revert VerifierFailed(id, verifier, voidAt);
        }
        return _void();
    }

    /// @dev The verdict() call for a job of one seat whose result is in.
    function _questionOfOne(
        JobId id,
        bytes calldata params,
        address worker,
        uint256 forfeits,
        uint256 claimedAt,
        uint256 submittedAt,
        bytes32 outputRoot
    ) internal pure returns (bytes memory question) {
        bytes4 selector = IVerifier.verdict.selector;
        uint256 submitted = uint256(SeatState.Submitted);
        // Assembly, because most jobs have one seat, and the compiler's encoder would first need it in memory as a list of
        // structs. A fuzz test compares what the verifier receives.
        assembly ("memory-safe") {
            question := mload(0x40)
            let at := add(question, 0x20)
            mstore(at, selector)
            at := add(at, 0x04)
            let padded := and(add(params.length, 0x1f), not(0x1f))
            mstore(at, id)
            mstore(add(at, 0x20), 0x60)
            mstore(add(at, 0x40), add(padded, 0x80))
            mstore(add(at, 0x60), params.length)
            // Clears the parameters' last word before they are copied, so that the bytes after them are zero. Without parameters,
            // this clears their length, which is zero anyway.
            mstore(add(at, add(padded, 0x60)), 0)
            calldatacopy(add(at, 0x80), params.offset, params.length)
            at := add(at, add(padded, 0x80))
            mstore(at, 1)
            mstore(add(at, 0x20), worker)
            mstore(add(at, 0x40), submitted)
            mstore(add(at, 0x60), forfeits)
            mstore(add(at, 0x80), claimedAt)
            mstore(add(at, 0xa0), submittedAt)
            mstore(add(at, 0xc0), outputRoot)
            mstore(question, add(padded, 0x164))
            mstore(0x40, add(at, 0xe0))
        }
    }

    /// @dev The verifier's gas is bounded, and so is the part of its answer that is read. An answer that is not encoded as the
    /// compiler encodes a Verdict counts as a failure; the compiler's decoder would revert in our own frame.
    function _ask(
        address verifier,
        bytes memory question
    ) internal view returns (bool answered, Verdict memory verdict) {
        uint256 gasLimit = Limits.VERIFIER_GAS;
        uint256 available = gasleft();
        uint256 needed = (gasLimit * 64) / 63 + _GAS_BESIDE;
        // INVARIANT: no caller can cut a verifier short by sending too little gas (EIP-150 forwards 63/64 of it), whatever the
        // verifier would then answer.
        if (available < needed) revert InsufficientGas(available, needed);
        // The words of an answer: offset of the verdict, outcome, outputRoot, until, refuted, offset of the challengers, their
        // number, the challengers.
        uint256[] memory words = new uint256[](7 + MAX_SEATS);
        assembly ("memory-safe") {
            answered := staticcall(gasLimit, verifier, add(question, 0x20), mload(question), add(words, 0x20), 0x2e0)
            answered := and(answered, gt(returndatasize(), 0xdf))
        }
        if (!answered) return (false, _void());
        (uint256 outcome, uint256 until, uint256 refuted, uint256 count) = (words[1], words[3], words[4], words[6]);
        if (
            words[0] != 0x20 ||
            outcome > uint256(type(Outcome).max) ||
            until > type(uint40).max ||
            refuted > type(uint16).max ||
            words[5] != 0xa0 ||
            count > MAX_SEATS ||
            _answerLength() < 0xe0 + 32 * count
        ) return (false, _void());
        verdict.outcome = Outcome(outcome);
        verdict.outputRoot = bytes32(words[2]);
        verdict.until = uint40(until);
        verdict.refuted = uint16(refuted);
        verdict.challengers = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            if (words[7 + i] > type(uint160).max) return (false, _void());
            verdict.challengers[i] = address(uint160(words[7 + i]));
        }
    }

    function _void() private pure returns (Verdict memory verdict) {
        verdict.outcome = Outcome.Void;
    }

    /// @dev The length of the last call's return data.
    function _answerLength() private pure returns (uint256 length) {
        // Assembly, because Solidity has no other way to read it after the call.
        assembly ("memory-safe") {
            length := returndatasize()
        }
    }
}
