// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ILedger} from "../ledger/ILedger.sol";
import {PagedMerkle} from "../lib/PagedMerkle.sol";
import {IMarket} from "../market/interfaces/IMarket.sol";
import {IMarketBase} from "../market/interfaces/IMarketBase.sol";
import {IMultiSeatMarket} from "../market/interfaces/IMultiSeatMarket.sol";
import {JobId} from "../market/types/JobId.sol";
import {Input, Request} from "../market/types/Request.sol";
import {ISchedule} from "./interfaces/ISchedule.sol";

/// @title Schedule
/// @notice Posts requests that repeat, when someone triggers them. It holds no money.
contract Schedule is ISchedule {
    using SafeCast for uint256;

    /// @inheritdoc ISchedule
    IMarket public immutable market;
    /// @inheritdoc ISchedule
    IMultiSeatMarket public immutable multiSeatMarket;
    /// @inheritdoc ISchedule
    ILedger public immutable ledger;

    mapping(bytes32 planId => Progress progress) private _progress;

    constructor(IMarket market_, IMultiSeatMarket multiSeatMarket_) {
        if (address(market_).code.length == 0) revert MarketHasNoCode(address(market_));
        if (address(multiSeatMarket_).code.length == 0) revert MarketHasNoCode(address(multiSeatMarket_));
        (market, multiSeatMarket, ledger) = (market_, multiSeatMarket_, market_.ledger());
        if (address(multiSeatMarket_.ledger()) != address(ledger)) {
            revert MarketsOfTwoLedgers(address(market_), address(multiSeatMarket_));
        }
    }

    /// @inheritdoc ISchedule
    function plan(Plan calldata plan_) external returns (bytes32 planId) {
        // INVARIANT: only the account itself plans what its money is spent on.
        if (msg.sender != plan_.template.requester) revert NotOwner(msg.sender, plan_.template.requester);
        if (address(plan_.source).code.length == 0) revert SourceHasNoCode(address(plan_.source));
        if (plan_.period == 0 || plan_.runs == 0 || plan_.firstRun < block.timestamp) {
            revert InvalidTimes(plan_.firstRun, plan_.period, plan_.runs, block.timestamp);
        }
        if (plan_.template.nonce != 0 || plan_.template.inputRoot != bytes32(0)) {
            revert TemplateNotBlank(plan_.template.nonce, plan_.template.inputRoot);
        }
        planId = hashPlan(plan_);
        // INVARIANT: a plan is made once, so no run happens twice and an ended plan stays ended.
        if (_progress[planId].nextRun != 0) revert PlanAlreadyMade(planId);
        _progress[planId].nextRun = plan_.firstRun;
        emit PlanMade(planId, msg.sender, plan_);
    }

    /// @inheritdoc ISchedule
    function trigger(Plan calldata plan_) external returns (JobId job) {
        bytes32 planId = hashPlan(plan_);
        Progress storage progress = _progress[planId];
        (uint256 due, uint256 run) = (progress.nextRun, progress.made);
        if (due == 0) revert PlanNotMade(planId);
        // INVARIANT: the owner pays for as many runs as it planned, and for none after it ended the plan.
        if (progress.ended || run == plan_.runs) revert PlanIsOver(planId, run);
        // INVARIANT: the owner pays for at most one run per period.
        if (block.timestamp < due) revert RunNotDue(planId, due, block.timestamp);
        uint256 nextRun = due + ((block.timestamp - due) / plan_.period + 1) * plan_.period;
        // State is updated before the source is called, because the source may do anything, even call this function again.
        progress.nextRun = nextRun.toUint40();
        progress.made = (run + 1).toUint32();

        bytes memory data = plan_.source.nextInput(run);
        Request memory request = requestOf(plan_, run, block.timestamp, this.inputRootOf(data));
        IMarketBase place = request.policy.seats == 1 ? IMarketBase(market) : IMarketBase(multiSeatMarket);
        job = place.post(request, Input({data: data, uris: new string[](0)}));
        emit PlanTriggered(planId, job, run, msg.sender, plan_.tip, nextRun);
        if (plan_.tip != 0) ledger.transferFrom(request.requester, msg.sender, plan_.tip);
    }

    /// @inheritdoc ISchedule
    function end(Plan calldata plan_) external {
        if (msg.sender != plan_.template.requester) revert NotOwner(msg.sender, plan_.template.requester);
        bytes32 planId = hashPlan(plan_);
        Progress storage progress = _progress[planId];
        if (progress.nextRun == 0) revert PlanNotMade(planId);
        if (progress.ended || progress.made == plan_.runs) revert PlanIsOver(planId, progress.made);
        progress.ended = true;
        emit PlanEnded(planId);
    }

    /// @inheritdoc ISchedule
    function progressOf(bytes32 planId) external view returns (Progress memory) {
        return _progress[planId];
    }

    /// @inheritdoc ISchedule
    function inputRootOf(bytes calldata data) external pure returns (bytes32) {
        return PagedMerkle.root(data);
    }

    /// @inheritdoc ISchedule
    function hashPlan(Plan calldata plan_) public pure returns (bytes32) {
        return keccak256(abi.encode(plan_));
    }

    /// @inheritdoc ISchedule
    function requestOf(
        Plan calldata plan_,
        uint256 run,
        uint256 time,
        bytes32 inputRoot
    ) public view returns (Request memory request) {
        request = plan_.template;
        // INVARIANT: every run is a different request. Its nonce's top bit is clear, because that bit marks signed requests.
        request.nonce = uint256(keccak256(abi.encode(address(this), hashPlan(plan_), run))) >> 1;
        request.inputRoot = inputRoot;
        request.offer.rampStart = (time + request.offer.rampStart).toUint40();
        request.offer.expiry = (time + request.offer.expiry).toUint40();
    }
}
