// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {WorkerRegistry} from "../../contracts/WorkerRegistry.sol";
import {PlainPagedMerkle} from "../../contracts/test/PlainPagedMerkle.sol";
import {ScriptedDispute} from "../../contracts/test/ScriptedDispute.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {JobId} from "../../contracts/types/JobId.sol";
import {Request} from "../../contracts/types/Request.sol";
import {Seat} from "../../contracts/types/Seat.sol";
import {Submission} from "../../contracts/types/Submission.sol";
import {QuorumVerifier} from "../../contracts/verifiers/QuorumVerifier.sol";
import {MarketScene} from "./MarketFixture.sol";

/// @notice A market with a quorum verifier and workers enough for every seat.
abstract contract PanelScene is MarketScene {
    uint8 internal constant SEATS = 5;
    uint256 internal constant QUORUM = 3;
    uint256 internal constant WINDOW = 3600;
    uint256 internal constant COMMIT_UNTIL = START + LOCK_FOR;
    uint256 internal constant REVEAL_UNTIL = START + 2 * LOCK_FOR;
    uint256 internal constant RIGHT = 1;
    uint256 internal constant WRONG = 2;

    ScriptedDispute internal dispute;
    QuorumVerifier internal quorum;

    function _openPanelMarket(uint256 workers) internal {
        _openMarket();
        dispute = new ScriptedDispute();
        quorum = new QuorumVerifier(market, new WorkerRegistry(market, 1e6, 1 days), dispute, 60, 60);
        for (uint256 i = 0; i < workers; ++i) _fund(_seatWorker(i));
    }

    function _panelRequest() internal view returns (Request memory request) {
        request = _request();
        request.policy.seats = SEATS;
        request.policy.verifier = address(quorum);
        request.policy.params = abi.encode(QUORUM, WINDOW, false);
    }

    function _scriptedPanel() internal view returns (Request memory request) {
        request = _scriptedRequest();
        request.policy.seats = SEATS;
    }

    function _seatKey(uint256 i) internal pure returns (uint256) {
        return 0x5EA7 + i;
    }

    function _seatWorker(uint256 i) internal pure returns (address) {
        return vm.addr(_seatKey(i));
    }

    function _salt(uint256 i) internal pure returns (bytes32) {
        return keccak256(abi.encode("salt", i));
    }

    function _answer(uint256 answer) internal pure returns (bytes memory) {
        return abi.encode(answer);
    }

    function _rootOf(uint256 answer) internal pure returns (bytes32) {
        return PlainPagedMerkle.root(_answer(answer));
    }

    /// @dev What worker i commits to with its own salt.
    function _commitmentOf(Request memory request, uint256 i, uint256 answer) internal view returns (bytes32) {
        return keccak256(abi.encode(market.hashRequest(request), _seatWorker(i), _rootOf(answer), _salt(i)));
    }

    function _openingOf(
        Request memory request,
        uint256 i,
        uint256 answer
    ) internal view returns (Submission memory it) {
        it = _submissionOf(request, _seatKey(i), _answer(answer));
        it.salt = _salt(i);
        it.output = "";
    }

    function _claimSeat(Request memory request, uint256 i) internal {
        vm.prank(_seatWorker(i));
        market.claim(request, _seatWorker(i), "");
    }

    function _commitSeat(Request memory request, uint256 i, uint256 answer) internal {
        bytes32 commitment = _commitmentOf(request, i, answer);
        vm.prank(_seatWorker(i));
        market.commit(request, i, commitment);
    }

    function _openSeat(Request memory request, uint256 i, uint256 answer) internal {
        // Anyone may bring the signed opening.
        market.submit(request, i, _openingOf(request, i, answer));
    }

    function _postAndFill(Request memory request) internal returns (JobId id) {
        id = _post(request);
        for (uint256 i = 0; i < request.policy.seats; ++i) _claimSeat(request, i);
    }

    /// @dev Posts, fills and commits to these answers.
    function _postToRevealing(Request memory request, uint256[5] memory answers) internal returns (JobId id) {
        id = _postAndFill(request);
        for (uint256 i = 0; i < SEATS; ++i) _commitSeat(request, i, answers[i]);
    }

    function _postToResults(Request memory request, uint256[5] memory answers) internal returns (JobId id) {
        id = _postToRevealing(request, answers);
        for (uint256 i = 0; i < SEATS; ++i) _openSeat(request, i, answers[i]);
    }

    function _allRight() internal pure returns (uint256[5] memory) {
        return [RIGHT, RIGHT, RIGHT, RIGHT, RIGHT];
    }

    /// @dev What the market holds for everybody who takes part, and what it holds in all.
    function _booksBalance() internal view {
        uint256 owed =
            _balance(requester) + _balance(worker) + _balance(publisher) + _balance(DEAD) + _balance(stranger);
        for (uint256 i = 0; i < 16; ++i) owed += _balance(_seatWorker(i));
        vm.assertEq(token.balanceOf(address(market)), owed, "what ended leaves nothing in the market");
    }

    function _seat(JobId id, uint256 i) internal view returns (Seat memory) {
        return market.getJob(id).seats[i];
    }
}

/// @notice A test that begins with an open market for panels.
abstract contract PanelFixture is PanelScene {
    function setUp() public virtual {
        _openPanelMarket(SEATS + 1);
    }
}
