// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Deposits} from "../src/Deposits.sol";
import {Emission, Schedule} from "../src/Emission.sol";
import {Inbox} from "../src/Inbox.sol";
import {PolderToken} from "../src/PolderToken.sol";
import {Network} from "./Network.sol";

/// @notice Token, deposits, inbox, and the schedule.
contract EntrancesTest is Network {
    address private constant BUYER = address(0xB0B);

    function setUp() public {
        start(1);
    }

    function test_only_settlement_mints() public {
        vm.expectRevert(abi.encodeWithSelector(PolderToken.NotMinter.selector, address(this)));
        token.mint(address(this), 1);
        vm.expectRevert(abi.encodeWithSelector(PolderToken.Allocations.selector, 1, 2));
        new PolderToken("", "", address(1), new address[](1), new uint256[](2));
        vm.expectRevert(abi.encodeWithSelector(PolderToken.Allocations.selector, 257, 257));
        new PolderToken("", "", address(1), new address[](257), new uint256[](257));
        address[] memory holders = new address[](1);
        uint256[] memory amounts = new uint256[](1);
        (holders[0], amounts[0]) = (BUYER, 2 ** 64 * 1e9);
        new PolderToken("", "", address(1), holders, amounts);
        amounts[0]++; // a stake of it might not fit a member's weight, and no set could be opened
        vm.expectRevert(abi.encodeWithSelector(PolderToken.TooManyTokens.selector, amounts[0], 2 ** 64 * 1e9));
        new PolderToken("", "", address(1), holders, amounts);
        assertEq(token.decimals(), 18, "decimals");
    }

    function test_a_deposit_is_burnt_and_said() public {
        approveFor(BUYER, address(deposits), 30 * TOKEN);
        uint256 supply = token.totalSupply();
        vm.startPrank(BUYER);
        deposits.deposit(BUYER, 10 * TOKEN);
        vm.expectEmit(address(deposits));
        emit Deposits.Deposited(1, address(7), BUYER, 20 * TOKEN, 30 * TOKEN);
        deposits.deposit(address(7), 20 * TOKEN);
        assertEq(supply - token.totalSupply(), 30 * TOKEN, "burnt");
        assertEq(deposits.total(), 30 * TOKEN, "total");
        vm.expectRevert(abi.encodeWithSelector(Deposits.NotWholeNano.selector, 1));
        deposits.deposit(BUYER, 1);
        vm.expectRevert(abi.encodeWithSelector(Deposits.NotWholeNano.selector, 0));
        deposits.deposit(BUYER, 0);
        vm.expectRevert(abi.encodeWithSelector(Deposits.NoAccount.selector));
        deposits.deposit(address(0), TOKEN);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(deposits), 0, TOKEN)
        );
        deposits.deposit(BUYER, TOKEN);
        vm.stopPrank();
    }

    function test_a_permit_needs_no_approval_before() public {
        uint256 key = uint256(keccak256("buyer"));
        address buyer = vm.addr(key);
        fund(buyer, 5 * TOKEN);
        bytes32 hash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                buyer,
                address(deposits),
                5 * TOKEN,
                0,
                block.timestamp
            )
        );
        bytes32 permit = keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), hash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, permit);
        // somebody else uses it first: the deposit goes on
        token.permit(buyer, address(deposits), 5 * TOKEN, block.timestamp, v, r, s);
        vm.prank(buyer);
        deposits.depositWithPermit(buyer, 5 * TOKEN, block.timestamp, v, r, s);
        assertEq(deposits.total(), 5 * TOKEN, "deposited");
    }

    function test_a_message_is_posted_once_for_a_fee() public {
        approveFor(BUYER, address(inbox), TOKEN);
        bytes memory message = hex"d28443a10126";
        bytes32 leaf = sha256(hex"00d28443a10126");
        vm.startPrank(BUYER);
        vm.expectEmit(address(inbox));
        emit Inbox.Posted(0, leaf, BUYER, message);
        inbox.post(message);
        assertEq(inbox.postedAt(leaf), block.number, "kept");
        assertEq(token.balanceOf(BUYER), TOKEN - TOKEN / 10, "fee");
        vm.expectRevert(abi.encodeWithSelector(Inbox.PostedBefore.selector, leaf, block.number));
        inbox.post(message);
        vm.expectRevert(abi.encodeWithSelector(Inbox.Size.selector, 0, 65_536));
        inbox.post("");
        bytes memory long = new bytes(65_537);
        vm.expectRevert(abi.encodeWithSelector(Inbox.Size.selector, 65_537, 65_536));
        inbox.post(long);
        vm.stopPrank();
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(inbox), 0, TOKEN / 10)
        );
        inbox.post(hex"01");
    }

    /// @dev What the node mints for windows one after the other (protocol: manifest/Emission.java).
    function nodeMints(Emission memory e, uint64[] memory windows) private pure returns (uint256 sum, uint256 at) {
        for (uint256 i = 0; i < windows.length; i++) {
            uint256 halvings = at / e.halvingMillis;
            uint256 perDay = halvings >= 63 ? 0 : uint256(e.perDayNano) >> halvings;
            sum += perDay * windows[i] / 86_400_000;
            at += windows[i];
        }
    }

    function testFuzz_the_schedule_allows_what_the_node_mints(uint64 perDay, uint32 halving, uint32[16] memory lengths)
        public
        pure
    {
        Emission memory e = Emission(1000, perDay >> 1, uint64(halving) + 1, 7 * 86_400_000);
        uint64[] memory windows = new uint64[](16);
        for (uint256 i = 0; i < 16; i++) {
            windows[i] = lengths[i] % (7 * 86_400_000);
        }
        (uint256 sum, uint256 at) = nodeMints(e, windows);
        assertTrue(sum <= Schedule.mintable(e, 1000 + at), "every node's epochs fit");
    }

    function testFuzz_the_schedule_only_grows_to_its_bound(uint64 perDay, uint32 halving, uint64 early, uint64 late)
        public
        pure
    {
        Emission memory e = Emission(1000, perDay >> 1, uint64(halving) + 1, 86_400_000);
        (early, late) = early < late ? (early >> 1, late >> 1) : (late >> 1, early >> 1);
        uint256 most = 2 * uint256(e.perDayNano) * (uint256(e.halvingMillis) + 86_400_000) / 86_400_000 + 2;
        assertTrue(Schedule.mintable(e, early) <= Schedule.mintable(e, late), "grows");
        assertTrue(Schedule.mintable(e, late) <= most, "twice the first period, and a window");
    }

    function test_the_schedule_halves() public pure {
        Emission memory e = Emission(0, 1000, 10 * 86_400_000, 0);
        assertEq(Schedule.mintable(e, 0), 0, "nothing at genesis");
        assertEq(Schedule.mintable(e, 86_400_000), 1001, "a day, rounded up");
        assertEq(Schedule.mintable(e, 10 * 86_400_000), 10_001, "a period");
        assertEq(Schedule.mintable(e, 20 * 86_400_000), 15_001, "half as much");
        assertEq(Schedule.mintable(e, 30 * 86_400_000), 17_501, "a quarter");
        assertEq(Schedule.mintable(e, type(uint64).max), 20_001, "never more");
    }
}
