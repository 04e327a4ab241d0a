// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HeaderChain} from "../src/HeaderChain.sol";
import {Header, Seal} from "../src/Headers.sol";
import {Claim, Settlement} from "../src/Settlement.sol";
import {Network} from "./Network.sol";

contract SettlementTest is Network {
    address private constant OWNER = address(0xBEEF);

    function setUp() public {
        start(4);
        pass();
    }

    function claimCapacity() internal pure override returns (uint64) {
        return 100e9;
    }

    function released(uint256 cumulative) private {
        Header memory header = finalisePaying(OWNER, cumulative);
        vm.warp(sealOf[header.epoch].finalisedAt + 1 days);
        release(header.epoch);
    }

    function test_a_header_is_released_after_the_payout_delay() public {
        finalisePaying(OWNER, 10 * TOKEN);
        uint256 from = sealOf[0].finalisedAt + 1 days;
        vm.warp(from - 1);
        vm.expectRevert(abi.encodeWithSelector(Settlement.NotReleasable.selector, 0, from));
        release(0);
        vm.warp(from);
        vm.expectEmit(address(settlement));
        emit Settlement.Released(0, hashOf(headerOf[0]), headerOf[0].payouts, 10 * TOKEN);
        release(0);
        release(0); // again: nothing
        (uint64 count,,,) = settlement.releases();
        assertEq(count, 1, "one");
    }

    function test_an_older_header_does_not_replace_a_newer_one() public {
        finalisePaying(OWNER, 10 * TOKEN);
        pass();
        released(20 * TOKEN);
        vm.expectRevert(abi.encodeWithSelector(Settlement.NotNewer.selector, 0, 2));
        release(0);
        settlement.requireStanding(headerOf[0], sealOf[0]);
    }

    function test_an_unknown_header_is_not_released() public {
        finalisePaying(OWNER, 10 * TOKEN);
        headerOf[0].payouts = settlement.leaf(OWNER, 11 * TOKEN);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.UnknownHeader.selector, 0));
        release(0);
    }

    function test_a_claim_pays_what_was_earned_and_once() public {
        released(10 * TOKEN);
        assertEq(settlement.claim(OWNER, 10 * TOKEN, none()), 10 * TOKEN, "first");
        assertEq(settlement.claim(OWNER, 10 * TOKEN, none()), 0, "again");
        assertEq(token.balanceOf(OWNER), 10 * TOKEN, "balance");
        released(25 * TOKEN);
        assertEq(settlement.claim(OWNER, 25 * TOKEN, none()), 15 * TOKEN, "the rest");
        (uint256 all, uint256 allowed) = settlement.claimed();
        assertEq(all, 25 * TOKEN, "claimed");
        assertEq(allowed, 25 * TOKEN, "allowed");
    }

    function test_a_claim_needs_a_proof_against_the_released_root() public {
        vm.expectRevert(abi.encodeWithSelector(Settlement.BadProof.selector, OWNER));
        settlement.claim(OWNER, 10 * TOKEN, none());
        released(10 * TOKEN);
        vm.expectRevert(abi.encodeWithSelector(Settlement.BadProof.selector, OWNER));
        settlement.claim(OWNER, 11 * TOKEN, none());
        vm.expectRevert(abi.encodeWithSelector(Settlement.BadProof.selector, address(2)));
        settlement.claim(address(2), 10 * TOKEN, none());
        bytes32[] memory proof = new bytes32[](1);
        vm.expectRevert(abi.encodeWithSelector(Settlement.BadProof.selector, OWNER));
        settlement.claim(OWNER, 10 * TOKEN, proof);
    }

    function test_a_leaf_is_of_this_chain_only() public {
        released(10 * TOKEN);
        vm.chainId(5);
        vm.expectRevert(abi.encodeWithSelector(Settlement.BadProof.selector, OWNER));
        settlement.claim(OWNER, 10 * TOKEN, none());
    }

    function test_claims_go_to_the_bound_recipient() public {
        released(10 * TOKEN);
        address cold = address(0xC01D);
        vm.expectEmit(address(settlement));
        emit Settlement.RecipientBound(OWNER, cold);
        vm.prank(OWNER);
        settlement.bind(cold);
        vm.expectEmit(address(settlement));
        emit Settlement.Redirected(OWNER, cold, 10 * TOKEN);
        settlement.claim(OWNER, 10 * TOKEN, none());
        assertEq(token.balanceOf(cold), 10 * TOKEN, "recipient");
        (uint256 amount, address recipient) = settlement.paid(OWNER);
        assertEq(amount, 10 * TOKEN, "paid");
        assertEq(recipient, cold, "bound");
        vm.prank(OWNER);
        settlement.bind(address(0));
        (amount, recipient) = settlement.paid(OWNER);
        assertEq(amount, 10 * TOKEN, "binding forgets nothing");
        assertEq(recipient, OWNER, "itself again");
    }

    function test_no_recipient_where_tokens_are_lost() public {
        vm.expectRevert(abi.encodeWithSelector(Settlement.BadRecipient.selector));
        settlement.bind(address(settlement));
        vm.expectRevert(abi.encodeWithSelector(Settlement.BadRecipient.selector));
        settlement.bind(address(token));
    }

    function test_claims_of_many_accounts_in_one_transaction() public {
        address other = address(0xCAFE);
        bytes32 left = settlement.leaf(OWNER, 10 * TOKEN);
        bytes32 right = settlement.leaf(other, 20 * TOKEN);
        Header memory header = nextHeader();
        header.payouts =
            left < right ? keccak256(abi.encodePacked(left, right)) : keccak256(abi.encodePacked(right, left));
        header.total = header.minted = 30 * TOKEN;
        finalise(header);
        vm.warp(block.timestamp + 1 days);
        Claim[] memory claims = new Claim[](3);
        claims[0] = Claim(OWNER, 10 * TOKEN, new bytes32[](1));
        claims[0].proof[0] = right;
        claims[1] = Claim(other, 20 * TOKEN, new bytes32[](1));
        claims[1].proof[0] = left;
        claims[2] = claims[0];
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(Settlement.release, (headerOf[0], sealOf[0]));
        calls[1] = abi.encodeCall(Settlement.claimAll, (claims));
        bytes[] memory results = settlement.multicall(calls);
        assertEq(abi.decode(results[1], (uint256)), 30 * TOKEN, "sum");
        assertEq(token.balanceOf(OWNER), 10 * TOKEN, "once");
        assertEq(token.balanceOf(other), 20 * TOKEN, "other");
        claims[1].proof[0] = 0;
        vm.expectRevert(abi.encodeWithSelector(Settlement.BadProof.selector, other));
        settlement.claimAll(claims);
    }

    function test_leaves_above_the_total_are_not_paid() public {
        Header memory header = nextHeader();
        header.payouts = settlement.leaf(OWNER, 90 * TOKEN);
        header.total = header.minted = 10 * TOKEN;
        finalise(header);
        vm.warp(block.timestamp + 1 days);
        release(0);
        assertEq(settlement.claim(OWNER, 90 * TOKEN, none()), 10 * TOKEN, "what the budget was checked for");
        assertEq(settlement.claim(OWNER, 90 * TOKEN, none()), 0, "no more");
    }

    function test_the_claim_limit_slows_and_never_blocks() public {
        vm.warp(block.timestamp + 30 days); // so that the schedule has that much
        released(250 * TOKEN);
        assertEq(settlement.claim(OWNER, 250 * TOKEN, none()), 100 * TOKEN, "the capacity");
        assertEq(settlement.claim(OWNER, 250 * TOKEN, none()), 0, "nothing free");
        vm.warp(block.timestamp + 6 hours);
        (uint256 free, uint256 capacity, uint64 window) = settlement.claimLimit();
        assertEq(free, 25 * TOKEN, "a quarter of a day's");
        assertEq(capacity, 100 * TOKEN, "capacity");
        assertEq(window, 1 days, "window");
        assertEq(settlement.claim(OWNER, 250 * TOKEN, none()), 25 * TOKEN, "what is free");
        vm.warp(block.timestamp + 1 days);
        assertEq(settlement.claim(OWNER, 250 * TOKEN, none()), 100 * TOKEN, "all of it");
        vm.warp(block.timestamp + 1 days);
        assertEq(settlement.claim(OWNER, 250 * TOKEN, none()), 25 * TOKEN, "the rest");
    }

    function testFuzz_outflow_is_bounded_in_time(uint32[8] memory waits) public {
        vm.warp(block.timestamp + 365 days);
        released(100_000 * TOKEN);
        uint256 begun = block.timestamp;
        uint256 now_ = begun;
        uint256 sum = 0;
        for (uint256 i = 0; i < waits.length; i++) {
            now_ += waits[i] % 3 days;
            vm.warp(now_);
            sum += settlement.claim(OWNER, 100_000 * TOKEN, none());
            assertTrue(sum <= 100 * TOKEN + 100 * TOKEN * (now_ - begun) / 1 days, "capacity, and the decay since");
        }
    }

    function test_only_disputes_freezes_confirms_and_revokes() public {
        finalisePaying(OWNER, 10 * TOKEN);
        bytes memory reason = abi.encodeWithSelector(Settlement.NotDisputes.selector, address(this));
        vm.expectRevert(reason);
        settlement.freeze(headerOf[0], sealOf[0]);
        vm.expectRevert(reason);
        settlement.confirm();
        vm.expectRevert(reason);
        settlement.revoke(headerOf[0], sealOf[0], headerOf[0]);
    }

    function testFuzz_cumulative_claims_add_up(uint64[6] memory earnings) public {
        vm.warp(block.timestamp + 100 days);
        uint256 cumulative = 0;
        for (uint256 i = 0; i < earnings.length; i++) {
            cumulative += uint256(earnings[i] % 15e9) * 1e9;
            pass();
            released(cumulative);
            settlement.claim(OWNER, cumulative, none());
            assertEq(token.balanceOf(OWNER), cumulative, "all earned, never more");
        }
    }
}
