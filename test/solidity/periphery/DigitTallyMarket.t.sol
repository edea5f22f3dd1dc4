// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../../contracts/dispute/interfaces/IDispute.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request, WHEN_FINAL, WHEN_PROVISIONAL} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {DigitTally} from "../../../contracts/periphery/examples/DigitTally.sol";
import {PlainPagedMerkle} from "../../../contracts/test/PlainPagedMerkle.sol";
import {ScriptedDispute} from "../../../contracts/test/ScriptedDispute.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {OptimisticVerifier} from "../../../contracts/verifiers/OptimisticVerifier.sol";
import {MarketFixture} from "../market/MarketFixture.sol";

/// @notice The example consumer with the real market: jobs are posted, answered and judged.
contract DigitTallyMarketTest is MarketFixture {
    uint256 private constant WINDOW = 300;

    ScriptedDispute private dispute;
    DigitTally private tally;
    Request private request;
    JobId private id;
    bytes private seven;

    function setUp() public override {
        super.setUp();
        dispute = new ScriptedDispute();
        OptimisticVerifier optimistic = new OptimisticVerifier(market, dispute, 60);
        tally = new DigitTally(market, model, address(optimistic), abi.encode(WINDOW, false), COLLATERAL);
        request = _request();
        request.policy.verifier = address(optimistic);
        request.policy.params = abi.encode(WINDOW, false);
        request.callback.target = address(tally);
        request.callback.gasLimit = 200_000;
        request.callback.when = WHEN_PROVISIONAL | WHEN_FINAL;
        seven = new bytes(40);
        seven[28] = 0x05;
        id = tally.expect(request);
        _postAndClaim(request);
    }

    function _submitOutput(bytes memory output) private {
        Submission memory submission = _submissionOf(request, WORKER_KEY, seven);
        submission.output = output;
        vm.prank(worker);
        market.submit(request, 0, submission);
    }

    function _expectDrawing(DigitTally.Reading reading, uint256 digit, uint256 count) private view {
        DigitTally.Drawing memory drawing = tally.drawingOf(id);
        vm.assertEq(uint256(drawing.reading), uint256(reading));
        vm.assertEq(drawing.digit, digit);
        vm.assertEq(tally.counts(7), count);
    }

    function test_countsWhatIsAcceptedAndKeepsApartWhatIsNot() external {
        _submitOutput(seven);
        _expectDrawing(DigitTally.Reading.Provisional, 7, 0);
        vm.warp(START + WINDOW + 1);
        market.finalize(request, seven);
        _assertState(id, JobState.Accepted);
        _expectDrawing(DigitTally.Reading.Final, 7, 1);
    }

    function test_whatComesWithoutBytesIsFetchedByADelivery() external {
        vm.expectEmit(address(market));
        emit IMarketBase.CallbackFailed(id, WHEN_PROVISIONAL);
        _submitOutput("");
        _expectDrawing(DigitTally.Reading.Awaited, 0, 0);
        vm.prank(stranger);
        market.deliver(request, WHEN_PROVISIONAL, seven);
        _expectDrawing(DigitTally.Reading.Provisional, 7, 0);

        vm.warp(START + WINDOW + 1);
        vm.expectEmit(address(market));
        emit IMarketBase.CallbackFailed(id, WHEN_FINAL);
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
        _expectDrawing(DigitTally.Reading.Provisional, 7, 0);
        vm.prank(stranger);
        market.deliver(request, WHEN_FINAL, seven);
        _expectDrawing(DigitTally.Reading.Final, 7, 1);
        vm.expectRevert();
        market.deliver(request, WHEN_FINAL, seven);
        vm.assertEq(tally.counts(7), 1);
    }

    function test_aRefutedResultNeverCounts() external {
        _submitOutput(seven);
        bytes32 root = PlainPagedMerkle.root(seven);
        dispute.set(id, worker, root, IDispute.Standing.Refuted, 0, stranger);
        market.finalize(request, "");
        _assertState(id, JobState.Rejected);
        _expectDrawing(DigitTally.Reading.Failed, 0, 0);
    }

    function test_bytesThatAreNotTheOutputAreRefused() external {
        _submitOutput("");
        bytes memory nine = new bytes(40);
        nine[36] = 0x05;
        vm.expectRevert(
            abi.encodeWithSelector(
                IMarketBase.RootMismatch.selector,
                PlainPagedMerkle.root(nine),
                PlainPagedMerkle.root(seven)
            )
        );
        market.deliver(request, WHEN_PROVISIONAL, nine);
    }
}
