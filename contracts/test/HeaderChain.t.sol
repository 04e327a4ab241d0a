// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Terms, HeaderChain, Parts} from "../src/HeaderChain.sol";
import {Emission} from "../src/Emission.sol";
import {Header, Headers, Seal} from "../src/Headers.sol";
import {ClaimLimit, Settlement} from "../src/Settlement.sol";
import {Network} from "./Network.sol";

contract HeaderChainTest is Network {
    function setUp() public {
        start(4);
        pass();
    }

    function test_a_signed_header_becomes_final() public {
        Header memory header = nextHeader();
        bytes32 hash = hashOf(header);
        vm.expectEmit(address(settlement));
        emit HeaderChain.Finalised(0, hash, uint64(block.timestamp), 15, 1);
        finalise(header);
        (uint64 next, bytes32 head,,,, uint64 at) = settlement.head();
        assertEq(next, 1, "next epoch");
        assertEq(head, hash, "head");
        assertEq(at, block.timestamp, "time");
        assertEq(settlement.requireFinal(headerOf[0], sealOf[0]), hash, "kept");
    }

    function test_headers_follow_each_other() public {
        finalise(nextHeader());
        pass();
        finalise(nextHeader());
        assertEq(settlement.nextEpoch(), 2, "two epochs");
    }

    function test_one_transaction_finalises_many() public {
        Header[] memory headers = batch(100);
        bytes memory signed = signatures(hashOf(headers[99]), 7);
        vm.recordLogs();
        settlement.finalise(headers, 7, signed);
        assertEq(vm.getRecordedLogs().length, 101, "an event each, and who brought them");
        assertEq(settlement.nextEpoch(), 100, "all");
        assertEq(
            settlement.requireFinal(headers[41], Seal(uint64(block.timestamp), 7, 1)), hashOf(headers[41]), "each kept"
        );
    }

    function batch(uint256 count) private view returns (Header[] memory headers) {
        headers = new Header[](count);
        (uint64 next, bytes32 parent,,,,) = settlement.head();
        for (uint256 i = 0; i < count; i++) {
            headers[i] = following(next + uint64(i), parent, 0, 0, 0);
            parent = hashOf(headers[i]);
        }
    }

    function test_batches_are_bounded() public {
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.BatchSize.selector, 0));
        settlement.finalise(new Header[](0), 15, "");
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.BatchSize.selector, 129));
        settlement.finalise(new Header[](129), 15, "");
    }

    function refuses(Header memory header, bytes memory reason) private {
        bytes memory signed = signatures(hashOf(header), 15);
        vm.expectRevert(reason);
        settlement.finalise(one(header), 15, signed);
    }

    function test_refuses_other_epochs_attempts_and_parents() public {
        Header memory old = nextHeader();
        finalise(old);
        refuses(old, abi.encodeWithSelector(HeaderChain.WrongEpoch.selector, 0, 1));
        Header memory header = nextHeader();
        header.epoch = 2;
        refuses(header, abi.encodeWithSelector(HeaderChain.WrongEpoch.selector, 2, 1));
        header = nextHeader();
        header.attempt = 1;
        refuses(header, abi.encodeWithSelector(HeaderChain.WrongAttempt.selector, 1, 0));
        header = nextHeader();
        header.parent = bytes32(uint256(1));
        refuses(header, abi.encodeWithSelector(HeaderChain.WrongParent.selector, 1, hashOf(old)));
    }

    function test_refuses_numbers_above_64_bits() public {
        Header memory header = nextHeader();
        bytes memory call = abi.encodeCall(HeaderChain.finalise, (one(header), 15, signatures(hashOf(header), 15)));
        call[4 + 0x80 + 0xc0] = 0x01; // of identityCount, which nothing else reads here
        (bool done, bytes memory reason) = address(settlement).call(call);
        assertTrue(!done && bytes4(reason) == Headers.NotSixtyFourBits.selector, "refused");
    }

    function test_refuses_other_sets_and_rules() public {
        Header memory header = nextHeader();
        header.setVersion = 2;
        refuses(header, abi.encodeWithSelector(HeaderChain.WrongSet.selector, 0, 1));
        header = nextHeader();
        header.manifest = keccak256("foreign");
        refuses(header, abi.encodeWithSelector(HeaderChain.WrongRules.selector, 0));
        header = nextHeader();
        header.program = keccak256("foreign");
        refuses(header, abi.encodeWithSelector(HeaderChain.WrongRules.selector, 0));
    }

    function test_refuses_an_anchor_that_the_chain_does_not_have() public {
        Header memory header = nextHeader();
        header.anchorHash = keccak256("another chain");
        bytes32 actual = blockhash(header.anchorBlock);
        refuses(header, abi.encodeWithSelector(HeaderChain.AnchorGone.selector, header.anchorBlock, actual));
        header.anchorBlock = uint64(block.number);
        refuses(header, abi.encodeWithSelector(HeaderChain.BadAnchor.selector, block.number));
    }

    function test_an_anchor_of_the_last_8191_blocks_is_looked_up_in_the_history_contract() public {
        // a contract that answers every question with keccak256("old")
        bytes32 hash = keccak256("old");
        vm.etch(0x0000F90827F1C53a10cb7A02335B175320002935, abi.encodePacked(hex"7f", hash, hex"60005260206000f3"));
        vm.roll(block.number + 1000);
        Header memory header = nextHeader();
        header.anchorBlock = uint64(block.number - 900);
        header.anchorHash = keccak256("young");
        refuses(header, abi.encodeWithSelector(HeaderChain.AnchorGone.selector, header.anchorBlock, hash));
        header.anchorHash = hash;
        finalise(header);
    }

    function test_an_anchor_nobody_can_look_up_is_taken_from_the_signers() public {
        vm.etch(0x0000F90827F1C53a10cb7A02335B175320002935, "");
        vm.roll(block.number + 1000);
        Header memory header = nextHeader();
        header.anchorBlock = uint64(block.number - 900);
        header.anchorHash = keccak256("whatever");
        finalise(header);
    }

    // ── signatures ─────────────────────────────────────────────────────────────────────────────────────────────────

    function test_two_thirds_of_the_weight_are_needed() public {
        Header memory header = nextHeader();
        bytes memory signed = signatures(hashOf(header), 3);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.NoQuorum.selector, 2 * BOND, 4 * BOND));
        settlement.finalise(one(header), 3, signed);
        settlement.finalise(one(header), 7, signatures(hashOf(header), 7));
    }

    function test_exactly_two_thirds_are_enough() public {
        start(3);
        pass();
        finalise(one(nextHeader()), 5);
    }

    function test_refuses_a_signature_of_another_member() public {
        Header memory header = nextHeader();
        bytes memory signed = signatures(hashOf(header), 7);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.BadSigner.selector, 3));
        settlement.finalise(one(header), 11, signed);
    }

    function test_refuses_a_member_that_is_not_there() public {
        Header memory header = nextHeader();
        bytes memory signed = signatures(hashOf(header), 15);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.SignatureCount.selector, 256, 320));
        settlement.finalise(one(header), 31, signed);
        signed = bytes.concat(signed, new bytes(64));
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.BadSigner.selector, 4));
        settlement.finalise(one(header), 31, signed);
    }

    function test_refuses_signatures_of_another_header_or_chain() public {
        Header memory header = nextHeader();
        bytes memory signed = signatures(hashOf(header), 15);
        header.state = keccak256("another");
        vm.expectRevert();
        settlement.finalise(one(header), 15, signed);
        header = nextHeader();
        signed = signatures(hashOf(header), 15);
        vm.chainId(777);
        vm.expectRevert();
        settlement.finalise(one(header), 15, signed);
    }

    function test_refuses_too_few_and_too_many_signatures() public {
        Header memory header = nextHeader();
        bytes memory signed = signatures(hashOf(header), 7);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.SignatureCount.selector, 192, 256));
        settlement.finalise(one(header), 15, signed);
        signed = bytes.concat(signatures(hashOf(header), 15), hex"00");
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.SignatureCount.selector, 257, 256));
        settlement.finalise(one(header), 15, signed);
    }

    function test_refuses_a_malleated_signature() public {
        Header memory header = nextHeader();
        bytes memory signed = signatures(hashOf(header), 15);
        bytes32 n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        bytes32 vs;
        assembly ("memory-safe") {
            vs := mload(add(signed, 0x40))
        }
        // s' = n - s has its upper bit set, which the compact form reads as v: another key, or none
        vs = bytes32(uint256(n) - (uint256(vs) & (type(uint256).max >> 1)));
        assembly ("memory-safe") {
            mstore(add(signed, 0x40), vs)
        }
        vm.expectRevert();
        settlement.finalise(one(header), 15, signed);
    }

    function test_nobody_signs_before_there_is_a_set() public {
        deploy();
        Header memory header;
        header.manifest = MANIFEST;
        header.program = PROGRAM;
        header.anchorBlock = uint64(block.number - 1);
        header.anchorHash = blockhash(block.number - 1);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.NoQuorum.selector, 0, 0));
        settlement.finalise(one(header), 0, "");
    }

    function testFuzz_a_quorum_is_two_thirds_of_the_weight(uint64 signers, uint96[5] memory weights) public {
        deploy();
        delete keys;
        uint256 total;
        for (uint256 i = 0; i < 5; i++) {
            insertKey(uint256(keccak256(abi.encode("v", i))));
        }
        uint256 signed;
        signers &= 31;
        for (uint256 i = 0; i < 5; i++) {
            uint256 weight = bound(weights[i], BOND, 150_000 * TOKEN);
            register(keys[i], weight);
            total += weight;
            if ((signers >> i) & 1 == 1) signed += weight;
        }
        staking.openVersion();
        pass();
        Header memory header = nextHeader();
        bytes memory bytes_ = signatures(hashOf(header), signers);
        bool enough = 3 * signed >= 2 * total;
        if (!enough) vm.expectRevert(abi.encodeWithSelector(HeaderChain.NoQuorum.selector, signed, total));
        settlement.finalise(one(header), signers, bytes_);
        assertEq(settlement.nextEpoch(), enough ? 1 : 0, "final only with a quorum");
    }

    // ── amounts ────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_amounts_never_fall() public {
        finalisePaying(address(1), 10 * TOKEN);
        pass();
        Header memory header = nextHeader();
        header.total -= 1e9;
        refuses(header, abi.encodeWithSelector(HeaderChain.AmountFell.selector, 1));
        header = nextHeader();
        header.minted -= 1e9;
        refuses(header, abi.encodeWithSelector(HeaderChain.AmountFell.selector, 1));
    }

    function test_burnt_never_falls() public {
        deposit(100 * TOKEN);
        Header memory header = nextHeader();
        header.burnt = 20 * TOKEN;
        finalise(header);
        header = nextHeader();
        header.burnt = 10 * TOKEN;
        refuses(header, abi.encodeWithSelector(HeaderChain.AmountFell.selector, 1));
    }

    function test_refuses_amounts_that_nodes_cannot_have() public {
        Header memory header = nextHeader();
        header.total = 1;
        refuses(header, abi.encodeWithSelector(HeaderChain.NotNano.selector, 1));
        header.total = uint256(1e9) << 64;
        refuses(header, abi.encodeWithSelector(HeaderChain.NotNano.selector, header.total));
    }

    function test_no_quorum_mints_above_the_schedule() public {
        Header memory header = nextHeader();
        uint256 mintable = settlement.mintable();
        header.minted = header.total = mintable + 1e9;
        refuses(header, abi.encodeWithSelector(HeaderChain.OverBudget.selector, 0, mintable / 1e9));
        header.minted = header.total = mintable;
        finalise(header);
    }

    function test_no_quorum_owes_more_than_was_minted_and_deposited() public {
        Header memory header = nextHeader();
        header.minted = 5 * TOKEN;
        header.total = 6 * TOKEN;
        refuses(header, abi.encodeWithSelector(HeaderChain.Unfunded.selector, 0, 5e9));
        deposit(TOKEN);
        finalise(header);
    }

    function test_what_was_burnt_can_be_minted_again_and_no_more() public {
        deposit(1_000_000e9);
        deposit(500_000 * TOKEN - 1_000_000e9);
        Header memory header = nextHeader();
        header.burnt = 500_000 * TOKEN;
        header.minted = header.total = settlement.mintable() + 500_000 * TOKEN + 1e9;
        refuses(
            header, abi.encodeWithSelector(HeaderChain.OverBudget.selector, 0, settlement.mintable() / 1e9 + 500_000e9)
        );
        header.minted = header.total = settlement.mintable() + 500_000 * TOKEN;
        finalise(header);
    }

    function test_nobody_burns_what_was_not_deposited() public {
        deposit(TOKEN);
        Header memory header = nextHeader();
        header.burnt = 2 * TOKEN;
        refuses(header, abi.encodeWithSelector(HeaderChain.Unfunded.selector, 0, 1e9));
    }

    /// @dev Deposits are asked for only where a header needs more than the one before, never less strictly for that.
    function test_after_purchases_a_header_may_need_no_more_than_is_there() public {
        deposit(3 * TOKEN);
        Header memory header = nextHeader();
        (header.burnt, header.minted, header.total) = (TOKEN, 5 * TOKEN, 7 * TOKEN);
        finalise(header);
        header = nextHeader();
        (header.minted, header.total) = (6 * TOKEN, 8 * TOKEN);
        finalise(header);
        header = nextHeader();
        header.total = 8 * TOKEN + 1e9;
        refuses(header, abi.encodeWithSelector(HeaderChain.Unfunded.selector, 2, 9e9));
        header = nextHeader();
        (header.burnt, header.minted) = (2 * TOKEN, 7 * TOKEN);
        header.total = 8 * TOKEN + 1e9;
        refuses(header, abi.encodeWithSelector(HeaderChain.Unfunded.selector, 2, 10e9));
        header.total = 8 * TOKEN;
        finalise(header);
        header = nextHeader();
        (header.burnt, header.minted) = (4 * TOKEN, 9 * TOKEN);
        refuses(header, abi.encodeWithSelector(HeaderChain.Unfunded.selector, 3, 12e9));
    }

    function deposit(uint256 amount) private {
        approveFor(address(7), address(deposits), amount);
        vm.prank(address(7));
        deposits.deposit(address(7), amount);
    }

    // ── attempts ───────────────────────────────────────────────────────────────────────────────────────────────────

    function test_anyone_raises_the_attempt_after_the_timeout() public {
        finalise(nextHeader());
        uint256 from = block.timestamp + 2 hours;
        vm.warp(from - 1);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.TooEarly.selector, from));
        settlement.raiseAttempt();
        vm.warp(from);
        Header memory old = nextHeader();
        settlement.raiseAttempt();
        refuses(old, abi.encodeWithSelector(HeaderChain.WrongAttempt.selector, 0, 1));
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.TooEarly.selector, from + 2 hours));
        settlement.raiseAttempt();
        finalise(nextHeader());
        pass();
        finalise(nextHeader());
        assertEq(settlement.attempt(), 1, "it stays raised, so that no epoch gets two headers for one attempt");
    }

    function test_a_quorum_for_an_anchor_that_is_gone_raises_the_attempt_at_once() public {
        Header memory header = nextHeader();
        bytes memory signed = signatures(hashOf(header), 15);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.AnchorStands.selector, header.anchorBlock));
        settlement.raiseForAnchor(header, 15, signed);
        vm.setBlockhash(header.anchorBlock, keccak256("after a reorganisation"));
        vm.expectRevert();
        settlement.raiseForAnchor(header, 3, signed);
        bytes memory few = signatures(hashOf(header), 3);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.NoQuorum.selector, 2 * BOND, 4 * BOND));
        settlement.raiseForAnchor(header, 3, few);
        settlement.raiseForAnchor(header, 15, signed);
        assertEq(settlement.attempt(), 1, "raised");
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.WrongAttempt.selector, 0, 1));
        settlement.raiseForAnchor(header, 15, signed);
        finalise(nextHeader());
    }

    function test_a_gone_anchor_counts_only_for_headers_still_to_come() public {
        finalise(nextHeader());
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.WrongEpoch.selector, 0, 1));
        settlement.raiseForAnchor(headerOf[0], 15, "");
        Header memory header = nextHeader();
        header.setVersion = 9;
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.WrongSet.selector, 1, 1));
        settlement.raiseForAnchor(header, 15, "");
    }

    // ── history and authority ──────────────────────────────────────────────────────────────────────────────────────

    function test_only_the_true_header_and_seal_are_known() public {
        finalise(nextHeader());
        Header memory header = headerOf[0];
        Seal memory seal = sealOf[0];
        seal.signers = 7;
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.UnknownHeader.selector, 0));
        settlement.requireFinal(header, seal);
        header.state = 0;
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.UnknownHeader.selector, 0));
        settlement.requireFinal(header, sealOf[0]);
    }

    function test_no_header_is_buried_before_it_is_released() public {
        for (uint256 i = 0; i < 32; i++) {
            finaliseBatch(128);
        }
        settlement.requireFinal(headerOf[0], sealOf[0]);
        Header memory header = nextHeader();
        refuses(header, abi.encodeWithSelector(HeaderChain.HistoryFull.selector, 0));
        vm.warp(sealOf[0].finalisedAt + 1 days);
        release(0);
        finaliseBatch(1);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.UnknownHeader.selector, 0));
        settlement.requireFinal(headerOf[0], sealOf[0]);
        header = nextHeader();
        refuses(header, abi.encodeWithSelector(HeaderChain.HistoryFull.selector, 1));
    }

    function finaliseBatch(uint256 count) private {
        Header[] memory headers = batch(count);
        bytes memory signed = signatures(hashOf(headers[count - 1]), 15);
        settlement.finalise(headers, 15, signed);
        if (headers[0].epoch == 0) {
            headerOf[0] = headers[0];
            sealOf[0] = Seal(uint64(block.timestamp), 15, 1);
        }
    }

    function test_only_staking_and_the_registry_change_sets_and_rules() public {
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.NotStaking.selector, address(this)));
        settlement.scheduleSet(2, address(1));
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.NotRegistry.selector, address(this)));
        settlement.scheduleRules(0, 10);
    }

    function test_refuses_terms_that_cannot_work() public {
        Terms memory bad = terms();
        bad.remintPpm = 1_000_001;
        refusesTerms(bad);
        bad = terms();
        bad.history = 0;
        refusesTerms(bad);
        bad = terms();
        bad.setLag = 0;
        refusesTerms(bad);
        bad = terms();
        bad.emission.halvingMillis = 0;
        refusesTerms(bad);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.BadTerms.selector));
        new Settlement(Parts(token, deposits, address(1), address(2)), terms(), address(3), 0, ClaimLimit(0, 1));
    }

    function refusesTerms(Terms memory bad) private {
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.BadTerms.selector));
        new Settlement(Parts(token, deposits, address(1), address(2)), bad, address(3), 0, ClaimLimit(1, 1));
    }
}
