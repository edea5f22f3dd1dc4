// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IInferenceConsumer} from "../market/interfaces/IInferenceConsumer.sol";
import {JobState} from "../market/types/Job.sol";
import {JobId} from "../market/types/JobId.sol";

/// @notice A callback target that does what a test sets, and records its callbacks.
contract HostileConsumer is IInferenceConsumer {
    enum Mood {
        Listens,
        Reverts,
        BurnsGas,
        /// Returns a lot of data, which must not be copied.
        Floods,
        Reenters
    }

    error Refused();

    Mood public mood;
    uint256 public calls;
    JobId public job;
    uint8 public when;
    JobState public state;
    bytes32 public outputRoot;
    bytes public output;
    bytes public reentry;
    bool public reentrySucceeded;
    bytes public answer;

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    function setReentry(bytes calldata data) external {
        mood = Mood.Reenters;
        reentry = data;
    }

    /// @dev Calls a target as this account: a consumer that posts requests has money in the market.
    function perform(address target, bytes calldata data) external returns (bytes memory) {
        (bool success, bytes memory result) = target.call(data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
        return result;
    }

    function onInference(
        JobId job_,
        uint8 when_,
        JobState state_,
        bytes32 outputRoot_,
        bytes calldata output_
    ) external {
        if (mood == Mood.Reverts) revert Refused();
        if (mood == Mood.BurnsGas) while (true) {}
        if (mood == Mood.Floods) {
            assembly ("memory-safe") {
                revert(0, 200000)
            }
        }
        ++calls;
        (job, when, state, outputRoot, output) = (job_, when_, state_, outputRoot_, output_);
        if (mood == Mood.Reenters) (reentrySucceeded, answer) = msg.sender.call(reentry);
    }
}
