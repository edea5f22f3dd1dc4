// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

enum DemandState {
    /// There is no such demand.
    None,
    /// The worker owes the pages.
    Open,
    /// The pages are on chain. The fee stays locked until it is known whether the claim stands.
    Answered,
    /// The worker missed it: the claim is refuted, and the fee went back.
    Missed,
    /// The fee of the shown pages was settled: to the worker, or back to the demander of a refuted claim.
    Settled
}

/// @notice Pages of a claim's input or output that the worker has to show on chain.
struct Demand {
    // slot 0: demander 20, deadline 5, state 1 bytes
    address demander;
    /// The last second in which an answer counts.
    uint40 deadline;
    DemandState state;
    // slot 1
    bytes32 claim;
    // slot 2: windowEnd 5, pages 4, lastBytes 2, first 4, count 1, outputs 1, output 1 bytes
    /// From the second after this one on, no challenge counts any more unless the claim's time was extended.
    uint40 windowEnd;
    /// How many pages the whole tensor has.
    uint32 pages;
    /// How many bytes of the last one are the tensor's, 1 to 256; the others have to be zero.
    uint16 lastBytes;
    /// The first page that is demanded.
    uint32 first;
    /// How many are demanded.
    uint8 count;
    /// How many outputs the program has; zero where the input is demanded.
    uint8 outputs;
    /// Which of the outputs is demanded.
    uint8 output;
}
