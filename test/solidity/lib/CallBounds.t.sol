// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {OutsideCall} from "../../../contracts/lib/CallBounds.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MarketFixture} from "../market/MarketFixture.sol";

/// @notice Calls whose nested fields point backwards, to before the call, where the market reads zeros. A verifier that gets a
/// copy of the call would read other bytes there.
contract CallBoundsTest is MarketFixture {
    // Positions in the bytes of a call: the words of the head follow the selector.
    uint256 private constant HEAD = 4;
    // Words from the beginning of a struct to the offset of a field.
    uint256 private constant POLICY = 12;
    uint256 private constant PARAMS = 2;
    uint256 private constant SIGNER = 6;
    uint256 private constant OUTPUT = 9;

    function test_claim_refusesParamsBeforeTheCall() external {
        Request memory request = _scriptedRequest();
        JobId id = _post(request);
        bytes memory data = abi.encodeCall(IMarketBase.claim, (request, worker, ""));
        uint256 start = HEAD + _word(data, HEAD);
        uint256 policy = start + _word(data, start + POLICY * 32);
        // The empty parameters lie 0x9c before the call.
        _setWord(data, policy + PARAMS * 32, uint256(int256(-0x9c) - int256(policy)));
        _isOutside(data);
        _assertState(id, JobState.Open);
    }

    function test_claim_refusesAPolicyBeforeTheCall() external {
        Request memory request = _scriptedRequest();
        JobId id = _post(request);
        bytes memory data = abi.encodeCall(IMarketBase.claim, (request, worker, ""));
        uint256 start = HEAD + _word(data, HEAD);
        for (uint256 before = 0; before < 0x140; before += 0x20) {
            // Four seats or none, depending on what is read there; either way, it is outside the call.
            _setWord(data, start + POLICY * 32, uint256(int256(3) - int256(before) - int256(start)));
            vm.prank(worker);
            // solhint-disable-next-line avoid-low-level-calls
            (bool success, ) = address(market).call(data);
            vm.assertTrue(!success);
        }
        _assertState(id, JobState.Open);
    }

    function test_submit_refusesFieldsBeforeTheCallWhereTheVerifierIsShownThem() external {
        Request memory request = _scriptedRequest();
        JobId id = _postAndClaim(request);
        Submission memory submission = _submission(request);
        submission = _withEvidence(request, submission, "proof");
        submission.output = "";
        uint256[2] memory fields = [SIGNER, OUTPUT];
        for (uint256 i = 0; i < fields.length; ++i) {
            bytes memory data = abi.encodeCall(IMarketBase.submit, (request, 0, submission));
            uint256 start = HEAD + _word(data, HEAD + 0x40);
            _setWord(data, start + fields[i] * 32, uint256(int256(-0x60) - int256(start)));
            _isOutside(data);
            _assertState(id, JobState.Claimed);
        }
    }

    function _isOutside(bytes memory data) private {
        vm.prank(worker);
        // solhint-disable-next-line avoid-low-level-calls
        (bool success, bytes memory answer) = address(market).call(data);
        vm.assertTrue(!success);
        vm.assertEq(bytes32(bytes4(answer)), bytes32(OutsideCall.selector));
    }

    function _word(bytes memory data, uint256 at) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x20), at))
        }
    }

    function _setWord(bytes memory data, uint256 at, uint256 word) private pure {
        assembly ("memory-safe") {
            mstore(add(add(data, 0x20), at), word)
        }
    }
}
