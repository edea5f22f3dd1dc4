// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../../contracts/dispute/interfaces/IDispute.sol";
import {Claim} from "../../../contracts/dispute/types/Claim.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {DisputeHandler} from "./DisputeHandler.sol";

/// @notice Invariants after any sequence of calls by anyone, as long as one worker and one challenger are honest.
abstract contract DisputeInvariants {
    DisputeHandler internal handler;

    function setUp() external {
        handler = _newHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev One campaign checks all of it after every call.
    function invariant_moneyAndTruth() public view {
        _nothingIsLostOrMade();
        _lockedIsHeld();
        _honestyNeverLoses();
        _verdictsAreRight();
        _countsAreRight();
    }

    function _nothingIsLostOrMade() private view {
        vm.assertEq(handler.tokens(), handler.deposited(), "tokens came or went");
        vm.assertEq(handler.wealth() + handler.burned(), handler.deposited(), "money was lost or made");
    }

    function _lockedIsHeld() private view {
        (uint256[11] memory locked, uint256[11] memory held) = handler.lockedAndHeld();
        for (uint256 i = 0; i < locked.length; ++i) {
            vm.assertEq(locked[i], held[i], "an account has locked another amount than is held of it");
        }
    }

    function _honestyNeverLoses() private view {
        (int256 ofWorker, int256 ofChallenger, int256 ofCopier) = handler.gains();
        vm.assertTrue(ofWorker >= 0, "the honest worker lost");
        vm.assertTrue(ofChallenger >= 0, "the honest challenger lost");
        vm.assertTrue(ofCopier <= 0, "copying paid");
    }

    function _verdictsAreRight() private view {
        for (uint256 i = 0; i < handler.claimCount(); ++i) {
            JobState wrong = handler.isLie(i) ? JobState.Accepted : JobState.Rejected;
            vm.assertTrue(handler.stateOf(i) != wrong, "a lie was accepted, or the truth rejected");
            if (!handler.isLie(i)) {
                vm.assertTrue(handler.standingOf(i) != IDispute.Standing.Refuted, "the truth was refuted");
            }
        }
    }

    function _countsAreRight() private view {
        (uint256[4] memory open, uint256[4] memory owed, bool[4] memory isLate, Claim[4] memory claims) = handler
            .counts();
        for (uint256 i = 0; i < open.length; ++i) {
            vm.assertEq(uint256(claims[i].open), open[i], "another number of disputes is open");
            vm.assertEq(uint256(claims[i].workerOwes), owed[i], "another number of them waits for the worker");
            vm.assertTrue(!isLate[i], "no time is left to end what nobody moves");
        }
    }

    /// @dev The handlers return early if the random action is not legal, so this shows that each of them acts.
    function test_randomPlayReachesEveryAction() external {
        string[22] memory actions = [
            "submit the truth",
            "submit a lie",
            "answer",
            "reuse",
            "challenge honestly",
            "time out honestly",
            "judge honestly",
            "challenge as a friend",
            "move as the liar",
            "move as a friend",
            "win as a friend",
            "relay",
            "demand",
            "answer as the liar",
            "copy",
            "copy the last move",
            "time out",
            "time out a demand",
            "settle a demand",
            "reject",
            "accept",
            "wait"
        ];
        uint256[22] memory counts;
        for (uint256 round = 0; round < 16; ++round) {
            handler = _newHandler();
            _play(uint256(keccak256(abi.encode("round", round))), 120);
            handler.endAll();
            this.invariant_moneyAndTruth();
            for (uint256 i = 0; i < actions.length; ++i) counts[i] += handler.done(actions[i]);
        }
        for (uint256 i = 0; i < actions.length; ++i) {
            vm.assertTrue(counts[i] > 2, string.concat(actions[i], " hardly ever happens"));
        }
    }

    /// @dev One honest party is enough: in the end each lie is rejected, each right result is accepted, and nobody holds
    /// another's money.
    function testFuzz_oneHonestPartyIsEnough(uint256 seed) external {
        _play(seed, 100);
        handler.endAll();
        invariant_moneyAndTruth();
        for (uint256 i = 0; i < handler.claimCount(); ++i) {
            JobState right = handler.isLie(i) ? JobState.Rejected : JobState.Accepted;
            vm.assertEq(uint256(handler.stateOf(i)), uint256(right), "a claim ended otherwise than it should");
        }
        (uint256[11] memory locked, ) = handler.lockedAndHeld();
        for (uint256 i = 0; i < locked.length; ++i) vm.assertEq(locked[i], 0, "money stays locked");
    }

    function _play(uint256 seed, uint256 calls) private {
        for (uint256 i = 0; i < calls; ++i) {
            uint256 a = uint256(keccak256(abi.encode(seed, i)));
            uint256 b = a >> 8;
            uint256 action = a % 16;
            if (action == 0) handler.submitClaim(b);
            if (action == 1 || action == 2) handler.challengeAsFriend(b);
            if ((action > 2 && action < 7) || action == 14) handler.moveDishonestly(b);
            if (action == 7) handler.demand(b);
            if (action == 8) handler.answerAsTheLiar(b);
            if (action == 9 || (action == 10 && b % 2 == 0)) handler.copy(b);
            if (action == 10 && b % 2 == 1) handler.actHonestly(b);
            if (action == 11 && b % 4 != 0) handler.endAnything(b);
            if (action == 11 && b % 4 == 0) handler.actOutOfTurn(b);
            if (action == 12) handler.actHonestly(b);
            if (action == 13) handler.finalize(b);
            if (action == 15) handler.wait(b);
        }
    }

    function _newHandler() internal virtual returns (DisputeHandler);
}

/// @notice With a referee that knows the right tensors.
contract ScriptedDisputeInvariantsTest is DisputeInvariants {
    function _newHandler() internal override returns (DisputeHandler) {
        return new DisputeHandler(false);
    }
}

/// @notice With the real referee.
contract RefereeDisputeInvariantsTest is DisputeInvariants {
    function _newHandler() internal override returns (DisputeHandler) {
        return new DisputeHandler(true);
    }
}
