// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IBook} from "../../ledger/IBook.sol";
import {IMarket} from "../../market/interfaces/IMarket.sol";
import {IMultiSeatMarket} from "../../market/interfaces/IMultiSeatMarket.sol";
import {JobState} from "../../market/types/Job.sol";
import {JobId} from "../../market/types/JobId.sol";
import {Request} from "../../market/types/Request.sol";
import {IReferee} from "../../referee/IReferee.sol";
import {IKeyRegistry} from "../../registries/IKeyRegistry.sol";
import {ModelId} from "../../registries/types/ModelId.sol";
import {GameState, ProvenPage} from "../types/Game.sol";

/// @title Challenges to claims
/// @notice How a dispute begins: the claim, its program, the challenger's bond, the order of challengers; and the parameters of
/// every dispute.
interface IDisputeClaims is IBook {
    /// @notice Someone committed to a challenge. What it will challenge is still hidden.
    event ChallengeCommitted(bytes32 indexed commitment);
    /// @notice A game began.
    /// @param game the game's number
    /// @param claim the claim's id (claimIdOf)
    /// @param bond the amount that the challenger locked
    event GameOpened(
        uint256 indexed game,
        JobId indexed job,
        address indexed worker,
        bytes32 claim,
        address challenger,
        ModelId model,
        bytes32 inputRoot,
        bytes32 outputRoot,
        uint256 bond,
        GameState state,
        uint256 deadline
    );
    /// @notice The challenger proved that, in the block `since`, it committed to its own value of an element. If the referee
    /// computes that value, the challenger ranks by that block.
    event ChallengeRanked(uint256 indexed game, uint256 since, uint256 element, int256 value);

    /// @notice In the tensor's last page, the bytes after its end are not zero.
    error PaddingNotZero(uint256 number);
    /// @notice The address holds no contract.
    error ContractMissing(address account);
    /// @notice The market and the dispute use different ledgers.
    error MarketOfOtherLedger(address market, address ledger);
    /// @notice A bond, time or fee of the dispute is zero or too large, or the time is not a multiple of four seconds.
    error ParameterOutOfRange(uint256 value);

    /// @notice The job has no results that wait for a verdict.
    error JobNotDisputable(JobId job, JobState state);
    /// @notice The seat holds no result.
    error SeatNotSubmitted(JobId job, uint256 seat);
    /// @notice The request's verifier does not use this dispute.
    error VerifierNotDisputable(address verifier);
    /// @notice The header does not belong to the request's model, or the model is not exact.
    error NotExact(ModelId model, bytes32 programRoot);
    /// @notice The program's header does not have the format that docs/program.md specifies.
    error HeaderMalformed();
    /// @notice The challenge window has passed.
    error WindowClosed(bytes32 claim, uint256 until, uint256 time);
    /// @notice The claim is already refuted.
    error AlreadyRefuted(bytes32 claim, address winner);
    /// @notice This account has already challenged the claim.
    error AlreadyChallenged(bytes32 claim, uint256 game);
    /// @notice The commitment was not recorded before the block of the challenge.
    error NotCommitted(uint256 game, bytes32 commitment);
    /// @notice The challenger's own tensors already differ from the worker's before this element. Name the first difference.
    error NotFirstDifference(uint256 game);

    /// @notice The program has another step at this place.
    error StepMismatch(bytes32 actual, bytes32 expected);
    /// @notice The step's output is empty or too large, is not whole elements, or has a type that no step produces.
    error StepOutputOutOfRange(uint256 dtype, uint256 byteLength);
    /// @notice A page has 256 bytes.
    error PageLengthMismatch(uint256 length, uint256 expected);

    /// @notice Records a commitment to a challenge, without revealing it. Repeating it changes nothing.
    /// @param commitment keccak256(abi.encode(challenger, claimIdOf(job, worker, outputRoot), traceRoot, salt)), with the trace
    /// root of the challenger's own run, and a salt that is random and secret until `rank`
    function commit(bytes32 commitment) external;

    /// @notice Challenges a submitted result. Locks the caller's bond in the ledger (bondOf).
    /// @param request the job's request
    /// @param seat the seat whose result is challenged
    /// @param header the program's header
    /// @return game the game's number
    function challenge(Request calldata request, uint256 seat, bytes calldata header) external returns (uint256 game);

    /// @notice Proves that the challenger committed to its own tensors before it challenged. Call it after the worker's page was
    /// shown and before `judge`. If the referee then computes the committed value at this place, the challenger ranks by the
    /// block of its commitment. This is not a move, and the challenger may repeat it. Everything before the element must equal
    /// the worker's: nobody can commit to that without the tensors.
    /// @param place the element's place in the page: the first that differs
    /// @param shown the worker's page, as it was shown, with its proof in the worker's trace
    /// @param own the challenger's page at the same place of its own trace
    /// @param salt the salt of the commitment
    function rank(
        uint256 game,
        uint256 place,
        ProvenPage calldata shown,
        ProvenPage calldata own,
        bytes32 salt
    ) external;

    /// @notice The market of the claims with one seat.
    function market() external view returns (IMarket);

    /// @notice The market of the claims with several seats.
    function multiSeatMarket() external view returns (IMultiSeatMarket);

    /// @notice The registry of the keys that may move for an account.
    function keyRegistry() external view returns (IKeyRegistry);

    /// @notice The referee that computes the disputed element.
    function referee() external view returns (IReferee);

    /// @notice The minimum bond of a challenger. It pays for an honest worker's gas.
    function bond() external view returns (uint256);

    /// @notice The bond of a challenger against a program: `bond`, plus the same again for each further 128 words (or part of
    /// them) that the worker needs to open its trace. Up to 128 steps there are none. For larger programs, where the steps' roots
    /// are `level` levels below the first opening, they are 2^level nodes and, for each output, its root and its `level`
    /// siblings.
    function bondOf(uint256 stepCount, uint256 outputs) external view returns (uint256);

    /// @notice The unit of time, in seconds. Each side has four of them for a whole game, plus a free quarter of one per move.
    function moveTime() external view returns (uint256);

    /// @notice The most moves that a game can have after its challenge.
    function MAX_MOVES() external view returns (uint256);

    /// @notice The number of the latest game or demand. They share one sequence, which begins with 1.
    function lastNumber() external view returns (uint256);

    /// @notice The challenger's game on a claim; zero if there is none.
    function gameOf(bytes32 claim, address challenger) external view returns (uint256);

    /// @notice The block in which a commitment was recorded; zero if it was not.
    function committedAt(bytes32 commitment) external view returns (uint256);
}
