// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {DemandState} from "../types/Demand.sol";
import {JobId} from "../../market/types/JobId.sol";
import {Request} from "../../market/types/Request.sol";

/// @title Demands for withheld bytes
/// @notice A worker that claims a result must have its input and its output. Anyone may pay to have pages of them shown on chain.
/// A worker that does not show them loses.
interface IDisputeDemands {
    /// @notice Someone paid to have `count` pages of a claim's input or output shown, starting with page `first`.
    /// @param output the number of the program's output; 255 for the input
    event PagesDemanded(
        uint256 indexed demand,
        JobId indexed job,
        address indexed worker,
        bytes32 claim,
        address demander,
        uint256 output,
        uint256 first,
        uint256 count,
        uint256 deadline
    );
    /// @notice The pages were shown. The fee stays locked until the claim is decided.
    event DemandAnswered(uint256 indexed demand, bytes32 indexed claim, bytes pages);
    /// @notice The fee of an answered demand went to `paid`: the worker, or the demander if the claim was refuted.
    event DemandSettled(uint256 indexed demand, bytes32 indexed claim, address paid);
    /// @notice The pages were not shown in time: the claim is refuted, and the fee was returned.
    event DemandMissed(uint256 indexed demand, bytes32 indexed claim);

    /// @notice The tensor has no such pages, or they are too many for one demand.
    error PagesOutOfRange(uint256 first, uint256 count, uint256 pages);
    /// @notice The program has no such output.
    error NoSuchOutput(uint256 output, uint256 outputs);
    /// @notice The demand is not open.
    error DemandNotOpen(uint256 demand, DemandState state);
    /// @notice The demand is not answered, or its fee is already settled.
    error DemandNotAnswered(uint256 demand, DemandState state);
    /// @notice The claim can still be refuted.
    error ClaimNotDecided(bytes32 claim, uint256 until, uint256 time);
    /// @notice The deadline for the answer has passed.
    error AnswerTooLate(uint256 demand, uint256 deadline, uint256 time);
    /// @notice The worker still has time to answer.
    error AnswerStillDue(uint256 demand, uint256 deadline, uint256 time);
    /// @notice The pages do not belong to the claim.
    error AnswerMismatch(uint256 demand, bytes32 actual, bytes32 expected);

    /// @notice Demands pages of the worker's input. Locks the fee in the ledger. If the pages are shown and the claim finally
    /// stands, the fee goes to the worker. If the claim is refuted or the pages are not shown, it is returned.
    /// @return demand the demand's number
    function demandInput(
        Request calldata request,
        uint256 seat,
        bytes calldata header,
        uint256 first,
        uint256 count
    ) external returns (uint256 demand);

    /// @notice Demands pages of an output that the worker claims.
    /// @param output the number of the program's output
    /// @param step the encoding of the step that produces it
    /// @param proof the step's siblings in the tree over the program's steps
    /// @return demand the demand's number
    function demandOutput(
        Request calldata request,
        uint256 seat,
        bytes calldata header,
        uint256 output,
        bytes calldata step,
        bytes32[] calldata proof,
        uint256 first,
        uint256 count
    ) external returns (uint256 demand);

    /// @notice Shows demanded pages. Anyone may submit them. Challenges then count for another move time, even if the window has
    /// passed.
    /// @param pages the pages, one after the other, the tensor's last one padded with zeros
    /// @param proof level by level from the pages upward: the left sibling of the first node if it is a right child, then the
    /// right sibling of the last node if it is a left child; then, for one of several outputs, its siblings in the tree of
    /// outputs
    function answer(uint256 demand, bytes calldata pages, bytes32[] calldata proof) external;

    /// @notice Ends a demand that was not answered in time: the claim is refuted, and the fee is free again. Anyone may call it.
    function timeoutDemand(uint256 demand) external;

    /// @notice Settles the fee of an answered demand. It is returned to the demander once the claim is refuted, and paid to the
    /// worker once the claim can no longer be refuted. Anyone may call it.
    function settleDemand(uint256 demand) external;

    /// @notice The price per demanded page.
    function demandFeePerPage() external view returns (uint256);

    /// @notice The most pages that one demand can ask for.
    function MAX_DEMANDED_PAGES() external view returns (uint256);
}
