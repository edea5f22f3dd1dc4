// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice The states of a job. Those from Accepted on are terminal.
enum JobState {
    /// The market does not know this request.
    None,
    /// Paid for; a seat can be claimed.
    Open,
    /// Every seat is held by a worker that owes a result.
    Claimed,
    /// The results are committed and can be opened (jobs with several seats).
    Revealing,
    /// The results are in; the verdict is awaited.
    Submitted,
    /// The verifier accepted an output root; the seats that submitted it are paid.
    Accepted,
    /// The verifier rejected what was submitted; the requester is refunded.
    Rejected,
    /// Nothing was decided; the requester is refunded.
    Void,
    /// The requester cancelled it.
    Cancelled,
    /// Not every seat was claimed in time; the requester is refunded.
    Expired
}

enum SeatState {
    /// Free, or vacated.
    Empty,
    /// The worker has committed to a result that is still hidden (jobs with several seats).
    Claimed,
    /// The worker is bound to a result that nobody sees yet (jobs with several seats).
    Committed,
    /// The worker's result is in.
    Submitted
}

/// @dev How many seats a job can have: the bound of every loop over seats.
uint256 constant MAX_SEATS = 16;

/// @notice One worker's place in a job.
/// @dev Two slots: (worker 20, state 1, forfeits 1, claimedAt 5, submittedAt 5 bytes), outputRoot.
struct Seat {
    /// The worker that holds the seat; zero when it is empty.
    address worker;
    SeatState state;
    /// How many workers lost their collateral here because they missed their deadline.
    uint8 forfeits;
    /// When the seat was claimed, in seconds since 1970. Fixes the seat's fee.
    uint40 claimedAt;
    /// When the result (or the commitment to it) arrived, in seconds since 1970.
    uint40 submittedAt;
    /// The root of the submitted output; while the seat is Committed, the commitment to it.
    bytes32 outputRoot;
}

/// @notice A job as the market's view functions return it.
struct Job {
    JobState state;
    /// The callbacks that were delivered: a set of WHEN_* bits.
    uint8 delivered;
    Seat[] seats;
    /// The accepted root; zero unless the state is Accepted.
    bytes32 outputRoot;
}
