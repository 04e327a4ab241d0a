package polder.adapters.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.chain.ChainException;
import polder.ports.chain.ContractWallets;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.Eip191;
import polder.protocol.identity.Account;

/** Contracts that stand on a real chain say what they signed. */
class ContractWalletsTest {
  /**
   * {@code isValidSignature} of a wallet with one key: hash to memory 0, v, r and s behind it, then
   * {@code ecrecover}; the selector in the word's left if the key is the owner's, else nothing.
   */
  private static final String WALLET =
      "6004356000526" // hash
          + "0a43560f81c602052" // v, the first byte of the third word of the signature
          + "606435604052608435606052" // r, s
          + "602060806080600060015afa50" // ecrecover into memory 0x80
          + "60805173%s14" // is it the owner?
          + "631626ba7e60e01b0260005260206000f3";

  private static final Account CONTRACT =
      Account.parse("0x00000000000000000000000000000000000c0de1");

  private static final Hash DIGEST = Eip191.digest("Sign in.".getBytes(StandardCharsets.US_ASCII));

  @TempDir Path folder;

  private static void place(LocalChain chain, String code) throws ChainException {
    chain.tell("anvil_setCode", Quantity.of(CONTRACT), "0x" + code);
  }

  @Test
  void aWalletOfOneKeyKnowsItsSignature() throws Exception {
    Wallet owner = Wallet.random();
    try (LocalChain chain = LocalChain.in(folder)) {
      place(chain, WALLET.formatted(owner.account().address().toHex()));
      ContractWallets wallets = new EvmContractWallets(new EvmChain(chain.rpc, 0));
      Bytes signature = Bytes.wrap(owner.sign(DIGEST));

      assertThat(wallets.isSigned(CONTRACT, DIGEST, signature)).isTrue();
      assertThat(wallets.isSigned(CONTRACT, Hash.sha256(new byte[1]), signature)).isFalse();
      Bytes strangers = Bytes.wrap(Wallet.random().sign(DIGEST));
      assertThat(wallets.isSigned(CONTRACT, DIGEST, strangers)).isFalse();
      assertThat(wallets.isSigned(CONTRACT, DIGEST, Bytes.EMPTY)).isFalse();
      // An account with a key and no code says nothing.
      assertThat(wallets.isSigned(owner.account(), DIGEST, signature)).isFalse();
    }
  }

  @Test
  void noOtherAnswerIsTakenForYes() throws Exception {
    try (LocalChain chain = LocalChain.in(folder)) {
      ContractWallets wallets = new EvmContractWallets(new EvmChain(chain.rpc, 0));
      for (String code :
          new String[] {
            "60006000fd", // refuses
            "00", // answers nothing
            "600160005260206000f3", // answers true
            "631626ba7e60005260206000f3", // answers the word at the wrong end
            "631626ba7e60e01b60005260406000f3", // answers more than a word
          }) {
        place(chain, code);
        assertThat(answer(wallets)).as(code).isFalse();
      }
      place(chain, "631626ba7e60e01b60005260206000f3");
      assertThat(answer(wallets)).isTrue();
    }
  }

  /** Nodes have a word of their own for each way to fail: it is told, and is neither yes nor no. */
  @Test
  void aContractWhoseCodeFailsLeavesItUnknown() throws Exception {
    try (LocalChain chain = LocalChain.in(folder)) {
      ContractWallets wallets = new EvmContractWallets(new EvmChain(chain.rpc, 0));
      for (String code :
          new String[] {
            "fe", // is no instruction
            "50", // takes from an empty stack
            "5b600056", // never ends
          }) {
        place(chain, code);
        assertThatThrownBy(() -> answer(wallets))
            .as(code)
            .isInstanceOf(ChainException.class)
            .hasMessageContaining("EVM error")
            .extracting(e -> ((ChainException) e).kind())
            .isEqualTo(ChainException.Kind.REFUSED);
      }
    }
  }

  private static boolean answer(ContractWallets wallets) throws ChainException {
    return wallets.isSigned(CONTRACT, DIGEST, Bytes.fromHex("0x0102"));
  }

  @Test
  void aChainThatIsAwayIsNoNo() throws Exception {
    try (JsonRpc rpc = LocalChain.rpc(URI.create("http://127.0.0.1:1"))) {
      ContractWallets wallets = new EvmContractWallets(new EvmChain(rpc, 0));
      assertThatThrownBy(() -> wallets.isSigned(CONTRACT, DIGEST, Bytes.EMPTY))
          .isInstanceOf(ChainException.class);
    }
  }
}
