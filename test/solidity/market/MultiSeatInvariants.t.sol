// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {vm} from "../../../contracts/test/Vm.sol";
import {BooksInvariants} from "./MarketBooks.sol";
import {MultiSeatHandler} from "./MultiSeatHandler.sol";

/// @notice Invariants of jobs with several seats after any sequence of calls by anyone.
contract MultiSeatInvariantsTest is BooksInvariants {
    MultiSeatHandler private handler;

    function setUp() external {
        handler = new MultiSeatHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev One campaign checks all of it after every call.
    function invariant_booksPartiesAndStates() external {
        _checkBooks(handler);
        handler.checkOneJob();
    }

    /// @dev The handlers return early if the random action is not legal, so this shows that each of them acts.
    function test_randomPlayReachesEveryAction() external {
        for (uint256 i = 0; i < 400; ++i) {
            uint256 a = uint256(keccak256(abi.encode("random play", i)));
            uint256 b = uint256(keccak256(abi.encode(a)));
            uint256 c = uint256(keccak256(abi.encode(b)));
            uint256 d = uint256(keccak256(abi.encode(c)));
            uint256 action = a % 18;
            if (action < 2) handler.post(b, c, d, a, b >> 8, a % 3 == 0);
            // The newest job is most likely to have no seat taken.
            if (action == 1) handler.cancel(handler.jobCount() == 0 ? 0 : handler.jobCount() - 1);
            if (action == 2) handler.claim(b, c);
            if (action > 2 && action < 6) handler.claimMany(b, c);
            if (action == 6) handler.commit(b, c, d);
            if (action == 7 || action == 8) handler.commitMany(b, c);
            if (action == 9) handler.openMany(b);
            if (action == 10) handler.open(b, c);
            if (action == 11) handler.finalize(b, c);
            if (action == 12) handler.expire(b);
            if (action == 13) handler.wait(b);
            if (action == 14) handler.outOfTurn(b, c, d);
            if (action == 15) handler.challenge(b, c, d, a);
            if (action == 16) handler.draw(b);
            if (action == 17) handler.leave(b, c);
        }
        string[13] memory actions = [
            "post",
            "claim",
            "commit",
            "copy",
            "copier fails",
            "open",
            "finalize",
            "cancel",
            "expire",
            "leave",
            "draw",
            "challenge",
            "refused"
        ];
        for (uint256 i = 0; i < actions.length; ++i) {
            vm.assertTrue(handler.done(actions[i]) > 0, string.concat(actions[i], " never happens"));
        }
        this.invariant_booksPartiesAndStates();
    }
}
