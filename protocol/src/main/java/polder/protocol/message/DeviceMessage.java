package polder.protocol.message;

import java.util.Optional;
import java.util.function.UnaryOperator;
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
 * content type (3), key (4: the device's multikey), network (−70001), sequence (−70002), where
 * another machine signs for the device, through whom (−70003), and, where the writer knows it, the
 * sequence of the message that this device signed before (−70004). The payload is for the kind of
 * network to read.
 *
 * @param id SHA-256 of the signed bytes
 * @param wire the whole message
 * @param device the key that signed: the device's name, unless its key was rotated
 * @param network the network it is for
 * @param sequence grows from message to message
 * @param via who signs for a device that cannot sign, such as {@code airrohr}
 * @param previous the sequence of the last message that was signed before this one; below {@code
 *     sequence}. It is how two copies of one device give themselves away: each knows only its own
 * @param contentType CoAP content format of the payload; 112 is SenML in CBOR
 * @param payload the body
 */
public record DeviceMessage(
    Hash id,
    Bytes wire,
    DeviceId device,
    String network,
    long sequence,
    Optional<String> via,
    Optional<Long> previous,
    long contentType,
    Bytes payload)
    implements Message {

  /** CoAP content format of SenML in CBOR (RFC 8428 §12.4). */
  public static final long SENML_CBOR = 112;

  private static final long ALGORITHM = 1;
  private static final long CONTENT_TYPE = 3;
  private static final long KEY = 4;
  private static final long NETWORK = -70_001;
  private static final long SEQUENCE = -70_002;
  private static final long VIA = -70_003;
  private static final long PREVIOUS = -70_004;
  private static final long EDDSA = -8;
  private static final long ES256 = -7;
  private static final int MAX_NAME = 40;
  private static final int FEWEST_ENTRIES = 5;
  private static final int MOST_ENTRIES = 7;

  @Override
  public Bytes sender() {
    return device.multikey();
  }

  /**
   * The signed envelope, read anew each time: of millions of messages that wait for their epoch to
   * be computed the wire holds all of it.
   */
  public CoseSign1 envelope() {
    return CoseSign1.decode(wire);
  }

  /** Whether the signature is that of the device, by the normative rule. */
  public boolean isSignatureGood() {
    CoseSign1 envelope = envelope();
    return DeviceSignatures.verify(
        device, envelope.toBeSigned().unsafeArray(), envelope.signature().unsafeArray());
  }

  /** What a device says, before it is signed. */
  public record Draft(
      String network,
      long sequence,
      Optional<String> via,
      Optional<Long> previous,
      long contentType,
      Bytes payload) {
    public Draft {
      if (previous.isPresent() && (previous.get() < 1 || previous.get() >= sequence)) {
        throw new IllegalArgumentException(
            "the previous sequence must be from 1 to below "
                + sequence
                + ", not "
                + previous.get());
      }
    }

    /** By a writer who does not say what it signed before. */
    public Draft(
        String network, long sequence, Optional<String> via, long contentType, Bytes payload) {
      this(network, sequence, via, Optional.empty(), contentType, payload);
    }

    /** The same, signed after the message of sequence {@code before}. */
    public Draft after(long before) {
      return new Draft(network, sequence, via, Optional.of(before), contentType, payload);
    }

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
          previous,
          contentType,
          payload);
    }

    private Bytes header(DeviceId device) {
      int more = (via.isPresent() ? 1 : 0) + (previous.isPresent() ? 1 : 0);
      CborWriter writer = new CborWriter().beginMap(FEWEST_ENTRIES + more);
      writer.integer(ALGORITHM).integer(device.type() == KeyType.ED25519 ? EDDSA : ES256);
      writer.integer(CONTENT_TYPE).integer(contentType);
      writer.integer(KEY).bytes(device.multikey());
      writer.integer(NETWORK).text(network);
      writer.integer(SEQUENCE).integer(sequence);
      via.ifPresent(name -> writer.integer(VIA).text(name));
      previous.ifPresent(before -> writer.integer(PREVIOUS).integer(before));
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
    return decode(wire, UnaryOperator.identity());
  }

  /** As {@link Message#decode(Bytes, UnaryOperator)}. */
  static DeviceMessage decode(Bytes wire, UnaryOperator<String> names) {
    CoseSign1 envelope = CoseSign1.decode(wire);
    CborReader header = new CborReader(envelope.protectedHeader());
    int entries = header.beginMap();
    if (entries < FEWEST_ENTRIES || entries > MOST_ENTRIES) {
      throw new CodecException(
          "the protected header must hold algorithm, content type, key, network, sequence and"
              + " perhaps via and previous",
          0);
    }
    expect(header, ALGORITHM, "algorithm (1)");
    long algorithm = header.integer();
    expect(header, CONTENT_TYPE, "content type (3)");
    long contentType = header.integer();
    expect(header, KEY, "key (4)");
    DeviceId device = device(header);
    expect(header, NETWORK, "network (-70001)");
    String network = names.apply(name(header, "network"));
    expect(header, SEQUENCE, "sequence (-70002)");
    long sequence = header.integer();
    if (sequence < 1) {
      throw new CodecException("the sequence must be 1 or more, not " + sequence, 0);
    }
    Rest rest = rest(header, entries - FEWEST_ENTRIES, sequence);
    if (algorithm != (device.type() == KeyType.ED25519 ? EDDSA : ES256)) {
      throw new CodecException("algorithm " + algorithm + " does not fit the key", 0);
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
        rest.via(),
        rest.previous(),
        contentType,
        envelope.payload());
  }

  /** What a header may hold or not. */
  private record Rest(Optional<String> via, Optional<Long> previous) {}

  private static Rest rest(CborReader header, int entries, long sequence) {
    Optional<String> via = Optional.empty();
    Optional<Long> previous = Optional.empty();
    for (int i = 0; i < entries; i++) {
      long label = header.integer();
      if (label == VIA && i == 0) {
        via = Optional.of(name(header, "via"));
      } else if (label == PREVIOUS && previous.isEmpty()) {
        previous = Optional.of(previous(header, sequence));
      } else {
        throw new CodecException(
            "behind the sequence stand via (-70003) and previous (-70004), not " + label,
            header.offset());
      }
    }
    header.end();
    return new Rest(via, previous);
  }

  private static long previous(CborReader header, long sequence) {
    long previous = header.integer();
    if (previous < 1 || previous >= sequence) {
      throw new CodecException(
          "the previous sequence must be from 1 to below the message's own, not " + previous,
          header.offset());
    }
    return previous;
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
