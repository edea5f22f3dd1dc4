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
/// @notice The questions to a verifier, which is not trusted.
abstract contract Verdicts is IMarketBase {
    /// @dev What a market needs beside the verifier's gas to put the question and to act on the answer.
    uint256 private constant _GAS_BESIDE = 100_000;

    /// @dev The verifier refuses a worker, or parameters that it could not judge by, before anybody locks anything.
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
        // Assembly, because the compiler would decode the request and encode it again, word by word. Offsets inside it count
        // from its own beginning, so the whole call's arguments, copied behind a new head, hold it as well. A fuzz test
        // compares what arrives.
        assembly ("memory-safe") {
            let at := mload(0x40)
            mstore(at, selector)
            mstore(add(at, 0x04), id)
            // The head has 5 words and an empty ticket; what lay at 4 in our calldata lies behind them.
            mstore(add(at, 0x24), add(request, 0xbc))
            mstore(add(at, 0x44), worker)
            mstore(add(at, 0x64), seat)
            mstore(add(at, 0x84), 0xa0)
            mstore(add(at, 0xa4), 0)
            // A ticket's length lies in the word before it.
            if ticket.length {
                mstore(add(at, 0x84), add(ticket.offset, 0x9c))
            }
            let size := sub(calldatasize(), 4)
            calldatacopy(add(at, 0xc4), 4, size)
            if iszero(staticcall(gas(), verifier, at, add(size, 0xc4), 0, 0)) {
                // Its own error is the reason that people see.
                returndatacopy(at, 0, returndatasize())
                revert(at, returndatasize())
            }
        }
    }

    /// @dev Hands the evidence to the verifier, which refuses the submission by reverting.
    function _showEvidence(JobId id, Request calldata request, uint256 seat, Submission calldata submission) internal {
        if (submission.evidence.length == 0) return;
        // INVARIANT: the verifier is shown the submission that was checked.
        requireInCall(submission.signer);
        requireInCall(submission.signature);
        requireInCall(submission.output);
        address verifier = request.policy.verifier;
        bytes4 selector = IVerifier.submitted.selector;
        // Assembly for the reason above.
        assembly ("memory-safe") {
            let at := mload(0x40)
            mstore(at, selector)
            mstore(add(at, 0x04), id)
            // The head has 4 words; what lay at 4 in our calldata lies behind them.
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

    /// @dev A decided verdict; Void when the verifier had its time and did not decide. Reverts while it may still decide.
    /// @param resultsAt when the results were in: the verifier's time runs from then on
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
        // INVARIANT: no verifier can hold money for ever.
        if (block.timestamp <= voidAt) {
            if (answered) revert VerdictPending(id, verdict.until);
            revert VerifierFailed(id, verifier, voidAt);
        }
        return _void();
    }

    /// @dev The question about a job of one seat, whose result is in.
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
        // Assembly, because most jobs have one seat, and for the compiler's encoder it would have to stand in memory as a list
        // of structs first. A fuzz test compares what arrives.
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
            // What lies behind the parameters in their last word is zero: it is written before them. Without parameters it is
            // their length that is written again.
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

    /// @dev The verifier's gas is bounded, and so is how much of its answer is read. An answer in another form than the compiler's
    /// encoding of a Verdict counts as a failure, where the compiler's decoder would revert in our own frame.
    function _ask(
        address verifier,
        bytes memory question
    ) internal view returns (bool answered, Verdict memory verdict) {
        uint256 gasLimit = Limits.VERIFIER_GAS;
        uint256 available = gasleft();
        uint256 needed = (gasLimit * 64) / 63 + _GAS_BESIDE;
        // INVARIANT: no caller can cut a verifier short by sending too little gas (EIP-150 passes on 63/64 of it), whatever the verifier
        // would then answer.
        if (available < needed) revert InsufficientGas(available, needed);
        // The words of an answer: where the verdict begins, outcome, outputRoot, until, refuted, where the challengers begin, how many
        // they are, the challengers.
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

    /// @dev How long the answer to the last call was.
    function _answerLength() private pure returns (uint256 length) {
        // Assembly, because Solidity has no other way to ask for it after the call.
        assembly ("memory-safe") {
            length := returndatasize()
        }
    }
}
