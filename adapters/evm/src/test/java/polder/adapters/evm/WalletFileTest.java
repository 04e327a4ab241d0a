package polder.adapters.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import polder.protocol.Bytes;
import polder.protocol.Hash;

class WalletFileTest {
  /** The two files of the standard's page "Web3 Secret Storage", of one secret and password. */
  private static final String PBKDF2 =
      """
      {"crypto":{"cipher":"aes-128-ctr",
      "cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
      "ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
      "kdf":"pbkdf2","kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256",
      "salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
      "mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
      "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
      """;

  private static final String SCRYPT =
      """
      {"crypto":{"cipher":"aes-128-ctr",
      "cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},
      "ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
      "kdf":"scrypt","kdfparams":{"dklen":32,"n":262144,"p":8,"r":1,
      "salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
      "mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},
      "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
      """;

  private static final byte[] SECRET =
      HexFormat.of().parseHex("7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d");

  private static final char[] PASSWORD = "testpassword".toCharArray();

  private static final SecretStorage.Cost CHEAP = new SecretStorage.Cost(2, 8, 1);

  @TempDir Path folder;

  static Stream<String> standard() {
    return Stream.of(PBKDF2, SCRYPT);
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("key.json"), content, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("standard")
  void readsTheStandardsFiles(String content) throws IOException {
    Wallet wallet = WalletFile.open(file(content), PASSWORD);
    assertThat(wallet.account()).isEqualTo(Wallet.of(SECRET).account());
    assertThat(wallet.account().toString())
        .isEqualToIgnoringCase("0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b");
  }

  @Test
  void aWrongPasswordIsToldFromADamagedFile() throws IOException {
    assertThatThrownBy(() -> WalletFile.open(file(SCRYPT), "other".toCharArray()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("password is wrong");
    assertThatThrownBy(() -> WalletFile.open(file(SCRYPT.substring(9)), PASSWORD))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no JSON");
    assertThatThrownBy(() -> WalletFile.open(file(SCRYPT.replace("ciphertext", "x")), PASSWORD))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ciphertext is missing");
    assertThatThrownBy(
            () -> WalletFile.open(file(SCRYPT.replace("262144", "1073741824")), PASSWORD))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("refused");
    assertThatThrownBy(() -> WalletFile.open(file("{}"), PASSWORD))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 3");
    assertThatThrownBy(() -> WalletFile.open(folder.resolve("none"), PASSWORD))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no key file");
  }

  @Test
  void onlyItsOwnerMayReadWhatIsWritten() throws IOException {
    Path file = folder.resolve("deep/key.json");
    Wallet wallet = Wallet.random();
    char[] password = "pässwörd".toCharArray();
    WalletFile.create(file, wallet, password, CHEAP);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(WalletFile.open(file, password).account()).isEqualTo(wallet.account());
    Hash digest = Hash.sha256(new byte[] {1});
    assertThat(WalletFile.open(file, password).sign(digest)).isEqualTo(wallet.sign(digest));
  }

  @Test
  void neverWritesOverAKey() throws IOException {
    Path file = folder.resolve("key.json");
    WalletFile.create(file, Wallet.random(), PASSWORD, CHEAP);
    Bytes before = Bytes.wrap(Files.readAllBytes(file));
    assertThatThrownBy(() -> WalletFile.create(file, Wallet.random(), PASSWORD, CHEAP))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exists already");
    assertThat(Bytes.wrap(Files.readAllBytes(file))).isEqualTo(before);
  }
}
