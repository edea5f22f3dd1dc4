// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobId} from "../../market/types/JobId.sol";
import {Request} from "../../market/types/Request.sol";
import {IInputSource} from "./IInputSource.sol";
import {ILedger} from "../../ledger/ILedger.sol";
import {IMarket} from "../../market/interfaces/IMarket.sol";
import {IMultiSeatMarket} from "../../market/interfaces/IMultiSeatMarket.sol";

/// @title Requests that repeat
/// @notice An owner plans a request, its times and the source of its inputs. Anyone may trigger a run that is due, and earns a
/// tip for it. Prices and tips come from the owner's free money in the ledger, up to the allowance that the owner gives the
/// schedule there. That allowance is the whole budget.
interface ISchedule {
    /// @notice A request that repeats. Its hash is its id, so storage holds only the changing state.
    struct Plan {
        /// The request of every run; its requester is the plan's owner. `nonce` and `inputRoot` are zero here and set by each run;
        /// `offer.rampStart` and `offer.expiry` are seconds after the run is triggered.
        Request template;
        /// The source of the inputs.
        IInputSource source;
        /// When the first run is due, in seconds since 1970.
        uint40 firstRun;
        /// Seconds from one run to the next.
        uint32 period;
        /// The number of runs.
        uint32 runs;
        /// The reward of the account that triggers a run, in the token's smallest unit.
        uint96 tip;
        /// Distinguishes plans that are otherwise alike.
        uint256 salt;
    }

    /// @notice The mutable state of a plan.
    /// @dev One slot: nextRun 5, made 4, ended 1 bytes.
    struct Progress {
        /// When the next run is due, in seconds since 1970; zero for a plan that nobody made.
        uint40 nextRun;
        /// How many runs were made.
        uint32 made;
        /// Whether the owner ended it.
        bool ended;
    }

    /// @notice An owner made a plan.
    event PlanMade(bytes32 indexed planId, address indexed owner, Plan plan);
    /// @notice A run was triggered and its job is open. The next run, if there is one, is due at `nextRun`.
    event PlanTriggered(
        bytes32 indexed planId,
        JobId indexed job,
        uint256 run,
        address indexed triggeredBy,
        uint256 tip,
        uint256 nextRun
    );
    /// @notice The owner ended the plan.
    event PlanEnded(bytes32 indexed planId);

    /// @notice The market's address holds no contract.
    error MarketHasNoCode(address market);
    /// @notice The two markets do not share a ledger.
    error MarketsOfTwoLedgers(address market, address multiSeatMarket);
    /// @notice The input source's address holds no contract.
    error SourceHasNoCode(address source);
    /// @notice Only the plan's owner, which is its template's requester, may do this.
    error NotOwner(address caller, address owner);
    /// @notice The plan has no runs, no period, or a first run in the past.
    error InvalidTimes(uint256 firstRun, uint256 period, uint256 runs, uint256 time);
    /// @notice The template sets a nonce or an input root. Leave both zero: each run sets them.
    error TemplateNotBlank(uint256 nonce, bytes32 inputRoot);
    /// @notice The owner has already made this plan. Use another salt for a second one.
    error PlanAlreadyMade(bytes32 planId);
    /// @notice Nobody made this plan.
    error PlanNotMade(bytes32 planId);
    /// @notice The plan has made all its runs, or its owner ended it.
    error PlanIsOver(bytes32 planId, uint256 made);
    /// @notice The next run is not due yet.
    error RunNotDue(bytes32 planId, uint256 nextRun, uint256 time);

    /// @notice The market where requests for one seat are posted.
    function market() external view returns (IMarket);

    /// @notice The market where requests for several seats are posted.
    function multiSeatMarket() external view returns (IMultiSeatMarket);

    /// @notice The ledger in which prices and tips are paid.
    function ledger() external view returns (ILedger);

    /// @notice Makes a plan for the caller.
    /// @return planId the plan's id
    function plan(Plan calldata plan_) external returns (bytes32 planId);

    /// @notice Makes the run that is due: gets the input from the source, posts the request, and pays the tip to the caller.
    /// Anyone may call it. Runs that nobody triggered in their period are skipped.
    /// @return job the run's job
    function trigger(Plan calldata plan_) external returns (JobId job);

    /// @notice Ends one of the caller's plans. Jobs that are already posted go on.
    function end(Plan calldata plan_) external;

    /// @notice The mutable state of a plan.
    function progressOf(bytes32 planId) external view returns (Progress memory);

    /// @notice A plan's id.
    function hashPlan(Plan calldata plan_) external view returns (bytes32);

    /// @notice The paged Merkle root of an input's bytes.
    function inputRootOf(bytes calldata data) external pure returns (bytes32);

    /// @notice The request that a run posts if it is triggered at `time` with an input that has this root.
    function requestOf(
        Plan calldata plan_,
        uint256 run,
        uint256 time,
        bytes32 inputRoot
    ) external view returns (Request memory);
}
