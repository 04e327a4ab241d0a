package polder.adapters.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import polder.ports.chain.Anchor;
import polder.ports.chain.ChainEvent;
import polder.ports.chain.ChainException;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

class AbiTest {
  private static final Account SOMEBODY =
      Account.parse("0xcd234a471b72ba2f1ccf0a70fcaba648a5eecd8d");

  private static final Abi ABI =
      new Abi(
          """
          [{"type":"function","name":"transfer","stateMutability":"nonpayable",
            "inputs":[{"name":"to","type":"address"},{"name":"value","type":"uint256"}],
            "outputs":[{"name":"","type":"bool"}]},
           {"type":"function","name":"claim","stateMutability":"nonpayable",
            "inputs":[{"name":"proof","type":"bytes32[]"},
              {"name":"header","type":"tuple","components":[
                {"name":"epoch","type":"uint64"},{"name":"root","type":"bytes32"},
                {"name":"name","type":"string"},{"name":"raw","type":"bytes"},
                {"name":"small","type":"uint8"}]}],
            "outputs":[{"name":"","type":"tuple","components":[
                {"name":"epoch","type":"uint64"},{"name":"root","type":"bytes32"}]},
                {"name":"","type":"address[]"}]},
           {"type":"event","name":"Transfer","anonymous":false,"inputs":[
             {"name":"from","type":"address","indexed":true},
             {"name":"to","type":"address","indexed":true},
             {"name":"value","type":"uint256","indexed":false}]},
           {"type":"receive","stateMutability":"payable"},
           {"type":"error","name":"Late","inputs":[{"name":"epoch","type":"uint64"},
             {"name":"who","type":"address"}]}]
          """);

  private static String word(String digits) {
    return "0".repeat(64 - digits.length()) + digits;
  }

  @Test
  void writesCalls() {
    assertThat(ABI.call("transfer", SOMEBODY, BigInteger.TEN).toHex())
        .isEqualTo("a9059cbb" + word(SOMEBODY.address().toHex()) + word("a"));
    assertThat(ABI.call("transfer", SOMEBODY, 10L)).isEqualTo(ABI.call("transfer", SOMEBODY, 10));
    Bytes claim =
        ABI.call(
            "claim",
            List.of(Hash.ZERO, new Hash(0, 0, 0, 1)),
            List.of(7L, new Hash(0, 0, 0, 2), "häuser", Bytes.fromHex("0102"), 255));
    assertThat(claim.size() % 32).isEqualTo(4);
    assertThat(claim.toHex()).contains(word("7") + word("2")).contains(word("ff"));
  }

  @Test
  void refusesValuesThatDoNotFit() {
    assertThatThrownBy(() -> ABI.call("transfer", SOMEBODY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ABI.call("transfer", SOMEBODY, BigInteger.TEN.negate()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ABI.call("transfer", "0xab", BigInteger.TEN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ABI.call("fly"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fly");
    assertThatThrownBy(() -> new Abi("hello")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsResults() throws ChainException {
    Bytes said =
        Bytes.fromHex(
            word("7") + word("2") + word("60") + word("1") + word(SOMEBODY.address().toHex()));
    assertThat(ABI.result("claim", said))
        .containsExactly(
            List.of(BigInteger.valueOf(7), Bytes.wrap(new Hash(0, 0, 0, 2).toArray())),
            List.of(SOMEBODY));
    assertThatThrownBy(() -> ABI.result("claim", Bytes.EMPTY))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("is it that contract's address?");
  }

  @Test
  void readsEvents() {
    Hash kind = ABI.kind("Transfer");
    assertThat(kind.toHex())
        .isEqualTo("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
    Hash to = Hash.fromHex(word(SOMEBODY.address().toHex()));
    ChainEvent event =
        new ChainEvent(
            new Anchor(1, Hash.ZERO),
            0,
            Hash.ZERO,
            SOMEBODY,
            List.of(kind, to, to),
            Bytes.fromHex(word("5")));
    assertThat(ABI.read(event))
        .get()
        .satisfies(read -> {
          assertThat(read.name()).isEqualTo("Transfer");
          assertThat(read.values())
              .isEqualTo(Map.of("from", SOMEBODY, "to", SOMEBODY, "value", BigInteger.valueOf(5)));
        });
    ChainEvent unfit =
        new ChainEvent(event.block(), 0, Hash.ZERO, SOMEBODY, List.of(kind), Bytes.fromHex("01"));
    assertThat(ABI.read(unfit)).isEmpty();
  }

  @Test
  void explainsReverts() {
    RevertReasons reasons = new RevertReasons(List.of(ABI.json()));
    assertThat(reasons.explain(Bytes.EMPTY)).isEqualTo("the contract gave no reason");
    Bytes late =
        new Abi(ABI.json().replace("\"type\":\"error\"", "\"type\":\"function\""))
            .call("Late", 9, SOMEBODY);
    assertThat(reasons.explain(late)).isEqualTo("Late(epoch 9, who " + SOMEBODY + ")");
    assertThat(
            reasons.explain(
                Bytes.fromHex("08c379a0" + word("20") + word("2") + "6e6f" + "0".repeat(60))))
        .isEqualTo("no");
    assertThat(reasons.explain(Bytes.fromHex("4e487b71" + word("11"))))
        .isEqualTo("arithmetic overflow");
    assertThat(reasons.explain(Bytes.fromHex("4e487b71" + word("99")))).isEqualTo("panic 0x99");
    assertThat(reasons.explain(Bytes.fromHex("01020304"))).isEqualTo("0x01020304");
    assertThat(reasons.explain(late.size() > 9 ? Bytes.copyOf(late.toArray(), 0, 9) : late))
        .startsWith("0x");
  }
}
