package polder.protocol.message;

import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.cose.CoseSign1;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.DeviceSignatures;
import polder.protocol.identity.DeviceId;
import polder.protocol.identity.KeyType;

/**
 * A message signed by a device: a COSE_Sign1 (RFC 9052) whose protected header says algorithm (1),
 * content type (3), key (4: the device's multikey), network (−70001), sequence (−70002) and, where
 * another machine signs for the device, through whom (−70003). The payload is for the kind of
 * network to read.
 *
 * @param id SHA-256 of the signed bytes
 * @param wire the whole message
 * @param device who signed
 * @param network the network it is for
 * @param sequence grows from message to message
 * @param via who signs for a device that cannot sign, such as {@code airrohr}
 * @param contentType CoAP content format of the payload; 112 is SenML in CBOR
 * @param payload the body
 * @param envelope the signed envelope
 */
public record DeviceMessage(
    Hash id,
    Bytes wire,
    DeviceId device,
    String network,
    long sequence,
    Optional<String> via,
    long contentType,
    Bytes payload,
    CoseSign1 envelope)
    implements Message {

  /** CoAP content format of SenML in CBOR (RFC 8428 §12.4). */
  public static final long SENML_CBOR = 112;

  private static final long ALGORITHM = 1;
  private static final long CONTENT_TYPE = 3;
  private static final long KEY = 4;
  private static final long NETWORK = -70_001;
  private static final long SEQUENCE = -70_002;
  private static final long VIA = -70_003;
  private static final long EDDSA = -8;
  private static final long ES256 = -7;
  private static final int MAX_NAME = 40;

  @Override
  public Bytes sender() {
    return device.multikey();
  }

  /** Whether the signature is that of the device, by the normative rule. */
  public boolean isSignatureGood() {
    return DeviceSignatures.verify(
        device, envelope.toBeSigned().unsafeArray(), envelope.signature().unsafeArray());
  }

  /** What a device says, before it is signed. */
  public record Draft(
      String network, long sequence, Optional<String> via, long contentType, Bytes payload) {

    /** Signs with {@code key}. */
    public DeviceMessage sign(DeviceKey key) {
      CoseSign1 unsigned = new CoseSign1(header(key.id()), payload, Bytes.EMPTY);
      byte[] signature = key.sign(unsigned.toBeSigned().unsafeArray());
      return complete(key.id(), unsigned, Bytes.wrap(signature));
    }

    /**
     * The message of {@code device} with a signature made of zeros: for recorded data, whose
     * devices never signed. No node admits it.
     */
    public DeviceMessage unsigned(DeviceId device) {
      return complete(
          device, new CoseSign1(header(device), payload, Bytes.EMPTY), Bytes.wrap(new byte[64]));
    }

    private DeviceMessage complete(DeviceId device, CoseSign1 unsigned, Bytes signature) {
      CoseSign1 signed = new CoseSign1(unsigned.protectedHeader(), payload, signature);
      return new DeviceMessage(
          Hash.sha256(unsigned.toBeSigned().unsafeArray()),
          signed.encode(),
          device,
          network,
          sequence,
          via,
          contentType,
          payload,
          signed);
    }

    private Bytes header(DeviceId device) {
      CborWriter writer = new CborWriter().beginMap(via.isPresent() ? 6 : 5);
      writer.integer(ALGORITHM).integer(device.type() == KeyType.ED25519 ? EDDSA : ES256);
      writer.integer(CONTENT_TYPE).integer(contentType);
      writer.integer(KEY).bytes(device.multikey());
      writer.integer(NETWORK).text(network);
      writer.integer(SEQUENCE).integer(sequence);
      via.ifPresent(name -> writer.integer(VIA).text(name));
      return writer.toBytes();
    }
  }

  /**
   * Reads a message.
   *
   * @throws CodecException saying what is wrong and at which byte
   */
  public static DeviceMessage decode(byte[] wire) {
    return decode(Bytes.copyOf(wire));
  }

  /** As {@link #decode(byte[])}. */
  public static DeviceMessage decode(Bytes wire) {
    CoseSign1 envelope = CoseSign1.decode(wire);
    CborReader header = new CborReader(envelope.protectedHeader());
    int entries = header.beginMap();
    if (entries < 5 || entries > 6) {
      throw new CodecException(
          "the protected header must hold algorithm, content type, key, network, sequence and"
              + " perhaps via",
          0);
    }
    expect(header, ALGORITHM, "algorithm (1)");
    long algorithm = header.integer();
    expect(header, CONTENT_TYPE, "content type (3)");
    long contentType = header.integer();
    expect(header, KEY, "key (4)");
    DeviceId device = device(header);
    expect(header, NETWORK, "network (-70001)");
    String network = name(header, "network");
    expect(header, SEQUENCE, "sequence (-70002)");
    long sequence = header.integer();
    Optional<String> via = Optional.empty();
    if (entries == 6) {
      expect(header, VIA, "via (-70003)");
      via = Optional.of(name(header, "via"));
    }
    header.end();
    if (algorithm != (device.type() == KeyType.ED25519 ? EDDSA : ES256)) {
      throw new CodecException("algorithm " + algorithm + " does not fit the key", 0);
    }
    if (sequence < 1) {
      throw new CodecException("the sequence must be 1 or more, not " + sequence, 0);
    }
    if (envelope.signature().size() != 64) {
      throw new CodecException(
          "a signature has 64 bytes, not " + envelope.signature().size(), wire.size());
    }
    return new DeviceMessage(
        Hash.sha256(envelope.toBeSigned().unsafeArray()),
        wire,
        device,
        network,
        sequence,
        via,
        contentType,
        envelope.payload(),
        envelope);
  }

  private static void expect(CborReader header, long label, String name) {
    long found = header.integer();
    if (found != label) {
      throw new CodecException("the protected header lacks " + name, header.offset());
    }
  }

  private static DeviceId device(CborReader header) {
    try {
      return new DeviceId(header.bytes());
    } catch (IllegalArgumentException e) {
      throw new CodecException("the key is no multikey: " + e.getMessage(), header.offset());
    }
  }

  private static String name(CborReader header, String what) {
    String name = header.text();
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new CodecException(what + " must be 1 to 40 letters", header.offset());
    }
    return name;
  }
}
