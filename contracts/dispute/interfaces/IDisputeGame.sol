// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Claim} from "../types/Claim.sol";
import {Demand} from "../types/Demand.sol";
import {Game, GameState, Move} from "../types/Game.sol";
import {JobId} from "../../market/types/JobId.sol";
import {IDispute} from "./IDispute.sol";
import {IDisputeClaims} from "./IDisputeClaims.sol";
import {IDisputeDemands} from "./IDisputeDemands.sol";

/// @title The dispute game
/// @notice A challenger and the worker narrow a wrong result down to one element of one step, which the referee computes. One
/// honest challenger always defeats a wrong result, whatever the worker does; a right result never loses to anyone. Bonds and
/// fees are locked in the ledger. Every event that changes a game carries the new state and the deadline of the next move.
interface IDisputeGame is IDispute, IDisputeClaims, IDisputeDemands {
    /// @notice The worker opened the top of the trace tree: all its nodes at `level` (0: the roots of the steps' tensors).
    event TraceOpened(
        uint256 indexed game,
        bytes32 traceRoot,
        uint256 level,
        bytes32[] nodes,
        GameState state,
        uint256 deadline
    );
    /// @notice The worker opened the nodes below the picked node: nodes at `level`, starting with number `first` of that level.
    event NodesOpened(
        uint256 indexed game,
        uint256 level,
        uint256 first,
        bytes32[] nodes,
        GameState state,
        uint256 deadline
    );
    /// @notice The challenger picked node number `index` of `level`.
    event NodePicked(uint256 indexed game, uint256 level, uint256 index, GameState state, uint256 deadline);
    /// @notice The challenger picked a step. Its output has `byteLength` bytes, `elementBytes` per element.
    event StepPicked(
        uint256 indexed game,
        uint256 stepIndex,
        bytes step,
        uint256 byteLength,
        uint256 elementBytes,
        GameState state,
        uint256 deadline
    );
    /// @notice Another game of the claim has already opened the same nodes or page. That game's event (TraceOpened, NodesOpened
    /// or PageShown) holds them.
    event OpeningReused(uint256 indexed game, uint256 openedIn, GameState state, uint256 deadline);
    /// @notice The worker showed the picked page.
    event PageShown(uint256 indexed game, uint256 index, bytes page, GameState state, uint256 deadline);
    /// @notice The referee computed an element of the page, and its value differs from the worker's.
    event ElementJudged(uint256 indexed game, uint256 element, int256 claimed, int256 actual);
    /// @notice A game ended. Its bond went to `paid`.
    event GameEnded(uint256 indexed game, bytes32 indexed claim, GameState state, address paid);

    /// @notice The game does not wait for this move.
    error MoveNotAwaited(uint256 game, GameState state);
    /// @notice The deadline of the move has passed.
    error MoveTooLate(uint256 game, uint256 deadline, uint256 time);
    /// @notice The awaited move is not overdue yet.
    error MoveStillDue(uint256 game, uint256 deadline, uint256 time);
    /// @notice The caller may not move for this account.
    error NotMover(uint256 game, address caller, address mover);
    /// @notice Only openTrace, pick, pickStep, rank and judge of this same game can be relayed. Anyone may make the other calls
    /// directly.
    error NotRelayable(uint256 game, bytes4 selector);
    /// @notice The signature is not the mover's over this move at this turn.
    error InvalidMoveSignature(uint256 game, address mover);

    /// @notice The opening does not have as many nodes as the tree has there.
    error NodeCountMismatch(uint256 game, uint256 count, uint256 expected);
    /// @notice The opened data does not lead to the claim's trace root.
    error OpeningMismatch(uint256 game, bytes32 actual, bytes32 expected);
    /// @notice No other game of the claim has opened what this game waits for.
    error NotOpenedYet(uint256 game);
    /// @notice The opened trace does not lead to the output root that the worker signed.
    error OutputMismatch(uint256 game, bytes32 actual, bytes32 expected);
    /// @notice There is no node at this place.
    error PlaceOutOfRange(uint256 game, uint256 place, uint256 count);
    /// @notice The header does not belong to the claim's program.
    error HeaderMismatch(bytes32 actual, bytes32 expected);
    /// @notice The page is not the one that was shown.
    error PageMismatch(uint256 game, bytes32 actual, bytes32 expected);
    /// @notice The page has no such element, or the element is beyond the tensor's end.
    error ElementOutOfRange(uint256 game, uint256 element, uint256 count);
    /// @notice The referee computed the same value as the worker.
    error ElementCorrect(uint256 game, uint256 element, int256 value);

