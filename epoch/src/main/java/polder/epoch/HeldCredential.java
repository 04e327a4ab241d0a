package polder.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.credential.Credential;
import polder.protocol.credential.StatusEntry;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.CredentialTerms;

/**
 * What the state holds of a credential that was shown about a device.
 *
 * @param issuer who signed it
 * @param types its types but the one that all credentials have
 * @param fromMillis from when on it holds
 * @param untilMillis the end of its validity; the greatest number if it has none
 * @param bit where its issuer would revoke it, if anywhere
 * @param document SHA-256 of its canonical bytes
 */
public record HeldCredential(
    DeviceId issuer,
    List<String> types,
    long fromMillis,
    long untilMillis,
    Optional<Bit> bit,
    Hash document) {

  /** Most credentials of one device in one network: one of each type that a manifest can name. */
  static final int MOST_HELD = CredentialTerms.MOST_TERMS;

  /**
   * A bit in a list of revocations.
   *
   * @param list SHA-256 of the list's URL in UTF-8
   * @param index its number in the list
   */
  public record Bit(Hash list, long index) {
    static Bit of(StatusEntry entry) {
      return new Bit(RevocationEntry.nameOf(entry.list()), entry.index());
    }
  }

  public HeldCredential {
    types = List.copyOf(types);
  }

  static HeldCredential of(Credential credential, DeviceId issuer, Hash document) {
    return new HeldCredential(
        issuer,
        credential.types().stream().filter(type -> !type.equals(Credential.TYPE)).toList(),
        credential.startMillis(),
        credential.endMillis(),
        credential.revocation().map(Bit::of),
        document);
  }

  /** Whether it holds at {@code millis}, revocation aside. */
  public boolean isValidAt(long millis) {
    return fromMillis <= millis && millis < untilMillis;
  }

  /** Whether {@code term} trusts its issuer with one of its types. */
  boolean fits(CredentialTerms.Term term) {
    return term.issuers().contains(issuer) && types.contains(term.type());
  }

  /** Whether {@code terms} trust its issuer with one of its types. */
  public boolean isTrustedBy(CredentialTerms terms) {
    return terms.trusted().stream().anyMatch(this::fits);
  }

  /**
   * Whether its issuer took it back, as far as it told {@code network}.
   *
   * @param lists finds a list of revocations by its key in the state
   */
  boolean isRevoked(String network, Function<Bytes, Optional<RevocationEntry>> lists) {
    return bit.flatMap(place ->
            lists
                .apply(StateKeys.revocations(network, issuer, place.list()))
                .filter(list -> list.has(place.index())))
        .isPresent();
  }

  static Bytes encode(List<HeldCredential> held) {
    CborWriter writer = new CborWriter().beginArray(held.size());
    held.forEach(credential -> credential.write(writer));
    return writer.toBytes();
  }

  private void write(CborWriter writer) {
    writer.beginArray(6).bytes(issuer.multikey());
    writer.beginArray(types.size());
    types.forEach(writer::text);
    writer.integer(fromMillis).integer(untilMillis);
    bit.ifPresentOrElse(
        place -> writer.beginArray(2).hash(place.list()).integer(place.index()), writer::nil);
    writer.hash(document);
  }

  static List<HeldCredential> decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    int size = reader.beginArray();
    List<HeldCredential> held = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      held.add(read(reader));
    }
    return List.copyOf(held);
  }

  private static HeldCredential read(CborReader reader) {
    reader.beginArray();
    DeviceId issuer = new DeviceId(reader.bytes());
    int count = reader.beginArray();
    List<String> types = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      types.add(reader.text());
    }
    long from = reader.integer();
    long until = reader.integer();
    Optional<Bit> bit = Optional.empty();
    if (!reader.tryNil()) {
      reader.beginArray();
      bit = Optional.of(new Bit(reader.hash(), reader.integer()));
    }
    return new HeldCredential(issuer, types, from, until, bit, reader.hash());
  }
}
