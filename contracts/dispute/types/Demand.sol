// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

enum DemandState {
    /// There is no such demand.
    None,
    /// The worker owes the pages.
    Open,
    /// The pages are on chain. The fee stays locked until the claim is decided.
    Answered,
    /// The worker missed the deadline: the claim is refuted, and the fee was returned.
    Missed,
    /// The fee for the shown pages was settled: paid to the worker, or returned to the demander of a refuted claim.
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
    /// After this second, no challenge counts unless the claim's time was extended.
    uint40 windowEnd;
    /// The number of pages of the whole tensor.
    uint32 pages;
    /// How many bytes of the last page belong to the tensor, 1 to 256; the others have to be zero.
    uint16 lastBytes;
    /// The first demanded page.
    uint32 first;
    /// The number of demanded pages.
    uint8 count;
    /// The number of outputs of the program; zero if the input is demanded.
    uint8 outputs;
    /// The number of the demanded output.
    uint8 output;
}
