// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobState} from "./Job.sol";

/// @notice A job of several seats in storage. The seats have their own slots.
/// @dev Lies where a one-seat job's StoredJob lies, with the shared fields (seats, state, delivered, outputRoot) at the same
/// places, so that the market finds a job's state whatever its number of seats.
struct StoredPanel {
    // slot 0: committed 1, lockFor 4, fullAt 5, unused 18, seats 1, state 1, unusedToo 1, delivered 1 bytes
    /// How many seats have committed.
    uint8 committed;
    /// The offer's lockFor, from when all seats are taken, so that the job's state can be told without its request.
    uint32 lockFor;
    /// When the last seat was taken, in seconds since 1970.
    uint40 fullAt;
    uint144 unused;
    uint8 seats;
    /// Open until all seats are taken, Claimed until the verdict. What lies between (Revealing, Submitted) the clock and the
    /// seats tell.
    JobState state;
    uint8 unusedToo;
    uint8 delivered;
    // slot 1
    /// The accepted root.
    bytes32 outputRoot;
}
