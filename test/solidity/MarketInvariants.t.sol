// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobState} from "../../contracts/types/Job.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {MarketHandler} from "./MarketHandler.sol";

/// @notice What holds after any sequence of calls by anyone.
contract MarketInvariantsTest {
    MarketHandler private handler;

    function setUp() external {
        handler = new MarketHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev One campaign checks all of it after every call.
    function invariant_booksAndStates() external view {
        _conservation();
        _everyBalanceIsWhatTheRulesSay();
        _everyJobIsInItsState();
        _forfeitedIsBurnedOrRewarded();
    }

    function _conservation() private view {
        uint256 owed = handler.locked();
        for (uint256 i = 0; i < handler.accountCount(); ++i) owed += handler.balance(handler.accounts(i));
        vm.assertEq(handler.held(), owed, "the market holds another amount than it owes");
        vm.assertEq(handler.held(), handler.deposited() - handler.withdrawn(), "tokens came or went otherwise");
    }

    function _everyBalanceIsWhatTheRulesSay() private view {
        for (uint256 i = 0; i < handler.accountCount(); ++i) {
            address account = handler.accounts(i);
            vm.assertEq(handler.balance(account), handler.expectedBalance(account), "a balance is off");
        }
    }

    function _everyJobIsInItsState() private view {
        for (uint256 i = 0; i < handler.jobCount(); ++i) {
            (JobState expected, JobState actual) = handler.states(i);
            vm.assertEq(uint256(actual), uint256(expected), "a job is in another state");
        }
    }

    function _forfeitedIsBurnedOrRewarded() private view {
        vm.assertEq(
            handler.forfeited(),
            handler.burned() + handler.rewarded() + handler.waitingRewards(),
            "forfeited collateral is not accounted for"
        );
    }
}
