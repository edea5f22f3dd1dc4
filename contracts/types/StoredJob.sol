// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobState} from "./Job.sol";

/// @notice A job in storage. What a one-seat job changes lies in the first slot, because that is the most common job.
struct StoredJob {
    // slot 0: worker 20, claimedAt 5, submittedAfter 3, seats 1, state 1, forfeits 1, delivered 1 bytes
    /// The worker of a one-seat job; zero again once it lost the seat.
    address worker;
    uint40 claimedAt;
    /// Seconds from the claim to the result; at most MAX_LOCK_FOR, a week, where this holds half a year.
    uint24 submittedAfter;
    /// How many seats the job has where it has several (StoredPanel), else zero.
    uint8 seats;
    JobState state;
    uint8 forfeits;
    uint8 delivered;
    // slot 1
    /// The submitted output root of a one-seat job; of an accepted job, the accepted one.
    bytes32 outputRoot;
}
