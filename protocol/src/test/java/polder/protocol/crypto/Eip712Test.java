package polder.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.TypedData.Field;
import polder.protocol.identity.Account;
import tools.jackson.databind.json.JsonMapper;

class Eip712Test {
  private static final byte[] COW = Keccak256.digest("cow".getBytes(StandardCharsets.US_ASCII));

  private static final String OWNER = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf";

  private static TypedData person(String name, String wallet) {
    return new TypedData(
        "Person",
        List.of(Field.string("name", name), Field.address("wallet", Account.parse(wallet))));
  }

  /** The example of the specification, with its own domain. */
  private static TypedData mail() {
    return new TypedData(
        "Mail",
        List.of(
            Field.struct("from", person("Cow", "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826")),
            Field.struct("to", person("Bob", "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB")),
            Field.string("contents", "Hello, Bob!")));
  }

  private static TypedData mailDomain() {
    return new TypedData(
        "EIP712Domain",
        List.of(
            Field.string("name", "Ether Mail"),
            Field.string("version", "1"),
            Field.uint256("chainId", BigInteger.ONE),
            Field.address(
                "verifyingContract", Account.parse("0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"))));
  }

  @Test
  void hashesTheExampleOfTheSpecification() {
    assertThat(mail().encodeType())
        .isEqualTo("Mail(Person from,Person to,string contents)Person(string name,address wallet)");
    assertThat(mail().hashStruct().toHex())
        .isEqualTo("c52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e");
    assertThat(mailDomain().hashStruct().toHex())
        .isEqualTo("f2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f");
    Hash digest = Eip712.digest(mailDomain(), mail());
    assertThat(digest.toHex())
        .isEqualTo("be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
    assertThat(Bytes.wrap(Secp256k1.sign(COW, digest)).toHex())
        .isEqualTo(
            "4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d"
                + "07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c");
  }

  /** Every supported type, at the ends of its range; two structs, one within the other. */
  private static TypedData everyType() {
    TypedData nowhere = new TypedData("Zone", List.of(Field.uint64("cell", 0)));
    return new TypedData(
        "Enrol",
        List.of(
            Field.string("device", "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"),
            Field.bytes("proof", Bytes.fromHex("deadbeef00")),
            Field.bytes32("manifest", Hash.fromHex("11".repeat(32))),
            Field.address("owner", Account.parse(OWNER)),
            Field.uint256("bond", BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE)),
            Field.uint64("until", Long.MAX_VALUE),
            Field.int256("offset", BigInteger.ONE.shiftLeft(255).negate()),
            Field.int64("latitude", -52_520_008),
            Field.bool("moving", true),
            Field.struct(
                "zone",
                new TypedData("Zone", List.of(Field.uint64("cell", 617_700_169_958_293_503L)))),
            Field.struct(
                "area",
                new TypedData(
                    "Area",
                    List.of(Field.struct("zone", nowhere), Field.string("name", "Zürich"))))));
  }

  private static Hash salt() {
    byte[] bytes = new byte[32];
    IntStream.range(0, 32).forEach(i -> bytes[i] = (byte) i);
    return Hash.of(bytes);
  }

  @Test
  void hashesEveryTypeAsEthersDoes() {
    // Computed with ethers 6: TypedDataEncoder and Wallet.signTypedData.
    TypedData message = everyType();
    assertThat(message.encodeType())
        .endsWith(",Zone zone,Area area)Area(Zone zone,string name)Zone(uint64 cell)");
    Hash separator = Eip712.domainSeparator("Polder", "1", 31337, salt());
    assertThat(separator.toHex())
        .isEqualTo("7f9d3cbbf6079a1a31864b74e1ed9f1d5bf6b15380a22c8e58e78ce2eb6faffa");
    assertThat(message.hashStruct().toHex())
        .isEqualTo("dec3f2f073208810b0c363f145c3b31d29c3676d832f80775710483ca03ec074");
    Hash digest = Eip712.digest(separator, message.hashStruct());
    assertThat(digest.toHex())
        .isEqualTo("3b579359066d026dc05f35ef22adc61e40ff710a56c9689699cab160fa3ba640");
    byte[] signature =
        Bytes.fromHex(
                "0a456e93fa80b560431f04889203e5427bb8b53606644cfde7ee2faa97cb27ed"
                    + "5cd83240ec466d5c0e63a6c1cb6e298dbaf5b606f3db4fc1301537eabaf998ba1b")
            .toArray();
    assertThat(Secp256k1.recover(digest, signature)).contains(Secp256k1.account(COW));
  }

  @Test
  void asksAWalletForTheSameStruct() {
    TypedData message =
        new TypedData(
            "Transfer",
            List.of(Field.uint64("sequence", 7), Field.struct("owner", person("Cow", OWNER))));
    assertThat(
            JsonMapper.shared()
                .writeValueAsString(
                    Eip712.signingRequest(Eip712.domain("Polder", "1", 31337, salt()), message)))
        .isEqualTo(
            """
            {"types":{"EIP712Domain":[{"name":"name","type":"string"},\
            {"name":"version","type":"string"},{"name":"chainId","type":"uint256"},\
            {"name":"salt","type":"bytes32"}],\
            "Person":[{"name":"name","type":"string"},{"name":"wallet","type":"address"}],\
            "Transfer":[{"name":"sequence","type":"uint64"},{"name":"owner","type":"Person"}]},\
            "primaryType":"Transfer",\
            "domain":{"name":"Polder","version":"1","chainId":"31337",\
            "salt":"0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"},\
            "message":{"sequence":"7","owner":{"name":"Cow",\
            "wallet":"0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"}}}\
            """);
  }

  @Test
  void whatHasNoFormIsRefused() {
    assertThatThrownBy(() -> Field.uint64("n", -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Field.uint256("n", BigInteger.ONE.shiftLeft(256)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Field.int256("n", BigInteger.ONE.shiftLeft(255)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Field.bool("a,uint256 b", true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TypedData("uint256", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new TypedData("T", List.of(Field.bool("a", true), Field.uint64("a", 1))))
        .isInstanceOf(IllegalArgumentException.class);
    TypedData one = new TypedData("S", List.of(Field.bool("a", true)));
    TypedData other = new TypedData("S", List.of(Field.uint64("a", 1)));
    TypedData both = new TypedData("T", List.of(Field.struct("x", one), Field.struct("y", other)));
    assertThatThrownBy(both::hashStruct).isInstanceOf(IllegalArgumentException.class);
  }
}
