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

    /// @dev The handlers return early where chance asks for what is not legal, so this shows that each of them acts.
    function test_randomPlayReachesEveryAction() external {
        for (uint256 i = 0; i < 1_500; ++i) {
            uint256 a = uint256(keccak256(abi.encode("random play", i)));
            uint256 b = uint256(keccak256(abi.encode(a)));
            uint256 c = uint256(keccak256(abi.encode(b)));
            uint256 d = uint256(keccak256(abi.encode(c)));
            uint256 action = a % 14;
            if (action == 0) handler.deposit(b, c);
            if (action == 1) handler.withdraw(b, c % 10e6);
            if (action == 2) handler.post(b, c, d, a, a >> 8);
            if (action == 3) handler.claim(b, c, d % 2 == 0);
            if (action == 4) handler.submit(b, c);
            if (action == 5) handler.finalize(b, c, d);
            if (action == 6 && b % 4 == 0) handler.cancel(b);
            if (action == 7) handler.expire(b);
            if (action == 8) handler.forfeit(b);
            if (action == 9) handler.wait(b);
            if (action == 10) handler.fulfil(b, c, d, a, d >> 8);
            if (action == 11) handler.deliver(b, uint8(c));
            if (action == 12) handler.setConsumer(b, c);
            if (action == 13) handler.transfer(b, c, d % 10e6);
        }
        string[14] memory actions = [
            "deposit",
            "withdraw",
            "post",
            "claim",
            "submit",
            "finalize",
            "cancel",
            "expire",
            "forfeit",
            "fulfil",
            "postSigned",
            "announce",
            "deliver",
            "transfer"
        ];
        for (uint256 i = 0; i < actions.length; ++i) {
            vm.assertTrue(handler.done(actions[i]) > 5, string.concat(actions[i], " hardly ever happens"));
        }
        this.invariant_booksAndStates();
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
            (uint8 due, uint8 delivered) = handler.delivered(i);
            vm.assertEq(delivered, due, "a job is marked with other callbacks than were made");
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
