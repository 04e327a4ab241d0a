package polder.protocol.cose;

import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborType;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * A signed message with one signature (COSE_Sign1, RFC 9052 §4.2), always tagged, always with its
 * payload, and with nothing unprotected: what the signature does not cover could be changed on the
 * way, and one message would have many encodings.
 *
 * @param protectedHeader the encoded map of header parameters that the signature covers; empty
 *     where there are none
 * @param payload what is said
 * @param signature the signature over {@link #toBeSigned()}
 */
public record CoseSign1(Bytes protectedHeader, Bytes payload, Bytes signature) {
  /** The tag of a COSE_Sign1 (RFC 9052 §2). */
  public static final long TAG = 18;

  private static final int FIELDS = 4;
  private static final int OVERHEAD_BYTES = 32;

  /**
   * Reads one envelope and nothing else.
   *
   * @throws CodecException if {@code encoded} is not canonical, has bytes after its end, lacks the
   *     tag or the payload, has unprotected header parameters, or its protected header is neither
   *     empty nor a canonical map with an entry
   */
  public static CoseSign1 decode(byte[] encoded) {
    CborReader reader = new CborReader(encoded);
    if (reader.peek() != CborType.TAG || reader.tag() != TAG) {
      throw new CodecException("a signed message starts with tag " + TAG, 0);
    }
    int at = reader.offset();
    if (reader.beginArray() != FIELDS) {
      throw new CodecException("a signed message has " + FIELDS + " fields", at);
    }
    at = reader.offset();
    Bytes protectedHeader = reader.bytes();
    checkHeader(protectedHeader, reader.offset() - protectedHeader.size(), at);
    at = reader.offset();
    if (reader.beginMap() != 0) {
      throw new CodecException("the unprotected header must be empty", at);
    }
    at = reader.offset();
    if (reader.tryNil()) {
      throw new CodecException("the payload is detached", at);
    }
    Bytes payload = reader.bytes();
    Bytes signature = reader.bytes();
    reader.end();
    return new CoseSign1(protectedHeader, payload, signature);
  }

  /** Reads one envelope, as {@link #decode(byte[])} does. */
  public static CoseSign1 decode(Bytes encoded) {
    return decode(encoded.unsafeArray());
  }

  /** Refuses a second way to say the same header; {@code start} is where its content begins. */
  private static void checkHeader(Bytes header, int start, int at) {
    if (header.size() == 0) {
      return;
    }
    try {
      CborReader reader = new CborReader(header);
      if (reader.peek() != CborType.MAP) {
        throw new CodecException("not a map", 0);
      }
      reader.skip();
      reader.end();
    } catch (CodecException e) {
      throw new CodecException("protected header: " + e.reason(), start + e.offset());
    }
    // RFC 9052 §3: an empty map is said by an empty string.
    if (header.size() == 1) {
      throw new CodecException("protected header: an empty map is an empty string", at);
    }
  }

  /** The one encoding of this envelope. */
  public Bytes encode() {
    CborWriter writer = newWriter();
    writer.tag(TAG).beginArray(FIELDS);
    writer.bytes(protectedHeader).beginMap(0).bytes(payload).bytes(signature);
    return writer.toBytes();
  }

  /**
   * What the signature is made over: the Sig_structure of RFC 9052 §4.4 with the context {@code
   * Signature1} and no external data.
   */
  public Bytes toBeSigned() {
    CborWriter writer = newWriter();
    writer.beginArray(FIELDS).text("Signature1");
    writer.bytes(protectedHeader).bytes(Bytes.EMPTY).bytes(payload);
    return writer.toBytes();
  }

  private CborWriter newWriter() {
    return new CborWriter(
        OVERHEAD_BYTES + protectedHeader.size() + payload.size() + signature.size());
  }
}
