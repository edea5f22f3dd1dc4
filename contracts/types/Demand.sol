// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

enum DemandState {
    /// There is no such demand.
    None,
    /// The worker owes the pages.
    Open,
    /// The pages are on chain; the fee is the worker's.
    Answered,
    /// The worker missed it: the claim is refuted, the fee went back.
    Missed
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
    /// The last second of the claim's challenge window.
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
