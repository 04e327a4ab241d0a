package polder.protocol.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * All manifests in force in one epoch. The documents themselves are what is encoded and hashed, so
 * that nothing a founder wrote is lost on the way to the root.
 */
public final class Manifests {
  private final DeploymentManifest deployment;
  private final SortedMap<String, NetworkManifest> networks = new TreeMap<>();
  private final Bytes encoded;

  private Manifests(Value.Table deployment, List<Value.Table> networks) {
    this.deployment = DeploymentManifest.of(deployment);
    SortedMap<String, Value.Table> documents = new TreeMap<>();
    long shares = this.deployment.validators().sharePpm();
    for (Value.Table document : networks) {
      NetworkManifest network = NetworkManifest.of(document);
      if (this.networks.put(network.name(), network) != null) {
        throw new ManifestException("two manifests are for the network " + network.name());
      }
      documents.put(network.name(), document);
      shares = Math.addExact(shares, network.pay().sharePpm());
    }
    if (shares > 1_000_000) {
      throw new ManifestException(
          "the networks' pay.share"
              + (this.deployment.validators().sharePpm() > 0 ? " and validators.share" : "")
              + " add up to more than 1");
    }
    CborWriter writer = new CborWriter().beginArray(2);
    Value.write(writer, deployment);
    writer.beginArray(documents.size());
    documents.values().forEach(document -> Value.write(writer, document));
    this.encoded = writer.toBytes();
  }

  /**
   * The manifests in these documents.
   *
   * @throws ManifestException naming the key that is missing, unknown or out of range
   */
  public static Manifests of(Value.Table deployment, List<Value.Table> networks) {
    return new Manifests(deployment, networks);
  }

  /**
   * Reads what {@link #encode} gave.
   *
   * @throws CodecException if the bytes are not canonical or not of this form
   * @throws ManifestException if they are, but say what no manifest may
   */
  public static Manifests decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    if (reader.beginArray() != 2) {
      throw new CodecException("manifests are a deployment's and its networks'", 0);
    }
    Value.Table deployment = table(reader);
    int size = reader.beginArray();
    List<Value.Table> networks = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      networks.add(table(reader));
    }
    reader.end();
    Manifests manifests = new Manifests(deployment, networks);
    if (!manifests.encode().equals(encoded)) {
      throw new CodecException("the networks are not in the order of their names", 0);
    }
    return manifests;
  }

  private static Value.Table table(CborReader reader) {
    int at = reader.offset();
    if (Value.read(reader) instanceof Value.Table table) {
      return table;
    }
    throw new CodecException("a manifest must be a table of keys and values", at);
  }

  /** The deployment's own. */
  public DeploymentManifest deployment() {
    return deployment;
  }

  /** Each network's, by name. */
  public SortedMap<String, NetworkManifest> networks() {
    return java.util.Collections.unmodifiableSortedMap(networks);
  }

  /** One network's. */
  public Optional<NetworkManifest> network(String name) {
    return Optional.ofNullable(networks.get(name));
  }

  /** The canonical bytes. */
  public Bytes encode() {
    return encoded;
  }

  /** SHA-256 of the canonical bytes; stands in the header. */
  public Hash hash() {
    return Hash.sha256(encoded.unsafeArray());
  }
}
