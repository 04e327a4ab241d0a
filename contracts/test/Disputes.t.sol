// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Disputes, DisputeTerms} from "../src/Disputes.sol";
import {HeaderChain} from "../src/HeaderChain.sol";
import {Header} from "../src/Headers.sol";
import {Settlement} from "../src/Settlement.sol";
import {Staking} from "../src/Staking.sol";
import {Network} from "./Network.sol";

contract DisputesTest is Network {
    address private constant CHALLENGER = address(0xC4A1);
    address private constant DELEGATOR = address(0xDE1E);
    address private constant OWNER = address(0xBEEF);

    function setUp() public {
        start(4);
        pass();
    }

    function delegate(uint256 to, uint256 amount) private {
        approveFor(DELEGATOR, address(staking), amount);
        vm.prank(DELEGATOR);
        staking.delegate(vm.addr(keys[to]), amount);
        pass();
    }

    /// @dev Epoch 0 signed by all, epoch 1 by three of four.
    function finaliseTwo() private {
        finalisePaying(OWNER, 1 * TOKEN);
        pass();
        Header memory header = nextHeader();
        header.payouts = settlement.leaf(OWNER, 9 * TOKEN);
        header.total = header.minted = 9 * TOKEN;
        finalise(one(header), 7);
    }

    function challenge(uint64 epoch) private returns (uint256 id) {
        uint256 bond = disputes.bond();
        approveFor(CHALLENGER, address(disputes), bond);
        vm.prank(CHALLENGER);
        return disputes.challenge(headerOf[epoch], sealOf[epoch], "https://example.org/reasons");
    }

    function vote(address voter, bool refute) private {
        vm.prank(voter);
        disputes.vote(refute);
    }

    function decide(uint64 epoch) private {
        disputes.decide(headerOf[epoch], sealOf[epoch], headerOf[epoch == 0 ? 0 : epoch - 1]);
    }

    function test_a_refuted_header_is_revoked_and_its_signers_slashed() public {
        delegate(0, 100 * TOKEN);
        finaliseTwo();
        challenge(1);
        vote(vm.addr(keys[3]), true);
        uint256 supply = token.totalSupply();
        uint256 before = token.balanceOf(CHALLENGER);
        decide(1); // more than half of those outside agree: no need to wait
        for (uint256 i = 0; i < 3; i++) {
            assertEq(staking.validatorOf(vm.addr(keys[i])).own, BOND / 2, "half of each signer's bond");
            assertTrue(staking.validatorOf(vm.addr(keys[i])).struck, "struck");
        }
        assertTrue(!staking.validatorOf(vm.addr(keys[3])).struck, "who did not sign is not");
        (uint256 staked,,) = staking.delegation(DELEGATOR, vm.addr(keys[0]));
        assertEq(staked, 90 * TOKEN, "a tenth of what was delegated");
        uint256 slashed = 3 * BOND / 2 + 10 * TOKEN;
        assertEq(token.balanceOf(CHALLENGER) - before, 100 * TOKEN + slashed / 20, "bond and share");
        assertEq(supply - token.totalSupply(), slashed - slashed / 20, "the rest is burnt");
        (uint64 next, bytes32 head, uint256 total,,,) = settlement.head();
        assertEq(next, 1, "epoch 1 is to come again");
        assertEq(head, hashOf(headerOf[0]), "after epoch 0");
        assertEq(total, TOKEN, "with its amounts");
        assertEq(settlement.attempt(), 1, "in another attempt");
    }

    function test_after_a_refutation_the_others_go_on() public {
        finaliseTwo();
        challenge(1);
        vote(vm.addr(keys[3]), true);
        decide(1);
        staking.openVersion(); // at once: members were struck
        Header memory header = nextHeader();
        uint256 last = keys[3];
        delete keys;
        keys.push(last);
        finalise(one(header), 1);
        assertEq(settlement.nextEpoch(), 2, "the honest one alone");
    }

    function test_who_signed_a_refuted_header_signs_no_other() public {
        finaliseTwo();
        challenge(1);
        vm.warp(staking.openedAt() + 1 days);
        staking.openVersion(); // one that waits, with the signers in it
        vote(vm.addr(keys[3]), true);
        decide(1);
        Header memory header = nextHeader();
        bytes memory signed = signatures(hashOf(header), 7);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.NoQuorum.selector, 0, 0));
        settlement.finalise(one(header), 7, signed);
        staking.openVersion();
        assertEq(settlement.inForceSince(3), block.timestamp, "the others sign at once");
        assertEq(settlement.inForceSince(2), 0, "what waited never does");
    }

    function test_stake_stays_bound_while_what_it_signed_can_be_refuted() public {
        for (uint256 i = 0; i < 9; i++) {
            finalise(one(nextHeader()), 7);
            pass();
        }
        address signer = vm.addr(keys[0]);
        vm.prank(signer);
        staking.unbond(BOND);
        challenge(0); // by friends, who pay to win time
        vm.warp(staking.openedAt() + 1 days);
        staking.openVersion();
        settlement.raiseAttempt();
        for (uint64 i = 0; i < 8; i++) {
            if (i != 0) challenge(i);
            vm.warp(disputes.disputeOf(i).until + 1);
            decide(i);
        }
        challenge(8);
        assertTrue(block.timestamp > settlement.inForceSince(2) + 21 days, "after the delay");
        vm.prank(signer);
        vm.expectRevert(abi.encodeWithSelector(Staking.StillDisputable.selector, 8, 9));
        staking.withdrawBond(2);
        vote(vm.addr(keys[3]), true);
        decide(8);
        assertEq(staking.validatorOf(signer).ownLeaving, BOND / 2, "slashed");
        vm.prank(signer);
        staking.withdrawBond(2); // all that is final stands
        assertEq(token.balanceOf(signer), BOND / 2, "the rest is not locked");
    }

    function test_a_header_that_nobody_refutes_stands_and_the_challenger_pays() public {
        finaliseTwo();
        challenge(1);
        (,,, uint64 restarted) = settlement.releases();
        assertEq(restarted, 0, "none before");
        uint64 until = disputes.disputeOf(0).until;
        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(Disputes.VoteOpen.selector, until));
        decide(1);
        vm.warp(until + 1);
        vm.expectRevert(abi.encodeWithSelector(Disputes.VoteOver.selector, until));
        vote(vm.addr(keys[3]), true);
        uint256 supply = token.totalSupply();
        decide(1);
        assertEq(supply - token.totalSupply(), 100 * TOKEN, "the bond is burnt");
        release(1);
        assertEq(settlement.claim(OWNER, 9 * TOKEN, none()), 9 * TOKEN, "paid at once");
        assertEq(disputes.bond(), 200 * TOKEN, "the next challenge costs twice");
    }

    function test_a_majority_for_the_header_ends_the_dispute_early() public {
        finaliseTwo();
        challenge(1);
        vote(vm.addr(keys[3]), false);
        decide(1);
        (, uint64 confirmed, uint64 frozen,) = settlement.releases();
        assertEq(confirmed, 2, "stands");
        assertEq(frozen, 0, "free");
    }

    function test_frozen_headers_are_not_released_and_those_before_are() public {
        finaliseTwo();
        challenge(1);
        vm.warp(sealOf[1].finalisedAt + 1 days);
        vm.expectRevert(abi.encodeWithSelector(Settlement.IsFrozen.selector, 1));
        release(1);
        release(0);
        finalise(nextHeader()); // epochs go on
        vm.expectRevert(abi.encodeWithSelector(Settlement.IsFrozen.selector, 1));
        release(2);
    }

    function test_headers_after_one_that_stood_wait_anew_and_can_be_challenged() public {
        finaliseTwo();
        pass();
        finalise(nextHeader());
        challenge(1);
        vm.warp(disputes.disputeOf(0).until + 1);
        decide(1);
        vm.expectRevert(abi.encodeWithSelector(Settlement.NotReleasable.selector, 2, block.timestamp + 1 days));
        release(2);
        challenge(2);
    }

    function test_what_was_released_or_stood_cannot_be_challenged() public {
        finaliseTwo();
        vm.warp(block.timestamp + 1 days);
        release(0);
        approveFor(CHALLENGER, address(disputes), 1000 * TOKEN);
        vm.expectRevert(abi.encodeWithSelector(Settlement.NotNewer.selector, 0, 1));
        vm.prank(CHALLENGER);
        disputes.challenge(headerOf[0], sealOf[0], "");
        challenge(1);
        vote(vm.addr(keys[3]), false);
        decide(1);
        vm.expectRevert(abi.encodeWithSelector(Settlement.NotNewer.selector, 1, 2));
        vm.prank(CHALLENGER);
        disputes.challenge(headerOf[1], sealOf[1], "");
    }

    function test_a_lower_epoch_takes_the_place_of_a_higher_one() public {
        finaliseTwo();
        challenge(1);
        vm.expectRevert(abi.encodeWithSelector(Disputes.LowerInDispute.selector, 1));
        vm.prank(CHALLENGER);
        disputes.challenge(headerOf[1], sealOf[1], "");
        uint256 before = token.balanceOf(CHALLENGER);
        challenge(0);
        assertEq(token.balanceOf(CHALLENGER), before + 100 * TOKEN, "the first bond went back");
        assertTrue(!disputes.disputeOf(0).open, "over");
        (,, uint64 frozen,) = settlement.releases();
        assertEq(frozen, 1, "from epoch 0 on");
        vm.expectRevert(abi.encodeWithSelector(Disputes.OtherHeader.selector, hashOf(headerOf[1])));
        decide(1);
    }

    function test_where_nobody_is_outside_all_vote_for_longer() public {
        finalisePaying(OWNER, TOKEN);
        challenge(0);
        Disputes.Dispute memory d = disputes.disputeOf(0);
        assertTrue(d.all, "all");
        assertEq(d.until, block.timestamp + 7 days, "longer");
        assertEq(d.electorate, 4 * BOND, "everyone");
        for (uint256 i = 0; i < 3; i++) {
            vote(vm.addr(keys[i]), true);
        }
        decide(0);
        (uint64 next,, uint256 total,,,) = settlement.head();
        assertEq(next, 0, "from the beginning");
        assertEq(total, 0, "nothing owed");
    }

    function test_few_outside_do_not_decide_for_the_rest() public {
        delegate(0, 900 * TOKEN); // 900 of 4,900: below a fifth
        finalisePaying(OWNER, TOKEN);
        challenge(0);
        assertTrue(disputes.disputeOf(0).all, "all");
        vote(DELEGATOR, true);
        vm.warp(block.timestamp + 7 days + 1);
        decide(0);
        assertEq(settlement.nextEpoch(), 1, "stands");
    }

    function test_delegators_vote_for_themselves() public {
        delegate(0, 2000 * TOKEN);
        finalisePaying(OWNER, TOKEN);
        challenge(0);
        Disputes.Dispute memory d = disputes.disputeOf(0);
        assertEq(d.electorate, 2000 * TOKEN, "only the delegator is outside");
        vm.expectRevert(abi.encodeWithSelector(Disputes.SignerVotes.selector, vm.addr(keys[0])));
        vote(vm.addr(keys[0]), false);
        vote(DELEGATOR, true);
        vm.expectRevert(abi.encodeWithSelector(Disputes.VotedBefore.selector, DELEGATOR));
        vote(DELEGATOR, true);
        decide(0);
        assertEq(settlement.nextEpoch(), 0, "against its own validator");
    }

    function test_stake_bought_after_the_header_does_not_vote() public {
        finaliseTwo();
        pass();
        delegate(3, 10_000 * TOKEN);
        challenge(1);
        vm.expectRevert(abi.encodeWithSelector(Disputes.NoVotes.selector, DELEGATOR));
        vote(DELEGATOR, true);
    }

    function test_half_of_the_votes_do_not_refute() public {
        delegate(0, 1000 * TOKEN);
        finaliseTwo(); // outside: validator 3 and the delegator, 1,000 each
        challenge(1);
        vote(DELEGATOR, true);
        vm.warp(disputes.disputeOf(0).until + 1);
        decide(1);
        assertEq(settlement.nextEpoch(), 2, "stands");
    }

    function test_without_a_dispute_nothing_is_decided() public {
        finaliseTwo();
        vm.expectRevert(abi.encodeWithSelector(Disputes.NoDispute.selector));
        disputes.vote(true);
        vm.expectRevert(abi.encodeWithSelector(Disputes.NoDispute.selector));
        decide(1);
    }

    function test_a_refutation_needs_the_true_parent() public {
        finaliseTwo();
        challenge(1);
        vote(vm.addr(keys[3]), true);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.WrongParent.selector, 1, headerOf[1].parent));
        disputes.decide(headerOf[1], sealOf[1], headerOf[1]);
    }

    function test_bonds_double_up_to_32_times() public {
        finaliseTwo();
        for (uint64 i = 2; i < 10; i++) {
            pass();
            finalise(one(nextHeader()), 7);
        }
        for (uint64 i = 0; i < 7; i++) {
            assertEq(disputes.bond(), 100 * TOKEN << (i < 5 ? i : 5), "bond");
            challenge(i + 1);
            vote(vm.addr(keys[3]), false);
            decide(i + 1);
        }
    }

    function test_refuses_terms_that_cannot_work() public {
        vm.expectRevert(abi.encodeWithSelector(Disputes.BadTerms.selector));
        new Disputes(token, staking, settlement, DisputeTerms(1, 3 days, 17 days, 0, 0)); // as long as unbonding
        vm.expectRevert(abi.encodeWithSelector(Disputes.BadTerms.selector));
        new Disputes(token, staking, settlement, DisputeTerms(1, 3 days, 7 days, 1_000_001, 0));
        vm.expectRevert(abi.encodeWithSelector(Disputes.BadTerms.selector));
        new Disputes(token, staking, settlement, DisputeTerms(1, 3 days, 7 days, 0, 500_001));
        finaliseTwo();
        bytes memory text = new bytes(1025);
        vm.expectRevert(abi.encodeWithSelector(Disputes.TextTooLong.selector, 1025));
        disputes.challenge(headerOf[1], sealOf[1], string(text));
    }
}
