// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobState} from "../../contracts/types/Job.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {PanelHandler} from "./PanelHandler.sol";

/// @notice What holds of jobs of several seats after any sequence of calls by anyone.
contract PanelInvariantsTest {
    PanelHandler private handler;

    function setUp() external {
        handler = new PanelHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev One campaign checks all of it after every call.
    function invariant_booksAndStates() external view {
        uint256 owed = handler.locked();
        for (uint256 i = 0; i < handler.accountCount(); ++i) {
            address account = handler.accounts(i);
            vm.assertEq(handler.balance(account), handler.expectedBalance(account), "a balance is off");
            owed += handler.balance(account);
        }
        vm.assertEq(handler.held(), owed, "the market holds another amount than it owes");
        vm.assertEq(handler.held(), handler.deposited(), "tokens came or went");
        vm.assertEq(handler.forfeited(), handler.burned() + handler.rewarded(), "forfeited is burned or rewarded");
        for (uint256 i = 0; i < handler.jobCount(); ++i) {
            (JobState expected, JobState actual) = handler.states(i);
            vm.assertEq(uint256(actual), uint256(expected), "a job is in another state");
        }
    }

    /// @dev The handlers return early where chance asks for what is not legal, so this shows that each of them acts.
    function test_randomPlayReachesEveryAction() external {
        for (uint256 i = 0; i < 1_500; ++i) {
            uint256 a = uint256(keccak256(abi.encode("random play", i)));
            uint256 b = uint256(keccak256(abi.encode(a)));
            uint256 c = uint256(keccak256(abi.encode(b)));
            uint256 d = uint256(keccak256(abi.encode(c)));
            uint256 action = a % 16;
            if (action == 0) handler.post(b, c, d, a, b >> 8, a % 3 == 0);
            if (action > 0 && action < 5) handler.claim(b, c);
            if (action > 4 && action < 9) handler.commit(b, c, d);
            if (action > 8 && action < 12) handler.open(b, c);
            if (action == 12) handler.finalize(b, c, d);
            if (action == 13 && b % 4 == 0) handler.cancel(b);
            if (action == 14) handler.expire(b);
            if (action == 15) handler.wait(b);
        }
        string[9] memory actions = [
            "post",
            "claim",
            "commit",
            "copy",
            "copier fails",
            "open",
            "finalize",
            "cancel",
            "expire"
        ];
        for (uint256 i = 0; i < actions.length; ++i) {
            vm.assertTrue(handler.done(actions[i]) > 2, string.concat(actions[i], " hardly ever happens"));
        }
        this.invariant_booksAndStates();
    }
}
