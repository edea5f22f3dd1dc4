// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

enum SeatState {
    Empty,
    Claimed,
    Committed,
    Submitted
}

/// @dev How many seats a job can have at most: what every loop over seats is bounded by.
uint256 constant MAX_SEATS = 16;

/// @notice One worker's place in a job.
/// @dev Two slots: (worker 20, state 1, forfeits 1, claimedAt 5, submittedAt 5 bytes), outputRoot.
struct Seat {
    /// Who holds the seat; zero when it is empty.
    address worker;
    SeatState state;
    /// How many workers lost their collateral here by missing their deadline.
    uint8 forfeits;
    /// When the seat was claimed, in seconds since 1970. Fixes the seat's fee.
    uint40 claimedAt;
    /// When the result (or the commitment to it) came, in seconds since 1970.
    uint40 submittedAt;
    /// The root of the submitted output; while the seat is Committed, the commitment to it.
    bytes32 outputRoot;
}
