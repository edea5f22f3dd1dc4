// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

enum Outcome {
    /// Not yet decided.
    Pending,
    /// `outputRoot` is the answer.
    Accepted,
    /// No answer is accepted: what was submitted is wrong.
    Rejected,
    /// Nothing can be decided.
    Void
}

/// @notice A verifier's decision on a job's submissions.
struct Verdict {
    Outcome outcome;
    /// The accepted root; zero unless Accepted.
    bytes32 outputRoot;
    /// When to ask again, in seconds since 1970. A hint for people and workers; the market does not rely on it.
    uint40 until;
    /// The seats (bit i for seat i) whose results were shown wrong. They forfeit their collateral whatever the outcome; no other
    /// seat with a result does.
    uint16 refuted;
    /// For seat i, the account that showed its result wrong and earns the reward half of the forfeit. If it is zero, or the list
    /// ends before i, nobody earns it and all of it is burned.
    address[] challengers;
}

using {challengerOf, refutes} for Verdict global;

/// @dev Whether the result of this seat was shown wrong.
function refutes(Verdict memory self, uint256 seat) pure returns (bool) {
    return (self.refuted >> seat) & 1 != 0;
}

/// @dev The account that showed the result of this seat wrong; zero for nobody.
function challengerOf(Verdict memory self, uint256 seat) pure returns (address) {
    return seat < self.challengers.length ? self.challengers[seat] : address(0);
}
