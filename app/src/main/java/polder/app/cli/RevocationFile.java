package polder.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import polder.protocol.credential.Credential;
import polder.protocol.credential.CredentialException;
import polder.protocol.credential.StatusEntry;
import polder.protocol.credential.StatusList;

/**
 * An issuer's list of revocations in a file, signed as it is published, and beside it a register of
 * what was issued: a line for each credential with its number in the list, identifier, type and
 * subject.
 */
final class RevocationFile {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path file;
  private final String url;
  private final StatusList bits;
  private final long writtenMillis;

  private RevocationFile(Path file, String url, StatusList bits, long writtenMillis) {
    this.file = file;
    this.url = url;
    this.bits = bits;
    this.writtenMillis = writtenMillis;
  }

  /** Opens the list in {@code file}. */
  static RevocationFile open(Path file) throws IOException {
    Credential list = CredentialFiles.credential(file);
    try {
      return new RevocationFile(
          file,
          list.json().text("id").orElse(""),
          StatusList.of(list, StatusEntry.REVOCATION),
          list.validFromMillis().orElse(0L));
    } catch (CredentialException e) {
      throw new BadWordException(
          file + " is no list of revocations: " + e.detail(), "name the list with --list");
    }
  }

  /** A list that will lie at {@code url}, with nothing revoked. */
  static RevocationFile begin(Path file, String url) {
    return new RevocationFile(file, url, StatusList.empty(), 0);
  }

  String url() {
    return url;
  }

  /** A number that no credential has yet; by chance, so that it does not say who came when. */
  StatusEntry free() throws IOException {
    BitSet taken = new BitSet();
    issued().forEach(line -> taken.set((int) line.index()));
    if (taken.cardinality() >= bits.size()) {
      throw new BadWordException(
          file + " is full", "begin another list with --list and --list-url");
    }
    int index = RANDOM.nextInt(bits.size());
    while (taken.get(index)) {
      index = RANDOM.nextInt(bits.size());
    }
    return new StatusEntry(StatusEntry.REVOCATION, url, index);
  }

  /** This list with an entry revoked. */
  RevocationFile revoking(long index) {
    return new RevocationFile(file, url, bits.with(index), writtenMillis);
  }

  boolean isRevoked(long index) {
    return bits.isSet(index);
  }

  /** Signs the list and writes it; each is younger than the one before, whatever the clock says. */
  void write(CredentialSigner signer, long nowMillis) throws IOException {
    long at = Math.max(nowMillis, writtenMillis + 1);
    CredentialFiles.write(file, signer.sign(bits.credential(url, signer.did(), at), at));
  }

  /** A line of the register. */
  record Issued(long index, String id, String type, String subject) {
    static Optional<Issued> parse(String line) {
      String[] parts = line.split("\t", -1);
      return parts.length == 4 && parts[0].matches("[0-9]{1,9}")
          ? Optional.of(new Issued(Long.parseLong(parts[0]), parts[1], parts[2], parts[3]))
          : Optional.empty();
    }

    String line() {
      return index + "\t" + id + "\t" + type + "\t" + subject + "\n";
    }
  }

  private Path register() {
    return file.resolveSibling(file.getFileName() + ".issued");
  }

  /** Writes down that a credential was issued, before anybody gets it. */
  void issue(Issued issued) throws IOException {
    Files.writeString(
        register(),
        issued.line(),
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** All that was issued. */
  List<Issued> issued() throws IOException {
    if (!Files.exists(register())) {
      return List.of();
    }
    List<Issued> issued = new ArrayList<>();
    for (String line : Files.readAllLines(register(), StandardCharsets.UTF_8)) {
      Issued.parse(line).ifPresent(issued::add);
    }
    return issued;
  }
}
