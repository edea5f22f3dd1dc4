// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Seat} from "./Seat.sol";

/// @notice The states of a job. Those from Accepted on are terminal.
enum JobState {
    /// The market does not know this request.
    None,
    /// Paid for; a seat can be claimed.
    Open,
    /// Every seat is held by a worker that owes a result.
    Claimed,
    /// All commitments are in; their openings are awaited (jobs with several seats).
    Revealing,
    /// The results are in; the verdict is awaited.
    Submitted,
    /// The verifier accepted an output root; the seats that submitted it are paid.
    Accepted,
    /// The verifier rejected what was submitted; the requester is refunded, the collateral forfeited.
    Rejected,
    /// Nobody judged in time; the requester is refunded, the collateral returned.
    Void,
    /// Taken back by the requester.
    Cancelled,
    /// Nobody claimed in time; the requester is refunded.
    Expired
}

/// @notice A job as the market's view shows it.
struct Job {
    JobState state;
    /// Which callbacks were made: a set of WHEN_* bits.
    uint8 delivered;
    Seat[] seats;
    /// The accepted root; zero unless the state is Accepted.
    bytes32 outputRoot;
}
