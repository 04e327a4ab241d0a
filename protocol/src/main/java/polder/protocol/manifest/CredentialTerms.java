package polder.protocol.manifest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.protocol.identity.DeviceId;
import polder.protocol.identity.KeyType;
import polder.protocol.money.Amounts;

/**
 * Whose credentials a network trusts, and what they change.
 *
 * @param trusted one for each type of credential, in the order of the manifest
 */
public record CredentialTerms(List<Term> trusted) {
  /** A network that trusts nobody's. */
  public static final CredentialTerms NONE = new CredentialTerms(List.of());

  /** Most types of credentials. */
  public static final int MOST_TERMS = 8;

  private static final int MOST_ISSUERS = 64;
  private static final long MILLION = Amounts.MILLION;

  // What the epoch adds up of all devices must fit 63 bits.
  private static final long MOST_PRODUCT = 100;

  /**
   * What a credential of one type changes.
   *
   * @param type its type, such as {@code CalibrationCredential}
   * @param issuers whose are trusted: did:key of Ed25519 keys
   * @param weightPpm by how much the weight of a device that holds one is multiplied, parts per
   *     million, from 0 to 10
   * @param capPpm most weight, parts per million of a whole device, of one that holds none
   * @param required whether a device that holds none is not heard
   */
  public record Term(
      String type,
      SortedSet<DeviceId> issuers,
      long weightPpm,
      Optional<Long> capPpm,
      boolean required) {
    public Term {
      issuers = Collections.unmodifiableSortedSet(new TreeSet<>(issuers));
    }
  }

  public CredentialTerms {
    trusted = List.copyOf(trusted);
    if (trusted.size() > MOST_TERMS) {
      throw new ManifestException("credentials.trusted has at most " + MOST_TERMS + " types");
    }
    if (trusted.stream().map(Term::type).distinct().count() < trusted.size()) {
      throw new ManifestException("credentials.trusted names a type twice");
    }
    if (productPpm(trusted) > MOST_PRODUCT * MILLION) {
      throw new ManifestException(
          "credentials.trusted: the weights of a device that holds all types must multiply to "
              + MOST_PRODUCT
              + " at most: lower one of them");
    }
  }

  /** By how much at most a weight is multiplied, each product rounded down as an epoch does it. */
  private static long productPpm(List<Term> terms) {
    long product = MILLION;
    for (Term term : terms) {
      product = Amounts.mulDiv(product, Math.max(MILLION, term.weightPpm()), MILLION);
    }
    return product;
  }

  /** Whether somebody's credentials change anything. */
  public boolean isEmpty() {
    return trusted.isEmpty();
  }

  /** Whether a device must hold a credential to be heard. */
  public boolean areRequired() {
    return trusted.stream().anyMatch(Term::required);
  }

  /** Whether {@code issuer} is trusted with any type. */
  public boolean trusts(DeviceId issuer) {
    return trusted.stream().anyMatch(term -> term.issuers().contains(issuer));
  }

  static CredentialTerms of(Parameters top) {
    return top.findTable("credentials")
        .map(table ->
            new CredentialTerms(
                table.tables("trusted").stream().map(CredentialTerms::term).toList()))
        .orElse(NONE);
  }

  private static Term term(Parameters table) {
    String type = table.text("type");
    if (!type.matches("[A-Za-z][A-Za-z0-9]{0,79}")) {
      throw new ManifestException(
          table.pathOf("type") + " must be letters and digits, such as CalibrationCredential");
    }
    return new Term(
        type,
        issuers(table),
        table.has("weight") ? table.decimal("weight", 6, 0, 10 * MILLION) : MILLION,
        table.has("cap") ? Optional.of(table.share("cap")) : Optional.empty(),
        table.has("required") && table.flag("required"));
  }

  private static SortedSet<DeviceId> issuers(Parameters table) {
    SortedSet<DeviceId> issuers = new TreeSet<>();
    List<String> texts = new ArrayList<>(table.texts("issuers"));
    if (texts.isEmpty() || texts.size() > MOST_ISSUERS) {
      throw new ManifestException(
          table.pathOf("issuers") + " must have 1 to " + MOST_ISSUERS + " issuers");
    }
    for (String text : texts) {
      issuers.add(issuer(table.pathOf("issuers"), text));
    }
    return issuers;
  }

  /** Only keys that name themselves: an epoch asks no web site, or audits would not agree. */
  private static DeviceId issuer(String path, String text) {
    try {
      DeviceId issuer = DeviceId.parse(text);
      if (issuer.type() == KeyType.ED25519) {
        return issuer;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new ManifestException(
        path + " must be did:key of Ed25519 keys (did:key:z6Mk…), not " + text);
  }
}