    /// @notice The worker opens the trace tree down to 7 levels below its root: all nodes there, without padding. In later games
    /// of the claim, it is already open.
    /// @param header the program's header
    /// @param nodes the roots of all steps' tensors; for a program of more than 128 steps, the nodes at the level that
    /// TraceOpened reports
    /// @param outputProof empty if `nodes` are the steps' roots; else, for each output, its tensor's root and its siblings below
    /// `nodes`, from the leaf upward
    function openTrace(
        uint256 game,
        bytes calldata header,
        bytes32[] calldata nodes,
        bytes32[] calldata outputProof
    ) external;

    /// @notice The challenger picks the first of the opened nodes that differs from its own.
    /// @param place its place among the opened nodes
    function pick(uint256 game, uint256 place) external;

    /// @notice The challenger picks the first of the opened steps whose tensor differs from its own.
    /// @param place its place among the opened nodes
    /// @param header the program's header
    /// @param step the step's encoding
    /// @param proof its siblings in the tree over the program's steps
    function pickStep(
        uint256 game,
        uint256 place,
        bytes calldata header,
        bytes calldata step,
        bytes32[] calldata proof
    ) external;

    /// @notice Opens the nodes up to 7 levels below the picked node, without padding. Anyone may submit them, because they are
    /// proved.
    /// @param nodes the nodes there
    /// @param proof the picked node's siblings up to the trace's root; in a tensor, first those up to the tensor's root
    function open(uint256 game, bytes32[] calldata nodes, bytes32[] calldata proof) external;

    /// @notice Shows the picked page. Anyone may submit it, because it is proved.
    /// @param page its 256 bytes
    /// @param proof the siblings of the page's hash up to the tensor's root, then those up to the trace's root
    function show(uint256 game, bytes calldata page, bytes32[] calldata proof) external;

    /// @notice Makes the worker's awaited move with what another game of the claim has opened since, for games that run at the
    /// same time. Anyone may call it.
    function reuse(uint256 game) external;

    /// @notice Has the referee compute one element of the shown page. If it differs from the page, the challenger wins.
    /// @param place the element's place in the page
    /// @param page the shown page
    /// @param step the picked step's encoding
    /// @param evidence the data from which the referee computes the element
    function judge(
        uint256 game,
        uint256 place,
        bytes calldata page,
        bytes calldata step,
        bytes calldata evidence
    ) external;

    /// @notice Ends a game whose awaited move is overdue: the side that owed it loses. Anyone may call it.
    function timeout(uint256 game) external;

    /// @notice Submits a move (a call of openTrace, pick, pickStep, rank or judge) with the mover's signature over hashMove.
    /// @param move the move's calldata
    /// @param signer empty if the account itself signed; else its key that signed (ERC-7913)
    function relay(uint256 game, bytes calldata move, bytes calldata signer, bytes calldata signature) external;

    /// @notice The id of a claim.
    function claimIdOf(JobId job, address worker, bytes32 outputRoot) external pure returns (bytes32);

    /// @notice A claim's state; all zero if nobody has disputed it.
    function getClaim(bytes32 claim) external view returns (Claim memory);

    /// @notice A game.
    function getGame(uint256 game) external view returns (Game memory);

    /// @notice A demand.
    function getDemand(uint256 demand) external view returns (Demand memory);

    /// @notice The EIP-712 digest of a move.
    function hashMove(Move calldata move) external view returns (bytes32);
}
