// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

enum Outcome {
    /// Not yet decided.
    Pending,
    /// `outputRoot` is the answer.
    Accepted,
    /// Everything that was submitted is wrong.
    Rejected,
    /// Nothing can be decided.
    Void
}

/// @notice What a verifier says about a job's submissions.
struct Verdict {
    Outcome outcome;
    /// The accepted root; zero unless Accepted.
    bytes32 outputRoot;
    /// When it is worth asking again, in seconds since 1970; for people and workers, the market does not rely on it.
    uint40 until;
    /// Who gets the reward half of what refuted seats forfeit (of a job's only seat: of what it forfeits): a challenger; zero for
    /// the requester.
    address beneficiary;
    /// The seats, bit i for seat i, whose results were shown wrong: they forfeit their collateral whatever the outcome.
    uint16 refuted;
}

using {refutes} for Verdict global;

/// @dev Whether the result of this seat was shown wrong.
function refutes(Verdict memory self, uint256 seat) pure returns (bool) {
    return (self.refuted >> seat) & 1 != 0;
}
